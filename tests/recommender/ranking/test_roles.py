"""Roles, kinds, settings and sides: which beds are named and as what, and which are one choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress, Size
from recommender.explanation import explain
from recommender.fit_target import target, targets
from recommender.matching import VERDICT_BORDERLINE, match, match_many
from recommender.ranking import put_right
from recommender.ranking.bed_vectors import beds_of, several_of
from recommender.ranking.expected_fit import fit_of, lower_root
from recommender.ranking.fits import fits_of_beds
from recommender.ranking.roles import FORGIVING_POINTS, VALUE_POINTS, Standing, roles_of
from recommender.rescoring import standard_population
from recommender.scoring.polynomials import drawn, monomials, squares_of_drawn
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Sleeper, Wishes

PERSON = Sleeper(82.0, 178.0, side=0.6, back=0.4, sex="male")
IN_90 = Wishes(size=(90, 200))
TODAY = date(2026, 11, 30)


def bed(name: str, firmness: float | None, **facts: object) -> Mattress:
    return Mattress(name, f"Brand {name}", name, firmness=firmness, **{"firmness_sd": 0.6, "currency": "EUR", **facts})


def priced(name: str, firmness: float, price: float, **facts: object) -> Mattress:
    return bed(name, firmness, sizes=(Size(90, 200, price),), price_date="2026-10", **facts)


def of(*beds: Mattress) -> Catalogue:
    return Catalogue(beds, "made up")


def named(ranking) -> dict[str, str]:
    return {role: ranking.mattresses[i].mattress_id for role, i in ranking.roles.items()}


@pytest.fixture(scope="module")
def needed():
    return target(PERSON)


@pytest.fixture(scope="module")
def best(needed) -> float:
    return float(needed.firmness()[0])


def _off(needed, best: float, points_lost: float) -> float:
    """Firmness points softer than the best at which a bed's fit is this much less."""
    steps = np.arange(0, 4, 0.02)
    fit = match(needed, of(*(bed(f"{step:.2f}", best - step) for step in steps.tolist()))).fit
    return float(steps[np.argmin(np.abs(fit[0] - fit - points_lost))])


def test_the_value_is_the_cheapest_within_three_points_of_the_first(needed, best) -> None:
    near, far = _off(needed, best, VALUE_POINTS - 0.3), _off(needed, best, VALUE_POINTS + 0.3)
    shop = of(
        priced("best", best, 900),
        priced("near", best - near, 400),
        priced("far", best - far, 100),
        bed("unpriced", best),
    )
    ranking = match(needed, shop, wishes=IN_90, as_of=TODAY)
    assert named(ranking) == {"best_fit": "best", "best_value": "near"}
    assert {ranking.mattresses[i].mattress_id for i in ranking.picks} >= {"best", "near"}


def test_one_bed_can_hold_two_roles_and_is_one_card(needed, best) -> None:
    answer = explain(match(needed, of(priced("only", best, 900), bed("other", best - 2)), wishes=IN_90, as_of=TODAY))
    (first,) = (pick for pick in answer.picks if pick.roles)
    assert first.roles == ("best_fit", "best_value")


@pytest.mark.parametrize(
    ("facts", "wishes"),
    [
        ({"price_date": "2025-06"}, IN_90),
        ({"currency": "USD"}, IN_90),
        ({"sizes": (Size(90, 200),), "price": 400.0}, IN_90),  # for a size nobody states
        ({}, Wishes()),  # no size asked: no two prices are of the same thing
    ],
)
def test_a_price_that_is_old_foreign_or_of_no_size_makes_no_value(needed, best, facts, wishes) -> None:
    cheap = replace(priced("cheap", best, 400), **facts)
    assert "best_value" not in named(match(needed, of(cheap), wishes=wishes, as_of=TODAY))
    assert named(match(needed, of(priced("cheap", best, 400)), wishes=IN_90, as_of=TODAY))["best_value"] == "cheap"


def test_a_price_becomes_history_a_year_later(needed, best) -> None:
    shop = of(priced("one", best, 400))
    assert "best_value" in named(match(needed, shop, wishes=IN_90, as_of=date(2027, 9, 30)))
    ranking = match(needed, shop, wishes=IN_90, as_of=date(2027, 10, 30))
    assert "best_value" not in named(ranking)
    assert ranking.as_of == date(2027, 10, 30)


def test_a_bed_that_can_be_put_right_is_named_where_that_is_worth_three_points(needed, best) -> None:
    shop = of(bed("plain", best), bed("air", None, adjust="per_zone", adjust_min=best - 3.2, adjust_max=best + 2.8))
    worse = of(bed("plain", best), bed("far", None, adjust="whole", adjust_min=9.0, adjust_max=9.5))
    ranking = match(needed, shop)
    plain, air = (ranking.put_right[i] for i in range(2))
    assert plain == ranking.fit[0]
    assert air > ranking.fit[1] + 5
    holder = named(ranking).get("most_forgiving", named(ranking)["best_fit"])
    assert holder == "air"
    assert "most_forgiving" not in named(match(needed, worse))


def test_the_forgiving_bed_is_a_pick_with_its_true_rank_however_far_down(needed, best) -> None:
    many = [bed(f"{i}", best + 0.01 * i) for i in range(12)]
    flip = bed("flip", best, adjust="flip", adjust_min=best - 1.3, adjust_max=best + 1.3)
    ranking = match(needed, of(*many, flip), top=3)
    assert named(ranking)["most_forgiving"] == "flip"
    answer = explain(ranking)
    assert [pick.rank for pick in answer.picks] == [1, 2, 3, 13]
    last = answer.picks[-1]
    assert last.roles == ("most_forgiving",)
    assert last.setting is not None and last.setting["side"] in ("softer", "firmer")
    assert last.put_right >= answer.picks[0].fit + FORGIVING_POINTS
    assert 0 < last.chance_suits < 1


def test_roles_of_arrays_hold_their_rules() -> None:
    rng = np.random.default_rng(5)
    n, m = 300, 12
    fit = rng.uniform(50, 60, (n, m))
    put = fit + rng.uniform(0, 8, (n, m)) * (rng.random((n, m)) < 0.3)
    may = rng.random((n, m)) < 0.7
    place = np.argsort(np.argsort(np.where(may, -fit, 100 - fit), axis=1), axis=1)
    price = np.where(rng.random(m) < 0.6, rng.integers(1, 5, m) * 100.0, np.nan)
    found = roles_of(Standing(fit, put, may, place, price))
    for i in range(n):
        allowed = [j for j in range(m) if may[i, j]]
        first = max(allowed, key=lambda j: fit[i, j], default=-1)
        assert found["best_fit"][i] == first
        near = [j for j in allowed if fit[i, first] - fit[i, j] <= VALUE_POINTS and price[j] == price[j]]
        value = min(near, key=lambda j: (price[j], -fit[i, j]), default=-1)
        assert found["best_value"][i] == value
        most = max(allowed, key=lambda j: put[i, j], default=-1)
        forgives = most >= 0 and put[i, most] - put[i, first] >= FORGIVING_POINTS
        assert found["most_forgiving"][i] == (most if forgives else -1)


def test_fit_once_put_right_agrees_with_many_draws() -> None:
    """Within a point of 20,000 independent draws, for beds set by zone and as a whole, turned, and exchanged."""
    several = {
        "zones": {"adjust": "per_zone", "adjust_min": 3.0, "adjust_max": 9.0},
        "whole": {"adjust": "whole", "adjust_min": 3.0, "adjust_max": 9.0},
        "sides": {"adjust": "flip", "adjust_min": 4.5, "adjust_max": 7.0},
        "layers": {"exchangeable": True, "adjust_min": 4.5, "adjust_max": 7.0},
    }
    made = [bed(name, 6.0, **facts) for name, facts in several.items()]
    assert [several_of(each) for each in made] == list(several)
    beds, people = beds_of(made, 173.0), targets(standard_population(12))
    fit = fits_of_beds(people, beds)
    many = monomials(np.random.default_rng(3).standard_normal((4, 20_000)))
    for record in range(len(made)):
        rows = np.flatnonzero(beds.record == record)
        chosen = rows[fit[:, rows].argmax(axis=1)]
        found = put_right.gain(people, beds, np.arange(12), chosen)
        for i, start in enumerate(chosen.tolist()):
            reach, cost = put_right.reachable(beds, start)
            unsure = np.moveaxis(beds.covariance[[start]] + people.unsure[[i]], 0, -1)
            root = np.repeat(np.moveaxis(lower_root(unsure), -1, 0), len(reach), axis=0)
            terms = drawn(people.terms[np.full(len(reach), i)], beds.centre[reach] - ORIGIN, root)
            each = fit_of(squares_of_drawn(terms) @ many - people.ideal_discomfort[i]) - cost[:, None]
            assert found[i] == pytest.approx((each.max(axis=0) - each[0]).mean(), abs=1.0)


def test_an_exchange_by_the_seller_is_charged_and_a_turn_by_the_owner_is_not(needed, best) -> None:
    span = {"adjust_min": best - 1.2, "adjust_max": best + 1.2}
    flip, layers = bed("flip", best, adjust="flip", **span), bed("layers", best, exchangeable=True, **span)
    ranking = match(needed, of(flip, layers))
    gained = ranking.put_right - ranking.fit
    assert gained[0] > 0 and gained[1] > 0
    beds = beds_of([layers], 178.0)
    rows, cost = put_right.reachable(beds, 1)
    assert rows.tolist() == [1, 0, 2] and cost.tolist() == [0.0, put_right.EXCHANGE_POINTS, put_right.EXCHANGE_POINTS]


def test_a_side_is_a_bed_and_the_middle_between_two_sides_is_none(needed, best) -> None:
    """A bed whose sides are both two points off is no bed for somebody in the middle."""
    shop = of(bed("flip", best, adjust="flip", adjust_min=best - 2, adjust_max=best + 2), bed("plain", best - 0.5))
    ranking = match(needed, shop)
    assert ranking.mattresses[ranking.order[0]].mattress_id == "plain"
    assert set(ranking.setting[0]) <= {best - 2, best + 2}
    turned = replace(shop.mattresses[0], adjust="none", turnable=True)
    assert match(needed, of(turned)).fit[0] == pytest.approx(ranking.fit[0], abs=1e-9)


def test_beds_known_alike_are_one_kind_whatever_their_name_price_and_row(needed, best) -> None:
    beds = [
        priced("a", best, 300),
        priced("b", best + 0.7, 100),
        replace(priced("a", best, 999), mattress_id="c", brand="Other"),
        bed("d", best, adjust="flip", adjust_min=best - 1, adjust_max=best + 1),
        bed("e", best, adjust="flip", adjust_min=best - 1, adjust_max=best + 1),
    ]
    for order in (range(5), reversed(range(5))):
        ranking = match(needed, of(*(beds[i] for i in order)))
        kind = {ranking.mattresses[i].mattress_id: int(ranking.kind[i]) for i in range(5)}
        assert kind["a"] == kind["c"] and kind["d"] == kind["e"]
        assert len(set(kind.values())) == 3
        first = [kind[ranking.mattresses[i].mattress_id] for i in ranking.order]
        assert first[0] == 1 and list(dict.fromkeys(first)) == [1, 2, 3]


@pytest.mark.slow
def test_the_brief_s_own_bed_wins_where_a_shop_fills_in_its_range_and_zones() -> None:
    """As docs/most-forgiving.md tells it: unranked until its range is known, then first or most forgiving for most."""
    listed = load_catalogue()
    (own,) = (each for each in listed if each.confidence == "brief")
    assert own.mattress_id in {each.mattress_id for each in match(target(PERSON), listed).unranked}
    filled_in = replace(own, adjust="per_zone", adjust_min=3.0, adjust_max=9.0)
    beds = replace(listed, mattresses=tuple(filled_in if each is own else each for each in listed))
    table = match_many(targets(standard_population(200)), beds, top=5, roles=True, as_of=TODAY)
    wins = [
        any(name == own.mattress_id and role in roles.split(";") for name, roles in zip(names, its_roles, strict=True))
        for names, its_roles in zip(table.mattress_id, table.roles, strict=True)
        for role in ("best_fit", "most_forgiving")
    ]
    assert np.reshape(wins, (200, 2)).any(axis=1).sum() >= 100
    answer = explain(match(target(PERSON), beds))
    (card,) = (pick for pick in answer.picks if pick.mattress.mattress_id == own.mattress_id)
    assert card.setting is not None and set(card.setting) == {"shoulder", "waist", "hip"}
    assert all(3.0 <= value <= 9.0 for value in card.setting.values())


def test_nothing_of_roles_by_fit_follows_from_price_brand_or_row() -> None:
    beds = load_catalogue()
    rng = np.random.default_rng(2)
    other = [replace(each, brand=f"B{i}", price=each.price and 3 * each.price) for i, each in enumerate(beds)]
    shuffled = of(*(other[i] for i in rng.permutation(len(other))))
    for person in standard_population(40):
        before, after = (match(target(person), each, as_of=TODAY) for each in (beds, shuffled))
        assert named(before) == named(after)
        holders = list(after.roles.values())
        assert (after.relative[holders] >= VERDICT_BORDERLINE).all()
        assert set(holders) <= set(after.picks.tolist())
