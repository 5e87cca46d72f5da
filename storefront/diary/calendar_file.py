"""The seven-night test for a calendar: seven evenings and the morning to review them (RFC 5545).

Times are floating: evening in whichever time zone the person is. Of the answers it contains only what to do each night.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from recommender.advice.diary import Night, plan
from recommender.sleeper import Sleeper
from storefront.words import Words, words

KIND: Final = "seven_nights"
EVENING, MORNING = time(21, 30), time(8, 0)
LASTS: Final = timedelta(minutes=15)
NAMESPACE: Final = UUID("6f1d3c2a-6a55-4c0e-9d0b-0f6b7b1f2a77")  # identifies this product's calendars


def test_calendar(
    start: date,
    language: str,
    *,
    sleeper: Sleeper,
    versions: Mapping[str, str],
    made: datetime | None = None,
    diary_url: str = "",
) -> bytes:
    """The test from the evening of `start` on, as an iCalendar file.

    Args:
        start: the first evening.
        language: of `storefront.words`.
        sleeper: the person; decides which posture and which change of the bed are suggested.
        versions: of model and catalogue, as `engine.figures_of` gives them.
        made: creation time with time zone; default: now.
        diary_url: of the page on which mornings are written down; every event leads back to it. "" for none.
    """
    w, nights = words(language), plan(KIND, sleeper)
    made = made or datetime.now(UTC)
    small_print = "\n".join(
        (
            w("take_home.made_on", made_date=made.date().isoformat()),
            w("result.versions", **versions),
            w("disclaimer.result"),
        )
    )
    back = (f"{w('take_home.back')} {diary_url}",) if diary_url else ()
    calendar = Calendar()
    calendar.add("prodid", f"-//{w('app.name')}//{w('diary.title')}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for night in nights:
        said = w("take_home.night", number=night.number, total=len(nights), phase=w(f"diary.phase_{night.phase}"))
        evening = datetime.combine(start + timedelta(days=night.number - 1), EVENING)
        description = "\n\n".join((_tonight(night, w), _tomorrow(night, w), *back, small_print))
        calendar.add_component(_event(f"{start}/night-{night.number}", evening, (said, description, diary_url), made))
    morning = datetime.combine(start + timedelta(days=len(nights)), MORNING)
    evaluation = "\n\n".join((w("take_home.evaluate_how"), w("diary.weak_design"), *back, small_print))
    said = w("take_home.evaluate")
    calendar.add_component(_event(f"{start}/reading", morning, (said, evaluation, diary_url), made))
    return bytes(calendar.to_ical())


def _tonight(night: Night, w: Words) -> str:
    return f"{w('take_home.tonight')} {w(night.change)}"


def _tomorrow(night: Night, w: Words) -> str:
    questions = "\n".join(f"- {w(f'diary.ask_{field}')}" for field in night.asks)
    return f"{w('take_home.tomorrow')}\n{questions}"


def _event(name: str, begins: datetime, said: tuple[str, str, str], made: datetime) -> Event:
    """One event with a reminder; its UID is derived from the date alone, so that a second import replaces the first.

    `said`: summary, description, and the address it leads back to.
    """
    summary, description, url = said
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE, name)))
    event.add("dtstamp", made)
    event.add("dtstart", begins)
    event.add("duration", LASTS)
    event.add("summary", summary)
    event.add("description", description)
    if url:
        event.add("url", url)
    event.add("transp", "TRANSPARENT")  # the time is shown as free, because nobody is busy while asleep
    event.add("class", "PRIVATE")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("trigger", timedelta(0))
    reminder.add("description", summary)
    event.add_component(reminder)
    return event
