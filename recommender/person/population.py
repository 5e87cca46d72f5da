"""Draw whole bodies from the population the figures were fitted to."""

from __future__ import annotations

import numpy as np

from recommender.arrays import Array
from recommender.person.anthropometry import DIMENSIONS, figures, fill_arrays

BMI_RANGE = (16.0, 50.0)  # kg/m2
AGE_RANGE_YEARS = (18.0, 90.0)
HEIGHT_RANGE_CM = (130.0, 220.0)
EVEN_HEIGHT_CM = (145.0, 205.0)
_SPARE = 1.2  # draws per requested body: a few per cent fall outside the ranges


def _draw_size(sex: str, n: int, rng: np.random.Generator) -> Array:
    """(n, 3) weight_kg, height_cm, age_years of one sex inside the ranges."""
    mixture = figures()["population"][sex]
    weight = np.array(mixture["weight"])
    mean, root = np.array(mixture["mean_log"]), np.linalg.cholesky(np.array(mixture["cov_log"]))
    kept = np.empty((0, 3))
    while len(kept) < n:
        wanted = int(_SPARE * (n - len(kept))) + 8
        part = rng.choice(len(weight), size=wanted, p=weight / weight.sum())
        size = np.exp(mean[part] + np.einsum("nij,nj->ni", root[part], rng.standard_normal((wanted, 3))))
        bmi = size[:, 0] / (size[:, 1] / 100.0) ** 2
        inside = np.ones(wanted, dtype=bool)
        for values, (low, high) in ((bmi, BMI_RANGE), (size[:, 1], HEIGHT_RANGE_CM), (size[:, 2], AGE_RANGE_YEARS)):
            inside &= (values >= low) & (values <= high)
        kept = np.concatenate([kept, size[inside]])
    return kept[:n]


def sample_evenly(n: int, rng: np.random.Generator) -> dict[str, Array]:
    """Draw n bodies spread evenly over `EVEN_HEIGHT_CM` and the logs of `BMI_RANGE`, to train at the edges of the range
    too.

    Ages are those of the population; every dimension is drawn from its conditional distribution. Returns as
    `sample_population`.
    """
    usual = sample_population(n, rng)
    height_cm = rng.uniform(*EVEN_HEIGHT_CM, n)
    low, high = np.log(BMI_RANGE)
    weight_kg = np.exp(rng.uniform(low, high, n)) * (height_cm / 100.0) ** 2
    return _with_dimensions(weight_kg, height_cm, usual["male"], usual["age_years"], rng)


def _with_dimensions(
    weight_kg: Array, height_cm: Array, male: Array, age_years: Array, rng: np.random.Generator
) -> dict[str, Array]:
    bodies = fill_arrays(weight_kg, height_cm, male, age_years, {}).sample(rng)
    drawn = {name: getattr(bodies, name) for name in DIMENSIONS}
    return {"weight_kg": weight_kg, "height_cm": height_cm, "male": male, "age_years": age_years, **drawn}


def sample_population(n: int, rng: np.random.Generator) -> dict[str, Array]:
    """Draw n bodies: about half men, BMI 16-50, ages 18-90, every dimension drawn from its conditional distribution.

    Returns:
        weight_kg, height_cm, male (1 or 0), age_years and each of `DIMENSIONS`, all (n,).
    """
    male = (rng.random(n) < 0.5).astype(float)
    size = np.empty((n, 3))
    for sex, rows in (("female", male == 0.0), ("male", male == 1.0)):
        size[rows] = _draw_size(sex, int(rows.sum()), rng)
    weight_kg, height_cm, age_years = np.ascontiguousarray(size.T)
    return _with_dimensions(weight_kg, height_cm, male, age_years, rng)
