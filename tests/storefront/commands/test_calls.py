"""A bad call is one clear message on the error stream, exit code 2, and nothing done."""

from __future__ import annotations

import errno
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy.exc import DatabaseError

from storefront.commands import people
from tests.patience import HANGS_S
from tests.storefront.commands.command_line import run

BODY = ("--weight-kg", "82", "--height-cm", "178")


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version").out.startswith("mattress-fit 0.")
    answer = run(capsys, "recommend", "--help")
    assert answer.code == 0
    assert "--hip-breadth-cm" in answer.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lie", *BODY, "--position", "side"), "--hardness-n-mm"),
        (("lie", *BODY, "--position", "side", "--firmness", "5", "--hardness-n-mm", "7"), "--hardness-n-mm"),
        (("lie", *BODY, "--position", "side", "--firmness", "5", "--zones", "knee=1"), "knee=1"),
        (("lie", *BODY, "--position", "side", "--firmness", "5", "--zones", "hip=soft"), "hip=soft"),
        (("lie", *BODY, "--position", "side", "--hardness-n-mm", "0"), "hardness_n_mm"),
        (("lie", *BODY, "--position", "side", "--mattress", "no-such-bed"), "no-such-bed"),
        (("lie", *BODY, "--position", "up", "--firmness", "5"), "--position"),
        (("lie", "--weight-kg", "82", "--height-cm", "1.78", "--position", "side", "--firmness", "5"), "178 cm"),
        (("lie", "--weight-kg", "heavy", "--height-cm", "178", "--position", "side", "--firmness", "5"), "'heavy'"),
        (("recommend", *BODY, "--side", "-0.5"), "side"),
        (("recommend", *BODY, "--side", "nan"), "side"),
        (("recommend", *BODY, "--side", "1", "--pain", "hernia"), "hernia"),
        (("recommend", *BODY, "--side", "1", "--size", "huge"), "size"),
        (("recommend", *BODY, "--side", "1", "--catalog", "no-such-file.csv"), "no-such-file.csv"),
        (("recommend", "--profile", "no-such-file.json"), "no-such-file.json"),
        (("recommend", *BODY, "--side", "1", "--top", "0"), "--top"),
        (("recommend", *BODY, "--side", "1", "--lang", "fr"), "--lang"),
        (("safety", "--answers", "no-such-file.json"), "no-such-file.json"),
        (("no-such-command",), "no-such-command"),
    ],
)
def test_a_bad_call_is_one_clear_message(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    answer = run(capsys, *words)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""


@pytest.mark.parametrize("text", ["[1, 2]", "{", "\ufeff", '"a"', "null"])
def test_a_profile_file_that_is_no_object(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str) -> None:
    file = tmp_path / "profile.json"
    file.write_text(text)
    answer = run(capsys, "recommend", "--profile", file)
    assert answer.code == 2
    assert "profile.json" in answer.err
    assert "NoneType" not in answer.err, "named as JSON names it"


def test_bytes_that_are_no_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    file.write_bytes(b"\xff\xfe\x00{")
    assert run(capsys, "recommend", "--profile", file).code == 2


def test_a_defect_of_ours_says_where_and_repeats_no_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(sleeper: object) -> None:
        raise KeyError("leg_radiating")

    monkeypatch.setattr(people, "target", broken)
    answer = run(capsys, "recommend", *BODY, "--side", "1", "--pain", "leg_radiating")
    place = re.search(r"KeyError at (tests/storefront/commands/test_calls.py:\d+)", answer.err)
    assert answer.code == 2 and place
    assert "leg_radiating" not in answer.err and answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "best.parquet"), "best.parquet: no space left on device"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "broken pipe"),
        (MemoryError(), "not enough memory"),
        (RecursionError("leg_radiating"), "nested too deeply"),
        (OverflowError("leg_radiating"), "OverflowError at"),
        (UnicodeEncodeError("ascii", "leg_radiating", 0, 1, "no"), "UnicodeEncodeError at"),
        (KeyboardInterrupt(), "stopped before its end"),
        (EOFError(), "stopped before its end"),
        (pa.ArrowInvalid("leg_radiating"), "ArrowInvalid at"),
        (DatabaseError("select", {}, Exception("leg_radiating")), "DatabaseError at"),
        (zipfile.BadZipFile("leg_radiating"), "BadZipFile at"),
    ],
)
def test_what_a_system_can_throw_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException, said: str
) -> None:
    def broken(sleeper: object) -> None:
        raise error

    monkeypatch.setattr(people, "target", broken)
    answer = run(capsys, "recommend", *BODY, "--side", "1")
    assert answer.code == 2
    assert said in answer.err and answer.err.count("\n") == 1
    assert "leg_radiating" not in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lie", *BODY, "--position", "upside"), "'upside' is not one of"),
        (("benchmark", "--fit", "--raw-data", "nowhere"), "nowhere: holds no bodies/"),
        (("staff", "add", "Anna", "--role", "king"), "role"),
    ],
)
def test_a_wrong_word_is_said_before_anything_is_asked_or_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a PIN was asked for")

    monkeypatch.setattr("typer.prompt", asked)
    answer = run(capsys, *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err and "Value error" not in answer.err and answer.err.count("\n") == 1


CALL = "import sys; from storefront.cli import main; sys.argv = ['mattress-fit', 'doctor']; main()"


@pytest.mark.parametrize(
    ("redirect", "said"),
    [
        ("> /dev/full", "no space left"),
        (">&-", "nowhere to print"),
        ("| true; exit ${PIPESTATUS[0]}", "broken pipe"),
        ("> /dev/full 2> /dev/full", ""),
        (">&- 2>&-", ""),
    ],
)
def test_an_answer_that_cannot_be_written_is_a_failure(redirect: str, said: str) -> None:
    slow = CALL.replace("main()", "import time; time.sleep(0.5); main()") if "true" in redirect else CALL
    words = ["bash", "-c", f'"{sys.executable}" -c "{slow}" {redirect}']
    done = subprocess.run(words, capture_output=True, text=True, timeout=HANGS_S, check=False)
    assert done.returncode == 2
    assert said in done.stderr and done.stderr.count("\n") == bool(said)
