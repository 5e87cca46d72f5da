"""Processes that score, and that publish at night, killed at random moments: what comes out is that of a quiet run."""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.catalogue_file import load_catalogue
from database import versions
from database.store import URL_VARIABLE, Store, open_store
from storefront.cli import main
from storefront.files import score_file as score_files
from storefront.files.score_file import score_file
from tests.patience import HANGS_S

KILLS = 3
BLOCK, PEOPLE = 64, 640
ON = date(2026, 11, 30)
_NAMES = ("Veer", "Duin", "Zee", "Wolk", "Heide", "Linde")
HEADER = "sku;titel;merk;maat;hardheid;prijs\n"


def _score(folder: str, resume: bool) -> None:
    score_files.BLOCK_ROWS = BLOCK
    at = Path(folder)
    score_file(
        at / "people.parquet",
        at / "out.parquet",
        load_catalogue(),
        top=3,
        as_of=ON,
        resume=resume,
        state=at / "out.state",
    )


def _night(url: str, feed: str, people: str, out: str) -> None:
    import os

    os.environ[URL_VARIABLE] = url
    sys.argv = ["mattress-fit", "catalog", "nightly", feed, "--currency", "eur", "--profiles", people, "--out", out]
    with suppress(SystemExit):
        main()


def _run(call: object, *given: object, until: float | None = None) -> tuple[float, bool]:
    """Run a call in a process of its own, and kill it after so many seconds; how long it took, and whether it ended."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    process = processes.Process(target=call, args=given)  # type: ignore[arg-type]
    began = time.monotonic()
    process.start()
    process.join(HANGS_S if until is None else until)
    ended = process.exitcode == 0
    if process.is_alive():
        process.kill()
    process.join()
    return time.monotonic() - began, ended


@pytest.mark.slow
def test_a_run_killed_again_and_again_writes_the_same_bytes(tmp_path: Path) -> None:
    draw = np.random.default_rng(7)
    weights = draw.uniform(50, 120, PEOPLE)
    weights[::70] = 1.8
    quiet, noisy = tmp_path / "quiet", tmp_path / "noisy"
    table = {"weight_kg": weights, "height_cm": draw.uniform(150, 200, PEOPLE), "side": draw.random(PEOPLE) + 0.1}
    for folder in (quiet, noisy):
        folder.mkdir()
        pq.write_table(pa.table(table), folder / "people.parquet")
    _run(_score, str(quiet), False)  # the first one starts the server of processes
    whole, ended = _run(_score, str(quiet), False)
    assert ended
    chance, stopped = random.Random(11), 0
    for _ in range(KILLS):
        _, ended = _run(_score, str(noisy), True, until=chance.uniform(0.05, whole))
        stopped += not ended
        if ended:
            _same(quiet, noisy)
            for file in noisy.glob("out*"):
                file.unlink()
    assert stopped >= KILLS // 3
    assert _run(_score, str(noisy), True)[1]
    _same(quiet, noisy)


def _same(quiet: Path, noisy: Path) -> None:
    assert sorted(file.name for file in noisy.iterdir()) == sorted(file.name for file in quiet.iterdir())
    for file in quiet.glob("out*"):
        assert (noisy / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.slow
def test_nights_killed_again_and_again_leave_the_database_whole(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("weight_kg,height_cm,side\n80,180,1\n65,168,0.5\n")
    chance, stopped = random.Random(13), 0
    urls = {name: f"sqlite:///{tmp_path}/{name}.sqlite3" for name in ("quiet", "noisy")}
    feed, out = tmp_path / "feed.csv", {name: str(tmp_path / f"{name}.parquet") for name in urls}
    _feed(feed, 0)
    for name, url in urls.items():
        whole, ended = _run(_night, url, str(feed), str(people), out[name])
        assert ended and _live(open_store(url)) == 40
    for night in range(1, KILLS + 1):
        _feed(feed, night)
        _, ended = _run(_night, urls["noisy"], str(feed), str(people), out["noisy"], until=chance.uniform(0.1, whole))
        stopped += not ended
        store = open_store(urls["noisy"])
        assert _live(store) == 40
        assert all(versions.is_whole(store, each.version_id) for each in versions.versions(store))
        store.engine.dispose()
    assert stopped >= KILLS // 3
    for name, url in urls.items():
        assert _run(_night, url, str(feed), str(people), out[name])[1]
    lists = [_beds(open_store(url)) for url in urls.values()]
    assert lists[0] == lists[1] and len(lists[0]) == 40


def _feed(file: Path, night: int) -> None:
    rows = [
        f"A{i};{_NAMES[i % 6]} {i} 90x200;Huis;90x200;H{(i + night) % 3 + 2};{399 + 10 * i + night}" for i in range(40)
    ]
    file.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


def _live(store: Store) -> int:
    now = versions.live(store)
    assert now is not None and versions.is_whole(store, now.version_id)
    assert len(list(versions.mattresses(store, now.version_id))) == now.mattresses
    return now.mattresses


def _beds(store: Store) -> list[object]:
    now = versions.live(store)
    assert now is not None
    return [(bed.mattress_id, bed.firmness, bed.price) for bed in versions.mattresses(store, now.version_id)]
