"""The quiz as a visitor walks it: every page in both languages, nothing lost on the way, every state on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.errors import CatalogueError
from recommender.errors import ModelError
from storefront import engine
from storefront.quiz.answers import CHECKS, FELT, OFTEN, STEPS
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import explanation
from tests.storefront.visiting import at, visit_of

NL = words("nl")
NO_CONSENT = {"health_consent": False, "list_passed": True}
TOLD: dict[str, Any] = {
    "health_consent": True,
    "list_passed": True,
    "weight_kg": 82.0,
    "height_cm": 178.0,
    "sex": "male",
    "side": 6,
    "back": 4,
    "pain.morning_stiffness": True,
}


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


def _at(page: str, lang: str = "nl", told: dict[str, Any] | None = None) -> AppTest:
    return at(page, lang, TOLD if told is None else told)


def _text(app: AppTest) -> str:
    return " ".join([*(title.value for title in app.title), *(part.value for part in app.markdown)])


def _key(app: AppTest, field: str) -> str:
    return visit_of(app).key_of(field)


@pytest.mark.parametrize(("country", "market", "money"), [("GB", "GB", "£"), ("US", "US", "$"), ("", "any", "€")])
def test_the_browsers_country_suggests_where_to_buy_and_in_which_money(country: str, market: str, money: str) -> None:
    app = at("body", "en", TOLD)
    visit = visit_of(app)
    visit.country = country
    visit.go("wishes")
    app.run()
    assert visit.answers["market"] == market
    assert app.text_input(_key(app, "max_price")).placeholder.startswith(f"for example {money}")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["start", "leaflet", *STEPS])
def test_every_page_opens_in_both_languages(page: str, lang: str) -> None:
    app = _at(page, lang, TOLD | {"sleeps": "together"})
    key = "start.heading" if page == "start" else f"{page}.title"
    assert app.title[0].value == words(lang)(key)


@pytest.mark.parametrize("page", STEPS)
def test_half_a_quiz_opens_every_page_too(page: str) -> None:
    _at(page, told={"health_consent": True})


def test_forward_needs_a_body_and_says_so_at_the_field() -> None:
    app = _at("body", told=NO_CONSENT)
    app.button(key="next").click().run()
    assert app.title[0].value == NL("body.title")
    assert NL("problem.weight") in _text(app)
    app.text_input(key=_key(app, "weight_kg")).set_value("82").run()
    assert NL("problem.weight") not in _text(app)
    assert NL("problem.height") in _text(app)
    app.text_input(key=_key(app, "height_cm")).set_value("5'10").run()
    app.button(key="next").click().run()
    assert app.title[0].value == NL("lying.title")


def test_an_impossible_value_stays_on_its_page_with_its_message() -> None:
    app = _at("body", told={**NO_CONSENT, "height_cm": 178.0, "side": 1})
    app.text_input(key=_key(app, "weight_kg")).set_value("820")
    app.button(key="next").click().run()
    assert "820 kan niet kloppen" in _text(app)
    assert app.text_input(key=_key(app, "weight_kg")).value == "820"


def test_back_and_another_language_lose_nothing() -> None:
    app = _at("body", told=NO_CONSENT)
    app.text_input(key=_key(app, "weight_kg")).set_value("82,5")
    app.text_input(key=_key(app, "height_cm")).set_value("5'10")
    app.button(key="next").click().run()
    app.button_group(key=_key(app, "lies.side")).set_value("mostly").run()
    visit_of(app).language = "en"
    app.run()
    assert app.title[0].value == words("en")("lying.title")
    assert visit_of(app).answers["side"] == OFTEN["mostly"]
    app.button(key="back").click().run()
    assert app.text_input(key=_key(app, "weight_kg")).value == "82.5"


def test_the_alarm_question_stands_before_consent_and_keeps_only_that_it_was_passed() -> None:
    app = _at("safety", told={})
    assert not app.checkbox
    app.button(key="none_of_these").click().run()
    assert {name: value for name, value in visit_of(app).answers.items() if value} == {"list_passed": True}
    assert [box.label for box in app.checkbox] == [NL("field.health_consent")]
    app.button(key="ask_again").click().run()
    assert not any(visit_of(app).answers.values())
    assert not app.checkbox


def test_without_consent_no_question_about_health_is_asked() -> None:
    app = _at("safety", told={"list_passed": True})
    app.button(key="next").click().run()
    assert app.title[0].value == NL("body.title")
    app = _at("measures", told={**TOLD, "health_consent": False})
    app.button(key="next").click().run()
    assert app.title[0].value == NL("bed.title")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("consent", [True, False])
def test_a_sign_or_doubt_leads_to_the_leaflet_and_nothing_of_it_is_kept(lang: str, consent: bool) -> None:
    told = {name: value for name, value in TOLD.items() if name != "list_passed"} | {"health_consent": consent}
    app = _at("safety", lang, told)
    before = dict(visit_of(app).answers)
    app.button(key="yes_or_unsure").click().run()
    assert app.title[0].value == words(lang)("leaflet.title")
    assert words(lang)("safety.call_first") in _text(app)
    assert "€" not in _text(app)
    assert visit_of(app).answers == before
    app.button(key="answer_again").click().run()
    assert app.title[0].value == words(lang)("safety.title")
    app.button(key="none_of_these").click().run()
    assert app.title[0].value == words(lang)("result.heading")  # the rest was filled in


@pytest.mark.parametrize("consent", [True, False])
def test_no_answer_is_shown_before_the_list_was_passed(consent: bool) -> None:
    told = {name: value for name, value in TOLD.items() if name != "list_passed"} | {"health_consent": consent}
    app = _at("result", told=told)
    assert app.title[0].value == NL("safety.title")
    assert "€" not in _text(app)


def test_a_sign_then_health_answers_deleted_still_hides_the_beds() -> None:
    app = _at("result")
    for key in ("ask_again", "yes_or_unsure", "withdraw"):
        if key == "ask_again":
            visit_of(app).go("safety")
            app.run()
        app.button(key=key).click().run()
        assert not app.exception
    visit_of(app).go("result")
    app.run()
    assert app.title[0].value == NL("safety.title")
    assert "<article" not in _text(app)


def test_withdrawn_consent_forgets_health_and_keeps_the_rest() -> None:
    app = _at("aches", told={**TOLD, "pregnancy_weeks": 20.0})
    app.button(key="withdraw").click().run()
    held = visit_of(app).answers
    assert not {"alarm_signs", "pregnancy_weeks"} & set(held)
    assert not any(name.startswith("pain.") for name in held if held[name])
    assert held["weight_kg"] == 82.0


def test_start_over_forgets_everything_but_the_language() -> None:
    app = _at("body")
    app.button(key="start_over").click().run()
    assert app.title[0].value == NL("start.heading")
    assert not any(visit_of(app).answers.values())


def test_an_answer_without_answers_asks_for_them() -> None:
    app = _at("result", told={"list_passed": True})
    assert app.title[0].value == NL("state.unfinished.title")
    app.button(key="to_step").click().run()
    assert app.title[0].value == NL("body.title")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verdict", ["fits", "borderline", "none_fits", "keep_bed", "wait"])
def test_every_verdict_has_its_page(verdict: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    picks = () if verdict == "none_fits" else explanation().picks
    found = explanation(verdict, picks=picks)
    monkeypatch.setattr(engine, "answer_at_once", lambda *args, **kwargs: (found, None))
    monkeypatch.setattr(engine, "completed", lambda *args: found)
    app = _at("result", lang)
    assert words(lang)(f"verdict.{verdict}.heading") in _text(app)
    assert words(lang)("disclaimer.result") in _text(app)
    assert ("<article" in _text(app)) is bool(picks)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_leg_pain_leads_the_answer_with_its_line_and_term_also_above_keep_your_bed(lang: str) -> None:
    fine = {f"check.{check}": "no" for check in CHECKS}
    told = {**TOLD, **fine, "pain.leg_radiating": True, "bed_feels": "right"}
    w, text = words(lang), _text(_at("result", lang, told))
    places = [text.index(w(key)) for key in ("safety.level_appointment_days", "advice.leg_assess_first")]
    places.append(text.index(w("result.target_80", low=0, high=0)[:12]))
    places += [text.index(said) for said in (w("verdict.keep_bed.heading"), 'class="tips"', "<article")]
    assert places == sorted(places)


def test_only_what_would_make_the_answer_surer_is_asked() -> None:
    plain = _at("result", told={name: value for name, value in TOLD.items() if not name.startswith("bed_")})
    asks = NL("surer.present_bed_label")
    assert asks in _text(plain)
    assert "to_bed" in {button.key for button in plain.button}
    assert "to_measures" not in {button.key for button in plain.button}  # no bed of the list has zones
    told = _at("result", told={**TOLD, "bed_feels": "right", "bed_label": "H2"})
    assert asks not in _text(told)
    assert "to_bed" not in {button.key for button in told.button}


def test_the_real_engine_answers_with_drawings_and_free_measures_before_beds() -> None:
    text = _text(_at("result"))
    assert text.index('class="tips"') < text.index("<article")
    assert text.count('role="img"') >= 5


def test_the_answer_follows_where_to_lie_of_the_same_visit() -> None:
    """Both pages keep an answer of this visit, each its own."""
    app = _at("where")
    visit_of(app).goto = "result"
    app.run()
    assert not app.exception
    assert app.title[0].value == NL("result.heading")


def _raises(error: Exception) -> Callable[..., Any]:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise error

    return fail


def test_a_missing_model_is_said_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "answer_at_once", _raises(ModelError("gone", where="model")))
    assert _at("result").title[0].value == NL("state.no_model.title")


def test_an_unreadable_catalogue_is_said_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "answer_at_once", _raises(CatalogueError("no columns", where="beds.csv")))
    assert _at("result").title[0].value == NL("state.no_catalogue.title")


def test_an_empty_catalogue_is_said_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = replace(engine.catalogue(), mattresses=())
    monkeypatch.setattr(engine, "catalogue", lambda: empty)
    assert _at("result").title[0].value == NL("state.empty_catalogue.title")


def test_the_counter_is_off_unless_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _at("counter").title[0].value == NL("start.heading")
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    told = {"a.weight_kg": 80.0, "a.height_cm": 180.0, "a.side": 6.0, "a.list_passed": True, "b.weight_kg": 60.0}
    text = _text(_at("counter", told=told))
    assert "<article" in text
    assert NL("counter.waiting") in text


def test_answers_of_a_visit_are_not_written_to_disk_or_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    real = Path.open

    def watched(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if set(mode) & set("wax+"):
            opened.append(str(self))
        return real(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", watched)
    _at("result", told={**TOLD, "weight_kg": 83.7})
    assert opened == []
    assert "83.7" not in caplog.text + "".join(capsys.readouterr())


def test_a_list_of_an_earlier_month_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    beds = engine.catalogue()
    for date, said in (("2020-01-31", True), ("2999-01-01", False), ("", False)):
        dated = replace(beds, source_date=date)
        monkeypatch.setattr(engine, "catalogue", lambda dated=dated: dated)
        assert ("31 januari 2020. Prijs en voorraad" in _text(_at("result"))) is said


def test_what_was_typed_is_read_back_in_both_systems_of_units() -> None:
    app = _at("body", "en", told={**NO_CONSENT, "weight_kg": "13 st", "height_cm": 178.0})
    read = words("en")("body.read", kilos=82.554, pounds=182, centimetres=178.0, feet_and_inches="5'10\"")
    assert escape(read) in _text(app)
    assert escape(words("en")("body.units")) in _text(_at("body", "en", told=NO_CONSENT))


def test_pounds_and_feet_of_an_earlier_version_stand_in_the_fields_of_today() -> None:
    told = {**NO_CONSENT, "units": "imperial", "weight_lb": 182.0, "height_ft": 5.0, "height_rest_in": 10.0}
    app = _at("body", "en", told=told)
    assert app.text_input(key=_key(app, "weight_kg")).value == "182.0 lb"
    app.button(key="next").click().run()
    assert app.title[0].value == words("en")("lying.title")


def test_tokens_of_an_earlier_version_keep_their_number_until_another_word_is_chosen() -> None:
    app = _at("lying", told={**NO_CONSENT, "weight_kg": 82.0, "height_cm": 178.0, "side": 7, "back": 3})
    assert (visit_of(app).answers["side"], visit_of(app).answers["back"]) == (7, 3)
    app.button_group(key=_key(app, "lies.back")).set_value("often").run()
    assert (visit_of(app).answers["side"], visit_of(app).answers["back"]) == (7, OFTEN["often"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_people_get_a_step_for_the_other_and_a_joint_answer(lang: str) -> None:
    w = words(lang)
    told = {**TOLD, "sleeps": "together"}
    app = _at("partner", lang, told=told)
    assert app.title[0].value == w("partner.title")
    app.button(key="next").click().run()
    assert all(w(f"problem.{part}") in _text(app) for part in ("weight", "height", "night"))
    theirs = {"partner.weight_kg": "60 kg", "partner.height_cm": "168", "partner.side": 8}
    shown = _text(_at("result", lang, told={**told, **theirs}))
    assert 'class="couple"' in shown
    assert 'class="couple"' not in _text(_at("result", lang))


def test_how_a_bed_felt_moves_the_answer_on_the_spot() -> None:
    app = _at("result", "en", told={**TOLD, "health_consent": False})
    before = engine.sleeper_of(visit_of(app).answers)
    app.button(key="begin_trial.").click().run()
    asked = [group for group in app.get("button_group") if f".{FELT}" in str(group.key)]
    assert asked
    asked[0].set_value("too_firm").run()
    after = engine.sleeper_of(visit_of(app).answers)
    assert (len(before.experiences), len(after.experiences)) == (0, 1)
    assert after.experiences[0].felt == "too_firm"
    beds = engine.catalogue()
    softer, first = (engine.answer(one, beds).target.firmness for one in (after, before))
    assert softer < first


@pytest.mark.parametrize(("lang", "home", "belgium"), [("nl", "NL", "België"), ("en", "any", "Belgium")])
def test_the_country_begins_with_the_language_and_stays_as_chosen(lang: str, home: str, belgium: str) -> None:
    app = _at("wishes", lang)
    assert visit_of(app).answers["market"] == home
    app.selectbox(key=_key(app, "market")).set_value(belgium).run()
    app.button(key="next").click().run()
    assert engine.sleeper_of(visit_of(app).answers).wishes.markets == ("BE",)
    assert app.title[0].value == words(lang)("result.heading")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_man_reads_no_question_about_a_pregnancy_and_one_ticked_before_counts_no_more(lang: str) -> None:
    asked = words(lang)("aches.pregnant")
    app = _at("aches", lang, {**TOLD, "sex": "female", "pain.pregnancy": True, "pregnancy_weeks": 20.0})
    assert asked in _text(app)
    visit_of(app).go("body")
    app.run()
    app.button_group(key=_key(app, "sex")).set_value("male").run()
    visit_of(app).go("aches")
    app.run()
    assert not app.exception
    assert asked not in _text(app)
    assert not {"pain.pregnancy", "pregnancy_weeks"} & {name for name, held in visit_of(app).answers.items() if held}
    visit_of(app).answers["sex"] = "unspecified"
    app.run()
    assert asked in _text(app)
    assert not app.checkbox(key=_key(app, "pain.pregnancy")).value
