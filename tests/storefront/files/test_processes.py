"""Processes of this machine that score: whatever becomes of one of them, the output is that of a single process."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from storefront.files import processes
from storefront.files import score_file as score_files
from storefront.files.score_file import score_file

pytestmark = pytest.mark.slow

BEDS = load_catalogue()
BLOCK, BLOCKS = 48, 8


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(score_files, "BLOCK_ROWS", BLOCK)
    draw, n = np.random.default_rng(3), BLOCK * BLOCKS + 5
    figures = {"weight_kg": draw.uniform(50, 120, n), "height_cm": draw.uniform(150, 200, n), "side": draw.random(n)}
    figures["weight_kg"][::50] = 1.8  # some rows are wrong
    pq.write_table(pa.table({**figures, "branch": [f"b{i % 7}" for i in range(n)]}), tmp_path / "people.parquet")
    score_file(tmp_path / "people.parquet", tmp_path / "one.parquet", BEDS, top=2)
    return tmp_path


def _by_two(folder: Path, *, resume: bool = False, at: Callable[[int, int], None] = lambda done, of: None) -> None:
    people, out = folder / "people.parquet", folder / "two.parquet"
    score_file(people, out, BEDS, top=2, workers=2, resume=resume, progress=at)


def _same(folder: Path) -> None:
    for ending in (".parquet", ".findings.csv"):
        assert (folder / f"two{ending}").read_bytes() == (folder / f"one{ending}").read_bytes()
    assert not (folder / "two.parquet.parts").exists()


def test_a_killed_process_costs_its_block_alone(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pids: set[int] = set()

    def kill_one(done: int, of: int) -> None:
        at_work = [process.pid for process in multiprocessing.active_children() if process.pid]
        if not pids:
            os.kill(at_work[0], signal.SIGKILL)
        pids.update(at_work)

    _by_two(folder, at=kill_one)
    _same(folder)
    assert len(pids) == 3 and not multiprocessing.active_children()
    assert capfd.readouterr().err == ""


def test_ctrl_c_ends_all_and_the_run_goes_on_later(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def stop(done: int, of: int) -> None:
        if done > 2 * BLOCK:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        _by_two(folder, at=stop)
    assert not multiprocessing.active_children()
    assert len(list((folder / "two.parquet.parts").glob("*.findings.json"))) > 2
    _by_two(folder, resume=True)
    _same(folder)
    assert capfd.readouterr().err == ""


def test_what_a_process_cannot_write_is_one_message(folder: Path) -> None:
    def take_the_folder_away(done: int, of: int) -> None:
        shutil.rmtree(folder / "two.parquet.parts", ignore_errors=True)

    with pytest.raises(UserError, match="No such file"):
        _by_two(folder, at=take_the_folder_away)
    assert not multiprocessing.active_children()


def test_a_table_that_grows_while_it_is_read_is_one_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = score_files.repeated_ids
    monkeypatch.setattr(score_files, "repeated_ids", lambda people: replace(read(people), rows=BLOCK * BLOCKS + 4))
    with pytest.raises(UserError, match=r"people\.parquet: changed while it was read"):
        _by_two(folder)
    assert not (folder / "two.parquet").exists() and not (folder / "two.parquet.parts").exists()


def _dies(*_: object) -> None:
    os._exit(9)


def test_processes_that_all_die_are_one_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "keeping_memory", _dies)
    with pytest.raises(UserError, match=r"4 processes were ended .* the last by 9.*is there memory.*--resume"):
        _by_two(folder)
    assert (folder / "two.parquet.parts").exists() and not multiprocessing.active_children()


_FAULTS = """
import resource, sys
from threading import Thread
import numpy as np
from storefront.files.memory import keep_memory

def work():
    for _ in range(200):
        np.ones(1 << 17)

if sys.argv[1] == "keep":
    keep_memory()
work()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
thread = Thread(target=work)
thread.start(), thread.join()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of glibc")
def test_memory_that_is_kept_is_not_asked_for_again() -> None:
    threshold = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536"}  # as Dask sets it for its workers
    told = [
        int(subprocess.run([sys.executable, "-c", _FAULTS, how], env=threshold, capture_output=True, check=True).stdout)
        for how in ("keep", "leave")
    ]
    assert told[0] * 10 < told[1]
