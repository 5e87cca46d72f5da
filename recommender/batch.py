"""The same verbs over many people: rows in, one row for each person and rank out. It does not handle files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Finding
from recommender.advice.current_bed import keep_bed, wait
from recommender.advice.safety import hides_products
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget, targets
from recommender.matching import RankTable, match_many, verdict_of
from recommender.person.columns import read_frame
from recommender.ranking.candidates import day_asked, usual_covariance
from recommender.ranking.fits import attainable_fit
from recommender.rescoring.kept import Kept, kept_of
from recommender.scoring.scoring_model import read_manifest
from recommender.sleeper import Alarm, CurrentBed, Sleeper, Wish

_MOST_ANSWERS = 4096  # remembered

COLUMNS = {
    "profile_id": "str",
    "rank": "Int32",
    "tie_group": "Int32",
    "roles": "str",
    "mattress_id": "str",
    "fit": "float64",
    "fit_low": "float64",
    "fit_high": "float64",
    "chance_suits": "float64",
    "firmness_target": "float64",
    "verdict": "str",
    "catalog_version": "str",
    "model_version": "str",
    "as_of": "str",
}


@dataclass(frozen=True)
class Scored:
    """Some people's beds.

    Attributes:
        rows: with the columns of `COLUMNS`, in the order of the people and by rank; somebody without beds (hidden, or
            none passes the wishes or fits) has one row whose rank, bed and fit are empty.
        of: (rows,) the place in the table of the person each row is about.
        people: how many people there are.
        findings: what is wrong with the rows left out.
        kept: what makes scoring them after an update cheap, where that was asked for.
    """

    rows: pd.DataFrame
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
        return Scored(_nobody(), read.row[:0], 0, read.findings)
    table = match_many(target, catalogue, top, roles=True, as_of=as_of)
    rows, person = _rows_of(target, table, catalogue, as_of)
    kept = None
    if keep:
        attainable = attainable_fit(target, usual_covariance(catalogue, as_of))
        kept = kept_of(target, table, attainable, number[read.row])
    return Scored(rows, read.row[person], len(read.sleepers), read.findings, kept)


def best_beds(
    sleepers: Sequence[Sleeper], catalogue: Catalogue, *, top: int = 5, as_of: date | None = None
) -> pd.DataFrame:
    """`Scored.rows` of people who have been read already."""
    if not sleepers:
        return _nobody()
    as_of = day_asked(as_of)
    target = with_experiences(targets(sleepers), catalogue)
    return _rows_of(target, match_many(target, catalogue, top, roles=True, as_of=as_of), catalogue, as_of)[0]


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})


def _rows_of(
    target: FitTarget, table: RankTable, catalogue: Catalogue, as_of: date
) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """The rows, and (rows,) whose they are."""
    sleepers = target.sleepers
    hidden = np.array([hides_products(sleeper.alarm_signs) for sleeper in sleepers])
    shown = (table.tie_group > 0) & ~hidden[:, None]
    cells = shown.copy()
    cells[~shown.any(axis=1), 0] = True  # a person without beds still has a row
    person, place = np.nonzero(cells)
    verdicts = [_verdict(sleeper, best) for sleeper, best in zip(sleepers, table.best_relative, strict=True)]
    frame = pd.DataFrame(
        {
            "profile_id": np.array([sleeper.profile_id for sleeper in sleepers], dtype=object)[person],
            "rank": table.rank[person, place],
            "tie_group": table.tie_group[person, place],
            "roles": table.roles[person, place],
            "mattress_id": table.mattress_id[person, place],
            "fit": table.fit[person, place],
            "fit_low": table.fit_low[person, place],
            "fit_high": table.fit_high[person, place],
            "chance_suits": table.chance_suits[person, place],
            "firmness_target": target.firmness()[person],
            "verdict": np.array(verdicts, dtype=object)[person],
            "catalog_version": catalogue.version,
            "model_version": read_manifest()["version"],
            "as_of": as_of.isoformat(),
        }
    ).astype(COLUMNS)
    of_a_bed = ["rank", "tie_group", "roles", "mattress_id", "fit", "fit_low", "fit_high", "chance_suits"]
    frame.loc[~shown[person, place], of_a_bed] = None
    return frame, person


def _verdict(sleeper: Sleeper, best_relative: float) -> str:
    said = _said_first(sleeper.alarm_signs, sleeper.pain, sleeper.firmness_wish, sleeper.bed)
    return said or verdict_of(best_relative)


@lru_cache(_MOST_ANSWERS)
def _said_first(alarm_signs: Alarm, pain: tuple[str, ...], firmness_wish: Wish, bed: CurrentBed) -> str:
    """The verdict that these answers give whatever beds there are; "" where they give none."""
    if hides_products(alarm_signs):
        return "products_hidden"
    one = Sleeper(1.0, 1.0, side=1.0, pain=pain, firmness_wish=firmness_wish, bed=bed)
    return "wait" if wait(one) else "keep_bed" if keep_bed(one) else ""
