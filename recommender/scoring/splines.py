"""A basis of cubic splines as plain arrays, so that evaluating one does not need the library that fits them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.arrays import Array


@dataclass(frozen=True)
class Spline:
    """f piecewise cubic functions of one variable.

    Attributes:
        breaks: (k + 1,) rising; the pieces lie between them.
        coefficients: (4, k, f) of each piece in powers of the distance from its left break, the cube first.
        straight: (f,) 1.0 where a function continues along its last slope beyond the outer breaks, 0.0 where it is
            constant there.
    """

    breaks: Array
    coefficients: Array
    straight: Array

    def __call__(self, x: Array) -> Array:
        """(f, n) the functions at x (n,)."""
        inside = np.clip(x, self.breaks[0], self.breaks[-1])
        past = inside >= self.breaks[1:-1, None]
        # Powers of the distance, the cube first, in the piece that x lies in, and 0 in the others.
        powers = np.empty((*self.coefficients.shape[:2], len(x)))
        powers[3] = 1.0
        powers[3, 1:] = past
        powers[3, :-1] -= past
        distance = inside - self.breaks[:-1, None]
        for power in (2, 1, 0):
            np.multiply(powers[power + 1], distance, out=powers[power])
        value = _sum_over_pieces(self.coefficients, powers)
        beyond = x - inside
        if beyond.any():
            steeper = np.array([3.0, 2.0, 1.0])[:, None, None] * self.coefficients[:3]
            value += self.straight[:, None] * beyond * _sum_over_pieces(steeper, powers[1:])
        return value


def _sum_over_pieces(coefficients: Array, powers: Array) -> Array:
    """(f, n) of (powers, k, f) and (powers, k, n)."""
    f, n = coefficients.shape[2], powers.shape[2]
    found: Array = coefficients.reshape(-1, f).T @ powers.reshape(-1, n)
    return found
