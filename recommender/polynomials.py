"""Polynomials of a bed's four figures: quadratics, the quartics their squares sum to, and their expectations.

A bed is x (4,). A term of discomfort is a quadratic of x; discomfort, the sum of their squares, is a quartic. Under a
normal error of x the expectation of a quartic is again a quartic, in closed form: E p(x + e) = exp(L) p(x) with
L = 1/2 sum cov_ij d_i d_j, a series that ends after its third term.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

N_FIGURES = 4
# Monomials by rising degree, each the tuple of its variables: the first 15 are the quadratic ones, 35 the cubic.
MONOMIALS = tuple(m for degree in range(5) for m in combinations_with_replacement(range(N_FIGURES), degree))
N_QUADRATIC, N_CUBIC, N_QUARTIC = 15, 35, 70
PAIRS = MONOMIALS[1 + N_FIGURES : N_QUADRATIC]
_PLACE = {m: i for i, m in enumerate(MONOMIALS)}
_LEFT, _RIGHT = (np.array([pair[side] for pair in PAIRS]) for side in (0, 1))


def monomials(x: Array, n: int = N_QUARTIC) -> Array:
    """(..., n) the first n monomials of x (..., 4)."""
    x = np.asarray(x)
    found = np.ones((*x.shape[:-1], n))
    for place, m in enumerate(MONOMIALS[1:n], start=1):
        found[..., place] = found[..., _PLACE[m[:-1]]] * x[..., m[-1]]
    return found


def quadratic_features(x: Array) -> Array:
    """(..., 15) of x (..., 4): 1, x, and the ten products x_i x_j."""
    return monomials(x, N_QUADRATIC)


def values(terms: Array, x: Array) -> Array:
    """(n, t) values of quadratic terms (n, t, 15) at x (n, 4)."""
    return (terms @ quadratic_features(x)[..., None])[..., 0]


def slopes(terms: Array, x: Array) -> Array:
    """(n, t, 4) slopes of quadratic terms (n, t, 15) at x (n, 4)."""
    rise = np.zeros((len(x), N_QUADRATIC, N_FIGURES))
    rise[:, 1 : 1 + N_FIGURES] = np.eye(N_FIGURES)
    for f, (i, j) in enumerate(PAIRS, start=1 + N_FIGURES):
        rise[:, f, i] += x[:, j]
        rise[:, f, j] += x[:, i]
    return terms @ rise


def moved(terms: Array, step: Array) -> Array:
    """Terms (n, t, 15) whose graph is moved by step (n, 4): the new ones at x are the old ones at x - step."""
    found = terms.copy()
    found[..., 0] = values(terms, -step)
    found[..., 1 : 1 + N_FIGURES] = slopes(terms, -step)
    return found


def drawn(terms: Array, centre: Array, root: Array) -> Array:
    """Terms (n, t, 15) of x as terms of z, where x = centre + root z; centre (n, 4), root (n, 4, 4)."""
    found = terms.copy()
    found[..., 0] = values(terms, centre)
    found[..., 1 : 1 + N_FIGURES] = slopes(terms, centre) @ root
    # A product x_i x_j of one order of z holds the products of the roots' rows, each pair of z once.
    rows = root[:, _LEFT][..., _LEFT] * root[:, _RIGHT][..., _RIGHT]
    crossed = root[:, _LEFT][..., _RIGHT] * root[:, _RIGHT][..., _LEFT]
    found[..., 1 + N_FIGURES :] = terms[..., 1 + N_FIGURES :] @ (rows + np.where(_LEFT == _RIGHT, 0, 1) * crossed)
    return found


def _square_map() -> Array:
    found = np.zeros((N_QUADRATIC, N_QUADRATIC, N_QUARTIC))
    for i, one in enumerate(MONOMIALS[:N_QUADRATIC]):
        for j, other in enumerate(MONOMIALS[:N_QUADRATIC]):
            found[i, j, _PLACE[tuple(sorted(one + other))]] = 1.0
    return found.reshape(N_QUADRATIC**2, N_QUARTIC)


def _derivative(variable: int) -> Array:
    """(70, 70) from the coefficients of a polynomial to those of its derivative."""
    found = np.zeros((N_QUARTIC, N_QUARTIC))
    for place, m in enumerate(MONOMIALS):
        if variable in m:
            rest = list(m)
            rest.remove(variable)
            found[place, _PLACE[tuple(rest)]] = m.count(variable)
    return found


_SQUARE = _square_map()
_D = tuple(_derivative(i) for i in range(N_FIGURES))
GRADIENT = np.stack([d[:, :N_CUBIC] for d in _D])  # (4, 70, 35)
_HESSIAN = np.stack([_D[i] @ _D[j][:, :N_QUADRATIC] for i, j in PAIRS])  # (10, 70, 15)
_HEAT = np.concatenate(_HESSIAN, axis=1)  # (70, 150)
_WEIGHT = np.where(_LEFT == _RIGHT, 0.5, 1.0)  # 1/2 sum over i, j, each pair once


def sum_of_squares(terms: Array) -> Array:
    """(n, 70) the quartic that is the sum of the squares of quadratic terms (n, t, 15)."""
    product = np.swapaxes(terms, 1, 2) @ terms
    return product.reshape(len(terms), N_QUADRATIC**2) @ _SQUARE


def _weights(covariance: Array) -> Array:
    return covariance[:, _LEFT, _RIGHT] * _WEIGHT


def expected(quartic: Array, covariance: Array) -> Array:
    """(n, 70) coefficients of E p(x + e), e normal with covariance (n, 4, 4)."""
    weight = _weights(covariance)

    def heat(p: Array) -> Array:
        second = (p @ _HEAT[: p.shape[1]]).reshape(len(p), len(PAIRS), N_QUADRATIC)
        return (second * weight[..., None]).sum(axis=1)

    once = heat(quartic)
    found = quartic.copy()
    found[:, :N_QUADRATIC] += once
    found[:, 0] += heat(once)[:, 0] / 2
    return found


def expected_monomials(centre: Array, covariance: Array) -> Array:
    """(m, 70) expectations of the monomials of x, normal with centre (m, 4) and covariance (m, 4, 4)."""
    weight = _weights(covariance)

    def heat(features: Array) -> Array:
        second = np.einsum("mf,pcf->mpc", features[:, :N_QUADRATIC], _HESSIAN)
        return (second * weight[..., None]).sum(axis=1)

    plain = monomials(centre)
    once = heat(plain)
    return plain + once + heat(once) / 2
