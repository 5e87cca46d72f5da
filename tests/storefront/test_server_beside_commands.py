"""A server and commands of other processes on one SQLite file: what is published is shown, and nothing is damaged."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from laboratory.benchmarks.visitors import QUIZ, Visitor
from tests.browser.serving import served

pytestmark = pytest.mark.slow

BED = "mattress_id,brand,model,firmness,sizes\n{name},Made up,{name},5.5,90x200\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    return tmp_path / "shop.sqlite3"


def command(*words: object) -> Any:
    """The output of `mattress-fit WORDS --json` in another process."""
    call = [sys.executable, "-c", "from storefront.cli import main; main()", *map(str, words), "--json"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def publish(folder: Path, name: str) -> None:
    feed = folder / f"{name}.csv"
    feed.write_text(BED.format(name=name))
    version = command("catalog", "import", feed)["version"]
    assert command("catalog", "publish", version)["live"] == version


def answered(address: str, then: Callable[[Visitor], Awaitable[object]] | None = None) -> str:
    """All the text of the page at the end of a quiz, and after `then`."""

    async def visit() -> str:
        async with Visitor(address) as visitor:
            for key, value in QUIZ:
                await visitor.do(key, value)
            if then is not None:
                await then(visitor)
                await visitor.refresh()  # whole: the run that a button began may have been cut short by another
            return " ".join(visitor.texts)

    return asyncio.run(visit())


async def save(visitor: Visitor) -> None:
    await visitor.do(next(key for key in visitor.ids if key.startswith("agree.")), True)
    await visitor.do("save_code", None)


def asked(file: Path, statement: str) -> Any:
    """What the database answers to another process."""
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]).fetchone()[0])"
    return subprocess.run(
        [sys.executable, "-c", code, str(file), statement], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_commands_beside_a_server_are_shown_and_damage_nothing(file: Path, tmp_path: Path) -> None:
    publish(tmp_path, "first-bed")
    with served(tmp_path, **os.environ) as address:
        log = Path(f"{file}-wal")
        assert "first-bed" in answered(address, save)
        inode = log.stat().st_ino
        publish(tmp_path, "second-bed")
        shown = answered(address, save)
        assert "second-bed" in shown
        assert "first-bed" not in shown
        command("catalog", "rollback")
        assert "first-bed" in answered(address, save)
        assert log.stat().st_ino == inode  # no command removed the log under the server
        assert asked(file, "PRAGMA integrity_check") == "ok"
        assert asked(file, "SELECT count(*) FROM saved") == "3"
    assert asked(file, "PRAGMA integrity_check") == "ok"
    assert asked(file, "SELECT count(*) FROM saved") == "3"
