"""The best bed of a body on its response surfaces, and how discomfort grows away from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import firmness_from_hardness
from recommender.anthropometry import Bodies
from recommender.body import Position
from recommender.comfort import Comfort
from recommender.polynomials import N_FIGURES, N_QUADRATIC, slopes, values
from recommender.surfaces import COMFORT_CENTRE_CM, Surfaces

Array = NDArray[np.float64]

# A zoned bed helps only where its zones meet the body, and nobody lies where the drawing says: the crown is 5 cm off
# either way, and people turn. So contrast between zones costs something (per ln stiffness squared), and so does a
# comfort layer far from the usual 3 cm (per cm squared), whose work the records do not tell. Both sizes ASSUMED; they
# count as uncertainty, and nobody is sold zones for nothing.
COMFORT_DOUBT, ZONE_DOUBT = 0.10, 1.2
_EVEN = np.array([1.0, 1.0, 1.0, 0.0])
DOUBT = ZONE_DOUBT * (np.diag(_EVEN) - np.outer(_EVEN, _EVEN) / 3) + COMFORT_DOUBT * np.diag(1 - _EVEN)
DOUBT_TERMS = np.zeros((N_FIGURES, N_QUADRATIC))
DOUBT_TERMS[:, 1 : 1 + N_FIGURES] = np.sqrt(ZONE_DOUBT) * (np.diag(_EVEN) - np.outer(_EVEN, _EVEN) / 3)
DOUBT_TERMS[3, 1 + 3] = np.sqrt(COMFORT_DOUBT)
REACH = np.array([1.4, 1.4, 1.4, 2.5])  # how far from the centre the surfaces are trusted
_ITERATIONS, _LONGEST_STEP = 12, 0.4


@dataclass(frozen=True)
class Optimum:
    """Best beds of n bodies: `x` (n, 4) from the centre, the `terms` (n, t, 15) they are best for, `precision`."""

    centre: Array
    x: Array
    terms: Array
    precision: Array

    def take(self, rows: slice) -> Optimum:
        """Some of the bodies."""
        return Optimum(self.centre[rows], self.x[rows], self.terms[rows], self.precision[rows])

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


def settle(terms: Array, start: Array, iterations: int = _ITERATIONS) -> Array:
    """(n, 4) where the squares of quadratic terms (n, t, 15) add to the least, by Gauss-Newton from start (n, 4).

    The search stays within `REACH` of the start.
    """
    x = start.copy()
    low, high = start - REACH, start + REACH
    for _ in range(iterations):
        slope = slopes(terms, x)
        rise = np.swapaxes(slope, 1, 2)
        step = np.linalg.solve(rise @ slope, -rise @ values(terms, x)[..., None])[..., 0]
        shorten = np.minimum(1, _LONGEST_STEP / np.maximum(np.abs(step[:, :3]).max(axis=1, keepdims=True), 1e-12))
        x = np.clip(x + step * shorten, low, high)
    return x


def with_doubt(terms: Array) -> Array:
    """(n, t + 4, 15) the terms of a night, and those of what zones and comfort layer leave in doubt."""
    return np.concatenate([terms, np.broadcast_to(DOUBT_TERMS, (len(terms), *DOUBT_TERMS.shape))], axis=1)


def sharpness(terms: Array, x: Array) -> Array:
    """(n, 4, 4) how sharply the squares of the terms rise about x (n, 4)."""
    slope = slopes(terms, x)
    return np.swapaxes(slope, 1, 2) @ slope


def felt_terms(surfaces: Surfaces, position: Position, bodies: Bodies, comfort: Comfort) -> Array:
    """(n, t, 15) each quantity less its reference, over its tolerance."""
    reference, tolerance = comfort.reference_and_tolerance(position, bodies.weight_kg, bodies.height_cm)
    found = surfaces.coefficients / tolerance.T[..., None]
    found[..., 0] -= (reference / tolerance).T
    return found


def find_optimum(
    surfaces: Sequence[Surfaces], positions: Sequence[Position], bodies: Bodies, comfort: Comfort, shares: Array
) -> Optimum:
    """The bed of least discomfort over the night.

    Args:
        surfaces, positions: one each per position considered.
        shares: (n, positions) share of the night in each.
    """
    root = np.sqrt(np.asarray(shares))
    felt = [
        felt_terms(surface, position, bodies, comfort) * root[:, [i], None]
        for i, (surface, position) in enumerate(zip(surfaces, positions, strict=True))
    ]
    terms = with_doubt(np.concatenate(felt, axis=1))
    x = settle(terms, np.zeros((len(bodies), 4)))
    return Optimum(surfaces[0].centre, x, terms[:, : -len(DOUBT_TERMS)], sharpness(terms, x))
