"""The counter: nothing about health without a yes, nothing kept of the alarm question, no bed before it was passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.mattress import Catalogue
from database.place import URL_VARIABLE
from recommender.explanation import Explanation
from recommender.household import KINDS
from recommender.sleeper import Sleeper
from storefront import engine, saving
from storefront.diary.book import Diary
from storefront.quiz.answers import ACHES
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

EN = words("en")
BODY: dict[str, Any] = {"a.weight_kg": 80.0, "a.height_cm": 180.0, "a.side": 60.0}
BOXES = {f"{who}.{name}" for who in "ab" for name in ("health_consent", "warm_sleeper")}
UNTOLD = {"any", "unknown", "unspecified"}  # what a list stands on before anybody chose


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


def _part(app: AppTest, name: str) -> AppTest:
    """What is shown below the fold."""
    chosen: Any = next(group for group in app.get("button_group") if str(group.key).startswith("part."))
    chosen.set_value(name).run()
    assert not app.exception
    return app


def _needed(app: AppTest) -> str:
    return next(part.value for part in app.markdown if 'class="target"' in part.value)


def test_no_bed_is_shown_before_the_list_is_gone_through() -> None:
    app = at("counter", "en", BODY)
    assert EN("counter.alarm_first") in _text(app)
    assert "<article" not in _text(app)
    app.button(key="none.a").click().run()
    assert "<article" in _text(app)
    app.button(key="again.a").click().run()
    assert "<article" not in _text(app)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"a.health_consent": True, "a.pain.leg_radiating": True, "a.pain.lateral_hip": True},
        {"a.bed_feels": "too_firm", "a.bed_label": "H3", "a.bed_age_years": 3.0},
    ],
)
def test_the_target_shown_before_beds_is_that_of_the_answer_and_no_bed_is_worked_out_for_it(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    worked_out: list[tuple[Sleeper, Catalogue]] = []
    answer = engine.answer

    def watched(sleeper: Sleeper, beds: Catalogue, *more: Any, **others: Any) -> Explanation:
        worked_out.append((sleeper, beds))
        return answer(sleeper, beds, *more, **others)

    monkeypatch.setattr(engine, "answer", watched)
    app = at("counter", "en", BODY | more)
    before, care = _needed(app), EN("advice.leg_assess_first") in _text(app)
    assert (len(worked_out), care) == (0, "a.pain.leg_radiating" in more)
    app.button(key="none.a").click().run()
    assert len(worked_out) == 1
    assert before.partition("<b>")[2].partition("</span>")[0] in _needed(app)
    assert (EN("advice.leg_assess_first") in _text(app)) == care
    sleeper, beds = worked_out[0]
    found, need = answer(sleeper, beds, changes=False), engine.need(sleeper, beds)
    assert (need.target, need.care) == (found.target, found.care)


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
    kept = visit_of(app).answers
    assert kept == before | {"a.list_passed": True}
    app.button(key="clear").click().run()
    assert {value for value in visit_of(app).answers.values() if value} == UNTOLD
    assert EN("counter.alarm_done") not in _text(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_consent_is_asked_in_words_to_read_aloud_and_without_it_no_ache_is_asked(lang: str) -> None:
    app = at("counter", lang, BODY | {f"b{name[1:]}": value for name, value in BODY.items()})
    text = _text(app).replace("&#x27;", "'")
    assert text.count(words(lang)("counter.consent_aloud")) == 2
    assert text.count(words(lang)("counter.alarm_aloud")) == 2
    assert _boxes(app) == BOXES
    assert not any(box.value for box in app.checkbox)  # no yes is ticked beforehand


def test_an_ache_told_with_consent_counts_for_that_customer_only_and_leads_the_answer() -> None:
    app = at("counter", "en", BODY | {f"b{name[1:]}": value for name, value in BODY.items()})
    app.button(key="none.a").click().run()
    _box(app, "a.health_consent").check().run()
    assert _boxes(app) == BOXES | {f"a.pain.{name}" for name in ACHES}
    app.selectbox(key=visit_of(app).key_of("a.sex")).set_value("male").run()
    assert _boxes(app) == BOXES | {f"a.pain.{name}" for name in ACHES if name != "pregnancy"}
    _box(app, "a.pain.leg_radiating").check().run()
    text = _text(app)
    assert text.count(EN("advice.leg_assess_first")) == 1
    assert text.index(EN("safety.level_appointment_days")) < text.index("<article")


def test_a_yes_taken_back_deletes_what_was_told_about_that_customer() -> None:
    planted: dict[str, Any] = {f"{who}.pain.{name}": True for who in "ab" for name in ACHES}
    planted |= {
        f"{who}.{name}": value for who in "ab" for name, value in (("health_consent", True), ("pregnancy_weeks", 30.0))
    }
    app = at("counter", "en", BODY | planted | {"a.list_passed": True})
    assert EN("advice.leg_assess_first") in _text(app)
    _box(app, "a.health_consent").uncheck().run()
    assert EN("advice.leg_assess_first") not in _text(app)
    held = {name for name, value in visit_of(app).answers.items() if value and value not in UNTOLD}
    assert {name for name in held if name.startswith("a.")} == {*BODY, "a.list_passed"}
    assert {name for name in held if name.startswith("b.")} == {name for name in planted if name.startswith("b.")}


def test_how_a_bed_felt_moves_the_target_and_goes_with_the_customer() -> None:
    app = _part(at("counter", "en", BODY | {"a.list_passed": True}), "trial")
    felt = [pills for pills in app.get("button_group") if ".a.felt." in str(pills.key)]
    assert len(felt) == 1
    before = _needed(app)
    name = str(felt[0].key).removeprefix(visit_of(app).key_of(""))
    told = visit_of(app).answers | {name: "too_firm"}
    softer, firmer = (_needed(at("counter", "en", told | {name: said})) for said in ("too_firm", "too_soft"))
    assert len({softer, before, firmer}) == 3
    gone = at("counter", "en", told | {"a.felt.sold-out": "right", name: None})
    assert _needed(gone) == before
    app.button(key="clear").click().run()
    assert not any("felt" in key for key, value in visit_of(app).answers.items() if value)


def _target_line(app: AppTest) -> str:
    return next(part.value for part in app.markdown if "on a scale from 1 " in part.value)


def test_two_customers_get_a_joint_answer_once_both_went_through_the_list() -> None:
    both = BODY | {"b.weight_kg": 58.0, "b.height_cm": 165.0, "b.side": 8.0, "a.list_passed": True}
    app = at("counter", "en", both)
    assert 'class="both"' not in _text(app)
    app.button(key="none.b").click().run()
    text = _text(app)
    assert text.count('class="both"') == 1
    assert EN("household.recommended") in text
    assert all(EN(f"household.kind_{kind}") in text for kind in KINDS)
    assert text.count("<figure>") == 2 == text.count('role="img" aria-label="Customer')


def test_start_over_and_clearing_stay_at_the_counter() -> None:
    app = at("counter", "en", BODY | {"a.list_passed": True, "weight_kg": 90.0})
    app.button(key="start_over").click().run()
    assert EN("counter.title") in _text(app)
    assert {value for value in visit_of(app).answers.values() if value} == UNTOLD


def test_what_cannot_be_true_is_said_in_place_of_the_answer() -> None:
    app = at("counter", "en", BODY | {"a.height_cm": 18.0})
    assert "18" in _text(app) and "130 to 220" in _text(app)
    assert 'class="target"' not in _text(app)


def test_a_share_may_be_typed_with_its_sign() -> None:
    said = at("counter", "en", BODY | {"a.side": "60 %", "a.back": "40%"})
    bare = at("counter", "en", BODY | {"a.side": 60.0, "a.back": 40.0})
    assert _needed(said) == _needed(bare)


def test_half_on_the_stomach_age_and_the_present_bed_count() -> None:
    usual = _needed(at("counter", "en", BODY))
    more: tuple[dict[str, Any], ...] = (
        {"a.three_quarter": 60.0},
        {"a.age_years": 75.0},
        {"a.hip_circumference_cm": 118.0},
        {"a.hip_breadth_cm": 45.0},
        {"a.bed_label": "H2", "a.bed_feels": "too_soft"},
    )
    for told in more:
        assert _needed(at("counter", "en", BODY | told)) != usual, told


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'saved.sqlite3'}")
    return tmp_path


def test_a_code_fills_in_one_customer_here_and_nothing_is_left_of_who_stood_there(file: Path) -> None:
    quiz = {"weight_kg": 61.0, "height_cm": "5'6", "side": 8.0, "age_band": "50-59", "hip_method": "tape"}
    quiz |= {"hip_circumference_cm": 99.0, "hip_breadth_cm": 44.0, "health_consent": True, "pain.neck": True}
    code = saving.save(quiz | {"list_passed": True, "size": "90x200"}, Diary(), (), consent=True)
    before = BODY | {"a.list_passed": True, "a.back": 40.0, "a.waist_circumference_cm": 88.0, "b.weight_kg": 90.0}
    app = at("counter", "en", before)
    app.text_input(key=f"code.a.{visit_of(app).key_of('')}").set_value(code.lower())
    next(button for button in app.button if button.label == EN("code.load")).click().run()
    assert not app.exception
    held = {name: value for name, value in visit_of(app).answers.items() if value and value not in UNTOLD}
    assert EN("counter.title") in _text(app)
    assert held == {
        "a.weight_kg": 61.0,
        "a.height_cm": "5'6",
        "a.side": 100.0,
        "a.age_band": "50-59",
        "a.hip_circumference_cm": 99.0,
        "a.health_consent": True,
        "a.pain.neck": True,
        "a.code": code,
        "b.weight_kg": 90.0,
        "size": "90x200",
    }
    assert EN("counter.alarm_first") in _text(app)  # asked anew
    assert app.text_input(key=visit_of(app).key_of("a.weight_kg")).value == "61"


def test_an_unknown_code_changes_nothing_and_says_so(file: Path) -> None:
    app = at("counter", "en", BODY)
    app.text_input(key=f"code.b.{visit_of(app).key_of('')}").set_value("0000-0000-0000-0000")
    [button for button in app.button if button.label == EN("code.load")][1].click().run()
    assert EN("code.not_found") in _text(app)
    assert visit_of(app).answers["a.weight_kg"] == 80.0


@pytest.mark.parametrize(("lang", "here", "elsewhere"), [("nl", "klant", "persoon"), ("en", "customer", "person")])
def test_two_customers_are_never_called_persons(lang: str, here: str, elsewhere: str) -> None:
    """One word for one thing: a heading names customer 1, so a reason does not speak of person 1."""
    other = {"b.weight_kg": 104.0, "b.height_cm": 185.0, "b.stomach": 80.0, "b.list_passed": True}
    app = _part(at("counter", lang, BODY | other | {"a.list_passed": True}), "together")
    seen = _text(app).lower()
    assert re.search(rf"\b{here} [12]\b", seen.replace(words(lang)("counter.person_a").lower(), ""))
    assert not re.search(rf"\b{elsewhere} [12]\b", seen)
