"""One line for whatever stops a command: what, where, and how to mend it where that is known.

A user's mistake and a system's refusal say themselves. Of an error nobody foresaw only its kind and the line of the
program are told: its own words may repeat an answer about health.
"""

from __future__ import annotations

import errno
import sys
import traceback
from pathlib import Path

import typer

from catalog.errors import UserError, sentence
from catalog.texts import shortened

LONGEST = 2000  # characters of the line
ROOT = Path(__file__).resolve().parents[1]
_MEND = {
    errno.ENOSPC: "Free some space and try again.",
    errno.EDQUOT: "Free some space and try again.",
    errno.EPIPE: "Whatever read the answer stopped before its end.",
    errno.EACCES: "Check who may read and write there.",
    errno.EPERM: "Check who may read and write there.",
    errno.EROFS: "Name a place that can be written.",
    errno.EMFILE: "Close other programs, or raise the limit on open files.",
}
_BAD_CALL = typer.BadParameter.__mro__[1]  # every mistake in the words of a call; typer gives this class no name


def say(text: str) -> None:
    """Print one line to the error stream, whatever the text holds; where that is closed, nothing."""
    try:
        print(f"mattress-fit: {shortened(text, LONGEST)}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return  # nobody can be told


def failure(error: BaseException) -> str:
    """The message for an error that reached the top of the command line."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, _BAD_CALL):
        return _bad_call(error)
    if isinstance(error, KeyboardInterrupt | EOFError | typer.Abort):
        return "stopped before its end; nothing was put in place."
    if isinstance(error, MemoryError):
        return "not enough memory for this call. Give it a smaller file, or a machine with more memory."
    if isinstance(error, RecursionError):
        return f"something is nested too deeply to read ({_place(error)})."
    if isinstance(error, OSError):
        what = (error.strerror or type(error).__name__).lower()
        where = f"{error.filename}: " if isinstance(error.filename, str | Path) else ""
        return " ".join(filter(None, (sentence(f"{where}{what}"), _MEND.get(error.errno or 0, ""))))
    kind = type(error).__name__
    return f"stopped by an error that was not foreseen ({kind} at {_place(error)}). Please report this line."


def _bad_call(error: BaseException) -> str:
    """What is wrong with the words of a call, and which help explains them."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "mattress-fit"
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    said = said.replace(": Value error, ", ": ")  # pydantic's word for a sentence of ours
    return f"{sentence(said or 'a command is needed')} {command} --help explains it."


def _place(error: BaseException) -> str:
    """The last line of ours the error passed, as "folder/file.py:12"."""
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(Path(frame.filename))]
    if not lines:
        return "an unknown place"
    return f"{Path(lines[-1].filename).resolve().relative_to(ROOT).as_posix()}:{lines[-1].lineno}"


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(ROOT) and "site-packages" not in file.relative_to(ROOT).parts
