"""The diary as a visitor keeps it: consent first, one test at a time, alarm signs before anything else."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest

from recommender.advice.diary import PLANS, Entry, Kind
from storefront.diary.book import Diary
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

NL = words("nl")


def _at(told: dict[str, Any], diary: Diary | None = None, lang: str = "nl") -> AppTest:
    return at("diary", lang, told, diary)


def _text(app: AppTest) -> str:
    return " ".join([*(title.value for title in app.title), *(part.value for part in app.markdown)])


def _choose(app: AppTest, ask: str, value: object) -> None:
    next(group for group in app.button_group if f".{ask}" in group.key).set_value(value)


def _write(app: AppTest) -> None:
    next(button for button in app.button if button.label == NL("diary.keep")).click().run()
    assert not app.exception


def test_before_consent_there_is_a_plan_and_nothing_to_fill_in() -> None:
    app = _at({})
    assert NL("diary.change_knee_pillow") in _text(app)
    assert [button.label for button in app.button if button.label == NL("diary.keep")] == []
    assert NL("diary.consent_why") in _text(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_plan_can_be_written_down_whole(kind: Kind, lang: str) -> None:
    nights = sum(nights for _, nights in PLANS[kind])
    diary = Diary(kind)
    for night in range(1, nights + 1):
        diary = diary.with_entry(Entry(night, 5.0), date.today())
    app = _at({"health_consent": True, "diary_kind": kind}, diary, lang)
    assert words(lang)("diary.weak_design") in _text(app) or kind in ("three_mornings", "wind_down")
    assert ("svg" in _text(app)) is True


def test_a_morning_is_kept_and_the_next_night_comes_up() -> None:
    app = _at({"health_consent": True})
    _choose(app, "pain_wake_nrs", 6)
    _choose(app, "load_yesterday", ["lifting"])
    _write(app)
    assert visit_of(app).diary.entries == {1: Entry(1, 6.0, load_yesterday=("lifting",))}
    assert app.selectbox[0].value == 2


def test_how_the_bed_feels_is_what_the_quiz_asks_too() -> None:
    diary = Diary()
    for night in range(1, 7):
        diary = diary.with_entry(Entry(night, 5.0), date.today())
    app = _at({"health_consent": True, "bed_feels": "right", "bed_label": "H3"}, diary)
    _choose(app, "pain_wake_nrs", 4)
    _choose(app, "bed_feels", "too_firm")
    _write(app)
    assert visit_of(app).diary.entries[7].bed_feels == "too_firm"
    assert visit_of(app).answers["bed_feels"] == "too_firm"


def test_without_a_pain_score_nothing_is_kept_and_the_page_says_so() -> None:
    app = _at({"health_consent": True})
    _write(app)
    assert NL("problem.pain_wake_nrs") in _text(app)
    assert not visit_of(app).diary.entries


@pytest.mark.parametrize("said", ["yes", "unsure"])
def test_an_alarm_sign_in_the_log_brings_the_leaflet_and_hides_beds(said: str) -> None:
    app = _at({"health_consent": True, "list_passed": True, "weight_kg": 80.0, "height_cm": 180.0, "side": 5})
    _choose(app, "pain_wake_nrs", 6)
    _choose(app, "alarm_signs", said)
    _write(app)
    assert app.title[0].value == NL("leaflet.title")
    assert len(visit_of(app).diary.entries) == 1
    visit_of(app).goto = "result"
    app.run()
    assert app.title[0].value == NL("safety.title")


def test_never_two_tests_at_once() -> None:
    diary = Diary().with_entry(Entry(1, 5.0), date.today())
    app = _at({"health_consent": True, "diary_kind": "four_weeks"}, diary)
    assert NL("diary.one_at_a_time") in _text(app)
    assert visit_of(app).diary.kind == "seven_nights"


def test_the_diary_goes_when_consent_is_withdrawn_and_when_it_is_erased() -> None:
    diary = Diary().with_entry(Entry(1, 5.0), date.today())
    for key in ("withdraw", "delete_diary", "start_over"):
        app = _at({"health_consent": True}, diary)
        app.button(key=key).click().run()
        assert not app.exception
        assert not visit_of(app).diary.entries, key


def test_who_is_far_in_a_pregnancy_is_not_told_to_lie_on_the_back() -> None:
    app = _at({"health_consent": True, "pain.pregnancy": True, "pregnancy_weeks": 30.0})
    assert NL("diary.change_posture_side") in _text(app)
    assert NL("diary.change_posture") not in _text(app)
