"""The page that checks a bed somebody found: typed or pasted, up to three, and never a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from storefront.pages.check import MOST
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

TOLD: dict[str, Any] = {"list_passed": True, "weight_kg": 82.0, "height_cm": 178.0, "side": 8, "back": 2}
PRODUCT = {
    "@context": "https://schema.org",
    "@type": "Product",
    "name": "Duinrust Comfort matras H3 90x200",
    "category": "Matrassen",
    "description": "Koudschuim matras, stevigheid H3, toplaag 5 cm traagschuim.",
    "offers": {"@type": "Offer", "price": "499", "priceCurrency": "EUR"},
}


def _text(app: AppTest) -> str:
    return " ".join([*(title.value for title in app.title), *(part.value for part in app.markdown)])


def _typed(app: AppTest, **facts: str) -> AppTest:
    for name, said in facts.items():
        next(box for box in app.text_input if box.key and box.key.endswith(f".{name}")).set_value(said)
    return next(button for button in app.button if "facts" in str(button.key)).click().run()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_typed_bed_is_answered_with_what_is_worth_asking(lang: str) -> None:
    w = words(lang)
    app = _typed(
        at("check", lang, TOLD), name="Duinrust <b>Zacht</b>", stated="H2", layers="4 cm memory 50; 16 cm pocket"
    )
    said = _text(app)
    assert "Duinrust" in said
    assert "<b>Zacht" not in said
    assert w("check.ask") in said
    assert said.count("<article") == 1


def test_three_beds_stand_beside_each_other_and_a_fourth_takes_the_place_of_the_first() -> None:
    app = at("check", "en", TOLD)
    for name in ("One", "Two", "Three", "Four"):
        app = _typed(app, name=name, stated="medium")
    said = _text(app)
    assert said.count("<article") == MOST
    assert ">One<" not in said
    assert said.index(">Four<") < said.index(">Three<")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_read_is_named_and_changes_nothing(lang: str) -> None:
    w = words(lang)
    app = _typed(at("check", lang, TOLD), name="One", stated="as hard as a rock")
    assert w("check.unreadable", why=w("check.stated")) in _text(app)
    assert "<article" not in _text(app)


def test_the_source_of_a_shops_page_is_read() -> None:
    app = at("check", "nl", TOLD)
    html = f'<html><script type="application/ld+json">{json.dumps(PRODUCT)}</script></html>'
    app.text_area[0].set_value(html)
    app.button(key="check_page").click().run()
    assert "Duinrust Comfort" in _text(app)
    app.text_area[0].set_value("<html>niets</html>")
    app.button(key="check_page").click().run()
    assert words("nl")("check.unreadable", why=words("nl")("check.no_bed")) in _text(app)
    assert "Duinrust Comfort" in _text(app), "what was there stays"


def test_without_a_person_it_leads_to_the_questions_and_without_the_alarm_question_there_first() -> None:
    app = at("check", "en", {"list_passed": True})
    assert words("en")("check.first_the_quiz") in _text(app)
    app = at("check", "en", {})
    assert app.title[0].value == words("en")("safety.title")


def test_the_answer_leads_there() -> None:
    app = at("result", "en", TOLD)
    app.button(key="to_check").click().run()
    assert app.title[0].value == words("en")("check.title")
    assert visit_of(app).answers["weight_kg"] == TOLD["weight_kg"]
