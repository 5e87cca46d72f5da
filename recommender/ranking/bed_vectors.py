"""What the engine knows of each record, as vectors by which a person's discomfort is multiplied.

It sees firmness, zones, comfort layer and their uncertainty: never price, margin, brand or row order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import hardness_from_firmness, log_per_point
from catalog.mattress import Mattress
from catalog.zones import zone_factors
from recommender.arrays import Array
from recommender.mechanics.bed import COMFORT_CM, DEFAULT_COMFORT_CM
from recommender.scoring.polynomials import expected_monomials
from recommender.scoring.scoring_model import ORIGIN

COMFORT_SD_CM = 1.5  # ASSUMED, of the depth by type
# SD of ln stiffness per zone around the bed's mean: zones unknown, stated without figures, or given in cm. ASSUMED.
ZONE_SD_UNKNOWN, ZONE_SD_COUNTED, ZONE_SD_MAPPED = 0.06, 0.12, 0.04
FIRMNESS_SD_OTHER = 1.5  # firmness points, where a record gives no SD
N_SETTINGS = 9  # an adjustable bed is tried at this many settings over its range
N_ZONE_SETTINGS = 5  # and this many per zone where its zones can be set separately
SET_BY_ZONE = ("per_zone", "modular")
STATURE_CLASS_CM = 2.0


@dataclass(frozen=True)
class Beds:
    """Beds as the engine sees them under people of one stature class, grouped by record.

    Attributes:
        centre: (m, 4) ln N/mm under shoulder, waist and hip; comfort layer cm from 3.
        covariance: (m, 4, 4) uncertainty of that.
        expected: (m, 70) expected monomials of the bed less `ORIGIN`.
        record: (m,) rising index of the record each comes from.
        setting: (m, 3) firmness per zone an adjustable bed is set to; NaN where nothing can be set.
        kind: (m,) beds of the same kind have the same vector; kinds count up from 0.
        first: (kinds,) one bed of every kind.
    """

    centre: Array
    covariance: Array
    expected: Array
    record: NDArray[np.intp]
    setting: Array
    kind: NDArray[np.intp]
    first: NDArray[np.intp]


def settings_of(bed: Mattress) -> list[tuple[float, float, float]]:
    """Firmness of shoulder, waist and hip at each setting tried; empty when the bed cannot be set."""
    if bed.adjust_min is None or bed.adjust_max is None or bed.adjust == "flip":
        return []
    if bed.adjust in SET_BY_ZONE:
        steps = np.linspace(bed.adjust_min, bed.adjust_max, N_ZONE_SETTINGS).tolist()
        return [(s, w, h) for s, w, h in product(steps, repeat=3)]
    return [(f, f, f) for f in np.linspace(bed.adjust_min, bed.adjust_max, N_SETTINGS).tolist()]


def beds_of(mattresses: Sequence[Mattress], stature_cm: float) -> Beds:
    """What the engine knows of each record under a person of this stature."""
    firmness, sd, record, setting, factor, zone_sd, comfort = [], [], [], [], [], [], []
    for index, bed in enumerate(mattresses):
        factors = zone_factors(bed.zones, stature_cm)
        unsure = ZONE_SD_MAPPED if factors is not None else ZONE_SD_UNKNOWN
        if factors is None and (bed.n_zones or 1) > 1:
            unsure = ZONE_SD_COUNTED
        set_to = settings_of(bed)
        for value in set_to or [(np.nan if bed.firmness is None else bed.firmness,) * 3]:
            firmness.append(value)
            sd.append(bed.firmness_sd or FIRMNESS_SD_OTHER)
            record.append(index)
            setting.append(value if set_to else (np.nan,) * 3)
            factor.append(np.ones(3) if factors is None else factors)
            zone_sd.append(unsure)
            comfort.append(COMFORT_CM.get(bed.type, DEFAULT_COMFORT_CM) - DEFAULT_COMFORT_CM)
    level = np.log(hardness_from_firmness(np.array(firmness)))
    centre = np.column_stack([level + np.log(np.array(factor)), np.array(comfort)])
    covariance = np.zeros((len(level), 4, 4))
    shared = (np.array(sd) * log_per_point(level.mean(axis=1))) ** 2
    covariance[:, :3, :3] = shared[:, None, None] + (np.array(zone_sd) ** 2)[:, None, None] * np.eye(3)
    covariance[:, 3, 3] = COMFORT_SD_CM**2
    # Beds with the same vector are computed once, so they get exactly the same fit wherever they are in the file.
    key = np.round(np.column_stack([centre, covariance.reshape(len(centre), 16)]), 12)
    _, first, kind = np.unique(key, axis=0, return_index=True, return_inverse=True)
    by_kind = expected_monomials((centre[first] - ORIGIN).T, np.moveaxis(covariance[first], 0, -1)).T
    return Beds(
        centre=centre,
        covariance=covariance,
        expected=by_kind[kind.ravel()],
        record=np.array(record, dtype=np.intp),
        setting=np.array(setting, dtype=float),
        kind=kind.ravel(),
        first=first,
    )


def stature_class(height_cm: Array) -> Array:
    """Centre of the 2 cm class a stature belongs to; it determines where zones meet the body."""
    return (np.floor(np.asarray(height_cm) / STATURE_CLASS_CM) + 0.5) * STATURE_CLASS_CM
