"""Which beds of each person come first, worked out one after the other, as `ranking.fits._Near` does for arrays.

A bed is worked out when its bound says that it can matter, the highest bound first: so each says sooner of how many
others it need not be known. Of a list whose records are one bed each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.compiled.expected_fits import fit_of_pair
from recommender.compiled.figures import Integral, Listed, OnBeds, People, Points, Room, entrance, room_for, written_in


class _Near(NamedTuple):
    """The records of one person whose bounds are highest, in that order, and what is known of them.

    Attributes:
        record, bound: of each; fit: 0 where it was not worked out; taken: whether its group was found.
        key: the least keys of those that tie with the best, as many as there are places.
    """

    record: NDArray[np.intp]
    bound: Array
    fit: Array
    taken: NDArray[np.bool_]
    key: Array


class _Person(NamedTuple):
    """Whom it is about: the row, and what `_Near` of them is worked out by."""

    row: int
    people: People
    beds: OnBeds
    listed: Listed
    integral: Integral
    room: Room


@written_in
def _work_out(person: _Person, near: _Near, at: int) -> float:
    kind = person.listed.kind[near.record[at]]
    bed = person.listed.first[kind]
    near.fit[at] = fit_of_pair(person.people, person.beds, person.row, bed, person.integral, person.room)
    return float(near.fit[at])


@written_in
def _best(person: _Person, near: _Near, count: int, margin: float) -> float:
    """The best fit of those not taken, once all that may be better are worked out."""
    best = 0.0
    for at in range(count):
        if not near.taken[at]:
            best = max(best, near.fit[at])
    for at in range(count):
        if near.bound[at] < best - margin:
            break
        if not near.taken[at] and near.fit[at] == 0.0:
            best = max(best, _work_out(person, near, at))
    return best


@written_in
def _enter(key: Array, places: int, held: int, new: float) -> int:
    """Put a key among the least `places`, of which there are `held`, in order; how many there are then."""
    at = min(held, places - 1)
    if held == places and key[at] <= new:
        return held
    while at > 0 and key[at - 1] > new:
        key[at] = key[at - 1]
        at -= 1
    key[at] = new
    return min(held + 1, places)


@written_in
def _ties(person: _Person, near: _Near, count: int, best: float, places: int, least: float, points: Points) -> bool:
    """Work out those that can tie with the best and come first among them; whether as many do as there are places."""
    rank, held = person.listed.rank, 0
    lowest, fewest = best - points.tied + points.margin, best - points.tied - points.margin
    for at in range(count):
        if not near.taken[at] and near.fit[at] > lowest and near.fit[at] >= least:
            held = _enter(near.key, places, held, points.rank * rank[near.record[at]] - near.fit[at])
    for at in range(count):
        if near.bound[at] < fewest:
            break
        ahead = points.rank * rank[near.record[at]]
        if near.taken[at] or near.fit[at] > 0.0:
            continue
        if held == places and near.bound[at] < ahead - near.key[places - 1] - points.margin:
            continue
        fit = _work_out(person, near, at)
        if fit > lowest and fit >= least:
            held = _enter(near.key, places, held, ahead - fit)
    return held == places


@written_in
def _take(near: _Near, count: int, best: float, points: Points) -> int:
    """Take the group of the best; how many are in it."""
    taken, tied = 0, np.rint(best * points.parts) - points.tied * points.parts
    for at in range(count):
        if not near.taken[at] and np.rint(near.fit[at] * points.parts) > tied:
            near.taken[at] = True
            taken += 1
    return taken


@written_in
def _search(person: _Person, near: _Near, count: int, cut: float, wanted: int, least: float, points: Points) -> bool:
    """Work out the first groups of the records near; whether these were enough, others having bounds under `cut`."""
    places, left = wanted, count
    for at in range(count):
        near.taken[at] = False
    while places > 0 and left > 0:
        best = _best(person, near, count, points.margin)
        full = _ties(person, near, count, best, places, least, points)
        if cut > best - points.tied - points.margin:
            return False
        taken = _take(near, count, best, points)
        if full or best < least:
            return True
        places, left = places - taken, left - taken
    return places <= 0 or cut <= 0.0


@written_in
def _look_at(most: Array, fit: Array, allowed: NDArray[np.bool_], listed: Listed, cut: float, near: _Near) -> int:
    """Fill in the records whose bounds are `cut` or more, the highest first; how many there are."""
    count = 0
    for record in range(len(listed.kind)):
        if allowed[record] and most[listed.kind[record]] >= cut:
            near.record[count] = record
            count += 1
    order = np.argsort(-most[listed.kind[near.record[:count]]])
    near.record[:count] = near.record[:count][order]
    for at in range(count):
        kind = listed.kind[near.record[at]]
        near.bound[at], near.fit[at] = most[kind], fit[kind]
    return count


@entrance
def first_groups(sources: str) -> Callable[..., None]:
    def first_groups(
        people: People,
        beds: OnBeds,
        listed: Listed,
        most: Array,
        allowed: NDArray[np.bool_],
        wanted: int,
        least: Array,
        points: Points,
        integral: Integral,
        fit: Array,
    ) -> None:
        """Fill in the fits (n, kinds) of those that come first of each person, as `fits._Search.first_groups`.

        Args:
            most: (n, kinds) the most that a fit can be; allowed: (n, m).
            least: (n,) fit below which nobody is shown a bed.
        """
        _ = sources
        n, m = allowed.shape
        room = room_for(integral.nodes.shape[1])
        near = _Near(np.empty(m, np.intp), np.empty(m), np.empty(m), np.empty(m, np.bool_), np.empty(wanted))
        for i in range(n):
            person = _Person(i, people, beds, listed, integral, room)
            highest = 0.0
            for kind in range(most.shape[1]):
                highest = max(highest, most[i, kind])
            span = points.span
            while True:
                cut = highest - span if span < highest else 0.0
                count = _look_at(most[i], fit[i], allowed[i], listed, cut, near)
                enough = _search(person, near, count, cut, wanted, least[i], points)
                for at in range(count):
                    fit[i, listed.kind[near.record[at]]] = near.fit[at]
                if enough or cut <= 0.0:
                    break
                span *= 2

    return first_groups
