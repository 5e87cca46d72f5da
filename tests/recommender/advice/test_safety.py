"""The gate and the leaflet: alarm signs come before products."""

from __future__ import annotations

import pytest

from recommender.advice import safety
from recommender.errors import UserError
from storefront.words import LANGUAGES, words


@pytest.mark.parametrize("mode", ["gate", "interactive"])
@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_an_alarm_sign_or_a_doubt_hides_products_and_shows_the_leaflet(mode, answer):
    gate = safety.gate(answer, mode)
    assert gate.products_hidden
    assert gate.leaflet_first
    assert gate.as_json() == {"mode": mode, "level": None, "products_hidden": True}


@pytest.mark.parametrize("answer", ["no", "not_asked"])
def test_without_an_alarm_sign_the_way_is_open(answer):
    gate = safety.gate(answer)
    assert (gate.mode, gate.products_hidden, gate.leaflet_first, gate.level) == ("gate", False, False, None)


def test_static_mode_computes_nothing_from_the_answer():
    gates = {safety.gate(answer, "static") for answer in safety.ALARM_ANSWERS}
    assert gates == {safety.Gate("static", products_hidden=False, leaflet_first=True)}


@pytest.mark.parametrize(("answer", "mode", "where"), [("maybe", "gate", "alarm_signs"), ("no", "off", "mode")])
def test_an_unknown_answer_or_mode_is_one_error_that_names_it(answer, mode, where):
    with pytest.raises(UserError) as error:
        safety.gate(answer, mode)
    assert error.value.where == where
    assert error.value.allowed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sign_and_every_call_has_words(lang):
    say = words(lang)
    lists = (
        safety.LEAFLET,
        safety.LEAFLET_DAYS,
        safety.LEAFLET_WEEKS,
        safety.who_to_call("nl"),
        safety.who_to_call("be"),
    )
    headings = (safety.LEAFLET_HEADING, safety.LEAFLET_DAYS_HEADING, safety.LEAFLET_WEEKS_HEADING)
    for key in (*headings, *(key for keys in lists for key in keys), *map(safety.call_for, safety.LEAFLET)):
        assert len(say(key)) > 5, key


NEW_OR_CHANGED = {
    "nl": ("nieuw", "sinds kort", "kort geleden"),
    "en": ("new", "recent"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sign_is_new_or_changed_so_that_an_old_complaint_does_not_hide_the_shop(lang):
    sentences = [words(lang)(sign).lower() for sign in safety.LEAFLET]
    assert [s for s in sentences if not any(word in s for word in NEW_OR_CHANGED[lang])] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_is_headed_together_with_back_pain(lang):
    assert {"nl": "samen met rugpijn", "en": "together with back pain"}[lang] in words(lang)(
        safety.LEAFLET_HEADING
    ).lower()


def test_the_signs_for_the_ambulance_come_first_and_call_112():
    by_sign = [safety.call_for(sign) for sign in safety.LEAFLET]
    assert by_sign[:2] == ["leaflet.call_112"] * 2
    assert "leaflet.call_112" not in by_sign[2:]


@pytest.mark.parametrize("sign", ["bladder_or_bowel", "bladder_feeling", "saddle_numb", "leg_weakness"])
def test_bladder_saddle_and_strength_say_call_right_away(sign):
    assert safety.call_for(f"leaflet.{sign}") == "leaflet.call_right_away"


def test_belgium_has_its_own_out_of_hours_number_and_midwife():
    assert "1733" in words("nl")(safety.who_to_call("be")[2])
    assert "huisartsenpost" in words("nl")(safety.who_to_call("nl")[2])
    assert "vroedvrouw" in words("nl")(safety.call_for("leaflet.pregnancy", "be"))
