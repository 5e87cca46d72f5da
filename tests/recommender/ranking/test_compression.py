"""A reading by two loads: a simulated bed is recovered, and the stated errors are those of repeated readings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import k0, k1

from catalog.firmness import firmness_from_hardness, hardness_from_firmness
from catalog.mattress import Catalogue, CompressionReading, Mattress
from recommender.mechanics.bed import PAD_AREA_M2
from recommender.ranking.bed_knowledge import core_ratio_of
from recommender.ranking.bed_vectors import beds_of
from recommender.ranking.candidates import candidates_for, rankable
from recommender.ranking.compression import (
    LOCK_PA,
    LOCK_SD_PA,
    PAD_MM,
    PLACE_SD,
    READING_SD_MM,
    disc_stiffness,
    read_compression,
    reading_of,
)
from recommender.ranking.learnt import as_felt
from recommender.ranking.measured import HARDNESS_SD, as_measured, measured_hardness
from recommender.sleeper import Wishes

BED = Mattress("a", "B", "M", type="pocket_spring", firmness=6.0, firmness_sd=1.0)


def sunk_m(pressure_pa: float, whole_pa_m: float, core_pa_m: float, lock_pa: float = LOCK_PA) -> float:
    """How far a bed gives under a pressure: as a whole up to `lock_pa`, beyond it as its core alone."""
    return min(pressure_pa, lock_pa) / whole_pa_m + max(pressure_pa - lock_pa, 0) / core_pa_m


def simulated(
    hardness: float, ratio: float, disc: float = 200, loads: tuple[float, float] = (80, 250), reach: float = 50
) -> CompressionReading:
    """What the disc finds on a bed of this hardness and ln(core / whole)."""
    whole = hardness * 1000 / PAD_AREA_M2 * disc_stiffness(disc, reach) / disc_stiffness(PAD_MM, reach)
    area = np.pi / 4 * (disc / 1000) ** 2
    light, heavy = (sunk_m(load / area, whole, whole * np.exp(ratio)) * 1000 for load in loads)
    return CompressionReading(*loads, light, heavy, disc)


@pytest.mark.parametrize("hardness", [4.5, 7.0, 11.0])
@pytest.mark.parametrize("ratio", [0.1, 0.6, 1.4])
@pytest.mark.parametrize("disc", [150.0, 200.0, 355.0])
def test_a_simulated_bed_is_recovered(hardness: float, ratio: float, disc: float) -> None:
    found = read_compression(simulated(hardness, ratio, disc, tuple(p * disc**2 for p in (0.002, 0.007))), 50)  # type: ignore[arg-type]
    assert found.log_hardness == pytest.approx(np.log(hardness))
    assert found.log_core_ratio == pytest.approx(ratio)
    assert (np.linalg.eigvalsh(found.covariance) > 0).all()


@pytest.mark.parametrize(("hardness", "ratio"), [(5.0, 0.4), (7.0, 0.8), (9.0, 0.5)])
def test_the_stated_errors_are_those_of_repeated_readings(hardness: float, ratio: float) -> None:
    """Millimetres, place and the pressure of locking drawn as the errors say."""
    rng, disc, loads = np.random.default_rng(7), 250.0, (120.0, 560.0)
    area = np.pi / 4 * (disc / 1000) ** 2
    whole = hardness * 1000 / PAD_AREA_M2 * disc_stiffness(disc, 50) / disc_stiffness(PAD_MM, 50)
    found = []
    for _ in range(3000):
        place = whole * np.exp(PLACE_SD * rng.standard_normal())
        lock = LOCK_PA + LOCK_SD_PA * rng.standard_normal()
        light, heavy = (sunk_m(load / area, place, place * np.exp(ratio), lock) * 1000 for load in loads)
        light, heavy = (np.array([light, heavy]) + READING_SD_MM * rng.standard_normal(2)).tolist()
        read = CompressionReading(*loads, light, heavy, disc)
        one = read_compression(read, 50)
        found.append((one.log_hardness, one.log_core_ratio))
    stated = read_compression(simulated(hardness, ratio, disc, loads), 50)
    off = np.array(found) - (np.log(hardness), ratio)
    assert np.sqrt(stated.covariance[0, 0]) == pytest.approx(off[:, 0].std(), rel=0.35)
    assert np.sqrt(stated.covariance[1, 1]) == pytest.approx(off[:, 1].std(), rel=0.35)
    assert abs(off.mean(axis=0)) == pytest.approx([0, 0], abs=0.1)
    within = (np.abs(off) < 1.2816 * np.sqrt(np.diag(stated.covariance))).mean(axis=0)
    assert (within > 0.7).all()


def test_two_light_loads_tell_the_hardness_and_not_the_core() -> None:
    reading = simulated(7.0, 0.8, loads=(40, 120))
    found = read_compression(reading, 50)
    assert found.log_hardness == pytest.approx(np.log(7))
    assert np.isnan(found.log_core_ratio)
    plain, read = (core_ratio_of([bed], np.log(7), 0.1) for bed in (BED, replace(BED, compression=reading)))
    assert (read.mean, read.variance) == (plain.mean, plain.variance)


def test_a_ruler_that_contradicts_itself_stays_within_what_a_bed_can_be() -> None:
    for light, heavy in ((40, 41), (2, 120)):
        found = read_compression(CompressionReading(80, 250, light, heavy, 200))
        assert 0 <= found.log_core_ratio <= -np.log(0.15) + 1e-9
        assert np.isfinite(found.covariance).all()


@pytest.mark.parametrize("x", [0.05, 0.5, 1.0, 2.5, 8.0, 40.0])
def test_the_disc_on_a_coupled_bed_is_that_of_the_bessel_functions(x: float) -> None:
    assert disc_stiffness(2 * x, 1.0) == pytest.approx(1 + 2 / x * float(k1(x) / k0(x)), rel=1e-9)


def test_a_small_disc_finds_a_bed_stiffer_and_an_uncoupled_bed_alike() -> None:
    assert disc_stiffness(100, 50) > disc_stiffness(200, 50) > disc_stiffness(355, 50) > 1
    assert disc_stiffness(100, 0) == 1
    known = read_compression(simulated(7, 0.5), 50)
    whole_pad = read_compression(simulated(7, 0.5, PAD_MM, (250, 900)), 50)
    assert whole_pad.covariance[0, 0] < known.covariance[0, 0], "no disc to convert from"


def test_a_reading_and_the_construction_together_are_surer_than_either() -> None:
    bed = replace(BED, compression=simulated(7.0, 0.9, 300, (180, 600), reach=20))
    reading = reading_of(bed)
    assert reading is not None
    sd = float(np.sqrt(reading.covariance[0, 0]))
    construction, both = core_ratio_of([BED], np.log(7), sd), core_ratio_of([bed], np.log(7), sd)
    assert both.variance[0] < min(construction.variance[0], reading.covariance[1, 1] + 0.15**2)
    low, high = sorted((float(construction.mean[0]), reading.log_core_ratio))
    assert low <= both.mean[0] <= high
    assert both.variance[0] * sd**2 > both.with_hardness[0] ** 2


@pytest.mark.parametrize(
    ("measured", "hardness"),
    [({"hardness_n_mm": 8.2}, 8.2), ({"hs": 5.0}, 7.5), ({"compression": simulated(8.2, 0.6, reach=20)}, 8.2)],
)
def test_what_was_measured_takes_the_place_of_the_stated_firmness(measured: dict[str, object], hardness: float) -> None:
    bed = replace(BED, firmness_original="H3", **measured)  # type: ignore[arg-type]
    seen = as_measured(bed)
    assert float(hardness_from_firmness(seen.firmness or 0)) == pytest.approx(hardness)
    assert seen.firmness_sd is not None
    assert seen.firmness_sd < 1.2
    assert (seen.firmness_basis, seen.firmness_original) == ("measured", "H3")
    np.testing.assert_allclose(beds_of([bed], 175.0).centre, beds_of([seen], 175.0).centre)
    assert beds_of([bed], 175.0).centre[0, :3] == pytest.approx(np.log(hardness))
    assert rankable(replace(bed, firmness=None, firmness_sd=None))
    assert as_felt([bed], None)[0].firmness == seen.firmness


def test_measured_is_surer_than_stated_and_a_laboratory_surer_than_a_ruler() -> None:
    lab = measured_hardness(replace(BED, hardness_n_mm=8.0))
    ruler = measured_hardness(replace(BED, compression=simulated(8.0, 0.5)))
    assert lab is not None
    assert ruler is not None
    assert lab[1] == HARDNESS_SD < ruler[1] < 0.3
    assert measured_hardness(BED) is None
    assert as_measured(BED) is BED


def test_a_bed_of_several_settings_or_sides_is_not_measured_by_one_of_them() -> None:
    flip = replace(BED, adjust="flip", adjust_min=4.0, adjust_max=7.0, hardness_n_mm=8.0, compression=simulated(8, 0.5))
    assert as_measured(flip) is flip
    assert reading_of(flip) is None


def test_a_catalogue_ranks_a_bed_of_which_only_the_hardness_is_known() -> None:
    bed = Mattress("h", "B", "H", hardness_n_mm=7.4)
    found = candidates_for(Catalogue((bed, Mattress("u", "B", "U")), "v"), Wishes())
    assert [record.mattress_id for record in found.records] == ["h"]
    assert found.records[0].firmness == pytest.approx(float(firmness_from_hardness(7.4)))
