"""How an ache changes what counts in discomfort: weights of components, never the physics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from recommender.arrays import Array
from recommender.coefficients import values
from recommender.scoring.comfort import COMPONENTS

# How an ache changes what counts, by component: the factor on its weight, and by how many tolerances its departure is
# increased (a sore part feels pressure where a sound one feels none, so the direction does not depend on the
# reference). Directions and grades: the profile table of the rules (C); the sizes are ours, kept small because the
# evidence is: ache and wish together move firmness by one point at the most. Alignment on back and stomach is
# lordosis, on the side the bend in the frontal plane.
ACHES: Mapping[str, Mapping[str, tuple[float, float]]] = values("aches")
# Direction in which an ache shifts the whole bed; opposite directions in one profile make the answer a compromise.
ACHE_PULL = {
    "shoulder_pressure": -1,
    "lateral_hip": -1,
    "pregnancy": -1,
    "extension_sensitive": 1,
    "turning_low_pelvis": 1,
}
_WISHES = values("wishes")
_WEEKS: Mapping[str, float] = values("pregnancy_weeks")
WISH_POINTS: Mapping[str, float] = {wish: _WISHES[wish] for wish in ("softer", "none", "firmer")}
MOST_SHIFT_POINTS: float = _WISHES["most_shift"]  # ache and wish together


def ache_weights(pains: Iterable[str], pregnancy_weeks: float | None = None) -> tuple[Array, Array]:
    """(5,) factor on each of `COMPONENTS` for a set of aches, and (5,) tolerances added; several aches add up.

    A pregnancy counts by its weeks, and in full from 30 on or where they are not said.
    """
    weights, more = np.ones(len(COMPONENTS)), np.zeros(len(COMPONENTS))
    for pain in pains:
        for component, (factor, felt) in ACHES.get(pain, {}).items():
            much = pregnancy_share(pregnancy_weeks) if pain == "pregnancy" else 1.0
            weights[COMPONENTS.index(component)] *= factor**much
            more[COMPONENTS.index(component)] += felt * much
    return weights, more


def pregnancy_share(weeks: float | None) -> float:
    """How much of a late pregnancy's effect is there at this week, 0 to 1; 1 where the week is not said."""
    if weeks is None:
        return 1.0
    return float(np.clip((weeks - _WEEKS["none_until"]) / (_WEEKS["all_from"] - _WEEKS["none_until"]), 0, 1))


def is_compromise(pains: Iterable[str]) -> bool:
    """True when aches pull in opposite directions."""
    pulls = {ACHE_PULL[p] for p in pains if p in ACHE_PULL}
    return len(pulls) > 1
