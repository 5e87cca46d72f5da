"""Rank a catalogue against targets, with intervals.

Beds are ordered by fit. It depends on firmness, zones, comfort layer and their uncertainty; never price, margin, brand
or row order. Price, then a neutral hash, decides only inside a tie group, whose fits differ by less than a point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from catalog.sizes import Offer
from recommender.arrays import Array
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, stature_class
from recommender.ranking.candidates import Candidates, candidates_for, rankable
from recommender.ranking.ties import fit_of, interval_of, not_beaten, tie_groups
from recommender.scoring.comfort import COMPONENTS, TERMS
from recommender.sleeper import POSITIONS, Wishes

VERDICT_FITS, VERDICT_BORDERLINE = 70.0, 50.0
_PEOPLE_AT_ONCE = 512


@dataclass(frozen=True)
class Scores:
    """n people on m records: (n, m) discomfort above the ideal, and the best setting of each record."""

    excess: Array
    bed: NDArray[np.intp]


@dataclass(frozen=True)
class Ranking:
    """One person's answer: the target, the beds considered and their order.

    `order` lists indices into `mattresses` best first as shown; `group` the tie group of each (0: not grouped).
    `fit_80` (m, 2) is filled for the first `top`; `setting` (m, 3) is the firmness per zone, NaN where nothing is set.
    `felt` (m, terms) is how much of each of `comfort.TERMS` is felt in the position with the largest share of the
    night, with its sign: more pressure is more. `undecided`
    counts the beds beside the first that it does not beat in four fifths of common draws.
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
    felt: Array
    undecided: int
    unranked: tuple[Mattress, ...]
    filtered: tuple[tuple[Mattress, str], ...]
    top: int


def fits_of_beds(target: FitTarget, beds: Beds) -> Array:
    """(n, beds) expected fit of n people of one stature class on every bed and setting."""
    return fit_of(_excess(target, beds)[:, beds.kind])


def _excess(target: FitTarget, beds: Beds) -> Array:
    return target.expected @ beds.expected[beds.first].T - target.ideal_discomfort[:, None]


def score(target: FitTarget, beds: Beds, n_records: int) -> Scores:
    """Expected discomfort of every record above the ideal for n people of one stature class, each at its best
    setting.
    """
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
    """First records for n people: (n, top) id (None past the end), fit, its interval, tie group; (n,) best fit of
    all.
    """

    mattress_id: NDArray[np.object_]
    fit: Array
    fit_low: Array
    fit_high: Array
    tie_group: NDArray[np.intp]
    best_fit: Array


def match_many(target: FitTarget, catalogue: Catalogue, top: int = 5) -> RankTable:
    """The same ranking for n people, each with their own wishes."""
    target = with_experiences(target, catalogue)
    n = len(target)
    fit, low, high = (np.full((n, top), np.nan) for _ in range(3))
    nobody = np.full((n, top), None, dtype=object)
    table = RankTable(nobody, fit, low, high, np.zeros((n, top), dtype=np.intp), np.zeros(n))
    classes = stature_class(target.bodies.height_cm)
    alike: dict[tuple[Wishes, float], list[int]] = {}
    for i, sleeper in enumerate(target.sleepers):
        alike.setdefault((sleeper.wishes, float(classes[i])), []).append(i)
    candidates: dict[Wishes, Candidates] = {}
    for (wishes, _), people in alike.items():
        if wishes not in candidates:
            candidates[wishes] = candidates_for(catalogue, wishes)
        found = candidates[wishes]
        if not found.records:
            continue
        for start in range(0, len(people), _PEOPLE_AT_ONCE):
            _fill(table, target, np.array(people[start : start + _PEOPLE_AT_ONCE]), found, top)
    return table


@dataclass(frozen=True)
class _Ranked:
    """n people of one stature class against m candidates.

    Attributes:
        beds: the candidates as the engine sees them.
        scores: (n, m) discomfort of each, and its best setting.
        allowed: (n, m) whether its weight limit allows this person.
        group, order: (n, m) tie group (0: not grouped), and the records as shown.
    """

    beds: Beds
    scores: Scores
    allowed: NDArray[np.bool_]
    group: NDArray[np.intp]
    order: NDArray[np.intp]


def _rank(target: FitTarget, found: Candidates, top: int) -> _Ranked:
    """The single path for matching people and candidates, for one person and for a block of a batch."""
    beds = found.beds(float(stature_class(target.bodies.height_cm[:1])[0]))
    scores = score(target, beds, len(found.records))
    allowed = found.carries(target.bodies.weight_kg)
    group = tie_groups(fit_of(scores.excess), allowed, top)
    return _Ranked(beds, scores, allowed, group, _order(group, scores.excess, found.price_rank))


def _fill(table: RankTable, target: FitTarget, rows: NDArray[np.intp], found: Candidates, top: int) -> None:
    part = target.take(rows)
    ranked = _rank(part, found, top)
    order = ranked.order[:, :top]
    across = np.arange(len(rows))[:, None]
    picked, wide = ranked.allowed[across, order], order.shape[1]
    fit = fit_of(ranked.scores.excess[across, order])
    ends = interval_of(part, ranked.beds, ranked.scores.bed[across, order])
    ids = np.array([m.mattress_id for m in found.records], dtype=object)
    table.mattress_id[rows, :wide] = np.where(picked, ids[order], np.array(None, dtype=object))
    for column, values in ((table.fit, fit), (table.fit_low, ends[..., 0]), (table.fit_high, ends[..., 1])):
        column[rows, :wide] = np.where(picked, values, np.nan)
    table.tie_group[rows, :wide] = np.where(picked, ranked.group[across, order], 0)
    table.best_fit[rows] = fit_of(np.where(ranked.allowed, ranked.scores.excess, np.inf)).max(axis=1)


def _order(group: NDArray[np.intp], excess: Array, price_rank: NDArray[np.intp]) -> NDArray[np.intp]:
    """(n, m) records as shown: by tie group, inside it by price rank."""
    grouped = group > 0
    first = np.where(grouped, group, np.iinfo(np.int32).max)  # ungrouped records follow, by fit
    second = np.where(grouped, price_rank[None].astype(float), excess)
    return np.lexsort((np.broadcast_to(price_rank, group.shape), second, first), axis=1)


def match(target: FitTarget, catalogue: Catalogue, *, wishes: Wishes | None = None, top: int = 5) -> Ranking:
    """Rank a catalogue for the first person of a target.

    Args:
        wishes: filter the catalogue, and never change a fit; by default the person's own.
        top: beds that get an interval, and that `explain` shows.

    Raises:
        UserError: the person lay on a bed by its id that the catalogue does not have.
    """
    target = with_experiences(target, catalogue)
    asked = target.sleepers[0].wishes if wishes is None else wishes
    found = candidates_for(catalogue, asked)
    unranked = tuple(m for m in catalogue if not rankable(m))
    if not found.records:
        nothing, nobody = np.zeros(0), np.zeros(0, dtype=np.intp)
        parts, three, two, terms = (np.zeros((0, k)) for k in (len(COMPONENTS) + 1, 3, 2, len(TERMS)))
        found_none = (nobody, nobody, nothing, two, parts, three, terms, 0, unranked, found.filtered)
        return Ranking(target, catalogue, asked, (), (), *found_none, top)
    ranked = _rank(target, found, top)
    allowed, chosen, excess = ranked.allowed[0], ranked.scores.bed[0], ranked.scores.excess[0]
    order = ranked.order[0]
    open_ = not_beaten(target, ranked.beds, excess, chosen, int(order[0])) & allowed
    interval = np.full((len(chosen), 2), np.nan)
    interval[order[:top]] = interval_of(target, ranked.beds, chosen[None, order[:top]])[0]
    heavy = tuple((m, "over_weight_limit") for m, ok in zip(found.records, allowed, strict=True) if not ok)
    return Ranking(
        target=target,
        catalogue=catalogue,
        wishes=asked,
        mattresses=found.records,
        offers=found.offers,
        order=order[allowed[order]],
        group=ranked.group[0],
        fit=np.where(allowed, fit_of(excess), 0.0),
        fit_80=interval,
        components=decompose(target, ranked.beds, chosen, excess),
        setting=ranked.beds.setting[chosen],
        felt=_felt(target, ranked.beds.centre[chosen]),
        undecided=int(open_.sum()) - int(open_[order[0]]),
        unranked=unranked,
        filtered=found.filtered + heavy,
        top=top,
    )


def verdict_of(best_fit: float) -> str:
    """fits, borderline or none_fits by the best fit of all beds that pass the filters, which is that of the first."""
    return "fits" if best_fit >= VERDICT_FITS else "borderline" if best_fit >= VERDICT_BORDERLINE else "none_fits"


def _felt(target: FitTarget, centre: Array) -> Array:
    """(m, terms) how much one person feels of each term on m beds (m, 4), in the position with the largest share."""
    by_position = target.felt(centre)[0, :, : len(TERMS) * len(POSITIONS)]
    felt: Array = by_position.reshape(len(centre), len(POSITIONS), len(TERMS))[:, int(np.argmax(target.shares[0]))]
    return felt


def decompose(target: FitTarget, beds: Beds, chosen: NDArray[np.intp], excess: Array) -> Array:
    """(m, 6) discomfort of one person by component; the last is what uncertainty adds. Rows sum to the discomfort."""
    felt = target.felt(beds.centre[chosen])[0] ** 2
    parts = np.stack([felt[:, target.component == c].sum(axis=1) for c in range(len(COMPONENTS))], axis=1)
    return np.column_stack([parts, excess + target.ideal_discomfort[0] - parts.sum(axis=1)])
