"""The best bed of a body on its response surfaces, and how discomfort grows away from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import firmness_from_hardness
from recommender.anthropometry import Bodies
from recommender.comfort import Comfort
from recommender.surfaces import COMFORT_CENTRE_CM, Surfaces

Array = NDArray[np.float64]

# Where discomfort hardly tells, a weak pull decides: the comfort layer towards 3 cm (per cm squared), zones towards a
# uniform bed (per ln stiffness squared): nobody should be sold zones for nothing. ASSUMED; not part of discomfort.
COMFORT_PULL, ZONE_PULL = 0.10, 0.6
_EVEN = np.array([1.0, 1.0, 1.0, 0.0])
PULL = ZONE_PULL * (np.diag(_EVEN) - np.outer(_EVEN, _EVEN) / 3) + COMFORT_PULL * np.diag(1 - _EVEN)
REACH = np.array([1.4, 1.4, 1.4, 2.5])  # how far from the centre the surfaces are trusted
_ITERATIONS, _LONGEST_STEP = 12, 0.4


@dataclass(frozen=True)
class Optimum:
    """Best beds of n bodies: `x` (n, 4) from the centre, `residual` (k, n), `slope` (k, n, 4), `precision`."""

    centre: Array
    x: Array
    residual: Array
    slope: Array
    precision: Array

    @property
    def log_hardness(self) -> Array:
        """(n, 3) ln N/mm under shoulder, waist and hip."""
        return self.centre[:, None] + self.x[:, :3]

    @property
    def comfort_cm(self) -> Array:
        return COMFORT_CENTRE_CM + self.x[:, 3]

    def uniform_log_hardness(self) -> Array:
        """(n,) the best uniform bed, its comfort layer free."""
        return self.centre + best_uniform(self.x, self.precision)[0]

    def firmness(self) -> Array:
        return firmness_from_hardness(np.exp(self.uniform_log_hardness()))

    def zone_firmness(self) -> Array:
        return firmness_from_hardness(np.exp(self.log_hardness))


def best_uniform(x: Array, precision: Array) -> tuple[Array, Array]:
    """(n,) level of the best uniform bed for optimum x (n, 4), and how sharply discomfort rises along it.

    A uniform bed is (t, t, t, c); t and c minimise the quadratic. The second value is the curvature left for t.
    """
    frame = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
    inner = frame.T @ precision @ frame
    right = np.einsum("jf,njk,nk->nf", frame, precision, x)
    level = np.linalg.solve(inner, right[..., None])[..., 0, 0]
    return level, inner[:, 0, 0] - inner[:, 0, 1] ** 2 / inner[:, 1, 1]


def find_optimum(
    surfaces: Sequence[Surfaces], positions: Sequence[str], bodies: Bodies, comfort: Comfort, shares: Array
) -> Optimum:
    """Minimise the night's discomfort by Gauss-Newton on the surfaces.

    Args:
        surfaces, positions: one each per position considered.
        shares: (n, positions) share of the night in each.
    """
    n = len(bodies)
    x = np.zeros((n, 4))
    scales = [comfort.reference_and_tolerance(p, bodies.weight_kg, bodies.height_cm) for p in positions]
    root = np.sqrt(np.asarray(shares)).T
    residual, slope = np.empty(0), np.empty(0)
    precision = np.empty((n, 4, 4))
    for _ in range(_ITERATIONS):
        parts_r, parts_s = [], []
        for surface, (reference, tolerance), weight in zip(surfaces, scales, root, strict=True):
            value, gradient = surface.value_and_slope(x)
            parts_r.append(weight * (value - reference) / tolerance)
            parts_s.append(weight[:, None] * gradient / tolerance[..., None])
        residual, slope = np.concatenate(parts_r), np.concatenate(parts_s)
        precision = np.einsum("kni,knj->nij", slope, slope)
        pull = np.einsum("kni,kn->ni", slope, residual)
        precision += PULL
        pull += x @ PULL
        step = np.linalg.solve(precision + 1e-9 * np.eye(4), -pull[..., None])[..., 0]
        shorten = np.minimum(1, _LONGEST_STEP / np.maximum(np.abs(step[:, :3]).max(axis=1, keepdims=True), 1e-12))
        x = np.clip(x + step * shorten, -REACH, REACH)
    return Optimum(surfaces[0].centre, x, residual, slope, precision)
