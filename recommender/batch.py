"""The same verbs over many people: rows in, one row for each person and rank out. It does not handle files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from catalog.mattress import Catalogue, Finding
from recommender.advice.current_bed import keep_bed, wait
from recommender.advice.safety import hides_products
from recommender.experience.learning import with_experiences
from recommender.fit_target import targets
from recommender.matching import match_many, verdict_of
from recommender.person.profile import parse_profiles
from recommender.ranking.candidates import day_asked
from recommender.scoring.scoring_model import read_manifest
from recommender.sleeper import Sleeper

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


def rows_of(rows: pd.DataFrame | Iterable[Mapping[str, object]]) -> Iterable[Mapping[str, object]]:
    """The rows of a frame as mappings, None where a cell is empty; other rows unchanged."""
    if not isinstance(rows, pd.DataFrame):
        return rows
    cells = rows.astype(object).where(rows.notna(), None)
    return (dict(zip(cells.columns, row, strict=True)) for row in cells.itertuples(index=False, name=None))


def score_rows(
    rows: pd.DataFrame | Iterable[Mapping[str, object]],
    catalogue: Catalogue,
    *,
    top: int = 5,
    first_row: int = 1,
    as_of: date | None = None,
) -> tuple[pd.DataFrame, list[Finding]]:
    """The best beds of many people, and what is wrong with the rows left out.

    Args:
        rows: profiles, as a frame or as `recommender.person.profile.parse_profiles` takes them.
        top: at most this many beds per person, and those that hold a role.
        first_row: number of the first row, for findings and for people without `profile_id`.
        as_of: the day on which prices and sales are judged; None: today.

    Returns:
        A frame with the columns of `COLUMNS`, in the order of the rows and by rank. A person without beds (hidden, or
        none passes the wishes or fits) has one row whose rank, bed and fit are empty.
    """
    sleepers, findings = parse_profiles(rows_of(rows), first_row=first_row, known_beds=catalogue.ids)
    return best_beds(sleepers, catalogue, top=top, as_of=as_of), findings


def best_beds(
    sleepers: Sequence[Sleeper], catalogue: Catalogue, *, top: int = 5, as_of: date | None = None
) -> pd.DataFrame:
    """`score_rows` for people who have been read already."""
    if not sleepers:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    as_of = day_asked(as_of)
    target = with_experiences(targets(sleepers), catalogue)
    table = match_many(target, catalogue, top, roles=True, as_of=as_of)
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
    return frame


def _verdict(sleeper: Sleeper, best_relative: float) -> str:
    if hides_products(sleeper.alarm_signs):
        return "products_hidden"
    return "wait" if wait(sleeper) else "keep_bed" if keep_bed(sleeper) else verdict_of(best_relative)
