"""The two that give zones: B5, a configurator of cylinders by weight and shape, and B16, a pressure mat inverted."""

from __future__ import annotations

import numpy as np

from laboratory.benchmarks.rivals.shelf import Answers, Shelf, nearest_zones
from recommender.arrays import Array

# Body weight in kg at each score; linear between them and beyond.
TOPPER = ((47, 1), (57, 2), (70, 3), (82, 4), (97, 5), (122, 6))
BASE = ((45, 1), (67, 2), (95, 3))
LUMBAR = ((45, 1), (70, 1.5), (82, 2), (95, 2.5), (110, 3))
# added to topper, base and lumbar
POSITION_ADDS = {"side": (-0.4, -0.15, -0.2), "back": (0.0, 0.0, 0.2), "stomach": (0.4, 0.15, 0.3)}
ACHE_ADDS = {
    "shoulder_pressure": (-0.2, 0.0, 0.0),
    "lateral_hip": (-0.2, 0.0, 0.0),
    "leg_radiating": (-0.2, 0.0, -0.15),
    "extension_sensitive": (0.15, 0.2, 0.25),
    "morning_stiffness": (0.15, 0.2, 0.3),
}
SHAPE_ADDS = {"A": (-0.15, 0.0, 0.1), "V": (-0.15, 0.0, 0.0)}
MOST_ADDED = (1.0, 0.5, 0.5)
SCORE_RANGE = ((1, 6), (1, 3), (1, 3))
# How its parts are mapped to a shelf of whole beds. Our choice: the table does not mention a 1-10 scale.
TOPPER_FIRMNESS, BASE_FIRMNESS = (2.5, 9.0), (3.5, 8.0)
FACTOR_PER_LUMBAR, SUPER_SOFT, SOFT = 0.15, 0.75, 0.87

MAT_LEVELS = 4  # integer firmness 0 to 4 of a row
MAT_FIRMNESS = (2.0, 9.0)


def _along(weight_kg: float, anchors: tuple[tuple[float, float], ...]) -> float:
    kg, score = np.array(anchors, dtype=float).T
    i = int(np.clip(np.searchsorted(kg, weight_kg) - 1, 0, len(kg) - 2))
    return float(score[i] + (weight_kg - kg[i]) * (score[i + 1] - score[i]) / (kg[i + 1] - kg[i]))


def shape(person: Answers) -> str:
    """A: hips as broad as shoulders; V: shoulders much broader; round by BMI."""
    ratio = person.shoulder_breadth_cm / person.hip_breadth_cm
    return "round" if person.bmi > 32 else "A" if ratio < 1.27 else "V" if ratio > 1.48 else "normal"


def scores(person: Answers) -> tuple[float, float, float]:
    """Topper, base and lumbar before rounding."""
    sums = np.zeros(3)
    adds = [POSITION_ADDS.get(person.position, (0.0, 0.0, 0.0)), SHAPE_ADDS.get(shape(person), (0.0, 0.0, 0.0))]
    for add in adds + [ACHE_ADDS[ache] for ache in person.pain if ache in ACHE_ADDS]:
        sums += add
    plain = np.array([_along(person.weight_kg, anchors) for anchors in (TOPPER, BASE, LUMBAR)])
    low, high = np.array(SCORE_RANGE).T
    topper, base, lumbar = np.clip(plain + np.clip(sums, -np.array(MOST_ADDED), MOST_ADDED), low, high)
    return float(topper), float(base), float(lumbar)


def configurator(person: Answers, shelf: Shelf) -> Array:
    topper, base, lumbar = (float(np.floor(score + 0.5)) for score in scores(person))
    lumbar = min(max(lumbar, base - 1), base + 1)  # a soft base excludes a firm lumbar part and vice versa
    light_side = person.weight_kg < 60 and person.position == "side" and shape(person) in ("A", "normal")
    heaviest = 100 if shape(person) == "V" else 90
    shoulder = 1.0 if light_side else SOFT if person.weight_kg > heaviest else SUPER_SOFT
    firmness = (np.interp(topper, (1, 6), TOPPER_FIRMNESS) + np.interp(base, (1, 3), BASE_FIRMNESS)) / 2
    return nearest_zones(shelf, float(firmness), (shoulder, 1 + FACTOR_PER_LUMBAR * (lumbar - 1), 1.0))


def pressure_mat(person: Answers, shelf: Shelf) -> Array:
    """Softest where pressure is highest: peaks scaled to 1-3, inverted, an integer firmness for each zone."""
    peaks = np.array(person.zone_peaks_kpa)
    scaled = 1 + 2 * (peaks - peaks.min()) / max(float(np.ptp(peaks)), 1e-9)
    level = np.round((3 - scaled) / 2 * MAT_LEVELS)
    aim = np.interp(level, (0, MAT_LEVELS), MAT_FIRMNESS)
    zone_firmness = shelf.firmness[:, None] + np.log(shelf.zone_factors) / 0.155  # a point is about 0.155 in ln N/mm
    score: Array = -np.abs(zone_firmness - aim).sum(axis=1)
    return score
