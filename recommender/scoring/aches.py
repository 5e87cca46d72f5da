"""How an ache changes what counts in discomfort: weights of components, never the physics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import LOG_PER_POINT, firmness_from_hardness, hardness_from_firmness
from recommender.arrays import EVEN, Array
from recommender.coefficients import values
from recommender.person.sleepers import Sleepers
from recommender.scoring.comfort import COMPONENT_OF_TERM, COMPONENTS
from recommender.scoring.optimum import STEPS_FROM_MEAN, best_uniform, settle, sharpness
from recommender.scoring.polynomials import monomials, move, sum_of_squares
from recommender.scoring.scoring_model import N_TERMS, ORIGIN
from recommender.sleeper import POSITIONS

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


def wanting(people: Sleepers) -> NDArray[np.bool_]:
    """(n,) who has an ache or a wish."""
    return people.each(lambda pain, wish: bool(pain or WISH_POINTS[wish]), "pain", "firmness_wish")


def shifted(people: Sleepers, terms: Array, shares: Array, mean: Array, precision: Array) -> tuple[Array, ...]:
    """Terms, quartic, best bed, precision and ideal discomfort of people with an ache or wish, from those without.

    An ache weights and shifts what is felt; ache and wish together move the level, and every zone, by at most one
    point, and pain on turning never makes the shoulder zone firmer.
    """
    aches = people.each(ache_weights, "pain", "pregnancy_weeks")
    weights, more = np.moveaxis(aches, 0, -1)[:, np.tile(COMPONENT_OF_TERM, len(POSITIONS))]
    before, _ = best_uniform(mean + ORIGIN[:, None], precision)
    felt = terms.copy()
    felt[:, 0] += np.sqrt(np.repeat(shares, N_TERMS, axis=0)) * more
    felt *= np.sqrt(weights)[:, None]
    quartic = sum_of_squares(felt)
    settled = settle(quartic, mean, STEPS_FROM_MEAN)
    precision = sharpness(felt, settled)
    after, _ = best_uniform(settled + ORIGIN[:, None], precision)
    step = _held(before, after, people.each(WISH_POINTS.__getitem__, "firmness_wish")) * EVEN[:, None]
    most = MOST_SHIFT_POINTS * LOG_PER_POINT
    highest = np.full((3, len(people)), most)
    highest[0, people.each(_no_firmer_shoulder, "pain", "firmness_wish")] = 0.0
    moved = settled + step - mean
    step[:3] += np.clip(moved[:3], -most, highest) - moved[:3]
    ideal = np.einsum("kn,kn->n", quartic, monomials(settled))
    move(felt, step)
    return felt, sum_of_squares(felt), settled + step, precision, ideal


def _no_firmer_shoulder(pain: tuple[str, ...], firmness_wish: str) -> bool:
    return "turning_low_pelvis" in pain and firmness_wish != "firmer"


def _held(plain: Array, felt: Array, wish_points: Array) -> Array:
    """(n,) step in ln N/mm that keeps the shift of ache and wish together within one firmness point of level."""
    before, after = (firmness_from_hardness(np.exp(level)) for level in (plain, felt))
    wanted = np.clip(after - before + wish_points, -MOST_SHIFT_POINTS, MOST_SHIFT_POINTS)
    return np.log(hardness_from_firmness(before + wanted)) - felt
