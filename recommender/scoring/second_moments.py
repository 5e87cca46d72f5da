"""The expected square of a quartic of a bed: with its expectation, how far discomfort scatters.

The square of a quartic is a polynomial of degree eight, of 495 monomials. As with the quartic itself, its expectation
over what is unsure of a person is again such a polynomial, and over what is unsure of a bed a vector of expected
monomials: so for all people and beds it is one matrix product.

Arrays are people (or beds) last, as in `polynomials`, whose monomials come first here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.scoring.polynomials import MONOMIALS, N_QUARTIC, PAIRS, monomials_to

DEGREE = 8
_OCTICS = monomials_to(DEGREE)
_PLACE = {m: i for i, m in enumerate(_OCTICS)}
N_OCTIC = len(_OCTICS)
# Of each monomial of the quartic: what its product with itself and those after it is.
_PRODUCT = [
    np.array([_PLACE[tuple(sorted(one + other))] for other in MONOMIALS[place:]])
    for place, one in enumerate(MONOMIALS[:N_QUARTIC])
]
# How many monomials are left of each after another two derivatives, and what each of these was: place and factor.
_LEFT = [sum(len(m) <= degree for m in _OCTICS) for degree in range(DEGREE - 2, -1, -2)]


def _before(pair: tuple[int, int]) -> tuple[NDArray[np.intp], Array]:
    """(210,) the monomial that each of degree six comes from by the derivatives of a pair, and (210,) the factor: of
    d_i d_j where i and j differ, half of it where they do not.
    """
    i, j = pair
    left = _OCTICS[: _LEFT[0]]
    place = [_PLACE[tuple(sorted((*m, i, j)))] for m in left]
    times = [(m.count(i) + 1) * (m.count(j) + 1) if i != j else (m.count(i) + 2) * (m.count(i) + 1) / 2 for m in left]
    return np.array(place, dtype=np.intp), np.array(times, dtype=float)


_BEFORE = [_before((pair[0], pair[1])) for pair in PAIRS]
_PLACES, _FACTORS = (np.array(part) for part in zip(*_BEFORE, strict=True))


class Octics(NamedTuple):
    """The tables of `expected_square` for compiled code.

    Attributes:
        product: (2485,) `_PRODUCT`, one after the other; left: (4,) `_LEFT`.
        pairs: (10, 2) `PAIRS`; before, factor: (10, 210) `_BEFORE` of each.
    """

    product: NDArray[np.intp] = np.concatenate(_PRODUCT)
    left: NDArray[np.intp] = np.array(_LEFT)
    pairs: NDArray[np.intp] = np.array(PAIRS)
    before: NDArray[np.intp] = _PLACES
    factor: Array = _FACTORS
    size: int = N_OCTIC


OCTICS = Octics()


def expected_square(quartic: Array, covariance: Array) -> Array:
    """(495, n) coefficients of E p(x + e)^2, of quartics p (70, n) and e normal with covariance (4, 4, n)."""
    square = np.zeros((N_OCTIC, quartic.shape[1]))
    for one, product in enumerate(_PRODUCT):
        crossed = quartic[one:] * (2 * quartic[one])
        crossed[0] /= 2
        square[product] += crossed
    part = square
    for times, left in enumerate(_LEFT, start=1):  # the series of exp(L), which ends with the degree
        heat = np.zeros((left, quartic.shape[1]))
        for (i, j), (place, factor) in zip(PAIRS, _BEFORE, strict=True):
            heat += part[place[:left]] * (factor[:left, None] * (covariance[i, j] / times))
        square[:left] += heat
        part = heat
    return square
