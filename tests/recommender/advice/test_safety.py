"""The gate and the leaflet: alarm signs come before products."""

from __future__ import annotations

import pytest

from recommender.advice import safety
from recommender.errors import UserError
from recommender.person.fields import FIELDS
from storefront.words import LANGUAGES, words


@pytest.mark.parametrize(("answer", "hidden"), [("yes", True), ("unsure", True), ("no", False), ("not_asked", False)])
def test_an_alarm_sign_or_a_doubt_hides_products(answer, hidden):
    assert safety.hides_products(answer) is hidden


def test_every_answer_a_profile_may_hold_is_decided():
    assert FIELDS["alarm_signs"].choices == safety.ALARM_ANSWERS
    assert set(safety.HIDING) < set(safety.ALARM_ANSWERS)


def test_an_unknown_answer_is_one_error_that_names_it():
    with pytest.raises(UserError) as error:
        safety.hides_products("maybe")
    assert error.value.where == "alarm_signs"
    assert error.value.allowed == "yes, no, unsure, not_asked"


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


def test_the_short_question_has_a_line_for_every_sign_of_the_list() -> None:
    named = [sign for signs in safety.SHORT.values() for sign in signs]
    assert sorted(named) == sorted(safety.LEAFLET)
    for lang in ("nl", "en"):
        assert all(line in words(lang) for line in safety.SHORT)
