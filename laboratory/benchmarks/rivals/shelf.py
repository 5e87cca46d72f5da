"""The input of rivals: one person's answers, and the beds on offer as columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array

Labels = NDArray[np.str_]

CLASS_EDGES = (3.75, 5.25, 6.75, 8.25)  # soft, medium-soft, medium, medium-firm, firm: classes 0 to 4


@dataclass(frozen=True)
class Answers:
    """What one person states. Breadths are measured or, where not stated, usual for weight, height and sex.

    `position` is side, back, stomach or combination (no position has half of the night); `zone_peaks_kpa` are those of
    a pressure mat on a medium bed under shoulder, waist and hip, for the rival that has one.
    """

    weight_kg: float
    height_cm: float
    position: str
    hip_breadth_cm: float
    shoulder_breadth_cm: float
    zone_peaks_kpa: tuple[float, float, float]
    pain: tuple[str, ...] = ()

    @property
    def bmi(self) -> float:
        return self.weight_kg / (self.height_cm / 100) ** 2


@dataclass(frozen=True)
class Shelf:
    """m beds, or settings of an adjustable bed: (m,) columns, (m, 3) factors under shoulder, waist and hip.

    What a catalogue does not state (airflow, motion, edge, sagging) is the same for every bed and left out of the sums.
    `commission` is the shop's commission as a share of 1; it is invented, for the rival that reads it.
    """

    firmness: Array
    zone_factors: Array
    zoned: NDArray[np.bool_]
    kind: Labels
    price: Array
    commission: Array

    def __len__(self) -> int:
        return len(self.firmness)

    @property
    def firmness_class(self) -> NDArray[np.intp]:
        return np.digitize(self.firmness, CLASS_EDGES)

    @property
    def foam(self) -> NDArray[np.bool_]:
        return np.char.find(self.kind, "foam") >= 0

    @property
    def memory_foam(self) -> NDArray[np.bool_]:
        return np.asarray(self.kind == "memory_foam")

    @property
    def spring(self) -> NDArray[np.bool_]:
        return np.isin(self.kind, ("pocket_spring", "bonnell", "spring"))

    @property
    def hybrid(self) -> NDArray[np.bool_]:
        return np.asarray(self.kind == "hybrid")


Rule = Callable[[Answers, Shelf], Array]


def nearest(shelf: Shelf, firmness: float) -> Array:
    """(m,) score that is higher the nearer a bed's firmness."""
    return -np.abs(shelf.firmness - firmness)


def nearest_zones(shelf: Shelf, firmness: float, factors: tuple[float, float, float]) -> Array:
    """(m,) score of how near a bed is in firmness and in its zone factors (a tenth counts as half a point)."""
    apart = 5 * np.abs(shelf.zone_factors - np.array(factors)).sum(axis=1)
    score: Array = nearest(shelf, firmness) - apart
    return score
