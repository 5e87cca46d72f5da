"""Finished blocks of a long run, each a file in a folder beside its output, joined in order while others are scored.

Output and findings are put in place by rename, so a reader sees the old file or the new one and never a partial one;
a run that was killed goes on from the blocks it finished.
"""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.dates import first_day
from catalog.errors import UserError
from catalog.mattress import Finding
from catalog.places import read_json
from catalog.texts import safe_cell

LABEL = "run.json"  # what a run is of, in its folder of finished blocks
FINDING_COLUMNS = [field.name for field in fields(Finding)]
LARGEST_NOTES = 1_000_000_000  # bytes of the findings of one block
_NOTED = set(FINDING_COLUMNS)
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")  # a block is written once and read once


@dataclass(frozen=True)
class Part:
    """A scored block: its number, how many rows it had and how many of them were rejected and why, and its tables,
    `packed`, by the ending of their names.
    """

    number: int
    rows: int
    rejected: int
    findings: Sequence[Finding]
    tables: Mapping[str, pa.Buffer]


def packed(table: pa.Table) -> pa.Buffer:
    """A table as it is kept and sent."""
    whole = pa.BufferOutputStream()
    with pa.ipc.new_file(whole, table.schema, options=_PACKED) as file:
        file.write_table(table)
    return whole.getvalue()


@dataclass(frozen=True)
class Parts:
    """The folder of finished blocks."""

    folder: Path

    @classmethod
    def beside(cls, out: Path) -> Parts:
        return cls(out.with_name(out.name + ".parts"))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs away from the folder: blocks of two runs would be joined to one output.

        A transaction on a file beside it: SQLite gives it up when the process ends, however it ends.

        Raises:
            UserError: another run is at it, or the file cannot be made.
        """
        lock = self.folder.with_name(self.folder.name + ".lock")
        with closing(_begun(lock)):
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)

    def day(self) -> date | None:
        """The day on which an interrupted run judged prices; None where there is no such run."""
        label = self.folder / LABEL
        noted = self._label() if label.exists() else None
        return first_day(str(noted.get("as_of"))) if isinstance(noted, dict) else None

    def begin(self, run: Mapping[str, Any], resume: bool) -> None:
        """Empty the folder for a new run, or keep it for a resumed one of the same input.

        Raises:
            UserError: it is somebody else's, of another run, or cannot be written.
        """
        label = self.folder / LABEL
        if self.folder.exists() and not label.exists():
            raise UserError(
                "this folder exists already", where=str(self.folder), mend="Move it, or choose another --out."
            )
        if resume and label.exists():
            if self._label() != run:
                raise UserError(
                    "the interrupted run used other profiles, another catalogue, model, --top, --as-of or --state",
                    where="--resume",
                    mend="Run again without --resume to start afresh.",
                )
            return
        with written_as_user_error(self.folder, "Check the folder."):
            self.remove()
            self.folder.mkdir()
            _write_then_rename(label, json.dumps(run))

    def done(self, number: int) -> tuple[int, int] | None:
        """Rows read and rejected of a finished block; None where it is not."""
        if not self._note(number).exists():
            return None
        noted = self._noted(number)
        return noted["rows"], noted["rejected"]

    def write(self, part: Part) -> None:
        """Keep a block: its tables first, and the note that says it is finished last."""
        for ending, table in part.tables.items():
            _write_then_rename(self._table(part.number, ending), table)
        note = {
            "rows": part.rows,
            "rejected": part.rejected,
            "findings": [asdict(finding) for finding in part.findings],
        }
        _write_then_rename(self._note(part.number), json.dumps(note))

    @contextmanager
    def joining(self, schemas: Mapping[str, pa.Schema]) -> Iterator[Callable[[], None]]:
        """Join the tables of blocks in the order of their numbers, in a thread of its own while others are scored.

        Args:
            schemas: of the tables, by their ending.

        Yields:
            To be called when a block was kept; raises what went wrong before. At the end all that were kept are joined.
        """
        waiting, number = deque[Future[None]](), 0

        def join(number: int) -> None:
            for ending, writer in writers.items():
                writer.write_table(self._read(self._table(number, ending), schemas[ending]))
            pa.default_memory_pool().release_unused()

        def more() -> None:
            nonlocal number
            while self._note(number).exists():
                waiting.append(pool.submit(join, number))
                number += 1
            while waiting and waiting[0].done():
                waiting.popleft().result()

        with ExitStack() as held:
            writers = {}
            for ending, schema in schemas.items():
                whole = self._whole(ending)
                held.enter_context(_no_half_left(whole))
                writer = pq.ParquetWriter(whole, schema, use_dictionary=_often_alike(schema))
                writers[ending] = held.enter_context(writer)
            pool = ThreadPoolExecutor(1)
            held.callback(pool.shutdown, cancel_futures=True)
            yield more
            more()
            for joined in waiting:
                joined.result()

    def place(self, outputs: Mapping[str, Path], count: int, findings: Path | None) -> None:
        """Put what was joined in place by rename, and delete the blocks.

        Args:
            outputs: the file of each ending. The first is put in place last.
            count: how many blocks there are.
            findings: where the findings go; None: none of the rows was rejected.
        """
        if findings:
            bad = self.folder / "findings"
            with bad.open("w", newline="", encoding="utf-8") as file:
                table = csv.DictWriter(file, FINDING_COLUMNS)
                table.writeheader()
                for number in range(count):
                    for finding in self._noted(number)["findings"]:
                        table.writerow({name: safe_cell(cell) for name, cell in finding.items()})
            _put_in_place(bad, findings)
        for ending, path in reversed(list(outputs.items())):
            _put_in_place(self._whole(ending), path)
        self.remove()

    def remove(self) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def _note(self, number: int) -> Path:
        return self.folder / f"{number:06}.findings.json"

    def _whole(self, ending: str) -> Path:
        return self.folder / f"whole.{ending}"

    def _table(self, number: int, ending: str) -> Path:
        return self.folder / f"{number:06}.{ending}"

    def _label(self) -> Any:
        try:
            return read_json(self.folder / LABEL)
        except UserError as error:
            raise _damaged(self.folder / LABEL) from error

    def _noted(self, number: int) -> dict[str, Any]:
        """What was noted of a finished block."""
        path = self._note(number)
        try:
            noted = read_json(path, largest_bytes=LARGEST_NOTES)
        except UserError as error:
            raise _damaged(path) from error
        if not _is_note(noted):
            raise _damaged(path)
        found: dict[str, Any] = noted
        return found

    def _read(self, path: Path, schema: pa.Schema) -> pa.Table:
        try:
            with pa.ipc.open_file(str(path)) as file:
                table = file.read_all()
        except (OSError, pa.ArrowException) as error:
            raise _damaged(path) from error
        if not table.schema.equals(schema):
            raise _damaged(path)
        return table


def _often_alike(schema: pa.Schema) -> list[str]:
    """Columns worth a list of what is in them: figures hardly ever repeat."""
    return [field.name for field in schema if not pa.types.is_floating(field.type)]


def _begun(lock: Path) -> sqlite3.Connection:
    """A transaction that nobody else can begin on this file until it is closed."""
    try:
        connection = sqlite3.connect(lock, timeout=0, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise UserError(
                "another run is writing this output",
                where=lock.name.removesuffix(".parts.lock"),
                mend="Wait until it is done, or choose another --out.",
            ) from error
        raise UserError(f"cannot be written ({error})", where=str(lock), mend="Check the folder.") from error
    return connection


@contextmanager
def written_as_user_error(where: Path, mend: str) -> Any:
    """A refusal of the system while writing, as one UserError."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        said = getattr(error, "strerror", None) or str(error)[:200]
        raise UserError(f"cannot be written ({said})", where=str(where), mend=mend) from error


def _is_note(noted: Any) -> bool:
    return (
        isinstance(noted, dict)
        and isinstance(noted.get("findings"), list)
        and all(isinstance(noted.get(name), int) for name in ("rows", "rejected"))
        and all(isinstance(each, dict) and each.keys() == _NOTED for each in noted["findings"])
    )


def _damaged(file: Path) -> UserError:
    return UserError(
        "what was noted of the interrupted run is damaged",
        where=str(file),
        mend="Run again without --resume to start afresh.",
    )


def _write_then_rename(path: Path, content: str | pa.Buffer) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.partial")  # a process of a killed run may still be at it
    with _no_half_left(unfinished):
        unfinished.write_bytes(content.encode() if isinstance(content, str) else memoryview(content))
        os.replace(unfinished, path)


def _put_in_place(finished: Path, path: Path) -> None:
    """Rename a file to where it belongs; to another disk it is copied first, so that there too it comes whole."""
    try:
        os.replace(finished, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = path.with_name(f"{path.name}.{os.getpid()}.partial")
        with _no_half_left(beside):
            shutil.copyfile(finished, beside)
            os.replace(beside, path)


@contextmanager
def _no_half_left(unfinished: Path) -> Iterator[None]:
    """What could not be written whole, as on a full disk, does not stay and fill it."""
    try:
        yield
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
