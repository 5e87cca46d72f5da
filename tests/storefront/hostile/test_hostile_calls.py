"""Whatever the command line is called with, it answers, or says in one line why not; it never shows a traceback."""

from __future__ import annotations

import sys
from itertools import islice, pairwise
from pathlib import Path

import pytest

from storefront import cli
from tests.storefront.hostile import hostile_calls

CALLS = 700
SEED = 20260712


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a server that serves nobody."""
    made = tmp_path / "work"
    made.mkdir()
    monkeypatch.chdir(made)
    monkeypatch.setattr("streamlit.web.cli.main", lambda words: None)
    return made


def test_random_and_hostile_calls(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = hostile_calls.files(folder)
    kept = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    wrong, codes = [], []
    for words in islice(hostile_calls.calls(SEED, folder, names), CALLS):
        monkeypatch.setattr(sys, "argv", ["mattress-fit", *words])
        try:
            cli.main()
            code: object = 0
        except SystemExit as stop:
            code = stop.code
        except BaseException as error:
            code = f"traceback: {type(error).__name__}: {str(error)[:80]}"
        printed = capsys.readouterr()
        codes.append(code)
        lines = printed.err.splitlines()
        bad_line = code == 2 and (len(lines) != 1 or not printed.err.endswith("\n") or "not foreseen" in printed.err)
        loud = any(sign in printed.err + printed.out for sign in ("Traceback", "\x1b"))
        if code not in (0, 1, 2) or bad_line or loud:
            wrong.append(f"{code} {words} {printed.err[-200:]!r}")
        read = {word for before, word in pairwise(words) if before not in ("--out", "--csv")}
        for name, content in kept.items():
            if (folder / name).read_bytes() != content:
                if str(folder / name) in read:
                    wrong.append(f"{words} wrote over {name}")
                (folder / name).unlink()
                (folder / name).write_bytes(content)
    assert not wrong, f"{len(wrong)} of {CALLS}:\n" + "\n".join(wrong[:40])
    outcomes = [codes.count(code) for code in (0, 1, 2)]
    assert min(outcomes) >= 10, f"the calls reach every outcome: {outcomes}"
