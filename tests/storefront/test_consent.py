"""One way to withdraw: every planted health answer is gone from visit and row, whichever came first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from database import saved
from database.store import shared_store
from recommender.advice.diary import Entry
from storefront import saving
from storefront.diary.book import Diary
from storefront.quiz.answers import ACHES, HEALTH, PEOPLE, is_health
from storefront.words import words
from tests.storefront.visiting import at, visit_of

NL = words("nl")
BODY: dict[str, Any] = {"weight_kg": 83.7, "height_cm": 178.0, "side": 6, "back": 4}
PLANTED: dict[str, Any] = {
    "alarm_signs": "no",
    "pregnancy_weeks": 31.25,
    **{f"pain.{ache}": True for ache in ACHES},
}
AT_THE_COUNTER = {f"{who}.{name}": value for who in PEOPLE for name, value in PLANTED.items()}
# What a row would hold of them: the fields of the page and of the profile, and the diary's.
TRACES = ("pain", "alarm_signs", "pregnancy", "31.25", "diary", "pain_wake_nrs", *ACHES)


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    yield tmp_path / "kept.sqlite3"


def _rows(file: Path) -> list[str]:
    with sqlite3.connect(file) as database:
        return [payload for (payload,) in database.execute("select payload from saved")]


def _traces(file: Path) -> list[str]:
    """What stands of the planted answers in the rows, their counted part or any byte of the database's files."""
    (row,) = _rows(file)
    assert '"weight_kg": 83.7' in row  # the rest was saved
    on_disk = b"".join(each.read_bytes() for each in file.parent.iterdir() if each.is_file())
    payload = row.replace('"health_consent"', "")
    return [trace for trace in TRACES if trace in payload or f'"{trace}"'.encode() in on_disk]


def _told(**more: Any) -> dict[str, Any]:
    return BODY | {"health_consent": True, "list_passed": True} | PLANTED | more


def _save(app: AppTest) -> None:
    next(box for box in app.checkbox if box.key.startswith("agree")).check().run()
    app.button(key="save_code").click().run()
    assert not app.exception
    assert NL("code.saved") in " ".join(part.value for part in app.markdown)


def _text(app: AppTest) -> str:
    return " ".join(part.value for part in app.markdown).replace("&#x27;", "'")


def _untick(app: AppTest) -> None:
    """On the first step, where it was ticked."""
    visit_of(app).go("safety")
    app.run()
    app.checkbox(key=visit_of(app).key_of("health_consent")).uncheck().run()
    assert not app.exception


def _press(app: AppTest) -> None:
    app.button(key="withdraw").click().run()
    assert not app.exception


def _to_result(app: AppTest) -> AppTest:
    visit_of(app).go("result")
    app.run()
    return app


def test_the_planted_answers_are_every_health_field() -> None:
    assert all(is_health(name) for name in (*PLANTED, *AT_THE_COUNTER))
    assert set(HEALTH) <= set(PLANTED)
    assert not any(is_health(name) for name in BODY)


@pytest.mark.parametrize("withdraw", [_untick, _press])
def test_consent_taken_back_and_then_saved_leaves_none_in_the_row(file: Path, withdraw: Any) -> None:
    app = at("aches", told=_told())
    visit_of(app).diary = Diary().with_entry(Entry(1, 6), date.today())
    withdraw(app)
    assert NL("code.health_here") in _text(app)
    assert not visit_of(app).diary.entries
    _save(_to_result(app))
    assert _traces(file) == []


@pytest.mark.parametrize("withdraw", [_untick, _press])
def test_saved_and_then_taken_back_leaves_none_in_the_row_or_on_the_disk(file: Path, withdraw: Any) -> None:
    app = at("result", told=_told())
    visit_of(app).diary = Diary().with_entry(Entry(1, 6), date.today())
    _save(app)
    assert {"pain", "pregnancy", "31.25", "diary"} <= set(_traces(file))
    withdraw(app)
    assert NL("code.health_deleted_now") in _text(app)
    assert _traces(file) == []
    app.button(key="save_again").click().run() if app.title[0].value == NL("result.heading") else None
    assert _traces(file) == []


def test_a_row_saved_in_another_visit_is_reached_with_its_code(file: Path) -> None:
    first = at("result", told=_told())
    _save(first)
    app = at("start")
    next(box for box in app.text_input if box.key.startswith("code")).set_value(visit_of(first).code)
    next(button for button in app.button if button.label == NL("code.load")).click().run()
    _press(app)
    assert _traces(file) == []


def test_nothing_about_a_customer_of_the_counter_is_ever_saved(file: Path) -> None:
    consented = {f"{who}.health_consent": True for who in PEOPLE}
    saving.save(BODY | AT_THE_COUNTER | consented | {"a.weight_kg": 91.5}, Diary(), (), consent=True)
    (row,) = _rows(file)
    assert set(json.loads(row)["answers"]) == set(BODY)
    assert _traces(file) == []


def test_a_diary_without_consent_is_not_saved(file: Path) -> None:
    saving.save(BODY, Diary().with_entry(Entry(1, 6), date.today()), (), consent=True)
    assert _traces(file) == []


def test_erasing_the_diary_reaches_what_was_saved_and_keeps_the_rest(file: Path) -> None:
    app = at("diary", told=BODY | {"health_consent": True, "pain.neck": True})
    visit_of(app).diary = Diary().with_entry(Entry(1, 6), date.today())
    app.run()
    _save(app)
    app.button(key="delete_diary").click().run()
    assert NL("code.diary_deleted_now") in _text(app)
    found = saved.load(shared_store(), str(visit_of(app).code))
    assert found is not None
    assert "diary" not in found
    assert found["answers"]["pain.neck"] is True


def test_a_database_that_does_not_answer_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    app = at("diary", told=_told())
    visit_of(app).diary = Diary().with_entry(Entry(1, 6), date.today())
    visit_of(app).code = "0000-0000-0000-0000"
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", "sqlite:////proc/nowhere/kept.sqlite3")
    app.run()
    app.button(key="delete_diary").click().run()
    assert NL("code.diary_not_now") in _text(app)
    _press(app)
    assert NL("code.health_not_now") in _text(app)
    assert NL("code.save_again") in NL("code.health_not_now")
    assert NL("code.delete") in NL("code.health_not_now")
    assert not any(value for name, value in visit_of(app).answers.items() if is_health(name))
