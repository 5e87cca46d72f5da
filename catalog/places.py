"""Which files may be read, and where this program keeps what is the user's.

Only regular files of a bounded size are read, and every reader of a file that a user names asks here first. A device
never ends, a pipe may never begin: reading one would hang, or fill the memory.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.errors import UserError

LARGEST_JSON_BYTES = 100_000  # of a profile, of answers, of what the program itself notes; real ones have under 3,000


def regular_file(path: Path, largest_bytes: int, error: type[UserError] = UserError) -> os.stat_result:
    """The state of a file that may be opened to read it.

    Args:
        error: the kind of error to raise.

    Raises:
        UserError: there is no such file, it is not a regular one, or it has more bytes.
    """
    try:
        state = path.stat()
    except OSError as problem:
        raise error(f"cannot be read ({problem.strerror})", where=str(path), mend="Check the name.") from problem
    except ValueError as problem:  # a NUL in the name
        raise error("is not the name of a file", where=repr(str(path)), mend="Check the name.") from problem
    if not stat.S_ISREG(state.st_mode):
        raise error(f"is {kind_of(state)}", where=str(path), allowed="a regular file", mend="Save it as a file first.")
    if state.st_size > largest_bytes:
        raise error("is too large", where=str(path), allowed=f"at most {in_bytes(largest_bytes)}")
    return state


def user_folder() -> Path:
    """This program's folder among the user's data, in the location usual on each system; it need not exist."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "mattress-fit"


def kind_of(state: os.stat_result) -> str:
    """What a path is, in words."""
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFREG: "a file"}
    return kinds.get(stat.S_IFMT(state.st_mode), "a device")


def in_bytes(count: int) -> str:
    """A limit as a message writes it."""
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count / 1000:g} kB"


def read_json(
    path: Path,
    *,
    error: type[UserError] = UserError,
    hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
    largest_bytes: int = LARGEST_JSON_BYTES,
) -> Any:
    """What a JSON file holds.

    Args:
        hook: makes an object of its pairs (`object_pairs_hook` of `json.loads`).

    Raises:
        UserError: the file cannot be read, is larger, is not JSON in UTF-8, or is nested too deeply.
    """
    regular_file(path, largest_bytes, error)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=hook)
    except OSError as problem:
        raise error(f"cannot be read ({problem.strerror})", where=str(path), mend="Check the name.") from problem
    except RecursionError:
        raise error("is nested too deeply", where=str(path), allowed="one JSON object") from None
    except UserError:
        raise
    except ValueError as problem:  # broken JSON, or bytes that are no UTF-8
        raise error(f"is not JSON ({problem})", where=str(path), allowed="one JSON object in UTF-8") from problem
