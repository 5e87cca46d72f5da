"""Chance and interval of one person on one bed after the other, as `ranking.spread` and `scoring.directions` have them
for arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.compiled.figures import (
    Integral,
    OnBeds,
    People,
    Places,
    Room,
    Rules,
    about_bed,
    along_directions,
    entrance,
    inner,
    likeliest,
    move_to,
    moves_of,
    power_of_e,
    room_for,
    written_in,
)
from recommender.scoring.directions import Sight


class _Spread(NamedTuple):
    """What of `spread._Pairs` and its `_Cube` are single figures, and how long the way is."""

    far: float
    rise: float
    curve: float
    discomfort_sd: float
    scale: float
    sd: float


class _Seen(NamedTuple):
    """What of a `Room` tells how much lies within a limit."""

    along: Array
    ahead: Array
    bell: Array


@inner
def _normal_share(x: float, sight: Sight) -> float:
    """`directions._normal_share`."""
    return 1 / (1 + power_of_e(x * (-(sight.odds_linear + sight.odds_cubic * x * x))))


# A quartic's monomials are in the order in which loops over rising figures meet them: see `polynomials.MONOMIALS`.


@written_in
def _way(people: People, beds: OnBeds, i: int, j: int, rules: Rules, room: Room) -> _Spread:
    """Fill in `best` and `way` as of `spread._Pairs`, and take the curvature of z'z away."""
    best, way, curve, slope = room.best, room.way, room.curve, room.slope
    for a in range(4):
        best[a] = people.mean[i, a] - beds.centre[j, a]
        for b in range(a):
            best[a] -= room.root[a, b] * best[b]
        best[a] /= room.root[a, a]
    likeliest(rules.least_curve, room)
    rise, all_round, square, far = 0.0, 0.0, 0.0, 0.0
    for a in range(4):
        way[a] -= best[a]
        far += way[a] * way[a]
        curve[a, a] -= 1
        all_round += curve[a, a]
    for a in range(4):
        square += 4 * slope[a] * slope[a]
        for b in range(4):
            square += 2 * curve[a, b] * curve[a, b]
            rise += way[a] * curve[a, b] * way[b]
    mean, sd = max(room.about_bed[0] + all_round, rules.least_excess), np.sqrt(square)
    scale, relative = np.cbrt(mean), max(sd / (3 * mean), rules.least_sd)
    return _Spread(np.sqrt(far), max(rise, rules.least_excess), all_round, sd, scale, relative)


@inner
def _usual_root(spread: _Spread, z: float, rules: Rules) -> float:
    """`spread._Cube.at`."""
    return float(max(1 - spread.sd**2 + z * spread.sd, rules.least_root) * spread.scale)


@inner
def _shift(spread: _Spread, chance: float, rules: Rules) -> float:
    """`spread._Cube.through`: by how many SD the cube root is moved so that this share stays under the limit."""
    share = min(max(chance, rules.sure), 1 - rules.sure)
    z = np.log(share / (1 - share)) * rules.z_80 / rules.nine_tenths
    return float((np.cbrt(rules.most_excess) / spread.scale - 1 + spread.sd**2) / spread.sd - z)


@written_in
def _inside(spread: _Spread, limit: float, rules: Rules, room: Room) -> float:
    """Fill in the point inside the surface of a limit, as `spread._Pairs.inside`; how far from the middle it is."""
    most = max(rules.on_the_way, 1 - rules.from_its_end / max(spread.far, rules.least_sd))
    share = min(
        np.sqrt(max(rules.of_limit * limit, limit - rules.sd_inside * spread.discomfort_sd) / spread.rise), most
    )
    away = 0.0
    for a in range(4):
        room.point[a] = room.best[a] + share * room.way[a]
        away += room.point[a] * room.point[a]
    return float(np.sqrt(away))


@inner
def _opposite(out: Array, array: Array, sign: int) -> None:
    for n in range(len(out)):
        out[n] = sign * array[n]


@written_in
def _see(directions: Array, sight: Sight, room: Room) -> float:
    """Fill in what is seen from `point` in k directions and their opposites, as `directions.seen`; twice how much of
    the normal figure lies in a direction, summed.
    """
    k = directions.shape[1]
    along, ahead, bell, point = room.along, room.ahead, room.bell, room.point
    moves_of(directions, k, room)
    along_directions(room.about_point, room.moves, k, along)
    away = 0.0
    for a in range(4):
        away += point[a] * point[a]
    for n in range(k):
        total = 0.0
        for a in range(4):
            total += point[a] * directions[a, n]
        ahead[k + n] = total
    for n in range(k):
        x = ahead[k + n]
        bell[k + n] = power_of_e((x * x - away) / 2) * (x * x + 3) * x * sight.root_two_pi
    whole, still = 0.0, 2 * power_of_e(away / -2)
    for n in range(k):
        x = ahead[k + n]
        whole += still * (x * x + 2) + bell[k + n] * (2 * _normal_share(x, sight) - 1)
    _opposite(ahead[:k], ahead[k:], -1)
    _opposite(bell[:k], bell[k:], -1)
    for degree in range(4):
        _opposite(along[degree, k : 2 * k], along[degree, :k], -1 if degree % 2 == 0 else 1)
    return whole


@inner
def _nearer(far: float, along: Array, n: int, rise: float, sight: Sight) -> tuple[float, float]:
    """One step of `directions.Seen._surface`, and one over how steep it was before."""
    one, two, three, four = along[0, n], along[1, n], along[2, n], along[3, n]
    value = (((four * far + three) * far + two) * far + one) * far - rise
    slope = ((4 * four * far + 3 * three) * far + 2 * two) * far + one
    flat = 1 / (slope if slope > sight.least_slope else sight.least_slope)
    far -= value * flat
    far = far if far > 0.0 else 0.0
    return (far if far < sight.farthest else sight.farthest), flat


@written_in
def _within_of(rise: float, away: float, k: int, whole: float, sight: Sight, seen: _Seen) -> tuple[float, float]:
    along, ahead, bell, share, density = seen.along, seen.ahead, seen.bell, whole, 0.0
    for n in range(2 * k):
        one, two, at = along[0, n], along[1, n], ahead[n]
        far = two if two > sight.least_curve else sight.least_curve
        far = np.sqrt(4 * rise * far + one * one) + one
        far = 2 * rise / (far if far > sight.least_together else sight.least_together)
        far = far if far < sight.farthest else sight.farthest
        far, _ = _nearer(far, along, n, rise, sight)
        far, flat = _nearer(far, along, n, rise, sight)
        there = power_of_e((at - far / 2) * far - away / 2)
        share += bell[n] * _normal_share(far - at, sight)
        share -= ((far + at) * far + at * at + 2) * there
        density += far * far * far * there * flat
    return min(max(share / whole, 0.0), 1.0), density / whole


@written_in
def _within(limit: float, k: int, whole: float, sight: Sight, room: Room) -> tuple[float, float]:
    """`directions.Seen.within`, of k directions and their opposites."""
    rise, away = max(limit - room.about_point[0], sight.least_rise), 0.0
    for a in range(4):
        away += room.point[a] * room.point[a]
    return _within_of(rise, away, k, whole, sight, _Seen(room.along, room.ahead, room.bell))


@written_in
def _end(usual: float, side: int, k: int, whole: float, rules: Rules, sight: Sight, room: Room) -> float:
    """`spread._end`, from the usual cube root."""
    least = np.cbrt(rules.beyond * max(room.about_point[0], 0.0) + rules.least_beyond)
    root = max(usual, least)
    for _ in range(rules.tries):
        share, density = _within(root**3, k, whole, sight, room)
        share = min(max(share, rules.sure), 1 - rules.sure)
        steep = max(3 * root**2 * density / (share * (1 - share)), rules.least_steep)
        left = side * rules.nine_tenths - np.log(share / (1 - share))
        root = max(root + min(max(left / steep, -root / 2), root), least)
        if abs(left) <= rules.near_enough:
            break
    return float(root**3)


@entrance
def spreads(sources: str) -> Callable[..., tuple[Array, NDArray[np.bool_]]]:
    def spreads(
        people: People,
        beds: OnBeds,
        places: Places,
        integral: Integral,
        rules: Rules,
        sight: Sight,
        directions: tuple[Array, Array],
    ) -> tuple[Array, NDArray[np.bool_]]:
        """(3, p) the chance of each pair of a person and a bed, and the excess discomforts that nine tenths and a tenth
        of all cases stay under, as `spread._seen`; and (p,) where not, because directions seldom see it.

        Args:
            directions: half of many, and half of a few.
        """
        _ = sources
        many, few = directions
        room, found = room_for(many.shape[1]), np.zeros((3, len(places.person)))
        seldom = np.empty(len(places.person), dtype=np.bool_)
        for p in range(len(seldom)):
            about_bed(people, beds, places.person[p], places.bed[p], integral, room)
            spread = _way(people, beds, places.person[p], places.bed[p], rules, room)
            tenth = _usual_root(spread, -rules.z_80, rules) ** 3
            away = _inside(spread, min(tenth, rules.most_excess), rules, room)
            seldom[p] = away > max(rules.aside, rules.aside_least + rules.aside_by_curve * spread.curve)
            if seldom[p]:
                continue
            move_to(room.point, room)
            whole = _see(many, sight, room)
            chance, _ = _within(rules.most_excess, many.shape[1], whole, sight, room)
            if tenth > rules.most_excess:  # the interval lies beyond, and so does a better point to see it from
                _inside(spread, tenth, rules, room)
                move_to(room.point, room)
                whole = _see(many, sight, room)
            moved = _shift(spread, chance, rules)
            limit = np.cbrt(rules.most_excess)
            low = limit + rules.lower_end * (_usual_root(spread, moved - rules.z_80, rules) - limit)
            found[0, p] = chance
            found[2, p] = _end(low, -1, many.shape[1], whole, rules, sight, room)
            whole = _see(few, sight, room)
            high = _usual_root(spread, moved + rules.z_80, rules)
            found[1, p] = _end(high, 1, few.shape[1], whole, rules, sight, room)
        return found, seldom

    return spreads
