"""What scoring people leaves behind so that an update costs little: who cannot be concerned is told from it alone.

Kept of each person are what they need in single precision, and exactly the bed they were shown first. After an update a
bed that went, came or changed can give somebody another first choice only in three ways: it was theirs, it was or
becomes the best, or it ties with the best and is cheaper than theirs, or as dear and fits better. Whoever may be one of
these is scored again in full, so the answer is that of scoring everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.mattress import Mattress
from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.matching import VERDICT_BORDERLINE, RankTable
from recommender.ranking.bed_vectors import Beds, beds_of, octics_of, stature_class
from recommender.ranking.candidates import Candidates, candidates_for, usual_covariance
from recommender.ranking.expected_fit import INTEGRAL, expected_fit
from recommender.ranking.fits import ROOM_POINTS, at_most, variance_by
from recommender.ranking.ties import TIED_POINTS
from recommender.rescoring.shelves import Listed, felt
from recommender.scoring import fast
from recommender.scoring.polynomials import N_FIGURES, expected
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Sleeper, Wishes

# Points by which a fit from single precision may be off: a hundred times what was met, and a twentieth of a tie.
MARGIN_POINTS = 0.05
_ROWS, _COLUMNS = np.tril_indices(N_FIGURES)
_DIFFERENCES = 512  # sets of wishes remembered


@dataclass(frozen=True)
class Kept:
    """n people who were shown beds.

    Attributes:
        row: (n,) their rows in the table they were read from; `name`: a hash of the `profile_id` of each.
        before_id, before_fit: (n,) the bed they were shown first and its fit; None and NaN: none passed their wishes.
        best: (n,) the best fit of the list; `attainable`: that of a bed made for them.
        weight_kg, stature_cm: (n,) as the list was asked; the stature is that of its class.
        told: (n,) whether they lay on a bed of the list, whose facts are part of what they need.
        quartic, unsure, ideal, mean: (n, 70), (n, 10), (n,), (n, 4) what they need, as in `FitTarget`; of the
            covariance the lower triangle, and the best bed less `ORIGIN`.
        wishes: of each.
    """

    row: NDArray[np.int64]
    name: NDArray[np.uint64]
    before_id: NDArray[np.object_]
    before_fit: Array
    best: Array
    attainable: Array
    weight_kg: Array
    stature_cm: Array
    told: NDArray[np.bool_]
    quartic: NDArray[np.float32]
    unsure: NDArray[np.float32]
    ideal: NDArray[np.float32]
    mean: NDArray[np.float32]
    wishes: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, rows: NDArray[np.intp]) -> Kept:
        return Kept(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def are(self, sleepers: Sequence[Sleeper]) -> bool:
        """Whether these are the same people."""
        same_name = (self.name == _names(sleepers)).all()
        return bool(same_name and (self.weight_kg == [sleeper.weight_kg for sleeper in sleepers]).all())


def kept_of(target: FitTarget, table: RankTable, attainable: Array, row: NDArray[np.int64]) -> Kept:
    """What is kept of people who were ranked.

    Args:
        table: their picks; attainable: (n,) their attainable fits; row: (n,) their rows.
    """
    first = table.rank[:, 0] == 1
    shown = table.mattress_id[:, 0].copy()
    shown[~first] = None
    wishes = np.empty(len(target), dtype=object)
    wishes[:] = [sleeper.wishes for sleeper in target.sleepers]
    return Kept(
        row=row,
        name=_names(target.sleepers),
        before_id=shown,
        before_fit=np.where(first, table.fit[:, 0], np.nan),
        best=table.best_relative * attainable,
        attainable=attainable,
        weight_kg=target.bodies.weight_kg,
        stature_cm=stature_class(target.bodies.height_cm),
        told=np.array([_names_a_bed(sleeper) for sleeper in target.sleepers], dtype=bool),
        quartic=target.quartic.astype(np.float32),
        unsure=target.unsure[:, _ROWS, _COLUMNS].astype(np.float32),
        ideal=target.ideal_discomfort.astype(np.float32),
        mean=(target.mean - ORIGIN).astype(np.float32),
        wishes=wishes,
    )


def _names(sleepers: Sequence[Sleeper]) -> NDArray[np.uint64]:
    return pd.util.hash_array(np.array([sleeper.profile_id for sleeper in sleepers], dtype=object), categorize=False)


def _names_a_bed(sleeper: Sleeper) -> bool:
    return any(one.mattress_id for one in sleeper.experiences)


@dataclass(frozen=True)
class _Difference:
    """What an update does to one set of wishes.

    Attributes:
        everybody: everybody with these wishes has to be scored again.
        touched: ids of the old list whose record or price is not as it was.
        gone, come: records that a body meets no more, and those it meets anew or at another price.
        price_rank: (come,) rank by price of the latter; `repriced`: (come,) whether only the price is another.
        ranks: rank by price, after the update, of every record that is as it was.
    """

    everybody: bool
    touched: frozenset[str]
    gone: tuple[Mattress, ...]
    come: tuple[Mattress, ...]
    price_rank: NDArray[np.intp]
    repriced: NDArray[np.bool_]
    ranks: dict[str, int]


class Screen:
    """Who may have another first choice after an update from one list to another."""

    def __init__(self, before: Listed, after: Listed) -> None:
        self.before, self.after = before, after
        self._difference: Callable[[Wishes], _Difference] = lru_cache(_DIFFERENCES)(self._compared)
        usual = [usual_covariance(catalogue, day) for catalogue, day in (before, after)]
        self._usual = None if (usual[0] == usual[1]).all() else usual[1]
        self._beds = lru_cache(_DIFFERENCES)(_with_octics)

    def may_change(self, kept: Kept) -> NDArray[np.bool_]:
        """(n,) who has to be scored again."""
        with fast.using(fast.loops_for(len(kept))):
            return self._may_change(kept)

    def _may_change(self, kept: Kept) -> NDArray[np.bool_]:
        maybe = kept.told.copy()
        if self._usual is not None:
            kept, crossed = _measured_anew(kept, self._usual)
            maybe |= crossed
        alike: dict[tuple[Wishes, float], list[int]] = {}
        for at, key in enumerate(zip(kept.wishes.tolist(), kept.stature_cm.tolist(), strict=True)):
            if not maybe[at]:
                alike.setdefault(key, []).append(at)
        whole: dict[Wishes, list[int]] = {}  # only a zone map lies elsewhere under somebody taller
        for (wishes, stature_cm), people in alike.items():
            changed = self._difference(wishes)
            if changed.everybody:
                maybe[people] = True
            elif any(bed.zones for bed in (*changed.gone, *changed.come)):
                maybe[people] = self._concerned(kept.take(np.array(people)), changed, stature_cm)
            else:
                whole.setdefault(wishes, []).extend(people)
        for wishes, people in whole.items():
            rows = np.array(people)
            maybe[rows] = self._concerned(kept.take(rows), self._difference(wishes), float(kept.stature_cm[rows[0]]))
        return maybe

    def _concerned(self, kept: Kept, changed: _Difference, stature_cm: float) -> NDArray[np.bool_]:
        """(n,) whom of people with the same wishes the difference may concern."""
        found = np.array([name in changed.touched for name in kept.before_id.tolist()], dtype=bool)
        beds = (*changed.gone, *changed.come)
        if not beds:
            return found
        none = np.isnan(kept.before_fit)
        # Without a first choice a bed matters from the fit at which it is a pick at all, and one that went never.
        best = np.where(none, np.inf, kept.best) - MARGIN_POINTS
        own = np.array([changed.ranks.get(name, -1) if name else -1 for name in kept.before_id.tolist()])[:, None]
        reach = np.empty((len(kept), len(beds)))
        reach[:, : len(changed.gone)] = best[:, None]
        tied, better = best - TIED_POINTS, kept.before_fit - MARGIN_POINTS
        cheaper, as_dear = changed.price_rank < own, changed.price_rank == own
        # A bed at another price fits as it did: it was not the best before, or it still is, and can only be cheaper.
        alone = np.where(changed.repriced, np.inf, best[:, None])
        dearer = np.where(as_dear, np.maximum(tied, better)[:, None], alone)
        reach[:, len(changed.gone) :] = np.where(cheaper, tied[:, None], dearer)
        picked = (VERDICT_BORDERLINE * kept.attainable - MARGIN_POINTS)[:, None]
        reach[:, len(changed.gone) :] = np.where(none[:, None], picked, reach[:, len(changed.gone) :])
        limit = np.array([np.inf if bed.weight_max_kg is None else bed.weight_max_kg for bed in beds])
        reach[kept.weight_kg[:, None] > limit] = np.inf
        reach[found] = np.inf  # they are scored again whatever comes
        return found | _any_reaches(kept, *self._beds(beds, stature_cm), reach)

    def _compared(self, wishes: Wishes) -> _Difference:
        old, new = (candidates_for(catalogue, wishes, day) for catalogue, day in (self.before, self.after))
        were, are = _by_id(old), _by_id(new)
        same = {name for name, at in were.items() if name in are and _alike(old.records[at], new.records[are[name]])}
        repriced = {name for name in same if _price(old, were[name]) != _price(new, are[name])}
        same -= repriced
        alike = sorted(same)
        come = [at for name, at in are.items() if name not in same]
        return _Difference(
            everybody=_order(old, [were[name] for name in alike]) != _order(new, [are[name] for name in alike]),
            touched=frozenset(name for name in were if name not in same),
            gone=tuple(old.records[at] for name, at in were.items() if name not in same and name not in repriced),
            come=tuple(new.records[at] for at in come),
            price_rank=new.price_rank[come],
            repriced=np.array([new.records[at].mattress_id in repriced for at in come], dtype=bool),
            ranks={name: int(new.price_rank[are[name]]) for name in same},
        )


def _measured_anew(kept: Kept, usual: Array) -> tuple[Kept, NDArray[np.bool_]]:
    """After the beds of a list are usually known better or worse, by which "none fits" is measured: people with the
    lower of both attainable fits, and (n,) for whom a bed that ties with the best may be a pick in one list only.
    """
    low = np.flatnonzero(kept.best - TIED_POINTS < 100 * VERDICT_BORDERLINE + MARGIN_POINTS)
    crossed = np.zeros(len(kept), dtype=bool)
    if not len(low):
        return kept, crossed
    part = kept.take(low)
    both = _covariances(part) + usual[..., None]
    after = expected_fit(part.quartic.T.astype(float), part.ideal.astype(float), part.mean.T.astype(float), both)
    highest, lowest = np.maximum(part.attainable, after), np.minimum(part.attainable, after)
    above = part.best - TIED_POINTS - MARGIN_POINTS >= VERDICT_BORDERLINE * highest
    below = part.best + MARGIN_POINTS < VERDICT_BORDERLINE * lowest
    crossed[low] = ~(above | below)
    attainable = kept.attainable.copy()
    attainable[low] = lowest
    return replace(kept, attainable=attainable), crossed


def _covariances(kept: Kept) -> Array:
    """(4, 4, n) what is unsure of each."""
    unsure = np.empty((N_FIGURES, N_FIGURES, len(kept)))
    unsure[_ROWS, _COLUMNS] = unsure[_COLUMNS, _ROWS] = kept.unsure.T
    return unsure


def _by_id(found: Candidates) -> dict[str, int]:
    return {bed.mattress_id: at for at, bed in enumerate(found.records)}


def _order(found: Candidates, rows: list[int]) -> tuple[list[int], list[int]]:
    """What price and the neutral order decide among some records: the same for two lists where nothing else does."""
    by_price: list[int] = np.unique(found.price_rank[rows], return_inverse=True)[1].tolist()
    return by_price, np.argsort(found.alike_rank[rows]).tolist()


def _alike(one: Mattress, other: Mattress) -> bool:
    """Whether a body and its weight meet the same bed."""
    return bool(felt(one) == felt(other) and one.weight_max_kg == other.weight_max_kg)


def _price(found: Candidates, at: int) -> tuple[Any, ...]:
    """What decides the place by price."""
    offer = found.offers[at]
    return offer.is_current, offer.price, offer.currency


def _with_octics(mattresses: tuple[Mattress, ...], stature_cm: float) -> tuple[Beds, NDArray[np.float32]]:
    beds = beds_of(mattresses, stature_cm)
    return beds, octics_of(beds)


def _any_reaches(kept: Kept, beds: Beds, octics: NDArray[np.float32], reach: Array) -> NDArray[np.bool_]:
    """(n,) whether any bed fits a person by (n, records) points or more, at one of its settings."""
    found = np.zeros(len(kept), dtype=bool)
    quartic = kept.quartic.T.astype(float)
    unsure = _covariances(kept)
    ideal = kept.ideal.astype(float)
    excess = expected(quartic, unsure).T @ beds.of_kinds - ideal[:, None]
    least = reach[:, beds.record]  # of each setting
    lowest = np.full(excess.shape, np.inf)
    for at, of_kind in enumerate(beds.kind.tolist()):
        np.minimum(lowest[:, of_kind], least[:, at], out=lowest[:, of_kind])
    # Whatever the variance, an expected fit is at most that of discomfort that is one squared figure.
    may = 100 / np.sqrt(1 + np.maximum(excess, 0)) + 4 * ROOM_POINTS >= lowest
    some = np.flatnonzero(may.any(axis=1))
    if not len(some):
        return found
    if loops := fast.held():  # then the fit itself costs less than a nearer bound of it
        person, kind = np.nonzero(may)
        own = (fast.packed(each) for each in (kept.quartic, kept.ideal, kept.mean, np.moveaxis(unsure, -1, 0)))
        pairs = fast.Places(person, beds.first[kind])
        fit = loops.expected_fits(fast.People(*own), beds.for_loops, pairs, INTEGRAL)
        found[person[fit >= lowest[person, kind]]] = True
        return found
    part = quartic[:, some].copy()
    part[0] -= ideal[some]
    variance = variance_by(part, unsure[..., some], octics, excess[some])
    may[some] &= at_most(excess[some], variance) + MARGIN_POINTS >= lowest[some]
    person, kind = np.nonzero(may)
    if len(person):
        bed = beds.first[kind]
        both = unsure[..., person] + np.moveaxis(beds.covariance[bed], 0, -1)
        fit = expected_fit(quartic[:, person], ideal[person], (beds.centre[bed] - ORIGIN).T, both)
        found[person[fit >= lowest[person, kind]]] = True
    return found


def taken(parts: Sequence[Kept]) -> Kept:
    """Parts put together."""
    return Kept(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Kept)})
