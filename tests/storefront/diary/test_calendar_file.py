"""The seven-night test as a calendar: eight events, floating time, and of the answers only what to do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from recommender.advice.diary import plan
from recommender.person.profile import parse_profile
from recommender.sleeper import Sleeper
from storefront.diary.calendar_file import test_calendar as calendar_of
from storefront.words import LANGUAGES, words

START = date(2026, 12, 30)  # includes the turn of the year
MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
VERSIONS = {
    "model": "1.0.0",
    "changed_date": "2026-11-20",
    "catalogue": "abcdef01",
    "catalogue_date": "2026-11-01",
    "answer_id": "ABCD-2345",
}
SOMEBODY = parse_profile({"weight_kg": 82.5, "height_cm": 178.5, "side": 0.6, "back": 0.4, "pain": ["lateral_hip"]})
PREGNANT = parse_profile(
    {"weight_kg": 78, "height_cm": 168, "side": 1.0, "pain": ["pregnancy"], "pregnancy_weeks": 32, "sex": "female"}
)


def _made(lang: str = "nl", sleeper: Sleeper = SOMEBODY, start: date = START) -> bytes:
    return calendar_of(start, lang, sleeper=sleeper, versions=VERSIONS, made=MADE)


def _events(file: bytes) -> list[Event]:
    return list(Calendar.from_ical(file).walk("VEVENT"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_seven_evenings_and_one_morning(lang: str) -> None:
    begins = [event["DTSTART"].dt for event in _events(_made(lang))]
    assert [moment.date() for moment in begins] == [START + timedelta(days=day) for day in range(8)]
    assert all(moment.hour >= 20 for moment in begins[:7])
    assert begins[7].hour < 12


def test_times_float() -> None:
    """No time zone and no Z: half past nine in the evening wherever the phone is."""
    file = _made().decode()
    assert "TZID" not in file
    assert all(event["DTSTART"].dt.tzinfo is None for event in _events(_made()))
    assert [line for line in file.splitlines() if line.startswith("DTSTART")] == [
        f"DTSTART:{START + timedelta(days=day):%Y%m%d}T{'080000' if day == 7 else '213000'}" for day in range(8)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_keeps_to_rfc_5545(lang: str) -> None:
    file = _made(lang)
    assert file.startswith(b"BEGIN:VCALENDAR\r\n") and file.endswith(b"END:VCALENDAR\r\n")
    assert file.count(b"\n") == file.count(b"\r\n")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    calendar = Calendar.from_ical(file)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    for event in _events(file):
        assert event.get("DTSTAMP").dt.tzinfo is not None
        assert event["UID"] and event["SUMMARY"] and event["DESCRIPTION"]
        assert not event.errors
        (reminder,) = event.walk("VALARM")
        assert reminder["ACTION"] == "DISPLAY" and reminder["DESCRIPTION"]


def test_uids_are_stable_different_and_tell_nothing() -> None:
    uids = [event["UID"] for event in _events(_made("nl", SOMEBODY))]
    assert len(set(uids)) == 8
    assert uids == [event["UID"] for event in _events(_made("en", PREGNANT))], "they follow from the date alone"
    assert not set(uids) & {event["UID"] for event in _events(_made(start=START + timedelta(days=1)))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_evening_says_what_to_do_and_what_to_note(lang: str) -> None:
    w = words(lang)
    for night, event in zip(plan("seven_nights", SOMEBODY), _events(_made(lang)), strict=False):
        assert w(night.change) in event["DESCRIPTION"]
        assert all(w(f"diary.ask_{field}") in event["DESCRIPTION"] for field in night.asks)
        assert w(f"diary.phase_{night.phase}") in event["SUMMARY"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_carries_date_versions_and_disclaimer(lang: str) -> None:
    w = words(lang)
    for event in _events(_made(lang)):
        assert w("take_home.made_on", made_date="2026-11-23") in event["DESCRIPTION"]
        assert w("result.versions", **VERSIONS) in event["DESCRIPTION"]
        assert w("disclaimer.result") in event["DESCRIPTION"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_leads_back_to_the_diary(lang: str) -> None:
    at = "https://beds.example/diary"
    file = calendar_of(START, lang, sleeper=SOMEBODY, versions=VERSIONS, made=MADE, diary_url=at)
    events = _events(file)
    assert [str(event["URL"]) for event in events] == [at] * 8
    assert all(f"{words(lang)('take_home.back')} {at}" in event["DESCRIPTION"] for event in events)
    assert all("URL" not in event for event in _events(_made(lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_answer_stands_in_the_file(lang: str) -> None:
    file = _made(lang).decode().replace("\r\n ", "")
    for told in ("82.5", "82,5", "178.5", "178,5", "lateral_hip", words(lang)("field.pain.lateral_hip")):
        assert told not in file


def test_pregnant_nobody_is_sent_onto_her_back() -> None:
    """X12"""
    evenings = [event["DESCRIPTION"] for event in _events(_made("nl", PREGNANT))]
    assert not any("of je rug" in said for said in evenings)


def test_the_reading_asks_for_two_points_and_thirty_per_cent() -> None:
    from recommender.advice.diary import HINT_POINTS, HINT_SHARE

    for lang in LANGUAGES:
        said = words(lang)("take_home.evaluate_how")
        assert f"{HINT_POINTS:g} p" in said
        assert f"{100 * HINT_SHARE:g}%" in said
