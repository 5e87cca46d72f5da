"""B9, a showroom's rule of thumb on a scale of five."""

from __future__ import annotations

import numpy as np

from laboratory.benchmarks.rivals.shelf import Answers, Shelf
from recommender.arrays import Array

LIGHT_KG, HEAVY_KG = 60.0, 90.0


def showroom(person: Answers, shelf: Shelf) -> Array:
    ideal = 3 + (person.weight_kg > HEAVY_KG) - (person.weight_kg < LIGHT_KG)
    ideal += {"side": -1, "stomach": 1}.get(person.position, 0)
    score: Array = np.clip(15 * (4 - np.abs(shelf.firmness / 2 - ideal)) + 20, 0, 100)
    return score
