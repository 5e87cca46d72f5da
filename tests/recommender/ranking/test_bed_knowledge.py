"""From what is known of a bed to the engine's figures, against drawn beds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.construction.comfort import CONSTRUCTIONS, ComfortKnowledge
from catalog.mattress import Layer, Mattress, Zone
from recommender.mechanics.bed import MOST_COMFORT_SHARE, PAD_AREA_M2, core_and_comfort
from recommender.ranking.bed_knowledge import (
    MODEL_SD,
    ComfortFigure,
    comfort_share,
    core_ratio_of,
    log_core_ratio,
    within,
)
from recommender.ranking.bed_vectors import TRAINED, ZONE_SD_MAPPED, beds_of, known_of

BED = Mattress("a", "B", "M", firmness=6.0, firmness_sd=0.8)
LEVEL, LEVEL_SD = np.log(7.0), 0.12


def known(cm: float, cm_sd: float, kpa: float, kpa_sd: float) -> ComfortKnowledge:
    return ComfortKnowledge(cm, cm_sd, kpa, kpa_sd, "layers")


def test_two_springs_in_series_give_what_the_whole_bed_gives() -> None:
    thickness_m, modulus_pa, whole = 0.04, 3000 / 0.4, 7000 / PAD_AREA_M2
    core = 1 / (1 / whole - thickness_m / modulus_pa)
    share = comfort_share(4.0, 3.0, 7.0)
    assert -np.log1p(-share) == pytest.approx(np.log(core / whole))
    exact = log_core_ratio([known(4, 1e-9, 3, 1e-9)], [LEVEL], [1e-9])
    assert exact.mean[0] == pytest.approx(np.log(core / whole), rel=1e-6)
    simulated, layer, _ = core_and_comfort(np.array(7.0), thickness_m, 3000.0)
    assert exact.mean[0] == pytest.approx(float(np.log1p(simulated * layer)), rel=1e-6), "the bed that is simulated"
    assert exact.variance[0] == pytest.approx(MODEL_SD**2, rel=1e-6)


def test_thicker_softer_and_harder_all_raise_it_and_a_core_is_always_left() -> None:
    base = float(comfort_share(4, 3, 7))
    assert comfort_share(5, 3, 7) > base
    assert comfort_share(4, 2.5, 7) > base
    assert comfort_share(4, 3, 8) > base
    assert comfort_share(12, 1, 20) == MOST_COMFORT_SHARE


@pytest.mark.parametrize(
    "knowledge",
    [known(4, 0.5, 3.5, 0.7), known(2, 0.5, 3.6, 0.8), known(7, 0.6, 2.0, 0.5), known(5, 2, 3, 1)],
)
@pytest.mark.parametrize("level_sd", [0.05, 0.15, 0.3])
def test_moments_are_those_of_drawn_beds(knowledge: ComfortKnowledge, level_sd: float) -> None:
    rng = np.random.default_rng(3)

    def drawn(mean: float, sd: float) -> np.ndarray:
        return mean * np.exp(np.sqrt(np.log1p((sd / mean) ** 2)) * rng.standard_normal(400_000))

    level = LEVEL + level_sd * rng.standard_normal(400_000)
    share = comfort_share(
        drawn(knowledge.thickness_cm, knowledge.thickness_sd_cm),
        drawn(knowledge.softness_kpa, knowledge.softness_sd_kpa),
        np.exp(level),
    )
    ratio = -np.log1p(-share)
    found = log_core_ratio([knowledge], [LEVEL], [level_sd])
    assert found.mean[0] == pytest.approx(ratio.mean(), abs=0.01)
    assert found.variance[0] - MODEL_SD**2 == pytest.approx(ratio.var(), rel=0.05)
    assert found.with_hardness[0] == pytest.approx(np.cov(ratio, level)[0, 1], abs=0.0015 + 0.03 * level_sd**2)


@pytest.mark.parametrize("firmness", [2.5, 4.5, 6.0, 7.5, 9.0])
def test_an_unstated_construction_is_wider_than_any_and_in_their_middle(firmness: float) -> None:
    beds = [replace(BED, firmness=firmness, type=name) for name in (*CONSTRUCTIONS, "unknown")]
    level = np.log(7.0) + 0.15 * (firmness - 6.1)
    found = core_ratio_of(beds, level, LEVEL_SD)
    assert found.variance[-1] > found.variance[:-1].max()
    assert found.mean[:-1].min() < found.mean[-1] < found.mean[:-1].max()
    assert found.mean[-1] == pytest.approx(found.mean[:-1].mean())


def test_the_name_of_a_construction_says_less_than_it_leaves_unsure() -> None:
    found = core_ratio_of([replace(BED, type=name) for name in CONSTRUCTIONS], LEVEL, LEVEL_SD)
    assert np.ptp(found.mean) < 2 * np.sqrt(found.variance.min())
    stated = core_ratio_of([replace(BED, layers=(Layer("koudschuim", 4),))], LEVEL, LEVEL_SD)
    assert stated.variance[0] < found.variance.min() / 3


def test_the_covariance_of_hardness_and_comfort_can_be() -> None:
    beds = [replace(BED, type=name) for name in (*CONSTRUCTIONS, "unknown")]
    beds += [replace(BED, layers=(Layer(name, cm),)) for name in ("visco", "latex") for cm in (1, 4, 12)]
    found = core_ratio_of(beds, LEVEL, 0.3)
    assert (found.variance * 0.3**2 > found.with_hardness**2).all()


def test_where_zones_meet_a_person_is_unsure_where_they_differ() -> None:
    flat = replace(BED, zones=(Zone(0, 200, 1.1),))
    mild = replace(BED, zones=(Zone(30, 65, 0.9), Zone(65, 100, 1.05)))
    sharp = replace(BED, zones=(Zone(30, 65, 0.5), Zone(65, 100, 1.8)))
    beds = beds_of([flat, mild, sharp, BED], 175.0)
    level = beds.covariance[3, 0, 1]
    spread = beds.covariance[:, :3, :3] - level
    np.testing.assert_allclose(spread[0], ZONE_SD_MAPPED**2 * np.eye(3), atol=1e-12)
    assert np.trace(spread[2]) > 2 * np.trace(spread[1]) > 2 * np.trace(spread[0])
    assert (np.linalg.eigvalsh(beds.covariance) > 0).all()


def test_moments_of_a_bounded_layer_are_those_of_drawn_ones() -> None:
    rng = np.random.default_rng(6)
    mean, sd = np.array([0.6, 1.1, 0.2, 0.7]), np.array([0.5, 0.4, 0.3, 1e-12])
    found = within(ComfortFigure(mean, sd**2, np.zeros(4)), 0.05, 1.15)
    drawn = np.clip(mean + sd * rng.standard_normal((400_000, 4)), 0.05, 1.15)
    np.testing.assert_allclose(found.mean, drawn.mean(axis=0), atol=0.002)
    np.testing.assert_allclose(found.variance, drawn.var(axis=0), atol=0.002)


def test_no_comfort_layer_counts_beyond_what_the_model_knows() -> None:
    """Of a mere type more is open than the model was trained on; as it may truly be is kept for who asks."""
    bed = Mattress("a", "B", "a", firmness=5.0, type="pocket_spring")
    counted, whole = known_of([bed]).comfort, known_of([bed], beyond=True).comfort
    assert counted.variance[0] < 0.7 * whole.variance[0]
    assert TRAINED[0] < counted.mean[0] < whole.mean[0] < TRAINED[1]
