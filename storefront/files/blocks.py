"""Rows of a table of people in blocks, from CSV or Parquet, in memory that is bounded before they are read.

A Parquet file of a kilobyte can hold one text of a megabyte a million times, so its footer is judged first, a text
column is kept as codes until the lengths of its texts are known, and a cell has a longest text and list.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalog.errors import UserError
from catalog.places import regular_file

LARGEST_BYTES = 1_000_000_000_000  # of a file that is read in blocks
MOST_COLUMNS = 200  # a profile has about sixty fields, other units included
LONGEST_CELL = 2000  # characters of a text in Parquet; a profile's longest is 200
LONGEST_LIST = 100  # values in one cell
LONGEST_LINE = 1_000_000  # characters of a line of CSV
MOST_VALUES_A_ROW = 20  # of one column, on average over a group of rows
ROWS_A_BYTE, ROWS_FREE = 10, 1_000_000  # more rows than that in a file of so few bytes are one row, repeated
LARGEST_COLUMN_BYTES = 1_000_000_000  # unpacked, of one column in one group of rows

MORE_CELLS = "more cells than the header"

Row = Mapping[str, Any]


def blocks_of(path: Path, rows: int) -> Iterator[Sequence[Row]]:
    """Rows of the file as mappings, so many at a time, none of them checked.

    Raises:
        UserError: no such regular file, neither Parquet nor text, or more in it than `docs/commands.md` allows.
    """
    with read_as_user_error(path):
        yield from _read_parquet(path, rows) if is_parquet(path) else _read_csv(path, rows)


def column_names(path: Path) -> Sequence[str]:
    """The names in the header. Raises UserError as `blocks_of` does."""
    with read_as_user_error(path):
        if is_parquet(path):
            with _opened(path) as file:
                return list(file.schema_arrow.names)
        with _text(path) as stream:
            return _reader(stream, path).fieldnames or ()


def schema_of(path: Path) -> pa.Schema:
    """Names and types of the columns, whatever they hold; of CSV all are texts. Raises UserError as `blocks_of` does,
    except for a type.
    """
    if not is_parquet(path):
        return pa.schema([(name, pa.string()) for name in column_names(path)])
    with read_as_user_error(path), _opened(path, ()) as file:
        return file.schema_arrow


def count_rows(path: Path) -> int | None:
    """Number of rows in a Parquet file; None for CSV, whose length is known only after reading it."""
    with read_as_user_error(path):
        if not is_parquet(path):
            return None
        with _opened(path, ()) as file:
            return int(file.metadata.num_rows)


@contextmanager
def read_as_user_error(path: Path) -> Iterator[None]:
    """Whatever the libraries raise of a damaged file, as one UserError."""
    try:
        yield
    except UnicodeError as error:
        raise UserError("not UTF-8 text", where=str(path), mend="Save the table as CSV in UTF-8.") from error
    except (OSError, OverflowError, csv.Error, pa.ArrowException) as error:
        allowed = "CSV in UTF-8 with a header, or Parquet"
        raise UserError(f"cannot be read ({str(error)[:300]})", where=str(path), allowed=allowed) from error


def is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    regular_file(path, LARGEST_BYTES)
    with path.open(newline="", encoding="utf-8-sig") as stream:
        yield stream


def _read_csv(path: Path, rows: int) -> Iterator[Sequence[Row]]:
    with _text(path) as stream:
        reader = _reader(stream, path)
        while block := list(islice(reader, rows)):
            yield block


def _reader(stream: TextIO, path: Path) -> csv.DictReader[str]:
    header = stream.readline(LONGEST_LINE)
    separator = max(",;\t", key=header.count)  # spreadsheets in continental Europe save with a semicolon
    if header.count(separator) >= MOST_COLUMNS:
        raise _refused(f"{header.count(separator) + 1} columns", path, f"at most {MOST_COLUMNS}")
    stream.seek(0)
    lines = _lines(stream, path, separator)
    return csv.DictReader(lines, delimiter=separator, restkey=MORE_CELLS, strict=True)


def _lines(stream: TextIO, path: Path, separator: str) -> Iterator[str]:
    """Line by line, none too long and none with more cells than a row can have."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise _refused("a line too long for a table", path, f"{LONGEST_LINE} characters", number)
        if len(line) > MOST_COLUMNS and line.count(separator) > 10 * MOST_COLUMNS:
            raise _refused("more cells than a table has columns", path, f"at most {MOST_COLUMNS}", number)
        yield line


def _read_parquet(path: Path, rows: int) -> Iterator[Sequence[Row]]:
    with _opened(path) as file:
        for batch in _batches(file, path, rows):
            decoded = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in batch.columns]
            yield pa.RecordBatch.from_arrays(decoded, names=batch.schema.names).to_pylist()


def batches_of(path: Path, rows: int, columns: Collection[str]) -> Iterator[pa.RecordBatch]:
    """Some columns of a table as they are, so many rows at a time; of CSV every cell is a text, and a row with more
    cells than the header has them in `MORE_CELLS`.

    Raises:
        UserError: as `blocks_of` does.
    """
    with read_as_user_error(path):
        if is_parquet(path):
            with _opened(path, columns) as file:
                yield from _batches(file, path, rows, columns)
        else:
            yield from _csv_batches(path, rows, columns)


def _batches(
    file: pq.ParquetFile, path: Path, rows: int, columns: Collection[str] | None = None
) -> Iterator[pa.RecordBatch]:
    for batch in file.iter_batches(batch_size=rows, columns=None if columns is None else list(columns)):
        _check_cells(batch, path)
        yield batch


def _csv_batches(path: Path, rows: int, columns: Collection[str]) -> Iterator[pa.RecordBatch]:
    with _text(path) as stream:
        reader = _reader(stream, path)
        header = list(reader.fieldnames or ())
        lines = (line for line in reader.reader if line)  # an empty line is no row
        while block := list(islice(lines, rows)):
            cells = dict(zip(header, zip_longest(*(line[: len(header)] for line in block)), strict=False))
            held = {name: pa.array(cells.get(name) or [None] * len(block), pa.string()) for name in columns}
            if any(len(line) > len(header) for line in block):
                more = [str(line[len(header) :]) if len(line) > len(header) else None for line in block]
                held[MORE_CELLS] = pa.array(more, pa.string())
            yield pa.RecordBatch.from_pydict(held)


@contextmanager
def _opened(path: Path, columns: Collection[str] | None = None) -> Iterator[pq.ParquetFile]:
    """The file, after its footer was found to promise no more than a table of people holds.

    Args:
        columns: those that are read, whose types the caller judged; None for all.
    """
    size = regular_file(path, LARGEST_BYTES).st_size
    with pq.ParquetFile(path) as plain:
        _check_footer(plain, path, size, columns)
        texts = [plain.schema.column(i).path for i in range(len(plain.schema)) if _is_text(plain.schema.column(i))]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        yield file


def _is_text(column: Any) -> bool:
    return bool(column.physical_type == "BYTE_ARRAY")


def _check_footer(file: pq.ParquetFile, path: Path, size: int, columns: Collection[str] | None = None) -> None:
    found = file.metadata
    if found.num_columns > MOST_COLUMNS:
        raise _refused(f"{found.num_columns} columns", path, f"at most {MOST_COLUMNS}")
    if found.num_rows > ROWS_FREE + ROWS_A_BYTE * size:
        raise _refused(f"{found.num_rows} rows in {size} bytes: one row, repeated", path, "one row for each person")
    for field in file.schema_arrow:
        if columns is None and not is_a_cell(field.type):
            raise _refused(f"column {field.name} holds {field.type}", path, "numbers, truths, texts and lists of texts")
    for group in range(found.num_row_groups):
        rows = found.row_group(group)
        for i in range(rows.num_columns):
            column = rows.column(i)
            if column.total_uncompressed_size > LARGEST_COLUMN_BYTES:
                raise _refused(f"column {column.path_in_schema} is too large in one group of rows", path, _GROUPS)
            if column.num_values > MOST_VALUES_A_ROW * rows.num_rows + ROWS_FREE:
                raise _refused(f"column {column.path_in_schema} has too many values", path, "one list for each person")
            if "DELTA_BYTE_ARRAY" in column.encodings:  # a text of any length costs two numbers in it
                raise _refused(f"column {column.path_in_schema} is encoded by shared beginnings", path, _ENCODINGS)


_GROUPS = "groups of about a million rows"
_ENCODINGS = "texts encoded plainly or by a dictionary, as writers do unless told otherwise"


def is_a_cell(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        kind = kind.value_type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    simple = (pa.types.is_null, pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    return any(is_one(kind) for is_one in simple) or pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _check_cells(batch: pa.RecordBatch, path: Path) -> None:
    """Refuse a text or list too long before any is made of it in Python."""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            if (pc.max(pc.list_value_length(column)).as_py() or 0) > LONGEST_LIST:
                raise _refused(f"column {name} has a list of too many values", path, f"{LONGEST_LIST}")
            column = column.flatten()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary
        text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        if text and (pc.max(pc.binary_length(column)).as_py() or 0) > 4 * LONGEST_CELL:
            raise _refused(f"column {name} has a text that is too long", path, f"{LONGEST_CELL} characters")


def _refused(what: str, path: Path, allowed: str, line: int = 0) -> UserError:
    return UserError(what, where=f"{path}, line {line}" if line else str(path), allowed=allowed)
