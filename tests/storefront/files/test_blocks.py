"""Tables of people: small files that would become large are refused in little memory, large ones are read in blocks."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.errors import UserError
from storefront.files import blocks
from storefront.files.blocks import blocks_of, column_names, count_rows
from storefront.files.people import ahead
from tests.patience import HANGS_S

ROWS = 4096
MOST_BYTES = 64_000_000  # what refusing a file may take


def people(n: int, **more: object) -> pa.Table:
    figures = {name: np.full(n, value) for name, value in {"weight_kg": 80.0, "height_cm": 180.0, "side": 1.0}.items()}
    return pa.table({**figures, **more})


def repeated(value: str, n: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, dtype=np.int32)), pa.array([value]))


def long_text(path: Path) -> None:
    pq.write_table(people(ROWS, profile_id=repeated("x" * 1_000_000, ROWS)), path, compression="zstd")


def long_text_later(path: Path) -> None:
    ids = pa.chunked_array([repeated("x", 3 * ROWS), repeated("y" * 1_000_000, ROWS)])
    pq.write_table(people(4 * ROWS, profile_id=ids.unify_dictionaries()), path, compression="zstd")


def shared_beginnings(path: Path) -> None:
    ids = pa.array(["x" * 10_000] * ROWS)
    encoding = {"profile_id": "DELTA_BYTE_ARRAY"}
    pq.write_table(people(ROWS, profile_id=ids), path, use_dictionary=False, column_encoding=encoding)


def long_lists(path: Path) -> None:
    values = pa.array(np.zeros(ROWS * 1000, dtype=np.int8))
    pain = pa.ListArray.from_arrays(pa.array(np.arange(0, (ROWS + 1) * 1000, 1000, dtype=np.int32)), values)
    pq.write_table(people(ROWS, pain=pain), path, compression="zstd")


def one_long_list(path: Path) -> None:
    pain = pa.array([["neck"] * 500, *([["neck"]] * (ROWS - 1))])
    pq.write_table(people(ROWS, pain=pain), path)


def one_row_repeated(path: Path) -> None:
    n = 3_000_000
    pq.write_table(people(n), path, compression="zstd", row_group_size=n)


def many_columns(path: Path) -> None:
    pq.write_table(pa.table({f"c{i}": [1] for i in range(5000)}), path)


def dates(path: Path) -> None:
    pq.write_table(people(1, profile_id=pa.array([2**62], type=pa.timestamp("us"))), path)


def objects(path: Path) -> None:
    pq.write_table(people(1, profile_id=pa.array([{"a": 1}])), path)


PARQUET: dict[str, tuple[Callable[[Path], None], str]] = {
    "a text of a megabyte, many times": (long_text, "a text that is too long"),
    "the same after three blocks": (long_text_later, "a text that is too long"),
    "texts by their shared beginning": (shared_beginnings, "shared beginnings"),
    "lists of a thousand": (long_lists, "too many values"),
    "one list of five hundred": (one_long_list, "a list of too many values"),
    "one row, three million times": (one_row_repeated, "one row, repeated"),
    "five thousand columns": (many_columns, "5000 columns"),
    "dates beyond the calendar": (dates, "holds timestamp"),
    "objects": (objects, "holds struct"),
}


@pytest.mark.parametrize("name", PARQUET)
def test_a_small_parquet_that_becomes_large_is_refused(tmp_path: Path, name: str) -> None:
    write, said = PARQUET[name]
    file = tmp_path / "people.parquet"
    write(file)
    arrow_before = pa.default_memory_pool().max_memory()
    tracemalloc.start()
    with pytest.raises(UserError, match=said):
        for _ in blocks_of(file, ROWS):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_BYTES
    assert pa.default_memory_pool().max_memory() <= max(arrow_before, MOST_BYTES)


CSV = {
    "many columns": ("weight_kg," + ",".join(f"c{i}" for i in range(1000)), "1001 columns"),
    "a line without end": ("weight_kg,height_cm\n" + "8" * 2_000_000, "line 2.*too long"),
    "a header without end": ("weight_kg" * 200_000, "too long"),
    "cells without end": ("weight_kg,height_cm\n" + "8," * 9000, "line 2.*more cells"),
    "a quote never closed": ('weight_kg,height_cm\n"80,180\n', "cannot be read"),
}


@pytest.mark.parametrize("name", CSV)
def test_a_csv_without_bounds_is_refused(tmp_path: Path, name: str) -> None:
    text, said = CSV[name]
    file = tmp_path / "people.csv"
    file.write_text(text)
    with pytest.raises(UserError, match=said):
        for _ in blocks_of(file, ROWS):
            pass


def test_a_million_rows_come_in_blocks(tmp_path: Path) -> None:
    """A real file, all different, in memory that a hundred times as many would not add to."""
    n = 1_000_000
    random = np.random.default_rng(1)
    ids = pa.array([f"p{i}" for i in range(n)])
    table = pa.table({"profile_id": ids, "weight_kg": random.normal(80, 9, n), "height_cm": random.normal(175, 9, n)})
    file = tmp_path / "people.parquet"
    pq.write_table(table, file, row_group_size=250_000)
    assert count_rows(file) == n and column_names(file) == ["profile_id", "weight_kg", "height_cm"]
    del table, ids
    tracemalloc.start()
    read = last = 0
    for block in blocks_of(file, ROWS):
        read, last = read + len(block), block[-1]["profile_id"]
        assert len(block) <= ROWS
        if read > 40 * ROWS:
            tracemalloc.stop()  # it slows every allocation down; memory has had its time to grow
    assert (read, last) == (n, f"p{n - 1}")


def test_a_hundred_million_rows_pass_the_footer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a real file of that length says of itself: 3 GB, groups of a million rows."""
    file = tmp_path / "people.parquet"
    pq.write_table(people(10), file)
    with pq.ParquetFile(file) as opened:
        blocks._check_footer(_Long(opened, 100_000_000), file, 3_000_000_000)
        with pytest.raises(UserError, match="one row, repeated"):
            blocks._check_footer(_Long(opened, 100_000_000), file, 1500)


class _Long:
    """A file whose footer says another number of rows."""

    def __init__(self, file: pq.ParquetFile, rows: int) -> None:
        self.schema_arrow, self.metadata = file.schema_arrow, self
        self.num_columns, self.num_rows, self.num_row_groups = file.metadata.num_columns, rows, 1
        self.row_group = file.metadata.row_group


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "people.parquet"
    rows = [
        {"profile_id": "a", "weight_kg": 80.5, "pain": ["neck", "none"], "in_stock_only": True},
        {"profile_id": None, "weight_kg": None, "pain": None, "in_stock_only": None},
        {"profile_id": "é" * 200, "weight_kg": 70.0, "pain": [], "in_stock_only": False},
    ]
    for dictionary in (True, False):
        pq.write_table(pa.Table.from_pylist(rows), file, use_dictionary=dictionary)
        assert [row for block in blocks_of(file, 2) for row in block] == rows


def test_rows_are_read_ahead_in_their_order_and_errors_come_in_theirs() -> None:
    made: list[int] = []
    second = threading.Event()

    def blocks_of_a_file() -> Iterator[int]:
        for number in range(3):
            made.append(threading.get_ident())
            if number == 1:
                second.set()
            yield number
        raise UserError("ends half-way")

    coming = ahead(blocks_of_a_file())
    assert next(coming) == 0 and second.wait(HANGS_S)  # while the first one is used
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(UserError, match="ends half-way"):
        next(coming)
    assert threading.get_ident() not in made
