"""`rescore --state` says what `rescore` without it says, reads only whom a change may concern, and reports by cause."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.catalogue_rows import lines
from catalog.mattress import Mattress
from storefront.files import rescore_file as rescore_files
from storefront.files import score_file as score_files
from storefront.files import state as states
from tests.equal import assert_frames_equal, differences
from tests.storefront.commands.command_line import run

BLOCK, N = 64, 200
ON = ("--as-of", "2023-07-01")


def _write(beds: list[Mattress], path: Path) -> None:
    path.write_text("".join(lines(beds)), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """People, an old and a new catalogue, and what score kept of the people."""
    monkeypatch.setattr(score_files, "BLOCK_ROWS", BLOCK)
    draw, chance = np.random.default_rng(5), Random(5)
    weights = draw.uniform(50, 120, N)
    weights[::40] = 1.8  # some rows are wrong, and the second block holds nobody
    weights[BLOCK : 2 * BLOCK] = 1.8
    table = {
        "profile_id": [f"p{i}" for i in range(N)],
        "weight_kg": weights,
        "height_cm": draw.uniform(150, 200, N),
        "side": draw.random(N) + 0.1,
        "back": draw.random(N),
        "size": draw.choice(["90x200", "180x200"], N).tolist(),
        "alarm_signs": draw.choice(["no", "no", "no", "yes"], N).tolist(),
    }
    pq.write_table(pa.table(table), tmp_path / "people.parquet")
    beds = list(load_catalogue())
    _write(beds, tmp_path / "old.csv")
    for at in chance.sample(range(len(beds)), 30):
        beds[at] = replace(beds[at], firmness=chance.uniform(3, 8), firmness_sd=0.5, price=chance.uniform(200, 900))
    _write(beds[5:], tmp_path / "new.csv")
    return tmp_path


def _rescore(capsys: pytest.CaptureFixture[str], folder: Path, name: str, *more: Any) -> Any:
    files = ("--before", folder / "old.csv", "--after", folder / "new.csv", "--profiles", folder / "people.parquet")
    return run(capsys, "rescore", *files, "--out", folder / name, *ON, *more)


def _score(capsys: pytest.CaptureFixture[str], folder: Path, *more: Any) -> None:
    out = folder / "scored.parquet"
    asked = ("--catalog", folder / "old.csv", "--top", 2, "--state", folder / "kept.state", *ON)
    assert run(capsys, "score", folder / "people.parquet", "--out", out, *asked, *more).code == 1


def test_with_and_without_a_state_say_the_same(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    _score(capsys, folder)
    plain = json.loads(_rescore(capsys, folder, "plain.parquet", "--json").out)
    report = folder / "report.json"
    with_state = ("--state", folder / "kept.state", "--report", report, "--json")
    kept = json.loads(_rescore(capsys, folder, "kept.parquet", *with_state).out)
    assert_frames_equal(pd.read_parquet(folder / "kept.parquet"), pd.read_parquet(folder / "plain.parquet"))
    for name in ("profiles", "rejected", "first_choice_changed", "causes", "segments", "from_to", "examples"):
        assert not differences(kept[name], plain[name], name)
    assert 0 < kept["first_choice_changed"] <= kept["scored"] < plain["scored"]
    assert json.loads(report.read_text())["causes"] == kept["causes"]
    assert (plain["findings"], kept["findings"]) == (str(folder / "plain.findings.csv"), None)


def test_the_report_counts_everybody_who_moves_once(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    said = json.loads(_rescore(capsys, folder, "plain.parquet", "--json").out)
    rows = pd.read_parquet(folder / "plain.parquet")
    moved = said["first_choice_changed"]
    assert moved == len(rows) == sum(said["causes"].values()) == sum(one["people"] for one in said["from_to"])
    assert said["causes"] == rows["cause"].value_counts().to_dict()
    assert {name: sum(counts.values()) for name, counts in said["segments"].items()} == dict.fromkeys(
        ("sex", "position", "bmi", "size"), moved
    )
    assert all(len(some) <= 3 for some in said["examples"].values())
    first = said["examples"][rows["cause"][0]][0]
    assert first["profile_id"] == rows["profile_id"][0] and first["after_id"] == rows["after_id"][0]


def test_a_state_of_something_else_is_refused(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    _score(capsys, folder)
    state = folder / "kept.state"
    turned = _rescore(capsys, folder, "o.parquet", "--state", state, "--before", folder / "new.csv")
    assert turned.code == 2 and "another catalogue" in turned.err
    no_state = _rescore(capsys, folder, "o.parquet", "--state", folder / "scored.parquet")
    assert no_state.code == 2 and "what score --state wrote" in no_state.err
    people = pd.read_parquet(folder / "people.parquet")
    for other in (people.iloc[::-1], people.iloc[1:]):
        other.to_parquet(folder / "people.parquet")
        answer = _rescore(capsys, folder, "o.parquet", "--state", state)
        assert answer.code == 2 and "other profiles" in answer.err
    assert not list(folder.glob("o.*"))


def test_a_state_of_an_earlier_build_is_refused(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    _score(capsys, folder)
    state = folder / "kept.state"
    table = pq.read_table(state)
    renamed = table.rename_columns([name.replace("expected", "quartic") for name in table.column_names])
    pq.write_table(renamed.replace_schema_metadata(table.schema.metadata), state)
    answer = _rescore(capsys, folder, "o.parquet", "--state", state)
    assert answer.code == 2
    assert "another version of the engine" in answer.err and "Score the people again with --state" in answer.err


def test_a_state_is_read_in_step_however_few_blocks_at_once(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _score(capsys, folder)
    counts, rows = set(), []
    for people, groups in ((BLOCK, 4), (BLOCK, 1), (37, 2), (10 * N, 3)):
        monkeypatch.setattr(rescore_files, "BLOCK_ROWS", people)
        monkeypatch.setattr(states, "_BLOCKS", groups)
        said = json.loads(_rescore(capsys, folder, "o.parquet", "--state", folder / "kept.state", "--json").out)
        counts.add((said["scored"], said["rejected"]))
        rows.append(pd.read_parquet(folder / "o.parquet"))
        assert_frames_equal(rows[-1], rows[0])
    assert len(counts) == 1 and len(rows[0])


def test_a_state_is_the_same_with_workers_and_after_a_stop(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    _score(capsys, folder)
    first = (folder / "kept.state").read_bytes()
    _score(capsys, folder, "--resume")
    assert (folder / "kept.state").read_bytes() == first
