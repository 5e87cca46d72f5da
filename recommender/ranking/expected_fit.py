"""The expected fit of a person on a bed, over everything unsure about both: E[100 exp(-(D - ideal) / 2)].

Discomfort D is a quartic of the bed, and bed less person is normal: x = centre + root z, z standard normal. One Newton
step goes to where z is likely and D small together; about there the integrand is nearly a normal curve, and 48 nodes
sum what it is more or less than that (importance-weighted cubature). The nodes are the two 24-cells of four dimensions,
each on the sphere where Gauss and Laguerre put it: exact for polynomials of degree 5.

Arrays are pairs of a person and a bed, last.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from recommender.arrays import Array
from recommender.scoring.directions import one_of_two, two_24_cells
from recommender.scoring.fast import packed
from recommender.scoring.polynomials import (
    N_CUBIC,
    N_FIGURES,
    N_QUADRATIC,
    PAIRS,
    gradient_of,
    hessian_of,
    monomials,
)

_AT_ONCE = 192  # pairs, few enough for the monomials of their nodes to stay near the processor


def _nodes() -> tuple[Array, Array]:
    """(4, 48) nodes and (48,) weights of a standard normal figure of four dimensions."""
    axes, between = two_24_cells()
    squares, shares = 2 * (3 + np.sqrt(3) * np.array([-1, 1])), (3 + np.sqrt(3) * np.array([1, -1])) / 6
    nodes = np.hstack([np.sqrt(squares[0]) * axes, np.sqrt(squares[1]) * between])
    return nodes, np.repeat(shares / 24, 24)


_NODES, _WEIGHTS = _nodes()
_OUTWARD = (_NODES**2).sum(axis=0)


class Integral(NamedTuple):
    """How the expectation is summed, for compiled code: it has one of each two nodes that are opposite.

    Attributes:
        least_curve: no direction counts as wider than twice the variance of z, also where D falls away from its middle.
    """

    nodes: Array
    weights: Array
    outward: Array
    least_curve: float = 0.5
    least_variance: float = 1e-12


_HALF = one_of_two(_NODES)
INTEGRAL = Integral(packed(_NODES[:, _HALF]), _WEIGHTS[_HALF], _OUTWARD[_HALF])


def fit_of(excess: Array) -> Array:
    """Fit 0-100 on a bed known exactly, of discomfort above the ideal discomfort."""
    return 100 * np.exp(-excess / 2)


def expected_fit(quartic: Array, ideal: Array, centre: Array, covariance: Array) -> Array:
    """(p,) expected fit, 0-100, of p people each on a bed.

    Args:
        quartic: (70, p) discomfort of each person on a bed less `ORIGIN` that is known exactly.
        ideal: (p,) discomfort on a bed made for the person.
        centre, covariance: (4, p), (4, 4, p) the bed less `ORIGIN`, and what is unsure of person and bed together.
    """
    found = np.empty(len(ideal))
    for start in range(0, len(ideal), _AT_ONCE):
        few = slice(start, start + _AT_ONCE)
        found[few] = _of_few(quartic[:, few], centre[:, few], lower_root(covariance[..., few]), ideal[few])
    return found


def _of_few(quartic: Array, centre: Array, root: Array, ideal: Array) -> Array:
    slope, curve = slope_and_curve(quartic, centre, root)
    turn, share = _inverse_root(curve)
    likeliest = -np.einsum("ijp,jp->ip", turn, np.einsum("ijp,ip->jp", turn, slope))
    through = np.concatenate([turn, np.einsum("ijp,jkp->ikp", root, turn)])
    middle = np.concatenate([likeliest, centre + np.einsum("ijp,jp->ip", root, likeliest)])
    at = np.moveaxis(through, 1, -1) @ _NODES
    at += middle[..., None]
    likely, x = at[:N_FIGURES], at[N_FIGURES:]
    lost = (quartic.T[:, None] @ np.moveaxis(monomials(x), 0, 1))[:, 0]
    lost += (likely**2).sum(axis=0) - _OUTWARD
    fit: Array = 100 * share * (np.exp((ideal[:, None] - lost) / 2) @ _WEIGHTS)
    return fit


def slope_and_curve(quartic: Array, x: Array, root: Array) -> tuple[Array, Array]:
    """(4, p), (4, 4, p) half the slope and half the curvature of D + z'z at z = 0, where x + root z is the bed."""
    at = monomials(x, N_CUBIC)
    slope = np.einsum("ifp,fp->ip", gradient_of(quartic), at)
    bend = np.einsum("bfp,fp->bp", hessian_of(quartic), at[:N_QUADRATIC])
    curve = np.empty((N_FIGURES, N_FIGURES, x.shape[1]))
    for one, (i, j) in zip(bend, PAIRS, strict=True):
        curve[i, j] = curve[j, i] = one
    through = np.einsum("iap,ibp->abp", root, np.einsum("ijp,jbp->ibp", curve, root)) / 2
    return np.einsum("iap,ip->ap", root, slope) / 2, through + np.eye(N_FIGURES)[..., None]


def lower_root(covariance: Array) -> Array:
    """(4, 4, p) lower triangular roots of covariances (4, 4, p)."""
    root = np.zeros_like(covariance)
    for j in range(N_FIGURES):
        pivot = covariance[j, j] - (root[j, :j] ** 2).sum(axis=0)
        root[j, j] = np.sqrt(np.maximum(pivot, INTEGRAL.least_variance))
        for i in range(j + 1, N_FIGURES):
            root[i, j] = (covariance[i, j] - (root[i, :j] * root[j, :j]).sum(axis=0)) / root[j, j]
    return root


def _inverse_root(curve: Array) -> tuple[Array, Array]:
    """(4, 4, p) m with m m' the inverse of curve (4, 4, p), no pivot less than `least_curve`; (p,) its determinant."""
    lower = np.zeros_like(curve)
    found = np.zeros_like(curve)
    for j in range(N_FIGURES):
        pivot = curve[j, j] - (lower[j, :j] ** 2).sum(axis=0)
        lower[j, j] = np.sqrt(np.maximum(pivot, INTEGRAL.least_curve))
        for i in range(j + 1, N_FIGURES):
            lower[i, j] = (curve[i, j] - (lower[i, :j] * lower[j, :j]).sum(axis=0)) / lower[j, j]
    for j in range(N_FIGURES):  # the inverse of a lower triangle, transposed
        found[j, j] = 1 / lower[j, j]
        for i in range(j + 1, N_FIGURES):
            found[j, i] = -(lower[i, j:i] * found[j, j:i]).sum(axis=0) / lower[i, i]
    return found, found[range(N_FIGURES), range(N_FIGURES)].prod(axis=0)
