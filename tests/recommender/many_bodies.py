"""Bodies for the tests of the mechanics: one plain adult, and a wide spread of bodies and beds from one seed."""

from __future__ import annotations

import numpy as np

from recommender.person.anthropometry import Bodies, fill_arrays

UNKNOWN = np.nan


def adult(weight_kg: float = 75.0, height_cm: float = 175.0, male: float = 1.0, **measured_cm: float) -> Bodies:
    measured = {name: np.array([value]) for name, value in measured_cm.items()}
    return fill_arrays(np.array([weight_kg]), np.array([height_cm]), np.array([male]), np.array([UNKNOWN]), measured)


def spread(n: int, bmi: tuple[float, float] = (14, 60), height_cm: tuple[float, float] = (130, 220)) -> Bodies:
    rng = np.random.default_rng(7)
    height = rng.uniform(*height_cm, n)
    weight = rng.uniform(*bmi, n) * (height / 100) ** 2
    return fill_arrays(weight, height, rng.integers(0, 2, n).astype(float), np.full(n, UNKNOWN), {})


def hardnesses(n: int, low: float = 2, high: float = 25) -> np.ndarray:
    return np.exp(np.random.default_rng(8).uniform(np.log(low), np.log(high), n))


def zone_factors(n: int) -> np.ndarray:
    return np.exp(np.random.default_rng(9).normal(0, 0.3, (n, 3)))


def layers_cm(n: int) -> np.ndarray:
    """Comfort layers of 0 to 10 cm."""
    return np.random.default_rng(10).uniform(0, 10, n)


def softness_kpa(n: int) -> np.ndarray:
    """Their softness, from memory foam to firm latex."""
    return np.random.default_rng(11).uniform(1.5, 6, n)
