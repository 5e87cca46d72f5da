"""Rescore a table of profiles after a catalogue update: rows in, those whose first choice changes out, put in place by
rename.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from catalog.errors import UserError
from catalog.mattress import Finding
from catalog.texts import safe_cell
from recommender.person.columns import read_frame
from recommender.person.sleepers import Sleepers
from recommender.rescoring import COLUMNS, Rescoring
from recommender.rescoring.kept import Kept, taken
from recommender.scoring import fast
from recommender.scoring.scoring_model import load_model
from recommender.sleeper import Sleeper
from storefront.files.moved_report import Moved
from storefront.files.outputs import named_as_parquet, ours, writable
from storefront.files.parts import FINDING_COLUMNS
from storefront.files.people import People, blocks, outside, people_of
from storefront.files.repeated_ids import repeated_ids
from storefront.files.score_block import by_row
from storefront.files.score_file import BLOCK_ROWS, Progress, findings_path
from storefront.files.state import State, other_people

TOGETHER = BLOCK_ROWS  # people scored again at once
ONE_OF = 128  # people is scored again, or more: compiled loops pay where these are many
ARROW_KINDS = {"str": pa.string(), "Int32": pa.int32(), "float64": pa.float64()}
SCHEMA = pa.schema([(name, ARROW_KINDS[kind]) for name, kind in COLUMNS.items()])


@dataclass(frozen=True)
class RescoreReport:
    """Result of a finished run.

    Attributes:
        scored: how many people were scored again.
        moved: people whose first choice changes; `told`: the same by cause and kind of person.
        findings: None where no row was rejected, or a state told of that before.
    """

    profiles: int
    rejected: int
    scored: int
    moved: int
    out: Path
    findings: Path | None
    told: Moved


@dataclass(frozen=True)
class _Block:
    """Some rows: how many, how many of them were rejected and why, who was scored again, and who moves."""

    rows: int
    rejected: int
    findings: list[Finding]
    sleepers: Sequence[Sleeper]
    moved: pd.DataFrame


def rescore_file(
    profiles: Path,
    out: Path,
    rescoring: Rescoring,
    *,
    state: State | None = None,
    inputs: Sequence[Path] = (),
    progress: Progress = lambda done, of: None,
) -> RescoreReport:
    """Write whose first choice changes to `out`, which is replaced when all are done; memory is bounded by blocks.

    Args:
        profiles: CSV, Parquet or a folder of it, as `score` takes them.
        out: Parquet file to write; rejected rows go to the same name with `.findings.csv`.
        state: what `score --state` kept of the same profiles; None: it is worked out. With it, rows that `score`
            rejected are not told of again.
        inputs: other files that were read, which are not written over.
        progress: called with the number of rows done, and of how many, after every block.

    Raises:
        UserError: the input cannot be read or lacks a column, the state is of other profiles, or `out` cannot be
            written. Nothing is left behind then.
        ModelError: the scoring model cannot be used.
    """
    read = [profiles, *inputs, *ours(), *([state.path] if state else [])]
    findings = findings_path(out)
    writable([out, findings], read)
    named_as_parquet(out)
    load_model()  # an unusable model is reported before anything is written
    whole, bad = out.with_name(out.name + ".partial"), findings.with_name(findings.name + ".partial")
    writable([whole, bad], read)
    people, told = people_of(profiles), Moved()
    outside(people, out)
    done = rejected = scored = 0
    found = _everybody(people, rescoring) if state is None else _concerned(people, rescoring, state)
    rows = state.rows if state else people.rows
    try:
        with pq.ParquetWriter(whole, SCHEMA) as writer, bad.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, FINDING_COLUMNS)
            table.writeheader()
            for block in found:
                if len(block.moved):
                    writer.write_table(pa.Table.from_pandas(block.moved, schema=SCHEMA, preserve_index=False))
                    told.add(block.moved, block.sleepers)
                for finding in block.findings:
                    table.writerow({name: safe_cell(cell) for name, cell in asdict(finding).items()})
                done, rejected, scored = done + block.rows, rejected + block.rejected, scored + len(block.sleepers)
                progress(done, max(rows or 0, done))
        if rejected and not state:
            os.replace(bad, findings)
        else:
            findings.unlink(missing_ok=True)
        os.replace(whole, out)
    except (OSError, pa.ArrowException) as error:
        said = getattr(error, "strerror", None) or str(error)[:200]
        raise UserError(f"cannot be written ({said})", where=str(out), mend="Check the folder.") from error
    finally:
        with suppress(OSError):
            whole.unlink(missing_ok=True)
            bad.unlink(missing_ok=True)
    said_why = findings if rejected and not state else None
    return RescoreReport(done, rejected, scored, told.causes.total(), out, said_why, told)


def _everybody(people: People, rescoring: Rescoring) -> Iterator[_Block]:
    repeated, known = repeated_ids(people), rescoring.before.ids | rescoring.after.ids
    together, first = _Together(rescoring), 1
    for block in blocks(people, BLOCK_ROWS, repeated.others):
        read = read_frame(block.profiles, block.row, known)
        findings = by_row([*read.findings, *repeated.findings(repeated.among(first, block.rows))])
        first += block.rows
        yield _Block(block.rows, block.rows - len(read.sleepers), findings, *together.add(read.sleepers))
    yield _Block(0, 0, [], *together.rest())


def _concerned(people: People, rescoring: Rescoring, state: State) -> Iterator[_Block]:
    """Only those of whom the state does not tell that nothing changes are read and scored."""
    if people.rows is not None and people.rows != state.rows:
        raise other_people(state)
    known, choose, done = rescoring.before.ids | rescoring.after.ids, _Concerned(rescoring, state), 0
    together = _Together(rescoring)
    for block in blocks(people, BLOCK_ROWS, choose.wanted):
        read, kept = read_frame(block.profiles, block.row, known), choose.some
        if len(kept) != len(read.sleepers) or not kept.are(read.sleepers):
            raise other_people(state)
        done += block.rows
        yield _Block(block.rows, block.rows - choose.kept, [], *together.add(read.sleepers, kept))
    if done != state.rows:
        raise other_people(state)
    yield _Block(0, 0, [], *together.rest())


class _Together:
    """People of several blocks, scored when there are many: beds are worked out once for all of them."""

    def __init__(self, rescoring: Rescoring) -> None:
        self._rescoring, self._nobody = rescoring, rescoring.rows([])
        self._people: list[Sleepers] = []
        self._kept: list[Kept] = []

    def add(self, people: Sleepers, kept: Kept | None = None) -> tuple[Sequence[Sleeper], pd.DataFrame]:
        """Who was scored now, and who of them moves: nobody, until there are many."""
        self._people.append(people)
        self._kept += [kept] if kept is not None else []
        return self.rest() if sum(map(len, self._people)) >= TOGETHER else ([], self._nobody)

    def rest(self) -> tuple[Sequence[Sleeper], pd.DataFrame]:
        people, kept = Sleepers.joined(self._people), taken(self._kept) if self._kept else None
        self._people, self._kept = [], []
        return people, self._rescoring.rows(people, kept)


class _Concerned:
    """Reads a state ahead of the rows of its people, and says which rows are to be read.

    Attributes:
        kept: of how many of the last rows something was kept; `some`: what was kept of those to be read.
    """

    def __init__(self, rescoring: Rescoring, state: State) -> None:
        self._screen, self._parts = rescoring.screen, state.parts()
        self._loops = fast.loops_for(state.rows // ONE_OF)
        self._row = np.empty(0, dtype=np.int64)
        self.kept, self.some = 0, state.nobody()
        self._ahead = self.some

    def wanted(self, row: NDArray[np.int64]) -> NDArray[np.bool_]:
        last = int(row[-1]) if len(row) else 0
        while not len(self._row) or self._row[-1] < last:
            part = next(self._parts, None)
            if part is None:
                break
            self._row = np.append(self._row, part.row)
            with fast.using(self._loops):
                changes = np.flatnonzero(self._screen.may_change(part))
            self._ahead = taken([self._ahead, part.take(changes)])
        self.kept, some = (int(np.searchsorted(each, last, side="right")) for each in (self._row, self._ahead.row))
        self._row, self.some = self._row[self.kept :], self._ahead.take(slice(some))
        self._ahead = self._ahead.take(slice(some, None))
        return np.isin(row, self.some.row)
