"""A bed found elsewhere is scored as one of a catalogue is, and what is missing is priced by knowing it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.construction.comfort import comfort_layer, layers_above_core
from catalog.firmness import LOG_PER_POINT
from catalog.mattress import Catalogue, Layer, Mattress, Size, Zone
from recommender.arrays import EVEN, Array
from recommender.checking import CLEARLY_FIT, CheckedBed, check_beds
from recommender.errors import UserError
from recommender.fit_target import FitTarget, target
from recommender.matching import match
from recommender.ranking.bed_vectors import beds_of, setting_said, stature_class
from recommender.ranking.candidates import rankable
from recommender.scoring.polynomials import monomials
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Experience, Sleeper, Wishes
from recommender.specification import SHOULDER_FACTOR

PEOPLE = (
    Sleeper(82, 178, side=0.6, back=0.4),
    Sleeper(58, 163, side=0.9, back=0.1, sex="female", age_years=67),
    Sleeper(118, 191, side=0.3, back=0.5, stomach=0.2, pain=("shoulder_pressure",)),
)
CATALOGUE = load_catalogue(None)
SPRINGS = Mattress("a", "", "Alba", type="pocket_spring", firmness=6.5, firmness_sd=1.0, firmness_original="H3")
STATED = replace(SPRINGS, layers=(Layer("koudschuim", 4.0), Layer("pocketvering", 16.0)), core_material="pocketvering")
KNOWN = replace(
    STATED,
    layers=(Layer("koudschuim", 4.0, hardness_kpa=3.0), Layer("pocketvering", 16.0)),
    hardness_n_mm=6.8,
    zones=(Zone(25.0, 60.0, 0.8),),
)


def _check(sleeper: Sleeper, bed: Mattress) -> CheckedBed:
    return check_beds(target(sleeper), [bed], CATALOGUE)[0]


def _as_recommended(sleeper: Sleeper, bed: Mattress) -> tuple[float, float]:
    """Fit and chance of a bed as `match` gives them, in a list of its own."""
    ranking = match(target(sleeper), Catalogue((bed,), "one"), wishes=Wishes(), top=1)
    return float(ranking.fit[0]), float(ranking.chance_suits[0])


@pytest.mark.parametrize("sleeper", PEOPLE, ids=lambda sleeper: f"{sleeper.weight_kg:g} kg")
def test_a_record_has_the_fit_that_recommend_gives_it(sleeper: Sleeper) -> None:
    sleeper = replace(sleeper, wishes=Wishes())
    ranking = match(target(sleeper), CATALOGUE, top=5)
    allowed = [i for i, bed in enumerate(ranking.mattresses) if (bed.weight_max_kg or 999) >= sleeper.weight_kg]
    some = [*allowed[::6], *(i for i in allowed if ranking.mattresses[i].adjust_min is not None)][:60]
    checked = check_beds(ranking.target, [ranking.mattresses[i] for i in some], CATALOGUE)
    assert len(some) > 30
    for i, bed in zip(some, checked, strict=True):
        assert bed.fit == pytest.approx(ranking.fit[i], rel=1e-9)
        assert bed.relative == pytest.approx(ranking.relative[i], rel=1e-9)
        setting = ranking.setting[i]
        assert bed.setting == setting_said(ranking.mattresses[i], setting)
    first = int(ranking.order[0])
    best = check_beds(ranking.target, [ranking.mattresses[first]], CATALOGUE)[0]
    assert best.chance_suits == pytest.approx(ranking.chance_suits[first], rel=1e-9)


@pytest.mark.parametrize("sleeper", PEOPLE, ids=lambda sleeper: f"{sleeper.weight_kg:g} kg")
def test_a_missing_fact_is_worth_what_the_bed_is_once_it_is_known(sleeper: Sleeper) -> None:
    missing = {fact.fact: fact for fact in _check(sleeper, SPRINGS).missing}
    assert set(missing) == {"hardness_n_mm", "comfort_cm", "zones"}
    for known in missing["hardness_n_mm"].if_known:
        bed = replace(SPRINGS, hardness_n_mm=float(known.value or 0))
        assert (known.fit, known.chance_suits) == pytest.approx(_as_recommended(sleeper, bed), rel=1e-9)
    for known in missing["comfort_cm"].if_known:
        layers = (Layer("", float(known.value or 0)), Layer("core", 14.0))
        bed = replace(SPRINGS, layers=layers, core_material="core", core_cm=14.0)
        assert comfort_layer(bed).thickness_cm == known.value
        assert (known.fit, known.chance_suits) == pytest.approx(_as_recommended(sleeper, bed), rel=1e-9)
    softer, even = missing["zones"].if_known
    shoulder = Zone(8 + 0.15 * sleeper.height_cm, 8 + 0.30 * sleeper.height_cm, 0.8)
    assert (softer.fit, softer.chance_suits) == pytest.approx(
        _as_recommended(sleeper, replace(SPRINGS, zones=(shoulder,))), rel=1e-9
    )
    assert even.fit == pytest.approx(_as_recommended(sleeper, replace(SPRINGS, n_zones=1))[0], rel=1e-9)


def test_what_can_change_most_is_asked_first_and_what_is_known_is_not_asked() -> None:
    for bed in (SPRINGS, STATED, replace(SPRINGS, n_zones=7)):
        changes = [fact.changes for fact in _check(PEOPLE[0], bed).missing]
        assert changes == sorted(changes, reverse=True)
        assert all(change > 0 for change in changes)
    assert {fact.fact for fact in _check(PEOPLE[0], STATED).missing} == {"hardness_n_mm", "comfort_kpa", "zones"}
    by_zone = replace(STATED, adjust="per_zone", adjust_min=3.0, adjust_max=9.0)  # each zone is as its owner sets it
    assert {fact.fact for fact in _check(PEOPLE[0], by_zone).missing} == {"comfort_kpa"}
    assert {fact.fact for fact in _check(PEOPLE[0], replace(STATED, n_zones=1)).missing} == {
        "hardness_n_mm",
        "comfort_kpa",
    }
    assert _check(PEOPLE[0], KNOWN).missing == ()


def test_a_layer_whose_thickness_is_missing_takes_the_rest() -> None:
    layers = (Layer("traagschuim", 2.0), Layer("koudschuim"), Layer("pocketvering", 16.0))
    bed = replace(SPRINGS, layers=layers, core_material="pocketvering", core_cm=16.0)
    (fact,) = (fact for fact in _check(PEOPLE[0], bed).missing if fact.fact == "comfort_cm")
    assert len(layers_above_core(bed)) == 2
    assert all(2.0 < float(known.value or 0) < 15 for known in fact.if_known)
    assert fact.if_known[0].value < fact.if_known[1].value  # type: ignore[operator]


def test_of_a_bed_of_unknown_firmness_only_that_is_asked() -> None:
    bed = replace(SPRINGS, firmness=None, firmness_sd=None)
    checked = _check(PEOPLE[0], bed)
    assert not rankable(bed)
    assert (checked.fit, checked.chance_suits, checked.relative, checked.verdict) == (None, None, None, "unknown")
    assert checked.reasons == ()
    (fact,) = checked.missing
    assert [known.value for known in fact.if_known] == ["medium-soft", "medium", "medium-firm", "firm"]
    assert fact.changes > 0.1


MOVES = {
    "softer": -LOG_PER_POINT * EVEN,
    "firmer": LOG_PER_POINT * EVEN,
    "more_top": 0.2 * np.eye(4)[3],
    "less_top": -0.2 * np.eye(4)[3],
    "shoulder": np.log(SHOULDER_FACTOR) * np.eye(4)[0],
}


def _mean_fit(need: FitTarget, at: Array) -> float:
    lost = need.quartic[0] @ monomials(at) - need.ideal_discomfort[0]
    return float(100 * np.exp(-lost / 2).mean())


@pytest.mark.parametrize("firmness", [3.0, 5.0, 6.5, 9.0])
def test_what_would_be_better_is_by_draws(firmness: float) -> None:
    """Every sentence re-derived: 40,000 draws on the bed moved as it says; those not given are worth less than a
    point.
    """
    for sleeper in PEOPLE:
        need, bed = target(sleeper), replace(SPRINGS, firmness=firmness)
        beds = beds_of([bed], float(stature_class(need.bodies.height_cm)[0]))
        drawn = np.random.default_rng(1).standard_normal((4, 20_000))
        drawn = np.linalg.cholesky(need.unsure[0] + beds.covariance[0]) @ np.hstack([drawn, -drawn])

        at = (beds.centre[0] - ORIGIN)[:, None] + drawn
        said = {reason.key: reason.figures for reason in _check(sleeper, bed).reasons}
        gained = {name: _mean_fit(need, at + move[:, None]) - _mean_fit(need, at) for name, move in MOVES.items()}
        for name, gain in gained.items():
            figures = said.get(f"check_bed.{name}_better")
            if figures is None:
                assert gain < CLEARLY_FIT + 0.4
            else:
                assert float(figures["fit"] or 0) == pytest.approx(gain, abs=0.4)
        right = "check_bed.firmness_right" in said
        assert right == (not {"check_bed.softer_better", "check_bed.firmer_better"} & set(said))


def test_what_is_against_a_bed_is_said_whatever_its_fit() -> None:
    bed = replace(SPRINGS, weight_max_kg=100.0, sizes=(Size(90, 200), Size(90, 210)))
    heavy, tall = _check(PEOPLE[2], bed), replace(PEOPLE[0], height_cm=200.0)
    assert heavy.fit == pytest.approx(float(_check(PEOPLE[2], SPRINGS).fit or 0), rel=1e-9)
    assert [caution.key for caution in heavy.cautions] == ["check_bed.over_weight_limit", "check_bed.too_short"]
    assert _check(tall, bed).cautions[0].figures == {"length_cm": 210, "needed_cm": 220}
    assert _check(PEOPLE[0], bed).cautions == ()


def test_name_and_price_change_nothing() -> None:
    other = replace(SPRINGS, model="Zilver", brand="B", price=5000.0, currency="EUR", mattress_id="z")
    one, two = _check(PEOPLE[0], SPRINGS), _check(PEOPLE[0], other)
    assert replace(one, mattress=other) == two


def test_a_bed_lain_on_that_the_list_does_not_have_is_one_message() -> None:
    told = replace(PEOPLE[0], experiences=(Experience(mattress_id="no-such-bed", felt="right"),))
    with pytest.raises(UserError, match="no-such-bed"):
        _check(told, SPRINGS)
