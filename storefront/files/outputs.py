"""Where a command may write: a new name or a regular file, and never over what it reads, the database or the model."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from catalog.catalogue_file import REFERENCE
from catalog.errors import UserError
from catalog.places import kind_of
from database.store import files_of_database
from recommender.ranking.learnt import FILE as OUTCOMES
from recommender.scoring import scoring_model
from recommender.scoring.scoring_model import MANIFEST_FILE, MODEL_FILE

_OTHER_KINDS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".xls", ".xlsx")


def writable(outputs: Iterable[Path], inputs: Iterable[Path | None] = ()) -> None:
    """Check every file a command is about to write, before it does any work.

    Args:
        outputs: the files, those beside the one that was asked for included.
        inputs: what the command reads; None for what was not given.

    Raises:
        UserError: an output is a folder or a device, its folder is not there, or it is an input, the database or a
            file the program itself reads. A link, also a hard one, counts as what it leads to.
    """
    kept = [path for path in inputs if path is not None]
    for output in outputs:
        _writable(output)
        if any(_same(output, path) for path in kept):
            raise UserError("would replace a file that is read", where=str(output), mend="Name another file.")
        if any(_same(output, path) for path in files_of_database()):
            raise UserError("would replace the database", where=str(output), mend="Name another file.")


def named_as_parquet(out: Path) -> None:
    """Check the name of a Parquet file before any work: no program would open one that is called people.csv.

    Raises:
        UserError: its name says that it is another kind of file.
    """
    if (kind := out.suffix.lower()) in _OTHER_KINDS:
        name = out.with_suffix(".parquet").name
        raise UserError(f"is written as Parquet, not as {kind[1:].upper()}", where=str(out), mend=f"Name it {name}.")


def write_text(path: Path, text: str, *inputs: Path | None) -> None:
    """Write a small file, which is none of the inputs.

    Raises:
        UserError: it cannot be written.
    """
    writable([path], inputs)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"cannot be written ({error.strerror})", where=str(path), mend="Check the folder.") from error


def in_folder(folder: Path, names: Iterable[str]) -> list[Path]:
    """Files of a folder that is made when it is not there.

    Raises:
        UserError: it is something else than a folder, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "not the name of a folder"
        raise UserError(f"cannot be made ({said})", where=str(folder), mend="Name a folder.") from error
    return [folder / name for name in names]


def ours() -> tuple[Path, ...]:
    """What the program reads of itself: no output of a command over people or a feed."""
    models = (scoring_model.MODEL_DIR / name for name in (MODEL_FILE, MANIFEST_FILE, OUTCOMES))
    return (REFERENCE, *models)


def _writable(output: Path) -> None:
    if not output.name:
        raise UserError("is not the name of a file", where=repr(str(output)), mend="Name a file.")
    try:
        state = output.stat()
    except FileNotFoundError:
        _in_a_folder(output)
        return
    except OSError as error:
        raise UserError(f"cannot be written ({error.strerror})", where=str(output), mend="Check the name.") from error
    except ValueError as error:  # a NUL in the name
        raise UserError("is not the name of a file", where=repr(str(output)), mend="Name a file.") from error
    if not stat.S_ISREG(state.st_mode):
        raise UserError(f"is {kind_of(state)}", where=str(output), allowed="a new name, or a file", mend="Name a file.")


def _in_a_folder(output: Path) -> None:
    if not output.parent.is_dir():
        raise UserError("there is no such folder", where=str(output.parent), mend="Make it, or name another.")
    if not os.access(output.parent, os.W_OK | os.X_OK):
        raise UserError("cannot be written (permission denied)", where=str(output), mend="Check the folder.")


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError, ValueError):
        if one.samefile(other):
            return True
    with suppress(OSError, ValueError, RuntimeError):
        return one.resolve() == other.resolve()  # where one is not there yet
    return False
