"""Rank a catalogue against targets, with intervals.

Fit sees firmness, zones, comfort layer and how well they are known; never price, margin, brand or row order. Price
and id decide only inside a tie group, where fit cannot tell the beds apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from catalog.sizes import Offer
from recommender.arrays import Array
from recommender.ranking.bed_vectors import Beds, stature_class
from recommender.ranking.candidates import Candidates, candidates_for, rankable
from recommender.ranking.ties import fit_of, interval_of, tie_groups
from recommender.scoring.comfort import COMPONENTS
from recommender.scoring.products import product
from recommender.sleeper import Wishes
from recommender.target import FitTarget

VERDICT_FITS, VERDICT_BORDERLINE = 70.0, 50.0
_PEOPLE_AT_ONCE = 512


@dataclass(frozen=True)
class Scores:
    """n people against m records: (n, m) discomfort above the ideal, and which of the beds (setting) is meant."""

    excess: Array
    bed: NDArray[np.intp]


@dataclass(frozen=True)
class Ranking:
    """One person's answer: the target, the beds considered and their order.

    `order` lists indices into `mattresses` best first as shown; `group` the tie group of each (0: not grouped).
    `fit_80` (m, 2) is filled for the first `top`; `setting` (m, 3) is the firmness per zone, NaN where nothing is set.
    """

    target: FitTarget
    catalogue: Catalogue
    wishes: Wishes
    mattresses: tuple[Mattress, ...]
    offers: tuple[Offer | None, ...]
    order: NDArray[np.intp]
    group: NDArray[np.intp]
    fit: Array
    fit_80: Array
    components: Array
    setting: Array
    unranked: tuple[Mattress, ...]
    filtered: tuple[tuple[Mattress, str], ...]
    top: int


def fits_of_beds(target: FitTarget, beds: Beds) -> Array:
    """(n, beds) expected fit of n people of one stature class on every bed and setting."""
    return fit_of(_excess(target, beds)[:, beds.kind])


def _excess(target: FitTarget, beds: Beds) -> Array:
    return product(target.expected, beds.expected[beds.first]) - target.ideal_discomfort[:, None]


def score(target: FitTarget, beds: Beds, n_records: int) -> Scores:
    """Expected discomfort of every record above the ideal for n people of one stature class, each set at its best."""
    by_kind = _excess(target, beds)
    count = np.bincount(beds.record, minlength=n_records)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    bed = np.tile(start, (len(target), 1))
    for record in np.flatnonzero(count > 1):
        mine = slice(start[record], start[record] + count[record])
        bed[:, record] += np.argmin(by_kind[:, beds.kind[mine]], axis=1)
    return Scores(np.take_along_axis(by_kind, beds.kind[bed], axis=1), bed)


@dataclass(frozen=True)
class RankTable:
    """First records for n people: (n, top) id (None past the end), fit, its ends, tie group; (n,) best fit of all."""

    mattress_id: NDArray[np.object_]
    fit: Array
    fit_low: Array
    fit_high: Array
    tie_group: NDArray[np.intp]
    best_fit: Array


def match_many(target: FitTarget, catalogue: Catalogue, top: int = 5) -> RankTable:
    """The same ranking for n people, each with their own wishes."""
    n = len(target)
    fit, low, high = (np.full((n, top), np.nan) for _ in range(3))
    nobody = np.full((n, top), None, dtype=object)
    table = RankTable(nobody, fit, low, high, np.zeros((n, top), dtype=np.intp), np.zeros(n))
    classes = stature_class(target.bodies.height_cm)
    alike: dict[tuple[Wishes, float], list[int]] = {}
    for i, sleeper in enumerate(target.sleepers):
        alike.setdefault((sleeper.wishes, float(classes[i])), []).append(i)
    candidates: dict[Wishes, Candidates] = {}
    for (wishes, stature), people in alike.items():
        if wishes not in candidates:
            candidates[wishes] = candidates_for(catalogue, wishes)
        found = candidates[wishes]
        if not found.records:
            continue
        beds = found.beds(stature)
        for start in range(0, len(people), _PEOPLE_AT_ONCE):
            _fill(table, target, np.array(people[start : start + _PEOPLE_AT_ONCE]), beds, found, top)
    return table


def _fill(table: RankTable, target: FitTarget, rows: NDArray[np.intp], beds: Beds, found: Candidates, top: int) -> None:
    part = target.take(rows)
    scores = score(part, beds, len(found.records))
    allowed = found.carries(part.bodies.weight_kg)
    groups = tie_groups(part, beds, scores.excess, scores.bed, top, allowed)
    order = _order(groups, scores.excess, found.price_rank)[:, :top]
    across = np.arange(len(rows))[:, None]
    picked, wide = allowed[across, order], order.shape[1]
    fit = fit_of(scores.excess[across, order])
    ends = interval_of(part, beds, scores.bed[across, order])
    ids = np.array([m.mattress_id for m in found.records], dtype=object)
    table.mattress_id[rows, :wide] = np.where(picked, ids[order], np.array(None, dtype=object))
    for column, values in ((table.fit, fit), (table.fit_low, ends[..., 0]), (table.fit_high, ends[..., 1])):
        column[rows, :wide] = np.where(picked, values, np.nan)
    table.tie_group[rows, :wide] = np.where(picked, groups[across, order], 0)
    table.best_fit[rows] = fit_of(np.where(allowed, scores.excess, np.inf)).max(axis=1)


def _order(group: NDArray[np.intp], excess: Array, price_rank: NDArray[np.intp]) -> NDArray[np.intp]:
    """(n, m) records as shown: by tie group, inside it by price rank."""
    grouped = group > 0
    first = np.where(grouped, group, np.iinfo(np.int32).max)  # ungrouped ones follow, by fit
    second = np.where(grouped, price_rank[None].astype(float), excess)
    return np.lexsort((np.broadcast_to(price_rank, group.shape), second, first), axis=1)


def match(target: FitTarget, catalogue: Catalogue, *, wishes: Wishes | None = None, top: int = 5) -> Ranking:
    """Rank a catalogue for one person; wishes filter, they never change a fit."""
    asked = wishes or Wishes()
    found = candidates_for(catalogue, asked)
    unranked = tuple(m for m in catalogue if not rankable(m))
    if found.records:
        allowed = found.carries(target.bodies.weight_kg)
        beds = found.beds(float(stature_class(target.bodies.height_cm)[0]))
        scores = score(target, beds, len(found.records))
        group = tie_groups(target, beds, scores.excess, scores.bed, top, allowed)
        order = _order(group, scores.excess, found.price_rank)[0]
        chosen = scores.bed[0]
        fit, interval = fit_of(scores.excess[0]), np.full((len(chosen), 2), np.nan)
        shown = order[:top]
        interval[shown] = interval_of(target, beds, scores.bed[:, shown])[0]
        parts, setting = decompose(target, beds, chosen, scores.excess[0]), beds.setting[chosen]
    else:
        allowed = np.zeros((1, 0), dtype=bool)
        group, order = np.zeros((1, 0), dtype=np.intp), np.zeros(0, dtype=np.intp)
        fit, setting, interval, parts = (
            np.zeros(0),
            np.zeros((0, 3)),
            np.zeros((0, 2)),
            np.zeros((0, len(COMPONENTS) + 1)),
        )
    heavy = tuple((m, "over_weight_limit") for m, ok in zip(found.records, allowed[0], strict=True) if not ok)
    return Ranking(
        target=target,
        catalogue=catalogue,
        wishes=asked,
        mattresses=found.records,
        offers=found.offers,
        order=order[allowed[0][order]],
        group=group[0],
        fit=np.where(allowed[0], fit, 0.0),
        fit_80=interval,
        components=parts,
        setting=setting,
        unranked=unranked,
        filtered=found.filtered + heavy,
        top=top,
    )


def verdict_of(best_fit: float) -> str:
    """fits, borderline or none_fits by the best fit of all beds that pass the filters."""
    return "fits" if best_fit >= VERDICT_FITS else "borderline" if best_fit >= VERDICT_BORDERLINE else "none_fits"


def decompose(target: FitTarget, beds: Beds, chosen: NDArray[np.intp], excess: Array) -> Array:
    """(m, 6) discomfort of one person by component; the last is what uncertainty adds. Rows sum to the discomfort."""
    felt = target.felt(beds.centre[chosen])[0] ** 2
    parts = np.stack([felt[:, target.component == c].sum(axis=1) for c in range(len(COMPONENTS))], axis=1)
    return np.column_stack([parts, excess + target.ideal_discomfort[0] - parts.sum(axis=1)])
