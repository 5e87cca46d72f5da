"""How best beds scatter over worlds: by size, positive semidefinite by construction, counted by what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from laboratory.benchmarks.people import whole
from laboratory.fitting.ensemble_spread import departures, fitted_patterns
from laboratory.fitting.worlds import World, ensemble_worlds, shipped_world
from recommender.arrays import Array
from recommender.person.anthropometry import Bodies, fill_arrays
from recommender.person.population import sample_evenly
from recommender.scoring.comfort import TERMS
from recommender.scoring.scoring_model import N_PATTERNS, Linear, load_model, size_design

N_BEST = 12  # figures of three best beds


@pytest.fixture(scope="module")
def bodies() -> Bodies:
    return whole(sample_evenly(60, np.random.default_rng(4)))


def moment(patterns: Linear, left: Array, bodies: Bodies) -> Array:
    """(12, 12, n) as the model gives it."""
    apart = patterns(size_design(bodies)).reshape(N_BEST, N_PATTERNS, -1)
    return np.asarray(np.einsum("irn,jrn->ijn", apart, apart) + left[..., None])


def test_departures_linear_in_size_come_back(bodies: Bodies) -> None:
    rng = np.random.default_rng(1)
    worlds = 5
    size = np.vstack([np.ones(len(bodies)), size_design(bodies)[:3]])
    apart = np.einsum("mkc,cn->mnk", rng.normal(size=(worlds, N_BEST, len(size))), size)
    patterns, left = fitted_patterns(bodies, apart)
    truth = np.einsum("mnk,mnl->kln", apart, apart) / worlds
    found = moment(patterns, left, bodies)
    assert found.mean(axis=2) == pytest.approx(truth.mean(axis=2), abs=0.02 * np.abs(truth).max())
    assert np.corrcoef(found.ravel(), truth.ravel())[0, 1] > 0.99


def test_what_patterns_leave_is_the_same_for_everybody(bodies: Bodies) -> None:
    """Departures that have nothing to do with size: the mean moment is kept, and no size differs much."""
    apart = np.random.default_rng(2).normal(size=(200, len(bodies), N_BEST))
    patterns, left = fitted_patterns(bodies, apart)
    found = moment(patterns, left, bodies)
    truth = np.einsum("mnk,mnl->kl", apart, apart) / apart[..., 0].size
    assert found.mean(axis=2) == pytest.approx(truth, abs=0.1)
    assert np.linalg.eigvalsh(left).min() > 0.5


def test_fewer_worlds_than_patterns(bodies: Bodies) -> None:
    apart = np.random.default_rng(3).normal(size=(2, len(bodies), N_BEST))
    patterns, left = fitted_patterns(bodies, apart)
    assert patterns.coefficients.shape == (N_BEST * N_PATTERNS, len(size_design(bodies)))
    assert np.linalg.eigvalsh(moment(patterns, left, bodies).T).min() > -1e-9


def test_the_shipped_world_does_not_depart_from_itself(bodies: Bodies) -> None:
    assert departures(bodies.take(slice(0, 4)), [shipped_world()]) == pytest.approx(0.0, abs=1e-12)


def test_a_world_in_which_everything_is_felt_more_counts_as_farther(bodies: Bodies) -> None:
    """Best beds of two worlds lie alike; where tolerances are smaller, lying beside them costs more."""
    few = bodies.take(slice(0, 12))
    usual = ensemble_worlds()[3]
    figures = usual.comfort.as_dict()
    smaller = {n: 0.7 * figures[n] for n in figures if "tolerance" in n and not n.endswith("ratio")}
    assert len(smaller) == len(TERMS)
    touchy = World(usual.parameters, type(usual.comfort)(**{**figures, **smaller}))
    plain, more = departures(few, [usual, touchy])
    assert np.linalg.norm(more) > 1.1 * np.linalg.norm(plain)


def test_the_model_that_ships_is_less_sure_of_heavy_people() -> None:
    model = load_model()

    def spread(weight_kg: float, height_cm: float, male: float) -> Array:
        weight, height, man, age = (np.array([v]) for v in (weight_kg, height_cm, male, np.nan))
        body = fill_arrays(weight, height, man, age, {})
        return model.ensemble_cov(body)[..., 0]

    usual, heavy = spread(75, 178, 1), spread(125, 175, 1)
    assert np.trace(heavy) > 1.3 * np.trace(usual)


def test_the_spread_is_positive_semidefinite_at_every_size() -> None:
    bodies = whole(sample_evenly(2000, np.random.default_rng(9)))
    assert np.linalg.eigvalsh(load_model().ensemble_cov(bodies).T).min() > 0
