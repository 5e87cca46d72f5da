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
from sklearn.preprocessing import SplineTransformer

from recommender.anthropometry import Bodies
from recommender.comfort import load_comfort
from recommender.optimum import Optimum, best_uniform, find_optimum
from recommender.parameters import DEFAULT, spread
from recommender.population import sample_population
from recommender.scoring_model import CARD_FILE, MODEL_DIR, PositionModel, ScoringModel, pack, shape_design, write_model
from recommender.sleeper import POSITIONS
from recommender.surfaces import N_BEDS, design, quadratic_features, response_surfaces

Array = NDArray[np.float64]

DEFAULT_BODIES, DEFAULT_SEED = 2500, 20261123
ENSEMBLE_BODIES, ENSEMBLE_SETS, ENSEMBLE_SPREAD = 60, 12, 0.08  # spread ASSUMED: 8 % on every free figure
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
    spline = SplineTransformer(n_knots=6, degree=3, extrapolation="linear", include_bias=True)
    spline.fit(np.log(learn.weight_kg / 75)[:, None])
    shape = np.asarray(
        np.linalg.lstsq(shape_design(learn), np.log(learn.dimensions_cm()), rcond=None)[0], dtype=np.float64
    )
    model = ScoringModel(spline, shape, {}, np.zeros((12, 12)))
    level_x, rest_x = model.features(bodies, model.shape_departure(bodies))
    r2_level: dict[str, float] = {}
    r2_zones: dict[str, float] = {}
    digest = hashlib.sha256()
    for position in POSITIONS:
        progress(f"laying bodies on beds: {position}")
        surfaces = response_surfaces(bodies, position)
        best = find_optimum([surfaces], [position], bodies, comfort, np.ones((n, 1)))
        level, packed = learnt(
            best,
            surfaces.coefficients,
            comfort.reference_and_tolerance(position, bodies.weight_kg, bodies.height_cm)[1],
        )
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
    model.ensemble_cov = ensemble_covariance(held.take(slice(0, ENSEMBLE_BODIES)), rng)
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


def learnt(best: Optimum, coefficients: Array, tolerance: Array) -> tuple[Array, Array]:
    """(n,) level and (n, f) the rest that the model learns from the best beds of one position.

    Slopes are the straight lines through the whole design, which serve four points either way better than tangents.
    """
    x = design()
    secant = np.linalg.pinv(np.column_stack([np.ones(N_BEDS), x]))[1:] @ quadratic_features(x)
    slope = np.moveaxis(coefficients @ secant.T / tolerance[..., None], 0, 1)
    level = best.centre + best_uniform(best.x, best.precision)[0]
    offsets = best.log_hardness - level[:, None]
    return level, pack(level, offsets, best.x[:, 3], best.residual.T, slope)


def ensemble_covariance(bodies: Bodies, rng: np.random.Generator) -> Array:
    """(12, 12) covariance of the best beds (three positions, four figures) over parameter sets of the mechanics.

    The anchors hold the population's level whatever the parameters, so each set's mean shift is taken out.
    """
    comfort = load_comfort()
    one = np.ones((len(bodies), 1))
    draws = []
    for _ in range(ENSEMBLE_SETS):
        parameters = spread(DEFAULT, rng, ENSEMBLE_SPREAD)
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
58 years, over BMI 35 and lying on the stomach rest on extrapolation. The spread over parameter sets assumes 8 % on
every free figure of the mechanics.

**Reproduce.** `mattress-fit train` with the seed above. Results changed {manifest["results_changed"]}.
"""
