"""Saved by consent under a code, loaded and deleted with it; without consent, or with another code, nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import pytest
from streamlit.testing.v1 import AppTest

from database import saved
from database.store import shared_store
from recommender.advice.diary import Entry
from storefront import codes, saving
from storefront.diary.book import Diary
from storefront.doors.throttle import attempts
from storefront.words import words
from tests.patience import HANGS_S
from tests.storefront.visiting import at, visit_of

T = TypeVar("T")
NL = words("nl")
TOLD: dict[str, Any] = {
    "health_consent": True,
    "list_passed": True,
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


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: a browser test in the same session keeps an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


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
    assert {name: held.get(name) for name in TOLD} == TOLD | {"list_passed": None}
    assert app.title[0].value == NL("safety.title")  # the list of alarm signs is asked on every way
    app.button(key="none_of_these").click().run()
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
    assert NL("code.deleted_now") in _text(_type_code(at("start"), code, "code.delete"))
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


def test_trying_codes_is_slowed_down_and_ones_own_can_still_be_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "monotonic", lambda: 0.0)  # no wait is over, however slow this machine is
    code = _saved_code(at("result", told=TOLD))
    app = at("start")
    for _ in range(4):
        app = _type_code(app, "0000-0000-0000-0000", "code.load")
    assert NL("code.too_many") in _text(app)
    assert NL("code.too_many") in _text(_type_code(app, code, "code.load")), "the right one too, for a while"
    attempts.cache_clear()
    assert visit_of(_type_code(app, code, "code.load")).answers["weight_kg"] == TOLD["weight_kg"]


def test_a_database_that_is_gone_is_said_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", "sqlite:////proc/nowhere/kept.sqlite3")
    app = at("result", told=TOLD)
    next(box for box in app.checkbox if box.key.startswith("agree")).check().run()
    app.button(key="save_code").click().run()
    assert NL("code.not_now") in _text(app)


def test_a_server_that_starts_deletes_what_has_expired(file: Path) -> None:
    saving.forget_expired()
    assert not file.exists()  # nothing was ever saved, and looking creates no database
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    code = saved.save(shared_store(), {"profile": {}}, consent=True, days=30, now=long_ago)
    saving.forget_expired()
    assert saved.load(shared_store(), code, now=long_ago) is None


def test_a_server_deletes_what_expires_while_it_runs(file: Path) -> None:
    """No file of the database holds it, although the server goes on and nobody saves or imports."""

    async def served() -> None:
        clock = asyncio.create_task(saving.keep_forgetting(every_s=0.05))
        soon = datetime.now(UTC) - timedelta(days=1) + timedelta(seconds=0.5)
        code = saved.save(shared_store(), {"profile": {"notes": "planted-ache"}}, consent=True, days=1, now=soon)
        assert saved.load(shared_store(), code) is not None
        assert _on_disk(file, b"planted-ache")
        deadline = monotonic() + HANGS_S
        while _on_disk(file, b"planted-ache") and monotonic() < deadline:
            await asyncio.sleep(0.05)
        assert not clock.done()
        clock.cancel()

    _run(served())
    assert not _on_disk(file, b"planted-ache")


def test_the_clock_goes_on_after_a_database_that_did_not_answer(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    saving.forget_expired()
    assert "could not be deleted" in caplog.text


def test_the_app_runs_the_clock_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    import app as page_map

    monkeypatch.setattr(page_map.engine, "warm", lambda: None)
    went = []
    monkeypatch.setattr(saving, "forget_expired", lambda: went.append(True))

    async def served() -> set[asyncio.Task[Any]]:
        before = asyncio.all_tasks()
        async with page_map.warmed(page_map.app):
            while not went:
                await asyncio.sleep(0.01)
        return asyncio.all_tasks() - before

    assert _run(served()) == set()
    assert went == [True]


def _on_disk(file: Path, marker: bytes) -> bool:
    return any(marker in each.read_bytes() for each in file.parent.iterdir() if each.is_file())


def test_health_answers_without_consent_are_not_saved() -> None:
    """Ticked, aches named, and consent taken back by unticking: nothing of it reaches the database."""
    refused = {**TOLD, "health_consent": False, "pregnancy_weeks": 30, "pain.pregnancy": True}
    code = saving.save(refused, Diary(), (), consent=True)
    found = saved.load(shared_store(), code)
    assert found is not None
    assert not {"pain.neck", "alarm_signs", "pregnancy_weeks", "pain.pregnancy"} & set(found["answers"])
    assert "pain" not in found["profile"]


@pytest.mark.parametrize("way", ["button", "box"])
def test_taking_back_the_health_consent_reaches_what_was_saved(file: Path, way: str) -> None:
    app = at("safety" if way == "box" else "result", told=TOLD)
    visit = visit_of(app)
    visit.diary = Diary().with_entry(Entry(1, 6), date.today())
    visit.code = saving.save(TOLD, visit.diary, ("a-bed",), consent=True, for_statistics=True)
    app.run()
    assert _on_disk(file, b"pain.neck")
    if way == "button":
        app.button(key="withdraw").click().run()
    else:
        next(box for box in app.checkbox if "health_consent" in box.key).uncheck().run()
    assert not app.exception
    assert NL("code.health_deleted_now") in _text(app)
    found = saved.load(shared_store(), visit.code)
    assert found is not None
    assert found["answers"] == {name: TOLD[name] for name in ("weight_kg", "height_cm", "side", "back", "age_band")} | {
        "health_consent": False
    }
    assert not {"pain", "alarm_signs"} & set(found["profile"])
    assert "diary" not in found
    assert found["picks"] == []
    assert not any(_on_disk(file, marker) for marker in (b"pain.neck", b"alarm_signs", b"pain_wake_nrs", b"a-bed"))


@pytest.mark.parametrize("ticked", [True, False])
def test_a_saved_profile_is_counted_only_by_a_consent_of_its_own(ticked: bool) -> None:
    app = at("result", told=TOLD)
    if ticked:
        next(box for box in app.checkbox if box.key.startswith("count_me")).check().run()
    _saved_code(app)
    assert len(list(saved.payloads_for_statistics(shared_store()))) == ticked
    app.button(key="save_again").click().run()
    assert len(list(saved.payloads_for_statistics(shared_store()))) == ticked
