"""Expected fit of one person on one bed after the other, as `ranking.expected_fit` has it for arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recommender.arrays import Array
from recommender.compiled.figures import (
    Integral,
    OnBeds,
    People,
    Places,
    Room,
    about_bed,
    along_directions,
    entrance,
    likeliest,
    move_to,
    moves_of,
    power_of_e,
    room_for,
    written_in,
)


@written_in
def _sum_over_nodes(room: Room, integral: Integral, away: float) -> float:
    """The weighted sum of exp(-lost / 2) over nodes and their opposites, about the point where z is `room.way`."""
    quartic, z, along, way, turn = room.about_point, room.turned, room.along, room.way, room.turn
    nodes, outward, weights = integral.nodes, integral.outward, integral.weights
    k = nodes.shape[1]
    for i in range(4):
        for n in range(k):
            total = 0.0
            for a in range(i, 4):
                total += turn[i, a] * nodes[a, n]
            z[i, n] = total
    moves_of(z, k, room)
    along_directions(quartic, room.moves, k, along)
    start, found = quartic[0] + away, 0.0
    for n in range(k):
        square, across = 0.0, 0.0
        for i in range(4):
            square += z[i, n] * z[i, n]
            across += z[i, n] * way[i]
        even = start + along[1, n] + along[3, n] + square - outward[n]
        odd = along[0, n] + along[2, n] + 2 * across
        found += weights[n] * (power_of_e((even + odd) / -2) + power_of_e((even - odd) / -2))
    return found


@written_in
def fit_of_pair(people: People, beds: OnBeds, i: int, j: int, integral: Integral, room: Room) -> float:
    """The expected fit of person i on bed j, as `expected_fit.expected_fit`."""
    about_bed(people, beds, i, j, integral, room)
    share = likeliest(integral.least_curve, room)
    away = move_to(room.way, room)
    return 100 * share * _sum_over_nodes(room, integral, away)


@entrance
def expected_fits(sources: str) -> Callable[..., Array]:
    def expected_fits(people: People, beds: OnBeds, places: Places, integral: Integral) -> Array:
        """(p,) expected fit of each pair of a person and a bed."""
        _ = sources
        room, found = room_for(integral.nodes.shape[1]), np.empty(len(places.person))
        for p in range(len(found)):
            found[p] = fit_of_pair(people, beds, places.person[p], places.bed[p], integral, room)
        return found

    return expected_fits
