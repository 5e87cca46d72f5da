"""B2, an ideal firmness class by position, shifted a class by weight; points for how near a bed is.

Beds state no position or build they are made for, so those points are the same for all and left out.
"""

from __future__ import annotations

import numpy as np

from laboratory.benchmarks.rivals.shelf import Answers, Shelf
from recommender.arrays import Array

IDEAL_CLASS = {"side": 1, "back": 3, "stomach": 4, "combination": 2}
CLASS_POINTS = np.array([15.0, 8.0, 0.0, -8.0])
LIGHT_KG, HEAVY_KG = 70.0, 100.0
MEDIUM_SOFT, MEDIUM_FIRM = 1, 3


def ideal_class(person: Answers, shelf: Shelf) -> Array:
    heavy, light = person.weight_kg > HEAVY_KG, person.weight_kg < LIGHT_KG
    ideal = np.clip(IDEAL_CLASS[person.position] + heavy - light, 0, 4)
    own = shelf.firmness_class
    score = CLASS_POINTS[np.minimum(np.abs(own - ideal), 3)]
    soft, firm = own <= MEDIUM_SOFT, own >= MEDIUM_FIRM
    if heavy:
        score = score + np.where(shelf.memory_foam & soft, -30, np.where(shelf.spring | shelf.hybrid, 8, 0))
    if light:
        score = score + np.where(shelf.spring & firm, -6, np.where(shelf.memory_foam | soft, 6, 0))
    if "extension_sensitive" in person.pain or "morning_stiffness" in person.pain:
        score = score - 8 - 6 * soft
    if {"shoulder_pressure", "lateral_hip", "neck"} & set(person.pain):
        score = score - 8 * firm
    not_negative: Array = np.maximum(score, 0)
    return not_negative
