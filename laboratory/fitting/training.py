"""Build the scoring model: simulate a population, find best beds, fit, judge, save."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import Ridge

from catalog.firmness import hardness_from_firmness
from laboratory.fitting.ensemble_spread import departures, fitted_patterns
from laboratory.fitting.fidelity import Fidelity, fidelity_in
from laboratory.fitting.fitted_features import fitted_features
from laboratory.fitting.judging import Truths, true_target
from laboratory.fitting.model_card import card, judged
from laboratory.fitting.surfaces import Optimum, find_optimum, response_surfaces
from laboratory.fitting.worlds import World, ensemble_worlds, shipped_world
from recommender.arrays import Array
from recommender.person.anthropometry import DIMENSIONS, Bodies
from recommender.person.population import sample_evenly, sample_population
from recommender.scoring.comfort import load_comfort
from recommender.scoring.polynomials import move
from recommender.scoring.scoring_model import (
    CARD_FILE,
    MODEL_DIR,
    N_PATTERNS,
    N_SIZE,
    Linear,
    PositionModel,
    ScoringModel,
    level_design,
    pack,
    size_design,
    write_model,
)
from recommender.sleeper import POSITIONS

DEFAULT_BODIES, DEFAULT_SEED = 6000, 20261123
ENSEMBLE_SHARE = 1 / 16  # of the bodies learnt from, simulated in every world
OWN_SHARE, EVERY_WORLD = 0.25, 3  # of the held-out, whose best beds the mechanics find, in every third world
JUDGED_SHARE = 0.25  # of the held-out bodies, whose choices and intervals the card reports
HELD_OUT, EVENLY = 0.2, 0.25  # share held out for judging, share drawn evenly over stature and BMI
RIDGE_ALPHA = 1e-3
LEVEL_ALPHA = 0.1  # enough to keep coefficients stable where bodies are few
DIMENSION_STEP = 0.05  # ln of a dimension, step of difference quotients
HASH_DIGITS = 6  # figures are hashed to this many decimals, in which machines do not differ


@dataclass(frozen=True)
class TrainingReport:
    """Results of `train`: rows, fidelity on held-out bodies by position, and the manifest it wrote."""

    n_bodies: int
    fidelity: dict[str, Fidelity]
    manifest: dict[str, Any]


def train(
    out_dir: Path = MODEL_DIR,
    seed: int = DEFAULT_SEED,
    n: int = DEFAULT_BODIES,
    progress: Callable[[str], None] = lambda step: None,
    worlds: Sequence[World] | None = None,
) -> TrainingReport:
    """Simulate n bodies, fit the model on most of them, judge on the rest, write model, manifest and card.

    Everything is derived from `seed`; the file's hash differs only where a library writes differently.

    Args:
        out_dir: where to write.
        seed, n: of the simulated population.
        progress: called with each step's name.
        worlds: for the spread of targets and the judging; by default the calibration's whole ensemble. Fewer are
            quicker
            and underestimate the spread.
    """
    every = ensemble_worlds() if worlds is None else tuple(worlds)
    few = every[::EVERY_WORLD]
    rng = np.random.default_rng(seed)
    progress("drawing bodies")
    even, held_out = int(n * EVENLY), int(n * HELD_OUT)
    parts = [sample_evenly(even, rng), sample_population(n - even, rng)]
    bodies = _whole({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    comfort = load_comfort()
    split = n - held_out  # only bodies drawn from the population are used for judging
    learn, held = bodies.take(slice(0, split)), bodies.take(slice(split, n))
    features = fitted_features(learn)
    positions: dict[str, PositionModel] = {}
    moves, patterns = (Linear(np.zeros((12 * k, N_SIZE)), np.zeros(12 * k)) for k in (len(DIMENSIONS), N_PATTERNS))
    zeros = np.zeros((2, 12, 12))
    model = ScoringModel(features, positions, moves, patterns, zeros[0], zeros, np.zeros((2, 3)))
    departure = features.departure(bodies)
    level_x, rest_x = level_design(*features.level(bodies, departure)), features.rest(bodies, departure)
    found: dict[str, Fidelity] = {}
    digest = hashlib.sha256()
    for position in POSITIONS:
        progress(f"simulating bodies on beds: {position}")
        surfaces = response_surfaces(bodies, position)
        best = find_optimum([surfaces], [position], bodies, comfort, np.ones((n, 1)))
        level, packed = learnt(best)
        digest.update(np.round(np.column_stack([level, packed]), HASH_DIGITS).tobytes())
        progress(f"fitting: {position}")
        positions[position] = PositionModel(
            _fitted(
                Ridge(alpha=LEVEL_ALPHA, positive=True, tol=1e-8, max_iter=5000), level_x[:, :split], level[:split]
            ),
            _fitted(Ridge(alpha=RIDGE_ALPHA), rest_x[:, :split], packed[:split]),
        )
        found[position] = fidelity_in(model, held, position, best.take(slice(split, n)), comfort, rng)
    progress("spread over parameter sets")
    some = learn.take(slice(0, split, round(1 / ENSEMBLE_SHARE)))
    patterns, left = fitted_patterns(some, departures(some, every))
    model = replace(model, moves=fitted_moves(model, learn), patterns=patterns, ensemble_left=left)
    progress("finding best beds by the mechanics alone")
    zones, levels = own_covariance(model, _first(held, OWN_SHARE), few, rng)
    model = replace(model, own_cov=zones, own_level=levels)
    today = date.today().isoformat()
    facts = {
        "version": today.replace("-", "."),
        "results_changed": today,
        "seed": seed,
        "n_bodies": n,
        "n_held_out": n - split,
        "training_data_sha256": digest.hexdigest(),
        "r2_level": {position: f.level for position, f in found.items()},
        "r2_zones": {position: f.zones for position, f in found.items()},
        "r2_discomfort": {position: f.discomfort for position, f in found.items()},
    }
    manifest = write_model(model, out_dir, facts)
    progress("judging choices and intervals")
    judgement = judged(model, _first(held, JUDGED_SHARE), few, rng)
    (out_dir / CARD_FILE).write_text(card(manifest, judgement), encoding="utf-8")
    return TrainingReport(n, found, manifest)


def _first(bodies: Bodies, share: float) -> Bodies:
    return bodies.take(slice(0, round(share * len(bodies))))


def _fitted(ridge: Ridge, x: Array, y: Array) -> Linear:
    """Predictions for y (n,) or (n, m) by a ridge regression on features x (k, n)."""
    ridge.fit(x.T, y)
    return Linear(np.atleast_2d(ridge.coef_), np.atleast_1d(ridge.intercept_))


def _whole(drawn: dict[str, Array]) -> Bodies:
    n = len(drawn["weight_kg"])
    return Bodies(**drawn, log_cov=np.zeros((n, 7, 7)), measured=np.ones((n, 7), dtype=bool))


def learnt(best: Optimum) -> tuple[Array, Array]:
    """(n,) level and (n, f) everything else that the model learns from the best beds of one position."""
    level = best.uniform_log_hardness()
    offsets = best.log_hardness - level[:, None]
    terms = best.terms.copy()
    move(terms, -best.x.T)
    return level, pack(offsets, best.x[:, 3], terms)


def fitted_moves(model: ScoringModel, bodies: Bodies) -> Linear:
    """A ridge regression of how the best beds move with the ln of each dimension, by differences of the fitted
    model.
    """
    departure = model.features.departure(bodies)
    steps = DIMENSION_STEP * np.eye(len(DIMENSIONS))[..., None]
    sides = [[model.best(bodies, departure + sign * step) for step in steps] for sign in (1, -1)]
    slope = np.moveaxis(np.array(sides[0]) - np.array(sides[1]), (3, 0), (0, 3)) / (2 * DIMENSION_STEP)
    return _fitted(Ridge(alpha=RIDGE_ALPHA), size_design(bodies), slope.reshape(len(bodies), -1))


def own_covariance(
    model: ScoringModel, bodies: Bodies, worlds: tuple[World, ...], rng: np.random.Generator
) -> tuple[Array, Array]:
    """(2, 12, 12) what to add to the model's `ensemble_cov`, for women and for men, so that it covers the distance
    between the best zones by the mechanics alone, in a world drawn for each body, and those of the model, by position;
    and (2, 3) the second moment of that distance for the best uniform bed, in the shipped world.

    Where discomfort is nearly flat the two differ although neither is much better, the shoulder on the side most; this
    uncertainty belongs to the stated target, not to its fits. The comfort layer is not included.
    """
    zones, levels, n = np.zeros((2, 12, 12)), np.zeros((2, len(POSITIONS))), len(bodies)
    zero, needs, drawn = np.zeros((n, 3)), model.needs(bodies), rng.integers(0, len(worlds), n)
    known = model.ensemble_cov(bodies)
    for i, position in enumerate(POSITIONS):
        night = np.tile(np.eye(len(POSITIONS))[i], (n, 1))
        anywhere = true_target(Truths(bodies, night, worlds, drawn, zero))
        here = true_target(Truths(bodies, night, (shipped_world(),), np.zeros(n, dtype=np.intp), zero))
        apart = np.log(hardness_from_firmness(anywhere.zones)) - needs.best[i, :3].T
        off = np.log(hardness_from_firmness(here.firmness)) - model.level(bodies, position)
        own = slice(4 * i, 4 * i + 3)
        for sex in (0, 1):
            those = bodies.male == sex
            zones[sex, own, own] = apart[those].T @ apart[those] / those.sum() - known[own, own][..., those].mean(
                axis=2
            )
            levels[sex, i] = (off[those] ** 2).mean()
    return zones, levels
