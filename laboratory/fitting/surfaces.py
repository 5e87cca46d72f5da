"""Response surfaces: how the physical quantities of a lying body change with the bed, for many bodies.

A bed is the point x = (ln N/mm under shoulder, waist and hip; ln of core over whole stiffness). Every body is simulated
on the same design of beds around its own centre, and each quantity becomes a quadratic of the distance from that
centre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import firmness_from_hardness, hardness_from_firmness
from recommender.arrays import Array
from recommender.mechanics.bed import USUAL_LOG_CORE_RATIO, as_figures, comfort_cm_of
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import Bodies
from recommender.scoring.comfort import Comfort, terms
from recommender.scoring.optimum import best_uniform, settle, sharpness
from recommender.scoring.polynomials import N_FIGURES, quadratic_features, sum_of_squares
from recommender.sleeper import Position

N_BEDS = 64  # a power of two: the design is a Sobol sequence
# Range of the design around the centre: four firmness points either way, zones three, and a comfort layer that takes
# between a twentieth and two thirds of the yield.
BASE_REACH, ZONE_REACH, RATIO_REACH = 0.62, 0.45, 0.55
_BODIES_AT_ONCE = 256


@lru_cache(maxsize=1)
def design() -> Array:
    """(64, 4) offsets of the beds every body is simulated on."""
    from scipy.stats import qmc  # slow to import, and only training needs the design

    u = 2 * qmc.Sobol(5, seed=3).random(N_BEDS) - 1
    zones = BASE_REACH * u[:, :1] + ZONE_REACH * u[:, 1:4]
    return np.column_stack([zones, RATIO_REACH * u[:, 4]])


def centre_log_hardness(weight_kg: Array) -> Array:
    """(n,) centre of the design: the straight line of the published grade bands, limited to the scale."""
    return np.log(hardness_from_firmness(np.clip(5.3 + 0.055 * (np.asarray(weight_kg) - 75), 2.5, 9.5)))


@dataclass(frozen=True)
class Surfaces:
    """`coefficients` (terms, 15, n) on `quadratic_features` of x - (centre, centre, centre, usual ratio)."""

    centre: Array
    coefficients: Array


def lay_on_beds(bodies: Bodies, position: Position, figures: Array, parameters: Parameters) -> Array:
    """(terms, n) quantities of n bodies on n beds, each four figures of `figures` (n, 4)."""
    return terms(lay(bodies, position, as_figures(figures), parameters).measures)


def response_surfaces(bodies: Bodies, position: Position, parameters: Parameters = DEFAULT) -> Surfaces:
    """Simulate n bodies on the whole design and fit a quadratic to each quantity of each body."""
    x = design()
    solve = np.linalg.pinv(quadratic_features(x.T))
    centre = centre_log_hardness(bodies.weight_kg)
    parts = []
    for start in range(0, len(bodies), _BODIES_AT_ONCE):
        rows = np.arange(start, min(start + _BODIES_AT_ONCE, len(bodies)))
        repeated = np.repeat(rows, N_BEDS)
        beds = np.tile(x, (len(rows), 1))
        beds[:, :3] += centre[repeated][:, None]
        beds[:, 3] += USUAL_LOG_CORE_RATIO
        q = lay_on_beds(bodies.take(repeated), position, beds, parameters)
        parts.append(np.swapaxes(q.reshape(len(q), len(rows), N_BEDS) @ solve, 1, 2))
    return Surfaces(centre, np.concatenate(parts, axis=2))


@dataclass(frozen=True)
class Optimum:
    """Best beds of n bodies: `x` (n, 4) from the centre, the `terms` (t, 15, n) they are best for, and `precision`
    (4, 4, n)."""

    centre: Array
    x: Array
    terms: Array
    precision: Array

    def take(self, rows: slice) -> Optimum:
        """Some of the bodies."""
        return Optimum(self.centre[rows], self.x[rows], self.terms[..., rows], self.precision[..., rows])

    @property
    def log_hardness(self) -> Array:
        """(n, 3) ln N/mm under shoulder, waist and hip."""
        return self.centre[:, None] + self.x[:, :3]

    @property
    def log_core_ratio(self) -> Array:
        """(n,) ln of core over whole stiffness."""
        return USUAL_LOG_CORE_RATIO + self.x[:, 3]

    def comfort_cm(self) -> Array:
        """(n,) thickness of the comfort layer of the best bed, of the engine's softness."""
        return comfort_cm_of(self.log_core_ratio, np.exp(self.log_hardness.mean(axis=1)))

    def uniform_log_hardness(self) -> Array:
        """(n,) the best uniform bed, its comfort layer as is best with it."""
        return self.centre + best_uniform(self.x.T, self.precision)[0]

    def firmness(self) -> Array:
        return firmness_from_hardness(np.exp(self.uniform_log_hardness()))

    def zone_firmness(self) -> Array:
        return firmness_from_hardness(np.exp(self.log_hardness))


def felt_terms(surfaces: Surfaces, position: Position, bodies: Bodies, comfort: Comfort) -> Array:
    """(t, 15, n) each quantity less its reference, divided by its tolerance."""
    reference, tolerance = comfort.reference_and_tolerance(position, bodies.weight_kg, bodies.height_cm)
    found = surfaces.coefficients / tolerance[:, None]
    found[:, 0] -= reference / tolerance
    return found


def find_optimum(
    surfaces: Sequence[Surfaces], positions: Sequence[Position], bodies: Bodies, comfort: Comfort, shares: Array
) -> Optimum:
    """The bed of least discomfort over the night.

    Args:
        surfaces, positions: one each per position considered.
        shares: (n, positions) share of the night in each.
    """
    terms = night_terms(surfaces, positions, bodies, comfort, shares)
    x = settle(sum_of_squares(terms), np.zeros((N_FIGURES, len(bodies))))
    return Optimum(surfaces[0].centre, x.T, terms, sharpness(terms, x))


def night_terms(
    surfaces: Sequence[Surfaces], positions: Sequence[Position], bodies: Bodies, comfort: Comfort, shares: Array
) -> Array:
    """(t, 15, n) the terms of every position, weighted by the root of its share (n, positions) of the night."""
    root = np.sqrt(np.asarray(shares)).T
    return np.concatenate(
        [
            felt_terms(surface, position, bodies, comfort) * root[i]
            for i, (surface, position) in enumerate(zip(surfaces, positions, strict=True))
        ]
    )


# Starts of the search for further minima: a soft and a firm shoulder, a thin and a thick comfort layer, soft and firm.
STARTS = np.array(
    [[s + b, b, h + b, c] for s in (-0.4, 0.3) for h in (-0.3, 0.3) for b in (-0.4, 0.4) for c in (-0.45, 0.45)]
)
APART = 0.08  # ln N/mm: half a firmness point, so that rounding is no second minimum
_SEARCH, _AT_REST = 60, 1e-4


def minima(terms: Array) -> NDArray[np.intp]:
    """(n,) how many different minima (at least `APART`) Newton's method finds from `STARTS` for terms (t, 15, n); a
    search that is still moving after `_SEARCH` steps has found none.
    """
    quartic = sum_of_squares(terms)
    n = terms.shape[-1]
    near = [settle(quartic, np.repeat(start[:, None], n, axis=1), _SEARCH) for start in STARTS]
    found = np.stack([settle(quartic, x, 2) for x in near])
    rested = np.abs(found - np.stack(near)).max(axis=1) < _AT_REST
    count = rested[0].astype(int)
    for i in range(1, len(STARTS)):
        known = (np.abs(found[:i, :3] - found[i, :3]).max(axis=1) <= APART) & rested[:i]
        count += rested[i] & ~known.any(axis=0)
    return np.asarray(np.maximum(count, 1), dtype=np.intp)
