"""People against candidates: fits, tie groups and order, the same for one person and for a block of a batch."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array, along
from recommender.experience.lain_on import beds_under
from recommender.fit_target import FitTarget
from recommender.matching.verdicts import VERDICT_BORDERLINE
from recommender.ranking.bed_vectors import Beds
from recommender.ranking.candidates import Candidates
from recommender.ranking.fits import Beside, Scores, Tiebreak, score
from recommender.ranking.put_right import gains
from recommender.ranking.roles import Standing
from recommender.ranking.ties import in_parts, tie_groups


@dataclass(frozen=True)
class Ranked:
    """n people of one stature class against m candidates.

    Attributes:
        beds: the candidates as the engine sees them.
        record: (n, m) which of the candidates these are: of a batch those alone that were worked out for each person,
            and where there are fewer than m of them others that are not allowed.
        scores: (n, m) fit and discomfort of each, and its best setting.
        allowed: (n, m) whether its weight limit allows this person.
        relative: (n, m) share of the attainable fit; 0 where not allowed.
        group, order: (n, m) tie group (0: not grouped), and the records as shown, those that misfit after the others.
    """

    beds: Beds
    record: NDArray[np.intp]
    scores: Scores
    allowed: NDArray[np.bool_]
    relative: Array
    group: NDArray[np.intp]
    order: NDArray[np.intp]


def ranked_of(
    target: FitTarget, found: Candidates, attainable: Array, top: int, worked_out: int, beside: Beside | None = None
) -> Ranked:
    """The single path for matching people and candidates, for one person and for a block of a batch.

    Args:
        attainable: (n,) attainable fit of each.
        top: records that get a tie group; worked_out: first records whose fit is certain to be worked out.
        beside: which others are.
    """
    beds = beds_under(found, target)
    allowed = found.carries(target.bodies.weight_kg)
    # Where no more is asked than who comes first, beds that tie need not all be worked out.
    tiebreak = (
        Tiebreak(found.price_rank, VERDICT_BORDERLINE * attainable) if worked_out == top < len(beds.start) else None
    )
    scores = score(target, beds, [allowed], worked_out, beside, tiebreak)
    if worked_out < len(beds.start):  # what a person is not shown need not be put in order
        record, known = _worked_out(scores.fit)
        fit = np.where(known, along(scores.fit, record), 0.0)
        scores = replace(scores, fit=fit, excess=along(scores.excess, record), bed=along(scores.bed, record))
        allowed = along(allowed, record) & known
    else:
        record = np.broadcast_to(np.arange(len(beds.start)), allowed.shape)
    group = tie_groups(scores.fit, allowed, top)
    relative = np.where(allowed, scores.fit, 0.0) / attainable[:, None]
    shown = np.where(relative >= VERDICT_BORDERLINE, group, 0)
    order = _order(shown, scores.fit, found.price_rank[record], found.alike_rank[record])
    return Ranked(beds, record, scores, allowed, relative, group, order)


def _worked_out(fit: Array) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """(n, k) the records of each person whose fit (n, m) was worked out, and (n, k) whether there are so many."""
    person, record = np.divmod(np.flatnonzero(fit > 0), fit.shape[1])
    count = np.bincount(person, minlength=len(fit))
    known = np.arange(count.max(initial=0)) < count[:, None]
    found = np.zeros(known.shape, dtype=np.intp)
    found[known] = record
    return found, known


def _order(
    group: NDArray[np.intp], fit: Array, price_rank: NDArray[np.intp], alike_rank: NDArray[np.intp]
) -> NDArray[np.intp]:
    """(n, m) records as shown: by tie group, inside it by price, then by fit; those in none follow by fit."""
    grouped, parts = group > 0, in_parts(fit)
    first, price = np.where(grouped, group, group.max(initial=0) + 1), np.where(grouped, price_rank, 0)
    # One number for what decides, whole and exact: there are a hundred groups at the most.
    key = (first * (price_rank.max(initial=0) + 1) + price) * int(parts.max(initial=0) + 1) - parts.astype(np.intp)
    return np.lexsort((np.broadcast_to(alike_rank, group.shape), key), axis=1)


def standing_of(ranked: Ranked, price: Array, gained: Array) -> Standing:
    """What roles are given by. `price` (candidates,) to compare; `gained` (n, candidates) by putting right."""
    fit, may = np.where(ranked.allowed, ranked.scores.fit, 0.0), ranked.relative >= VERDICT_BORDERLINE
    place = np.empty_like(ranked.order)
    np.put_along_axis(place, ranked.order, np.arange(ranked.order.shape[1])[None], axis=1)
    gain = along(gained, ranked.record)
    return Standing(fit, fit + gain, may, place, price[ranked.record])


def gained_of(target: FitTarget, ranked: Ranked) -> Array:
    """(n, candidates) points that people are expected to gain by putting a bed right."""
    beds = ranked.beds
    if not beds.several.any():
        return np.zeros((len(target), len(beds.start)))
    bed, may = np.tile(beds.start, (len(target), 1)), np.zeros((len(target), len(beds.start)), dtype=bool)
    person, at = np.nonzero(ranked.relative >= VERDICT_BORDERLINE)
    record = ranked.record[person, at]
    bed[person, record], may[person, record] = ranked.scores.bed[person, at], True
    return gains(target, beds, bed, may)
