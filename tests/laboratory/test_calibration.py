"""Calibration: sets inside their priors, reproducible, and curated evidence equal to the raw evidence."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from laboratory.evidence.cases import cases, maps, raw_maps
from laboratory.fitting.calibration import PRIORS, PUBLISHED, best, ensemble, fit, left_out, misfit, report, to_text
from recommender.mechanics.parameters import DEFAULT, NAMES

RAW = Path(__file__).parents[3] / "shared" / "data"
needs_raw = pytest.mark.skipif(not RAW.exists(), reason="the measured data are not beside the checkout")
AS_PUBLISHED = {name: one.value for name, one in PUBLISHED.items()}


def total(parameters: object) -> float:
    return float(np.sum(misfit(parameters, maps(), AS_PUBLISHED) ** 2))  # type: ignore[arg-type]


def test_every_parameter_has_a_prior_with_a_source() -> None:
    assert set(PRIORS) == set(NAMES)
    for name, prior in PRIORS.items():
        assert 0 < prior.low < prior.center < prior.high, name
        assert prior.source


def test_the_ensemble_lies_inside_the_priors_and_spreads() -> None:
    sets = ensemble()
    assert 20 <= len(sets) <= 50
    assert len(left_out()) == 13
    for name, prior in PRIORS.items():
        values = np.array([getattr(one, name) for one in (*sets, *left_out(), best())])
        assert (values >= prior.low * 0.999).all(), name
        assert (values <= prior.high * 1.001).all(), name
        assert np.std(values[: len(sets)]) > 0, name


def test_what_ships_is_the_best_fit() -> None:
    for name in NAMES:
        assert getattr(DEFAULT, name) == pytest.approx(getattr(best(), name), rel=0.01), name
    assert total(DEFAULT) < 1.05 * total(best()) + 1


def test_the_report_says_prior_posterior_source_and_bound() -> None:
    rows = {row["name"]: row for row in report()}
    assert list(rows) == list(PRIORS)
    for row in rows.values():
        assert row["prior"][0] <= row["best"] <= row["prior"][1]
        assert row["posterior_80"][0] <= row["posterior_80"][1]
        assert row["bound"] in (None, "low", "high")


def test_the_curated_maps_are_the_published_means() -> None:
    """The data set's own summary: 4000 and 3437 cm2; the shares of each man add up to one."""
    for position, area_cm2, peak_kpa in (("back", 4000, 7.83), ("side", 3437, 12.06)):
        seen = maps()[position]
        assert len(seen.bodies) == 13
        assert seen.area_cm2.mean() == pytest.approx(area_cm2, abs=1)
        assert seen.peak_kpa.mean() == pytest.approx(peak_kpa, abs=0.01)
        np.testing.assert_allclose(seen.share.sum(axis=0), 1, atol=0.002)


def test_case_ids_are_unique_and_sourced() -> None:
    ids = [case.case_id for case in cases()]
    assert len(ids) == len(set(ids))
    assert all(case.source for case in cases())


def test_a_result_is_written_as_it_is_read() -> None:
    text = resources.files("recommender").joinpath("data/parameters.json").read_text(encoding="utf-8")
    assert to_text(json.loads(text)) == text


@needs_raw
@pytest.mark.raw_data
def test_the_curated_maps_are_those_of_the_raw_data() -> None:
    for position, seen in raw_maps(RAW).items():
        np.testing.assert_allclose(maps()[position].share, seen.share, atol=1e-4)
        np.testing.assert_allclose(maps()[position].zone_peak_kpa, seen.zone_peak_kpa, atol=1e-4)
        np.testing.assert_allclose(maps()[position].area_cm2, seen.area_cm2, atol=1e-3)


@needs_raw
@pytest.mark.raw_data
@pytest.mark.slow
def test_the_fit_is_reproducible() -> None:
    again = fit(raw_maps(RAW))
    for name in PRIORS:
        assert getattr(again, name) == pytest.approx(getattr(best(), name), rel=0.02), name
