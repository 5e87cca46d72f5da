"""Where to lie: three beds with what each answer would mean, which is what the answer then is; and what was felt."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from recommender.explanation import explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.sleeper import Experience
from storefront import engine
from storefront.answer.on_page import where_cards
from storefront.quiz.answers import FELT
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

TOLD: dict[str, Any] = {"list_passed": True, "weight_kg": 82.0, "height_cm": 178.0, "side": 8, "back": 2}


def _text(app: AppTest) -> str:
    return " ".join([*(title.value for title in app.title), *(part.value for part in app.markdown)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_three_beds_say_what_each_answer_would_mean_and_it_is_what_the_answer_then_is(lang: str) -> None:
    w = words(lang)
    app = at("where", lang, TOLD)
    text = _text(app)
    assert text.count("<article") == 3
    sleeper, beds = engine.sleeper_of(visit_of(app).answers), engine.catalogue()
    plan = engine.where_to_lie(sleeper, beds)
    assert len({trial.mattress.mattress_id for trial, _ in plan}) == 3
    for number, (trial, meant) in enumerate(plan, start=1):
        assert trial.mattress.name in text
        assert where_cards.worth(number, trial, w) in text
        assert sum(each.chance for each in meant) == pytest.approx(1)
        softer, same, firmer = (each.firmness for each in meant[::-1])
        assert softer < same < firmer
    trial, meant = plan[0]
    for each in meant:
        told = Experience(mattress_id=trial.mattress.mattress_id, felt=each.felt, nights=0.0)
        after = explain(match(target(replace(sleeper, experiences=(told,))), beds))
        assert each.firmness == pytest.approx(after.target.firmness)
        assert each.first == after.picks[0].mattress
        assert after.picks[0].mattress.name in text
    assert all(w(f"where.how_{name}") in text for name in where_cards.HOW)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_budget_that_leaves_only_beds_of_unknown_price_leaves_beds_to_lie_on(lang: str) -> None:
    w, held = words(lang), {**TOLD, "market": "NL", "max_price": 700.0}
    beds = engine.catalogue()
    assert engine.answer(engine.sleeper_of(held), beds).verdict_said == "ask_price"
    text = _text(at("where", lang, held))
    assert text.count("<article") == 3
    assert escape(w("where.ask_price")) in text
    assert escape(w("where.ask_price")) not in _text(at("where", lang, TOLD))


def test_what_was_felt_there_is_told_on_the_same_page() -> None:
    app = at("where", "en", TOLD)
    asked: list[Any] = [group for group in app.get("button_group") if f".{FELT}" in str(group.key)]
    asked[0].set_value("too_soft").run()
    before, now = engine.need_before_and_now(engine.sleeper_of(visit_of(app).answers), engine.catalogue())
    assert now.firmness > before.firmness
    assert "Before lying down" in _text(app)


@pytest.mark.parametrize(("told", "title"), [({}, "safety.title"), ({"list_passed": True}, "where.title")])
def test_without_answers_it_leads_to_the_questions(told: dict[str, Any], title: str) -> None:
    app = at("where", "en", told)
    assert app.title[0].value == words("en")(title)
    assert "<article" not in _text(app)


def test_who_is_told_to_keep_their_bed_reads_that_first() -> None:
    fine = {
        f"check.{name}": "no" for name in ("trough", "hammock", "pressure_shoulder", "pressure_hip", "better_elsewhere")
    }
    text = _text(at("where", "en", {**TOLD, **fine}))
    assert text.index(words("en")("verdict.keep_bed.heading")) < text.index("<article")
