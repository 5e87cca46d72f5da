"""Equilibrium of bodies on beds: spine line, contact pressure, immersion; many at once.

The unknown is the downward displacement y of the spine's line. Across the body the skin is a circle of radius r, so a
patch at offset z is indented by d - z^2 / 2r, and every part of the bed's pressure curve, a straight line of that,
integrates in closed form over the width in contact. Where a bone is near, the skin stands out along the middle: contact
there is that of the whole arc, less its middle strip, plus that strip raised. Energy (bending + contact - weight) is
convex: Newton's method with one pentadiagonal system per body, all bodies in step.

Small slopes and an inextensible spine: slopes stay below some 15 degrees on a bed of 2 N/mm or more. Compared with
pressure maps [pouyan2017], doi:10.1109/BHI.2017.7897206, and lordosis on a mattress and a board [vitale2023],
doi:10.1186/s41747-023-00361-w; `docs/validation.md` lists case by case what holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array, cores
from recommender.errors import BedError
from recommender.mechanics.bed import BOTTOM_RATIO, BedSupport, curve_of
from recommender.mechanics.body import BONE_HALF_M, LyingBody
from recommender.mechanics.interpolation import through

MAX_ITERATIONS = 60
TOLERANCE = 1e-7  # largest unbalanced force at a station, as a share of body weight
MAX_STEP_M = 0.03  # Newton's step is limited to this, so that contact opens and closes smoothly
MERGED, COARSE_AT_LEAST = 4, 8  # cells merged for the start, and the smallest number of cells in a beam
COARSE_TOLERANCE = 1e-2  # the start need not be more precise than its cells
COMPACT_FROM = 0.4  # share of converged bodies from which the others continue without them
CACHED = 65536  # numbers processed at once: few enough for the cache, enough that threads seldom wait for each other
BLOCK = 2048  # bodies solved together: a row of them keeps a thread busy long enough, and memory stays bounded
SPREAD = 1 / 12  # of a cell's net load, to either neighbour: exact for depths that are cubic between stations


@dataclass(frozen=True)
class Equilibrium:
    """n bodies at rest. Arrays are (s, n); `converged` (n,) says which rows are valid.

    Attributes:
        spine_m: depth of the spine's line; indent_m: indentation of the skin.
        line_n_m: force of the bed per metre.
    """

    spine_m: Array
    indent_m: Array
    line_n_m: Array
    converged: NDArray[np.bool_]


def moments(indent_m: Array, radius_m: Array, half_width_m: Array) -> tuple[Array, Array]:
    """Width in contact, and the integral over it of the local indentation d - z^2 / 2r.

    Returns (2a, integral of (d - z^2/2r)), with a the half width in contact, at most `half_width_m`. For a small
    indentation the second is (4/3) sqrt(2 r) d^1.5, the closed form of a circle.
    """
    return _moments(indent_m, 8 * radius_m, half_width_m**2 / (2 * radius_m))


def _moments(indent_m: Array, eight_radius_m: Array, rise_m: Array) -> tuple[Array, Array]:
    """`moments` with the quantities that do not change during the iteration; `rise_m` is z^2 / 2r at the end of the
    width.
    """
    # In place where possible: new arrays cost more than the arithmetic.
    d = np.maximum(indent_m, 0)
    q = np.minimum(d, rise_m)  # z^2 / 2r where contact ends
    width = q * eight_radius_m
    np.sqrt(width, out=width)
    q *= -1 / 3
    q += d
    q *= width
    return width, q


@dataclass(frozen=True)
class Strip:
    """Constants of the contact of one strip along the body: everything but the indentation. (s, n) or broadcast.

    The strip reaches to where the skin has risen by `rise_m`; its pressure has the slopes `first_pa_m` until it is
    indented by `lock_m`, then `second_pa_m`, and rises steeply from `bottom_m`.
    """

    eight_radius_m: Array
    rise_m: Array
    first_pa_m: Array
    second_pa_m: Array
    lock_m: Array
    bottom_m: Array

    def each(self, change: Callable[[Array], Array]) -> Strip:
        return Strip(**{name: change(array) for name, array in vars(self).items()})

    def force(self, indent_m: Array) -> tuple[Array, Array]:
        """Line force (N/m) and its slope (N/m2) at an indentation (s, n)."""
        slope, force = _moments(indent_m, self.eight_radius_m, self.rise_m)
        slope *= self.first_pa_m
        force *= self.first_pa_m
        for start, stiffer in (
            (self.lock_m, self.second_pa_m - self.first_pa_m),
            (self.bottom_m, (BOTTOM_RATIO - 1) * self.second_pa_m),
        ):
            beyond = indent_m - start
            if (beyond > 0).any():
                width, first = _moments(beyond, self.eight_radius_m, self.rise_m)
                slope += np.multiply(width, stiffer, out=width)
                force += np.multiply(first, stiffer, out=first)
        return force, slope

    def width(self, indent_m: Array, threshold_pa: Array) -> Array:
        """Width (m) over which pressure exceeds a threshold below that of locking."""
        return _moments(indent_m - threshold_pa / self.first_pa_m, self.eight_radius_m, self.rise_m)[0]


@dataclass(frozen=True)
class Contact:
    """Contact of n bodies with n beds: the arc of the skin at every station, and at the stations `bony` (b,) a strip
    along its middle that a bone raises by `raised_m` (b, n): `middle` is that strip of the arc, `ridge` it raised.
    """

    arc: Strip
    bony: NDArray[np.intp]
    middle: Strip
    ridge: Strip
    raised_m: Array

    def force(self, indent_m: Array) -> tuple[Array, Array]:
        """Line force (N/m) and its slope (N/m2)."""
        force, slope = np.empty_like(indent_m), np.empty_like(indent_m)
        some = max(1, CACHED // indent_m.shape[1])
        for start in range(0, len(indent_m), some):
            rows = slice(start, start + some)
            part = self.arc.each(lambda array, rows=rows: array[rows] if len(array) > 1 else array)  # type: ignore[misc]
            force[rows], slope[rows] = part.force(indent_m[rows])
        for sign, strip, depth in self._ridges(indent_m):
            more, steeper = strip.force(depth)
            force[self.bony] += sign * more
            slope[self.bony] += sign * steeper
        return force, slope

    def width(self, indent_m: Array, threshold_pa: Array) -> Array:
        """(s, n) width (m) over which pressure exceeds a threshold (s, 1), that of contacts side by side added up."""
        found = self.arc.width(indent_m, threshold_pa)
        for sign, strip, depth in self._ridges(indent_m):
            found[self.bony] += sign * strip.width(depth, threshold_pa[self.bony])
        return found

    def within(self, half_m: float) -> Contact:
        """The contact of a strip of this half width along the middle of the body."""

        def narrow(strip: Strip) -> Strip:
            return replace(strip, rise_m=np.minimum(strip.rise_m, 4 * half_m**2 / strip.eight_radius_m))

        return replace(self, arc=narrow(self.arc), middle=narrow(self.middle), ridge=narrow(self.ridge))

    def each(self, change: Callable[[Array], Array]) -> Contact:
        if not len(self.bony):
            return replace(self, arc=self.arc.each(change))
        arc, middle, ridge = (strip.each(change) for strip in (self.arc, self.middle, self.ridge))
        return Contact(arc, self.bony, middle, ridge, change(self.raised_m))

    def without_bones(self) -> Contact:
        return replace(self, bony=self.bony[:0])

    def _ridges(self, indent_m: Array) -> Iterator[tuple[float, Strip, Array]]:
        if len(self.bony):
            depth = indent_m[self.bony]
            yield -1.0, self.middle, depth
            yield 1.0, self.ridge, depth + self.raised_m


def contact_of(body: LyingBody, bed: BedSupport) -> Contact:
    """How n bodies touch n beds, one body n beds, or n bodies one bed."""

    def strip(under: BedSupport, rows: NDArray[np.intp] | slice, rise_m: Array) -> Strip:
        first, second, lock_m, flat_m = curve_of(under.at(rows), body.tissue_pa_m[rows])
        side_by_side = body.contacts[rows]
        return Strip(8 * body.radius_m[rows], rise_m, first * side_by_side, second * side_by_side, lock_m, flat_m)

    rise = body.half_width_m**2 / (2 * body.radius_m)
    bony = np.flatnonzero(body.bone_m.any(axis=1))
    narrow = np.minimum(rise[bony], BONE_HALF_M**2 / (2 * body.radius_m[bony]))
    middle, ridge = strip(bed, bony, narrow), strip(under_bones(body, bed), bony, narrow)
    return Contact(strip(bed, slice(None), rise), bony, middle, ridge, raised_m(body, bed)[bony])


def raised_m(body: LyingBody, bed: BedSupport) -> Array:
    """(s, n) by how much deeper an arc would have to lie to press as hard as a bone does.

    A core cannot follow a bump of some centimetres as it follows a body: its springs or cells pull each other down, so
    that there it is `core_over_bones` times as stiff. What follows is tissue and comfort layer.
    """
    tissue, core = 1 / body.tissue_pa_m, 1 / bed.core_pa_m
    whole = tissue + bed.comfort_m_pa + core
    locally = tissue + 1 / body.ridge_pa_m + bed.comfort_m_pa + core / body.core_over_bones
    return np.asarray(body.bone_m * whole / locally)


def under_bones(body: LyingBody, bed: BedSupport) -> BedSupport:
    """The beds as a strip raised by `raised_m` meets them: squeezed flat where the bone itself is that deep."""
    return replace(bed, bottom_m=bed.bottom_m + raised_m(body, bed) - body.bone_m)


def lie(body: LyingBody, bed: BedSupport) -> Equilibrium:
    """Equilibrium of n bodies on n beds (or n bodies on one bed, or one body on n beds).

    Rows that did not converge are flagged. Memory is bounded by blocks of `BLOCK` bodies, which share the processor's
    cores.

    Raises:
        BedError: neither one body, nor one bed, nor as many beds as bodies.
    """
    if min(len(body), len(bed)) > 1 and len(body) != len(bed):
        raise BedError(f"{len(bed)} beds under {len(body)} bodies", where="beds", allowed="as many, or one of either")
    n = max(len(body), len(bed))
    shape = (len(body.station), n)
    spine, indent, line = (np.empty(shape) for _ in range(3))
    converged = np.empty(n, dtype=bool)

    def solve(start: int) -> None:
        rows = slice(start, min(start + BLOCK, n))
        part = _solve(body.take(rows), bed.take(rows))
        spine[:, rows], indent[:, rows], line[:, rows] = part.spine_m, part.indent_m, part.line_n_m
        converged[rows] = part.converged

    starts = range(0, n, BLOCK)
    if len(starts) > 1:
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(solve, starts))
    else:
        solve(0)
    return Equilibrium(spine, indent, line, converged)


@dataclass(frozen=True)
class _Problem:
    """The inputs of Newton's method for n bodies on n beds: arrays (s, n) or (n,), or 1 wide where all share it."""

    touch: Contact
    gap_m: Array
    load_n: Array
    bend_nm2: Array
    progression_m2: Array
    step_m: Array

    def take(self, columns: NDArray[np.intp]) -> _Problem:
        """Only some of the bodies."""
        return self._each(self.touch, lambda array: array[..., columns] if array.shape[-1] > 1 else array)

    def coarse(self, merged: int) -> _Problem:
        """Merge cells: loads and lengths add, compliances average, everything else averages; bones are left out."""

        def mean(array: Array) -> Array:
            if array.ndim > 1 and len(array) > 1:
                array = array.reshape(-1, merged, array.shape[1]).mean(axis=1)
            return array.astype(np.float32)

        return replace(
            self._each(self.touch.without_bones(), mean),
            load_n=merged * mean(self.load_n),
            bend_nm2=1 / mean(1 / self.bend_nm2),
            step_m=merged * self.step_m,
        )

    def _each(self, touch: Contact, change: Callable[[Array], Array]) -> _Problem:
        return _Problem(touch.each(change), **{n: change(array) for n, array in vars(self).items() if n != "touch"})


def _solve(body: LyingBody, bed: BedSupport) -> Equilibrium:
    gap = body.contour_m - bed.trough_m
    touch = contact_of(body, bed)
    problem = _Problem(touch, gap, body.load_n, body.bend_nm2, body.progression_m2, body.step_m)
    y, converged = _newton(problem, _start(problem), TOLERANCE)
    indent = y + gap
    return Equilibrium(y, indent, touch.force(indent)[0], converged)


def _start(problem: _Problem) -> Array:
    """The equilibrium of a coarser beam, which is cheap to find; that of a rigid body where cells cannot be merged."""
    stations = problem.gap_m.shape[0]
    if stations % MERGED or stations // MERGED < COARSE_AT_LEAST:
        return _rigid(problem)
    coarse = problem.coarse(MERGED)
    y, _ = _newton(coarse, _rigid(coarse), COARSE_TOLERANCE)
    return np.asarray(_refinement(stations) @ y)


@lru_cache(maxsize=8)
def _refinement(stations: int) -> Array:
    """(s, s / MERGED) matrix from values at coarse stations to the fine ones, by the cubic spline through them."""
    fine = np.asarray(np.arange(stations) + 0.5, dtype=float)
    coarse = np.asarray(MERGED * (np.arange(stations // MERGED) + 0.5), dtype=float)
    return through(coarse)(fine)


def _newton(problem: _Problem, y: Array, tolerance: float) -> tuple[Array, NDArray[np.bool_]]:
    """Where the forces balance: (s, n) depths and (n,) whether they do.

    A converged body is no longer changed, so its result does not depend on its neighbours; when most have converged,
    the others continue without them.
    """
    answer, rested = y.copy(), np.zeros(y.shape[1], dtype=bool)
    rows = np.arange(y.shape[1])
    part = problem
    for _ in range(MAX_ITERATIONS):
        residual, slope, tangent = _unbalanced(part, y)
        at_rest = np.abs(residual).max(axis=0) < tolerance * part.load_n.sum(axis=0)
        resting = np.count_nonzero(at_rest)
        if resting > COMPACT_FROM * len(rows):
            answer[:, rows[at_rest]], rested[rows[at_rest]] = y[:, at_rest], True
            going = np.flatnonzero(~at_rest)
            if not len(going):
                return answer, rested
            rows, part, y = rows[going], part.take(going), y[:, going]
            residual, slope, tangent, at_rest = residual[:, going], slope[:, going], tangent[:, going], at_rest[going]
        step = _pentadiagonal(tangent, slope, residual)
        scale = np.minimum(1, MAX_STEP_M / np.maximum(np.abs(step).max(axis=0), 1e-12))
        scale[at_rest] = 0
        step *= scale
        step += y
        y = step
    answer[:, rows], rested[rows] = y, at_rest
    return answer, rested


def _unbalanced(problem: _Problem, y: Array) -> tuple[Array, Array, Array]:
    """Unbalanced force on each station (N), slope of contact (N/m) and of bending (N/m) there."""
    line, slope = problem.touch.force(y + problem.gap_m)
    h = problem.step_m
    bend = problem.bend_nm2[1:-1] / h**3
    change = y[:-2] + y[2:]
    change -= 2 * y[1:-1]
    hardening = np.square(change)
    hardening *= problem.progression_m2[1:-1] / h**4
    moment = 1 + hardening
    moment *= change
    moment *= bend
    line *= h
    residual = problem.load_n - line
    passed_on = np.diff(residual, axis=0)
    passed_on *= SPREAD
    residual[:-1] += passed_on
    residual[1:] -= passed_on
    residual[:-2] -= moment
    residual[2:] -= moment
    moment *= 2
    residual[1:-1] += moment
    hardening *= 3
    hardening += 1
    hardening *= bend
    slope *= h
    return residual, slope, hardening


def _rigid(problem: _Problem) -> Array:
    """All stations equally deep, carrying the weight: a start from the stiff side, from which Newton's method descends.

    Five bisections place it within some centimetres, which is near enough.
    """
    gap = problem.gap_m
    target = problem.load_n.sum(axis=0) / problem.step_m
    low, high = -gap.max(axis=0), np.full(gap.shape[1], 0.5, gap.dtype)
    low = np.broadcast_to(low, np.broadcast_shapes(low.shape, target.shape))
    for _ in range(5):
        middle = (low + high) / 2
        force, _ = problem.touch.force(middle + gap)
        deep = force.sum(axis=0) > target
        low, high = np.where(deep, low, middle), np.where(deep, middle, high)
    return np.broadcast_to(high, (len(gap), len(high))).copy()


def _pentadiagonal(tangent: Array, contact_slope: Array, rhs: Array) -> Array:
    """Solve (D' diag(tangent) D + diag(contact_slope)) x = rhs for every column; D takes second differences.

    Symmetric LDL' without pivoting: the matrix is positive definite while any part of the body touches the bed.
    """
    s, n = rhs.shape
    pivot = contact_slope + 1e-9 * tangent.max(axis=0)
    pivot[:-2] += tangent
    pivot[1:-1] += 4 * tangent
    pivot[2:] += tangent
    below = np.zeros((s, n), rhs.dtype)  # first off-diagonal; the second is `tangent`
    below[:-2] -= 2 * tangent
    below[1:-1] -= 2 * tangent
    solved, product = rhs.copy(), np.empty_like(rhs[0])
    # Each row is taken once: to take it out of its array again costs as much as to compute with it.
    pivots, bands, seconds, x = list(pivot), list(below), list(tangent), list(solved)
    low1, low2 = list(np.empty_like(rhs)), list(np.empty_like(rhs))
    times, less = np.multiply, np.subtract
    for i in range(s):
        if i >= 2:
            less(pivots[i], times(low2[i - 2], seconds[i - 2], product), pivots[i])
            less(x[i], times(low2[i - 2], x[i - 2], product), x[i])
        if i >= 1:
            less(pivots[i], times(low1[i - 1], bands[i - 1], product), pivots[i])
            less(x[i], times(low1[i - 1], x[i - 1], product), x[i])
            if i < s - 1:
                less(bands[i], times(low1[i - 1], seconds[i - 1], product), bands[i])
        if i < s - 1:
            np.divide(bands[i], pivots[i], low1[i])
        if i < s - 2:
            np.divide(seconds[i], pivots[i], low2[i])
    solved /= pivot
    for i in range(s - 2, -1, -1):
        less(x[i], times(low1[i], x[i + 1], product), x[i])
        if i < s - 2:
            less(x[i], times(low2[i], x[i + 2], product), x[i])
    return solved
