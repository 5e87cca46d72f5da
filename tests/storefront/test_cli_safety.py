"""`safety`: the level of the alarm rules, and exit code 1 when they hide beds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import Answer, run


def _safety(capsys: pytest.CaptureFixture[str], folder: Path, answers: dict[str, Any], *words: str) -> Answer:
    file = folder / "answers.json"
    file.write_text(json.dumps(answers))
    return run(capsys, "safety", "--answers", file, "--mode", "interactive", *words)


def test_an_emergency_hides_beds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = _safety(capsys, tmp_path, {"saddle_numbness": True}, "--json")
    assert answer.code == 1
    said = json.loads(answer.out)
    assert said.keys() >= {"level", "call_112", "reasons", "products_hidden"}
    assert (said["level"], said["reasons"], said["products_hidden"]) == ("emergency_same_day", ["T-E1"], True)


def test_nothing_alarming(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = _safety(capsys, tmp_path, {"fever": False}, "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["level"] == "self_care"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_reader_gets_words(capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str) -> None:
    answer = _safety(capsys, tmp_path, {"chest_pain": True}, "--lang", lang)
    assert "112" in answer.out


def test_an_unknown_answer_is_a_bad_call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = _safety(capsys, tmp_path, {"feverr": True})
    assert answer.code == 2
    assert "feverr" in answer.err
