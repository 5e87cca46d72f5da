"""How much of a normal figure of four dimensions lies where a quartic stays under a limit: a mean over directions.

Seen from a point well inside, the surface of such a place is met once in every direction, and how much of the normal
figure lies on the way there is in closed form. Directions are the corners of regular bodies: those of the 600-cell
average polynomials of degree 11 exactly, those of two 24-cells degree 7 (Delsarte, Goethals and Seidel 1977).

Arrays are people last in `corners`, and first elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, permutations, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.scoring.polynomials import N_CUBIC, N_FIGURES, N_LINEAR, N_QUADRATIC, N_QUARTIC, monomials

_ENDS = (0, 1, N_LINEAR, N_QUADRATIC, N_CUBIC, N_QUARTIC)
_OF_DEGREE = [slice(start, end) for start, end in pairwise(_ENDS)]  # of the monomials


def two_24_cells() -> tuple[Array, Array]:
    """(4, 24) and (4, 24) the corners of a 24-cell and of its dual, of length one."""
    axes = np.vstack([np.eye(N_FIGURES), -np.eye(N_FIGURES), list(product((0.5, -0.5), repeat=N_FIGURES))])
    between = np.zeros((24, N_FIGURES))
    signs = list(product((1.0, -1.0), repeat=2))
    for row, (pair, sign) in enumerate(product(combinations(range(N_FIGURES), 2), signs)):
        between[row, list(pair)] = np.array(sign) / np.sqrt(2)
    return axes.T.copy(), between.T.copy()


def corners_of_600_cell() -> Array:
    """(4, 120) the corners of a 600-cell, of length one."""
    golden = (1 + np.sqrt(5)) / 2
    even = [p for p in permutations(range(N_FIGURES)) if _is_even(p)]
    more = np.zeros((len(even) * 8, N_FIGURES))
    for row, (places, signs) in enumerate(product(even, product((1.0, -1.0), repeat=3))):
        more[row, list(places[:3])] = np.array(signs) * (golden / 2, 0.5, 1 / golden / 2)
    return np.hstack([two_24_cells()[0], more.T])


def _is_even(permutation: tuple[int, ...]) -> bool:
    return sum(a > b for a, b in combinations(permutation, 2)) % 2 == 0


_STEPS = 2  # of Newton's method to the surface: then it is known to 1e-3 of an SD; compiled code has both written out


class Sight(NamedTuple):
    """How a surface is looked for, here and in compiled code."""

    farthest: float = 8.0  # SD; nothing lies beyond
    # Where a quartic is nearly flat, its curve, slope, rise to the limit, and curve and slope together count as these.
    least_curve: float = 0.004
    least_slope: float = 0.02
    least_rise: float = 1e-9
    least_together: float = 1e-12
    # The log odds of a share of a normal figure, by Page (1977): within 2e-4.
    odds_linear: float = 1.5976
    odds_cubic: float = 0.07056
    root_two_pi: float = float(np.sqrt(2 * np.pi))


SIGHT = Sight()


@dataclass(frozen=True)
class Directions:
    """Half of a set of directions, of which the other half are the opposite ones.

    Attributes:
        of: (4, k) unit vectors.
        monomials: (70, k) of them.
    """

    of: Array
    monomials: Array


@lru_cache(maxsize=1)
def many() -> Directions:
    """120 directions: chances are within .01."""
    return _half(corners_of_600_cell())


@lru_cache(maxsize=1)
def few() -> Directions:
    """48 directions."""
    return _half(np.hstack(two_24_cells()))


def _half(corners: Array) -> Directions:
    half = corners[:, one_of_two(corners)]
    return Directions(half, monomials(half))


def one_of_two(corners: Array) -> NDArray[np.bool_]:
    """(k,) of corners (4, k) one of each two that are opposite."""
    leading = corners[np.abs(corners).round(9).astype(bool).argmax(axis=0), np.arange(corners.shape[1])]
    return np.asarray(leading > 0)


@dataclass(frozen=True)
class Seen:
    """p quartics of z, seen from a point each.

    Attributes:
        start: (p,) their values there.
        along: (4, p, k) the coefficients of the way, its square, cube and fourth power in each direction.
        ahead: (p, k) how far the middle of the normal figure lies ahead in each direction.
        away: (p, 1) the square of how far it lies away.
        still, bell: (p, k) of what lies on the way from 0 to r, the part that stays, and that which grows with the
            share of a normal figure below r less `ahead`.
    """

    start: Array
    along: Array
    ahead: Array
    away: Array
    still: Array
    bell: Array

    def take(self, rows: NDArray[np.intp]) -> Seen:
        """Some of them, in the order of rows."""
        start, *others = (part[rows] for part in self._by_row)
        return Seen(start, self.along[:, rows], *others)

    @property
    def _by_row(self) -> tuple[Array, ...]:
        return self.start, self.ahead, self.away, self.still, self.bell

    def put(self, rows: NDArray[np.intp], others: Seen) -> None:
        """Replace some of them."""
        self.along[:, rows] = others.along
        for mine, its in zip(self._by_row, others._by_row, strict=True):
            mine[rows] = its

    def within(self, limit: Array | float) -> tuple[Array, Array]:
        """How much of a standard normal z lies where the quartic stays under a limit, a number or (p,), each more than
        `start`: (p,) the share, and (p,) how fast it rises with the limit.
        """
        far, slope = self._surface(np.maximum(limit - self.start, SIGHT.least_rise)[:, None])
        share, density = self._mass(far)
        density /= slope
        whole = self.still.sum(axis=1) + self.bell.sum(axis=1)  # nearly 2 in every direction
        return np.clip(share.sum(axis=1) / whole, 0.0, 1.0), density.sum(axis=1) / whole

    def _mass(self, far: Array) -> tuple[Array, Array]:
        """(p, k) integral of r^3 exp(-(r^2 - 2 r ahead + away) / 2) over r from 0 to `far`, and what is integrated
        there.
        """
        last = far - self.ahead
        found = _normal_share(last)
        found *= self.bell
        found += self.still
        last = far + self.ahead  # r^2 + r ahead + ahead^2 + 2 is the rest of the antiderivative
        last *= far
        rest = self.ahead * self.ahead
        rest += last
        rest += 2
        np.multiply(far, -0.5, out=last)
        last += self.ahead
        last *= far
        last -= self.away / 2
        np.exp(last, out=last)
        rest *= last
        found -= rest
        np.multiply(far, far, out=rest)
        rest *= far
        last *= rest
        return found, last

    def _surface(self, rise: Array) -> tuple[Array, Array]:
        """(p, k) how far away the quartic has risen so much (p, 1), and (p, k) how steep it is there."""
        one, two, three, four = self.along
        # The first guess by slope and curve at the start, then Newton's method; all in place, for speed.
        far = np.maximum(two, SIGHT.least_curve)
        far *= 4 * rise
        far += one * one
        np.sqrt(far, out=far)
        far += one
        np.divide(2 * rise, np.maximum(far, SIGHT.least_together, out=far), out=far)
        np.minimum(far, SIGHT.farthest, out=far)
        value, slope = np.empty_like(far), np.empty_like(far)
        for _ in range(_STEPS):
            np.multiply(four, far, out=value)
            slope[:] = value
            value += three
            slope += value
            value *= far
            slope *= far
            value += two
            slope += value
            value *= far
            slope *= far
            value += one
            slope += value
            value *= far
            value -= rise
            value /= np.maximum(slope, SIGHT.least_slope, out=slope)
            far -= value
            np.clip(far, 0.0, SIGHT.farthest, out=far)
        return far, slope


def seen(quartic: Array, point: Array, directions: Directions) -> Seen:
    """Quartics (p, 70) of z less `point` (4, p), seen from there."""
    p, half = len(quartic), directions.of.shape[1]
    along = np.empty((4, p, 2 * half))
    for degree, part in enumerate(along, start=1):
        np.matmul(quartic[:, _OF_DEGREE[degree]], directions.monomials[_OF_DEGREE[degree]], out=part[:, :half])
        np.multiply(part[:, :half], (-1.0) ** degree, out=part[:, half:])
    away = (point * point).sum(axis=0)[:, None]
    ahead, still, bell = np.empty((3, p, 2 * half))
    np.matmul(point.T, directions.of, out=ahead[:, half:])
    np.negative(ahead[:, half:], out=ahead[:, :half])
    square = ahead * ahead
    np.subtract(square, away, out=bell)
    bell /= 2
    np.exp(bell, out=bell)
    bell *= ahead
    square += 3
    bell *= square
    bell *= SIGHT.root_two_pi
    square -= 1
    square *= np.exp(away / -2)
    np.multiply(bell, _normal_share(-ahead), out=still)
    np.subtract(square, still, out=still)
    return Seen(quartic[:, 0].copy(), along, ahead, away, still, bell)


def _normal_share(x: Array) -> Array:
    """Share of a standard normal figure below x, by no more than one exponential."""
    share = x * x
    share *= -SIGHT.odds_cubic
    share -= SIGHT.odds_linear
    share *= x
    np.minimum(share, 500.0, out=share)
    np.exp(share, out=share)
    share += 1
    return np.asarray(np.divide(1.0, share, out=share))
