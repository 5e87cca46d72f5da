"""Equilibrium of bodies on beds: spine line, contact pressure, immersion; many at once.

The unknown is the downward displacement y of the spine's line. Across the body the skin is a circle of radius r, so a
patch at offset z is pushed in by d - z^2 / 2r, and every part of the bed's pressure curve, a power of that, integrates
in closed form over the width in contact. Energy (bending + contact - weight) is convex: Newton's method with one
pentadiagonal system a body, all bodies in step.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.bed import BOTTOM_RATIO, BedSupport
from recommender.body import LyingBody
from recommender.errors import BedError

Array = NDArray[np.float64]

MAX_ITERATIONS = 60
TOLERANCE = 1e-7  # largest unbalanced force at a station, as a share of body weight
MAX_STEP_M = 0.03  # Newton's step is held to this, so that contact opens and closes gently
START_STRIDE = 4  # the start looks at every fourth station
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
    return _moments(indent_m, 8 * radius_m, half_width_m**2 / (2 * radius_m))


def _moments(indent_m: Array, eight_radius_m: Array, rise_m: Array) -> tuple[Array, Array, Array]:
    """`moments` with what does not change while a body sinks; `rise_m` is z^2 / 2r at the end of the width."""
    # In place where it can be: fresh arrays cost more than the arithmetic.
    d = np.maximum(indent_m, 0)
    q = np.minimum(d, rise_m)  # z^2 / 2r where contact ends
    width = q * eight_radius_m
    np.sqrt(width, out=width)
    first = q * (-1 / 3)
    first += d
    first *= width
    second = d * (-2 / 3)
    second += 0.2 * q
    second *= q
    second += np.square(d, out=d)
    second *= width
    return width, first, second


@dataclass(frozen=True)
class _Contact:
    """What bodies and beds give to contact while they sink: everything but the indentation."""

    eight_radius_m: Array
    rise_m: Array
    toe_pa_m2: Array  # contacts * modulus / (2 comfort)
    steep_pa_m: Array
    comfort_m: Array
    bottom_m: Array

    def force(self, indent_m: Array) -> tuple[Array, Array]:
        """Line force (N/m) and its slope (N/m2)."""
        _, slope, force = _moments(indent_m, self.eight_radius_m, self.rise_m)
        _, first_toe, second_toe = _moments(indent_m - self.comfort_m, self.eight_radius_m, self.rise_m)
        force -= second_toe
        force *= self.toe_pa_m2
        slope -= first_toe
        slope *= self.toe_pa_m2
        slope *= 2
        bottomed = indent_m - self.bottom_m
        if (bottomed > 0).any():
            width, first, _ = _moments(bottomed, self.eight_radius_m, self.rise_m)
            force += self.steep_pa_m * first
            slope += self.steep_pa_m * width
        return force, slope

    def some(self, stations: slice) -> _Contact:
        cut = {name: getattr(self, name)[stations] for name in ("eight_radius_m", "rise_m", "toe_pa_m2", "steep_pa_m")}
        return replace(self, **cut)


def _contact_of(body: LyingBody, bed: BedSupport, modulus: Array) -> _Contact:
    k = modulus * body.contacts
    return _Contact(
        eight_radius_m=8 * body.radius_m,
        rise_m=body.half_width_m**2 / (2 * body.radius_m),
        toe_pa_m2=k / (2 * bed.comfort_m),
        steep_pa_m=(BOTTOM_RATIO - 1) * k,
        comfort_m=bed.comfort_m,
        bottom_m=bed.bottom_m,
    )


def contact(body: LyingBody, bed: BedSupport, modulus: Array, indent_m: Array) -> tuple[Array, Array]:
    """Line force (N/m) and its slope (N/m2) at an indentation (s, n)."""
    return _contact_of(body, bed, modulus).force(indent_m)


def lie(body: LyingBody, bed: BedSupport) -> Equilibrium:
    """Equilibrium of n bodies on n beds (or n bodies on one bed, or one body on n beds).

    Rows that did not converge are flagged, never silent. Memory is bounded by blocks of `BLOCK` bodies,
    which share the processor's cores.

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

    def solve(start: int) -> None:
        rows = slice(start, min(start + BLOCK, n))
        part = _solve(_rows_of_body(body, rows, n), _rows_of_bed(bed, rows, n))
        spine[:, rows], indent[:, rows], line[:, rows] = part.spine_m, part.indent_m, part.line_n_m
        modulus[:, rows], converged[rows] = part.modulus_pa_m, part.converged

    starts = range(0, n, BLOCK)
    if len(starts) > 1:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(solve, starts))
    else:
        solve(0)
    return Equilibrium(spine, indent, line, modulus, converged)


def _solve(body: LyingBody, bed: BedSupport) -> Equilibrium:
    # Bed and soft tissue are springs in series.
    modulus = 1 / (1 / bed.modulus_pa_m + 1 / body.tissue_pa_m)
    h = body.step_m
    gap = body.contour_m - bed.trough_m
    weight = body.load_n.sum(axis=0)
    touch = _contact_of(body, bed, modulus)
    y = _rigid_start(body, touch, gap)
    bend_scale = body.bend_nm2[1:-1] * h
    last = np.full(y.shape[1], np.inf)
    for _ in range(MAX_ITERATIONS):
        line, slope = touch.force(y + gap)
        change = y[:-2] + y[2:]
        change -= 2 * y[1:-1]
        change /= h**2
        hardening = np.square(change)
        hardening *= body.progression_m2[1:-1]
        moment = 1 + hardening
        moment *= change
        moment *= bend_scale / h**2
        residual = body.load_n - line * h
        residual[:-2] -= moment
        residual[2:] -= moment
        moment *= 2
        residual[1:-1] += moment
        last = np.abs(residual).max(axis=0) / weight
        if (last < TOLERANCE).all():
            break
        tangent = bend_scale * (1 + 3 * hardening) / h**4
        step = _pentadiagonal(tangent, slope * h, residual)
        largest = np.abs(step).max(axis=0)
        y = y + step * np.minimum(1, MAX_STEP_M / np.maximum(largest, 1e-12))
    else:
        line, _ = touch.force(y + gap)
    return Equilibrium(y, y + gap, line, modulus, np.asarray(last < TOLERANCE))


def _rigid_start(body: LyingBody, touch: _Contact, gap: Array) -> Array:
    """All stations equally deep, carrying the weight: a start from the stiff side, whence Newton runs downhill.

    Few stations and eight halvings place it within some millimetres, which is near enough.
    """
    some = slice(1, None, START_STRIDE)
    target = body.load_n.sum(axis=0) / (START_STRIDE * body.step_m)
    few, few_gap = touch.some(some), gap[some]
    low, high = -gap.max(axis=0), np.full(gap.shape[1], 0.5)
    for _ in range(8):
        middle = (low + high) / 2
        force, _ = few.force(middle + few_gap)
        deep = force.sum(axis=0) > target
        low, high = np.where(deep, low, middle), np.where(deep, middle, high)
    return np.broadcast_to(high, gap.shape).copy()


def _pentadiagonal(tangent: Array, contact_slope: Array, rhs: Array) -> Array:
    """Solve (D' diag(tangent) D + diag(contact_slope)) x = rhs for every column; D takes second differences.

    Symmetric LDL' without pivoting: the matrix is positive definite while any part of the body touches the bed.
    """
    s, n = rhs.shape
    pivot = contact_slope + 1e-9 * tangent.max(axis=0)
    pivot[:-2] += tangent
    pivot[1:-1] += 4 * tangent
    pivot[2:] += tangent
    below = np.zeros((s, n))  # first off-diagonal; the second is `tangent`
    below[:-2] -= 2 * tangent
    below[1:-1] -= 2 * tangent
    x, low1, low2, product = rhs.copy(), np.empty((s, n)), np.empty((s, n)), np.empty(n)
    for i in range(s):
        if i >= 2:
            pivot[i] -= np.multiply(low2[i - 2], tangent[i - 2], out=product)
            x[i] -= np.multiply(low2[i - 2], x[i - 2], out=product)
        if i >= 1:
            pivot[i] -= np.multiply(low1[i - 1], below[i - 1], out=product)
            x[i] -= np.multiply(low1[i - 1], x[i - 1], out=product)
            if i < s - 1:
                below[i] -= np.multiply(low1[i - 1], tangent[i - 1], out=product)
        if i < s - 1:
            np.divide(below[i], pivot[i], out=low1[i])
        if i < s - 2:
            np.divide(tangent[i], pivot[i], out=low2[i])
    x /= pivot
    for i in range(s - 2, -1, -1):
        x[i] -= np.multiply(low1[i], x[i + 1], out=product)
        if i < s - 2:
            x[i] -= np.multiply(low2[i], x[i + 2], out=product)
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
