"""Running the command line inside the test process."""

from __future__ import annotations

import sys
from typing import NamedTuple

import pytest

from storefront.cli import main


class Answer(NamedTuple):
    code: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Answer:
    """What `mattress-fit WORDS` prints and its exit code."""
    before = sys.argv
    sys.argv = ["mattress-fit", *map(str, words)]
    try:
        with pytest.raises(SystemExit) as stop:
            main()
    finally:
        sys.argv = before
    code = stop.value.code
    printed = capsys.readouterr()
    return Answer(code if isinstance(code, int) else 0, printed.out, printed.err)
