"""The same verbs over many profiles: rows in, one row for each person and rank out. Knows no files.

Every figure comes from the functions that answer one person, so a batch and `recommend` agree to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from catalog.mattress import Catalogue, Finding
from recommender.advice import keep_bed, wait
from recommender.matching import match_many, verdict_of
from recommender.profile import parse_profiles
from recommender.safety import gate
from recommender.scoring_model import read_manifest
from recommender.sleeper import Sleeper
from recommender.target import targets

COLUMNS = {
    "profile_id": "str",
    "rank": "Int32",
    "tie_group": "Int32",
    "mattress_id": "str",
    "fit": "float64",
    "fit_low": "float64",
    "fit_high": "float64",
    "firmness_target": "float64",
    "verdict": "str",
    "catalog_version": "str",
    "model_version": "str",
}


def score_rows(
    rows: pd.DataFrame | Iterable[Mapping[str, object]], catalogue: Catalogue, *, top: int = 5, first_row: int = 1
) -> tuple[pd.DataFrame, list[Finding]]:
    """The best beds of many people, as rows of a frame, and what is wrong with the people left out.

    Args:
        rows: profiles, as in `recommender.profile.parse_profiles`.
        top: at most this many beds a person.
        first_row: number of the first row, for findings and for people without `profile_id`.

    Returns:
        The columns of `COLUMNS`, in the order of the rows and by rank. A person without beds (hidden, or none passes
        the wishes) has one row whose rank and mattress are empty.
    """
    sleepers, findings = parse_profiles(rows, first_row=first_row)
    return best_beds(sleepers, catalogue, top=top), findings


def best_beds(sleepers: Sequence[Sleeper], catalogue: Catalogue, *, top: int = 5) -> pd.DataFrame:
    """`score_rows` for people who were read already."""
    entries = []
    if sleepers:
        needed = targets(sleepers)
        table = match_many(needed, catalogue, top)
        firmness = needed.firmness()
        version = read_manifest()["version"]
        for i, sleeper in enumerate(sleepers):
            verdict = _verdict(sleeper, float(table.best_fit[i]))
            tail = (float(firmness[i]), verdict, catalogue.version, version)
            shown = 0 if verdict == "products_hidden" else top
            picks = [
                (sleeper.profile_id, r + 1, int(table.tie_group[i, r]), table.mattress_id[i, r],
                 table.fit[i, r], table.fit_low[i, r], table.fit_high[i, r], *tail)
                for r in range(shown)
                if table.mattress_id[i, r] is not None
            ]  # fmt: skip
            entries += picks or [(sleeper.profile_id, None, None, None, None, None, None, *tail)]
    return pd.DataFrame(entries, columns=list(COLUMNS)).astype(COLUMNS)


def _verdict(sleeper: Sleeper, best_fit: float) -> str:
    if gate(sleeper.alarm_signs).products_hidden:
        return "products_hidden"
    if wait(sleeper):
        return "wait"
    return "keep_bed" if keep_bed(sleeper) else verdict_of(best_fit)
