"""What the engine knows of each record, as vectors by which a person's discomfort is multiplied.

It sees firmness, zones, comfort layer and their uncertainty: never price, margin, brand or row order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import LOG_PER_POINT, hardness_from_firmness
from catalog.mattress import Mattress
from catalog.zones import CROWN_CM, CROWN_SD_CM, factors_of_many, zones_of_many
from recommender.arrays import Array, N, Remembered
from recommender.ranking.bed_knowledge import ComfortFigure, core_ratio_of
from recommender.ranking.measured import as_measured
from recommender.scoring.fast import OnBeds, packed
from recommender.scoring.optimum import REACH
from recommender.scoring.polynomials import expected_monomials
from recommender.scoring.scoring_model import ORIGIN
from recommender.scoring.second_moments import DEGREE
from recommender.sleeper import ZONES

# SD of ln stiffness per zone around the bed's mean: zones stated without figures, of a bed said to have none, or given
# in cm. Of a bed whose zones nobody states it is that of a zoned one: else it would gain by saying nothing. ASSUMED.
ZONE_SD_COUNTED, ZONE_SD_UNIFORM, ZONE_SD_MAPPED = 0.12, 0.06, 0.04
FIRMNESS_SD_OTHER = 1.5  # firmness points, where a record gives no SD
N_SETTINGS = 9  # an adjustable bed is tried at this many settings over its range
N_ZONE_SETTINGS = 5  # and this many per zone where its zones can be set separately
SET_BY_ZONE = ("per_zone", "modular")
STATURE_CLASS_CM = 2.0
MOST_BYTES, MOST_OCTIC_BYTES = 200_000_000, 100_000_000  # remembered of beds: 1,000 zoned ones under every stature
TRAINED = (ORIGIN[3] - REACH[3], ORIGIN[3] + REACH[3])  # of the figure of the comfort layer
_ZONE_PLACES = list(product(range(N_ZONE_SETTINGS), repeat=3))

# How one bed can be several: its two sides, layers that are exchanged, one firmness that is set, or one per zone.
Several = Literal["", "sides", "layers", "whole", "zones"]


@dataclass(frozen=True, eq=False)
class Beds:
    """Beds as the engine sees them under people of one stature class, grouped by record.

    Attributes:
        centre: (m, 4) ln N/mm under shoulder, waist and hip; ln of core over whole stiffness.
        covariance: (m, 4, 4) uncertainty of that.
        expected: (m, 70) expected monomials of the bed less `ORIGIN`.
        record: (m,) rising index of the record each comes from.
        setting: (m, 3) firmness per zone of an adjustable bed, a side or layers; NaN where it is one bed.
        place: (m, 3) place of the setting on its record's range, per zone: neighbours differ by one.
        by_seller: (m,) whether another setting of its record means an exchange by the seller.
        kind: (m,) beds of the same kind have the same vector; kinds count up from 0.
        first: (kinds,) one bed of every kind.
        record_kind: (records,) records of the same kind are the same beds, set in the same way: the engine knows the
            same of them.
    """

    centre: Array
    covariance: Array
    expected: Array
    record: NDArray[np.intp]
    setting: Array
    place: NDArray[np.intp]
    by_seller: NDArray[np.bool_]
    kind: NDArray[np.intp]
    first: NDArray[np.intp]
    record_kind: NDArray[np.intp]

    @cached_property
    def start(self) -> NDArray[np.intp]:
        """(records,) the first bed of each record."""
        return np.flatnonzero(np.diff(self.record, prepend=-1))

    @cached_property
    def single(self) -> bool:
        """Whether every record is one bed."""
        return len(self.record) == len(self.record_kind)

    def of_each(self, of_kinds: NDArray[N]) -> NDArray[N]:
        """(n, beds) of each bed, from those of its kind (n, kinds)."""
        return of_kinds.take(self.kind, axis=1)

    @cached_property
    def by_kind(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(beds,) the beds in the order of their kinds, and (kinds,) where each kind begins in it."""
        order = np.argsort(self.kind, kind="stable")
        return order, np.flatnonzero(np.diff(self.kind[order], prepend=-1))

    @property
    def nbytes(self) -> int:
        """How much room it takes, with what is worked out of it."""
        arrays = (*(self.centre, self.covariance) * 2, self.setting, self.place, self.expected, self.expected)
        return sum(array.nbytes for array in arrays)

    @cached_property
    def of_kinds(self) -> Array:
        """(70, kinds) `expected` of each kind."""
        return np.ascontiguousarray(self.expected[self.first].T)

    @cached_property
    def for_loops(self) -> OnBeds:
        """The same beds for compiled code."""
        return OnBeds(packed(self.centre - ORIGIN), packed(self.covariance))

    @cached_property
    def several(self) -> NDArray[np.bool_]:
        """(records,) whether a record is more than one bed."""
        return np.bincount(self.record, minlength=len(self.record_kind)) > 1


def _octics(beds: Beds) -> NDArray[np.float32]:
    first = beds.first
    octics = expected_monomials((beds.centre[first] - ORIGIN).T, np.moveaxis(beds.covariance[first], 0, -1), DEGREE)
    return octics.astype(np.float32)


# (495, kinds) expected monomials up to degree eight of each kind of bed less `ORIGIN`: ten times the room of all else
# that is known of beds, and dear. In single precision, for they only bound fits, and by far more room than that takes.
octics_of = Remembered(_octics, lambda octics: octics.nbytes, MOST_OCTIC_BYTES)


def several_of(bed: Mattress) -> Several:
    """Why a bed is more than one; "" where it is one, or nobody says from what to what it goes."""
    if bed.adjust_min is None or bed.adjust_max is None:
        return ""
    if bed.adjust == "flip":
        return "sides"
    if bed.adjust in SET_BY_ZONE:
        return "zones"
    if bed.adjust == "none" and bed.turnable:
        return "sides"
    return "layers" if bed.adjust == "none" and bed.exchangeable else "whole"


def settings_of(bed: Mattress) -> list[tuple[float, float, float]]:
    """Firmness of shoulder, waist and hip at each setting tried, on each side, or with the softest, the usual and the
    firmest of its layers; empty where the bed is only one.
    """
    several = several_of(bed)
    low, high = bed.adjust_min, bed.adjust_max
    if not several or low is None or high is None:
        return []
    if several == "zones":
        steps = np.linspace(low, high, N_ZONE_SETTINGS).tolist()
        return [(s, w, h) for s, w, h in product(steps, repeat=3)]
    if several == "sides":
        levels = [low, high]
    elif several == "layers":
        levels = [low, (low + high) / 2 if bed.firmness is None else bed.firmness, high]
    else:
        levels = np.linspace(low, high, N_SETTINGS).tolist()
    return [(f, f, f) for f in levels]


def setting_said(bed: Mattress, firmness: Array) -> dict[str, float | str] | None:
    """What a bed that is several should be, of the firmness (3,) of a setting: its side, layers, one firmness or one
    per zone. None where it is one.
    """
    if np.isnan(firmness).any():
        return None
    several, level = several_of(bed), float(firmness[0])
    if several == "zones":
        return dict(zip(ZONES, firmness.tolist(), strict=True))
    if several == "whole":
        return {"firmness": level}
    end = "softer" if level == bed.adjust_min else "firmer" if level == bed.adjust_max else "usual"
    return {"firmness": level, "side" if several == "sides" else "layers": end}


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of beds whoever lies on them, grouped by record: all but where their zones lie.

    Attributes:
        level: (m, 3) ln N/mm under shoulder, waist and hip if its zones were alike; level_sd: (m,).
        comfort: the figure of the comfort layer, of m.
        record, setting, place: as of `Beds`.
        several: (records,) why a record is more than one.
        maps: zones in cm of the records, as `zones_of_many` gives them, none where nobody states them so; zone_sd:
            (records,) of ln stiffness, each zone.
    """

    level: Array
    level_sd: Array
    comfort: ComfortFigure
    record: NDArray[np.intp]
    setting: Array
    place: NDArray[np.intp]
    several: tuple[Several, ...]
    maps: Array
    zone_sd: Array

    def figures(self, stature_cm: float) -> tuple[Array, Array]:
        """(m, 4) means of the beds' figures under a person of this stature, and their (m, 4, 4) covariance."""
        lain, spread = self._zones(stature_cm)
        centre = np.column_stack([self.level + lain[self.record], self.comfort.mean])
        covariance = np.empty((len(centre), 4, 4))
        covariance[:, :3, :3] = (self.level_sd**2)[:, None, None] + spread[self.record]
        covariance[:, 3, :3] = covariance[:, :3, 3] = self.comfort.with_hardness[:, None]
        covariance[:, 3, 3] = self.comfort.variance
        return centre, covariance

    def under(self, stature_cm: float) -> Beds:
        """The same beds under a person of this stature."""
        centre, covariance = self.figures(stature_cm)
        # Beds with the same vector are computed once, so they get exactly the same fit wherever they are in the file.
        key = np.round(np.column_stack([centre, covariance.reshape(len(centre), 16)]), 12)
        _, first, kind = np.unique(key, axis=0, return_index=True, return_inverse=True)
        kind = kind.ravel()
        by_kind = expected_monomials((centre[first] - ORIGIN).T, np.moveaxis(covariance[first], 0, -1)).T
        return Beds(
            centre=centre,
            covariance=covariance,
            expected=by_kind[kind],
            record=self.record,
            setting=self.setting,
            place=self.place,
            by_seller=np.array([one == "layers" for one in self.several])[self.record],
            kind=kind,
            first=first,
            record_kind=_record_kinds(self.several, self.record, kind),
        )

    def _zones(self, stature_cm: float) -> tuple[Array, Array]:
        """(records, 3) ln of the zone factors under this person, and (records, 3, 3) what is unsure about them.

        Of a map in cm it is where the person lies on it: the sharper the contrast there, the more a shifted crown
        matters.
        """
        crowns = CROWN_CM + CROWN_SD_CM * np.array([0, 1, -1])
        lain, shifted, other = np.log(factors_of_many(self.maps, stature_cm, crowns))
        slope = (shifted - other) / 2
        return lain, (self.zone_sd**2)[:, None, None] * np.eye(3) + slope[:, :, None] * slope[:, None]


def known_of(mattresses: Sequence[Mattress], *, beyond: bool = False) -> Known:
    """What the engine knows of each record, whoever lies on it.

    Unless asked for what lies `beyond`, a comfort layer outside what the model was trained on counts as the nearest
    within it: its quartics must not extrapolate. That holds for all that a layer may be, not for the likeliest alone: a
    third of what a mere type of bed leaves open lies outside.
    """
    firmness, sd, record, setting, place = [], [], [], [], []
    mattresses = [as_measured(bed) for bed in mattresses]
    several = tuple(several_of(bed) for bed in mattresses)
    for index, bed in enumerate(mattresses):
        set_to = settings_of(bed)
        values = set_to or [(np.nan if bed.firmness is None else bed.firmness,) * 3]
        at_each = _ZONE_PLACES if several[index] == "zones" else [(at,) * 3 for at in range(len(values))]
        for at, value in zip(at_each, values, strict=True):
            firmness.append(value)
            sd.append(bed.firmness_sd or FIRMNESS_SD_OTHER)
            record.append(index)
            setting.append(value if set_to else (np.nan,) * 3)
            place.append(at)
    level = np.log(hardness_from_firmness(np.array(firmness)))
    level_sd = np.array(sd) * LOG_PER_POINT
    unmapped = (ZONE_SD_UNIFORM if bed.n_zones == 1 else ZONE_SD_COUNTED for bed in mattresses)
    return Known(
        level=level,
        level_sd=level_sd,
        comfort=core_ratio_of(
            [mattresses[index] for index in record], level.mean(axis=1), level_sd, None if beyond else TRAINED
        ),
        record=np.array(record, dtype=np.intp),
        setting=np.array(setting, dtype=float),
        place=np.array(place, dtype=np.intp),
        several=several,
        maps=zones_of_many([bed.zones for bed in mattresses]),
        zone_sd=np.array([ZONE_SD_MAPPED if bed.zones else sd for bed, sd in zip(mattresses, unmapped, strict=True)]),
    )


def beds_of(mattresses: Sequence[Mattress], stature_cm: float) -> Beds:
    """What the engine knows of each record under a person of this stature."""
    return known_of(mattresses).under(stature_cm)


def _record_kinds(several: Sequence[Several], record: NDArray[np.intp], kind: NDArray[np.intp]) -> NDArray[np.intp]:
    """(records,) the same number where all beds of two records, and how one becomes another, are the same."""
    start = np.searchsorted(record, np.arange(len(several) + 1)).tolist()
    of_beds, number = kind.tolist(), dict[tuple[Several, tuple[int, ...]], int]()
    return np.array(
        [
            number.setdefault((how, tuple(of_beds[a:b])), len(number))
            for how, (a, b) in zip(several, pairwise(start), strict=True)
        ],
        dtype=np.intp,
    )


def stature_class(height_cm: Array) -> Array:
    """Centre of the 2 cm class a stature belongs to; it determines where zones meet the body."""
    return (np.floor(np.asarray(height_cm) / STATURE_CLASS_CM) + 0.5) * STATURE_CLASS_CM
