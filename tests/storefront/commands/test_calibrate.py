"""`calibrate`: the last result, a small new calibration, and bad calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from laboratory.fitting import calibration
from laboratory.fitting.calibration import PRIORS, STORED
from recommender.mechanics.parameters import DEFAULT
from tests.storefront.commands.command_line import run


def test_the_report_of_the_last_calibration(capsys: pytest.CaptureFixture[str]) -> None:
    before = STORED.read_bytes()
    rows = json.loads(run(capsys, "calibrate", "--report", "--json").out)["parameters"]
    assert [row["name"] for row in rows] == list(PRIORS)
    assert all(row["prior"][0] <= row["best"] <= row["prior"][1] and row["source"] for row in rows)
    text = run(capsys, "calibrate", "--report").out
    assert "ASSUMED" in text
    assert all(name in text for name in PRIORS)
    assert STORED.read_bytes() == before


def test_a_calibration_is_written_and_the_same_seed_writes_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fit itself is replaced here; it has its own test on the raw maps."""
    monkeypatch.setattr(calibration, "fit", lambda *_, **__: DEFAULT)
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        answer = run(capsys, "calibrate", "--out", file, "--seed", 5, "--members", 2)
        assert answer.code == int(any(row["bound"] for row in calibration.report()))  # said, and not hidden
    first, second = (file.read_text() for file in files)
    assert first == second
    written = json.loads(first)
    assert written["seed"] == 5
    assert (len(written["members"]), len(written["left_out"])) == (2, 13)


def test_a_folder_without_maps_is_one_clear_message(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = run(capsys, "calibrate", "--raw", tmp_path, "--out", tmp_path / "sets.json")
    assert answer.code == 2
    assert str(tmp_path) in answer.err
    assert not (tmp_path / "sets.json").exists()
