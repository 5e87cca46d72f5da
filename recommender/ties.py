"""What fit cannot tell apart, and how sure a fit is: intervals and tie groups from common draws, in closed form.

The first two terms of the Hermite series give the variance of a discomfort that is a smooth function of normal
errors: its expected slope, and its expected curvature. What is unsure about the person is common to all beds; what is
unsure about a bed is its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from recommender.bed_vectors import Beds
from recommender.polynomials import GRADIENT, HESSIAN, N_CUBIC, N_QUADRATIC, hessian_matrix
from recommender.products import product
from recommender.target import FitTarget

Array = NDArray[np.float64]

BEATEN = 0.80  # a bed is outside the tie group when the group's first beats it in this share of common draws


def fit_of(excess: Array) -> Array:
    """Fit 0-100 of discomfort above the ideal."""
    return 100 * np.exp(-excess / 2)


def interval_of(excess: Array, variance: Array) -> Array:
    """(..., 2) central 80 % of fit; discomfort above the ideal is taken as a gamma of that mean and variance."""
    mean = np.maximum(excess, 1e-9)
    shape = mean**2 / np.maximum(variance, 1e-12)
    ends = [fit_of(gammaincinv(shape, q) * mean / shape) for q in (0.9, 0.1)]
    return np.stack(ends, axis=-1)


def variance_of(target: FitTarget, beds: Beds, chosen: NDArray[np.intp]) -> Array:
    """(n, k) variance of the discomfort of n people on the beds `chosen` (n, k) of each."""
    features = beds.expected[chosen]
    quartic = target.expected
    gradient = np.stack([_on(features[..., :N_CUBIC], quartic @ d) for d in GRADIENT], axis=-1)
    second = hessian_matrix(np.stack([_on(features[..., :N_QUADRATIC], quartic @ d) for d in HESSIAN], axis=-1))
    total = beds.covariance[chosen] + target.covariance[:, None]
    slope = (gradient * _apply(total, gradient)).sum(axis=-1)
    bent = _times(second, total)
    return slope + (bent * np.swapaxes(bent, -1, -2)).sum(axis=(-1, -2)) / 2


def tie_groups(
    target: FitTarget, beds: Beds, excess: Array, bed: NDArray[np.intp], wanted: int, allowed: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """(n, m) tie group of each allowed record, 1 best; 0 for the rest and those past the first `wanted` records.

    Args:
        excess, bed: (n, m) expected discomfort above the ideal of every record, and which of the beds it is.
    """
    n, m = excess.shape
    group = np.zeros((n, m), dtype=np.intp)
    rows = np.arange(n)
    met, kinds = np.unique(beds.kind[bed], return_inverse=True)
    kinds = kinds.reshape(n, m)
    features, own = beds.expected[beds.first[met]], beds.covariance[beds.first[met]]
    by_kind = product(target.expected, features) - target.ideal_discomfort[:, None]
    gradient = np.stack([product(target.expected @ d, features[:, :N_CUBIC]) for d in GRADIENT], axis=-1)
    common = _apply(target.covariance[:, None], gradient)
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
        better = ndtr((by_kind - by_kind[rows, first][:, None]) / np.maximum(sd, 1e-12))
        tied = open_ & np.take_along_axis(better <= BEATEN, kinds, axis=1)
        tied[rows, leader] |= open_[rows, leader]
        group[tied] = number
    return group


def _own_variance(target: FitTarget, own: Array, gradient: Array) -> Array:
    """(n, m) variance the beds' own doubt (m, 4, 4) adds, given slopes (n, m, 4); curvature is the best bed's."""
    bent = _times(2 * target.precision[:, None], own)
    person = _times(2 * target.precision, target.covariance)[:, None]
    curved = (bent * np.swapaxes(bent / 2 + person, -1, -2)).sum(axis=(-1, -2))
    return (gradient * _apply(own, gradient)).sum(axis=-1) + curved


def _on(features: Array, coefficients: Array) -> Array:
    return (features * coefficients[:, None, : features.shape[-1]]).sum(axis=-1)


def _apply(matrix: Array, vector: Array) -> Array:
    """Matrix times vector over the last axes, summed in a fixed order."""
    return sum((matrix[..., :, k] * vector[..., [k]] for k in range(4)), np.zeros(1))


def _times(a: Array, b: Array) -> Array:
    """Matrix product over the last two axes, summed in a fixed order (BLAS would choose by the size of the batch)."""
    return sum((a[..., :, [k]] * b[..., [k], :] for k in range(4)), np.zeros(1))
