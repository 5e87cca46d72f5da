"""The expected fit of people on a list of beds, worked out where it can matter.

Order, ties and verdict come from the expected fit (`expected_fit`), which costs some microseconds a bed. Mean and
variance of discomfort cost two matrix products for all beds, and bound the fit (`at_most`). So only beds whose bound
reaches the first ones are worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, octics_of
from recommender.ranking.expected_fit import INTEGRAL, expected_fit
from recommender.ranking.ties import FIT_DECIMALS, TIED_POINTS
from recommender.scoring import fast
from recommender.scoring.scoring_model import ORIGIN
from recommender.scoring.second_moments import OCTICS, expected_square

# Points of room for the bound: discomfort is not quite a sum of squares of linear figures, nor its expected fit exact.
# The most by which a fit exceeded its bound among half a million drawn people and beds was .10, of a fit of 25.
ROOM_POINTS = 0.25
_LEAST_VARIANCE = 1e-12
_LOOKED_AT_FIRST = 3  # records of the highest bounds that are worked out to know how good the best is
# Records looked at for each of those wanted, and more: a person whose first groups need more looks at all of them.
_NEAR_EACH, _NEAR_MORE = 4, 32
_RANK_POINTS = 1000.0  # from one rank to the next: more than any two fits differ
_MARGIN_POINTS = 1e-3  # far more than rounding, far less than what a person or a shop could see


class Points(NamedTuple):
    """By how much fits differ, for compiled code."""

    tied: float = TIED_POINTS
    rank: float = _RANK_POINTS
    margin: float = _MARGIN_POINTS
    span: float = 2.0  # records whose bounds are so much less than the highest, or less than that, are looked at first
    parts: float = 10.0**FIT_DECIMALS  # of a point, whole ones of which are compared


_POINTS = Points()

Allowed = NDArray[np.bool_]


@dataclass(frozen=True)
class Beside:
    """What is worked out beside the first records, so that roles can be given.

    Attributes:
        whole: (records,) records worked out wherever they stand, where they may be a pick.
        price: (records,) of those with a price, the cheapest at most `within` points below the best, and all that cost
            no more, are worked out; NaN without one.
        may: (n,) fit from which a record may be a pick.
        least: (n,) fit from which every record is worked out.
        known: (n, kinds) fits worked out before, 0 where they were not; None where none was.
    """

    whole: NDArray[np.bool_]
    price: Array
    within: float
    may: Array
    least: Array
    known: Array | None = None

    def reach_of_value(self, floor: Array, most: Array) -> Array:
        """(n, m) what a record must reach to be the cheapest near the best, of what is known of fits (n, m) and the
        most (n, m) they can be.

        A pick that is surely near leaves out all that is dearer.
        """
        near = (floor >= np.maximum(most.max(axis=1) - self.within, self.may)[:, None] + _MARGIN_POINTS) & self._priced
        cheapest = np.where(near, self.price, np.inf).min(axis=1, keepdims=True)
        best = floor.max(axis=1, keepdims=True)
        return np.where(self._priced & (self.price <= cheapest), best - self.within - TIED_POINTS, np.inf)

    @property
    def _priced(self) -> NDArray[np.bool_]:
        return np.isfinite(self.price)


@dataclass(frozen=True)
class Tiebreak:
    """What decides which records come first of those that tie with the best: rank, then fit. Once as many tie as are
    wanted, a bed that comes after all of these need not be worked out.

    Attributes:
        rank: (m,) of each record, the least first; several may share one.
        least: (n,) fit below which a record does not come first, though it ties.
    """

    rank: NDArray[np.intp]
    least: Array


@dataclass(frozen=True)
class Scores:
    """n people on m records.

    Attributes:
        fit: (n, m) expected fit at the best setting of each record; 0 where it cannot be among those wanted.
        excess: (n, m) expected discomfort above the ideal at that setting.
        bed: (n, m) that setting, a row of `Beds`.
        of_kind: (n, kinds) expected fit of each kind of bed that was worked out, else 0.
    """

    fit: Array
    excess: Array
    bed: NDArray[np.intp]
    of_kind: Array


def at_most(excess: Array, variance: Array) -> Array:
    """The most that the expected fit can be, of discomfort above the ideal with this mean and variance.

    Proof for D - ideal = |a + Bz|^2 with z standard normal. With the eigenvalues u of BB' and the parts a_u of a along
    its eigenvectors, mean m = sum(u + a_u^2), variance v = sum(2 u^2 + 4 u a_u^2), and

        ln E exp(-(D - ideal) / 2) = -1/2 sum(ln(1 + u) + a_u^2 / (1 + u)).

    Put the mass a_u^2 at each u, and spread the mass u evenly over 0..u: of this measure w the whole is m, the integral
    of 4t is v, and the right side is -1/2 the integral of 1 / (1 + t). As that is convex, Jensen makes it at most
    -1/2 m / (1 + v / 4m) = -2 m^2 / (4m + v): reached where all of w is at one place.
    """
    mean = np.maximum(excess, 0.0)
    bound = mean * mean
    mean *= 4
    mean += np.maximum(variance, _LEAST_VARIANCE)
    bound /= mean
    bound *= -2
    np.exp(bound, out=bound)
    bound *= 100
    bound += ROOM_POINTS
    return bound


def bounds(target: FitTarget, beds: Beds, excess: Array) -> Array:
    """(n, kinds) the most that the fit can be, of expected discomfort above the ideal (n, kinds)."""
    loops = fast.held()
    if loops is None:
        return at_most(excess, variance_of(target, beds, excess))
    square = loops.expected_squares(target.for_loops, OCTICS) @ octics_of(beds)
    return loops.bounds(excess, square, _LEAST_VARIANCE, ROOM_POINTS)


def variance_of(target: FitTarget, beds: Beds, excess: Array) -> Array:
    """(n, kinds) variance of the discomfort whose expectation above the ideal is `excess`, over all that is unsure."""
    quartic = target.quartic.T.copy()
    quartic[0] -= target.ideal_discomfort
    square = expected_square(quartic, np.moveaxis(target.unsure, 0, -1)).astype(np.float32)
    variance: Array = (square.T @ octics_of(beds)).astype(float)
    variance -= excess**2
    return variance


def fits_of_beds(target: FitTarget, beds: Beds) -> Array:
    """(n, beds) expected fit of n people of one stature class on every bed and setting."""
    person, kind = (part.ravel() for part in np.indices((len(target), len(beds.first))))
    return beds.of_each(_of_pairs(target, beds, person, kind).reshape(len(target), -1))


def attainable_fit(target: FitTarget, usual: Array) -> Array:
    """(n,) expected fit of a bed made for each person and known as well as a list's beds usually are.

    Args:
        usual: (4, 4) covariance of such a bed, as `candidates.usual_covariance` gives it.
    """
    loops = fast.held()
    if loops is not None:
        everybody, people = np.arange(len(target)), target.for_loops
        made = fast.OnBeds(people.mean, np.broadcast_to(usual, people.unsure.shape).copy())
        return loops.expected_fits(people, made, fast.Places(everybody, everybody), INTEGRAL)
    unsure = np.moveaxis(target.unsure + usual, 0, -1)
    return expected_fit(target.quartic.T, target.ideal_discomfort, (target.mean - ORIGIN).T, unsure)


def score(
    target: FitTarget,
    beds: Beds,
    lists: Sequence[Allowed],
    wanted: int,
    beside: Beside | None = None,
    tiebreak: Tiebreak | None = None,
) -> Scores:
    """Every record under n people of one stature class, each at its best setting.

    Args:
        lists: (n, m) records that compete with each other, one array per list. Worked out are those that can be among
            the first `wanted` of a list, or tie with one of these.
        beside: what else is worked out.
        tiebreak: of one list, where only the records are wanted that come first in the end, what decides among those
            that tie.
    """
    excess = target.expected @ beds.of_kinds - target.ideal_discomfort[:, None]
    by_bed = beds.of_each(excess)
    most = bounds(target, beds, excess)
    fit = np.zeros(most.shape) if beside is None or beside.known is None else beside.known.copy()
    search = _Search(target, beds, most, _highest(beds, beds.of_each(most)), fit)
    if tiebreak is not None:
        search.first_groups(lists[0], wanted, tiebreak)
    else:
        search.first_of_lists(lists, wanted)
    if beside:
        search.beside(lists[0], beside)
    of_beds = beds.of_each(fit)
    start = beds.start
    bed = np.tile(start, (len(target), 1))
    end = np.append(start[1:], len(beds.record))
    for record in np.flatnonzero(end - start > 1):
        mine = slice(start[record], end[record])
        known = of_beds[:, mine].max(axis=1) > 0
        bed[:, record] += np.where(known, of_beds[:, mine].argmax(axis=1), by_bed[:, mine].argmin(axis=1))
    if not beds.several.any():
        return Scores(of_beds, by_bed, bed, fit)
    across = np.arange(len(target))[:, None]
    return Scores(of_beds[across, bed], by_bed[across, bed], bed, fit)


@dataclass(frozen=True)
class _Search:
    """n people, and what of the beds is worked out for them so far.

    Attributes:
        most: (n, kinds) the most that the fit can be; highest: (n, m) that of each record's settings.
        fit: (n, kinds) what was worked out, else 0; filled in as the search goes on.
    """

    target: FitTarget
    beds: Beds
    most: Array
    highest: Array
    fit: Array

    def floor(self) -> Array:
        """(n, m) the best fit of each record that was worked out."""
        return _highest(self.beds, self.beds.of_each(self.fit))

    def work_out(self, reach: Array) -> None:
        """Fill in the fits of beds whose bound reaches what a bed of their record must, (n, m)."""
        beds = self.beds
        needed = _any_of_kind(beds, beds.of_each(self.most) >= (reach if beds.single else reach[:, beds.record]))
        person, kind = np.nonzero(needed & (self.fit == 0))
        self.fit[person, kind] = _of_pairs(self.target, beds, person, kind)

    def _work_out_highest(self, first: Allowed) -> None:
        """One setting of each of these records (n, m), the one whose bound is highest: a floor under its fit."""
        self.work_out(np.where(first, self.highest, np.inf))

    def first_of_lists(self, lists: Sequence[Allowed], wanted: int) -> None:
        """All that can be among the first `wanted` of a list, or tie with one of these."""
        across = np.arange(len(self.most))[:, None]
        few = min(wanted, self.highest.shape[1])
        first = np.zeros(self.highest.shape, dtype=bool)
        near = [np.argpartition(np.where(list_, -self.highest, np.inf), few - 1, axis=1)[:, :few] for list_ in lists]
        for list_, some in zip(lists, near, strict=True):
            first[across, some] |= list_[across, some]
        self._work_out_highest(first)
        floor = self.floor()
        reach = np.full(floor.shape, np.inf)
        for list_, some in zip(lists, near, strict=True):
            enough = np.where(list_[across, some], floor[across, some], 0).min(axis=1)
            must = np.maximum(enough[:, None] - TIED_POINTS - _MARGIN_POINTS, floor)
            reach = np.where(list_, np.minimum(reach, must), reach)
        self.work_out(reach)

    def first_groups(self, allowed: Allowed, wanted: int, tiebreak: Tiebreak) -> None:
        """All that can be among the first `wanted`, tie group by tie group: of the last only what comes first in it."""
        everybody, loops, beds = np.arange(len(allowed)), fast.held(), self.beds
        if beds.single and loops is not None:
            listed = fast.Listed(beds.kind, beds.first, tiebreak.rank)
            given = (self.target.for_loops, beds.for_loops, listed, self.most, allowed, wanted, tiebreak.least)
            return loops.first_groups(*given, _POINTS, INTEGRAL, self.fit)
        if beds.single:
            few = min(wanted * _NEAR_EACH + _NEAR_MORE, allowed.shape[1])
            near = np.argpartition(np.where(allowed, -self.highest, np.inf), few - 1, axis=1)[:, :few]
            everybody = everybody[~_Near(self, everybody, near).first_groups(allowed, wanted, tiebreak)]
        if len(everybody):
            every = np.broadcast_to(np.arange(allowed.shape[1]), (len(everybody), allowed.shape[1]))
            _Near(self, everybody, every).first_groups(allowed, wanted, tiebreak)

    def beside(self, allowed: Allowed, beside: Beside) -> None:
        """What else is worked out, of the records allowed (n, m)."""
        if not (beside.whole.any() or np.isfinite(beside.price).any() or np.isfinite(beside.least).any()):
            return
        whole = beside.whole & allowed & (self.highest >= beside.may[:, None] - _MARGIN_POINTS)
        if whole.any():
            self._work_out_highest(whole)
        floor = self.floor()
        most, known = (np.where(allowed, figures, 0.0) for figures in (self.highest, floor))
        enough = np.minimum(beside.reach_of_value(known, most), beside.least[:, None])
        enough = np.where(beside.whole, np.minimum(enough, beside.may[:, None]), enough)
        self.work_out(np.where(allowed, np.maximum(enough - _MARGIN_POINTS, floor), np.inf))


@dataclass(frozen=True)
class _Near:
    """Some of the people of a search, and the records of each that matter.

    Attributes:
        people: (p,) of those searched for; record: (p, k) what matters of the m records, or all of them.
    """

    search: _Search
    people: NDArray[np.intp]
    record: NDArray[np.intp]

    def first_groups(self, allowed: Allowed, wanted: int, tiebreak: Tiebreak) -> NDArray[np.bool_]:
        """Work out the first groups of records (n, m) that are allowed. Says of whom (p,) the records were enough."""
        left = self._of(allowed)
        highest = np.where(left, self._of(self.search.highest), -np.inf)
        whole = self.record.shape[1] == allowed.shape[1]
        # What is left out has a lower bound than all that is looked at.
        cut = np.full(len(left), -np.inf) if whole else highest.min(axis=1)
        first = np.argpartition(-highest, min(_LOOKED_AT_FIRST, wanted, highest.shape[1]) - 1, axis=1)
        some = np.zeros(left.shape, dtype=bool)
        np.put_along_axis(some, first[:, : min(_LOOKED_AT_FIRST, wanted)], True, axis=1)
        self.work_out(np.where(some & left, highest, np.inf))
        rank: Array = _RANK_POINTS * tiebreak.rank[self.record].astype(float)
        least = tiebreak.least[self.people]
        places, enough = np.full(len(left), wanted), np.ones(len(left), dtype=bool)
        open_ = np.asarray(left.any(axis=1))
        while open_.any():
            open_, short = self._next_group(left, places, rank, least, cut, open_)
            enough &= ~short
        return enough

    def _next_group(
        self,
        left: Allowed,
        places: NDArray[np.intp],
        rank: Array,
        least: Array,
        cut: Array,
        open_: NDArray[np.bool_],
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Work out the next tie group of the records that are left (p, k), or what comes first in it where it has as
        many as there are places (p,), and take it from both. Says whose search goes on, and of whom it would need more
        records, of bounds under `cut` (p,).
        """
        left &= open_[:, None]

        def known() -> tuple[Array, Array]:
            floor = np.where(left, self.floor(), 0.0)
            return floor, floor.max(axis=1, keepdims=True)

        floor, best = known()
        self.work_out(np.where(left, np.maximum(best - _MARGIN_POINTS, floor), np.inf))
        floor, best = known()
        tied = left & (floor > best - TIED_POINTS + _MARGIN_POINTS) & (floor >= least[:, None])
        place = np.clip(places, 1, left.shape[1])[:, None] - 1
        last = np.take_along_axis(np.sort(np.where(tied, rank - floor, np.inf), axis=1), place, axis=1)
        # Once as many tie as there are places, what cannot come before the last of them is left out.
        must = np.maximum(best - TIED_POINTS, rank - last) - _MARGIN_POINTS
        self.work_out(np.where(left, np.maximum(must, floor), np.inf))
        floor = np.where(left, self.floor(), 0.0)
        below = np.round(np.round(best, FIT_DECIMALS) - np.round(floor, FIT_DECIMALS), FIT_DECIMALS)
        taken = left & (below < TIED_POINTS)
        short = open_ & (cut > best[:, 0] - TIED_POINTS - _MARGIN_POINTS)
        left &= ~taken
        places -= taken.sum(axis=1)
        over = np.isfinite(last[:, 0]) | (best[:, 0] < least) | (places <= 0) | ~left.any(axis=1)
        return open_ & ~over & ~short, short

    def floor(self) -> Array:
        """(p, k) the best fit of each record that was worked out."""
        search = self.search
        if search.beds.single:
            return np.asarray(search.fit[self.people[:, None], search.beds.kind[self.record]])
        return search.floor()[self.people]

    def work_out(self, reach: Array) -> None:
        """Fill in the fits of beds whose bound reaches what a bed of their record must, (p, k)."""
        search = self.search
        if search.beds.single:
            kind, people = search.beds.kind[self.record], self.people[:, None]
            row, at = np.nonzero((search.most[people, kind] >= reach) & (search.fit[people, kind] == 0))
            kinds = len(search.beds.first)
            pairs = np.unique(self.people[row] * kinds + kind[row, at])
            person, of_kind = pairs // kinds, pairs % kinds
            search.fit[person, of_kind] = _of_pairs(search.target, search.beds, person, of_kind)
        else:
            all_of_them = np.full(search.highest.shape, np.inf)
            all_of_them[self.people] = reach
            search.work_out(all_of_them)

    def _of(self, figures: NDArray[Any]) -> NDArray[Any]:
        return figures[self.people[:, None], self.record]


def _highest(beds: Beds, of_beds: Array) -> Array:
    """(n, m) the highest of (n, beds) of each record."""
    return of_beds if beds.single else np.maximum.reduceat(of_beds, beds.start, axis=1)


def _any_of_kind(beds: Beds, of_bed: Allowed) -> Allowed:
    """(n, kinds) whether any bed (n, beds) of a kind is true."""
    order, start = beds.by_kind
    if len(order) == len(start):
        return np.asarray(of_bed[:, order])
    found: Allowed = np.logical_or.reduceat(of_bed[:, order], start, axis=1)
    return found


def _of_pairs(target: FitTarget, beds: Beds, person: NDArray[np.intp], kind: NDArray[np.intp]) -> Array:
    """(p,) expected fit of people on kinds of beds, pair by pair."""
    bed, loops = beds.first[kind], fast.held()
    if loops is not None:
        return loops.expected_fits(target.for_loops, beds.for_loops, fast.Places(person, bed), INTEGRAL)
    unsure = np.moveaxis(target.unsure[person] + beds.covariance[bed], 0, -1)
    centre = (beds.centre[bed] - ORIGIN).T
    return expected_fit(target.quartic.T[:, person], target.ideal_discomfort[person], centre, unsure)
