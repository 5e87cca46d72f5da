"""The same verbs over many people: rows in, one row for each person and rank out. It does not handle files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Finding
from recommender.advice.current_bed import keep_bed, wait
from recommender.advice.safety import hides_products
from recommender.arrays import Array
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget, targets
from recommender.matching import VERDICTS, RankTable, match_many, verdicts_of
from recommender.person.columns import read_frame
from recommender.person.sleepers import Sleepers
from recommender.ranking.candidates import day_asked
from recommender.rescoring.kept import Kept, kept_of
from recommender.scoring.scoring_model import read_manifest
from recommender.sleeper import Alarm, CurrentBed, Sleeper, Wish

_MOST_ANSWERS = 4096  # remembered

SCHEMA = pa.schema(
    [
        ("profile_id", pa.string()),
        ("rank", pa.int32()),
        ("tie_group", pa.int32()),
        ("roles", pa.string()),
        ("mattress_id", pa.string()),
        ("fit", pa.float64()),
        ("fit_low", pa.float64()),
        ("fit_high", pa.float64()),
        ("chance_suits", pa.float64()),
        ("firmness_target", pa.float64()),
        ("verdict", pa.string()),
        ("catalog_version", pa.string()),
        ("model_version", pa.string()),
        ("as_of", pa.string()),
    ]
)
_IN_A_FRAME = {pa.int32(): pd.Int32Dtype()}  # a rank may be missing
_HIDDEN, _WAIT, _KEEP = "products_hidden", "wait", "keep_bed"
_VERDICTS = (*VERDICTS, _HIDDEN, _WAIT, _KEEP)


@dataclass(frozen=True)
class Scored:
    """Some people's beds.

    Attributes:
        rows: with the columns of `SCHEMA`, in the order of the people and by rank; somebody without beds (hidden, or
            none passes the wishes or fits) has one row whose rank, bed and fit are empty.
        of: (rows,) the place in the table of the person each row is about.
        people: how many people there are.
        findings: what is wrong with the rows left out.
        kept: what makes scoring them after an update cheap, where that was asked for.
    """

    rows: pa.Table
    of: NDArray[np.intp]
    people: int
    findings: list[Finding]
    kept: Kept | None = None


def score_frame(
    frame: pd.DataFrame,
    catalogue: Catalogue,
    *,
    number: NDArray[np.int64],
    top: int = 5,
    as_of: date | None = None,
    keep: bool = False,
) -> Scored:
    """The best beds of the people of a table, read by column.

    Args:
        frame: a profile's fields as columns.
        number: (rows,) the number of each row, for findings and for people without `profile_id`.
        top: at most this many beds per person, and those that hold a role.
        as_of: the day on which prices and sales are judged; None: today.
        keep: also `Scored.kept`.
    """
    read, as_of = read_frame(frame, number, catalogue.ids), day_asked(as_of)
    target = with_experiences(targets(read.sleepers), catalogue) if read.sleepers else None
    if target is None:
        return Scored(SCHEMA.empty_table(), read.row[:0], 0, read.findings)
    table = match_many(target, catalogue, top, roles=True, as_of=as_of)
    rows, person = _rows_of(target, table, catalogue, as_of)
    kept = kept_of(target, table, number[read.row]) if keep else None
    return Scored(rows, read.row[person], len(read.sleepers), read.findings, kept)


def best_beds(
    sleepers: Sequence[Sleeper], catalogue: Catalogue, *, top: int = 5, as_of: date | None = None
) -> pd.DataFrame:
    """`Scored.rows` of people who have been read already, as a frame."""
    rows, as_of = SCHEMA.empty_table(), day_asked(as_of)
    if sleepers:
        target = with_experiences(targets(sleepers), catalogue)
        rows, _ = _rows_of(target, match_many(target, catalogue, top, roles=True, as_of=as_of), catalogue, as_of)
    frame: pd.DataFrame = rows.to_pandas(types_mapper=_IN_A_FRAME.get)
    return frame


def _rows_of(
    target: FitTarget, table: RankTable, catalogue: Catalogue, as_of: date
) -> tuple[pa.Table, NDArray[np.intp]]:
    """The rows, and (rows,) whose they are."""
    people = Sleepers.of(target.sleepers)
    verdict = _verdicts(people, table.best_relative)
    shown = (table.tie_group > 0) & (verdict != _VERDICTS.index(_HIDDEN))[:, None]
    cells = shown.copy()
    cells[~shown.any(axis=1), 0] = True  # a person without beds still has a row
    person, without = np.nonzero(cells)[0], ~shown[cells]
    named = people.answers("profile_id")
    columns = {
        "profile_id": pa.array(named.values, pa.string()).take(pa.array(named.code[person])),
        "firmness_target": pa.array(target.firmness()[person]),
        "verdict": pa.array(_VERDICTS, pa.string()).take(pa.array(verdict[person])),
        "catalog_version": pa.repeat(catalogue.version, len(person)),
        "model_version": pa.repeat(read_manifest()["version"], len(person)),
        "as_of": pa.repeat(as_of.isoformat(), len(person)),
    }
    for name in SCHEMA.names:
        if name not in columns:  # of a bed
            columns[name] = pa.array(getattr(table, name)[cells], SCHEMA.field(name).type, mask=without)
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA), person


def _verdicts(people: Sleepers, best_relative: Array) -> NDArray[np.intp]:
    """(n,) the verdict of each, a place in `_VERDICTS`."""
    said = people.each(_said_first, "alarm_signs", "pain", "firmness_wish", "bed")
    return np.where(said < 0, verdicts_of(best_relative), said)


@lru_cache(_MOST_ANSWERS)
def _said_first(alarm_signs: Alarm, pain: tuple[str, ...], firmness_wish: Wish, bed: CurrentBed) -> int:
    """The verdict that these answers give whatever beds there are, a place in `_VERDICTS`; -1 where they give none."""
    one = Sleeper(1.0, 1.0, side=1.0, pain=pain, firmness_wish=firmness_wish, bed=bed)
    said = _HIDDEN if hides_products(alarm_signs) else _WAIT if wait(one) else _KEEP if keep_bed(one) else None
    return -1 if said is None else _VERDICTS.index(said)
