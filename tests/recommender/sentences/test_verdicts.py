"""A verdict speaks of misfit; beside it stands how sure it is, and how sure a bed made for the person would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress
from recommender.explanation import Explanation, explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.ranking.candidates import usual_covariance
from recommender.ranking.spread import SUITS, attainable_chance
from recommender.scoring.polynomials import monomials
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Sleeper, Wishes
from storefront.answer import chance

PEOPLE = [Sleeper(62.0, 168.0, side=0.7, back=0.3), Sleeper(82.0, 178.0, side=0.1, back=0.9)]


def _answer(person: Sleeper) -> Explanation:
    return explain(match(target(person), load_catalogue()), changes=False)


@pytest.mark.parametrize("person", PEOPLE)
def test_doubt_is_told_in_the_tenths_that_stand_beside_number_one(person: Sleeper) -> None:
    answer = _answer(person)
    (doubt,) = answer.verdict_reasons
    assert answer.verdict == "fits"
    assert doubt.figures["n"] == max(chance.tenths(answer.picks[0].chance_suits), 1)
    most = chance.tenths(answer.attainable_chance)
    if doubt.key == "verdict.reason.doubt":
        assert doubt.figures["most"] == most > int(str(doubt.figures["n"]))
    else:
        assert doubt.key == "verdict.reason.doubt_alike"
        assert most <= int(str(doubt.figures["n"]))


@pytest.mark.parametrize("person", PEOPLE)
def test_the_chance_of_a_bed_made_for_somebody_is_that_of_its_draws(person: Sleeper) -> None:
    needed, usual = target(person), usual_covariance(load_catalogue())
    rng = np.random.default_rng(4)
    off = rng.multivariate_normal(np.zeros(4), needed.unsure[0] + usual, 100_000)
    at = needed.mean[0] + off - ORIGIN
    fit = 100 * np.exp(-(needed.quartic[0] @ monomials(at.T) - needed.ideal_discomfort[0]) / 2)
    assert attainable_chance(needed, usual) == pytest.approx(float((fit >= SUITS).mean()), abs=0.012)


def test_a_bed_known_worse_has_less_of_a_chance() -> None:
    needed, usual = target(PEOPLE[0]), usual_covariance(load_catalogue())
    worse = usual + 0.1 * np.outer([1, 1, 1, 0], [1, 1, 1, 0])
    assert attainable_chance(needed, worse) < attainable_chance(needed, usual) - 0.02


def test_nothing_is_said_of_doubt_where_the_list_is_no_answer() -> None:
    beds = load_catalogue()
    off = replace(beds, mattresses=tuple(bed for bed in beds if bed.firmness is not None and bed.firmness > 8))
    answer = explain(match(target(PEOPLE[0]), off), changes=False)
    assert answer.verdict == "none_fits"
    assert not any(reason.key.startswith("verdict.reason.doubt") for reason in answer.verdict_reasons)


def test_no_verdict_promises_more_than_the_chance_beside_it() -> None:
    """ "We found mattresses that suit you well" above 3 in 10 people would be a contradiction."""
    headed = set()
    for person in PEOPLE:
        answer = explain(match(target(person), load_catalogue()), changes=False)
        if answer.verdict != "fits":
            continue
        sure = answer.picks[0].chance_suits > 0.55  # of more than half of the people, as it is shown in tenths
        assert chance.verdict_words(answer) == ("verdict.fits" if sure else "verdict.fits_unsure")
        headed.add(sure)
    assert False in headed
    assert chance.verdict_words(replace(answer, picks=())) == f"verdict.{answer.verdict}"


def _bed(name: str, price: float, kind: str, firmness: float = 5.5) -> Mattress:
    return Mattress(
        name,
        "B",
        name,
        type=kind,
        firmness=firmness,
        firmness_sd=0.6,
        price=price,
        currency="EUR",
        price_date="2026-10",
    )


def test_one_wish_less_is_promised_only_where_it_is_the_only_one_in_the_way() -> None:
    """The bed of another kind is over the budget too: dropping the kind alone would not bring it."""
    beds = Catalogue((_bed("dear", 900, "latex"), _bed("wrong", 200, "latex", 9.0)), "two")
    wishes = Wishes(type="cold_foam", max_price=300)
    ranking = match(target(PEOPLE[0]), beds, wishes=wishes, as_of=date(2026, 11, 30))
    answer = explain(ranking, changes=False)
    assert answer.verdict == "none_fits"
    assert not any(reason.key.startswith("verdict.mend") for reason in answer.verdict_reasons)
    cheap = Catalogue((*beds, _bed("cheap", 250, "latex")), "three")
    ranking = match(target(PEOPLE[0]), cheap, wishes=wishes, as_of=date(2026, 11, 30))
    (mend,) = (r for r in explain(ranking, changes=False).verdict_reasons if r.key.startswith("verdict.mend"))
    assert (mend.key, mend.figures["name"]) == ("verdict.mend.other_type", "B cheap")


def test_a_larger_budget_is_told_with_the_price_it_must_reach() -> None:
    beds = Catalogue((_bed("dear", 900, "latex"), _bed("dearer", 950, "latex")), "two")
    ranking = match(target(PEOPLE[0]), beds, wishes=Wishes(max_price=300), as_of=date(2026, 11, 30))
    (mend,) = (r for r in explain(ranking, changes=False).verdict_reasons if r.key.startswith("verdict.mend"))
    assert (mend.key, mend.figures["price"]) == ("verdict.mend.over_budget", 900)


def test_a_weight_limit_is_said_where_it_leaves_no_bed() -> None:
    light = replace(_bed("light", 300, "latex"), weight_max_kg=50.0)
    answer = explain(match(target(PEOPLE[1]), Catalogue((light,), "one")), changes=False)
    assert [reason.key for reason in answer.verdict_reasons] == ["verdict.reason.over_weight_limit"]
