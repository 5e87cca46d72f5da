"""Build the scoring model: simulate a population, find best beds, fit, judge, save."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.preprocessing import PolynomialFeatures, SplineTransformer, StandardScaler

from recommender.anthropometry import Bodies
from recommender.calibration import ensemble
from recommender.comfort import load_comfort
from recommender.optimum import Optimum, find_optimum
from recommender.polynomials import moved
from recommender.population import sample_population
from recommender.scoring_model import (
    CARD_FILE,
    MODEL_DIR,
    PositionModel,
    ScoringModel,
    base_features,
    pack,
    shape_design,
    write_model,
)
from recommender.sleeper import POSITIONS
from recommender.surfaces import N_BEDS, response_surfaces

Array = NDArray[np.float64]

DEFAULT_BODIES, DEFAULT_SEED = 6000, 20261123
ENSEMBLE_BODIES = 60
HELD_OUT = 0.2
RIDGE_ALPHA = 1e-3
HASH_DIGITS = 6  # figures are hashed to this many decimals, which no machine differs in


@dataclass(frozen=True)
class TrainingReport:
    """What `train` found: rows, fidelity on held-out bodies (R2 by position), and the manifest it wrote."""

    n_bodies: int
    r2_level: dict[str, float]
    r2_zones: dict[str, float]
    manifest: dict[str, Any]


def train(
    out_dir: Path = MODEL_DIR,
    seed: int = DEFAULT_SEED,
    n: int = DEFAULT_BODIES,
    progress: Callable[[str], None] = lambda step: None,
) -> TrainingReport:
    """Simulate n bodies, fit the model on most of them, judge on the rest, write model, manifest and card.

    Everything follows from `seed`; the file's hash differs only where a library writes differently.
    """
    rng = np.random.default_rng(seed)
    progress("drawing bodies")
    bodies = _whole(sample_population(n, rng))
    comfort = load_comfort()
    split = int(n * (1 - HELD_OUT))
    learn, held = bodies.take(slice(0, split)), bodies.take(slice(split, n))
    model = _untrained(learn)
    level_x, rest_x = model.features(bodies, model.shape_departure(bodies))
    r2_level: dict[str, float] = {}
    r2_zones: dict[str, float] = {}
    digest = hashlib.sha256()
    for position in POSITIONS:
        progress(f"laying bodies on beds: {position}")
        surfaces = response_surfaces(bodies, position)
        best = find_optimum([surfaces], [position], bodies, comfort, np.ones((n, 1)))
        level, packed = learnt(best)
        digest.update(np.round(np.column_stack([level, packed]), HASH_DIGITS).tobytes())
        progress(f"fitting: {position}")
        fitted = PositionModel(
            LinearRegression(positive=True).fit(level_x[:split], level[:split]),
            Ridge(alpha=RIDGE_ALPHA).fit(rest_x[:split], packed[:split]),
        )
        model.positions[position] = fitted
        r2_level[position] = _r2(level[split:], fitted.level.predict(level_x[split:]))
        guess = fitted.level.predict(level_x[split:])[:, None] + fitted.rest.predict(rest_x[split:])[:, :3]
        r2_zones[position] = _r2(best.log_hardness[split:], guess)
    progress("spread over parameter sets")
    model.ensemble_cov = ensemble_covariance(held.take(slice(0, ENSEMBLE_BODIES)))
    today = date.today().isoformat()
    facts = {
        "version": today.replace("-", "."),
        "results_changed": today,
        "seed": seed,
        "n_bodies": n,
        "training_data_sha256": digest.hexdigest(),
        "r2_level": r2_level,
        "r2_zones": r2_zones,
    }
    manifest = write_model(model, out_dir, facts)
    (out_dir / CARD_FILE).write_text(_card(manifest), encoding="utf-8")
    return TrainingReport(n, r2_level, r2_zones, manifest)


def _whole(drawn: dict[str, Array]) -> Bodies:
    n = len(drawn["weight_kg"])
    return Bodies(**drawn, log_cov=np.zeros((n, 7, 7)), measured=np.ones((n, 7), dtype=bool))


def _untrained(learn: Bodies) -> ScoringModel:
    """A model whose features are fitted and whose positions are not."""
    log_weight, log_height, _ = base_features(learn)
    spline = SplineTransformer(n_knots=6, degree=3, extrapolation="linear", include_bias=True)
    spline.fit(log_weight[:, None])
    design = shape_design(learn)
    shape = np.asarray(np.linalg.lstsq(design, np.log(learn.dimensions_cm()), rcond=None)[0], dtype=np.float64)
    departure = np.log(learn.dimensions_cm()) - design @ shape
    figures = np.column_stack([log_weight, log_height, departure])
    scaler = StandardScaler().fit(figures)
    z = scaler.transform(figures)
    free = PolynomialFeatures(2, include_bias=False).fit(z[:, 1:])
    powers = PolynomialFeatures(3, include_bias=False).fit(z)
    return ScoringModel(spline, shape, scaler, free, powers, {}, np.zeros((12, 12)))


def learnt(best: Optimum) -> tuple[Array, Array]:
    """(n,) level and (n, f) the rest that the model learns from the best beds of one position."""
    level = best.uniform_log_hardness()
    offsets = best.log_hardness - level[:, None]
    return level, pack(offsets, best.x[:, 3], moved(best.terms, -best.x))


def ensemble_covariance(bodies: Bodies) -> Array:
    """(12, 12) covariance of the best beds (three positions, four figures) over parameter sets of the mechanics.

    The anchors hold the population's level whatever the parameters, so each set's mean shift is taken out.
    """
    comfort = load_comfort()
    one = np.ones((len(bodies), 1))
    draws = []
    for parameters in ensemble():
        best = [
            find_optimum([response_surfaces(bodies, p, parameters)], [p], bodies, comfort, one).x for p in POSITIONS
        ]
        draws.append(np.concatenate(best, axis=1))
    spread_out = np.array(draws)
    spread_out = spread_out - spread_out.mean(axis=0)
    level = spread_out[..., [0, 1, 2, 4, 5, 6, 8, 9, 10]].mean(axis=(1, 2))
    spread_out[..., [0, 1, 2, 4, 5, 6, 8, 9, 10]] -= level[:, None, None]
    flat = spread_out.reshape(-1, 12)
    return np.asarray(flat.T @ flat / len(flat))


def _r2(truth: Array, guess: Array) -> float:
    return float(1 - ((truth - guess) ** 2).sum() / ((truth - truth.mean(axis=0)) ** 2).sum())


def _card(manifest: dict[str, Any]) -> str:
    rows = "\n".join(
        f"| {p} | {manifest['r2_level'][p]:.3f} | {manifest['r2_zones'][p]:.3f} |" for p in manifest["r2_level"]
    )
    return f"""# Model card: scoring model {manifest["version"]}

**What it does.** Maps a body (weight, height, sex, breadths and depths) to the bed it lies on best in each position,
and to how discomfort grows away from that bed. A night is a sum over positions; matching uses nothing else.

**Made from.** {manifest["n_bodies"]} bodies resampled from a population fitted to 6,068 measured adults and public
health surveys (BMI 16-50, ages 18-90), each laid on {N_BEDS} simulated beds in three positions. Seed
{manifest["seed"]}. No outcome of a real sleeper has been used.

**Intended use.** Choosing a mattress for comfort. Not for diagnosis, triage or treatment; not for children.

**Fidelity to the mechanics** on held-out bodies (R2; ln hardness):

| position | best uniform bed | best bed by zone |
|---|---|---|
{rows}

**Limits.** The judge is our own simulator. References and tolerances of discomfort are anchored to one trial, shops'
grade bands and professionals' judgement (`recommender/data/comfort.json` says which and what was reached). Bodies over
58 years, over BMI 35 and lying on the stomach rest on extrapolation. The spread over parameter sets is that of
the calibration's ensemble.

**Reproduce.** `mattress-fit train` with the seed above. Results changed {manifest["results_changed"]}.
"""
