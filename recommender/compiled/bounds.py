"""How much a fit can be at most, of one person on one bed after the other, as `ranking.fits` has it for arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.compiled.figures import Octics, People, entrance, power_of_e, straight, written_in
from recommender.scoring.polynomials import N_QUARTIC, PAIRS

_LANES = 16  # people at once


@written_in
def _squared(quartic: Array, octics: Octics, twice: Array, square: Array) -> None:
    for m in range(octics.size):
        for lane in range(_LANES):
            square[m, lane] = 0.0
    at = 0
    for one in range(N_QUARTIC):
        for lane in range(_LANES):
            twice[lane] = 2 * quartic[one, lane]
        for other in range(one, N_QUARTIC):
            place = octics.product[at]
            half = 0.5 if other == one else 1.0
            for lane in range(_LANES):
                square[place, lane] += half * twice[lane] * quartic[other, lane]
            at += 1


def _lines_of_heat() -> list[str]:
    """One monomial's share of exp(L): of each pair of figures the factor, and the monomial it comes from."""
    pairs = range(len(PAIRS))
    lines = [f"b{k}, f{k} = before[{k}, m], factor[{k}, m] / times" for k in pairs]
    total = " + ".join(f"f{k} * unsure[{k}, lane] * part[b{k}, lane]" for k in pairs)
    return [*lines, f"for lane in range({_LANES}):", f" heat[m, lane] = {total}"]


_heat = straight("before, factor, times, unsure, part, m, heat", _lines_of_heat())


@written_in
def _heated(unsure: Array, octics: Octics, part: Array, heat: Array, square: Array) -> None:
    """Add the expectation of what is unsure (10, people) to the squares, as the series of exp(L) that ends with the
    degree.
    """
    for m in range(octics.size):
        for lane in range(_LANES):
            part[m, lane] = square[m, lane]
    for times in range(len(octics.left)):
        left = octics.left[times]
        for m in range(left):
            _heat(octics.before, octics.factor, times + 1, unsure, part, m, heat)
        for m in range(left):
            for lane in range(_LANES):
                square[m, lane] += heat[m, lane]
                part[m, lane] = heat[m, lane]


@entrance
def expected_squares(sources: str) -> Callable[..., NDArray[np.float32]]:
    def expected_squares(people: People, octics: Octics) -> NDArray[np.float32]:
        """(n, 495) coefficients of the expected square of each person's excess discomfort, as
        `second_moments.expected_square`. Several people go through the processor at once.
        """
        _ = sources
        n, size = len(people.ideal), octics.size
        found = np.empty((n, size), np.float32)
        quartic, unsure, twice = np.empty((N_QUARTIC, _LANES)), np.empty((len(octics.pairs), _LANES)), np.empty(_LANES)
        square, part, heat = np.empty((size, _LANES)), np.empty((size, _LANES)), np.empty((size, _LANES))
        for start in range(0, n, _LANES):
            for lane in range(_LANES):
                i = min(start + lane, n - 1)
                for m in range(N_QUARTIC):
                    quartic[m, lane] = people.quartic[i, m]
                quartic[0, lane] -= people.ideal[i]
                for k in range(len(octics.pairs)):
                    unsure[k, lane] = people.unsure[i, octics.pairs[k, 0], octics.pairs[k, 1]]
            _squared(quartic, octics, twice, square)
            _heated(unsure, octics, part, heat, square)
            for lane in range(min(_LANES, n - start)):
                for m in range(size):
                    found[start + lane, m] = square[m, lane]
        return found

    return expected_squares


@entrance
def bounds(sources: str) -> Callable[..., Array]:
    def bounds(excess: Array, square: NDArray[np.float32], least_variance: float, room_points: float) -> Array:
        """(n, m) the most that expected fits can be, as `fits.at_most`, of excess discomfort and its square."""
        _ = sources
        n, m = excess.shape
        most = np.empty((n, m))
        for i in range(n):
            for j in range(m):
                mean = excess[i, j] if excess[i, j] > 0.0 else 0.0
                variance = square[i, j] - excess[i, j] * excess[i, j]
                variance = variance if variance > least_variance else least_variance
                most[i, j] = 100 * power_of_e(-2 * mean * mean / (4 * mean + variance)) + room_points
        return most

    return bounds
