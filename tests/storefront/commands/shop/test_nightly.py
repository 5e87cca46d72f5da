"""`catalog nightly`: published when nothing is severely wrong; else what was live stays, and the exit code says so."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from catalog.catalogue_file import REFERENCE
from database import saved, versions
from database.store import URL_VARIABLE, open_store, shared_store
from tests.storefront.commands.command_line import Answer, run

HEADER = "sku;titel;merk;maat;hardheid;prijs\n"
ROWS = [
    f"A{i};{name} 90x200;Huis;90x200;H{i % 3 + 2};{399 + 50 * i}"
    for i, name in enumerate(("Veer", "Duin", "Zee", "Wolk", "Heide", "Linde"))
]


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return written(tmp_path / "feed.csv", ROWS)


def written(file: Path, rows: list[str]) -> Path:
    file.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def night(capsys: pytest.CaptureFixture[str], feed: Path, *more: object) -> tuple[int, Any]:
    answer = run(capsys, "catalog", "nightly", feed, "--currency", "eur", "--json", *more)
    return answer.code, json.loads(answer.out)


def live_id() -> int | None:
    now = versions.live(shared_store())
    return now and now.version_id


def test_a_good_feed_goes_live_and_the_same_one_changes_nothing(
    capsys: pytest.CaptureFixture[str], feed: Path, tmp_path: Path
) -> None:
    code, said = night(capsys, feed, "--report", tmp_path / "night.json")
    assert (code, said["published"], said["why_not"], live_id()) == (0, True, [], 1)
    assert json.loads((tmp_path / "night.json").read_text())["version"] == 1
    code, said = night(capsys, feed)
    assert (code, said["published"], said["unchanged"], live_id()) == (0, False, True, 1)
    assert run(capsys, "catalog", "nightly", feed, "--currency", "eur").out.endswith("nothing to publish.\n")


def test_a_corrected_feed_goes_live_with_its_ids(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    night(capsys, feed)
    written(feed, [ROWS[0].replace("H2", "H3"), *ROWS[1:]])
    code, said = night(capsys, feed)
    assert (code, live_id()) == (0, 2)
    assert (said["difference"]["new"], said["difference"]["gone"], said["difference"]["firmness"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row.rpartition(";")[0] + ";" for row in ROWS], "lost_prices"),
        ([row.replace(" 90x200", "").replace(";90x200;", ";;") for row in ROWS], "lost_sizes"),
        (ROWS[:2], "beds_gone: 4 of 6"),
    ],
    ids=["prices", "sizes", "beds"],
)  # fmt: skip
def test_a_feed_that_lost_something_stays_unseen(
    capsys: pytest.CaptureFixture[str], feed: Path, rows: list[str], why: str
) -> None:
    night(capsys, feed)
    written(feed, rows)
    code, said = night(capsys, feed)
    assert (code, said["published"], live_id()) == (1, False, 1)
    assert why in said["why_not"]
    answer = run(capsys, "catalog", "nightly", feed, "--currency", "eur")
    assert answer.code == 1
    assert f"Not published: {why}" in answer.err


def test_a_damaged_file_stays_unseen(capsys: pytest.CaptureFixture[str], tmp_path: Path, feed: Path) -> None:
    whole = Path(__file__).parents[3] / "catalog" / "feeds" / "samples" / "google_merchant_xml.xml"
    night(capsys, whole)
    cut = tmp_path / "cut.xml"
    cut.write_bytes(whole.read_bytes()[: int(0.8 * whole.stat().st_size)])
    code, said = night(capsys, cut)
    assert (code, said["published"], live_id()) == (1, False, 1)
    assert "damaged_file: broken_markup" in said["why_not"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"nothing\nhere\n"])
def test_a_feed_that_cannot_be_read_is_a_failure(
    capsys: pytest.CaptureFixture[str], feed: Path, content: bytes
) -> None:
    night(capsys, feed)
    feed.write_bytes(content)
    answer: Answer = run(capsys, "catalog", "nightly", feed)
    assert (answer.code, answer.out, live_id()) == (2, "", 1)
    assert len(answer.err.splitlines()) == 1


def test_people_are_scored_again(capsys: pytest.CaptureFixture[str], feed: Path, tmp_path: Path) -> None:
    people, out = tmp_path / "people.csv", tmp_path / "moved.parquet"
    people.write_text("profile_id,weight_kg,height_cm,side\na,55,165,1\nb,110,185,1\n")
    night(capsys, feed)
    written(feed, [row.replace(";649", ";199") for row in ROWS[1:]])
    code, said = night(capsys, feed, "--profiles", people, "--out", out)
    assert code == 0
    assert said["rescored"]["profiles"] == 2
    assert len(pd.read_parquet(out)) == said["rescored"]["first_choice_changed"]
    assert run(capsys, "catalog", "nightly", feed, "--profiles", people).code == 2


def test_what_has_expired_is_deleted(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    saved.save(shared_store(), {}, consent=True, days=1, now=dt.datetime.now(dt.UTC) - dt.timedelta(days=9))
    night(capsys, feed)
    assert saved.purge(shared_store()).rows == 0


def test_one_run_at_a_time(capsys: pytest.CaptureFixture[str], feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("database.store.PATIENCE_S", 0.2)
    with shared_store().nightly():
        answer = run(capsys, "catalog", "nightly", feed)
    assert (answer.code, answer.out) == (2, "")
    assert "another nightly run goes on" in answer.err


def test_an_output_never_replaces_what_is_read(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    for out in (feed, REFERENCE):
        assert run(capsys, "catalog", "nightly", feed, "--report", out).code == 2
    assert live_id() is None


@pytest.mark.slow
def test_a_killed_run_leaves_what_was_live_and_the_next_one_is_as_undisturbed(
    capsys: pytest.CaptureFixture[str], feed: Path, tmp_path: Path
) -> None:
    night(capsys, feed)
    before = versions.live(shared_store())
    written(feed, [ROWS[0].replace("H2", "H3"), *ROWS[1:]])
    code = "from storefront.cli import main; main()"
    words = [sys.executable, "-c", code, "catalog", "nightly", str(feed), "--currency", "eur"]
    for wait_s in (0.3, 0.8, 1.3, 1.8, 2.3, 2.8):
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ) as run_:
            time.sleep(wait_s)
            run_.send_signal(signal.SIGKILL)
        opened = open_store()
        now = versions.live(opened)
        assert now is not None and before is not None
        assert now == before or now.checksum != before.checksum, "the old one or the whole new one"
        assert versions.is_whole(opened, now.version_id)
        opened.engine.dispose()
    night(capsys, feed)
    after = versions.live(shared_store())
    assert after is not None
    beds = {bed.mattress_id: bed.variant for bed in versions.mattresses(shared_store(), after.version_id)}
    assert beds["huis--veer--h2"] == "H3"
