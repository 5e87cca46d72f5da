"""How often a quartic of a normal figure of four dimensions stays under a limit, by draws.

4,096 draws lie on 1,024 parallel lines, four to a line, in a direction that is asked for: that in which the quartic
rises most is best, for it decides and so is filled most evenly. Dear, but right wherever the limit lies; where
`directions` can see it they are better and cheaper.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np

from recommender.arrays import Array
from recommender.scoring.polynomials import N_FIGURES, monomials

_LINES, _ON_A_LINE = 1024, 4
_SPACE_RATIO = 1.2207440846057596  # root of x^4 = x + 1: the generalised golden ratio for three dimensions
_GOLDEN = 0.6180339887498949


@lru_cache(maxsize=1)
def draws() -> Array:
    """(70, 4096) monomials of normal draws that fill four dimensions evenly, the first most evenly.

    Half of the lines are Roberts' R sequence in three dimensions, half its mirror image; the draws of each are shifted
    along it. Mean and covariance of the lines are made exact.
    """
    steps = _SPACE_RATIO ** -np.arange(1.0, N_FIGURES)
    inverse = np.vectorize(NormalDist().inv_cdf)
    half = inverse((0.5 + np.arange(1, _LINES // 2 + 1)[:, None] * steps) % 1)
    across = np.concatenate([half, -half])
    across = np.linalg.solve(np.linalg.cholesky(across.T @ across / _LINES), across.T)
    shift = (_GOLDEN * np.arange(1, _LINES + 1)) % 1
    along = inverse((np.arange(_ON_A_LINE) + shift[:, None]) / _ON_A_LINE).ravel()
    along = (along - along.mean()) / along.std()
    return monomials(np.vstack([along, np.repeat(across, _ON_A_LINE, axis=1)]))


def first_along(direction: Array) -> Array:
    """(p, 4, 4) reflections that lay the first axis along unit vectors (p, 4)."""
    direction = np.where(direction[:, :1] < 0, -direction, direction)
    between = direction + np.eye(N_FIGURES)[0]
    found: Array = (
        np.eye(N_FIGURES) - 2 * between[:, :, None] * between[:, None] / (between**2).sum(axis=1)[:, None, None]
    )
    return found
