"""How a fit can turn out: the chance that a bed suits, and the interval of its fit.

What is unsure about person and bed together is a normal figure z of four dimensions, and the discomfort above the ideal
a quartic of it. A bed suits where that stays under a limit: about the person's own best bed. `scoring.directions` says
how much of z lies there. The ends of the interval are the limits under which it stays in a tenth and in nine tenths of
all cases, found by a secant.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Z_80, Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds
from recommender.ranking.expected_fit import INTEGRAL, fit_of, lower_root, slope_and_curve
from recommender.scoring import fast
from recommender.scoring.directions import SIGHT, Seen, few, many, seen
from recommender.scoring.draws import draws, first_along
from recommender.scoring.optimum import solved
from recommender.scoring.polynomials import N_FIGURES, drawn, monomials, squares_of_drawn
from recommender.scoring.scoring_model import ORIGIN

SUITS = 70.0  # a true fit of this or more suits: a bed within about two points of what the person needs
_AT_ONCE = 128  # few enough for their directions to fit in the processor's cache
# Among draws one less than two points of fit from `SUITS` counts in part: so the chance has no steps.
_SURELY, _NOT = (-2 * np.log([(SUITS + 2) / 100, (SUITS - 2) / 100])).tolist()


class Rules(NamedTuple):
    """How a chance and an interval are found, here and in compiled code."""

    most_excess: float = float(-2 * np.log(SUITS / 100))
    z_80: float = Z_80
    nine_tenths: float = float(np.log(9.0))  # as log odds
    # Where a surface is seen from: this share of the way in or, where that is far, this many SD from its end; and less,
    # where more than this share of the limit would be reached, or less than this many SD of discomfort were left.
    on_the_way: float = 0.6
    from_its_end: float = 1.5
    of_limit: float = 0.6
    sd_inside: float = 1.5
    # Draws are needed where it would be seen from farther than this many SD, and than so many, and for each unit by
    # which excess discomfort rises over one SD, in all directions together: what rises slowly is met far out, and
    # nearly plane.
    aside: float = 1.2
    aside_least: float = 0.3
    aside_by_curve: float = 2.0
    least_curve: float = 0.5
    least_excess: float = 1e-9
    least_sd: float = 1e-6
    least_root: float = 0.15  # of the scale, as a first guess
    sure: float = 1e-3  # shares nearer to none and all are not told apart
    # How often a limit is mended, log odds that are near enough for the last time, and how steep they rise at least.
    tries: int = 3
    # A cube root that is normal puts the lower end of excess discomfort too far from `most_excess`: of the way there,
    # this share is a first guess.
    lower_end: float = 0.85
    near_enough: float = 0.2
    least_steep: float = 1e-3
    # A limit is at least so much more than discomfort at the point it is seen from.
    beyond: float = 1.2
    least_beyond: float = 1e-6


RULES = Rules()


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
    loops = fast.held()
    if loops is None:
        chance, interval = _by_arrays(target, beds, person, bed)
    else:
        chance, interval = _by_loops(target, beds, person, bed, loops)
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


def _by_arrays(target: FitTarget, beds: Beds, person: NDArray[np.intp], bed: NDArray[np.intp]) -> tuple[Array, Array]:
    parts = [
        _of_few(target, beds, person[start : start + _AT_ONCE], bed[start : start + _AT_ONCE])
        for start in range(0, len(person), _AT_ONCE)
    ]
    chance, interval = (np.concatenate(part) for part in zip(*parts, strict=True))
    return chance, interval


def _by_loops(
    target: FitTarget, beds: Beds, person: NDArray[np.intp], bed: NDArray[np.intp], loops: fast.Loops
) -> tuple[Array, Array]:
    """The same by compiled code."""
    pairs, directions = fast.Places(person, bed), (fast.packed(many().of), fast.packed(few().of))
    found, seldom = loops.spreads(target.for_loops, beds.for_loops, pairs, INTEGRAL, RULES, SIGHT, directions)
    chance, interval = found[0], fit_of(found[1:].T)
    rest = np.flatnonzero(seldom)
    if len(rest):
        chance[rest], interval[rest] = _by_arrays(target, beds, person[rest], bed[rest])
    return chance, interval


def _of_few(target: FitTarget, beds: Beds, person: NDArray[np.intp], bed: NDArray[np.intp]) -> tuple[Array, Array]:
    return _spread(target, person, beds.centre[bed] - ORIGIN, beds.covariance[bed] + target.unsure[person])


def _spread(target: FitTarget, person: NDArray[np.intp], centre: Array, unsure: Array) -> tuple[Array, Array]:
    pairs = _pairs(target, person, centre, unsure)
    chance, ends = np.empty(len(person)), np.empty((2, len(person)))
    seldom = pairs.out_of_sight()
    for rows, found in ((np.flatnonzero(~seldom), _seen), (np.flatnonzero(seldom), _drawn)):
        if len(rows):
            chance[rows], ends[:, rows] = found(pairs if len(rows) == len(person) else pairs.take(rows))
    return chance, fit_of(ends.T)


@dataclass(frozen=True)
class _Pairs:
    """p people each on a bed, and excess discomfort as a function of a standard normal z, the bed less `ORIGIN` being
    centre + root z.

    Attributes:
        terms: (p, t, 15) of a bed less `ORIGIN`; ideal: (p,) discomfort.
        centre: (4, p); root: (4, 4, p).
        best, way: (4, p) the person's best bed as z, and the way from there to where z is likely and discomfort small
            together.
        rise: (p,) excess discomfort at its end, nearly; it grows with the square of the way gone.
        curve: (p,) how sharply it rises, summed over all directions.
        mean, sd: (p,) of it, nearly.
    """

    terms: Array
    ideal: Array
    centre: Array
    root: Array
    best: Array
    way: Array
    rise: Array
    curve: Array
    mean: Array
    sd: Array

    def take(self, rows: NDArray[np.intp]) -> _Pairs:
        first = (self.terms[rows], self.ideal[rows])
        last = (getattr(self, each.name)[..., rows] for each in fields(self)[len(first) :])
        return _Pairs(*first, *last)

    def usual(self) -> _Cube:
        return _Cube(np.cbrt(self.mean), np.maximum(self.sd / (3 * self.mean), RULES.least_sd))

    def inside(self, limit: Array) -> Array:
        """(4, p) points well inside the surface where excess discomfort is `limit`, and as near to the middle of z as
        is good for seeing it.
        """
        far = np.sqrt((self.way**2).sum(axis=0))
        most = np.maximum(RULES.on_the_way, 1 - RULES.from_its_end / np.maximum(far, RULES.least_sd))
        share = np.sqrt(np.maximum(RULES.of_limit * limit, limit - RULES.sd_inside * self.sd) / self.rise)
        found: Array = self.best + np.minimum(share, most) * self.way
        return found

    def out_of_sight(self) -> NDArray[np.bool_]:
        """(p,) where the limit for `SUITS` cuts off a part of z that is seldom, or more like a plane than all around:
        directions from inside miss it.
        """
        tenth = self.usual().at(-Z_80) ** 3
        away = np.sqrt((self.inside(np.minimum(tenth, RULES.most_excess)) ** 2).sum(axis=0))
        found: NDArray[np.bool_] = away > np.maximum(RULES.aside, RULES.aside_least + RULES.aside_by_curve * self.curve)
        return found

    def about(self, point: Array) -> Array:
        """(p, 70) excess discomfort as quartics of z less `point` (4, p)."""
        there = self.centre + np.einsum("ijp,jp->ip", self.root, point)
        return self._quartics(there.T, np.moveaxis(self.root, -1, 0))

    def _quartics(self, centre: Array, root: Array) -> Array:
        found = squares_of_drawn(drawn(self.terms, centre, root))
        found[:, 0] -= self.ideal
        return found

    def steepest_first(self) -> Array:
        """(p, 70) excess discomfort as quartics of z turned so that it rises most along the first figure, nearly."""
        steepest = np.where((self.best**2).sum(axis=0) > RULES.least_excess, self.best, np.eye(N_FIGURES)[:, :1])
        steepest = (steepest / np.sqrt((steepest**2).sum(axis=0))).T
        return self._quartics(self.centre.T, np.moveaxis(self.root, -1, 0) @ first_along(steepest))


def _pairs(target: FitTarget, person: NDArray[np.intp], centre: Array, unsure: Array) -> _Pairs:
    root = lower_root(np.moveaxis(unsure, 0, -1))
    quartic, ideal = target.quartic.T[:, person], target.ideal_discomfort[person]
    slope, curve = slope_and_curve(quartic, centre.T, root)
    best = _solved_lower(root, (target.mean[person] - ORIGIN - centre).T)
    way = -solved(curve, slope, RULES.least_curve) - best
    curve -= np.eye(N_FIGURES)[..., None]
    round_about = np.einsum("iip->p", curve)
    mean = (quartic * monomials(centre.T)).sum(axis=0) - ideal + round_about
    return _Pairs(
        terms=target.terms[person],
        ideal=ideal,
        centre=centre.T,
        root=root,
        best=best,
        way=way,
        rise=np.maximum(np.einsum("ip,ijp,jp->p", way, curve, way), RULES.least_excess),
        curve=round_about,
        mean=np.maximum(mean, RULES.least_excess),
        sd=np.sqrt(4 * (slope**2).sum(axis=0) + 2 * (curve**2).sum(axis=(0, 1))),
    )


def _seen(pairs: _Pairs) -> tuple[Array, tuple[Array, Array]]:
    """(p,) chance, and the excess discomforts (p,) that nine tenths and a tenth of all cases stay under."""
    usual = pairs.usual()
    tenth = usual.at(-Z_80) ** 3
    point = pairs.inside(np.minimum(tenth, RULES.most_excess))
    about = pairs.about(point)
    within = seen(about, point, many())
    chance, _ = within.within(RULES.most_excess)
    again = np.flatnonzero(tenth > RULES.most_excess)
    if len(again):  # the interval lies beyond, and so does a better point to see it from
        some = pairs.take(again)
        point[:, again] = some.inside(tenth[again])
        about[again] = some.about(point[:, again])
        within.put(again, seen(about[again], point[:, again], many()))
    usual = usual.through(float(np.cbrt(RULES.most_excess)), chance)
    return chance, (_end(seen(about, point, few()), usual, 1), _end(within, usual, -1))


def _drawn(pairs: _Pairs) -> tuple[Array, tuple[Array, Array]]:
    """The same by draws: right wherever the limits lie, and dear."""
    excess = pairs.steepest_first() @ draws()
    nine_tenths, tenth = np.quantile(excess, (0.9, 0.1), axis=1)
    chance = np.clip((_NOT - excess) / (_NOT - _SURELY), 0, 1).mean(axis=1)
    return chance, (nine_tenths, tenth)


@dataclass(frozen=True)
class _Cube:
    """Excess discomforts whose cube roots are normal, nearly: of p pairs the scale, and the SD of the root over it."""

    scale: Array
    sd: Array
    shift: Array | float = 0.0

    def at(self, z: Array | float) -> Array:
        """(p,) the cube root that is z SD from the middle."""
        return np.maximum(1 - self.sd**2 + (z + self.shift) * self.sd, RULES.least_root) * self.scale

    def upper_end(self) -> Array:
        return self.at(Z_80)

    def lower_end(self) -> Array:
        limit = np.cbrt(RULES.most_excess)
        found: Array = limit + RULES.lower_end * (self.at(-Z_80) - limit)
        return found

    def through(self, root: float, share: Array) -> _Cube:
        """The same, moved so that this share (p,) is below a cube root."""
        share = np.clip(share, RULES.sure, 1 - RULES.sure)
        z = np.log(share / (1 - share)) * Z_80 / RULES.nine_tenths
        return replace(self, shift=(root / self.scale - 1 + self.sd**2) / self.sd - z)


def _end(from_within: Seen, usual: _Cube, side: int) -> Array:
    """(p,) the excess discomfort that a tenth (side -1) or nine tenths (1) of all cases stay under.

    Newton's method on the log odds of the share that stays under it, over its cube root: nearly straight.
    """
    least = np.cbrt(RULES.beyond * np.maximum(from_within.start, 0.0) + RULES.least_beyond)
    root = np.maximum(usual.upper_end() if side > 0 else usual.lower_end(), least)
    off = np.arange(len(root))
    for _ in range(RULES.tries):
        before = root[off]
        share, density = from_within.within(before**3)
        share = np.clip(share, RULES.sure, 1 - RULES.sure)
        steep = np.maximum(3 * before**2 * density / (share * (1 - share)), RULES.least_steep)
        left = side * RULES.nine_tenths - np.log(share / (1 - share))
        root[off] = np.maximum(before + np.clip(left / steep, -before / 2, before), least[off])
        again = np.abs(left) > RULES.near_enough
        if not again.any():
            break
        off, from_within = off[again], from_within.take(np.flatnonzero(again))
    found: Array = root**3
    return found


def _solved_lower(root: Array, right: Array) -> Array:
    """(4, p) x with root x = right, for lower triangles (4, 4, p)."""
    x = right.copy()
    for i in range(N_FIGURES):
        for j in range(i):
            x[i] -= root[i, j] * x[j]
        x[i] /= root[i, i]
    return x
