"""What is missing of a bed is worth what knowing it changes for people who choose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Layer, Mattress, Size
from recommender.fit_target import targets
from recommender.matching import match_many
from recommender.ranking.bed_vectors import beds_of
from recommender.ranking.if_known import SHARES, comfort_known, hardness_known, shoulder_zone_known
from recommender.ranking.missing_facts import FACTS, Missing, missing_facts, missing_of
from recommender.rescoring import standard_population

PEOPLE = targets(standard_population(60))
_LAYERS = (Layer("cold foam", 4.0, hardness_kpa=3.5), Layer("pocket springs", 18.0))
WHOLE = Mattress(
    "whole",
    "R",
    "5",
    type="pocket_spring",
    firmness=5.0,
    firmness_sd=0.8,
    hardness_n_mm=7.0,
    height_cm=22.0,
    n_zones=1,
    layers=_LAYERS,
    weight_max_kg=150.0,
    price=500.0,
    sizes=(Size(90, 200, 500.0),),
)


def found(*beds: Mattress) -> dict[str, Missing]:
    return {each.mattress.mattress_id: each for each in missing_facts(PEOPLE, Catalogue(beds, "made up"))}


def test_of_a_bed_that_is_stated_whole_nothing_is_missing() -> None:
    assert missing_of(WHOLE) == ()
    assert missing_of(Mattress("bare", "R", "")) == tuple(fact for fact in FACTS if fact != "hardness")
    assert missing_of(replace(WHOLE, hardness_n_mm=None, price=None)) == ("hardness",)  # a size has its own price


def test_the_first_five_are_those_of_the_ranking() -> None:
    listed = load_catalogue()
    table = match_many(PEOPLE, listed, top=5)
    fit = table.fit
    of = {each.mattress.mattress_id: each.first_five for each in missing_facts(PEOPLE, listed)}
    assert fit.shape == (len(PEOPLE), 5)
    for name in {each for each in table.mattress_id[:, 0] if each}:
        assert of[name] >= np.mean(table.mattress_id[:, 0] == name) - 1e-9


def test_what_changes_no_choice_is_worth_nothing() -> None:
    alone = found(replace(WHOLE, hardness_n_mm=None, layers=(), n_zones=None))["whole"]
    assert alone.first_five == 1.0
    assert alone.worth == {"hardness": 0.0, "layers": 0.0, "zones": 0.0}


def test_what_decides_between_two_beds_is_worth_something_and_never_less_than_nothing() -> None:
    open_ = replace(WHOLE, mattress_id="open", hardness_n_mm=None, firmness_sd=1.5, layers=(), n_zones=None)
    worth = found(WHOLE, open_)["open"].worth
    assert min(worth.values()) > 0.01
    for each in missing_facts(PEOPLE, load_catalogue()):
        assert min(each.worth.values(), default=0.0) >= 0.0


def test_a_bed_without_firmness_is_worth_what_it_would_add() -> None:
    unknown = replace(WHOLE, mattress_id="unknown", firmness=None, firmness_sd=None, hardness_n_mm=None)
    hard = replace(WHOLE, mattress_id="hard", firmness=10.0, hardness_n_mm=None)
    beside_hard, beside_good = found(hard, unknown)["unknown"], found(hard, WHOLE, unknown)["unknown"]
    assert beside_hard.first_five == 0.0
    assert beside_hard.worth["firmness"] > beside_good.worth["firmness"] > 0.0
    assert found(unknown)["unknown"].worth["firmness"] > beside_hard.worth["firmness"]


def test_a_missing_price_costs_what_the_bed_adds_to_the_others() -> None:
    bare = replace(WHOLE, mattress_id="bare", price=None, sizes=())
    assert found(bare, WHOLE)["bare"].worth == {"price": 0.0, "sizes": 0.0}, "another bed is as good"
    firmer = replace(WHOLE, mattress_id="firmer", firmness=5.5, hardness_n_mm=None)
    both = Catalogue((bare, firmer), "made up")
    table = match_many(PEOPLE, both, top=2)
    shown = np.flatnonzero(np.isfinite(table.fit).all(axis=1))  # whom both fit well enough to be shown
    assert len(shown) > len(PEOPLE) / 2
    its = table.mattress_id[shown] == "bare"
    gained = (table.fit[shown] * np.where(its, 1, -1)).sum(axis=1)
    worth = {each.mattress.mattress_id: each.worth for each in missing_facts(PEOPLE.take(shown), both)}
    assert worth["bare"]["price"] == pytest.approx(np.maximum(gained, 0).mean(), abs=1e-6)


def test_the_worth_of_the_most_telling_fact_orders_the_beds() -> None:
    every = missing_facts(PEOPLE, load_catalogue())
    assert len(every) == len(load_catalogue())
    assert [each.most for each in every] == sorted((each.most for each in every), reverse=True)


def test_nobody_and_nothing() -> None:
    assert missing_facts(PEOPLE, Catalogue((), "none")) == ()
    (one,) = missing_facts(
        PEOPLE.take(np.array([], dtype=np.intp)), Catalogue((replace(WHOLE, price=None, sizes=()),), "")
    )
    assert (one.first_five, one.worth) == (0.0, {"price": 0.0, "sizes": 0.0})


@pytest.mark.parametrize("known", [comfort_known, hardness_known, shoulder_zone_known])
def test_a_fact_moves_no_bed_on_average_and_takes_away_doubt(known: object) -> None:
    beds = beds_of([replace(WHOLE, hardness_n_mm=None, n_zones=None)], 173.0)
    assert callable(known)
    centre, covariance = known(beds, np.array([0]))
    mean = np.einsum("v,mvk->mk", SHARES, centre)
    np.testing.assert_allclose(mean, beds.centre, atol=1e-12)
    told = np.einsum("v,mvj,mvk->mjk", SHARES, centre - mean[:, None], centre - mean[:, None])
    left = np.diagonal(covariance[0])
    assert (left > 0).all() and (np.linalg.eigvalsh(covariance[0]) > -1e-12).all()
    np.testing.assert_allclose(np.diagonal(told[0]) + left, np.diagonal(beds.covariance[0]), rtol=1e-9)
