"""`safety`: the level by the rules on alarm signs, and exit code 1 when they hide beds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from storefront.words import words
from tests.storefront.commands.command_line import Answer, run


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


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize(
    ("answers", "said", "unsaid"),
    [
        (
            {"saddle_numbness": True},
            ["safety.level_emergency_same_day", "leaflet.call_right_away"],
            "safety.level_self_care",
        ),
        ({"pregnancy_weeks": 30}, ["safety.level_gp_weeks", "safety.tell_midwife", "leaflet.stop_and_call"], "T-E"),
        ({"fever": False}, ["safety.level_self_care", "leaflet.stop_and_call", "safety.see_someone_after"], "T-"),
        ({"age": 40}, ["safety.level_signs_not_asked", "leaflet.stop_and_call"], "safety.level_self_care"),
        ({}, ["safety.level_gp_weeks", "leaflet.stop_and_call"], "safety.level_self_care"),
    ],
)
def test_every_message_of_the_assessment_is_said_in_order(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str, answers: dict[str, Any], said: list[str], unsaid: str
) -> None:
    w, out = words(lang), _safety(capsys, tmp_path, answers, "--lang", lang).out
    places = [out.index(w(key)) for key in said]
    assert places == sorted(places)
    assert (w(unsaid) if unsaid in w else unsaid) not in out


def test_an_unknown_answer_is_a_bad_call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = _safety(capsys, tmp_path, {"feverr": True})
    assert answer.code == 2
    assert "feverr" in answer.err


def test_an_answer_given_twice_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"fever": true, "fever": false}')
    answer = run(capsys, "safety", "--answers", file, "--mode", "interactive", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "fever: occurs twice" in answer.err
