"""A cluster of two worker processes gives the output of one process to the byte, also when one of them is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from recommender.scoring import scoring_model
from storefront.files import cluster as clusters
from storefront.files import score_file as score_files
from storefront.files.cluster import cluster_at
from storefront.files.score_file import score_file
from tests.storefront.commands.command_line import run

BEDS = load_catalogue()
BLOCK, BLOCKS = 48, 8


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found:
        yield found


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(score_files, "BLOCK_ROWS", BLOCK)
    draw, n = np.random.default_rng(2), BLOCK * BLOCKS
    weights = draw.uniform(50, 120, n)
    weights[::50] = 1.8  # some rows are wrong
    ids = [f"p{i % (n - 3)}" for i in range(n)]  # and some ids are there twice
    figures = {"weight_kg": weights, "height_cm": draw.uniform(150, 200, n), "side": draw.random(n)}
    pq.write_table(pa.table({"profile_id": ids, **figures, "branch": ids}), tmp_path / "people.parquet")
    score_file(tmp_path / "people.parquet", tmp_path / "one.parquet", BEDS, top=2)
    return tmp_path


def _same(folder: Path, name: str) -> None:
    for ending in (".parquet", ".findings.csv"):
        assert (folder / f"{name}{ending}").read_bytes() == (folder / f"one{ending}").read_bytes()
    assert not (folder / f"{name}.parquet.parts").exists()


@pytest.mark.slow
def test_two_workers_and_a_killed_one_give_the_same_bytes(people: Path, dask: Any) -> None:
    with cluster_at(dask.scheduler_address) as workers:
        score_file(people / "people.parquet", people / "two.parquet", BEDS, top=2, workers=workers)
        _same(people, "two")
        pids = [worker.pid for worker in dask.workers.values()]
        killed: list[int] = []

        def kill_one(done: int, of: int) -> None:
            if not killed and done > 2 * BLOCK:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        file, out = people / "people.parquet", people / "killed.parquet"
        score_file(file, out, BEDS, top=2, workers=workers, progress=kill_one)
    assert killed
    _same(people, "killed")


@pytest.mark.slow
def test_a_lost_cluster_leaves_the_finished_blocks(people: Path) -> None:
    from distributed import LocalCluster

    file, out = people / "people.parquet", people / "lost.parquet"
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as found,
        cluster_at(found.scheduler_address) as workers,
    ):

        def end(done: int, of: int) -> None:
            workers.client.close()

        with pytest.raises(UserError, match="--resume"):
            score_file(file, out, BEDS, top=2, workers=workers, progress=end)
    assert not out.exists() and list((people / "lost.parquet.parts").glob("*.findings.json"))
    score_file(file, out, BEDS, top=2, resume=True)
    _same(people, "lost")


@pytest.mark.parametrize("address", ["localhost:8786", "tcp://localhost", "http://x:1", "tcp:// x:1"])
def test_what_is_no_address_is_one_message(capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str) -> None:
    answer = run(capsys, "score", tmp_path / "p.csv", "--out", tmp_path / "o.parquet", "--cluster", address)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "tcp://HOST:PORT" in answer.err


def test_without_dask_the_message_says_how_to_install_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = run(capsys, "score", tmp_path / "p.csv", "--out", tmp_path / "o.parquet", "--cluster", "tcp://localhost:9")
    assert answer.code == 2 and "mattress-fit[cluster]" in answer.err


@pytest.mark.slow
def test_nobody_there_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "WAIT_S", 1)
    with pytest.raises(UserError, match="no scheduler answers"), cluster_at("tcp://127.0.0.1:9"):
        pass


def test_a_worker_with_another_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class _Other:
        def wait_for_workers(self, count: int, timeout: float) -> None:
            assert count == 1

        def run(self, call: Any) -> dict[str, str]:
            return {"tcp://a:1": call(), "tcp://b:1": "0" * 64}

    assert scoring_model.load_model()
    with pytest.raises(UserError, match="tcp://b:1 has another scoring model"):
        clusters._check_workers(_Other(), "tcp://s:1")
