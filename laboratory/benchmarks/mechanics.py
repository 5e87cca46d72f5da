"""How fast equilibria are found: our solver, a plain SciPy solve of the same equations, and the arithmetic limit.

python -m laboratory.benchmarks.mechanics
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
from scipy.linalg import solveh_banded

from recommender.arrays import Array
from recommender.mechanics import lying
from recommender.mechanics.bed import (
    USUAL_LOG_CORE_RATIO,
    Bed,
    BedSupport,
    bed_support,
    comfort_cm_of,
    usual_bed,
)
from recommender.mechanics.body import LyingBody, lying_body
from recommender.mechanics.lying import contact_of, lie
from recommender.mechanics.picture import pressure_map
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import Bodies, fill_arrays

N_BODIES = 100_000
N_PLAIN = 40
SOLVES = 6  # Newton steps per block, those on the coarse beam counted as a quarter (measured on these bodies)
OPERATIONS = 74  # multiplications and additions per station and step, counted in the code; a root counts as 5
REPEATS = 3


def population(n: int) -> Bodies:
    """n adults of BMI 18-40, both sexes, from one seed."""
    rng = np.random.default_rng(0)
    height = rng.normal(172, 9, n).clip(140, 210)
    weight = np.asarray(rng.uniform(18, 40, n) * (height / 100) ** 2, dtype=float)
    return fill_arrays(weight, height, rng.integers(0, 2, n).astype(float), np.full(n, np.nan), {})


def plain(body: LyingBody, bed: BedSupport) -> Array:
    """One body at a time: Newton with SciPy's banded solver, the same energy and the same tolerance."""
    answer = np.empty((len(body.station), len(body)))
    for row in range(len(body)):
        here = slice(row, row + 1)
        answer[:, row] = _plain_one(body.take(here), bed.take(here))
    return answer


def _plain_one(body: LyingBody, bed: BedSupport) -> Array:
    touch = contact_of(body, bed)
    h, gap, s = float(body.step_m[0]), body.contour_m - bed.trough_m, len(body.station)
    bend, hardening = body.bend_nm2[1:-1, 0] * h, body.progression_m2[1:-1, 0]
    y = np.full((s, 1), 0.15) - gap.max()
    difference = np.diff(np.eye(s), 2, axis=0) / h**2
    for _ in range(lying.MAX_ITERATIONS):
        line, slope = touch.force(y + gap)
        change = difference @ y[:, 0]
        net = body.load_n[:, 0] - line[:, 0] * h
        passed_on = lying.SPREAD * np.diff(net)
        net[:-1] += passed_on
        net[1:] -= passed_on
        residual = net - difference.T @ (bend * change * (1 + hardening * change**2))
        if np.abs(residual).max() < lying.TOLERANCE * body.load_n.sum():
            break
        tangent = bend * (1 + 3 * hardening * change**2)
        full = difference.T @ (tangent[:, None] * difference) + np.diag(slope[:, 0] * h + 1e-9 * tangent.max() / h**4)
        banded = np.stack([np.pad(np.diag(full, k), (k, 0)) for k in (2, 1, 0)])
        step = solveh_banded(banded, residual)
        y[:, 0] += step * min(1.0, lying.MAX_STEP_M / np.abs(step).max())
    sunk: Array = y[:, 0]
    return sunk


def multiplications_per_second() -> float:
    """Speed of one core on arrays that fit in its cache, one NumPy operation at a time."""
    a = np.full((64, 256), 1.000001)
    b, out = a.copy(), np.empty_like(a)
    count = 2000
    start = time.perf_counter()
    for _ in range(count):
        np.multiply(a, b, out=out)
    return count * a.size / (time.perf_counter() - start)


def _seconds(call: Callable[[], object]) -> tuple[float, float]:
    """Wall-clock and processor seconds, the best of some repeats."""
    taken = []
    for _ in range(REPEATS):
        clock, processor = time.perf_counter(), time.process_time()
        call()
        taken.append((time.perf_counter() - clock, time.process_time() - processor))
    return min(clock for clock, _ in taken), min(processor for _, processor in taken)


def measured(n: int = N_BODIES) -> dict[str, float]:
    """Equilibria per second of each, and milliseconds for one person.

    `shipped_per_s` is by wall clock; `shipped_unshared_per_s` by processor time divided over the cores, which equals
    the wall clock when nothing else runs.
    """
    bodies = population(n)
    body = lying_body(bodies, "side")
    hard = np.exp(np.random.default_rng(1).uniform(np.log(4), np.log(16), n))
    bed = bed_support(Bed(hard, comfort_cm=comfort_cm_of(USUAL_LOG_CORE_RATIO, hard)), body)
    clock, processor = _seconds(lambda: lie(body, bed))
    few = lying_body(bodies.take(slice(0, N_PLAIN)), "side")
    beds = bed_support(usual_bed(7.0), few)
    off_mm = 1000 * float(np.abs(plain(few, beds) - lie(few, beds).spine_m).max())
    person = bodies.take([0])
    cores = os.cpu_count() or 1
    return {
        "shipped_per_s": n / clock,
        "shipped_unshared_per_s": n * cores / processor,
        "plain_scipy_per_s": N_PLAIN / _seconds(lambda: plain(few, beds))[0],
        "arithmetic_limit_per_s": cores * multiplications_per_second() / (len(body.station) * SOLVES * OPERATIONS),
        "plain_differs_mm": off_mm,
        "one_body_ms": 1000 * _seconds(lambda: lay(person, "side", usual_bed(7.0)))[0],
        "one_body_with_map_ms": 1000 * _seconds(lambda: pressure_map(lay(person, "side", usual_bed(7.0))))[0],
        "working_memory_mb": working_memory_mb(body, bed),
        "cores": float(cores),
        "bodies": float(n),
    }


def working_memory_mb(body: LyingBody, bed: BedSupport) -> float:
    """Peak memory of `lie` beyond its result."""
    tracemalloc.start()
    rest = lie(body, bed)
    kept, largest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rest.converged.all()
    return (largest - kept) / 2**20


def run() -> None:
    """Print the figures."""
    for name, value in measured().items():
        print(f"{name:26} {value:12,.4g}")


if __name__ == "__main__":
    run()
