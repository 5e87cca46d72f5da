"""The best bed of a body on its response surfaces, and how discomfort grows away from it."""

from __future__ import annotations

import numpy as np

from recommender.arrays import EVEN, Array
from recommender.scoring.polynomials import (
    N_CUBIC,
    N_FIGURES,
    N_QUADRATIC,
    PAIR_OF,
    gradient_of,
    gram,
    hessian_of,
    monomials,
    slopes,
    sum_of_squares,
)

# Where discomfort is flat in a direction, the best bed is the nearest to one of equal zones and a usual comfort layer:
# a pull so small that it moves no bed whose place discomfort decides, and that is never counted as discomfort. ASSUMED,
# per ln stiffness squared.
ZONE_STILL, RATIO_STILL = 0.4, 0.1
STILL = ZONE_STILL * (np.diag(EVEN) - np.outer(EVEN, EVEN) / 3) + RATIO_STILL * np.diag(1 - EVEN)
_STILL_TERMS = np.zeros((N_FIGURES, N_QUADRATIC))
_STILL_TERMS[:, 1 : 1 + N_FIGURES] = np.sqrt(ZONE_STILL) * (np.diag(EVEN) - np.outer(EVEN, EVEN) / 3)
_STILL_TERMS[3, 1 + 3] = np.sqrt(RATIO_STILL)
STILL_QUARTIC = sum_of_squares(_STILL_TERMS[..., None])[:, 0]
REACH = np.array([1.4, 1.4, 1.4, 0.55])  # how far from the centre the surfaces are valid
# Newton's steps to the best bed of a night from those of its positions (4e-13 off at the most over 20,000 people),
# and from it to that of a person with aches.
STEPS_FROM_NEAR, STEPS_FROM_MEAN = 4, 6
_ITERATIONS, _LONGEST_STEP = 12, 0.4
_LEAST_CURVE = 0.05  # a direction in which discomfort is nearly flat or concave counts as curving this much


def best_uniform(x: Array, precision: Array) -> tuple[Array, Array]:
    """(..., n) level of the best uniform bed for optimum x (4, ..., n), and how sharply discomfort rises along it.

    A uniform bed is (t, t, t, r); t and r minimise the quadratic of `precision` (4, 4, ..., n). The second value is the
    curvature left for t.
    """
    pull = np.einsum("ij...,j...->i...", precision, x)
    along, across, soft = precision[:3, :3].sum(axis=(0, 1)), precision[:3, 3].sum(axis=0), precision[3, 3]
    left = along - across**2 / soft
    return (pull[:3].sum(axis=0) - across / soft * pull[3]) / left, left


def solved(matrix: Array, right: Array, least: float = 0.0) -> Array:
    """(4, ..., n) x with matrix x = right, for symmetric matrices (4, 4, ..., n) by LDL'.

    No pivot counts as less than `least`: where a matrix is not positive definite the step still leads downhill.
    """
    left, x = matrix.copy(), right.copy()
    among = (slice(None), *[None] * (right.ndim + 1 - matrix.ndim))  # several right sides of a matrix
    pivots, factors = [], []
    for k in range(N_FIGURES):
        pivots.append(np.maximum(left[k, k], least))
        factor = left[k + 1 :, k] / pivots[k]
        factors.append(factor[among])
        x[k + 1 :] -= factors[k] * x[k]
        left[k + 1 :, k + 1 :] -= factor[:, None] * left[k, k + 1 :]
    for k in reversed(range(N_FIGURES)):
        x[k] /= pivots[k]
        x[k] -= (factors[k] * x[k + 1 :]).sum(axis=0)
    return x


def settle(quartic: Array, start: Array, iterations: int = _ITERATIONS) -> Array:
    """(4, n) minimum of quartics (70, n) and the pull of `STILL`, by Newton's method from start (4, n).

    It stays within `REACH` of the start, and within that of the usual comfort layer.
    """
    x, reach = start.copy(), REACH[:, None]
    low, high = start - reach, start + reach
    low[3], high[3] = -REACH[3], REACH[3]
    quartic = quartic + STILL_QUARTIC[:, None]
    cubics, quadratics = gradient_of(quartic), hessian_of(quartic)
    for _ in range(iterations):
        at = monomials(x, N_CUBIC)
        fall = np.einsum("ifn,fn->in", cubics, at)
        curve = np.einsum("pfn,fn->pn", quadratics, at[:N_QUADRATIC])[PAIR_OF]
        # A comfort layer at the end of its range that would go beyond stays there, and the others move without it.
        held = ((x[3] <= low[3]) & (fall[3] > 0)) | ((x[3] >= high[3]) & (fall[3] < 0))
        curve[3, :3, held] = curve[:3, 3, held] = 0.0
        fall[3, held] = 0.0
        step = solved(curve, fall, _LEAST_CURVE)
        step *= np.minimum(1, _LONGEST_STEP / np.maximum(np.abs(step).max(axis=0), 1e-12))
        x = np.clip(x - step, low, high)
    return x


def sharpness(terms: Array, x: Array) -> Array:
    """(4, 4, n) how sharply the squares of terms (t, 15, n) rise around x (4, n), with the pull of `STILL`."""
    return gram(slopes(terms, x)) + STILL[..., None]
