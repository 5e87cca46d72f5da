"""The expected fit of people on a list of beds, worked out where it can matter.

Order, ties and verdict come from the expected fit (`expected_fit`), which costs some microseconds a bed. Mean and
variance of discomfort cost two matrix products for all beds, and bound the fit (`at_most`). So only beds whose bound
reaches the first ones are worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, octics_of
from recommender.ranking.expected_fit import expected_fit
from recommender.ranking.ties import TIED_POINTS
from recommender.scoring.scoring_model import ORIGIN
from recommender.scoring.second_moments import expected_square

# Points of room for the bound: discomfort is not quite a sum of squares of linear figures, nor its expected fit exact.
# The most by which a fit exceeded its bound among half a million drawn people and beds was .10, of a fit of 25.
ROOM_POINTS = 0.25
_LEAST_VARIANCE = 1e-12
_RANK_POINTS = 1000.0  # from one rank to the next: more than any two fits differ
_MARGIN_POINTS = 1e-3  # far more than rounding, far less than what a person or a shop could see

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


def variance_of(target: FitTarget, beds: Beds, excess: Array) -> Array:
    """(n, kinds) variance of the discomfort whose expectation above the ideal is `excess`, over all that is unsure."""
    quartic = target.quartic.T.copy()
    quartic[0] -= target.ideal_discomfort
    variance: Array = expected_square(quartic, np.moveaxis(target.unsure, 0, -1)).T @ octics_of(beds)
    variance -= excess**2
    return variance


def fits_of_beds(target: FitTarget, beds: Beds) -> Array:
    """(n, beds) expected fit of n people of one stature class on every bed and setting."""
    person, kind = (part.ravel() for part in np.indices((len(target), len(beds.first))))
    return _of_pairs(target, beds, person, kind).reshape(len(target), -1)[:, beds.kind]


def attainable_fit(target: FitTarget, usual: Array) -> Array:
    """(n,) expected fit of a bed made for each person and known as well as a list's beds usually are.

    Args:
        usual: (4, 4) covariance of such a bed, as `candidates.usual_covariance` gives it.
    """
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
    start = beds.start
    by_bed = excess[:, beds.kind]
    most = at_most(excess, variance_of(target, beds, excess))
    fit, reach, also = _promising(target, beds, most, lists, wanted, beside)
    if tiebreak is not None:
        best = _best(beds, fit, lists[0])[1]
        _work_out(target, beds, most, np.maximum(reach, best - _MARGIN_POINTS), fit)
        floor, best = _best(beds, fit, lists[0])
        tied = (floor > best - TIED_POINTS + _MARGIN_POINTS) & (floor >= tiebreak.least[:, None])
        few = min(wanted, floor.shape[1])
        rank = _RANK_POINTS * tiebreak.rank
        last = np.partition(np.where(tied, rank - floor, np.inf), few - 1, axis=1)[:, few - 1, None]
        least = np.maximum(best - TIED_POINTS, rank - last) - _MARGIN_POINTS  # no fit reaches that of a later rank
        reach = np.where(np.isfinite(last), np.maximum(reach, least), reach)
    _work_out(target, beds, most, np.minimum(reach, also), fit)
    of_beds = fit[:, beds.kind]
    bed = np.tile(start, (len(target), 1))
    end = np.append(start[1:], len(beds.record))
    for record in np.flatnonzero(end - start > 1):
        mine = slice(start[record], end[record])
        known = of_beds[:, mine].max(axis=1) > 0
        bed[:, record] += np.where(known, of_beds[:, mine].argmax(axis=1), by_bed[:, mine].argmin(axis=1))
    across = np.arange(len(target))[:, None]
    return Scores(of_beds[across, bed], by_bed[across, bed], bed, fit)


def _promising(
    target: FitTarget, beds: Beds, most: Array, lists: Sequence[Allowed], wanted: int, beside: Beside | None
) -> tuple[Array, Array, Array]:
    """(n, kinds) fit of each list's records whose bound is highest and what is known, else 0; (n, m) what a bed of a
    record must reach to matter in a list, and (n, m) beside it.

    Args:
        most: (n, kinds) bounds of the fit.
    """
    of_beds = most[:, beds.kind]
    highest = np.maximum.reduceat(of_beds, beds.start, axis=1)
    fit = np.zeros(most.shape) if beside is None or beside.known is None else beside.known.copy()
    across = np.arange(len(most))[:, None]
    few = min(wanted, highest.shape[1])
    first = np.zeros(highest.shape, dtype=bool)
    near = [np.argpartition(np.where(list_, -highest, np.inf), few - 1, axis=1)[:, :few] for list_ in lists]
    for list_, some in zip(lists, near, strict=True):
        first[across, some] |= list_[across, some]
    if beside:
        first |= beside.whole & lists[0] & (highest >= beside.may[:, None] - _MARGIN_POINTS)
    # One setting of each, the one whose bound is highest: a floor under the record's fit.
    _work_out(target, beds, most, np.where(first, highest, np.inf), fit)
    floor = np.maximum.reduceat(fit[:, beds.kind], beds.start, axis=1)
    reach, also = np.full((2, *highest.shape), np.inf)
    for list_, some in zip(lists, near, strict=True):
        enough = np.where(list_[across, some], floor[across, some], 0).min(axis=1)
        must = np.maximum(enough[:, None] - TIED_POINTS - _MARGIN_POINTS, floor)
        reach = np.where(list_, np.minimum(reach, must), reach)
    if beside:
        carried = np.where(lists[0], floor, 0.0)
        enough = np.minimum(beside.reach_of_value(carried, np.where(lists[0], highest, 0.0)), beside.least[:, None])
        enough = np.where(beside.whole, np.minimum(enough, beside.may[:, None]), enough)
        also = np.where(lists[0], np.maximum(enough - _MARGIN_POINTS, floor), np.inf)
    return fit, reach, also


def _best(beds: Beds, fit: Array, allowed: Allowed) -> tuple[Array, Array]:
    """(n, m) the best fit worked out of each allowed record, and (n, 1) of all of them."""
    floor = np.where(allowed, np.maximum.reduceat(fit[:, beds.kind], beds.start, axis=1), 0.0)
    return floor, floor.max(axis=1, keepdims=True, initial=0.0)


def _work_out(target: FitTarget, beds: Beds, most: Array, reach: Array, fit: Array) -> None:
    """Fill in the fits (n, kinds) of beds whose bound reaches what a bed of their record must, (n, m)."""
    needed = _any_of_kind(beds, most[:, beds.kind] >= reach[:, beds.record]) & (fit == 0)
    person, kind = np.nonzero(needed)
    fit[person, kind] = _of_pairs(target, beds, person, kind)


def _any_of_kind(beds: Beds, of_bed: Allowed) -> Allowed:
    """(n, kinds) whether any bed (n, beds) of a kind is true."""
    order = np.argsort(beds.kind, kind="stable")
    start = np.flatnonzero(np.diff(beds.kind[order], prepend=-1))
    found: Allowed = np.logical_or.reduceat(of_bed[:, order], start, axis=1)
    return found


def _of_pairs(target: FitTarget, beds: Beds, person: NDArray[np.intp], kind: NDArray[np.intp]) -> Array:
    """(p,) expected fit of people on kinds of beds, pair by pair."""
    bed = beds.first[kind]
    unsure = np.moveaxis(target.unsure[person] + beds.covariance[bed], 0, -1)
    centre = (beds.centre[bed] - ORIGIN).T
    return expected_fit(target.quartic.T[:, person], target.ideal_discomfort[person], centre, unsure)
