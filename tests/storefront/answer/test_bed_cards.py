"""Beds on cards and in the table as text: complete, escaped, and never louder than the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from catalog.sizes import SizeText
from recommender.reasons import Reason
from storefront.answer.as_json import say
from storefront.answer.on_page import bed_cards
from storefront.answer.on_page.arrangement import Card
from storefront.words import words
from tests.storefront.answer.made_up_answer import bed, explanation, pick

W = words("nl")


def _first(**changes: Any) -> str:
    card = Card((pick(1, **changes),), ("best_fit",), ("Dit klopt.", "Dat ook."), "Dit is onzeker.")
    return bed_cards.first(card, W)


def test_the_first_card_gives_chance_price_reasons_and_doubt_and_folds_the_fit() -> None:
    before, fold = _first().split("<details>")
    assert before.count("<i class='on'>") == 8
    assert before.count("<i></i>") == 2
    for said in (W("result.chance", n=8), "€\xa0599 in 90x200", "Dit klopt.", "Dat ook.", "Dit is onzeker."):
        assert said in before
    assert before.index("Dit klopt.") < before.index("Dit is onzeker.")
    for said in ("Score 78", "66", "87", W("fit.fits")):
        assert said in fold
    assert "Score" not in before


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"delivery_days": 5}, W("result.delivered", n_days=5)),
        ({"delivery_days": 5, "is_history": True}, ""),
        ({"delivery_days": None}, ""),
    ],
)
def test_the_first_card_says_when_it_comes_where_that_is_stated_now(told: dict[str, Any], said: str) -> None:
    within = re.compile(r"Levering binnen \d+ dag(en)?\.")
    found = within.search(_first(**told))
    assert (found[0] if found else "") == said


def test_it_says_how_many_other_beds_fit_as_well() -> None:
    assert W("result.tied_with", n=13) in bed_cards.tied(explanation(), W)
    assert bed_cards.tied(explanation(n_tied={1: 1}), W) == ""
    assert bed_cards.tied(explanation(picks=()), W) == ""


@pytest.mark.parametrize(
    ("relative", "key"), [(0.85, "fits"), (0.849, "borderline"), (0.60, "borderline"), (0.599, "poor")]
)
def test_the_word_follows_the_contract(relative: float, key: str) -> None:
    assert bed_cards.fit_word(relative, W) == W(f"fit.{key}")


def test_a_fit_at_the_ends_stays_on_its_bar_and_is_not_rescaled() -> None:
    text = _first(fit=3.2, fit_80=(-4.0, 12.0))
    assert "Score 3 van de 100" in text
    assert "left:0%" in text


NINETY = SizeText(90, 200)


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ({"price": None}, "prijs niet bekend"),
        ({"price_size": NINETY}, "€\xa0599 in 90x200"),
        ({"price_size": NINETY, "price_date": "2026-06-03"}, "€\xa0599 in 90x200 (juni 2026)"),
        ({"price_size": SizeText(90, 200, 2), "price_date": "2026"}, "€\xa0599 in 2x 90x200 (2026)"),
        ({"price_size": None, "price_date": "2026-06"}, "€\xa0599 in een maat die er niet bij staat (juni 2026)"),
        ({"price_size": NINETY, "price_date": "2019-06", "is_history": True}, "was €\xa0599 voor 90x200 (juni 2019)"),
        ({"price_size": NINETY, "is_history": True}, "was €\xa0599 voor 90x200 (zonder datum)"),
        ({"price_size": NINETY, "sale_until": "2026-12-05"}, "€\xa0599 in 90x200, tot en met 5 december 2026"),
    ],
)
def test_a_price_says_its_size_and_of_when_it_is(offer: dict[str, Any], said: str) -> None:
    assert bed_cards.price(pick(1, **offer), W) == said


def test_a_price_in_another_currency_is_said_in_it() -> None:
    assert "US$" in bed_cards.price(pick(1, currency="USD", price_size=NINETY), W)


def test_why_not_higher_names_what_counts_and_skips_what_does_not() -> None:
    fold = _first().split("<details>")[1]
    assert W("component.alignment") in fold
    assert W("component.immersion") not in fold  # 0.002 of 0.9
    assert "33%" in fold


def test_names_from_a_feed_are_escaped() -> None:
    nasty = bed("x", brand="<img src=x onerror=1>")
    assert "<img" not in _first(mattress=nasty)
    assert "<img" not in bed_cards.table([pick(1, mattress=nasty)], W)
    assert "<img" not in bed_cards.unranked([bed("y", None, brand="<img>")], W)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.org/a?b=c&d", "example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://[nonsense", ""),
        ("https://example.org/\x00", ""),
        ("example.org", ""),
        ("", ""),
    ],
)
def test_a_way_out_is_an_address_of_the_web_or_none(url: str, site: str) -> None:
    assert bed_cards.site(url) == site
    text = _first(mattress=bed("x", source_url=url))
    assert ("<a " in text) is bool(site)
    assert not site or 'rel="noopener noreferrer nofollow"' in text


def test_an_address_cannot_leave_its_attribute() -> None:
    text = _first(mattress=bed("x", source_url='https://example.org/"onclick="alert(1)'))
    assert '"onclick' not in text


def test_an_adjustable_bed_says_its_setting() -> None:
    text = _first(setting={"shoulder": 4.5, "hip": 6.0, "kind": "per_zone"})
    assert "schouder 4,5, bekken 6" in text


ROWS = (
    pick(4, price=700.0, mattress=bed("a", height_cm=30.0, trial_nights=100)),
    pick(5, price=None, mattress=bed("b", height_cm=None)),
    pick(6, price=300.0, mattress=bed("c", height_cm=18.0)),
    pick(7, price=100.0, is_history=True, mattress=bed("d", height_cm=20.0)),  # an old price is no price to go by
)


@pytest.mark.parametrize(("order", "ranks"), [("fit", "4567"), ("price", "6457"), ("height", "6745")])
def test_the_table_comes_in_the_order_asked_for_and_what_is_unknown_comes_last(order: str, ranks: str) -> None:
    text = bed_cards.table(ROWS, W, order)
    assert "".join(re.findall(r'class="mark">(\d)', text)) == ranks


def test_a_row_gives_chance_fit_price_height_and_nights_or_says_they_are_not_stated() -> None:
    known, unknown = bed_cards.table(ROWS[:2], W).split("</tr>")[1:3]
    for said in ("8/10", ">78<", "€\xa0700 in 90x200", "30 cm", "100 nachten"):
        assert said in known
    assert unknown.count(W("result.not_stated")) == 2
    assert W("result.price_unknown") in unknown


def test_a_table_of_data_is_no_way_out_and_another_script_is_left_out() -> None:
    assert bed_cards.site("https://www.shop.example/bed") == "shop.example"
    assert bed_cards.site("https://github.com/somebody/beds") == ""


@pytest.mark.parametrize(
    ("original", "basis", "said"),
    [
        ("mittelhart", "declared", "volgens maker of winkel: medium-stevig"),
        ("medium (page: 適中)", "declared (retailer title)", "volgens maker of winkel: medium-stevig"),
        ("H2/H3, turnable", "declared", "volgens maker of winkel: H2/H3"),
        ("measured soft, sold as H3", "measured", "stevigheid: medium-stevig"),
    ],
)
def test_a_firmness_is_said_in_the_language_of_the_reader(original: str, basis: str, said: str) -> None:
    """Words of a feed are of any language: only the maker's grades stand as they are."""
    stated = replace(bed("a", 6.0), firmness_original=original, firmness_basis=basis)
    assert bed_cards.facts(stated, W).split(" · ")[2 if stated.height_cm else 1] == said


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"firmness": 5.46, "target": 5.0, "is_set": False}, "Its firmness (5.5) is close to what suits you (5.0)."),
        ({"firmness": 5.04, "target": 4.96, "is_set": False}, "Its firmness (5.0) is just what we look for."),
        ({"firmness": 5.46, "target": 5.0, "is_set": True}, "its firmness is close to what suits you (5.0)."),
        ({"firmness": 5.04, "target": 4.96, "is_set": True}, "its firmness is just what we look for."),
    ],
)
def test_a_figure_told_beside_a_sentence_is_not_told_in_it(figures: dict[str, Any], said: str) -> None:
    told = say(Reason("reason.close_firmness", figures), "reason", words("en"))
    assert told.endswith(said)
    assert told.startswith("In the setting") == figures["is_set"]


def test_facts_leave_out_what_the_reasons_say() -> None:
    known = bed("a", height_cm=24.0, trial_nights=100)
    assert "24" in bed_cards.facts(known, W) and "100" in bed_cards.facts(known, W)
    assert "100" not in bed_cards.facts(known, W, said={"reason.trial"})
    assert "24" not in bed_cards.facts(known, W, said={"reason.lowest"})


@pytest.mark.parametrize(("can_try", "advice"), [(True, "use its trial nights."), (False, "one with trial nights.")])
def test_a_bed_with_trial_nights_need_not_be_another_one(can_try: bool, advice: str) -> None:
    unsure = Reason("caution.firmness_unsure", {"sd": 0.7, "can_try": can_try})
    assert say(unsure, "caution", words("en")).endswith(advice)
