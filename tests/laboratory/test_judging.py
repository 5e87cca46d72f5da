"""The judge: plain sums against closed forms, truths drawn as documented, and a best bed that no neighbour beats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.firmness import LOG_PER_POINT, hardness_from_firmness
from catalog.mattress import Mattress, Zone
from laboratory.fitting import judging
from laboratory.fitting.judging import Truths
from laboratory.fitting.worlds import ensemble_worlds, shipped_world
from recommender.person.anthropometry import DIMENSIONS, Bodies
from recommender.person.night import POPULATION_NIGHT
from recommender.person.population import sample_population
from recommender.ranking.bed_vectors import known_of
from recommender.scoring.comfort import LEVEL_SD_POINTS, TURNING_SD
from recommender.scoring.doubt import PERSON_SCATTER_POINTS
from recommender.scoring.scoring_model import ORIGIN


def whole_bodies(n: int, seed: int) -> Bodies:
    k = len(DIMENSIONS)
    drawn = sample_population(n, np.random.default_rng(seed))
    return Bodies(**drawn, log_cov=np.zeros((n, k, k)), measured=np.ones((n, k), dtype=bool))


def test_regret_is_the_share_of_the_catalogue_s_spread() -> None:
    found = np.array([[1.0, 3.0, 2.0], [5.0, 5.0, 5.0]])
    np.testing.assert_allclose(judging.regret_share(found, np.array([2, 0])), [0.5, 0.0])


def test_coverage_counts_both_ends() -> None:
    inside = judging.covered(np.array([1.0, 2.0, 3.1]), np.array([[1.0, 3.0]] * 3))
    assert inside.tolist() == [True, True, False]


def test_a_fit_that_shows_as_0_or_100_is_at_a_bound() -> None:
    assert judging.fits_at_bound(np.array([0.4, 0.6, 50, 99.4, 99.6])) == pytest.approx(0.4)


def test_a_true_fit_follows_the_contract() -> None:
    fit = judging.true_fit(np.array([[1.0, 3.0, 0.9]]), np.array([1.0]))
    np.testing.assert_allclose(fit, [[100, 100 * np.exp(-1), 100]])


def test_nights_are_drawn_about_the_counted_one_and_none_stays_none() -> None:
    counted = np.tile([0.7, 0.3, 0.0], (20_000, 1))
    sure = np.arange(20_000) % 2 == 0
    drawn = judging.draw_nights(counted, sure, np.random.default_rng(1))
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    np.testing.assert_allclose(drawn.mean(axis=0), [0.7, 0.3, 0], atol=0.01)
    assert (drawn[:, 2] == 0).all()
    assert drawn[~sure, 0].std() > drawn[sure, 0].std() > 0.1


@pytest.fixture(scope="module")
def truths() -> Truths:
    n = 12
    bodies = whole_bodies(n, seed=4)
    night = np.tile(POPULATION_NIGHT, (n, 1))
    return Truths(bodies, night, (shipped_world(),), np.zeros(n, dtype=np.intp), np.zeros((n, 3)))


def figures(firmness: np.ndarray, ratio: np.ndarray | float = ORIGIN[3]) -> np.ndarray:
    """(..., 4) figures of beds of this firmness per zone (..., 3)."""
    level = np.log(hardness_from_firmness(firmness))
    return np.concatenate([level, np.broadcast_to(np.asarray(ratio)[..., None], (*level.shape[:-1], 1))], axis=-1)


def test_many_beds_at_once_are_the_same_as_one_by_one(truths: Truths) -> None:
    beds = figures(np.array([[4.0, 4.0, 5.0], [7.0, 7.0, 6.0]]), np.array([0.3, 0.8]))
    together = judging.discomfort_on(truths, beds[None])
    for bed in range(2):
        alone = judging.discomfort(truths, np.tile(beds[bed], (len(truths), 1)))
        np.testing.assert_allclose(together[:, bed], alone, rtol=1e-9)


def test_a_person_off_by_a_point_feels_a_bed_a_point_softer(truths: Truths) -> None:
    """Their best zones lie higher, so every bed is to them as one that much lower is to others."""
    off = np.array([1.0, 0.5, -0.3]) * LOG_PER_POINT
    moved = replace(truths, off=np.tile(off, (len(truths), 1)))
    firmness = np.array([[[6.0, 6.0, 6.0], [4.0, 5.0, 7.0]]])
    np.testing.assert_allclose(
        judging.discomfort_on(moved, figures(firmness)),
        judging.discomfort_on(truths, figures(firmness - off / LOG_PER_POINT)),
        rtol=1e-9,
    )


@pytest.mark.slow
def test_no_uniform_bed_beats_the_ideal_and_the_best_one_beats_its_neighbours(truths: Truths) -> None:
    found = judging.true_target(truths)
    steps = np.arange(-3, 3.01, 0.5)
    firmness = np.repeat((found.firmness[:, None] + steps)[..., None], 3, axis=2)
    cost = judging.discomfort_on(truths, figures(firmness))
    assert (cost >= found.ideal[:, None] - 1e-9).all()
    # The best uniform bed is free in its comfort layer, which moves it for very heavy bodies.
    best = steps[np.argmin(cost, axis=1)]
    assert np.mean(np.abs(best) <= 0.5) >= 0.8


@pytest.mark.slow
def test_an_offset_moves_the_target_and_leaves_its_discomfort(truths: Truths) -> None:
    plain = judging.true_target(truths)
    off = np.array([0.8, 0.5, 0.2])
    moved = judging.true_target(replace(truths, off=np.tile(off * LOG_PER_POINT, (len(truths), 1))))
    np.testing.assert_allclose(moved.firmness - plain.firmness, 0.5, atol=1e-9)
    np.testing.assert_allclose(moved.zones - plain.zones, np.tile(off, (len(truths), 1)), atol=1e-9)
    np.testing.assert_allclose(moved.ideal, plain.ideal)


def test_a_true_bed_is_as_declared_but_for_what_its_record_leaves_open() -> None:
    n = 4000
    plain = Mattress("a", "x", "y", type="pocket_spring", firmness=5.0, firmness_sd=1.0)
    unset, tall = np.full((n, 3), np.nan), np.full(n, 175.0)

    def drawn(bed: Mattress, setting: np.ndarray = unset) -> np.ndarray:
        return judging.true_beds([bed] * n, setting, tall, np.random.default_rng(1))

    (centre, covariance), found = known_of([plain], beyond=True).figures(175.0), drawn(plain)
    assert found[:, :3].mean() == pytest.approx(float(np.log(hardness_from_firmness(5.0))), abs=0.02)
    assert found[:, :3].mean(axis=1).std() == pytest.approx(LOG_PER_POINT, rel=0.1)
    np.testing.assert_allclose(found.mean(axis=0), centre[0], atol=0.03)
    np.testing.assert_allclose(np.cov(found.T), covariance[0], atol=0.01)
    zoned = replace(plain, zones=(Zone(30, 60, 0.7), Zone(60, 200, 1.0)))
    soft = drawn(zoned)
    assert (soft[:, 0] < soft[:, 2]).mean() > 0.95
    air = replace(plain, firmness=None, adjust="per_side", adjust_min=2.0, adjust_max=10.0)
    set_to = drawn(air, np.full((n, 3), 8.0))
    assert set_to[:, :3].mean() == pytest.approx(float(np.log(hardness_from_firmness(8.0))), abs=0.02)


def test_truths_come_from_every_world_and_spread_as_the_anchors_leave_open() -> None:
    n = 4000

    def drawn(persons: bool) -> Truths:
        return judging.draw_truths(
            whole_bodies(n, seed=1),
            np.tile(POPULATION_NIGHT, (n, 1)),
            np.ones(n, dtype=bool),
            ensemble_worlds(),
            np.random.default_rng(0),
            persons,
        )

    bodies, persons = drawn(False), drawn(True)
    assert set(bodies.world) == set(range(len(ensemble_worlds())))
    assert bodies.off.mean(axis=1).std() == pytest.approx(LEVEL_SD_POINTS * LOG_PER_POINT, rel=0.05)
    both = np.hypot(LEVEL_SD_POINTS, PERSON_SCATTER_POINTS) * LOG_PER_POINT
    assert persons.off.mean(axis=1).std() == pytest.approx(both, rel=0.05)
    turned = bodies.off - bodies.off.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(np.cov(turned.T), TURNING_SD**2 * (np.eye(3) - 1 / 3), atol=0.001)


def test_groups_name_everybody_once() -> None:
    bodies = whole_bodies(50, seed=2)
    labels = judging.groups(bodies, np.tile(POPULATION_NIGHT, (50, 1)))
    found = judging.by_group(bodies.weight_kg, labels)
    assert set(found) == {"sex", "bmi", "stature_cm", "position"}
    assert all(sum(map(len, rows.values())) == 50 for rows in found.values())
    assert list(found["position"]) == ["side"]
