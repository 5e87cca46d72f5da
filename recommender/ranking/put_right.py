"""What it is worth that a bed can be put right: the expected fit after its owner corrected it.

Somebody who lies badly turns the bed over, sets it one step softer or firmer, or has its layers exchanged. What is
unsure about person and bed is the same before and after, so each draw of it goes through all that can be reached:
E[max]. The arithmetic with an example is in docs/most-forgiving.md.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.coefficients import values
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds
from recommender.ranking.expected_fit import fit_of, lower_root
from recommender.scoring.polynomials import N_FIGURES, drawn, monomials, squares_of_drawn
from recommender.scoring.scoring_model import ORIGIN

EXCHANGE_POINTS: float = values("roles")["exchange_points"]
STEPS = 1  # steps of the range by which the owner corrects each zone
_DRAWS = 512
_SPACE_RATIO = 1.1673039782614187  # root of x^5 = x + 1: the generalised golden ratio for four dimensions
_AT_ONCE = 128  # beds at once, few enough for their draws to fit in the processor's cache


@lru_cache(maxsize=1)
def _draws() -> Array:
    """(70, 512) monomials of normal draws that fill four dimensions evenly, with their mirror images; mean and
    covariance are exact.
    """
    steps = _SPACE_RATIO ** -np.arange(1.0, N_FIGURES + 1)
    half = np.vectorize(NormalDist().inv_cdf)((0.5 + np.arange(1, _DRAWS // 2 + 1)[:, None] * steps) % 1)
    every = np.concatenate([half, -half])
    return monomials(np.linalg.solve(np.linalg.cholesky(every.T @ every / _DRAWS), every.T))


def reachable(beds: Beds, bed: int) -> tuple[NDArray[np.intp], Array]:
    """The settings that a bed of `Beds` can be given from this one, itself first, and the fit points each costs."""
    record = beds.record[bed]
    mine = np.arange(*np.searchsorted(beds.record, (record, record + 1)))
    if beds.by_seller[bed]:
        others = mine[mine != bed]
        return np.append(bed, others), np.append(0.0, np.full(len(others), EXCHANGE_POINTS))
    near = (np.abs(beds.place[mine] - beds.place[bed]) <= STEPS).all(axis=1)
    found = np.append(bed, mine[near & (mine != bed)])
    return found, np.zeros(len(found))


def gains(target: FitTarget, beds: Beds, bed: NDArray[np.intp], may: NDArray[np.bool_]) -> Array:
    """(n, m) points that m records are expected to gain by being put right; beds of a kind are put right once.

    Args:
        bed: (n, m) the setting of each that comes first.
        may: (n, m) records that may be a pick; the others gain nothing.
    """
    found = np.zeros(may.shape)
    several = np.flatnonzero(beds.several)
    kinds, kind = np.unique(beds.record_kind[several], return_inverse=True)
    alike = [several[kind == number] for number in range(len(kinds))]
    people = [np.flatnonzero(may[:, mine].any(axis=1)) for mine in alike]
    if not alike:
        return found
    beds_met = [bed[person, mine[0]] for person, mine in zip(people, alike, strict=True)]
    gained = gain(target, beds, np.concatenate(people), np.concatenate(beds_met))
    ends = np.cumsum([len(person) for person in people])
    for mine, person, of_kind in zip(alike, people, np.split(gained, ends[:-1]), strict=True):
        found[np.ix_(person, mine)] = np.where(may[np.ix_(person, mine)], of_kind[:, None], 0.0)
    return found


def gain(target: FitTarget, beds: Beds, person: NDArray[np.intp], bed: NDArray[np.intp]) -> Array:
    """(p,) fit points that people (p,), each on a bed (p,), are expected to gain by putting it right; 0 and more."""
    found = np.zeros(len(bed))
    reach = {one: reachable(beds, one) for one in np.unique(bed).tolist()}
    count = np.array([len(reach[one][0]) for one in bed.tolist()], dtype=np.intp)
    for settings in np.unique(count[count > 1]).tolist():
        pairs = np.flatnonzero(count == settings)
        at_once = max(1, _AT_ONCE // settings)
        for start in range(0, len(pairs), at_once):
            few = pairs[start : start + at_once]
            rows = np.concatenate([reach[one][0] for one in bed[few].tolist()])
            costs = np.concatenate([reach[one][1] for one in bed[few].tolist()])
            unsure = np.moveaxis(beds.covariance[bed[few]] + target.unsure[person[few]], 0, -1)
            root = np.repeat(np.moveaxis(lower_root(unsure), -1, 0), settings, axis=0)
            who = np.repeat(person[few], settings)
            quartic = squares_of_drawn(drawn(target.terms[who], beds.centre[rows] - ORIGIN, root))
            quartic[:, 0] -= target.ideal_discomfort[who]
            fit = fit_of(quartic @ _draws())
            fit -= costs[:, None]
            fit = fit.reshape(len(few), settings, -1)
            found[few] = fit.max(axis=1).mean(axis=1) - fit[:, 0].mean(axis=1)
    return found
