"""A topper first: the physics of layers in series, monotone where it must be, and said only where it holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LOG_PER_POINT, hardness_from_firmness
from catalog.mattress import Mattress
from recommender.experience.learning import with_experiences
from recommender.explanation import explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.mechanics.bed import COMFORT_KPA, PAD_AREA_M2, Bed, bed_support
from recommender.mechanics.body import lying_body
from recommender.ranking.bed_vectors import beds_of, stature_class
from recommender.scoring.optimum import REACH
from recommender.scoring.polynomials import monomials
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import CurrentBed, Experience, Sleeper
from recommender.topper import (
    HELPS_CHANCE,
    KPA,
    PRICE_EUR,
    REL_SD,
    THICKNESS_CM,
    TopperFirst,
    topper_first,
    with_topper,
)
from tests.recommender.many_bodies import adult

CATALOGUE = load_catalogue(None)
SIDE = Sleeper(70, 172, side=0.7, back=0.3, sex="female")
BACK = Sleeper(95, 185, side=0.4, back=0.6, sex="male")
FIRM = CurrentBed(label="H4", feels="too_firm", age_years=3)


def _first(sleeper: Sleeper, bed: CurrentBed) -> TopperFirst | None:
    sleeper = replace(sleeper, bed=bed)
    return topper_first(with_experiences(target(sleeper), CATALOGUE), CATALOGUE)


def _asked(sleeper: Sleeper, bed: CurrentBed) -> TopperFirst:
    found = _first(sleeper, bed)
    assert found is not None
    return found


def _bed(points: float, ratio: float = 0.5) -> np.ndarray:
    return np.append(np.repeat(np.log(hardness_from_firmness(points)), 3), ratio)


@pytest.mark.parametrize("points", [3.0, 6.0, 9.0])
@pytest.mark.parametrize("cm", [0.0, *THICKNESS_CM])
@pytest.mark.parametrize("kpa", [*KPA.values(), COMFORT_KPA])
def test_a_topper_lies_in_series_and_leaves_the_core_as_it_is(points: float, cm: float, kpa: float) -> None:
    bed = _bed(points)
    laid, _, _ = with_topper(bed, cm, kpa)
    give_before, give_after = (PAD_AREA_M2 / (1000 * np.exp(each[0])) for each in (bed, laid))
    assert give_after - give_before == pytest.approx(cm / 100 / (kpa * 1000 / 0.4), rel=1e-9)
    assert laid[3] + laid[0] == pytest.approx(bed[3] + bed[0], rel=1e-12)  # ln core


def test_the_mechanics_find_the_same_whole_bed_under_a_topper() -> None:
    """A thicker comfort layer of one softness over the same core, by the mechanics' own bed."""
    bed, body = _bed(7.0, 0.4), lying_body(adult(), "back")
    laid, _, _ = with_topper(bed, 4.0, COMFORT_KPA)
    supports = []
    for figures in (bed, laid):
        share = 1 - np.exp(-figures[3])
        whole = np.exp(figures[0])
        layer_cm = 100 * share * COMFORT_KPA * 1000 / 0.4 / (whole * 1000 / PAD_AREA_M2)
        supports.append(bed_support(Bed(hardness_n_mm=whole, comfort_cm=layer_cm, comfort_kpa=COMFORT_KPA), body))
    before, after = supports
    assert after.comfort_m_pa[0, 0] - before.comfort_m_pa[0, 0] == pytest.approx(0.04 / (COMFORT_KPA * 1000 / 0.4))
    assert after.core_pa_m[0, 0] == pytest.approx(before.core_pa_m[0, 0])


def test_how_it_follows_bed_and_topper_is_its_slope() -> None:
    bed = _bed(6.0) + np.array([0.1, -0.05, 0.0, 0.0])
    _, slope, by_topper = with_topper(bed, 5.0, 2.5)
    for i in range(4):
        step = 1e-5 * np.eye(4)[i]
        moved = with_topper(bed + step, 5.0, 2.5)[0] - with_topper(bed - step, 5.0, 2.5)[0]
        assert slope[:, i] == pytest.approx(moved / 2e-5, abs=1e-6)
    thicker = with_topper(bed, 5.0 * np.exp(1e-5), 2.5)[0] - with_topper(bed, 5.0 * np.exp(-1e-5), 2.5)[0]
    assert by_topper == pytest.approx(thicker / 2e-5, abs=1e-6)


@pytest.mark.parametrize("points", np.arange(2.0, 10.0))
def test_thicker_and_softer_is_always_softer(points: float) -> None:
    levels = [[with_topper(_bed(points), cm, kpa)[0][0] for cm in (0.0, *THICKNESS_CM)] for kpa in (2.5, 4.5)]
    assert all(np.diff(row).max() < 0 for row in levels)
    assert all(soft <= firm for soft, firm in zip(*levels, strict=True))


def test_chance_and_fit_are_by_draws() -> None:
    """The bed of a label alone: bed and person drawn apart, the topper laid on each drawn bed without linearising.

    A comfort figure whose mean is beyond what the model was trained on counts as the nearest, as in any bed vector.
    """
    sleeper = replace(SIDE, bed=CurrentBed(label="H4", age_years=0))
    need = target(sleeper)
    found = topper_first(need, CATALOGUE)
    assert found is not None
    record = Mattress("", "", "", firmness=8.0, firmness_sd=1.0)
    known = beds_of([record], float(stature_class(need.bodies.height_cm)[0]))
    rng = np.random.default_rng(4)
    n, most = 6000, ORIGIN[3] + REACH[3]
    beds = known.centre[0] + rng.standard_normal((n, 4)) @ np.linalg.cholesky(known.covariance[0]).T
    people = rng.standard_normal((n, 4)) @ np.linalg.cholesky(need.unsure[0]).T
    topper = np.exp(REL_SD * rng.standard_normal(n))
    for option in found.options:
        kpa = KPA[option.feel]
        laid = np.array([with_topper(bed, option.cm * f, kpa)[0] for bed, f in zip(beds, topper, strict=True)])
        laid[:, 3] -= max(with_topper(known.centre[0], option.cm, kpa)[0][3] - most, 0.0)
        lost = need.quartic[0] @ monomials((laid - ORIGIN - people).T) - need.ideal_discomfort[0]
        fits = 100 * np.exp(-lost / 2)
        assert option.fit_after == pytest.approx(fits.mean(), abs=2.5)
        assert option.chance_after == pytest.approx((fits >= 70).mean(), abs=0.04)


def test_a_bed_that_feels_too_firm_gains_and_one_too_soft_does_not() -> None:
    for person in (SIDE, BACK):
        firm = _asked(person, FIRM)
        assert firm.best is not None
        assert firm.best.chance_after - firm.best.chance_before >= HELPS_CHANCE
        assert [reason.key for reason in firm.said] == ["topper.helps"]
        figures = firm.said[0].figures
        assert figures["layer_cm"] == firm.best.cm
        assert (figures["price_from_eur"], figures["price_to_eur"]) == firm.best.price_eur
        for bed in (CurrentBed(feels="too_soft"), CurrentBed(label="H2", feels="too_soft")):
            soft = _asked(person, bed)
            assert soft.best is None
            assert [reason.key for reason in soft.said] == ["topper.none_helps"]
            assert max(one.chance_after for one in soft.options) < soft.options[0].chance_before


def test_the_firmer_the_bed_the_more_topper_it_takes() -> None:
    beds = [CurrentBed(label=label, feels="too_firm", age_years=1) for label in ("5", "6.5", "8", "9.5")]
    softening = []
    for bed in beds:
        best = max(_asked(SIDE, bed).options, key=lambda one: one.chance_after)
        softening.append(best.cm / KPA[best.feel])
    assert softening == sorted(softening)
    assert softening[-1] > softening[0]


def test_what_a_topper_usually_costs_rises_with_its_thickness_and_changes_nothing_else() -> None:
    prices = [PRICE_EUR[cm] for cm in THICKNESS_CM]
    assert all(0 < low < high for low, high in prices)
    assert sorted(prices) == prices and sorted(high for _, high in prices) == [high for _, high in prices]
    assert {(one.cm, one.price_eur) for one in _asked(SIDE, FIRM).options} == set(PRICE_EUR.items())


def test_wear_makes_the_bed_softer_and_unsure() -> None:
    new, old = (_asked(BACK, CurrentBed(label="H5", age_years=age)) for age in (0.0, 12.0))
    assert old.options[0].fit_before > new.options[0].fit_before  # H5 is too firm for him; worn it is less so


def test_what_was_said_of_other_beds_counts_too() -> None:
    told = (Experience(label="H4", felt="right", nights=30, worn="no"),)
    plain = _asked(BACK, CurrentBed(label="H4", age_years=0))
    other = _asked(replace(BACK, experiences=told), CurrentBed(label="H4", age_years=0))
    assert other.options[0].chance_before > plain.options[0].chance_before


@pytest.mark.parametrize(
    "bed",
    [
        CurrentBed(),
        CurrentBed(label="H3", feels="right"),
        CurrentBed(label="H4", feels="too_firm", topper_cm=6),
        CurrentBed(trough="no", hammock="no", pressure_shoulder="no", pressure_hip="no", better_elsewhere="no"),
    ],
)
def test_nothing_is_said_where_nothing_is_to_be_laid(bed: CurrentBed) -> None:
    assert _first(SIDE, bed) is None


def test_nobody_buys_one_for_a_strain() -> None:
    assert _first(replace(SIDE, pain=("muscle_overload",)), FIRM) is None


def test_a_sagged_bed_is_not_saved() -> None:
    found = _asked(SIDE, CurrentBed(label="H4", feels="too_firm", trough="yes"))
    assert found.options == ()
    assert [reason.key for reason in found.said] == ["topper.sagged"]


def test_a_soft_label_on_a_bed_that_feels_too_firm_says_nothing_against_a_trial() -> None:
    """Else it would contradict the advice to try a softer top first."""
    found = _asked(SIDE, CurrentBed(label="H1", feels="too_firm"))
    assert found.best is not None or found.said == ()
    heavy = _asked(replace(BACK, weight_kg=120), CurrentBed(label="H1", feels="too_firm", age_years=10))
    assert (heavy.best, heavy.said) == (None, ())


def test_the_answer_carries_it_and_alarm_signs_hide_it() -> None:
    sleeper = replace(SIDE, bed=FIRM)
    found = explain(match(target(sleeper), CATALOGUE)).topper
    assert found is not None
    assert found == _first(SIDE, FIRM)
    assert {(one.cm, one.feel) for one in found.options} == {(cm, feel) for cm in THICKNESS_CM for feel in KPA}
    assert explain(match(target(replace(sleeper, alarm_signs="yes")), CATALOGUE)).topper is None
    assert explain(match(target(SIDE), CATALOGUE)).topper is None


def test_a_point_of_firmness_is_what_a_thin_firm_topper_takes() -> None:
    """For orientation: 3 cm of firm foam softens a medium bed by about one firmness point, 5 cm of soft by three."""
    medium = _bed(5.8)
    thin, thick = (with_topper(medium, cm, kpa)[0][0] - medium[0] for cm, kpa in ((3.0, 4.5), (5.0, 2.5)))
    assert -thin / LOG_PER_POINT == pytest.approx(1.1, abs=0.3)
    assert -thick / LOG_PER_POINT == pytest.approx(2.8, abs=0.5)
