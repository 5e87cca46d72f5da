"""Polynomials of a bed's four figures: quadratics, the quartics their squares sum to, and their expectations.

A bed is x, four figures. A term of discomfort is a quadratic of x; discomfort, the sum of their squares, is a quartic.
Under a normal error of x the expectation of a quartic is again a quartic, in closed form: E p(x + e) = exp(L) p(x) with
L = 1/2 sum cov_ij d_i d_j, a series that ends after its third term.

Arrays are people (or beds) last, so that one operation touches all of them at once: x (4, n), terms (t, 15, n),
quartics (70, n), matrices (4, 4, n).
"""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np

from recommender.arrays import Array

N_FIGURES = 4


def monomials_to(degree: int) -> tuple[tuple[int, ...], ...]:
    """All monomials to a degree, by rising degree, each the tuple of its variables."""
    return tuple(m for each in range(degree + 1) for m in combinations_with_replacement(range(N_FIGURES), each))


MONOMIALS = monomials_to(4)  # the first 15 are the quadratic ones, 35 the cubic
N_LINEAR, N_QUADRATIC, N_CUBIC, N_QUARTIC = 5, 15, 35, 70
LINEAR = slice(1, N_LINEAR)  # of the monomials, the figures themselves
PAIRS = MONOMIALS[1 + N_FIGURES : N_QUADRATIC]
_PLACE = {m: i for i, m in enumerate(MONOMIALS)}
# (4, 4) the place of each two figures among `PAIRS`.
PAIR_OF = np.array([[PAIRS.index(tuple(sorted((i, j)))) for j in range(N_FIGURES)] for i in range(N_FIGURES)])
_LEFT, _RIGHT = (np.array([pair[side] for pair in PAIRS]) for side in (0, 1))
# (16, 10) from products z_i z_j to those of `PAIRS`.
_EACH_ONCE = np.array(
    [[float(tuple(sorted(at)) == pair) for pair in PAIRS] for at in product(range(N_FIGURES), repeat=2)]
)
# A quartic of x becomes one of x less a point by a sum of two coefficients after the other (Horner, figure by figure):
# (224, 3) the place added to, the place that is added times a figure of the point, and which figure.
SHIFTS = np.array(
    [
        (place, _PLACE[tuple(sorted((*m, figure)))], figure)
        for figure in range(N_FIGURES)
        for least in range(4)
        for power in range(3, least - 1, -1)
        for place, m in enumerate(MONOMIALS[:N_CUBIC])
        if m.count(figure) == power
    ],
    dtype=np.intp,
)
# Of each quadratic monomial what its products with itself and those after it are, all different.
_PRODUCTS = [
    np.array([_PLACE[tuple(sorted(one + other))] for other in MONOMIALS[f:N_QUADRATIC]])
    for f, one in enumerate(MONOMIALS[:N_QUADRATIC])
]
_BUILD = [(place, _PLACE[m[:-1]], m[-1]) for place, m in enumerate(MONOMIALS) if len(m) > 1]


def monomials(x: Array, n: int = N_QUARTIC) -> Array:
    """(n, ...) the first n monomials of x (4, ...)."""
    x = np.asarray(x)
    found = np.empty((n, *x.shape[1:]))
    found[0] = 1.0
    found[1 : 1 + N_FIGURES] = x
    for place, shorter, last in _BUILD[: n - 1 - N_FIGURES]:
        np.multiply(found[shorter], x[last], out=found[place, ...])
    return found


def quadratic_features(x: Array) -> Array:
    """(15, ...) of x (4, ...): 1, x, and the ten products x_i x_j."""
    return monomials(x, N_QUADRATIC)


def values(terms: Array, x: Array) -> Array:
    """(t, n) values of quadratic terms (t, 15, n) at x (4, n)."""
    found: Array = np.einsum("tfn,fn->tn", terms, quadratic_features(x))
    return found


def slopes(terms: Array, x: Array) -> Array:
    """(..., t, 4, n) slopes of quadratic terms (..., t, 15, n) at x (4, n), or (4, ..., 1, n)."""
    found = terms[..., LINEAR, :].copy()
    place = N_LINEAR
    for i in range(N_FIGURES):
        products = terms[..., place : place + N_FIGURES - i, :]  # x_i x_j for all j from i on
        found[..., i:, :] += products * x[i, ..., None, :]
        found[..., i, :] += np.einsum("...jn,j...n->...n", products, x[i:])
        place += N_FIGURES - i
    return found


def move(terms: Array, step: Array) -> None:
    """Shift terms (..., t, 15, n) by step (4, n), or (4, ..., 1, n), in place: the new ones at x are the old ones at
    x - step.
    """
    rise = slopes(terms, -step)
    # Between two points a quadratic rises by the mean of its slopes there.
    twice = terms[..., LINEAR, :] + rise
    for i, along in enumerate(step):
        terms[..., 0, :] -= twice[..., i, :] * (along / 2)
    terms[..., LINEAR, :] = rise


def gram(slope: Array) -> Array:
    """(4, 4, ..., n) how sharply the sum of squares rises for terms with slopes (..., t, 4, n)."""
    found = np.empty((N_FIGURES, N_FIGURES, *slope.shape[:-3], slope.shape[-1]))
    for i in range(N_FIGURES):
        rows = np.einsum("...tn,...tjn->j...n", slope[..., i, :], slope[..., i:, :])
        found[i, i:] = found[i:, i] = rows
    return found


def drawn(terms: Array, centre: Array, root: Array) -> Array:
    """Terms of x as terms of z, where x = centre + root z.

    Only here people come first, as for matrices: terms (n, t, 15), centre (n, 4), root (n, 4, 4).
    """
    n = len(centre)
    place = np.zeros((n, N_QUADRATIC, N_QUADRATIC))  # from the features of z to those of x
    place[:, :N_LINEAR, 0] = quadratic_features(centre.T)[:N_LINEAR].T
    place[:, N_LINEAR:, 0] = centre[:, _LEFT] * centre[:, _RIGHT]
    place[:, 1:N_LINEAR, 1:N_LINEAR] = root
    left, right = root[:, _LEFT], root[:, _RIGHT]
    place[:, N_LINEAR:, 1:N_LINEAR] = centre[:, _LEFT, None] * right + centre[:, _RIGHT, None] * left
    # A product x_i x_j of one order in z is a product of rows of the root, each pair of z once.
    crossed = (left[..., None] * right[:, :, None]).reshape(-1, N_FIGURES**2) @ _EACH_ONCE
    place[:, N_LINEAR:, N_LINEAR:] = crossed.reshape(n, len(PAIRS), len(PAIRS))
    found: Array = terms @ place
    return found


def _derivative(variable: int) -> Array:
    """(70, 70) from the coefficients of a polynomial to those of its derivative."""
    found = np.zeros((N_QUARTIC, N_QUARTIC))
    for place, m in enumerate(MONOMIALS):
        if variable in m:
            rest = list(m)
            rest.remove(variable)
            found[place, _PLACE[tuple(rest)]] = m.count(variable)
    return found


_D = tuple(_derivative(i) for i in range(N_FIGURES))
_GRADIENT = np.stack([d[:, :N_CUBIC] for d in _D])  # (4, 70, 35)
_SECOND = np.stack([_D[i] @ _D[j][:, :N_QUADRATIC] for i, j in PAIRS])  # (10, 70, 15)
# Every figure of a derivative is one coefficient times a whole number: which one, and the factor.
_FROM, _TIMES = _GRADIENT.argmax(axis=1), _GRADIENT.max(axis=1)
_FROM_SECOND, _TIMES_SECOND = _SECOND.argmax(axis=1), _SECOND.max(axis=1)
_WEIGHT = np.where(_LEFT == _RIGHT, 0.5, 1.0)  # 1/2 sum over i, j, each pair once


def gradient_of(quartic: Array) -> Array:
    """(4, 35, n) cubics that are the slopes of quartics (70, n)."""
    found: Array = quartic[_FROM]
    found *= _TIMES[..., None]
    return found


def hessian_of(quartic: Array) -> Array:
    """(10, 15, n) quadratics that are the second derivatives of quartics (70, n), in the order of `PAIRS`."""
    found: Array = quartic[_FROM_SECOND]
    found *= _TIMES_SECOND[..., None]
    return found


def sum_of_squares(terms: Array) -> Array:
    """(70, n) the quartic that is the sum of the squares of quadratic terms (t, 15, n)."""
    found = np.zeros((N_QUARTIC, terms.shape[-1]))
    for f, places in enumerate(_PRODUCTS):
        product = np.einsum("tn,tgn->gn", terms[:, f], terms[:, f:])
        product[1:] *= 2
        found[places] += product
    return found


def _fold() -> Array:
    """(225, 70) the monomial that each product of two quadratic ones is."""
    found = np.zeros((N_QUADRATIC, N_QUADRATIC, N_QUARTIC))
    for f, one in enumerate(MONOMIALS[:N_QUADRATIC]):
        for g, other in enumerate(MONOMIALS[:N_QUADRATIC]):
            found[f, g, _PLACE[tuple(sorted(one + other))]] = 1.0
    return found.reshape(N_QUADRATIC**2, N_QUARTIC)


_FOLD = _fold()


def squares_of_drawn(terms: Array) -> Array:
    """(n, 70) what `sum_of_squares` gives, for terms (n, t, 15) as `drawn` gives them."""
    found: Array = (np.swapaxes(terms, 1, 2) @ terms).reshape(len(terms), -1) @ _FOLD
    return found


def expected(quartic: Array, covariance: Array) -> Array:
    """(70, n) coefficients of E p(x + e), e normal with covariance (4, 4, n)."""
    weight = covariance[_LEFT, _RIGHT] * _WEIGHT[:, None]
    once = np.einsum("pkn,pn->kn", hessian_of(quartic), weight)
    found = quartic.copy()
    found[:N_QUADRATIC] += once
    found[0] += np.einsum("pn,pn->n", once[1 + N_FIGURES :], covariance[_LEFT, _RIGHT]) / 2
    return found


def expected_monomials(centre: Array, covariance: Array, degree: int = 4) -> Array:
    """(70, m), or (495, m) to degree eight: expectations of all monomials of x to a degree, lowest first, x being
    normal with centre (4, m) and covariance (4, 4, m).

    By Stein's identity: E x_i f(x) = c_i E f(x) + sum_j cov_ij E df/dx_j.
    """
    centre, once = np.ascontiguousarray(centre), np.ascontiguousarray(covariance)
    covariances = [once, *(power * once for power in range(2, degree))]
    steps, part = _steps_to(degree), np.empty(centre.shape[1])
    found = np.empty((len(steps) + 1, centre.shape[1]))
    found[0] = 1.0
    for value, (i, shorter, derivatives) in zip(found[1:], steps, strict=True):
        np.multiply(centre[i], found[shorter], out=value)
        for j, power, left in derivatives:
            np.multiply(covariances[power - 1][i, j], found[left], out=part)
            value += part
    return found


@cache
def _steps_to(degree: int) -> list[tuple[int, int, list[tuple[int, int, int]]]]:
    """Of every monomial but the first: its last figure, the place of the others f, and for each figure j in f how often
    it is there and the place of f without it once.
    """
    every, steps = monomials_to(degree), []
    place = {m: i for i, m in enumerate(every)}
    for *shorter, i in every[1:]:
        derivatives = []
        for j in sorted(set(shorter)):
            left = shorter.copy()
            left.remove(j)
            derivatives.append((j, shorter.count(j), place[tuple(left)]))
        steps.append((i, place[tuple(shorter)], derivatives))
    return steps
