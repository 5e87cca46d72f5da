"""`records`: what is saved under a code is shown, erased by whoever has the code, and purged when its days are over."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from database import saved
from database.store import Store, shared_store
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
