"""How uncertain the best bed of a person is: body, mechanics, night, and the level that the anchors leave open.

Arrays are people last.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import LOG_PER_POINT
from recommender.arrays import EVEN, Array
from recommender.coefficients import values
from recommender.person.anthropometry import Bodies
from recommender.person.night import NIGHT_CONCENTRATION_SURE, NIGHT_CONCENTRATION_UNSURE
from recommender.scoring.comfort import LEVEL_SD_POINTS, TURNING_SD, ZONES_WIDER
from recommender.scoring.optimum import STILL, solved
from recommender.scoring.scoring_model import ScoringModel, size_design
from recommender.sleeper import POSITIONS

PERSON_SCATTER_POINTS: float = values("persons")["person_scatter_points"]
LEAST_SHARE = 0.05  # of the night; a position with a smaller share is not evaluated more precisely


def covariance_of_best_bed(
    model: ScoringModel,
    bodies: Bodies,
    shares: Array,
    sharpness_by_position: Array,
    mean: Array,
    best: Array,
    sure: NDArray[np.bool_],
) -> tuple[Array, Array]:
    """(4, 4, n) covariance of the best bed of n nights, and the same with the model's own error.

    Args:
        shares: (3, n) of the night.
        sharpness_by_position: (4, 4, 3, n) how sharply each position's part of the night rises about `mean`.
        mean: (4, n) best bed of the night; best: (3, 4, n) of each position.
        sure: (n,) whether the stated night is.
    """
    n = len(bodies)
    # The small pull helped to find each position's best bed as well as the night's.
    sharp = sharpness_by_position / np.maximum(shares, LEAST_SHARE) + STILL[..., None, None]
    weighed = shares * sharp
    # How the best bed of the night moves with those of the three positions.
    whole = weighed.sum(axis=2)
    reach = solved(whole, np.moveaxis(weighed, 2, 1).reshape(4, 4 * len(POSITIONS), n))
    # Body: the best beds are close to linear in the logs of the dimensions.
    size = size_design(bodies)
    moves = np.einsum("ikn,kdn->idn", reach, model.best_moves(size))
    covariance = _through(moves, np.moveaxis(bodies.log_cov, 0, -1))
    # Mechanics: the ensemble's spread for a body of this size, propagated from each position's best bed to the night's.
    departures = np.einsum("ikn,krn->irn", reach, model.best_departures(size))
    covariance += np.einsum("irn,jrn->ijn", departures, departures) + _through(reach, model.ensemble_left)
    covariance += _night_doubt(sharp, whole, shares, best, sure)
    # Level: left open by the anchors, the same for everybody.
    covariance += ((LEVEL_SD_POINTS * LOG_PER_POINT) ** 2 * np.outer(EVEN, EVEN))[..., None]
    # Zones: nobody lies exactly where the drawing says, and people turn.
    covariance += (TURNING_SD**2 * (np.diag(EVEN) - np.outer(EVEN, EVEN) / 3))[..., None]
    woman, man = (_through(reach, own) for own in model.own_cov)
    return covariance, ZONES_WIDER * (covariance + woman + bodies.male * (man - woman))


def scatter_of_persons(mean: Array) -> Array:
    """(4, 4, n) how the own best beds of people with this body scatter about `mean` (4, n): all zones together."""
    log_sd = np.full(mean.shape[1], PERSON_SCATTER_POINTS * LOG_PER_POINT)
    scatter: Array = log_sd**2 * np.outer(EVEN, EVEN)[..., None]
    return scatter


def variance_of_level(model: ScoringModel, bodies: Bodies, shares: Array, precision: Array, covariance: Array) -> Array:
    """(n,) variance of the level of the best uniform bed, the model's own error included.

    Args:
        shares: (3, n) of the night.
        precision, covariance: (4, 4, n) of the best bed.
    """
    even, soft = precision[:3].sum(axis=0), precision[3]
    read = even - even[3] / soft[3] * soft
    read /= read[:3].sum(axis=0)
    woman, man = (np.einsum("p,pn->n", own, shares) for own in model.own_level)
    variance: Array = np.einsum("in,ijn,jn->n", read, covariance, read) + woman + bodies.male * (man - woman)
    return variance


def _through(how: Array, covariance: Array) -> Array:
    """(4, 4, n) covariance propagated by `how` (4, k, n) from a covariance (k, k) or (k, k, n)."""
    through = covariance @ how if covariance.ndim == 2 else np.einsum("ikn,kln->iln", how, covariance)
    followed: Array = np.einsum("iln,jln->ijn", through, how)
    return followed


def _night_doubt(sharp: Array, whole: Array, shares: Array, best: Array, sure: NDArray[np.bool_]) -> Array:
    """(4, 4, n) how the best bed moves while shares scatter around the counted ones as a Dirichlet distribution.

    Three nights, each shifted towards one position, reproduce the mean and covariance. The best bed of each is that of
    the sum of its positions' quadratics, `sharp` (4, 4, 3, n), which is `whole` (4, 4, n) for the counted night; its
    moves are measured from the counted night's, so a systematic shift is included.
    """
    step = 1 / np.sqrt(1 + np.where(sure, NIGHT_CONCENTRATION_SURE, NIGHT_CONCENTRATION_UNSURE))
    pull = np.einsum("ijpn,pjn->ipn", sharp, best)
    drawn = np.einsum("pn,ipn->in", shares, pull)
    leaning = whole[:, :, None] + step * (sharp - whole[:, :, None])
    move = solved(leaning, drawn[:, None] + step * (pull - drawn[:, None])) - solved(whole, drawn)[:, None]
    found: Array = np.einsum("pn,ipn,jpn->ijn", shares, move, move)
    return found
