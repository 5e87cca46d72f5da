"""Splines through values, in NumPy alone: a linear map from values at knots to values, slopes or integrals anywhere.

SciPy's `make_interp_spline` gives the same curves; importing it costs more of a command's start-up time than all of
these matrices together. The recursion is that of [deboor1978].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.arrays import Array

CUBIC = 3


@dataclass(frozen=True)
class Curve:
    """A B-spline: `knots` (n + degree + 1,) rising, `coefficients` (n, m) of m functions. Beyond its ends the outer
    pieces continue.
    """

    knots: Array
    coefficients: Array
    degree: int

    def __call__(self, x: Array | float) -> Array:
        """(len(x), m) the functions at x."""
        return basis(self.knots, self.degree, np.atleast_1d(np.asarray(x, dtype=float))) @ self.coefficients

    def antiderivative(self) -> Curve:
        """Integral from the first knot."""
        k, t = self.degree, self.knots
        width = ((t[k + 1 :] - t[: -k - 1]) / (k + 1))[:, None]
        summed = np.cumsum(self.coefficients * width, axis=0)
        start = np.zeros_like(summed[:1])
        return Curve(np.concatenate([t[:1], t, t[-1:]]), np.concatenate([start, summed]), k + 1)

    def derivative(self) -> Curve:
        k, t = self.degree, self.knots
        slope = k * np.diff(self.coefficients, axis=0) / (t[k + 1 : -1] - t[1 : -k - 1])[:, None]
        return Curve(t[1:-1], slope, k - 1)


def basis(knots: Array, degree: int, x: Array) -> Array:
    """(len(x), n) B-splines of a degree at x, by the recursion for those that differ from zero there."""
    n = len(knots) - degree - 1
    piece = np.clip(np.searchsorted(knots, x, side="right") - 1, degree, n - 1)
    here = [np.ones_like(x)]
    for order in range(1, degree + 1):
        saved = np.zeros_like(x)
        for r in range(order):
            above, below = knots[piece + r + 1], knots[piece + 1 + r - order]
            share = here[r] / (above - below)
            here[r] = saved + (above - x) * share
            saved = (x - below) * share
        here.append(saved)
    found = np.zeros((len(x), n))
    rows = np.arange(len(x))
    for r, column in enumerate(here):
        found[rows, piece - degree + r] = column
    return found


def through(x: Array, degree: int = CUBIC) -> Curve:
    """Splines through the unit vectors at x: evaluated at places, the matrix from values at x to values there.

    Even degrees change pieces midway between values, odd ones at values, but not at the outermost ("not a knot").
    """
    inner = x if degree % 2 else (x[1:] + x[:-1]) / 2
    cut = (degree + 1) // 2 if degree % 2 else degree // 2
    ends = np.ones(degree + 1)
    knots = np.concatenate([x[0] * ends, inner[cut:-cut], x[-1] * ends])
    return Curve(knots, np.asarray(np.linalg.inv(basis(knots, degree, x)), dtype=float), degree)


def natural_through(x: Array) -> Curve:
    """Cubic splines through the unit vectors at x, without curvature at both ends."""
    ends = np.ones(CUBIC)
    knots = np.concatenate([x[0] * ends, x, x[-1] * ends])
    every = Curve(knots, np.eye(len(x) + 2), CUBIC)
    curvature = every.derivative().derivative()(x[[0, -1]])
    conditions = np.concatenate([every(x), curvature])
    values = np.eye(len(x) + 2, len(x))  # the only condition at the two ends is that they are straight
    return Curve(knots, np.asarray(np.linalg.solve(conditions, values), dtype=float), CUBIC)
