"""Equilibrium of bodies on beds: spine line, contact pressure, immersion; many at once.

The unknown is the downward displacement y of the spine's line. Across the body the skin is a circle of radius r, so a
patch at offset z is pushed in by d - z^2 / 2r, and every part of the bed's pressure curve, a power of that, integrates
in closed form over the width in contact. Energy (bending + contact - weight) is convex: Newton's method with one
pentadiagonal system a body, all bodies in step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.bed import BOTTOM_RATIO, BedSupport
from recommender.body import LyingBody
from recommender.errors import BedError

Array = NDArray[np.float64]

MAX_ITERATIONS = 60
TOLERANCE = 1e-7  # largest unbalanced force at a station, as a share of body weight
MAX_STEP_M = 0.03  # Newton's step is held to this, so that contact opens and closes gently
BLOCK = 1024  # bodies solved together: their arrays stay in the processor's cache


@dataclass(frozen=True)
class Equilibrium:
    """n bodies at rest. Arrays are (s, n); `converged` (n,) says which rows can be trusted.

    Attributes:
        spine_m: depth of the spine's line; indent_m: how far the skin is pushed in.
        line_n_m: force of the bed per metre; modulus_pa_m: of bed and soft tissue together.
    """

    spine_m: Array
    indent_m: Array
    line_n_m: Array
    modulus_pa_m: Array
    converged: NDArray[np.bool_]


def moments(indent_m: Array, radius_m: Array, half_width_m: Array) -> tuple[Array, Array, Array]:
    """Width in contact and the first two integrals over it of the local indentation d - z^2 / 2r.

    Returns (2a, integral of (d - z^2/2r), integral of its square), with a the half width in contact, at most
    `half_width_m`. For a small indentation the second is (4/3) sqrt(2 r) d^1.5, the closed form of a circle.
    """
    d = np.maximum(indent_m, 0)
    a = np.minimum(np.sqrt(2 * radius_m * d), half_width_m)
    q = a * a / (2 * radius_m)
    width = 2 * a
    return width, width * (d - q / 3), width * (d * d - d * q * (2 / 3) + q * q / 5)


def contact(body: LyingBody, bed: BedSupport, modulus: Array, indent_m: Array) -> tuple[Array, Array]:
    """Line force (N/m) and its slope (N/m2) at an indentation (s, n)."""
    r, w = body.radius_m, body.half_width_m
    _, first, second = moments(indent_m, r, w)
    _, first_toe, second_toe = moments(indent_m - bed.comfort_m, r, w)
    width_bottom, first_bottom, _ = moments(indent_m - bed.bottom_m, r, w)
    steep = BOTTOM_RATIO - 1
    k = modulus * body.contacts
    force = k * ((second - second_toe) / (2 * bed.comfort_m) + steep * first_bottom)
    slope = k * ((first - first_toe) / bed.comfort_m + steep * width_bottom)
    return force, slope


def lie(body: LyingBody, bed: BedSupport) -> Equilibrium:
    """Equilibrium of n bodies on n beds (or n bodies on one bed, or one body on n beds).

    Rows that did not converge are flagged, never silent. Memory is bounded by blocks of `BLOCK` bodies.

    Raises:
        BedError: neither one body, nor one bed, nor as many beds as bodies.
    """
    n_beds = bed.modulus_pa_m.shape[1]
    if min(len(body), n_beds) > 1 and len(body) != n_beds:
        raise BedError(f"{n_beds} beds under {len(body)} bodies", where="beds", allowed="as many, or one of either")
    n = max(len(body), n_beds)
    shape = (len(body.station), n)
    spine, indent, line, modulus = (np.empty(shape) for _ in range(4))
    converged = np.empty(n, dtype=bool)
    for start in range(0, n, BLOCK):
        rows = slice(start, min(start + BLOCK, n))
        part = _solve(_rows_of_body(body, rows, n), _rows_of_bed(bed, rows, n))
        spine[:, rows], indent[:, rows], line[:, rows] = part.spine_m, part.indent_m, part.line_n_m
        modulus[:, rows], converged[rows] = part.modulus_pa_m, part.converged
    return Equilibrium(spine, indent, line, modulus, converged)


def _solve(body: LyingBody, bed: BedSupport) -> Equilibrium:
    # Bed and soft tissue are springs in series.
    modulus = 1 / (1 / bed.modulus_pa_m + 1 / body.tissue_pa_m)
    h = body.step_m
    gap = body.contour_m - bed.trough_m
    weight = body.load_n.sum(axis=0)
    y = _rigid_start(body, bed, modulus, gap)
    bend_scale = body.bend_nm2[1:-1] * h
    last = np.full(y.shape[1], np.inf)
    for _ in range(MAX_ITERATIONS):
        line, slope = contact(body, bed, modulus, y + gap)
        change = (y[:-2] - 2 * y[1:-1] + y[2:]) / h**2
        hardening = body.progression_m2[1:-1] * change**2
        moment = bend_scale * change * (1 + hardening)
        residual = body.load_n - line * h
        residual[:-2] -= moment / h**2
        residual[1:-1] += 2 * moment / h**2
        residual[2:] -= moment / h**2
        last = np.abs(residual).max(axis=0) / weight
        if (last < TOLERANCE).all():
            break
        tangent = bend_scale * (1 + 3 * hardening) / h**4
        step = _pentadiagonal(tangent, slope * h, residual)
        largest = np.abs(step).max(axis=0)
        y = y + step * np.minimum(1, MAX_STEP_M / np.maximum(largest, 1e-12))
    line, _ = contact(body, bed, modulus, y + gap)
    return Equilibrium(y, y + gap, line, modulus, np.asarray(last < TOLERANCE))


def _rigid_start(body: LyingBody, bed: BedSupport, modulus: Array, gap: Array) -> Array:
    """All stations equally deep, carrying the weight: a start from the stiff side, whence Newton runs downhill."""
    target = body.load_n.sum(axis=0)
    low, high = -gap.max(axis=0), np.full(gap.shape[1], 0.5)
    for _ in range(12):
        middle = (low + high) / 2
        force, _ = contact(body, bed, modulus, middle + gap)
        deep = (force * body.step_m).sum(axis=0) > target
        low, high = np.where(deep, low, middle), np.where(deep, middle, high)
    return np.broadcast_to(high, gap.shape).copy()


def _pentadiagonal(tangent: Array, contact_slope: Array, rhs: Array) -> Array:
    """Solve (D' diag(tangent) D + diag(contact_slope)) x = rhs for every column; D takes second differences.

    Symmetric LDL' without pivoting: the matrix is positive definite while any part of the body touches the bed.
    """
    s, n = rhs.shape
    main = contact_slope + 1e-9 * tangent.max(axis=0)
    main[:-2] += tangent
    main[1:-1] += 4 * tangent
    main[2:] += tangent
    off1 = np.zeros((s - 1, n))
    off1[:-1] -= 2 * tangent
    off1[1:] -= 2 * tangent
    pivot, low1, low2, x = np.empty((s, n)), np.zeros((s, n)), np.zeros((s, n)), np.empty((s, n))
    for i in range(s):
        d, right = main[i].copy(), rhs[i].copy()
        if i >= 1:
            d -= pivot[i - 1] * low1[i - 1] ** 2
            right -= low1[i - 1] * x[i - 1]
        if i >= 2:
            d -= pivot[i - 2] * low2[i - 2] ** 2
            right -= low2[i - 2] * x[i - 2]
        pivot[i], x[i] = d, right
        if i < s - 1:
            carried = pivot[i - 1] * low1[i - 1] * low2[i - 1] if i >= 1 else 0.0
            low1[i] = (off1[i] - carried) / d
        if i < s - 2:
            low2[i] = tangent[i] / d
    x /= pivot
    for i in range(s - 2, -1, -1):
        x[i] -= low1[i] * x[i + 1]
        if i < s - 2:
            x[i] -= low2[i] * x[i + 2]
    return x


def _rows_of_body(body: LyingBody, rows: slice, n: int) -> LyingBody:
    if len(body) == 1 and n > 1:
        return body
    cut = {
        name: getattr(body, name)[:, rows]
        for name in ("load_n", "contour_m", "radius_m", "half_width_m", "tissue_pa_m", "bend_nm2")
    }
    ends = {name: getattr(body, name)[rows] for name in ("step_m", "head_n", "stature_m")}
    return LyingBody(
        position=body.position,
        station=body.station,
        contacts=body.contacts,
        progression_m2=body.progression_m2,
        **cut,
        **ends,
    )


def _rows_of_bed(bed: BedSupport, rows: slice, n: int) -> BedSupport:
    if bed.modulus_pa_m.shape[1] == 1 and n > 1:
        return bed
    return BedSupport(bed.modulus_pa_m[:, rows], bed.comfort_m[rows], bed.bottom_m[rows], bed.trough_m[:, rows])
