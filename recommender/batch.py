"""The same verbs over many people: rows in, one row for each person and rank out. Knows no files.

Every figure comes from the functions that answer one person, so a batch and `recommend` agree to the last digit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Finding, Mattress
from recommender.advice import keep_bed, wait
from recommender.matching import (
    VERDICT_BORDERLINE,
    VERDICT_FITS,
    Beds,
    Scores,
    _order,
    _passes,
    _price,
    _price_rank,
    _rows,
    beds_of,
    fit_of,
    interval_of,
    rankable,
    score,
    stature_class,
    tie_groups,
)
from recommender.profile import parse_profiles
from recommender.safety import gate
from recommender.scoring_model import read_manifest
from recommender.sleeper import Sleeper, Wishes
from recommender.target import FitTarget, targets

Indices = NDArray[np.intp]
Array = NDArray[np.float64]

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
SCORED_TOGETHER = 512  # people: their figures against a whole catalogue stay within some 100 MB


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
    if not sleepers:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    target = targets(sleepers)
    records = tuple(bed for bed in catalogue if rankable(bed))
    ranked = _Ranked(len(sleepers), top)
    statures = stature_class(target.bodies.height_cm)
    for stature in np.unique(statures):
        people = np.flatnonzero(statures == stature)
        for start in range(0, len(people), SCORED_TOGETHER):
            _rank(target, people[start : start + SCORED_TOGETHER], records, float(stature), ranked)
    return _frame(target, records, catalogue.version, ranked)


class _Ranked:
    """The picks of n people: (n, top) record (-1: none), tie group, fit, its interval; (n,) best fit of all."""

    def __init__(self, n: int, top: int) -> None:
        self.record = np.full((n, top), -1, dtype=np.intp)
        self.group = np.zeros((n, top), dtype=np.intp)
        self.fit, self.fit_80 = np.full((n, top), np.nan), np.full((n, top, 2), np.nan)
        self.best = np.zeros(n)


def _rank(target: FitTarget, people: Indices, records: tuple[Mattress, ...], stature: float, ranked: _Ranked) -> None:
    """Fill in the picks of people of one stature class."""
    beds = _beds(records, stature)
    part = _rows(target, people)
    scores = score(part, beds, len(records))
    for rows, kept, price_rank in _alike(part.sleepers, records):
        if not len(kept):
            continue
        cells = np.ix_(rows, kept)
        mine = Scores(scores.excess[cells], scores.variance[cells], scores.bed[cells])
        top = ranked.record.shape[1]
        group = tie_groups(_rows(part, rows), beds, mine, top)
        order = _order(group, mine.excess, price_rank)[:, :top]
        across, who, wide = np.arange(len(rows))[:, None], people[rows], slice(0, order.shape[1])
        ranked.record[who, wide] = kept[order]
        ranked.group[who, wide] = group[across, order]
        ranked.fit[who, wide] = fit_of(mine.excess[across, order])
        ranked.fit_80[who, wide] = interval_of(mine.excess[across, order], mine.variance[across, order])
        ranked.best[who] = fit_of(mine.excess.min(axis=1))


@lru_cache(maxsize=256)
def _beds(records: tuple[Mattress, ...], stature: float) -> Beds:
    return beds_of(records, stature)


def _alike(
    sleepers: Sequence[Sleeper], records: tuple[Mattress, ...]
) -> Iterator[tuple[Indices, Indices, Indices]]:
    """Groups of people for whom the same records pass: their rows, the records, and the records' price rank.

    Budgets and weights between the same two limits leave the same records, so there are few groups.
    """
    limits = sorted({bed.weight_max_kg for bed in records if bed.weight_max_kg is not None})
    alike: dict[tuple[Wishes, int, int], list[int]] = {}
    for row, sleeper in enumerate(sleepers):
        wishes = replace(sleeper.wishes, max_price=None, warm_sleeper=False)
        budget = sleeper.wishes.max_price
        price_class = -1 if budget is None else bisect_right(_prices(records, wishes), budget)
        alike.setdefault((wishes, price_class, bisect_left(limits, sleeper.weight_kg)), []).append(row)
    for rows in alike.values():
        one = sleepers[rows[0]]
        passed = [_passes(bed, one.wishes, one.weight_kg) for bed in records]
        kept = [i for i, (why, _) in enumerate(passed) if not why]
        offered = [passed[i][1] for i in kept]
        beds = [records[i] for i in kept]
        prices = [
            (_price(bed, offer), offer is not None and not offer.price_size_known)
            for bed, offer in zip(beds, offered, strict=True)
        ]
        yield np.array(rows), np.array(kept, dtype=np.intp), _price_rank(prices, beds)


@lru_cache(maxsize=256)
def _prices(records: tuple[Mattress, ...], wishes: Wishes) -> list[float]:
    """Every price a budget is compared with under these wishes, lowest first."""
    prices = {_price(bed, _passes(bed, wishes, 0.0)[1]) for bed in records}
    return sorted(price for price in prices if price is not None)


def _frame(target: FitTarget, records: Sequence[Mattress], catalog_version: str, ranked: _Ranked) -> pd.DataFrame:
    hidden = np.array([gate(sleeper.alarm_signs).products_hidden for sleeper in target.sleepers])
    shown = (ranked.record >= 0) & ~hidden[:, None]
    nothing = ~shown.any(axis=1)
    cells = shown.copy()
    cells[nothing, 0] = True  # a person without beds still has a row
    person, place = np.nonzero(cells)
    empty = nothing[person]
    ids = np.array([*(bed.mattress_id for bed in records), None], dtype=object)
    verdicts = [
        _verdict(sleeper, best, bool(is_hidden))
        for sleeper, best, is_hidden in zip(target.sleepers, ranked.best, hidden, strict=True)
    ]
    fit_80 = np.where(empty[:, None], np.nan, ranked.fit_80[person, place])
    columns = {
        "profile_id": np.array([sleeper.profile_id for sleeper in target.sleepers], dtype=object)[person],
        "rank": pd.arrays.IntegerArray((place + 1).astype(np.int32), empty.copy()),
        "tie_group": pd.arrays.IntegerArray(ranked.group[person, place].astype(np.int32), empty.copy()),
        "mattress_id": ids[np.where(empty, -1, ranked.record[person, place])],
        "fit": np.where(empty, np.nan, ranked.fit[person, place]),
        "fit_low": fit_80[:, 0],
        "fit_high": fit_80[:, 1],
        "firmness_target": target.firmness()[person],
        "verdict": np.array(verdicts, dtype=object)[person],
        "catalog_version": catalog_version,
        "model_version": read_manifest()["version"],
    }
    return pd.DataFrame(columns).astype({name: kind for name, kind in COLUMNS.items() if kind == "str"})


def _verdict(sleeper: Sleeper, best_fit: float, hidden: bool) -> str:
    if hidden:
        return "products_hidden"
    if wait(sleeper):
        return "wait"
    if keep_bed(sleeper):
        return "keep_bed"
    return "fits" if best_fit >= VERDICT_FITS else "borderline" if best_fit >= VERDICT_BORDERLINE else "none_fits"
