"""Saved by consent under a code, fetched and erased with it; without consent, or with another code, nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from database import saved
from database.store import open_store
from recommender.advice.diary import Entry
from storefront import saving
from storefront.diary.book import Diary
from storefront.words import words
from tests.storefront.visiting import at, visit_of

NL = words("nl")
TOLD: dict[str, Any] = {
    "health_consent": True,
    "alarm_signs": "no",
    "weight_kg": 83.7,
    "height_cm": 178.0,
    "side": 6,
    "back": 4,
    "age_band": "40-49",
    "pain.neck": True,
}


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    yield tmp_path / "kept.sqlite3"


def _text(app: AppTest) -> str:
    return " ".join([*(title.value for title in app.title), *(part.value for part in app.markdown)])


def _saved_code(app: AppTest) -> str:
    next(box for box in app.checkbox if box.key.startswith("agree")).check().run()
    app.button(key="save_code").click().run()
    assert not app.exception
    assert NL("code.saved") in _text(app)
    return str(visit_of(app).code)


def _type_code(app: AppTest, code: str, button: str) -> AppTest:
    next(box for box in app.text_input if box.key.startswith("code")).set_value(code)
    next(b for b in app.button if b.label == NL(button)).click().run()
    assert not app.exception
    return app


def test_nothing_is_kept_before_consent(file: Path) -> None:
    app = at("result", told=TOLD)
    assert app.button(key="save_code").disabled
    assert not file.exists()


def test_what_is_saved_comes_back_in_another_visit() -> None:
    code = _saved_code(at("result", told=TOLD))
    app = _type_code(at("start"), code.lower().replace("-", " "), "code.load")
    held = visit_of(app).answers
    assert {name: held[name] for name in TOLD} == TOLD
    assert app.title[0].value == NL("result.heading")
    assert "83.7" not in str(app.query_params)


def test_the_code_alone_opens_it_and_is_not_in_the_database(file: Path) -> None:
    code = _saved_code(at("result", told=TOLD))
    with sqlite3.connect(file) as database:
        rows = str(database.execute("select * from saved").fetchall())
    assert code not in rows
    assert code.replace("-", "") not in rows
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    app = _type_code(at("start"), wrong, "code.load")
    assert NL("code.not_found") in _text(app)
    assert not visit_of(app).answers.get("weight_kg")


def test_whoever_has_the_code_can_erase_it(file: Path) -> None:
    code = _saved_code(at("result", told=TOLD))
    assert NL("code.deleted") in _text(_type_code(at("start"), code, "code.delete"))
    assert NL("code.not_found") in _text(_type_code(at("start"), code, "code.load"))
    assert b"83.7" not in file.read_bytes()


def test_the_diary_comes_along_and_is_saved_again_under_the_same_code() -> None:
    app = at("diary", told=TOLD)
    visit_of(app).diary = Diary().with_entry(Entry(1, 6), date.today())
    app.run()
    code = _saved_code(app)
    visit_of(app).diary = visit_of(app).diary.with_entry(Entry(2, 4), date.today())
    app.run()
    app.button(key="save_again").click().run()
    assert visit_of(app).code == code
    back = _type_code(at("start"), code, "code.load")
    assert [entry.pain_wake_nrs for entry in visit_of(back).diary.entries.values()] == [6, 4]
    assert back.title[0].value == NL("diary.title")


def test_a_database_that_is_gone_is_said_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", "sqlite:////proc/nowhere/kept.sqlite3")
    app = at("result", told=TOLD)
    next(box for box in app.checkbox if box.key.startswith("agree")).check().run()
    app.button(key="save_code").click().run()
    assert NL("code.not_now") in _text(app)


def test_a_server_that_starts_deletes_what_has_expired(file: Path) -> None:
    saving.forget_expired()
    assert not file.exists()  # nothing was ever saved, and looking makes no database
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    saved.save(open_store(), {"profile": {}}, consent=True, days=30, now=long_ago)
    saving.forget_expired()
    assert list(saved.payloads(open_store(), now=long_ago)) == []
