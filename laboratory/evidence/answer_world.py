"""An answer and the world it is held against: every bed that could be shown, as the mechanics lay this person on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog.mattress import Mattress
from recommender.arrays import Array
from recommender.explanation import Explanation
from recommender.matching import Ranking
from recommender.mechanics.bed import as_figures, as_listed, side_by_side
from recommender.mechanics.measures import Measures
from recommender.mechanics.rest import lay
from recommender.reasons import Figure
from recommender.sleeper import POSITIONS

Figures = Mapping[str, Figure]
SAME = 1e-6  # of a figure: the same bed laid beside other beds ends within less
UNSTATED_SD = 1.5  # points of firmness the engine takes where a record states no error


@dataclass(frozen=True)
class Bed:
    """One bed a sentence speaks of, in the world it is held against."""

    world: World
    i: int
    said: Figures

    @property
    def record(self) -> Mattress:
        return self.world.ranking.mattresses[self.i]

    def figure(self, name: str) -> float:
        value = self.said[name]
        assert isinstance(value, int | float)
        return float(value)


@dataclass(frozen=True, eq=False)
class World:
    """An answer, its ranking, and every bed that could be shown as the mechanics lay this person on it.

    `place` is the column of each bed in `laid`; the last column is the bed made for this person.
    """

    ranking: Ranking
    answer: Explanation
    place: Mapping[int, int]
    laid: Measures
    position: str

    @cached_property
    def index(self) -> Mapping[str, int]:
        return {bed.mattress_id: i for i, bed in enumerate(self.ranking.mattresses)}

    @cached_property
    def shown(self) -> list[int]:
        return [self.index[pick.mattress.mattress_id] for pick in self.answer.picks]

    def of(self, quantity: Array, i: int) -> float:
        return float(quantity[self.place[i]])

    def firmness(self, i: int) -> float:
        set_to, bed = self.ranking.setting[i], self.ranking.mattresses[i]
        return float(bed.firmness or np.nan) if np.isnan(set_to).any() else float(np.mean(set_to))

    def sd(self, i: int) -> float:
        return self.ranking.mattresses[i].firmness_sd or UNSTATED_SD


def world_of(ranking: Ranking, answer: Explanation) -> World:
    stature = float(ranking.target.bodies.height_cm[0])
    beds = [as_figures(ranking.target.mean[0])]
    for i in ranking.order.tolist():
        how = ranking.setting[i]
        beds.append(as_listed(ranking.mattresses[i], stature, None if np.isnan(how).any() else how))
    position = POSITIONS[int(np.argmax(ranking.target.shares[0]))]
    laid = lay(ranking.target.bodies, position, side_by_side([*beds[1:], beds[0]])).measures
    return World(ranking, answer, {i: k for k, i in enumerate(ranking.order.tolist())}, laid, position)


def told(bed: Bed) -> list[float]:
    return [float(value) for value in bed.said.values() if isinstance(value, int | float)]


def near(said: float, so: float) -> bool:
    return abs(said - so) <= SAME * max(1.0, abs(so))
