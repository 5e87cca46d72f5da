"""How much a fit can be at most, of one person on one bed after the other, as `ranking.fits` has it for arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.compiled.figures import Octics, People, entrance, power_of_e


@entrance
def expected_squares(sources: str) -> Callable[..., NDArray[np.float32]]:
    def expected_squares(people: People, octics: Octics) -> NDArray[np.float32]:
        """(n, 495) coefficients of the expected square of each person's excess discomfort, as
        `second_moments.expected_square`.
        """
        _ = sources
        n, size = len(people.ideal), octics.size
        found = np.empty((n, size), np.float32)
        quartic, square, part, heat = np.empty(70), np.empty(size), np.empty(size), np.empty(size)
        for i in range(n):
            for m in range(70):
                quartic[m] = people.quartic[i, m]
            quartic[0] -= people.ideal[i]
            for m in range(size):
                square[m] = 0.0
            at = 0
            for one in range(70):
                square[octics.product[at]] += quartic[one] * quartic[one]
                twice = 2 * quartic[one]
                for other in range(one + 1, 70):
                    square[octics.product[at + other - one]] += twice * quartic[other]
                at += 70 - one
            for m in range(size):
                part[m] = square[m]
            for times in range(len(octics.left)):
                left = octics.left[times]
                for m in range(left):
                    heat[m] = 0.0
                for k in range(len(octics.pairs)):
                    unsure = people.unsure[i, octics.pairs[k, 0], octics.pairs[k, 1]] / (times + 1)
                    for m in range(left):
                        heat[m] += unsure * octics.factor[k, m] * part[octics.before[k, m]]
                for m in range(left):
                    square[m] += heat[m]
                    part[m] = heat[m]
            for m in range(size):
                found[i, m] = square[m]
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
