"""Tables in an object store (`s3://bucket/profiles.parquet`): fetched before a run, sent after it.

A run reads its table twice and keeps finished blocks beside its output, so it works on this machine's disk, and a store
sees whole files only. `fsspec` does the travelling; it comes with the extra `cluster`, and what a store needs beside it
(`s3fs`, `gcsfs`, `adlfs`) with the store's own package.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog.errors import UserError

_ADDRESS = re.compile(r"([a-z][a-z0-9+]+):/+(.+)")  # a Path has one slash fewer, and a disk's name is one letter
_OWN = ("file", "local")  # a plain name says the same


def is_address(path: Path) -> bool:
    """Whether a name is the address of something in a store."""
    found = _ADDRESS.fullmatch(path.as_posix())
    return found is not None and found[1] not in _OWN and not path.exists()


@contextmanager
def at_hand(path: Path) -> Iterator[Path]:
    """A file or folder as one of this machine: what is in a store is fetched, and gone afterwards.

    Raises:
        UserError: no such store or file, or it cannot be read.
    """
    if not is_address(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="mattress-fit-") as folder:
        here = Path(folder) / path.name
        store, there = _store_of(path)
        with _as_user_error(path, "cannot be fetched"):
            if store.isdir(there):
                store.get(there.rstrip("/") + "/", str(here) + "/", recursive=True)
            else:
                store.get_file(there, str(here))
        yield here


@contextmanager
def on_its_way(path: Path) -> Iterator[Path]:
    """Where to write what belongs into a store: sent, with what was written beside it, when all went well.

    Raises:
        UserError: no such store, or it cannot be written.
    """
    if not is_address(path):
        yield path
        return
    store, there = _store_of(path)
    with tempfile.TemporaryDirectory(prefix="mattress-fit-") as folder:
        yield Path(folder) / path.name
        with _as_user_error(path, "cannot be written"):
            beside = there.rpartition("/")[0]
            for file in sorted(Path(folder).iterdir()):
                store.put_file(str(file), f"{beside}/{file.name}" if beside else file.name)


def _store_of(path: Path) -> tuple[Any, str]:
    """The store of an address, and the place in it."""
    found = _ADDRESS.fullmatch(path.as_posix())
    assert found is not None
    try:
        import fsspec
    except ImportError as error:
        mend = "Install it: pip install 'mattress-fit[cluster]'."
        raise UserError("an object store needs fsspec", where=str(path), mend=mend) from error
    with _as_user_error(path, "is in no store that can be reached"):
        store, there = fsspec.core.url_to_fs(f"{found[1]}://{found[2]}")
        return store, str(there)


@contextmanager
def _as_user_error(path: Path, what: str) -> Iterator[None]:
    """Whatever a store's library raises, as one UserError."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise UserError(f"{what} ({said})", where=str(path), mend="Check the address and your rights there.") from error
