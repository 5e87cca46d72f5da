"""The answer to two people in words: every way with its price, its beds, and why; safe on a page."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from catalog.mattress import Mattress
from recommender.household import KINDS, Household, Option
from recommender.reasons import Reason
from storefront.answer import household as two_people
from storefront.words import LANGUAGES, words

NARROW = (90.0, 200.0)


def _bed(mattress_id: str, brand: str = "Brand") -> Mattress:
    return Mattress(mattress_id, brand=brand, model=mattress_id)


def _option(kind: str = "halves", **more: Any) -> Option:
    of: dict[str, Any] = {
        "beds": (_bed("a"), _bed("b")),
        "fits": (81.2, 64.0),
        "relatives": (0.95, 0.8),
        "chances": (0.83, 0.41),
        "lost": (1.0, 7.25),
        "settings": (None, None),
        "mattresses": 2,
        "sizes": (NARROW, NARROW),
        "price": 1018.0,
        "currency": "EUR",
        "price_date": "2026-10",
        "is_history": False,
        "why": (Reason("household.loses", {"lost_first": 1.0, "lost_second": 7.25}),),
    }
    return Option(kind, **(of | more))


def _household(*options: Option, verdict: str = "halves", **more: Any) -> Household:
    said = (Reason("household.needs", {"first_firmness": 4.5, "second_firmness": 7.3}),)
    missing = (("per_side", Reason("household.no_per_side")),)
    return Household(verdict, options, **({"reasons": said, "left_out": missing} | more))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_shows_the_advice_every_way_and_what_is_missing(lang: str) -> None:
    w = words(lang)
    text = two_people.as_html(_household(_option("one_setting"), _option()), w)
    page = html.fragment_fromstring(text)
    shown = " ".join(page.text_content().replace("\xa0", " ").split())
    assert page.xpath("string(.//h2)") == w("household.verdict_halves")
    assert page.xpath(".//h3/text()") == [w("household.recommended"), w("household.kind_one_setting")]
    assert shown.count(w("household.recommended")) == 1
    assert w("household.recommended") in " ".join(page.xpath("./article//text()"))
    assert page.xpath("string(./details//h3)") == w("household.kind_one_setting")
    for said in (
        w.money(1018.0),
        "2 x 90x200",
        "8/10",
        "4/10",
        w.number(7.25),
        w.number(4.5),
        w("household.no_per_side"),
    ):
        assert said.replace("\xa0", " ") in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verdict_and_kind_has_words(lang: str) -> None:
    w = words(lang)
    for kind in KINDS:
        assert w(f"household.verdict_{kind}") in two_people.as_html(_household(_option(kind), verdict=kind), w)
        assert w.term(kind) != kind
    nothing = Household("none_fits", (), (Reason("household.nothing_fits"),), ())
    assert "amber" in two_people.as_html(nothing, w)


def test_a_name_is_text_and_no_markup() -> None:
    bad = _bed("<b>x</b>", brand="<script>alert(1)</script>")
    text = two_people.as_html(_household(_option(beds=(bad, bad))), words("en"))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "€1,018 together, 2 x 90x200"),
        ({"mattresses": 1, "sizes": ((180.0, 200.0),) * 2}, "€1,018 together, 180x200"),
        ({"sizes": (NARROW, (90.0, 210.0))}, "€1,018 together, 90x200 + 90x210"),
        ({"is_history": True}, "was €1,018 together in October 2026, 2 x 90x200"),
        ({"price": None}, "price in 2 x 90x200 not known"),
        ({"price": None, "sizes": (None, None)}, "price depends on the size"),
    ],
)
def test_a_price_is_said_with_its_sizes_and_as_what_it_is(more: dict[str, Any], said: str) -> None:
    assert two_people.price(_option(**more), words("en")).replace("\xa0", "") == said


def test_what_a_bed_is_set_to_is_said_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    whole, zoned = {"firmness": 5.5}, {"shoulder": 3.0, "waist": 6.0, "hip": 4.5}
    two_people.show(_household(_option("per_side", settings=(whole, zoned)), verdict="per_side"), words("en"))
    out = " ".join(capsys.readouterr().out.split())
    assert "firmness 5.5" in out
    assert "shoulder 3, waist 6, hip 4.5" in out


def test_what_each_gives_up_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    w, lost = words("en"), {"lost_first": 1.0, "lost_second": 7.25}
    chosen = Reason("household.chosen", {"most": 10.0, **lost})
    found = _household(_option("one_setting"), _option(), reasons=(chosen,))
    costs = w("household.loses", **lost)
    paper = two_people.lines(found, w)
    assert [costs in way.why for way in (*paper.advised, *paper.others)] == [False, True]
    two_people.show(found, w)
    shown = " ".join(capsys.readouterr().out.split())
    assert (shown.count(costs), shown.count(w("household.chosen", **chosen.figures))) == (1, 1)
