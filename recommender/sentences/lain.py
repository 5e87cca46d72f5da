"""The beds of an answer under this person, laid by the full mechanics: what sentences compare.

Everything is in the position with the largest share of the night, which the sentences name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Mattress
from recommender.arrays import Array
from recommender.fit_target import TargetSummary
from recommender.matching import Ranking
from recommender.mechanics.bed import Bed, as_figures, as_listed, side_by_side
from recommender.mechanics.measures import Measures
from recommender.mechanics.rest import lay
from recommender.ranking.bed_vectors import setting_said
from recommender.ranking.roles import prices_to_compare
from recommender.scoring.comfort import COMPONENTS
from recommender.sleeper import POSITIONS, Position

# Beds that stand for the whole list where sentences speak of most of it: every so manieth in the order of firmness.
MOST_LAID = 60
# ASSUMED: within half a point a firmness is called close to what suits the person; beyond, the answer says how far off
# it is. Two labels that people tell apart lie about a point from each other.
CLOSE_POINTS = 0.5


@dataclass(frozen=True)
class Quantity:
    """What a body feels of a bed and a sentence can name.

    Attributes:
        component: the component of discomfort it belongs to.
        read: (n,) its values, out of what the mechanics measure.
        least: the smallest difference worth saying: a share of the value where `relative`, else in its unit. ASSUMED:
            pressures agree with measured ones to a few per cent within one person, the rest to what a hand can feel.
        positions: in which it says something.
        figure: the name of its own value in a sentence that tells both values and not their difference.
    """

    name: str
    component: str
    read: Callable[[Measures], Array]
    least: float
    relative: bool = False
    positions: tuple[Position, ...] = POSITIONS
    figure: str = ""

    def steps(self, value: float, other: float) -> float:
        """By how many differences worth saying a value is more than another."""
        return (value - other) / (self.least * (other if self.relative else 1.0))


SHOULDER_PRESSURE = Quantity("shoulder_pressure", "shoulder_pressure", lambda m: m.peak_kpa[1], 0.05, relative=True)
HIP_PRESSURE = Quantity("hip_pressure", "hip_pressure", lambda m: m.peak_kpa[3], 0.05, relative=True)
HIP_DEPTH = Quantity("hip_depth", "immersion", lambda m: m.immersion_mm[2], 2.0)  # mm
SHOULDER_DEPTH = Quantity("shoulder_depth", "immersion", lambda m: m.immersion_mm[0], 2.0)  # mm
TILT = Quantity("tilt", "alignment", lambda m: np.abs(m.tilt_deg), 0.3, positions=("side",))  # degrees
BEND = Quantity("bend", "alignment", lambda m: np.abs(m.lumbar_angle_deg), 0.5, positions=("back", "stomach"))
WAIST = Quantity(
    "waist", "waist_support", lambda m: m.waist_load, 0.03, figure="waist_share"
)  # share of the waist's weight
QUANTITIES = (SHOULDER_PRESSURE, HIP_PRESSURE, HIP_DEPTH, SHOULDER_DEPTH, TILT, BEND, WAIST)


@dataclass(frozen=True, eq=False)
class Lain:
    """One person on the beds of an answer.

    Attributes:
        shown: the picks, indices into the ranking's beds, in their order.
        near: beds that may be said to have come near, best first.
        firmness: (m,) of every bed as a whole, as declared or at its setting.
        measures: of the bed made for this person (row 0), the beds shown and near, and those that stand for the list.
        row: the row of each bed that was laid.
        listed: rows of the beds that stand for the list.
    """

    ranking: Ranking
    summary: TargetSummary
    position: Position
    shown: tuple[int, ...]
    near: tuple[int, ...]
    firmness: Array
    measures: Measures
    row: Mapping[int, int]
    listed: NDArray[np.intp]

    @cached_property
    def _values(self) -> dict[str, Array]:
        return {quantity.name: quantity.read(self.measures) for quantity in QUANTITIES}

    @cached_property
    def _middle(self) -> dict[str, float]:
        return {name: float(np.median(values[self.listed])) for name, values in self._values.items()}

    @cached_property
    def prices(self) -> Array:
        """(m,) prices that may be compared; NaN for any other."""
        of = self.ranking
        return prices_to_compare(of.offers, of.wishes)

    @property
    def first(self) -> int:
        """The bed that stands first."""
        return self.shown[0]

    def value(self, quantity: Quantity, i: int) -> float:
        return float(self._values[quantity.name][self.row[i]])

    def ideal(self, quantity: Quantity) -> float:
        """On the bed made for this person."""
        return float(self._values[quantity.name][0])

    def middle(self, quantity: Quantity) -> float:
        """Half of the list's beds lie above, half below."""
        return self._middle[quantity.name]

    def share_beyond(self, quantity: Quantity, i: int, sign: int) -> float:
        """Share of the list on which a quantity is by a difference worth saying more (`sign` 1) or less (-1)."""
        mine, listed = self.value(quantity, i), self._values[quantity.name][self.listed]
        return float(np.mean([sign * quantity.steps(float(value), mine) >= 1 for value in listed]))

    def discomfort(self, quantity: Quantity, i: int) -> float:
        return float(self.ranking.components[i, COMPONENTS.index(quantity.component)])

    @cached_property
    def middle_discomfort(self) -> Mapping[str, float]:
        return dict(zip(COMPONENTS, np.median(self.ranking.components[self.ranking.order, :-1], axis=0), strict=True))

    def is_set(self, i: int) -> bool:
        """Whether the answer tells one firmness to set a bed to, the side to lie on or the layers to ask for."""
        return "firmness" in (setting_said(self.ranking.mattresses[i], self.ranking.setting[i]) or {})

    def kind(self, i: int) -> int:
        """The same for beds the engine knows the same of."""
        return int(self.ranking.kind[i])


def firmness_of_all(ranking: Ranking) -> Array:
    """(m,) firmness of each bed as a whole, as declared or at its setting."""
    declared = np.array([np.nan if bed.firmness is None else bed.firmness for bed in ranking.mattresses])
    return np.where(np.isnan(ranking.setting).any(axis=1), declared, ranking.setting.mean(axis=1))


def lie_on(ranking: Ranking, summary: TargetSummary, shown: Iterable[int], near: Iterable[int]) -> Lain:
    """Lay this person on a bed made for them, the beds shown, those near, and beds that stand for the list."""
    shown, near = tuple(shown), tuple(near)
    firmness = firmness_of_all(ranking)
    order = ranking.order[np.lexsort((ranking.fit[ranking.order], firmness[ranking.order]))]
    listed = (
        order[np.linspace(0, len(order) - 1, min(len(order), MOST_LAID)).round().astype(int)] if shown else order[:0]
    )
    beds = list(dict.fromkeys([*shown, *near, *listed.tolist()]))
    row = {i: place for place, i in enumerate(beds, start=1)}
    position = POSITIONS[int(np.argmax(ranking.target.shares[0]))]
    made = as_figures(ranking.target.mean[0])
    laid = lay(ranking.target.bodies, position, side_by_side([made, *(_listed(ranking, i) for i in beds)]))
    rows = np.array([row[i] for i in listed.tolist()], dtype=np.intp)
    return Lain(ranking, summary, position, shown, near, firmness, laid.measures, row, rows)


def _listed(ranking: Ranking, i: int) -> Bed:
    """A bed under this person, as declared or at its setting."""
    bed, setting = ranking.mattresses[i], ranking.setting[i]
    stature_cm = float(ranking.target.bodies.height_cm[0]) if bed.zones else 0.0
    return _laid_out(bed, stature_cm, None if np.isnan(setting).any() else tuple(setting.tolist()))


@lru_cache(maxsize=4096)
def _laid_out(bed: Mattress, stature_cm: float, setting: tuple[float, ...] | None) -> Bed:
    """The same beds lie under most people; where a bed has no map of zones, their stature says nothing."""
    return as_listed(bed, stature_cm, setting)
