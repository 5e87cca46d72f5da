"""Tables of people: a file of CSV or Parquet, or a folder of Parquet files, in blocks of columns.

A column that is no field of a profile is carried through to the output: people keep their names, branches and
campaigns beside their beds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from catalog.errors import UserError
from catalog.texts import shortened
from recommender.person.profile import NAMES, parse_profiles
from recommender.person.values import nearest
from storefront.files.blocks import MORE_CELLS, batches_of, count_rows, is_a_cell, is_parquet, schema_of

LONGEST_NAMES = 200  # characters of a file's columns that a message repeats
MOST_FILES = 100_000  # of one folder
MOST_CARRIED_BYTES = 64_000_000  # of all carried columns of one block: it is in memory once for each bed
T = TypeVar("T")
_OF_COLUMNS = ("missing", "no_share")  # findings that would be repeated for every row of a file


@dataclass(frozen=True)
class People:
    """A table of people whose columns were checked.

    Attributes:
        path: the file or folder it was asked for by; `files`: the files, in order.
        fields: the columns that are fields of a profile.
        carried: the other columns, which go to the output.
        left_out: those that cannot: nested ones, and names of the output's own.
        rows: how many people; None for CSV, whose length is known only after reading it.
    """

    path: Path
    files: tuple[Path, ...]
    fields: tuple[str, ...]
    carried: tuple[pa.Field, ...]
    left_out: tuple[str, ...]
    rows: int | None

    def notes(self) -> list[str]:
        """What is said of the columns that are no fields of a profile, once for each."""
        said = [
            f"{field.name} is no field of a profile and is carried through. {_meant(field)}" for field in self.carried
        ]
        return [note.strip() for note in said] + [
            f"{name} is no field of a profile and cannot be carried through: it is left out." for name in self.left_out
        ]

    def as_json(self) -> dict[str, list[str]]:
        return {"carried": [field.name for field in self.carried], "left_out": list(self.left_out)}


@dataclass(frozen=True)
class Block:
    """Some people of a table.

    Attributes:
        number: of the block, from 0.
        rows: how many rows were read.
        profiles: a profile's fields as columns, without the rows that are not wanted.
        row: (people,) the number of each of these rows in the table, from 1.
        carried: the other columns of the same rows.
    """

    number: int
    rows: int
    profiles: pd.DataFrame
    row: NDArray[np.int64]
    carried: pa.Table


def people_of(path: Path, own: Iterable[str] = ()) -> People:
    """A table of people, its columns checked.

    Args:
        path: CSV or Parquet, or a folder with Parquet files, also in folders of its own, read in the order of names.
        own: names of the output's columns, which are not carried through.

    Raises:
        UserError: no such file, none in the folder, empty, not readable, a column missing, or files whose columns
            differ.
    """
    files = _files(path)
    first = schema_of(files[0])
    if not first.names:
        raise empty(files[0])
    twice = sorted({name for name in first.names if first.names.count(name) > 1})
    if twice:
        raise UserError(f"column {', '.join(twice)} is there twice", where=str(files[0]), mend="Leave one of them out.")
    for file in files[1:]:
        _alike(first, schema_of(file), file, files[0])
    fields = [field for field in first if field.name in NAMES]
    others = [field for field in first if field.name not in NAMES]
    for field in fields:
        if not is_a_cell(field.type):
            allowed = "numbers, truths, texts and lists of texts"
            raise UserError(f"column {field.name} holds {field.type}", where=str(files[0]), allowed=allowed)
    _check_columns([field.name for field in fields], [field.name for field in first], path)
    carried = [_plain(field) for field in others if _is_carried(field, set(own))]
    kept = {field.name for field in carried}
    counts = [count_rows(file) for file in files]
    return People(
        path,
        files,
        tuple(field.name for field in fields),
        tuple(carried),
        tuple(field.name for field in others if field.name not in kept),
        None if None in counts else sum(count or 0 for count in counts),
    )


def empty(file: Path) -> UserError:
    """Nobody is in a table: a file without a line, or with a header alone."""
    return UserError(
        "is empty: nobody is in it",
        where=str(file),
        allowed="a header such as weight_kg,height_cm,side and a row for each person",
        mend="Check whether the export before it went wrong.",
    )


def outside(people: People, out: Path) -> None:
    """Refuse an output inside the folder that is read: the next run would take it for people."""
    if people.path.is_dir() and people.path.resolve() in out.resolve().parents:
        raise UserError("is in the folder that is read", where=str(out), mend="Name a file outside of it.")


def blocks(people: People, rows: int, wanted: Callable[[NDArray[np.int64]], NDArray[np.bool_]]) -> Iterator[Block]:
    """The people of a table in its order, at most so many rows at a time.

    Args:
        wanted: says of the numbers of the rows of a block, asked once for each, which rows are read.

    Raises:
        UserError: a file cannot be read, or the carried columns hold too much.
    """
    number, first = 0, 1
    carried = [field.name for field in people.carried]
    for file in people.files:
        for batch in batches_of(file, rows, [*people.fields, *carried]):
            row = np.arange(first, first + len(batch), dtype=np.int64)
            kept = wanted(row)
            held = pa.Table.from_batches([batch]).filter(pa.array(kept)) if not kept.all() else batch
            more = [MORE_CELLS] if MORE_CELLS in held.schema.names else []
            columns = {name: cells_of(held.column(name)) for name in (*people.fields, *more)}
            profiles = pd.DataFrame(columns, index=range(held.num_rows), copy=False)
            beside = pa.table([_decoded(held.column(name)) for name in carried], schema=pa.schema(people.carried))
            if beside.nbytes > MOST_CARRIED_BYTES:
                raise UserError(
                    f"columns {', '.join(carried)} hold {beside.nbytes} bytes in {rows} rows",
                    where=str(file),
                    allowed=f"{MOST_CARRIED_BYTES} bytes",
                    mend="Leave out the long ones and join them by profile_id.",
                )
            yield Block(number, len(batch), profiles, row[kept], beside)
            number, first = number + 1, first + len(batch)


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same, each made in another thread while the one before it is used."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


def cells_of(column: Any) -> Any:
    """The cells of a column for `recommender.person.columns`: an array of numbers or truths, or Python values."""
    column = _decoded(column)
    kind = column.type
    if pa.types.is_decimal(kind):
        column, kind = pc.cast(column, pa.float64()), pa.float64()
    whole = pa.types.is_integer(kind) or pa.types.is_boolean(kind)
    if pa.types.is_floating(kind) or (whole and not column.null_count):
        return column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()
    cells = np.empty(len(column), dtype=object)
    cells[:] = column.to_pylist()
    return cells


def _decoded(column: Any) -> Any:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _files(path: Path) -> tuple[Path, ...]:
    try:
        if not path.is_dir():
            return (path,)
        found = [file for file in path.rglob("*") if is_parquet(file) and file.is_file()]
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "not the name of a file"
        raise UserError(f"cannot be read ({said})", where=str(path), mend="Check the name.") from error
    found = sorted(file for file in found if not file.name.startswith((".", "_")))
    if not 0 < len(found) <= MOST_FILES:
        what = "has no Parquet file in it" if not found else f"holds {len(found)} files"
        raise UserError(what, where=str(path), allowed=f"a folder of 1 to {MOST_FILES} Parquet files")
    return tuple(found)


def _alike(first: pa.Schema, other: pa.Schema, file: Path, example: Path) -> None:
    """Refuse a file of a folder whose columns differ from those of the first."""
    missing = [name for name in first.names if name not in other.names]
    more = [name for name in other.names if name not in first.names]
    retyped = [
        field.name
        for field in first
        if field.name not in missing
        and field.name not in NAMES
        and _plain(field).type != _plain(other.field(field.name)).type
    ]
    for names, what in ((missing, "lacks column"), (more, "has one more column,"), (retyped, "has another type in")):
        if names:
            raise UserError(f"{what} {', '.join(names)}", where=str(file), allowed=f"the columns of {example.name}")


def _check_columns(names: list[str], its: list[str], path: Path) -> None:
    """Let the validation of profiles say which columns are missing, of those we know: once, not for every row."""
    _, findings = parse_profiles([dict.fromkeys(names, "1")])
    wrong = [f"{finding.field}: {finding.text} {finding.mend}" for finding in findings if finding.key in _OF_COLUMNS]
    if wrong:
        mend = f"The file's columns are {shortened(', '.join(its), LONGEST_NAMES)}." if its else ""
        raise UserError(f"columns: {' '.join(wrong)}", where=str(path), mend=mend)


def _is_carried(field: pa.Field, own: set[str]) -> bool:
    return field.name not in own and field.name != MORE_CELLS and not pa.types.is_nested(_plain(field).type)


def _plain(field: pa.Field) -> pa.Field:
    """The field as it is written: texts as texts, and a cell may be empty."""
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return pa.field(field.name, kind)


def _meant(field: pa.Field) -> str:
    return nearest(field.name, NAMES)
