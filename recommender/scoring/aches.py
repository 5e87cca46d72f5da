"""How an ache changes what counts in discomfort: weights of components, never the physics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from recommender.arrays import Array
from recommender.scoring.comfort import COMPONENTS

# How an ache changes what counts, by component: how much heavier it weighs, and how many tolerances more of it are
# felt (a sore part feels pressure where a sound one feels none, so the direction does not hang on where the reference
# lies). Directions and grades: the profile table of the rules (C); the sizes are ours, kept small because the evidence
# is: ache and wish together move firmness by one point at the most. Alignment on back and stomach is lordosis, on the
# side the bend in the frontal plane.
ACHES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "shoulder_pressure": {"shoulder_pressure": (1.4, 0.5)},  # softer, deeper shoulder zone; grade C/D
    "lateral_hip": {"hip_pressure": (1.3, 0.2)},  # more relief at the hip; grade D
    "turning_low_pelvis": {"immersion": (1.2, 0.3), "alignment": (1.3, 0.0)},  # easy to turn, pelvis level; grade D
    "extension_sensitive": {"alignment": (1.5, 0.0), "waist_support": (1.2, 0.0)},  # less hollow; grade D/C
    "pregnancy": {"hip_pressure": (1.4, 0.3), "shoulder_pressure": (1.0, 0.3)},  # relief on the side; grade B-
}
# Which way an ache pulls the whole bed; opposite pulls in one profile make the answer a compromise.
ACHE_PULL = {
    "shoulder_pressure": -1,
    "lateral_hip": -1,
    "pregnancy": -1,
    "extension_sensitive": 1,
    "turning_low_pelvis": 1,
}
WISH_POINTS = {"softer": -0.5, "none": 0.0, "firmer": 0.5}  # firmness points; ASSUMED
MOST_SHIFT_POINTS = 1.0  # ache and wish together, rules C combination 3


def ache_weights(pains: Iterable[str]) -> tuple[Array, Array]:
    """(5,) factor on each of `COMPONENTS` for a set of aches, and (5,) tolerances felt more; several add up."""
    weights, more = np.ones(len(COMPONENTS)), np.zeros(len(COMPONENTS))
    for pain in pains:
        for component, (factor, felt) in ACHES.get(pain, {}).items():
            weights[COMPONENTS.index(component)] *= factor
            more[COMPONENTS.index(component)] += felt
    return weights, more


def is_compromise(pains: Iterable[str]) -> bool:
    """True when aches pull in opposite directions."""
    pulls = {ACHE_PULL[p] for p in pains if p in ACHE_PULL}
    return len(pulls) > 1
