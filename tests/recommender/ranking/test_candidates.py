"""What can be bought on a day: markets, sizes, stock and prices filter and order; nothing of them changes a fit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress, Size
from recommender.explanation import explain
from recommender.fit_target import FitTarget, target
from recommender.matching import Ranking, match, match_many
from recommender.person.profile import parse_profile
from recommender.ranking.candidates import Candidates, candidates_for
from recommender.rescoring import Rescoring
from recommender.sleeper import Sleeper, Wishes

TODAY = dt.date(2026, 11, 30)
NOW, LONG_AGO = "2026-10", "2023-06-04"
IN_90: Any = {"size": (90.0, 200.0)}
PERSON = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4}
LISTED = load_catalogue()


@pytest.fixture(scope="module")
def needed() -> FitTarget:
    return target(parse_profile(PERSON))


def bed(name: str, price: float | None = None, date: str | None = None, **facts: Any) -> Mattress:
    """Beds that differ in nothing but how they are sold."""
    given_: dict[str, Any] = {"firmness": 5.5, "firmness_sd": 1.0, "currency": "EUR", "price_date": date}
    return Mattress(name, "Brand", name, **given_ | {"sizes": (Size(90, 200, price),)} | facts)


def shop(*beds: Mattress, listed: str = "") -> Catalogue:
    return Catalogue(beds, "shop", source_date=listed)


def kept(found: Candidates) -> set[str]:
    return {each.mattress_id for each in found.records}


def why(found: Candidates) -> dict[str, str]:
    return {each.mattress_id: reason for each, reason in found.filtered}


def by_price(found: Candidates) -> list[str]:
    return [found.records[i].mattress_id for i in np.argsort(found.alike_rank)]


def test_a_size_that_nobody_states_passes_with_a_caution(needed: FitTarget) -> None:
    beds = shop(bed("made", sizes=(Size(90, 200),)), bed("silent", sizes=()), bed("wide", sizes=(Size(140, 200),)))
    for wishes, kept_, cautioned in (
        (Wishes(), {"made", "silent", "wide"}, set()),
        (Wishes(size=(90.0, 200.0)), {"made", "silent"}, {"silent"}),
    ):
        answer = explain(match(needed, beds, wishes=wishes, as_of=TODAY))
        assert {pick.mattress.mattress_id for pick in answer.picks} == kept_
        said = [pick for pick in answer.picks if "caution.size_unknown" in {c.key for c in pick.cautions}]
        assert {pick.mattress.mattress_id for pick in said} == cautioned


def test_a_market_filters_and_what_nobody_states_passes_with_a_caution(needed: FitTarget) -> None:
    beds = shop(
        bed("here", markets=("NL", "BE")), bed("there", markets=("DE",)), bed("silent"), bed("eu", markets=("EU",))
    )
    assert kept(candidates_for(beds, Wishes(), TODAY)) == {"here", "there", "silent", "eu"}
    found = candidates_for(beds, Wishes(markets=("NL",)), TODAY)
    assert kept(found) == {"here", "silent", "eu"} and why(found) == {"there": "not_in_market"}
    answer = explain(match(needed, beds, wishes=Wishes(markets=("NL",)), as_of=TODAY))
    said = {
        pick.mattress.mattress_id: "caution.market_unknown" in {c.key for c in pick.cautions} for pick in answer.picks
    }
    assert said == {"here": False, "silent": True, "eu": True}
    assert {pick.mattress.mattress_id: pick.market for pick in answer.picks} == {
        "here": "NL",
        "silent": None,
        "eu": "EU",
    }


def test_where_no_market_has_a_bed_that_is_said_with_the_best_elsewhere(needed: FitTarget) -> None:
    beds = shop(bed("there", markets=("DE",)))
    answer = explain(match(needed, beds, wishes=Wishes(markets=("NL",)), as_of=TODAY))
    assert [reason.key for reason in answer.verdict_reasons] == [
        "verdict.reason.not_in_market",
        "verdict.mend.not_in_market",
    ]
    assert answer.verdict_reasons[1].figures["market"] == "DE"


def test_a_budget_is_met_by_prices_of_today_only() -> None:
    beds = shop(
        bed("now", 500, NOW), bed("dear", 900, NOW), bed("history", 100, LONG_AGO), bed("silent"),
        replace(bed("of no size", date=NOW), price=100.0),
        bed("other size", date=NOW, sizes=(Size(90, 200), Size(140, 200, 100.0))),
        bed("dollars", 100, NOW, currency="USD"),
    )  # fmt: skip
    found = candidates_for(beds, Wishes(max_price=600, **IN_90), TODAY)
    assert kept(found) == {"now"}
    assert why(found) == {
        "dear": "over_budget",
        "history": "price_historic",
        "silent": "price_unknown",
        "of no size": "price_unknown",
        "other size": "price_unknown",
        "dollars": "other_currency",
    }


def test_history_and_prices_of_no_stated_size_never_order() -> None:
    beds = [bed("now", 500, NOW), bed("dearer", 900, NOW), bed("dollars", 300, NOW, currency="USD")]
    beds += [bed(f"history {i}", 100.0 + i, LONG_AGO) for i in range(8)]
    order = by_price(candidates_for(shop(*beds), Wishes(**IN_90), TODAY))
    assert order[:2] == ["now", "dearer"]
    dearer = [replace(each, sizes=(Size(90, 200, 9000.0 - (each.sizes[0].price or 0)),)) for each in beds[2:]]
    again = by_price(candidates_for(shop(*beds[:2], *dearer), Wishes(**IN_90), TODAY))
    assert order == again, "no old or foreign price moves a bed"


def test_a_list_in_one_other_currency_is_compared_in_that() -> None:
    beds = shop(*(bed(name, price, NOW, currency="USD") for name, price in (("b", 900), ("a", 700), ("c", 800))))
    assert by_price(candidates_for(beds, Wishes(**IN_90), TODAY)) == ["a", "c", "b"]


def test_a_day_moves_a_price_into_history_and_back_and_nothing_leaks(needed: FitTarget) -> None:
    beds = shop(bed("cheap", 300, "2025-12-01"), bed("other", 400, NOW))
    wishes = Wishes(max_price=350, **IN_90)
    for day, names in ((TODAY, ["cheap"]), (dt.date(2026, 12, 2), []), (TODAY, ["cheap"])):
        ranking = match(needed, beds, wishes=wishes, as_of=day)
        assert [each.mattress_id for each in ranking.mattresses] == names
        assert ranking.as_of == day == explain(ranking).as_of
        person = replace(needed.sleepers[0], wishes=wishes)
        table = match_many(replace(needed, sleepers=(person,)), beds, 1, as_of=day)
        assert table.mattress_id[0].tolist() == (names or [None])
        assert Rescoring(beds, beds, day).rows([person]).empty


def test_the_lists_own_date_is_that_of_prices_without_one() -> None:
    cheap = bed("cheap", 300)
    wishes = Wishes(max_price=350, **IN_90)
    assert kept(candidates_for(shop(cheap, listed="2026-11-01"), wishes, TODAY)) == {"cheap"}
    assert why(candidates_for(shop(cheap, listed="2025-01-01"), wishes, TODAY)) == {"cheap": "price_historic"}


def test_a_list_read_anew_brings_its_prices_back() -> None:
    person = _wishing(max_price=350, **IN_90)
    old, new = (shop(bed("cheap", 300), listed=day) for day in ("2025-01-01", "2026-11-01"))
    (row,) = Rescoring(old, new, TODAY).rows([person]).to_dict("records")
    assert (row["after_id"], row["cause"]) == ("cheap", "price")
    assert row["before_id"] != row["before_id"], "nobody had a bed"


def _wishing(**wishes: Any) -> Sleeper:
    return replace(parse_profile(PERSON | {"profile_id": "p"}), wishes=Wishes(**wishes))


def test_halves_are_bought_where_the_whole_does_not_meet_the_budget() -> None:
    sizes = (Size(90, 200, 400.0), Size(180, 200, 1200.0))
    beds = shop(bed("a", sizes=sizes, date=NOW))
    wide: Any = {"size": (180.0, 200.0)}
    assert [offer.halves for offer in candidates_for(beds, Wishes(**wide), TODAY).offers] == [1]
    (halves,) = candidates_for(beds, Wishes(max_price=900, **wide), TODAY).offers
    assert (halves.halves, halves.price, str(halves.size)) == (2, 800.0, "2x 90x200")


def test_a_bed_sold_out_in_every_size_says_so(needed: FitTarget) -> None:
    gone = tuple(Size(width, 200, 400.0, in_stock=False) for width in (90, 140))
    beds = shop(bed("gone", sizes=gone, date=NOW), bed("there", 500, NOW))
    for wishes in (Wishes(), Wishes(**IN_90)):
        answer = explain(match(needed, beds, wishes=wishes, as_of=TODAY))
        assert {p.mattress.mattress_id for p in answer.picks if p.cautions and p.cautions[0].key.endswith("stock")} == {
            "gone"
        }
        assert why(candidates_for(beds, replace(wishes, in_stock_only=True), TODAY)) == {"gone": "out_of_stock"}


def test_what_a_budget_leaves_out_for_want_of_a_price_is_to_be_asked_for_best_first(needed: FitTarget) -> None:
    best = float(needed.firmness()[0])
    beds = shop(
        bed("now", 500, NOW, firmness=best), bed("near", 100, LONG_AGO, firmness=best),
        bed("silent", firmness=best + 0.5), bed("dear", 900, NOW, firmness=best),
        bed("far", 100, LONG_AGO, firmness=best + 4.5, firmness_sd=0.3),
        bed("not for you", 100, LONG_AGO, firmness=best, weight_max_kg=60.0),
    )  # fmt: skip
    answer = explain(match(needed, beds, wishes=Wishes(max_price=600, **IN_90), as_of=TODAY))
    assert [pick.mattress.mattress_id for pick in answer.picks] == ["now"]
    assert [(each.mattress.mattress_id, each.reason.key) for each in answer.ask_price] == [
        ("near", "ask.price_historic"),
        ("silent", "ask.price_unknown"),
    ]
    assert answer.ask_price[0].reason.figures == {"price": 100, "currency": "EUR", "price_date": LONG_AGO}
    assert not {"near", "silent"} & {miss.mattress.mattress_id for miss in answer.not_chosen}
    free = match(needed, beds, wishes=Wishes(**IN_90), as_of=TODAY)
    at = {bed.mattress_id: i for i, bed in enumerate(free.mattresses)}
    for asked in answer.ask_price:
        i = at[asked.mattress.mattress_id]
        assert asked.fit == pytest.approx(free.fit[i], abs=1e-9)
        assert asked.chance_suits == pytest.approx(free.chance_suits[i], abs=1e-9)


def test_where_wishes_leave_no_bed_none_is_said_not_to_fit(needed: FitTarget) -> None:
    best = float(needed.firmness()[0])
    fits, far = bed("fits", firmness=best), bed("far", 100, NOW, firmness=best + 4.5, firmness_sd=0.3)
    said = {
        name: explain(match(needed, shop(*beds), wishes=Wishes(max_price=600, **IN_90), as_of=TODAY)).verdict_said
        for name, beds in {"unpriced": [fits], "dear": [bed("dear", 900, NOW, firmness=best)], "far": [far]}.items()
    }
    assert said == {"unpriced": "ask_price", "dear": "none_left", "far": "none_fits"}


def fits(ranking: Ranking) -> dict[str, float]:
    return {each.mattress_id: fit for each, fit in zip(ranking.mattresses, ranking.fit.tolist(), strict=True)}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10), st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1)))
def test_rows_prices_brands_dates_and_markets_change_no_fit(seed: int, scale: float, day: dt.date) -> None:
    rng = np.random.default_rng(seed)
    sold = tuple(
        replace(
            each,
            brand=f"Brand {rng.integers(9)}",
            price=each.price and each.price * scale,
            price_date=str(rng.choice(["2020", "2026-10", "2030-01-01"])),
            markets=(str(rng.choice(["NL", "DE", "EU"])),),
            sizes=tuple(replace(size, price=size.price and size.price * scale) for size in each.sizes),
        )
        for each in rng.permutation(np.array(LISTED.mattresses, dtype=object)).tolist()
    )
    person = target(parse_profile(PERSON | {"weight_kg": float(rng.integers(50, 120))}))
    before, after = match(person, LISTED, as_of=TODAY), match(person, Catalogue(sold, "sold"), as_of=day)
    assert fits(after) == pytest.approx(fits(before), rel=1e-9)
    assert after.attainable_fit == before.attainable_fit


def test_no_bed_of_another_country_or_size_is_explained_while_there_is_another_to_tell_of(needed: FitTarget) -> None:
    far: Any = {"markets": ("DE",), "firmness": 5.4}
    wide = {"markets": ("NL",), "firmness": 5.4, "sizes": (Size(180, 200),)}
    dear = bed("dear", 900.0, NOW, markets=("NL",), firmness=5.3)
    beds = (bed("here", 500.0, NOW, markets=("NL",)), bed("far", 500.0, NOW, **far), bed("wide", **wide))
    latex_far = bed("latex_far", 400.0, NOW, **far, type="latex")
    wishes = Wishes(markets=("NL",), max_price=800.0, type="pocket_spring", **IN_90)

    def told(*found: Mattress) -> list[tuple[str, str]]:
        typed = (replace(each, type="pocket_spring") if each.type != "latex" else each for each in found)
        answer = explain(match(needed, shop(*typed), wishes=wishes, as_of=TODAY))
        return [(each.mattress.mattress_id, each.reason.key) for each in answer.not_chosen]

    assert told(*beds, latex_far, dear) == [("dear", "not_chosen.over_budget")]
    assert {each for each, _ in told(beds[1], beds[2], latex_far)} <= {"far", "wide", "latex_far"}
    assert told(beds[1])[0] == ("far", "not_chosen.not_in_market")  # nothing else is left to tell of
