"""What two people see first, what is folded for them, and the way out of a size that a list does not have."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pytest

from storefront import engine
from storefront.answer.specification import specification_lines
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

ONE: dict[str, Any] = {
    "list_passed": True,
    "weight_kg": 58.0,
    "height_cm": 168.0,
    "sex": "female",
    "side": 10,
    "market": "any",
}
TWO = {"sleeps": "together", "partner.weight_kg": 104.0, "partner.height_cm": 185.0, "partner.stomach": 8}


def text_of(app: Any) -> str:
    return "\n".join(str(part.value) for part in app.markdown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_people_read_of_more_mattresses_for_one_behind_a_fold(lang: str) -> None:
    heading = words(lang)("result.also")
    alone, both = text_of(at("result", lang, ONE)), text_of(at("result", lang, ONE | TWO))
    assert f'<h2 class="eyebrow">{heading}</h2>' in alone
    assert f'<h2 class="eyebrow">{heading}</h2>' not in both
    assert f'<details class="fold printed"><summary>{heading}</summary>' in both
    assert words(lang)("result.you_alone") in both


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_of_two_people_know_what_to_ask_for_in_any_shop(lang: str) -> None:
    w, beds = words(lang), engine.catalogue()
    app = at("result", lang, ONE | TWO)
    partner = engine.partner_of(visit_of(app).answers)
    assert partner
    shown = text_of(app)
    sheet = shown[shown.index('<div class="spec">') :]
    for n, person in enumerate((engine.sleeper_of(visit_of(app).answers), partner), start=1):
        rows = dict(specification_lines(engine.asks_for(person, beds), w).rows)
        own = sheet[sheet.index(f"<h3>{w('household.person', n=n)}</h3>") :].partition("</dl>")[0]
        assert f"<dd>{escape(rows[w('spec.firmness')])}</dd>" in own
        assert f"<dd>{escape(rows[w('spec.carries')])}</dd>" in own
    assert w("household.person", n=2) not in text_of(at("result", lang, ONE))


def test_a_size_that_no_mattress_comes_in_can_be_dropped_in_one_step() -> None:
    app = at("result", "en", ONE | {"market": "GB", "size": "150x200"})
    assert words("en")("verdict.none_left.heading") in text_of(app)
    app.button(key="without_size").click().run()
    assert not app.exception
    assert visit_of(app).answers["size"] == "any"
    assert words("en")("verdict.none_left.heading") not in text_of(app)
    assert not [button for button in app.button if button.key == "without_size"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_free_measure_in_a_verdict_of_other_things_has_its_own_heading(lang: str) -> None:
    lead = f"<h3>{words(lang)('result.free_first')}</h3>"
    none_left = text_of(at("result", lang, ONE | {"market": "GB", "size": "150x200"}))
    assert lead in none_left
    assert lead not in text_of(at("result", lang, ONE)), "that verdict leads to the tips in its own words"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_the_other_sleeps_is_asked_of_the_other(lang: str) -> None:
    labels = [group.label for group in at("partner", lang, ONE | TWO).button_group]
    assert words(lang)("field.partner.stomach") in labels
    assert words(lang)("field.stomach") not in labels


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_american_reads_names_of_sizes_and_inches_and_a_briton_names(lang: str) -> None:
    seen = text_of(at("result", lang, ONE | {"market": "US", "size": "152x203"}))
    assert "Queen, 60x80&quot;" in seen
    assert re.search(r"\d cm \(\d[\d.,]*&quot;\)", seen) and re.search(r"\d kg \(\d+ lb\)", seen)
    british = text_of(at("result", lang, ONE | {"market": "GB", "size": "135x190"}))
    assert "Double, 135x190 cm" in british
    assert "&quot;)" not in british and " lb)" not in british
    dutch = text_of(at("result", lang, ONE | {"market": "NL", "size": "90x200"}))
    assert "90x200" in dutch and "Single" not in dutch and " lb)" not in dutch


@pytest.mark.parametrize(
    ("market", "labels"), [("US", {'Queen, 60x80"'}), ("GB", {"Double, 135x190 cm"}), ("NL", {"90x200", "180x200"})]
)
def test_sizes_to_choose_from_are_those_sold_in_the_country(market: str, labels: set[str]) -> None:
    app = at("wishes", "en", ONE | {"market": market})
    offered = {str(label) for label in app.selectbox(key=visit_of(app).key_of("size")).options}
    assert labels <= offered
    every = at("wishes", "en", ONE | {"market": "any"})
    assert len(offered) < len(every.selectbox(key=visit_of(every).key_of("size")).options)
