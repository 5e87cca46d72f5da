"""The seven-night test: one change at a time, an honest reading, alarm signs first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.advice.diary import PLANS, Entry, brings_leaflet, forgotten_on, may_start, plan, read, read_entry
from recommender.errors import UserError
from recommender.sleeper import CurrentBed, Sleeper
from storefront.words import LANGUAGES, words

SLEEPER = Sleeper(weight_kg=70, height_cm=170, side=0.6, back=0.4, stomach=0.0)


def log(*pains, unusual=()):
    return [
        Entry(night, pain, unusual=("ill",) if night in unusual else ())
        for night, pain in enumerate(pains, start=1)
        if pain is not None
    ]


def outcomes(*pains, kind="seven_nights", **marks):
    return {reading.phase: reading.outcome for reading in read(kind, log(*pains, **marks))}


def test_seven_nights_change_one_thing_at_a_time():
    nights = plan("seven_nights", replace(SLEEPER, bed=CurrentBed(base="slats_fixed")))
    assert [night.phase for night in nights] == ["baseline"] * 2 + ["posture"] * 2 + ["knee_pillow"] * 2 + ["bed_check"]
    assert [night.number for night in nights] == list(range(1, 8))


def test_four_weeks_end_with_a_week_as_it_was():
    phases = [night.phase for night in plan("four_weeks", SLEEPER)]
    assert len(phases) == 35
    assert phases[::7] == ["baseline", "posture", "knee_pillow", "bed_check", "return"]


@pytest.mark.parametrize(
    ("bed", "change"),
    [
        (CurrentBed(topper_cm=6, base="slats_fixed"), "change_topper"),
        (CurrentBed(base="boxspring"), "change_topper"),
        (CurrentBed(base="slats_adjustable"), "change_slats"),
        (CurrentBed(base="flat"), "change_nothing"),
        (CurrentBed(), "change_topper_or_slats"),
    ],
)
def test_the_last_night_changes_one_thing_or_repeats_the_sixth(bed, change):
    assert plan("seven_nights", replace(SLEEPER, bed=bed))[-1].change == f"diary.{change}"


def test_each_phase_asks_what_it_needs():
    asked = {night.phase: set(night.asks) for night in plan("seven_nights", SLEEPER)}
    always = asked["baseline"]
    assert {"pain_wake_nrs", "time_to_better", "wake_count", "alarm_signs"} <= always
    assert asked["posture"] - always == {"position_on_waking"}
    assert asked["knee_pillow"] - always == {"comfort_0_10"}
    assert asked["bed_check"] - always == {"hammock", "bed_feels"}
    assert set().union(*asked.values()) <= set(Entry.__dataclass_fields__)


def test_late_in_pregnancy_no_night_is_spent_on_the_back():
    for night in plan("four_weeks", replace(SLEEPER, pregnancy_weeks=30)):
        assert "op je rug" not in words("nl")(night.change).lower()


@pytest.mark.parametrize("kind", PLANS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_night_and_question_has_words(kind, lang):
    say = words(lang)
    for night in plan(kind, SLEEPER):
        keys = (night.change, f"diary.phase_{night.phase}", *(f"diary.ask_{field}" for field in night.asks))
        assert all(say(key) for key in keys)


def test_a_clear_drop_on_both_nights_is_a_hint_and_never_proof():
    assert outcomes(6, 7, 4, 3, 6, 7, 6) == {"posture": "hint", "knee_pillow": "no_change", "bed_check": "unclear"}
    reason = read("seven_nights", log(6, 7, 4, 3))[0].reason
    assert reason.key == "diary.hint"
    assert "6.5" in words("en")(reason.key, **reason.figures)
    assert "not certain" in words("en")(reason.key, **reason.figures)


@pytest.mark.parametrize(
    ("pains", "why"),
    [
        ((6, 6, 5, 4), "a drop of one to two points"),
        ((8, 8, 3, 7.5), "the two nights do not agree"),
        ((9, 9, 7, 7.2), "two points, but less than 30 %"),
        ((6, 6, 8, 8), "more pain is not 'no change'"),
        ((6, None, 2, 2), "one first night only"),
        ((6, 6, 2, None), "one night of the change only"),
    ],
)
def test_anything_between_is_unclear(pains, why):
    assert outcomes(*pains)["posture"] == "unclear", why


def test_less_than_a_point_is_no_change():
    assert outcomes(5, 5, 5, 4.2) == {"posture": "no_change"}


def test_unusual_nights_do_not_count():
    assert outcomes(6, 6, 2, 2, unusual=(4,)) == {"posture": "unclear"}
    assert outcomes(6, 6, 2, 2, unusual=(1, 2)) == {}


@given(st.lists(st.floats(0, 10), min_size=7, max_size=7))
def test_the_last_night_alone_never_hints_at_a_bed(pains):
    assert outcomes(*pains)["bed_check"] == "unclear"


@given(st.lists(st.floats(0, 10), min_size=4, max_size=4), st.randoms())
def test_the_order_of_entries_does_not_matter(pains, random):
    entries = log(*pains)
    shuffled = random.sample(entries, len(entries))
    assert read("seven_nights", shuffled)[0].outcome == read("seven_nights", entries)[0].outcome


def test_in_four_weeks_most_nights_must_agree():
    baseline = [6.0] * 7
    assert outcomes(*baseline, *[3.0] * 5, 6, 6, kind="four_weeks") == {"posture": "hint"}
    assert outcomes(*baseline, *[1.0] * 4, 6, 6, 6, kind="four_weeks") == {"posture": "unclear"}


def test_a_night_logged_again_replaces_the_first():
    entries = [*log(6, 6, 9, 2), Entry(3, 2.0)]
    assert read("seven_nights", entries)[0].outcome == "hint"


@pytest.mark.parametrize(("answer", "leaflet"), [("yes", True), ("unsure", True), ("no", False), ("not_asked", False)])
def test_alarm_signs_in_the_log_bring_the_leaflet(answer, leaflet):
    assert brings_leaflet([Entry(1, 3.0), Entry(2, 3.0, alarm_signs=answer)]) is leaflet


def test_never_two_logs_at_once():
    assert may_start("seven_nights", None)
    assert may_start("seven_nights", "seven_nights")
    assert not may_start("wind_down", "seven_nights")


def test_a_log_is_checked_at_the_edge():
    entry = read_entry({"night": 3, "pain_wake_nrs": 4, "load_yesterday": ["sport", "sitting"], "alarm_signs": "no"})
    assert entry == Entry(3, 4.0, load_yesterday=("sport", "sitting"), alarm_signs="no")


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"night": 1}, "pain_wake_nrs"),
        ({"pain_wake_nrs": 4}, "night"),
        ({"night": 0, "pain_wake_nrs": 4}, "night"),
        ({"night": 1, "pain_wake_nrs": 11}, "pain_wake_nrs"),
        ({"night": 1, "pain_wake_nrs": float("nan")}, "pain_wake_nrs"),
        ({"night": 1, "pain_wake_nrs": "4"}, "pain_wake_nrs"),
        ({"night": 1, "pain_wake_nrs": 4, "unusual": ["party"]}, "unusual"),
        ({"night": 1, "pain_wake_nrs": 4, "note": "x"}, "note"),
    ],
)
def test_a_wrong_field_is_one_error_that_names_it(given, where):
    with pytest.raises(UserError) as error:
        read_entry(given)
    assert error.value.where == where


def test_a_night_beyond_the_plan_is_one_error():
    with pytest.raises(UserError) as error:
        read("seven_nights", [Entry(8, 3.0)])
    assert error.value.where == "night"


def test_a_diary_is_forgotten_thirty_days_after_its_last_entry():
    assert forgotten_on(date(2026, 1, 15)) == date(2026, 2, 14)
