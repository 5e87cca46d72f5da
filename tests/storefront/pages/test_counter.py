"""The counter: nothing about health without a yes, nothing kept of the alarm question, no bed before it was passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from recommender.household import KINDS
from storefront.pages.counter import PICKS
from storefront.quiz.answers import ACHES
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

EN = words("en")
BODY: dict[str, Any] = {"a.weight_kg": 80.0, "a.height_cm": 180.0, "a.side": 6.0}


@pytest.fixture(autouse=True)
def _counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


def _text(app: AppTest) -> str:
    return " ".join([*(title.value for title in app.title), *(part.value for part in app.markdown)])


def _box(app: AppTest, field: str) -> Any:
    return app.checkbox(key=visit_of(app).key_of(field))


def _boxes(app: AppTest) -> set[str]:
    start = visit_of(app).key_of("")
    return {str(box.key).removeprefix(start) for box in app.checkbox}


def test_no_bed_is_shown_before_the_list_is_gone_through() -> None:
    app = at("counter", "en", BODY)
    assert EN("counter.alarm_first") in _text(app)
    assert "<article" not in _text(app)
    app.button(key="none.a").click().run()
    assert "<article" in _text(app)
    app.button(key="again.a").click().run()
    assert "<article" not in _text(app)


def test_yes_or_doubt_leads_to_the_leaflet_and_nothing_of_it_is_kept() -> None:
    app = at("counter", "en", BODY)
    before = dict(visit_of(app).answers)
    app.button(key="doubt.a").click().run()
    assert app.title[0].value == EN("leaflet.title")
    assert visit_of(app).answers == before
    app.button(key="leaflet_back").click().run()
    assert EN("counter.alarm_first") in _text(app)
    assert "<article" not in _text(app)


def test_of_none_of_these_only_that_the_list_was_passed_is_kept_until_the_customer_leaves() -> None:
    app = at("counter", "en", BODY)
    before = dict(visit_of(app).answers)
    app.button(key="none.a").click().run()
    kept = {name: value for name, value in visit_of(app).answers.items() if ".felt." not in name or value}
    assert kept == before | {"a.list_passed": True}
    app.button(key="clear").click().run()
    assert {value for value in visit_of(app).answers.values() if value} == {"any"}
    assert EN("counter.alarm_done") not in _text(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_consent_is_asked_in_words_to_read_aloud_and_without_it_no_ache_is_asked(lang: str) -> None:
    app = at("counter", lang, BODY)
    text = _text(app).replace("&#x27;", "'")
    assert text.count(words(lang)("counter.consent_aloud")) == 2
    assert text.count(words(lang)("counter.alarm_aloud")) == 2
    assert _boxes(app) == {"a.health_consent", "b.health_consent"}
    assert not any(box.value for box in app.checkbox)  # no yes is ticked beforehand


def test_an_ache_told_with_consent_counts_for_that_customer_only_and_leads_the_answer() -> None:
    app = at("counter", "en", BODY | {f"b{name[1:]}": value for name, value in BODY.items()})
    app.button(key="none.a").click().run()
    _box(app, "a.health_consent").check().run()
    assert _boxes(app) == {"a.health_consent", "b.health_consent", *(f"a.pain.{name}" for name in ACHES)}
    _box(app, "a.pain.leg_radiating").check().run()
    text = _text(app)
    assert text.count(EN("advice.leg_assess_first")) == 1
    assert text.index(EN("safety.level_appointment_days")) < text.index("<article")


def test_a_yes_taken_back_deletes_what_was_told_about_that_customer() -> None:
    planted = {f"{who}.pain.{name}": True for who in "ab" for name in ACHES}
    planted |= {
        f"{who}.{name}": value for who in "ab" for name, value in (("health_consent", True), ("pregnancy_weeks", 30.0))
    }
    app = at("counter", "en", BODY | planted | {"a.list_passed": True})
    assert EN("advice.leg_assess_first") in _text(app)
    _box(app, "a.health_consent").uncheck().run()
    assert EN("advice.leg_assess_first") not in _text(app)
    held = {name for name, value in visit_of(app).answers.items() if value}
    assert {name for name in held if name.startswith("a.")} == {*BODY, "a.list_passed"}
    assert {name for name in held if name.startswith("b.")} == {name for name in planted if name.startswith("b.")}


def test_how_a_bed_felt_moves_the_target_and_goes_with_the_customer() -> None:
    app = at("counter", "en", BODY | {"a.list_passed": True})
    text = _text(app)
    assert "is expected to help most" in text
    felt = [pills for pills in app.get("button_group") if ".a.felt." in str(pills.key)]
    assert len(felt) == PICKS
    before = _target_line(app)
    name = str(felt[0].key).removeprefix(visit_of(app).key_of(""))
    told = visit_of(app).answers | {name: "too_firm"}
    softer, firmer = (_target_line(at("counter", "en", told | {name: said})) for said in ("too_firm", "too_soft"))
    assert len({softer, before, firmer}) == 3
    gone = at("counter", "en", told | {"a.felt.sold-out": "right", name: None})
    assert _target_line(gone) == before
    app.button(key="clear").click().run()
    assert not any("felt" in key for key, value in visit_of(app).answers.items() if value)


def _target_line(app: AppTest) -> str:
    return next(part.value for part in app.markdown if "on a scale of 1 to 10" in part.value)


def test_two_customers_get_a_joint_answer_once_both_went_through_the_list() -> None:
    both = BODY | {"b.weight_kg": 58.0, "b.height_cm": 165.0, "b.side": 8.0, "a.list_passed": True}
    app = at("counter", "en", both)
    assert EN("household.heading") not in [title.value for title in app.subheader]
    app.button(key="none.b").click().run()
    assert EN("household.heading") in [title.value for title in app.subheader]
    text = _text(app)
    assert EN("household.recommended") in text
    assert all(EN(f"household.kind_{kind}") in text for kind in KINDS)
