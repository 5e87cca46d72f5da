"""The expected fit of people on a list of beds, worked out where it can matter.

Order, ties and verdict come from the expected fit (`expected_fit`), which costs some ten microseconds a bed. Expected
discomfort costs one matrix product for all beds, and bounds the fit: of all normal discomforts with the same
expectation that of a single squared figure leaves the largest fit. So only beds whose bound reaches the first ones are
worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds
from recommender.ranking.expected_fit import expected_fit
from recommender.ranking.ties import TIED_POINTS
from recommender.scoring.scoring_model import ORIGIN

# Discomfort is not quite a sum of squares of linear figures, so its bound gets this much room.
_ROOM = 1.01
_MARGIN_POINTS = 1e-3  # far more than rounding, far less than what a person or a shop could see

Allowed = NDArray[np.bool_]


@dataclass(frozen=True)
class Beside:
    """What is worked out beside the first records, so that roles can be given.

    Attributes:
        whole: (records,) records worked out wherever they stand.
        near: (records,) records worked out where they come within `within` points of the best.
        least: (n,) fit from which every record is worked out.
        known: (n, kinds) fits worked out before, 0 where they were not; None where none was.
    """

    whole: NDArray[np.bool_]
    near: NDArray[np.bool_]
    within: float
    least: Array
    known: Array | None = None


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


def at_most(excess: Array) -> Array:
    """The most that the expected fit can be, of expected discomfort above the ideal.

    For normal z and D - ideal = |a + Bz|^2 of expectation m, E exp(-(D - ideal) / 2) is at most (1 + m)^-1/2.
    """
    bound: Array = 100 * _ROOM / np.sqrt(1 + np.maximum(excess, 0))
    return bound


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


def score(target: FitTarget, beds: Beds, lists: Sequence[Allowed], wanted: int, beside: Beside | None = None) -> Scores:
    """Every record under n people of one stature class, each at its best setting.

    Args:
        lists: (n, m) records that compete with each other, one array per list. Worked out are those that can be among
            the first `wanted` of a list, or tie with one of these.
        beside: what else is worked out.
    """
    excess = target.expected @ beds.expected[beds.first].T - target.ideal_discomfort[:, None]
    start = np.flatnonzero(np.diff(beds.record, prepend=-1))
    by_bed = excess[:, beds.kind]
    fit, reach = _promising(target, beds, excess, lists, wanted, beside)
    needed = _any_of_kind(beds, at_most(by_bed) >= reach[:, beds.record]) & (fit == 0)
    person, kind = np.nonzero(needed)
    fit[person, kind] = _of_pairs(target, beds, person, kind)
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
    target: FitTarget, beds: Beds, excess: Array, lists: Sequence[Allowed], wanted: int, beside: Beside | None
) -> tuple[Array, Array]:
    """(n, kinds) fit of each list's records of least discomfort and what is known, else 0; (n, m) what a bed of a
    record must reach to matter.
    """
    start = np.flatnonzero(np.diff(beds.record, prepend=-1))
    least = np.minimum.reduceat(excess[:, beds.kind], start, axis=1)
    fit = np.zeros(excess.shape) if beside is None or beside.known is None else beside.known.copy()
    across = np.arange(len(excess))[:, None]
    few = min(wanted, least.shape[1])
    first = np.zeros(least.shape, dtype=bool)
    for list_ in lists:
        near = np.argpartition(np.where(list_, least, np.inf), few - 1, axis=1)[:, :few]
        first[across, near] |= list_[across, near]
    if beside:
        first |= beside.whole
    # One setting of each, the one of least discomfort: a floor under the record's fit.
    near_bed = first[:, beds.record] & (excess[:, beds.kind] <= least[:, beds.record])
    person, kind = np.nonzero(_any_of_kind(beds, near_bed) & (fit == 0))
    fit[person, kind] = _of_pairs(target, beds, person, kind)
    floor = np.maximum.reduceat(fit[:, beds.kind], start, axis=1)
    reach = np.full(least.shape, np.inf)
    for list_ in lists:
        enough = np.partition(np.where(list_, floor, 0), -few, axis=1)[:, -few]
        must = np.maximum(enough[:, None] - TIED_POINTS - _MARGIN_POINTS, floor)
        reach = np.where(list_, np.minimum(reach, must), reach)
    if beside:
        best = floor.max(axis=1, keepdims=True, initial=0.0)
        close = np.where(beside.near, best - beside.within, np.inf)
        enough = np.minimum(close, beside.least[:, None]) - _MARGIN_POINTS
        reach = np.minimum(reach, np.maximum(np.where(beside.whole, 0.0, enough), floor))
    return fit, reach


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
