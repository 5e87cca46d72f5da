"""B1, a match score: sub-scores of each bed, adjusted to the person's answers, in a fixed weighted sum.

Cooling, motion, edge, responsiveness and durability depend on ratings that no shop states here, so they are constant.
"""

from __future__ import annotations

import numpy as np

from laboratory.benchmarks.rivals.shelf import Answers, Shelf
from recommender.arrays import Array

HEAVY_KG = 230 / 2.2046
SUPPORT_RATING = 70.0  # where no rating is stated
PRESSURE_SHARE, SUPPORT_SHARE = 0.20, 0.20


def match_score(person: Answers, shelf: Shelf) -> Array:
    firm = shelf.firmness
    pressure = 60 + 6 * (6 - firm) + 5 * shelf.foam + 4 * (shelf.kind == "latex")
    support = SUPPORT_RATING + 5.0 * shelf.zoned
    pressure, support = np.clip(np.round(pressure), 0, 100), np.clip(np.round(support), 0, 100)
    if person.position == "side":
        pressure = pressure + 10 * (firm <= 6) - 12 * (firm >= 8)
    if person.position == "stomach":
        pressure = pressure + 6 * (firm >= 6)
        support = support + 10 * (firm >= 7) - 12 * (firm <= 5)
    if person.position == "back" and person.weight_kg >= HEAVY_KG:
        support = support + 12 * (firm >= 6) - 12 * (firm <= 5)
    if {"shoulder_pressure", "lateral_hip"} & set(person.pain):
        pressure = pressure + 8 * (firm <= 6)
    if "extension_sensitive" in person.pain:
        support = support + 8 * shelf.zoned
    score: Array = np.round(PRESSURE_SHARE * np.clip(pressure, 0, 100) + SUPPORT_SHARE * np.clip(support, 0, 100))
    return score
