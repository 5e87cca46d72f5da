"""How a fit can turn out: the chance that a bed suits, and the interval of its fit.

Both come from the same 4,096 draws of everything unsure about person and bed. They lie on 1,024 parallel lines, four to
a line, in the direction in which discomfort rises most: that direction decides, so it is filled most evenly.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import EVEN, Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds
from recommender.ranking.expected_fit import fit_of, lower_root, slope_and_curve
from recommender.scoring.polynomials import N_FIGURES, drawn, monomials, squares_of_drawn
from recommender.scoring.scoring_model import ORIGIN

SUITS = 70.0  # a true fit of this or more suits: a bed within about two points of what the person needs
# A draw less than two points of fit from `SUITS` counts in part: the chance has no steps, and fewer draws are enough.
_SURELY, _NOT = (-2 * np.log([(SUITS + 2) / 100, (SUITS - 2) / 100])).tolist()
_LINES, _ON_A_LINE = 1024, 4
# Two draws of each line, by turns the first and third and the others, are enough for the ends of an interval.
_FOR_INTERVAL = _LINES * _ON_A_LINE // 2
_LOW_BITS = 19  # of a short float, left out where draws are counted by their size: 16 sizes from one to twice it
_SMALL = 2.0**-6  # draws that are smaller count as one size
_AT_ONCE = 128  # few enough for their draws to fit in the processor's cache
_SPACE_RATIO = 1.2207440846057596  # root of x^4 = x + 1: the generalised golden ratio for three dimensions
_GOLDEN = 0.6180339887498949


@lru_cache(maxsize=1)
def _draws() -> Array:
    """(70, 4096) monomials of normal draws that fill four dimensions evenly, the first most evenly; those for intervals
    come first.

    Half of the lines are Roberts' R sequence in three dimensions, half its mirror image; the draws of each are shifted
    along it. Mean and covariance of the lines are made exact.
    """
    steps = _SPACE_RATIO ** -np.arange(1.0, 4.0)
    inverse = np.vectorize(NormalDist().inv_cdf)
    half = inverse((0.5 + np.arange(1, _LINES // 2 + 1)[:, None] * steps) % 1)
    across = np.concatenate([half, -half])
    across = np.linalg.solve(np.linalg.cholesky(across.T @ across / _LINES), across.T)
    shift = (_GOLDEN * np.arange(1, _LINES + 1)) % 1
    along = inverse((np.arange(_ON_A_LINE) + shift[:, None]) / _ON_A_LINE).ravel()
    along = (along - along.mean()) / along.std()
    drawn_ = np.vstack([along, np.repeat(across, _ON_A_LINE, axis=1)])
    every = np.arange(drawn_.shape[1])
    later = (every + every // _ON_A_LINE) % 2 == 1
    return monomials(drawn_[:, np.argsort(later, kind="stable")])


def chance_and_interval(target: FitTarget, beds: Beds, chosen: NDArray[np.intp]) -> tuple[Array, Array]:
    """How the fit of n people can turn out on the beds `chosen` (n, k) of each.

    Returns:
        (n, k) probability that the true fit is `SUITS` or more; (n, k, 2) the central 80 % of the fit.
    """
    n, k = chosen.shape
    if not chosen.size:
        return np.zeros((n, k)), np.zeros((n, k, 2))
    kinds = len(beds.first)
    pairs, back = np.unique(np.arange(n)[:, None] * kinds + beds.kind[chosen], return_inverse=True)
    person, bed = pairs // kinds, beds.first[pairs % kinds]
    parts = [
        _of_few(target, beds, person[start : start + _AT_ONCE], bed[start : start + _AT_ONCE])
        for start in range(0, len(pairs), _AT_ONCE)
    ]
    chance, interval = (np.concatenate(part) for part in zip(*parts, strict=True))
    back = back.reshape(n, k)
    return chance[back], interval[back]


def chances_on(target: FitTarget, beds: Array, unsure: Array) -> Array:
    """(m,) probability that the true fit of one person is `SUITS` or more, on beds (m, 4).

    Args:
        unsure: (m, 4, 4) of each bed less the person's own best one.
    """
    return _spread(target, np.zeros(len(beds), dtype=np.intp), beds - ORIGIN, unsure)[0]


def attainable_chance(target: FitTarget, usual: Array) -> float:
    """Probability that a bed made for the first person, known as well as a list's beds usually are, suits.

    Args:
        usual: (4, 4) covariance of such a bed, as `candidates.usual_covariance` gives it.
    """
    return float(chances_on(target, target.mean[:1], usual + target.unsure[:1])[0])


def _of_few(target: FitTarget, beds: Beds, person: NDArray[np.intp], bed: NDArray[np.intp]) -> tuple[Array, Array]:
    return _spread(target, person, beds.centre[bed] - ORIGIN, beds.covariance[bed] + target.unsure[person])


def _spread(target: FitTarget, person: NDArray[np.intp], centre: Array, unsure: Array) -> tuple[Array, Array]:
    root = lower_root(np.moveaxis(unsure, 0, -1))
    _, curve = slope_and_curve(target.quartic.T[:, person], centre.T, root)
    ahead = np.moveaxis(root, -1, 0) @ _first_along(_steepest(root, curve))
    quartic = squares_of_drawn(drawn(target.terms[person], centre, ahead))
    quartic[:, 0] -= target.ideal_discomfort[person]
    excess = (quartic / (_NOT - _SURELY)) @ _draws()
    ends = _quantiles(excess[:, :_FOR_INTERVAL], (0.9, 0.1))
    # 1 and more of a draw that surely suits, 0 and less of one that does not
    share = np.subtract(_NOT / (_NOT - _SURELY), excess, out=excess)
    chance: Array = np.clip(share, 0, 1, out=share).mean(axis=1)
    return chance, fit_of(ends * (_NOT - _SURELY))


def _quantiles(values: Array, shares: Sequence[float]) -> Array:
    """(n, k) quantiles of rows (n, m) as `np.quantile` gives them.

    The leading bits of a float rise with it. So values are counted by them, and only those that share theirs with one
    that is asked for are sorted: a third of the time of a partition.
    """
    n, m = values.shape
    size = np.maximum(values, _SMALL).astype(np.float32).view(np.uint32) >> np.uint32(_LOW_BITS)
    size -= size.min()
    sizes = int(size.max()) + 1
    of_row = size.astype(np.intp)
    of_row += np.arange(n)[:, None] * sizes
    count = np.bincount(of_row.ravel(), minlength=n * sizes).reshape(n, sizes)
    upto = np.cumsum(count, axis=1)
    exact = np.asarray(shares) * (m - 1)
    rank = np.floor(exact).astype(np.intp)
    rank = np.minimum(rank[:, None] + np.arange(2), m - 1).ravel()  # each and the next
    where = (upto[:, None] <= rank[:, None]).sum(axis=2)  # (n, 2 k) the size of the value of each rank
    wanted = np.zeros((n, sizes), dtype=bool)
    np.put_along_axis(wanted, where, True, axis=1)
    met = np.flatnonzero(wanted.ravel()[of_row.ravel()])
    row = met // m
    left = np.where(wanted, count, 0)
    many = left.sum(axis=1)
    some = np.full((n, int(many.max())), np.inf)
    some[row, np.arange(len(met)) - np.repeat(np.cumsum(many) - many, many)] = values[row, met % m]
    some.sort(axis=1)
    # Of the values left out, those before a rank are all of smaller sizes.
    before = np.take_along_axis(np.cumsum(count - left, axis=1), where, axis=1)
    low, high = np.moveaxis(np.take_along_axis(some, rank - before, axis=1).reshape(n, -1, 2), 2, 0)
    found: Array = low + (high - low) * (exact - np.floor(exact))
    return found


def _steepest(root: Array, curve: Array) -> Array:
    """(p, 4) the direction of z in which discomfort rises most, near enough: that of the level, turned by its curve."""
    level = np.einsum("ijp,i->jp", root, EVEN)
    towards = np.einsum("ijp,jp->ip", curve, level) - level
    steepest: Array = (towards / np.sqrt((towards**2).sum(axis=0))).T
    return steepest


def _first_along(direction: Array) -> Array:
    """(p, 4, 4) reflections that lay the first axis along unit vectors (p, 4)."""
    direction = np.where(direction[:, :1] < 0, -direction, direction)
    between = direction + np.eye(N_FIGURES)[0]
    found: Array = (
        np.eye(N_FIGURES) - 2 * between[:, :, None] * between[:, None] / (between**2).sum(axis=1)[:, None, None]
    )
    return found
