"""Rank a catalogue against targets, with chances and intervals.

Beds are ordered by expected fit. It depends on firmness, zones, comfort layer and their uncertainty; never price,
margin, brand or row order. Price decides only inside a tie group, whose fits differ by less than a point; where prices
are not known or the same, fit, and of equal fits a neutral hash. Misfit and doubt are two things: `relative` compares a
fit with what a bed made for this person would have.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from catalog.sizes import Offer
from recommender.arrays import Array, alike, along, cores, on_one_thread
from recommender.experience.lain_on import beds_under
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget
from recommender.person.sleepers import Sleepers
from recommender.ranking.bed_vectors import Beds, stature_class
from recommender.ranking.candidates import (
    Candidates,
    candidates_for,
    day_asked,
    rankable,
    usual_covariance,
    within_reach,
)
from recommender.ranking.fits import Beside, Scores, Tiebreak, attainable_fit, score
from recommender.ranking.put_right import gains
from recommender.ranking.roles import ROLES, VALUE_POINTS, Role, Standing, kinds_in_order, prices_to_compare, roles_of
from recommender.ranking.spread import chance_and_interval
from recommender.ranking.ties import TIED_POINTS, in_parts, not_beaten, tie_groups
from recommender.scoring import fast
from recommender.scoring.comfort import COMPONENTS, TERMS
from recommender.sleeper import POSITIONS, Wishes

# Fit over attainable fit. A bed under the second is never a pick.
VERDICT_FITS, VERDICT_BORDERLINE = 0.85, 0.60
VERDICTS: Final = ("none_fits", "borderline", "fits")
_ROLES_JOINED = np.array(
    [";".join(role for i, role in enumerate(ROLES) if held >> i & 1) for held in range(1 << len(ROLES))], dtype=object
)
_PEOPLE_AT_ONCE = 256  # enough that few calls are of few pairs, and each core has its part of a block


@dataclass(frozen=True)
class Ranking:
    """One person's answer: the target, the beds considered and their order.

    `order` lists indices into `mattresses` best first as shown; `group` the tie group of each (0: not grouped).
    `fit` (m,) is the expected fit, 0-100; `attainable_fit` that of a bed made for this person and known as well as the
    catalogue's beds usually are. `chance_suits` (m,), the probability that the true fit is 70 or more, and `fit_80`
    (m, 2) are filled for the picks and the first `top` of `order`. `setting` (m, 3) is the firmness per zone, NaN where
    nothing is set; `felt` (m, terms) how much of each of `comfort.TERMS` is felt in the position with the largest share
    of the night, with its sign: more pressure is more. `undecided` counts the beds beside the first that it does not
    beat in four fifths of common draws. `as_of` is the day on which prices and sales were judged.
    """

    target: FitTarget
    catalogue: Catalogue
    wishes: Wishes
    mattresses: tuple[Mattress, ...]
    offers: tuple[Offer, ...]
    order: NDArray[np.intp]
    group: NDArray[np.intp]
    fit: Array
    attainable_fit: float
    chance_suits: Array
    fit_80: Array
    components: Array
    setting: Array
    felt: Array
    undecided: int
    unranked: tuple[Mattress, ...]
    filtered: tuple[tuple[Mattress, str], ...]
    top: int
    as_of: date
    kind: NDArray[np.intp]
    put_right: Array
    roles: Mapping[Role, int]

    @property
    def relative(self) -> Array:
        """(m,) share of the attainable fit: how little each bed misfits, whatever is unsure."""
        return self.fit / self.attainable_fit

    @property
    def picks(self) -> NDArray[np.intp]:
        """The first `top` of `order` and the holders of roles, in that order, among the beds that do not misfit."""
        may = self.relative[self.order] >= VERDICT_BORDERLINE
        named = np.isin(self.order, list(self.roles.values()))
        return self.order[may & (named | (np.arange(len(self.order)) < self.top))]

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """(m,) place of each record in `order`, from 1; 0 for a bed that is not in it."""
        rank = np.zeros(len(self.mattresses), dtype=np.intp)
        rank[self.order] = np.arange(1, len(self.order) + 1)
        return rank

    @property
    def verdict(self) -> str:
        return verdict_of(float(self.relative.max(initial=0.0)))


@dataclass(frozen=True)
class RankTable:
    """Picks of n people: (n, k) id (None past the end), fit, its interval, chance, tie group, rank and the roles it
    holds, joined by ";"; (n,) attainable fit and best relative. With roles k is more than `top`: a holder can stand
    further down.
    """

    mattress_id: NDArray[np.object_]
    fit: Array
    fit_low: Array
    fit_high: Array
    chance_suits: Array
    tie_group: NDArray[np.intp]
    rank: NDArray[np.intp]
    roles: NDArray[np.object_]
    attainable: Array
    best_relative: Array


@on_one_thread
def match_many(
    target: FitTarget, catalogue: Catalogue, top: int = 5, *, roles: bool = False, as_of: date | None = None
) -> RankTable:
    """The same ranking for n people, each with their own wishes.

    Args:
        top: how many beds of each; with `roles` also those that hold one.
        as_of: the day on which prices and sales are judged; None: today.
    """
    as_of = day_asked(as_of)
    target = with_experiences(target, catalogue)
    n = len(target)
    wide = (n, top + (len(ROLES) - 1) * roles)
    fit, low, high, chance = (np.full(wide, np.nan) for _ in range(4))
    group, rank = (np.zeros(wide, dtype=np.intp) for _ in range(2))
    nobody, none = np.full(wide, None, dtype=object), np.full(wide, "", dtype=object)
    loops = fast.loops_for(n)
    with fast.using(loops):
        attainable = attainable_fit(target, usual_covariance(catalogue, as_of))
    table = RankTable(nobody, fit, low, high, chance, group, rank, none, attainable, np.zeros(n))
    wished = Sleepers.of(target.sleepers).answers("wishes")
    # A bed somebody lay on is another one for them than for others.
    alone = np.where(target.lain_on.astype(bool), np.arange(n), -1)
    blocks: list[_Block] = []
    for people in alike(wished.code, stature_class(target.bodies.height_cm), alone):
        wishes = wished.values[wished.code[people[0]]]
        found = candidates_for(catalogue, wishes, as_of)
        if found.records:
            price = prices_to_compare(found.offers, wishes) if roles else None
            starts = range(0, len(people), _PEOPLE_AT_ONCE)
            blocks += [_Block(people[i : i + _PEOPLE_AT_ONCE], found, top, price) for i in starts]

    def fill(block: _Block) -> None:
        with fast.using(loops):
            _fill(table, target.take(block.rows), block)

    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(fill, blocks))
    return table


@dataclass(frozen=True)
class _Ranked:
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


@dataclass(frozen=True)
class _Block:
    """People of one stature class and the same wishes: their rows in the batch, what they choose from, how many beds
    each gets, and for roles (m,) the prices to compare.
    """

    rows: NDArray[np.intp]
    found: Candidates
    top: int
    price: Array | None


@dataclass(frozen=True)
class _Again:
    """For n people: the fit from which every bed is worked out, so that a holder of a role far down has its true rank;
    (n, candidates) what putting right gains; and (n, kinds) the fits worked out already.
    """

    least: Array
    gained: Array
    known: Array


def _rank(
    target: FitTarget, found: Candidates, attainable: Array, top: int, worked_out: int, beside: Beside | None = None
) -> _Ranked:
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
    return _Ranked(beds, record, scores, allowed, relative, group, order)


def _worked_out(fit: Array) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """(n, k) the records of each person whose fit (n, m) was worked out, and (n, k) whether there are so many."""
    person, record = np.divmod(np.flatnonzero(fit > 0), fit.shape[1])
    count = np.bincount(person, minlength=len(fit))
    known = np.arange(count.max(initial=0)) < count[:, None]
    found = np.zeros(known.shape, dtype=np.intp)
    found[known] = record
    return found, known


def _fill(table: RankTable, target: FitTarget, block: _Block, again: _Again | None = None) -> None:
    """Rank the people of a block, and write down their first beds and the holders of roles.

    Args:
        again: the second time, for people with a holder of a role below the first beds.
    """
    found, top, attainable = block.found, block.top, table.attainable[block.rows]
    if block.price is None:
        ranked = _rank(target, found, attainable, top, top)
        everybody = np.arange(len(block.rows))
        _write(table, target, block, ranked, np.zeros((len(everybody), 0), dtype=np.intp), everybody)
        return
    beds = beds_under(found, target)
    enough, known = (np.full(len(block.rows), np.inf), None) if again is None else (again.least, again.known)
    beside = Beside(beds.several, block.price, VALUE_POINTS, VERDICT_BORDERLINE * attainable, enough, known)
    ranked = _rank(target, found, attainable, len(found.records) if again else top, top, beside)
    if not ranked.order.shape[1]:  # none of the beds may be sold to any of them
        return
    gained = again.gained if again else _gained(target, ranked)
    standing = _standing(ranked, block.price, gained)
    holder = np.stack(list(roles_of(standing).values()), axis=1)
    held = np.where(holder < 0, -1, along(standing.place, holder))
    rest = np.flatnonzero((held >= top).any(axis=1) & (again is None))
    _write(table, target, block, ranked, held, np.delete(np.arange(len(held)), rest))
    if len(rest):
        lowest = np.where(holder < 0, np.inf, along(ranked.scores.fit, holder))[rest].min(axis=1)
        once_more = _Again(lowest - 2 * TIED_POINTS, gained[rest], ranked.scores.of_kind[rest])
        _fill(table, target.take(rest), replace(block, rows=block.rows[rest]), once_more)


def _write(
    table: RankTable,
    target: FitTarget,
    block: _Block,
    ranked: _Ranked,
    held: NDArray[np.intp],
    some: NDArray[np.intp],
) -> None:
    """Write down what some of a block's people are shown: the first beds, and those in the places (n, roles) of the
    holders of roles, -1 where there is none.
    """
    if not len(some):
        return
    order, held, rows = ranked.order[some], held[some], block.rows[some]
    place = _places(held, block.top, order.shape[1])
    at = order.shape[1] * some[:, None] + along(order, np.minimum(place, order.shape[1] - 1))
    picked = (place < order.shape[1]) & (ranked.relative.take(at) >= VERDICT_BORDERLINE)
    people = target if len(some) == len(target) else target.take(some)
    chance, ends = chance_and_interval(people, ranked.beds, ranked.scores.bed.take(at))
    roles = (place[..., None] == held[:, None]) @ (1 << np.arange(held.shape[1]))
    written = {
        "fit": ranked.scores.fit.take(at),
        "fit_low": ends[..., 0],
        "fit_high": ends[..., 1],
        "chance_suits": chance,
        "tie_group": ranked.group.take(at),
        "rank": place + 1,
        "mattress_id": block.found.ids[ranked.record.take(at)],
        "roles": _ROLES_JOINED[roles],
    }
    for name, values in written.items():
        column = getattr(table, name)
        column[rows, : place.shape[1]] = np.where(picked, values, column[rows, : place.shape[1]])
    table.best_relative[rows] = ranked.relative[some].max(axis=1, initial=0.0)  # none: no bed meets a wish


def _places(held: NDArray[np.intp], top: int, count: int) -> NDArray[np.intp]:
    """(n, k) places that are shown: the first `top` of `count`, then those (n, roles) of holders further down, once
    each; `count` and more for none.
    """
    further = np.sort(np.where(held < top, count, held), axis=1)
    further[:, 1:][further[:, 1:] == further[:, :-1]] = count
    further = np.sort(further, axis=1)[:, : (further < count).sum(axis=1).max(initial=0)]
    return np.concatenate([np.tile(np.arange(min(top, count)), (len(held), 1)), further], axis=1)


def _order(
    group: NDArray[np.intp], fit: Array, price_rank: NDArray[np.intp], alike_rank: NDArray[np.intp]
) -> NDArray[np.intp]:
    """(n, m) records as shown: by tie group, inside it by price, then by fit; those in none follow by fit."""
    grouped, parts = group > 0, in_parts(fit)
    first, price = np.where(grouped, group, group.max(initial=0) + 1), np.where(grouped, price_rank, 0)
    # One number for what decides, whole and exact: there are a hundred groups at the most.
    key = (first * (price_rank.max(initial=0) + 1) + price) * int(parts.max(initial=0) + 1) - parts.astype(np.intp)
    return np.lexsort((np.broadcast_to(alike_rank, group.shape), key), axis=1)


@on_one_thread
def match(
    target: FitTarget,
    catalogue: Catalogue,
    *,
    wishes: Wishes | None = None,
    top: int = 5,
    as_of: date | None = None,
) -> Ranking:
    """Rank a catalogue for the first person of a target.

    Args:
        wishes: filter the catalogue, and never change a fit; by default the person's own.
        top: beds that get a chance and an interval, and that `explain` shows; so do the holders of roles.
        as_of: the day on which prices and sales are judged; None: today.

    Raises:
        UserError: the person lay on a bed by its id that the catalogue does not have.
    """
    as_of = day_asked(as_of)
    target = with_experiences(target, catalogue)
    asked = target.sleepers[0].wishes if wishes is None else wishes
    found = candidates_for(catalogue, asked, as_of)
    unknown = _unranked(catalogue)
    unranked = tuple(bed for bed in unknown if within_reach(bed, asked, as_of, catalogue.source_date))
    attainable = attainable_fit(target[0], usual_covariance(catalogue, as_of))
    if not found.records:
        nothing, nobody = np.zeros(0), np.zeros(0, dtype=np.intp)
        parts, three, two, terms = (np.zeros((0, k)) for k in (len(COMPONENTS) + 1, 3, 2, len(TERMS)))
        found_none = (nobody, nobody, nothing, float(attainable[0]), nothing, two, parts, three, terms, 0, unranked)
        none_named = (as_of, nobody, nothing, dict[Role, int]())
        return Ranking(target, catalogue, asked, (), (), *found_none, found.filtered, top, *none_named)
    ranked = _rank(target[0], found, attainable, len(found.records), len(found.records))
    allowed, chosen, excess = ranked.allowed[0], ranked.scores.bed[0], ranked.scores.excess[0]
    order = ranked.order[0]
    open_ = not_beaten(target, ranked.beds, excess, chosen, int(order[0])) & allowed
    standing = _standing(ranked, prices_to_compare(found.offers, asked), _gained(target[0], ranked))
    heavy = tuple((found.records[i], "over_weight_limit") for i in np.flatnonzero(~allowed))
    ranking = Ranking(
        target=target,
        catalogue=catalogue,
        wishes=asked,
        mattresses=found.records,
        offers=found.offers,
        order=order[allowed[order]],
        group=ranked.group[0],
        fit=np.where(allowed, ranked.scores.fit[0], 0.0),
        attainable_fit=float(attainable[0]),
        chance_suits=np.full(len(chosen), np.nan),
        fit_80=np.full((len(chosen), 2), np.nan),
        components=decompose(target, ranked.beds, chosen, excess),
        setting=ranked.beds.setting[chosen],
        felt=_felt(target, ranked.beds.centre[chosen]),
        undecided=int(open_.sum()) - int(open_[order[0]]),
        unranked=unranked,
        filtered=found.filtered + heavy,
        top=top,
        as_of=as_of,
        kind=kinds_in_order(ranked.beds.record_kind, order),
        put_right=standing.put_right[0],
        roles={role: int(holder[0]) for role, holder in roles_of(standing).items() if holder[0] >= 0},
    )
    shown = np.union1d(ranking.picks, ranking.order[:top])
    chance, interval = chance_and_interval(target[0], ranked.beds, chosen[None, shown])
    ranking.chance_suits[shown], ranking.fit_80[shown] = chance[0], interval[0]
    return ranking


@lru_cache(maxsize=8)
def _unranked(catalogue: Catalogue) -> tuple[Mattress, ...]:
    return tuple(bed for bed in catalogue if not rankable(bed))


def _standing(ranked: _Ranked, price: Array, gained: Array) -> Standing:
    """What roles are given by. `price` (candidates,) to compare; `gained` (n, candidates) by putting right."""
    fit, may = np.where(ranked.allowed, ranked.scores.fit, 0.0), ranked.relative >= VERDICT_BORDERLINE
    place = np.empty_like(ranked.order)
    np.put_along_axis(place, ranked.order, np.arange(ranked.order.shape[1])[None], axis=1)
    gain = along(gained, ranked.record)
    return Standing(fit, fit + gain, may, place, price[ranked.record])


def _gained(target: FitTarget, ranked: _Ranked) -> Array:
    """(n, candidates) points that people are expected to gain by putting a bed right."""
    beds = ranked.beds
    if not beds.several.any():
        return np.zeros((len(target), len(beds.start)))
    bed, may = np.tile(beds.start, (len(target), 1)), np.zeros((len(target), len(beds.start)), dtype=bool)
    person, at = np.nonzero(ranked.relative >= VERDICT_BORDERLINE)
    record = ranked.record[person, at]
    bed[person, record], may[person, record] = ranked.scores.bed[person, at], True
    return gains(target, beds, bed, may)


def verdict_of(best_relative: float) -> str:
    """fits, borderline or none_fits by the least misfit of all beds that pass the filters: the first pick's."""
    return VERDICTS[int(verdicts_of(np.array(best_relative)))]


def verdicts_of(best_relative: Array) -> NDArray[np.intp]:
    """The same of many: places in `VERDICTS`."""
    return (best_relative >= VERDICT_BORDERLINE).astype(np.intp) + (best_relative >= VERDICT_FITS)


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
