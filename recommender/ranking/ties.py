"""Which fits are practically equal, and which beds could still turn out better.

Whether one bed surely beats another is in closed form: the first two terms of the Hermite series give the variance of a
discomfort that is a smooth function of normal errors, from its expected slope and curvature. Uncertainty about the
person is common to all beds; uncertainty about a bed is its own. It is reported, and never decides the order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds
from recommender.scoring.polynomials import N_CUBIC, gradient_of

Ranks = Array | NDArray[np.intp]  # whole numbers; as floats where what is not there is infinitely far

TIED_POINTS = 1.0  # beds less than this below a tie group's first are in it: practically equal
FIT_DECIMALS = 6  # fits are compared after rounding, so that no processor's last digit decides
BEATEN = 0.80  # a bed is surely worse when the first beats it in this share of common draws


def tie_groups(fit: Array, allowed: NDArray[np.bool_], wanted: int) -> NDArray[np.intp]:
    """(n, m) tie group of each allowed record, 1 best; 0 for the rest and those beyond the first `wanted` records.

    A group is the records less than `TIED_POINTS` below its first. Nothing chains: each group is measured from its own
    first, so price, which decides inside a group, never travels down the list.

    Args:
        fit: (n, m) fit of n people on m records.
    """
    left = np.where(allowed, in_parts(fit), -np.inf)
    group, places = np.zeros(fit.shape, dtype=np.intp), np.full(len(fit), wanted)
    for number in range(1, fit.shape[1] + 1):
        tied = left > left.max(axis=1, keepdims=True) - TIED_POINTS * 10**FIT_DECIMALS
        if not tied.any():
            break
        group[tied] = number
        places -= tied.sum(axis=1)
        left[tied | (places <= 0)[:, None]] = -np.inf
    return group


def in_parts(fit: Array) -> Array:
    """Fits as they are compared, in whole parts of a point."""
    parts: Array = np.rint(fit * 10**FIT_DECIMALS)
    return parts


def first_of(among: NDArray[np.bool_], price_rank: Ranks, fit: Array, alike_rank: Ranks) -> NDArray[np.intp]:
    """(n,) which of a tie group comes first: the cheapest; of those that cost the same, or of which no price is known,
    the one that fits best; of those that fit the same the first by `alike_rank`. 0 where there is none.

    Args:
        among: (n, m) the records of the group; price_rank, alike_rank: (m,) as in `Candidates`.
        fit: (n, m).
    """
    price = np.where(among, price_rank, np.inf)
    among = among & (price == price.min(axis=1, keepdims=True))
    fits = np.where(among, np.round(fit, FIT_DECIMALS), -np.inf)
    best = among & (fits == fits.max(axis=1, keepdims=True))
    first: NDArray[np.intp] = np.where(best, alike_rank, np.inf).argmin(axis=1)
    return first


def not_beaten(target: FitTarget, beds: Beds, excess: Array, bed: NDArray[np.intp], first: int) -> NDArray[np.bool_]:
    """(m,) records that one person's first does not beat in `BEATEN` of common draws: each could turn out better.

    Args:
        excess, bed: (m,) expected discomfort above the ideal of every record, and which of the beds it is.
        first: the record the others are compared with.
    """
    met, kinds = np.unique(beds.kind[bed], return_inverse=True)
    features, own = beds.expected[beds.first[met]], beds.covariance[beds.first[met]]
    gradient = np.moveaxis(np.swapaxes(gradient_of(target.expected.T), 1, 2) @ features[:, :N_CUBIC].T, 0, -1)
    common = gradient @ target.unsure
    alone = _own_variance(target, own, gradient)
    mine = kinds[first]
    shared = ((gradient - gradient[:, mine][:, None]) * (common - common[:, mine][:, None])).sum(axis=-1)
    sd = np.sqrt(shared + alone + alone[:, mine][:, None])[0, kinds]
    better = more_than((excess - excess[first]) / np.maximum(sd, 1e-12))
    return np.asarray(better <= BEATEN)


def more_than(distance: Array) -> Array:
    """Share of draws in which a discomfort exceeds another that is `distance` standard deviations less on average.

    The difference of two discomforts follows a logistic distribution closely: a little more peaked than the normal. Its
    share is within .06 of sampled differences; a Laplace distribution, more peaked still, was .08 off.
    """
    share: Array = 1 / (1 + np.exp(-np.pi / np.sqrt(3) * np.clip(distance, -50, 50)))
    return share


def _own_variance(target: FitTarget, own: Array, gradient: Array) -> Array:
    """(n, m) variance due to the beds' own covariance (m, 4, 4), given slopes (n, m, 4); curvature is the best
    bed's.
    """
    bent = 2 * target.precision[:, None] @ own
    person = 2 * (target.precision @ target.unsure)[:, None]
    curved = (bent * np.swapaxes(bent / 2 + person, -1, -2)).sum(axis=(-1, -2))
    variance: Array = np.einsum("nmi,mij,nmj->nm", gradient, own, gradient) + curved
    return variance
