"""`records`: what is saved under a code is shown, erased by whoever has the code, and purged when its days are over."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from database import saved
from database.outcomes import records
from database.store import Store, shared_store
from tests.database.outcomes.made_up import ADVICE, ORDER
from tests.storefront.commands.command_line import run

FIT: dict[str, Any] = {"profile": {"weight_kg": 82, "notes": "planted-ache"}}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/shop/kept.sqlite3")
    return shared_store()


def on_disk(folder: Path) -> bool:
    return any(b"planted-ache" in file.read_bytes() for file in (folder / "shop").iterdir())


def test_export_prints_what_is_saved(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = saved.save(store, FIT, consent=True, days=3)
    assert json.loads(run(capsys, "records", "export", code.lower()).out) == FIT


def test_export_prints_advice_and_outcomes_too(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = saved.save(store, FIT, consent=True, days=3)
    _, advice_id = records.begin(store, ADVICE, consent=True, code=code)
    records.enter(store, advice_id, ORDER)
    told = json.loads(run(capsys, "records", "export", code).out)
    (advice,) = told.pop("advice")
    assert told == FIT
    assert advice["beds"][0] == {"mattress_id": "veer", "fit": 88.0, "chance": 0.8, "roles": ["best_fit"]}
    (entry,) = advice["outcomes"]
    assert (entry["what"], entry["by"], entry["followed"]) == ("ordered", "Anna", True)


def test_a_purpose_is_exported_without_codes_and_deleted_when_sure(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code = saved.save(store, FIT, consent=True, days=3)
    records.begin(store, ADVICE, consent=True, code=code)
    out = run(capsys, "records", "export", "--consent", "outcomes").out
    assert [each["answer_id"] for each in json.loads(out)] == [ADVICE.answer_id]
    assert json.loads(run(capsys, "records", "export", "--consent", "saved").out) == [FIT]
    assert json.loads(run(capsys, "records", "export", "--consent", "statistics").out) == []
    answer = run(capsys, "records", "delete", "--consent", "outcomes", "--yes", "--json")
    assert (answer.code, json.loads(answer.out)["deleted"]) == (0, 1)
    assert (records.all_records(store), saved.load(store, code)) == ((), FIT)
    assert "no purpose" in run(capsys, "records", "delete", "--consent", "mail").err
    assert "Give one of them" in run(capsys, "records", "export", code, "--consent", "saved").err


def test_purge_takes_what_was_agreed_to_long_ago(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    days_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=20)
    records.begin(store, ADVICE, consent=True, now=days_ago)
    assert json.loads(run(capsys, "records", "purge", "--json").out)["deleted"] == 0
    assert json.loads(run(capsys, "records", "purge", "--older-than", "10", "--json").out)["deleted"] == 1


def test_delete_leaves_nothing_on_the_disk(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = saved.save(store, FIT, consent=True, days=3)
    assert on_disk(tmp_path)
    answer = run(capsys, "records", "delete", code, "--json")
    assert (answer.code, json.loads(answer.out)) == (0, {"deleted": 1, "overwritten": "now"})
    assert not on_disk(tmp_path)


@pytest.mark.parametrize("command", ["export", "delete"])
def test_a_code_that_opens_nothing_is_one_error(store: Store, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "records", command, "0000-0000-0000-0000")
    assert answer.code == 2
    assert "nothing is kept" in answer.err


def test_purge_says_when_a_reader_postpones_it(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    saved.save(store, FIT, consent=True, days=30, now=long_ago)
    reader = sqlite3.connect(tmp_path / "shop" / "kept.sqlite3")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM saved").fetchall()
    answer = run(capsys, "records", "purge")
    assert answer.code == 1
    assert "1 deleted" in answer.out
    assert "purge again later" in answer.out
    reader.close()
    answer = run(capsys, "records", "purge", "--json")
    assert (answer.code, json.loads(answer.out)) == (0, {"deleted": 0, "overwritten": "now"})
    assert not on_disk(tmp_path)


def test_purge_makes_no_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")
    assert run(capsys, "records", "purge").code == 0
    assert not (tmp_path / "none.sqlite3").exists()
