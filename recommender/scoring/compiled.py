"""Expected fit, chance and interval of one person on one bed after the other, in machine code without temporaries.

The same arithmetic as `ranking.expected_fit`, `ranking.spread` and `scoring.directions` have for arrays, which say why;
figures differ by less than 1e-9. Only `scoring.fast` opens this module, for many people: importing it brings numba. It
is one file, because numba forgets what it kept of a file when that file changes, and not when another does; for the
same reason every figure that somebody might change is handed over.

Loops over directions are written so that several go through the processor at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.scoring.directions import Sight

# Of `fast`, which opens this module, of `ranking.expected_fit` and of `ranking.spread`.
People: TypeAlias = Any
OnBeds: TypeAlias = Any
Places: TypeAlias = Any
Integral: TypeAlias = Any
Rules: TypeAlias = Any
Function = TypeVar("Function", bound=Callable[..., Any])
# Sums may be added up in any order and a product joined to a sum; nothing else of IEEE 754 is given up.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"reassoc", "contract", "nsz"}}
_LEAST_POWER, _MOST_POWER = -700.0, 500.0  # of e: what is less counts as this, and so does what is more
_HALVINGS = 10


def _inner(function: Function) -> Function:
    compiled: Function = numba.njit(**_OPTIONS)(function)
    return compiled


def _entrance(function: Function) -> Function:
    """Compiled, and kept from one run to the next where a folder can be written to."""
    try:
        compiled: Function = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no folder can be
        return _inner(function)

    @wraps(function)
    def called(*handed: Any) -> Any:
        try:
            return compiled(*handed)
        except OSError:  # what was compiled works, though the disk is full and it could not be kept
            return compiled(*handed)

    return cast(Function, called)


class _Room(NamedTuple):
    """Arrays that each pair fills anew, of k directions and their opposites.

    Attributes:
        about_bed, about_point: (70,) excess discomfort as quartics of a bed less its middle, and less a point.
        root, curve, turn, part: (4, 4); slope, best, way, point, step: (4,).
        moves: (4, k) each direction as a move of the bed; turned: (4, k) as a move of z.
        along, ahead, bell: (4, 2 k), (2 k,), (2 k,) as of `directions.Seen`.
    """

    about_bed: Array
    about_point: Array
    root: Array
    curve: Array
    turn: Array
    part: Array
    slope: Array
    best: Array
    way: Array
    point: Array
    step: Array
    moves: Array
    turned: Array
    along: Array
    ahead: Array
    bell: Array


@_inner
def _room(k: int) -> _Room:
    """One array after the other: of parts of one array the compiler does not know that they lie apart, and works
    nothing out several at once.
    """
    about_bed, about_point = np.empty(70), np.empty(70)
    root, curve, turn, part = np.zeros((4, 4)), np.zeros((4, 4)), np.zeros((4, 4)), np.zeros((4, 4))
    slope, best, way, point, step = np.empty(4), np.empty(4), np.empty(4), np.empty(4), np.empty(4)
    moves, turned, along, ahead, bell = (
        np.empty((4, k)),
        np.empty((4, k)),
        np.empty((4, 2 * k)),
        np.empty(2 * k),
        np.empty(2 * k),
    )
    small = (root, curve, turn, part, slope, best, way, point, step)
    return _Room(about_bed, about_point, *small, moves, turned, along, ahead, bell)


@_inner
def _power_of_e(x: float) -> float:
    """Within 1e-12, from -40 to 40, of its size; beyond that within what matters. By a series and squares alone, which
    go through the processor several at once; `math.exp` does not.
    """
    x = x if x > _LEAST_POWER else _LEAST_POWER
    x = x if x < _MOST_POWER else _MOST_POWER
    x *= 0.5**_HALVINGS
    found = 1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720 + x * (1 / 5040)))))))
    for _ in range(_HALVINGS):
        found *= found
    return found


@_inner
def _normal_share(x: float, sight: Sight) -> float:
    """`directions._normal_share`."""
    return 1 / (1 + _power_of_e(x * (-(sight.odds_linear + sight.odds_cubic * x * x))))


# A quartic's monomials are in the order in which loops over rising figures meet them: see `polynomials.MONOMIALS`.


@_inner
def _linear(quartic: Array, x: Array, n: int) -> float:
    total = 0.0
    for i in range(4):
        total += quartic[1 + i] * x[i, n]
    return total


@_inner
def _quadratic(quartic: Array, x: Array, n: int) -> float:
    place, total = 5, 0.0
    for i in range(4):
        of_i = 0.0
        for j in range(i, 4):
            of_i += quartic[place] * x[j, n]
            place += 1
        total += of_i * x[i, n]
    return total


@_inner
def _cubic(quartic: Array, x: Array, n: int) -> float:
    place, total = 15, 0.0
    for i in range(4):
        of_i = 0.0
        for j in range(i, 4):
            of_j = 0.0
            for k in range(j, 4):
                of_j += quartic[place] * x[k, n]
                place += 1
            of_i += of_j * x[j, n]
        total += of_i * x[i, n]
    return total


@_inner
def _quartic(quartic: Array, x: Array, n: int) -> float:
    place, total = 35, 0.0
    for i in range(4):
        of_i = 0.0
        for j in range(i, 4):
            of_j = 0.0
            for k in range(j, 4):
                of_k = 0.0
                for last in range(k, 4):
                    of_k += quartic[place] * x[last, n]
                    place += 1
                of_j += of_k * x[k, n]
            of_i += of_j * x[j, n]
        total += of_i * x[i, n]
    return total


@_inner
def _along(quartic: Array, x: Array, k: int, out: Array) -> None:
    """The parts of first to fourth degree in each of k directions; one loop each, or they are not worked out several
    at once.
    """
    for n in range(k):
        out[0, n] = _linear(quartic, x, n)
    for n in range(k):
        out[1, n] = _quadratic(quartic, x, n)
    for n in range(k):
        out[2, n] = _cubic(quartic, x, n)
    for n in range(k):
        out[3, n] = _quartic(quartic, x, n)


@_inner
def _moved(quartic: Array, to: Array, shifts: NDArray[np.intp]) -> None:
    """A quartic of x as one of x less `to`, in place."""
    for s in range(len(shifts)):
        quartic[shifts[s, 0]] += to[shifts[s, 2]] * quartic[shifts[s, 1]]


@_inner
def _lower_root(square: Array, least: float, out: Array) -> None:
    for j in range(4):
        pivot = square[j, j]
        for k in range(j):
            pivot -= out[j, k] * out[j, k]
        out[j, j] = np.sqrt(max(pivot, least))
        for i in range(j + 1, 4):
            left = square[i, j]
            for k in range(j):
                left -= out[i, k] * out[j, k]
            out[i, j] = left / out[j, j]


@_inner
def _about_bed(people: People, beds: OnBeds, i: int, j: int, integral: Integral, room: _Room) -> None:
    """Fill in the quartic about a bed, the root of what is unsure, and half the slope and curvature of D + z'z, as
    `expected_fit.slope_and_curve`.
    """
    quartic, root, slope, curve, part = room.about_bed, room.root, room.slope, room.curve, room.part
    for k in range(70):
        quartic[k] = people.quartic[i, k]
    quartic[0] -= people.ideal[i]
    _moved(quartic, beds.centre[j], integral.shifts)
    for a in range(4):
        for b in range(4):
            part[a, b] = people.unsure[i, a, b] + beds.covariance[j, a, b]
    _lower_root(part, integral.least_variance, root)
    place = 5
    for a in range(4):
        for b in range(a, 4):
            curve[a, b] = curve[b, a] = quartic[place] if a == b else quartic[place] / 2
            place += 1
    for a in range(4):
        slope[a] = 0.0
        for b in range(4):
            slope[a] += root[b, a] * quartic[1 + b] / 2
            part[a, b] = 0.0
            for k in range(b, 4):
                part[a, b] += curve[a, k] * root[k, b]
    for a in range(4):
        for b in range(4):
            curve[a, b] = 1.0 if a == b else 0.0
            for k in range(a, 4):
                curve[a, b] += root[k, a] * part[k, b]


@_inner
def _likeliest(least: float, room: _Room) -> float:
    """Fill in `turn`, an upper triangle with turn turn' the inverse of `curve`, and in `way` where z is likely and
    discomfort small together; the determinant of `turn`.
    """
    lower, turn, share = room.part, room.turn, 1.0
    _lower_root(room.curve, least, lower)
    for j in range(4):
        turn[j, j] = 1 / lower[j, j]
        share *= turn[j, j]
        for i in range(j + 1, 4):
            total = 0.0
            for k in range(j, i):
                total += lower[i, k] * turn[j, k]
            turn[j, i] = -total / lower[i, i]
    for a in range(4):
        room.step[a] = 0.0
        for i in range(a + 1):
            room.step[a] -= turn[i, a] * room.slope[i]
    for i in range(4):
        room.way[i] = 0.0
        for a in range(i, 4):
            room.way[i] += turn[i, a] * room.step[a]
    return share


@_inner
def _move_to(z: Array, shifts: NDArray[np.intp], room: _Room) -> float:
    """Fill in `about_point` where the point is z; the square of how far away it is."""
    square = 0.0
    for i in range(4):
        square += z[i] * z[i]
        room.step[i] = 0.0
        for k in range(i + 1):
            room.step[i] += room.root[i, k] * z[k]
    for k in range(70):
        room.about_point[k] = room.about_bed[k]
    _moved(room.about_point, room.step, shifts)
    return square


@_inner
def _moves_of(z: Array, k: int, room: _Room) -> None:
    """Fill in k moves of z (4, k) as moves of the bed."""
    root, moves = room.root, room.moves
    for i in range(4):
        for n in range(k):
            total = 0.0
            for a in range(i + 1):
                total += root[i, a] * z[a, n]
            moves[i, n] = total


@_inner
def _sum_over_nodes(room: _Room, integral: Integral, away: float) -> float:
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
    _moves_of(z, k, room)
    _along(quartic, room.moves, k, along)
    start, found = quartic[0] + away, 0.0
    for n in range(k):
        square, across = 0.0, 0.0
        for i in range(4):
            square += z[i, n] * z[i, n]
            across += z[i, n] * way[i]
        even = start + along[1, n] + along[3, n] + square - outward[n]
        odd = along[0, n] + along[2, n] + 2 * across
        found += weights[n] * (_power_of_e((even + odd) / -2) + _power_of_e((even - odd) / -2))
    return found


@_entrance
def expected_fits(people: People, beds: OnBeds, places: Places, integral: Integral) -> Array:
    """(p,) expected fit of each pair of a person and a bed, as `expected_fit.expected_fit`."""
    room, found = _room(integral.nodes.shape[1]), np.empty(len(places.person))
    for p in range(len(found)):
        _about_bed(people, beds, places.person[p], places.bed[p], integral, room)
        share = _likeliest(integral.least_curve, room)
        away = _move_to(room.way, integral.shifts, room)
        found[p] = 100 * share * _sum_over_nodes(room, integral, away)
    return found


class _Spread(NamedTuple):
    """What of `spread._Pairs` and its `_Cube` are single figures, and how long the way is."""

    far: float
    rise: float
    curve: float
    discomfort_sd: float
    scale: float
    sd: float


@_inner
def _way(people: People, beds: OnBeds, i: int, j: int, rules: Rules, room: _Room) -> _Spread:
    """Fill in `best` and `way` as of `spread._Pairs`, and take the curvature of z'z away."""
    best, way, curve, slope = room.best, room.way, room.curve, room.slope
    for a in range(4):
        best[a] = people.mean[i, a] - beds.centre[j, a]
        for b in range(a):
            best[a] -= room.root[a, b] * best[b]
        best[a] /= room.root[a, a]
    _likeliest(rules.least_curve, room)
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


@_inner
def _usual_root(spread: _Spread, z: float, rules: Rules) -> float:
    """`spread._Cube.at`."""
    return float(max(1 - spread.sd**2 + z * spread.sd, rules.least_root) * spread.scale)


@_inner
def _shift(spread: _Spread, chance: float, rules: Rules) -> float:
    """`spread._Cube.through`: by how many SD the cube root is moved so that this share stays under the limit."""
    share = min(max(chance, rules.sure), 1 - rules.sure)
    z = np.log(share / (1 - share)) * rules.z_80 / rules.nine_tenths
    return float((np.cbrt(rules.most_excess) / spread.scale - 1 + spread.sd**2) / spread.sd - z)


@_inner
def _inside(spread: _Spread, limit: float, rules: Rules, room: _Room) -> float:
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


@_inner
def _opposite(out: Array, array: Array, sign: int) -> None:
    for n in range(len(out)):
        out[n] = sign * array[n]


@_inner
def _see(directions: Array, sight: Sight, room: _Room) -> float:
    """Fill in what is seen from `point` in k directions and their opposites, as `directions.seen`; twice how much of
    the normal figure lies in a direction, summed.
    """
    k = directions.shape[1]
    along, ahead, bell, point = room.along, room.ahead, room.bell, room.point
    _moves_of(directions, k, room)
    _along(room.about_point, room.moves, k, along)
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
        bell[k + n] = _power_of_e((x * x - away) / 2) * (x * x + 3) * x * sight.root_two_pi
    whole, still = 0.0, 2 * _power_of_e(away / -2)
    for n in range(k):
        x = ahead[k + n]
        whole += still * (x * x + 2) + bell[k + n] * (2 * _normal_share(x, sight) - 1)
    _opposite(ahead[:k], ahead[k:], -1)
    _opposite(bell[:k], bell[k:], -1)
    for degree in range(4):
        _opposite(along[degree, k : 2 * k], along[degree, :k], -1 if degree % 2 == 0 else 1)
    return whole


@_inner
def _nearer(far: float, along: Array, n: int, rise: float, sight: Sight) -> tuple[float, float]:
    """One step of `directions.Seen._surface`, and how steep it was before."""
    one, two, three, four = along[0, n], along[1, n], along[2, n], along[3, n]
    value = (((four * far + three) * far + two) * far + one) * far - rise
    slope = ((4 * four * far + 3 * three) * far + 2 * two) * far + one
    slope = slope if slope > sight.least_slope else sight.least_slope
    far -= value / slope
    far = far if far > 0.0 else 0.0
    return (far if far < sight.farthest else sight.farthest), slope


@_inner
def _within(limit: float, k: int, whole: float, sight: Sight, room: _Room) -> tuple[float, float]:
    """`directions.Seen.within`, of k directions and their opposites."""
    rise = max(limit - room.about_point[0], sight.least_rise)
    along, ahead, bell, share, density, away = room.along, room.ahead, room.bell, whole, 0.0, 0.0
    for a in range(4):
        away += room.point[a] * room.point[a]
    for n in range(2 * k):
        one, two, at = along[0, n], along[1, n], ahead[n]
        far = two if two > sight.least_curve else sight.least_curve
        far = np.sqrt(4 * rise * far + one * one) + one
        far = 2 * rise / (far if far > sight.least_together else sight.least_together)
        far = far if far < sight.farthest else sight.farthest
        far, _ = _nearer(far, along, n, rise, sight)
        far, slope = _nearer(far, along, n, rise, sight)
        there = _power_of_e((at - far / 2) * far - away / 2)
        share += bell[n] * _normal_share(far - at, sight)
        share -= ((far + at) * far + at * at + 2) * there
        density += far * far * far * there / slope
    return min(max(share / whole, 0.0), 1.0), density / whole


@_inner
def _end(usual: float, side: int, k: int, whole: float, rules: Rules, sight: Sight, room: _Room) -> float:
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


@_entrance
def spreads(
    people: People,
    beds: OnBeds,
    places: Places,
    integral: Integral,
    rules: Rules,
    sight: Sight,
    directions: tuple[Array, Array],
) -> tuple[Array, NDArray[np.bool_]]:
    """(3, p) the chance of each pair of a person and a bed, and the excess discomforts that nine tenths and a tenth of
    all cases stay under, as `spread._seen`; and (p,) where not, because directions seldom see it.

    Args:
        directions: half of many, and half of a few.
    """
    many, few = directions
    room, found = _room(many.shape[1]), np.zeros((3, len(places.person)))
    seldom = np.empty(len(places.person), dtype=np.bool_)
    for p in range(len(seldom)):
        _about_bed(people, beds, places.person[p], places.bed[p], integral, room)
        spread = _way(people, beds, places.person[p], places.bed[p], rules, room)
        tenth = _usual_root(spread, -rules.z_80, rules) ** 3
        away = _inside(spread, min(tenth, rules.most_excess), rules, room)
        seldom[p] = away > max(rules.aside, rules.aside_least + rules.aside_by_curve * spread.curve)
        if seldom[p]:
            continue
        _move_to(room.point, integral.shifts, room)
        whole = _see(many, sight, room)
        chance, _ = _within(rules.most_excess, many.shape[1], whole, sight, room)
        if tenth > rules.most_excess:  # the interval lies beyond, and so does a better point to see it from
            _inside(spread, tenth, rules, room)
            _move_to(room.point, integral.shifts, room)
            whole = _see(many, sight, room)
        moved = _shift(spread, chance, rules)
        low = _usual_root(spread, moved - rules.z_80, rules)
        found[0, p] = chance
        found[2, p] = _end(low, -1, many.shape[1], whole, rules, sight, room)
        whole = _see(few, sight, room)
        high = _usual_root(spread, moved + rules.z_80, rules)
        found[1, p] = _end(high, 1, few.shape[1], whole, rules, sight, room)
    return found, seldom
