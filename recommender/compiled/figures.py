"""What compiled loops share: how they are compiled, and the figures of one person on one bed.

The same arithmetic as `ranking.expected_fit` and `scoring.polynomials` have for arrays, which say why.
Loops over directions are written so that several go through the processor at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import numba
import numpy as np

from recommender.arrays import Array
from recommender.scoring.polynomials import N_QUARTIC, SHIFTS

# Of `scoring.fast`, which opens these modules, `second_moments`, and `ranking.expected_fit`, `spread` and `fits`.
People: TypeAlias = Any
OnBeds: TypeAlias = Any
Places: TypeAlias = Any
Integral: TypeAlias = Any
Octics: TypeAlias = Any
Rules: TypeAlias = Any
Listed: TypeAlias = Any
Points: TypeAlias = Any
Function = TypeVar("Function", bound=Callable[..., Any])
# Sums may be added up in any order and a product joined to a sum; nothing else of IEEE 754 is given up.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"reassoc", "contract", "nsz"}}
_SOURCES = sha256(b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))).hexdigest()
_LEAST_POWER, _MOST_POWER = -700.0, 500.0  # of e: what is less counts as this, and so does what is more
_HALVINGS = 10


def inner(function: Function) -> Function:
    """Compiled, to be called by compiled code, into which it is always copied: else a process that compiles would call
    another copy of it than one that loads what was kept, and sums added up in another order differ in their last bits.
    """
    compiled: Function = numba.njit(forceinline=True, **_OPTIONS)(function)
    return compiled


def written_in(function: Function) -> Function:
    """The same, but written into what calls it before anything is compiled: else every array of a `Room` that is handed
    over is counted as in use and as free again, which takes longer than what is worked out.
    """
    compiled: Function = numba.njit(inline="always", **_OPTIONS)(function)
    return compiled


def entrance(made: Callable[[str], Function]) -> Function:
    """Compiled, to be called by Python, and kept from one run to the next where a folder can be written to.

    Args:
        made: makes the function, which has to use the hash of this folder's files that it is given: what numba kept of
            another hash it does not use, while it would not notice that a file beside the function's changed.
    """
    function = made(_SOURCES)
    try:
        compiled: Function = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no folder can be
        return inner(function)

    @wraps(function)
    def called(*handed: Any) -> Any:
        try:
            return compiled(*handed)
        except OSError:  # what was compiled works, though the disk is full and it could not be kept
            return compiled(*handed)

    return cast(Function, called)


class Room(NamedTuple):
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


@inner
def room_for(k: int) -> Room:
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
    return Room(about_bed, about_point, *small, moves, turned, along, ahead, bell)


@inner
def power_of_e(x: float) -> float:
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


@inner
def _linear(quartic: Array, x: Array, n: int) -> float:
    total = 0.0
    for i in range(4):
        total += quartic[1 + i] * x[i, n]
    return total


@inner
def _quadratic(quartic: Array, x: Array, n: int) -> float:
    place, total = 5, 0.0
    for i in range(4):
        of_i = 0.0
        for j in range(i, 4):
            of_i += quartic[place] * x[j, n]
            place += 1
        total += of_i * x[i, n]
    return total


@inner
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


@inner
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


@written_in
def along_directions(quartic: Array, x: Array, k: int, out: Array) -> None:
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


def straight(arguments: str, lines: Sequence[str]) -> Callable[..., None]:
    """A function of these lines, instead of a loop that would wait for one figure after the other to come back from
    memory.
    """
    space: dict[str, Any] = {}
    exec(f"def straight({arguments}):\n " + "\n ".join(lines), space)  # of nothing but numbers
    made: Callable[..., None] = space["straight"]
    return inner(made)


def _lines_of_a_move() -> list[str]:
    """A line for each of `polynomials.SHIFTS`."""
    every = range(N_QUARTIC)
    lines = [f"q{i} = quartic[{i}]" for i in every]
    lines += [f"q{to} += x[{figure}] * q{of}" for to, of, figure in SHIFTS.tolist()]
    return lines + [f"out[{i}] = q{i}" for i in every]


# (70,) a quartic of x, (4,) a point, (70,) the quartic as one of x less the point
_moved = straight("quartic, x, out", _lines_of_a_move())


@inner
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


@written_in
def about_bed(people: People, beds: OnBeds, i: int, j: int, integral: Integral, room: Room) -> None:
    """Fill in the quartic about a bed, the root of what is unsure, and half the slope and curvature of D + z'z, as
    `expected_fit.slope_and_curve`.
    """
    quartic, root, slope, curve, part = room.about_bed, room.root, room.slope, room.curve, room.part
    _moved(people.quartic[i], beds.centre[j], quartic)
    quartic[0] -= people.ideal[i]
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


@written_in
def likeliest(least: float, room: Room) -> float:
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


@written_in
def move_to(z: Array, room: Room) -> float:
    """Fill in `about_point` where the point is z; the square of how far away it is."""
    square = 0.0
    for i in range(4):
        square += z[i] * z[i]
        room.step[i] = 0.0
        for k in range(i + 1):
            room.step[i] += room.root[i, k] * z[k]
    _moved(room.about_bed, room.step, room.about_point)
    return square


@written_in
def moves_of(z: Array, k: int, room: Room) -> None:
    """Fill in k moves of z (4, k) as moves of the bed."""
    root, moves = room.root, room.moves
    for i in range(4):
        for n in range(k):
            total = 0.0
            for a in range(i + 1):
                total += root[i, a] * z[a, n]
            moves[i, n] = total
