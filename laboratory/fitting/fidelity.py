"""How closely the scoring model follows the mechanics on held-out bodies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.firmness import hardness_from_firmness
from laboratory.fitting.surfaces import Optimum, find_optimum, lay_on_beds, response_surfaces
from recommender.arrays import Array
from recommender.mechanics.parameters import DEFAULT
from recommender.person.anthropometry import Bodies
from recommender.scoring.comfort import Comfort
from recommender.scoring.polynomials import values
from recommender.scoring.scoring_model import ORIGIN, ScoringModel
from recommender.sleeper import POSITIONS, ZONES, Position

N_BEDS = 20
WITHIN_POINTS = 4.0  # of the best uniform bed, inside the scale
SCALE = (1.0, 10.0)
ZONE_SD, RATIO_REACH = 0.1, 0.35  # every second bed is zoned at random; ln stiffness


@dataclass(frozen=True)
class Fidelity:
    """R2 against the mechanics: of the best bed's level and zones (ln N/mm), and of discomfort on random beds."""

    level: float
    zones: dict[str, float]
    discomfort: float


def fidelity(model: ScoringModel, bodies: Bodies, comfort: Comfort, seed: int) -> dict[str, Fidelity]:
    """By position, on n bodies: their best beds, and 20 beds each within four points of them on the 1-10 scale."""
    one = np.ones((len(bodies), 1))
    found: dict[str, Fidelity] = {}
    for position in POSITIONS:
        best = find_optimum([response_surfaces(bodies, position)], [position], bodies, comfort, one)
        found[position] = fidelity_in(model, bodies, position, best, comfort, np.random.default_rng(seed))
    return found


def fidelity_in(
    model: ScoringModel, bodies: Bodies, position: Position, truth: Optimum, comfort: Comfort, rng: np.random.Generator
) -> Fidelity:
    """Fidelity in one position, given the best beds by the mechanics."""
    needs, place = model.needs(bodies), list(model.positions).index(position)
    said, true = needs.best[place, :3].T, truth.log_hardness
    reference, tolerance = comfort.reference_and_tolerance(position, bodies.weight_kg, bodies.height_cm)
    laid, told = [], []
    for number in range(N_BEDS):
        firmness = np.clip(truth.firmness() + rng.uniform(-WITHIN_POINTS, WITHIN_POINTS, len(bodies)), *SCALE)
        zones = ZONE_SD * (number % 2) * rng.standard_normal((len(bodies), 3))
        bed = np.log(hardness_from_firmness(firmness))[:, None] + zones
        ratio = ORIGIN[3] + rng.uniform(-RATIO_REACH, RATIO_REACH, len(bodies))
        lain = np.column_stack([bed, ratio])
        quantities = lay_on_beds(bodies, position, lain, DEFAULT)
        laid.append((((quantities - reference) / tolerance) ** 2).sum(axis=0))
        told.append((values(needs.terms[place], (lain - ORIGIN).T) ** 2).sum(axis=0))
    return Fidelity(
        level=r2(truth.uniform_log_hardness(), model.level(bodies, position)),
        zones={name: r2(true[:, z], said[:, z]) for z, name in enumerate(ZONES)},
        discomfort=r2(np.array(laid), np.array(told)),
    )


def r2(truth: Array, guess: Array) -> float:
    """Share of the variance explained."""
    return float(1 - ((truth - guess) ** 2).sum() / ((truth - truth.mean()) ** 2).sum())
