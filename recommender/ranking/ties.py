"""Which fits cannot be told apart, and how uncertain a fit is.

Intervals are computed from draws of everything uncertain, the same draws for everybody. Tie groups are in closed form:
the first two terms of the Hermite series give the variance of a discomfort that is a smooth function of normal errors,
from its expected slope and curvature. Uncertainty about the person is common to all beds; uncertainty about a bed is
its own.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds
from recommender.scoring.polynomials import N_CUBIC, drawn, gradient_of, quadratic_features
from recommender.scoring.scoring_model import ORIGIN

BEATEN = 0.80  # a bed is outside the tie group when the group's first beats it in this share of common draws

N_DRAWS = 256
_PICKS_AT_ONCE = 32  # few enough for their draws to fit in the processor's cache
EVEN_RATIO = 1.1673039782614187  # root of x^5 = x + 1: the generalised golden ratio for four dimensions


def fit_of(excess: Array) -> Array:
    """Fit 0-100 of discomfort above the ideal discomfort."""
    return 100 * np.exp(-excess / 2)


@lru_cache(maxsize=1)
def _draws() -> Array:
    """(15, 256) quadratic features of normal draws that fill four dimensions evenly.

    Half are Roberts' R sequence, half its mirror image; mean and covariance are made exact.
    """
    steps = EVEN_RATIO ** -np.arange(1.0, 5.0)
    shares = (0.5 + np.arange(1, N_DRAWS // 2 + 1)[:, None] * steps) % 1
    half = np.vectorize(NormalDist().inv_cdf)(shares)
    z = np.concatenate([half, -half])
    return quadratic_features(np.linalg.solve(np.linalg.cholesky(z.T @ z / N_DRAWS), z.T))


def interval_of(target: FitTarget, beds: Beds, chosen: NDArray[np.intp]) -> Array:
    """(n, k, 2) central 80 % of the fit of n people on the beds `chosen` (n, k) of each."""
    n, k = chosen.shape
    person = np.repeat(np.arange(n), k)
    bed = chosen.ravel()
    root = np.asarray(np.linalg.cholesky(beds.covariance[bed] + target.covariance[person]), dtype=np.float64)
    terms = drawn(target.terms[person], beds.centre[bed] - ORIGIN, root)
    parts = (terms[start : start + _PICKS_AT_ONCE] @ _draws() for start in range(0, len(terms), _PICKS_AT_ONCE))
    excess = np.concatenate([np.einsum("ktj,ktj->kj", part, part) for part in parts])
    excess -= target.ideal_discomfort[person, None]
    return np.moveaxis(np.quantile(fit_of(excess), (0.1, 0.9), axis=1), 0, -1).reshape(n, k, 2)


def tie_groups(
    target: FitTarget, beds: Beds, excess: Array, bed: NDArray[np.intp], wanted: int, allowed: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """(n, m) tie group of each allowed record, 1 best; 0 for the rest and those beyond the first `wanted` records.

    Args:
        excess, bed: (n, m) expected discomfort above the ideal of every record, and which of the beds it is.
    """
    n, m = excess.shape
    group = np.zeros((n, m), dtype=np.intp)
    rows = np.arange(n)
    met, kinds = np.unique(beds.kind[bed], return_inverse=True)
    kinds = kinds.reshape(n, m)
    features, own = beds.expected[beds.first[met]], beds.covariance[beds.first[met]]
    by_kind = target.expected @ features.T - target.ideal_discomfort[:, None]
    gradient = np.moveaxis(np.swapaxes(gradient_of(target.expected.T), 1, 2) @ features[:, :N_CUBIC].T, 0, -1)
    common = gradient @ target.covariance
    alone = _own_variance(target, own, gradient)
    for number in range(1, wanted + 1):
        open_ = (group == 0) & allowed
        enough = (group > 0).sum(axis=1) >= np.minimum(wanted, allowed.sum(axis=1))
        if enough.all():
            break
        leader = np.argmin(np.where(open_, excess, np.inf), axis=1)
        first = kinds[rows, leader]
        shared = ((gradient - gradient[rows, first][:, None]) * (common - common[rows, first][:, None])).sum(axis=-1)
        sd = np.sqrt(shared + alone + alone[rows, first][:, None])
        better = more_than((by_kind - by_kind[rows, first][:, None]) / np.maximum(sd, 1e-12))
        tied = open_ & np.take_along_axis(better <= BEATEN, kinds, axis=1)
        tied[rows, leader] |= open_[rows, leader]
        group[tied] = number
    return group


def more_than(distance: Array) -> Array:
    """Share of draws in which a discomfort exceeds another that is `distance` standard deviations less on average.

    Each is close to exponential above its minimum, and the difference of two exponentials follows a Laplace
    distribution: more peaked than the normal, as sampled differences are.
    """
    tail = np.exp(-np.sqrt(2) * np.abs(distance)) / 2
    share: Array = np.where(distance < 0, tail, 1 - tail)
    return share


def _own_variance(target: FitTarget, own: Array, gradient: Array) -> Array:
    """(n, m) variance due to the beds' own covariance (m, 4, 4), given slopes (n, m, 4); curvature is the best
    bed's.
    """
    bent = 2 * target.precision[:, None] @ own
    person = 2 * (target.precision @ target.covariance)[:, None]
    curved = (bent * np.swapaxes(bent / 2 + person, -1, -2)).sum(axis=(-1, -2))
    variance: Array = np.einsum("nmi,mij,nmj->nm", gradient, own, gradient) + curved
    return variance
