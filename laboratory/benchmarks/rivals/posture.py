"""B3, a target from posture, build and weight; sleep position has no effect.

Posture is assumed to be excellent (there is no camera here); products list no positions, builds or ratings.
"""

from __future__ import annotations

import numpy as np

from laboratory.benchmarks.rivals.shelf import Answers, Shelf
from recommender.arrays import Array

START, LOWEST, HIGHEST = 6.0, 3.0, 9.5
NARROW_SHOULDERS, BROAD_SHOULDERS = 0.96, 1.14  # shoulder joints over hips
JOINTS_PER_BIDELTOID = 0.81  # distance of the joints, as a share of the breadth over both arms (army survey)
ALWAYS_SHOWN_FROM, ALWAYS_SHOWN_TO = 62, 99


def posture(person: Answers, shelf: Shelf) -> Array:
    ratio = JOINTS_PER_BIDELTOID * person.shoulder_breadth_cm / person.hip_breadth_cm
    build = -2 if ratio > BROAD_SHOULDERS else 1 if ratio < NARROW_SHOULDERS else 0
    aim = float(np.clip(START + build, LOWEST, HIGHEST))
    heavier = 1.5 if person.weight_kg > 95 else 0.8 if person.weight_kg > 75 else -1.0 if person.weight_kg < 55 else 0
    off = np.abs(shelf.firmness - float(np.clip(aim + heavier, LOWEST, HIGHEST)))
    score = 100 + 4 - np.round(12 * off) - np.where(off > 2, np.round(6 * (off - 2)), 0)
    if person.height_cm >= 175:
        score = score + 5 * shelf.spring
    shown: Array = np.clip(score, ALWAYS_SHOWN_FROM, ALWAYS_SHOWN_TO)
    return shown
