"""Rows whose profile_id an earlier row has: found before any is scored, in eight bytes for each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.mattress import Finding
from recommender.person.columns import read_id
from storefront.files.blocks import batches_of
from storefront.files.people import People, cells_of

_ID = "profile_id"
_AT_ONCE = 65_536  # rows


@dataclass(frozen=True)
class Repeated:
    """(r,) numbers of rows whose id an earlier row has, ascending; the first row with it; how many rows there are."""

    row: NDArray[np.int64]
    first: NDArray[np.int64]
    rows: int

    def others(self, row: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these rows do not repeat an id."""
        return ~np.isin(row, self.row[self.among(int(row[0]), len(row))]) if len(row) else np.zeros(0, dtype=bool)

    def among(self, first: int, rows: int) -> slice:
        """Which of them are among so many rows from a row on."""
        start, end = np.searchsorted(self.row, [first, first + rows])
        return slice(int(start), int(end))

    def findings(self, some: slice) -> list[Finding]:
        text = "an earlier row has the same: row {}."
        mend = "Give each person an id of their own, or leave the row out."
        return [
            Finding(f"row {row}", _ID, "duplicate_id", "severe", text.format(first), "", mend)
            for row, first in zip(self.row[some].tolist(), self.first[some].tolist(), strict=True)
        ]


def repeated_ids(people: People) -> Repeated:
    """Which rows repeat an id. Raises UserError where the table cannot be read to its end."""
    if _ID not in people.fields:
        rows = people.rows if people.rows is not None else sum(len(ids) for _, ids in _ids(people))
        nothing = np.zeros(0, dtype=np.int64)
        return Repeated(nothing, nothing, rows)
    hashed = [_hash(ids) for _, ids in _ids(people)]
    every = np.sort(np.concatenate(hashed)) if hashed else np.zeros(0, dtype=np.uint64)
    rows = len(every)
    twice = np.unique(every[1:][every[1:] == every[:-1]])
    del hashed, every
    seen: dict[str, int] = {}
    row, first = [], []
    for start, ids in _ids(people) if len(twice) else ():
        for at in np.flatnonzero(np.isin(_hash(ids), twice)).tolist():
            earlier = seen.setdefault(ids[at], start + at)
            if earlier != start + at:
                row.append(start + at)
                first.append(earlier)
    return Repeated(np.array(row, dtype=np.int64), np.array(first, dtype=np.int64), rows)


def _ids(people: People) -> Iterator[tuple[int, list[str]]]:
    """The ids of the rows from a number on; a row without one has its number."""
    start = 1
    column = _ID if _ID in people.fields else people.fields[0]
    for file in people.files:
        for batch in batches_of(file, _AT_ONCE, [column]):
            cells = cells_of(batch.column(column)).tolist() if column == _ID else [None] * len(batch)
            yield start, [_id_of(cell, number) for number, cell in enumerate(cells, start)]
            start += len(batch)


def _id_of(cell: object, number: int) -> str:
    read = None if cell is None or cell != cell else read_id(cell)
    if read is None:
        return str(number)
    return read if isinstance(read, str) else f"\0{number}"  # what is no id is nobody else's


def _hash(ids: list[str]) -> NDArray[np.uint64]:
    return pd.util.hash_array(np.array(ids, dtype=object), categorize=False)
