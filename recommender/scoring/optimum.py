"""The best bed of a body on its response surfaces, and how discomfort grows away from it."""

from __future__ import annotations

import numpy as np

from recommender.arrays import EVEN, Array
from recommender.scoring.polynomials import (
    N_CUBIC,
    N_FIGURES,
    N_QUADRATIC,
    PAIRS,
    gradient_of,
    gram,
    hessian_of,
    monomials,
    slopes,
    sum_of_squares,
)

# Zones help only where they meet the body, and nobody lies exactly where the drawing says: the crown is 5 cm off
# either way, and people turn. So contrast between zones has a cost (per ln stiffness squared), and so has a comfort
# layer far from the usual 3 cm (per cm squared), because records do not state its effect. Both sizes ASSUMED; they
# count as uncertainty, and nobody is sold zones without a benefit.
COMFORT_DOUBT, ZONE_DOUBT = 0.10, 1.2
DOUBT = ZONE_DOUBT * (np.diag(EVEN) - np.outer(EVEN, EVEN) / 3) + COMFORT_DOUBT * np.diag(1 - EVEN)
DOUBT_TERMS = np.zeros((N_FIGURES, N_QUADRATIC))
DOUBT_TERMS[:, 1 : 1 + N_FIGURES] = np.sqrt(ZONE_DOUBT) * (np.diag(EVEN) - np.outer(EVEN, EVEN) / 3)
DOUBT_TERMS[3, 1 + 3] = np.sqrt(COMFORT_DOUBT)
DOUBT_QUARTIC = sum_of_squares(DOUBT_TERMS[..., None])[:, 0]
REACH = np.array([1.4, 1.4, 1.4, 2.5])  # how far from the centre the surfaces are valid
_ITERATIONS, _LONGEST_STEP = 12, 0.4
_LEAST_CURVE = 0.05  # a direction in which discomfort is nearly flat or concave counts as curving this much


def best_uniform(x: Array, precision: Array) -> tuple[Array, Array]:
    """(n,) level of the best uniform bed for optimum x (4, n), and how sharply discomfort rises along it.

    A uniform bed is (t, t, t, c); t and c minimise the quadratic of `precision` (4, 4, n). The second value is the
    curvature left for t.
    """
    pull = np.einsum("ijn,jn->in", precision, x)
    along, across, soft = precision[:3, :3].sum(axis=(0, 1)), precision[:3, 3].sum(axis=0), precision[3, 3]
    left = along - across**2 / soft
    return (pull[:3].sum(axis=0) - across / soft * pull[3]) / left, left


def solved(matrix: Array, right: Array, least: float = 0.0) -> Array:
    """(4, n) x with matrix x = right, for symmetric matrices (4, 4, n) by LDL'.

    No pivot counts as less than `least`: where a matrix is not positive definite the step still leads downhill.
    """
    left, x = matrix.copy(), right.copy()
    pivots = []
    for k in range(N_FIGURES):
        pivots.append(np.maximum(left[k, k], least))
        for i in range(k + 1, N_FIGURES):
            factor = left[i, k] / pivots[k]
            x[i] -= factor * x[k]
            for j in range(k + 1, i + 1):
                left[i, j] -= factor * left[j, k]
            left[k, i] = factor
    for k in reversed(range(N_FIGURES)):
        x[k] /= pivots[k]
        for i in range(k + 1, N_FIGURES):
            x[k] -= left[k, i] * x[i]
    return x


def settle(quartic: Array, start: Array, iterations: int = _ITERATIONS) -> Array:
    """(4, n) minimum of quartics (70, n), by Newton's method from start (4, n), within `REACH` of it."""
    x, reach = start.copy(), REACH[:, None]
    low, high = start - reach, start + reach
    cubics, quadratics = gradient_of(quartic), hessian_of(quartic)
    curve = np.empty((N_FIGURES, N_FIGURES, x.shape[1]))
    for _ in range(iterations):
        at = monomials(x, N_CUBIC)
        fall = np.einsum("ifn,fn->in", cubics, at)
        for pair, (i, j) in enumerate(PAIRS):
            curve[i, j] = curve[j, i] = np.einsum("fn,fn->n", quadratics[pair], at[:N_QUADRATIC])
        step = solved(curve, fall, _LEAST_CURVE)
        step *= np.minimum(1, _LONGEST_STEP / np.maximum(np.abs(step[:3]).max(axis=0), 1e-12))
        x = np.clip(x - step, low, high)
    return x


def sharpness(terms: Array, x: Array) -> Array:
    """(4, 4, n) how sharply the squares of terms (t, 15, n) and doubt rise around x (4, n)."""
    return gram(slopes(terms, x)) + DOUBT[..., None]
