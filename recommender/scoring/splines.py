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
        piece = np.clip(np.searchsorted(self.breaks, inside, side="right") - 1, 0, len(self.breaks) - 2)
        t = (inside - self.breaks[piece])[:, None]
        cube, square, slope, level = self.coefficients[:, piece]
        value = ((cube * t + square) * t + slope) * t + level
        beyond = (x - inside)[:, None]
        if beyond.any():
            value = value + self.straight * beyond * ((3 * cube * t + 2 * square) * t + slope)
        return np.ascontiguousarray(value.T)
