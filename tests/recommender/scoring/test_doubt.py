"""How uncertain a best bed is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.firmness import LOG_PER_POINT
from laboratory.benchmarks.people import whole
from recommender.arrays import EVEN
from recommender.person.population import sample_population
from recommender.scoring.comfort import LEVEL_SD_POINTS, TURNING_SD
from recommender.scoring.doubt import covariance_of_best_bed
from recommender.scoring.scoring_model import Linear, load_model


@pytest.mark.parametrize("position", range(3))
def test_in_one_position_all_night_what_parameter_sets_leave_open_is_what_they_leave_open_there(position: int) -> None:
    """Nothing of it is lost where discomfort is nearly flat, as it is along the comfort layer."""
    model = load_model()
    patterns = Linear(0 * model.patterns.coefficients, 0 * model.patterns.constant)
    left = np.diag(np.arange(1.0, 13.0) / 100)
    model = replace(model, patterns=patterns, ensemble_left=left)
    body = whole(sample_population(1, np.random.default_rng(3)))
    shares = np.eye(3)[position][:, None]
    sharp = np.diag([40.0, 8.0, 30.0, 0.02])[..., None, None] * shares
    best = np.full((3, 4, 1), 1.8)
    covariance, _ = covariance_of_best_bed(model, body, shares, sharp, best[0], best, np.array([True]))
    known = (LEVEL_SD_POINTS * LOG_PER_POINT) ** 2 * np.outer(EVEN, EVEN)
    known += TURNING_SD**2 * (np.diag(EVEN) - np.outer(EVEN, EVEN) / 3)
    there = slice(4 * position, 4 * position + 4)
    np.testing.assert_allclose(covariance[..., 0] - known, left[there, there], atol=1e-9)
