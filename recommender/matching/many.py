"""The first beds of many people at once, in blocks that share the processor's cores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue
from recommender.arrays import Array, alike, along, cores, on_one_thread
from recommender.experience.lain_on import beds_under
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget
from recommender.matching.ranked import Ranked, gained_of, ranked_of, standing_of
from recommender.matching.verdicts import VERDICT_BORDERLINE
from recommender.person.sleepers import Sleepers
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.candidates import Candidates, candidates_for, day_asked, usual_covariance
from recommender.ranking.fits import Beside, attainable_fit
from recommender.ranking.roles import ROLES, VALUE_POINTS, prices_to_compare, roles_of
from recommender.ranking.spread import chance_and_interval
from recommender.ranking.ties import TIED_POINTS
from recommender.scoring import fast

_ROLES_JOINED = np.array(
    [";".join(role for i, role in enumerate(ROLES) if held >> i & 1) for held in range(1 << len(ROLES))], dtype=object
)
_PEOPLE_AT_ONCE = 256  # enough that few calls are of few pairs, and each core has its part of a block


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


def _fill(table: RankTable, target: FitTarget, block: _Block, again: _Again | None = None) -> None:
    """Rank the people of a block, and write down their first beds and the holders of roles.

    Args:
        again: the second time, for people with a holder of a role below the first beds.
    """
    found, top, attainable = block.found, block.top, table.attainable[block.rows]
    if block.price is None:
        ranked = ranked_of(target, found, attainable, top, top)
        everybody = np.arange(len(block.rows))
        _write(table, target, block, ranked, np.zeros((len(everybody), 0), dtype=np.intp), everybody)
        return
    beds = beds_under(found, target)
    enough, known = (np.full(len(block.rows), np.inf), None) if again is None else (again.least, again.known)
    beside = Beside(beds.several, block.price, VALUE_POINTS, VERDICT_BORDERLINE * attainable, enough, known)
    ranked = ranked_of(target, found, attainable, len(found.records) if again else top, top, beside)
    if not ranked.order.shape[1]:  # none of the beds may be sold to any of them
        return
    gained = again.gained if again else gained_of(target, ranked)
    standing = standing_of(ranked, block.price, gained)
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
    ranked: Ranked,
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
