"""People for the judge: their true bodies, and what they state. Simulated, or held-out rows of the army survey."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd

from recommender.arrays import Array
from recommender.person import anthropometry
from recommender.person.anthropometry import DIMENSIONS, MEASUREMENT_ERROR_LOG, Bodies
from recommender.person.population import sample_population
from recommender.sleeper import POSITIONS, Sleeper

RAW_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ARMY = "bodies/ansur2_2012.csv"
ARMY_NAMES = {"bideltoid_breadth_cm": "shoulder_breadth_cm"}
# What people state: shares of those who give sex and age, and of those who measured; how sure they are of their
# night. ASSUMED.
TELLS_SEX, TELLS_AGE, SURE, MEASURED_HIPS, MEASURED_SHOULDERS = 0.9, 0.8, 0.6, 0.3, 0.2
MAIN_POSITION = (0.5, 0.3, 0.2)  # more stomach sleepers than in reality, so that results for them can be reported


@dataclass(frozen=True)
class People:
    """`told[i]` is what person i states."""

    told: list[Sleeper]
    bodies: Bodies


def whole(columns: dict[str, Array]) -> Bodies:
    """Bodies without any uncertainty."""
    n, k = len(columns["weight_kg"]), len(DIMENSIONS)
    return Bodies(**columns, log_cov=np.zeros((n, k, k)), measured=np.ones((n, k), dtype=bool))


def simulated(n: int, rng: np.random.Generator, *, measures: bool = True) -> People:
    """n people from the shipped population, BMI 16-50 and ages 18-90."""
    bodies = whole(sample_population(n, rng))
    return People(tell(bodies, rng, measures=measures), bodies)


def tell(bodies: Bodies, rng: np.random.Generator, *, measures: bool) -> list[Sleeper]:
    """What people with these bodies state; without `measures` only weight, height, sex, age and night."""
    n = len(bodies)
    sex = np.where(bodies.male >= 0.5, "male", "female")
    hips = bodies.hip_breadth_cm * np.exp(MEASUREMENT_ERROR_LOG["hip_breadth_cm"] * rng.standard_normal(n))
    shoulders = bodies.shoulder_breadth_cm * np.exp(
        MEASUREMENT_ERROR_LOG["shoulder_breadth_cm"] * rng.standard_normal(n)
    )
    shares = told_nights(n, rng)
    u = rng.random((n, 5)) if measures else np.tile([0.0, 0.0, 0.0, 1.0, 1.0], (n, 1))
    return [
        Sleeper(
            weight_kg=float(bodies.weight_kg[i]),
            height_cm=float(bodies.height_cm[i]),
            **dict(zip(POSITIONS, shares[i].tolist(), strict=True)),
            sex=str(sex[i]) if u[i, 0] < TELLS_SEX else "unspecified",  # type: ignore[arg-type]
            age_years=float(bodies.age_years[i]) if u[i, 1] < TELLS_AGE else None,
            position_sure=bool(u[i, 2] < SURE),
            hip_breadth_cm=float(hips[i]) if u[i, 3] < MEASURED_HIPS else None,
            shoulder_breadth_cm=float(shoulders[i]) if u[i, 4] < MEASURED_SHOULDERS else None,
        )
        for i in range(n)
    ]


def told_nights(n: int, rng: np.random.Generator) -> Array:
    """(n, 3) nights as stated: a main position with half to all of the night, the rest divided at random over the
    others.
    """
    main = rng.choice(3, n, p=MAIN_POSITION)
    share = rng.uniform(0.5, 1, n)
    rest = rng.dirichlet(np.ones(3), n) * (np.arange(3) != main[:, None])
    told = rest / rest.sum(axis=1, keepdims=True) * (1 - share)[:, None]
    told[np.arange(n), main] += share
    return np.asarray(told)


def army(rows: pd.DataFrame) -> Bodies:
    """Measured bodies of the survey's rows."""
    named = rows.rename(columns=ARMY_NAMES)
    named["male"] = np.where(named["sex"] == "male", 1.0, 0.0)
    names = ("weight_kg", "height_cm", "age_years", "male", *DIMENSIONS)
    return whole({name: named[name].to_numpy(dtype=float) for name in names})


@contextmanager
def held_out(n: int, rng: np.random.Generator, raw_data: Path = RAW_DATA) -> Iterator[Bodies]:
    """n bodies of the survey; while they are judged, unknown dimensions are estimated from the other rows alone.

    Where the survey is not available, bodies are drawn from the shipped population.
    """
    path = raw_data / ARMY
    if not path.exists():
        yield whole(sample_population(n, rng))
        return
    survey = pd.read_csv(path)
    chosen = rng.permutation(len(survey))[:n]
    with prior_without(survey.drop(index=survey.index[chosen])):
        yield army(survey.iloc[chosen])


@contextmanager
def prior_without(rest: pd.DataFrame) -> Iterator[None]:
    """The joint log-normal of bodies refitted to these rows of the survey."""
    figures = anthropometry.figures()
    short = {"bideltoid_breadth_cm": "shoulder_breadth_cm", "hip_circ_cm": "hip_circumference_cm"}
    named = rest.rename(columns={**short, "waist_circ_cm": "waist_circumference_cm"})
    joint: dict[str, Any] = {}
    for sex in ("female", "male"):
        logs = np.log(named.loc[named["sex"] == sex, figures["variables"]].to_numpy(dtype=float))
        joint[sex] = {"mean_log": logs.mean(axis=0), "cov_log": np.cov(logs.T)}
    anthropometry._rule.cache_clear()
    try:
        with patch.object(anthropometry, "figures", lambda: {**figures, "joint": joint}):
            yield
    finally:
        anthropometry._rule.cache_clear()
