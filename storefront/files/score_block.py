"""One block of people scored: the same wherever it runs, here, in another process or on a cluster."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pyarrow as pa

from catalog.mattress import Catalogue, Finding
from recommender.batch import Scored, score_frame
from storefront.files import state as states
from storefront.files.parts import Part, Parts, packed
from storefront.files.people import Block

ROWS, STATE = "rows", "state"  # the endings of a block's rows and of what is kept of its people

Task = tuple[Block, Sequence[Finding]]  # a block, and the findings of its rows that are left out as they repeat an id
Done = tuple[int, int]  # rows read and rejected of a block


@dataclass(frozen=True)
class Asked:
    """What every block is scored for."""

    catalogue: Catalogue
    top: int
    as_of: date
    keep: bool = False


class Workers(Protocol):
    """Who scores the blocks. Yields what was done of each, in any order, once it is kept in `parts`."""

    def __call__(self, tasks: Iterator[Task], asked: Asked, parts: Parts) -> Generator[Done, None, None]: ...


def score_block(task: Task, asked: Asked) -> Part:
    """One block scored. It reads and writes nothing."""
    block, repeated = task
    scored = score_frame(
        block.profiles, asked.catalogue, number=block.row, top=asked.top, as_of=asked.as_of, keep=asked.keep
    )
    table = scored.rows
    for field, column in zip(block.carried.schema, block.carried.columns, strict=True):
        table = table.append_column(field, column.take(pa.array(scored.of)))
    findings = by_row([*scored.findings, *repeated])
    tables = {ROWS: packed(table), **_kept(scored, asked)}
    return Part(block.number, block.rows, block.rows - scored.people, findings, tables)


def _kept(scored: Scored, asked: Asked) -> dict[str, pa.Buffer]:
    if not asked.keep:
        return {}
    return {STATE: packed(states.empty_table() if scored.kept is None else states.table_of(scored.kept))}


def by_row(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of rows in the order of the table."""
    return sorted(findings, key=lambda finding: int(finding.where.removeprefix("row ")))
