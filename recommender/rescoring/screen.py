"""Who may have another first choice after an update, told from what was kept of people alone.

A bed that went, came or changed can give somebody another first choice only in three ways: it was theirs, it was or
becomes the best, or it ties with the best and is cheaper than theirs, or as dear and fits better. Whoever may be one of
these is scored again in full, so the answer is that of scoring everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.mattress import Mattress
from recommender.arrays import Array, on_one_thread
from recommender.matching import VERDICT_BORDERLINE
from recommender.ranking.candidates import Candidates, candidates_for, usual_covariance
from recommender.ranking.expected_fit import expected_fit
from recommender.ranking.ties import TIED_POINTS
from recommender.rescoring.kept import Kept
from recommender.rescoring.reaching import MARGIN_POINTS, Changed
from recommender.rescoring.shelves import Listed, felt
from recommender.sleeper import Wishes

_ONE_BED_POINTS = 1e-9  # a fit that is no more than this under the best is the best
_PAIRS = 32_768  # people x beds looked at together, which bounds memory
_DIFFERENCES = 512  # sets of wishes remembered


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
    gone: Changed
    come: Changed
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

    @on_one_thread
    def may_change(self, kept: Kept) -> NDArray[np.bool_]:
        """(n,) who has to be scored again."""
        maybe = kept.told.copy()
        if self._usual is not None:
            kept, crossed = _measured_anew(kept, self._usual)
            maybe |= crossed
        # Wishes that were read are one object where they are the same; where they are several, no more is lost.
        wishes = np.fromiter(map(id, kept.wishes), dtype=np.int64, count=len(kept))
        order = np.lexsort((kept.stature_cm, wishes))
        new = (np.diff(wishes[order], prepend=-1) != 0) | (np.diff(kept.stature_cm[order], prepend=-1) != 0)
        kept, starts = kept.take(order), [*np.flatnonzero(new).tolist(), len(kept)]
        for start, end in pairwise(starts):
            changed = self._difference(kept.wishes[start])
            at_once = max(_PAIRS // max(len(changed.come.records), len(changed.gone.records), 1), 1)
            for first in range(start, end, at_once):
                some = slice(first, min(first + at_once, end))
                maybe[order[some]] |= changed.everybody or self._concerned(kept.take(some), changed)
        return maybe

    def _concerned(self, kept: Kept, changed: _Difference) -> NDArray[np.bool_]:
        """(n,) whom of people of one stature class with the same wishes the difference may concern."""
        first, names = pd.factorize(kept.before_id)  # nobody's is -1, and the last of these
        found = np.array([*(name in changed.touched for name in names), False])[first]
        own = np.array([*(changed.ranks.get(name, -1) for name in names), -1])[first, None]
        none, best = first < 0, kept.best - MARGIN_POINTS
        tied, better = best - TIED_POINTS, kept.before_fit - MARGIN_POINTS
        cheaper, as_dear = changed.price_rank < own, changed.price_rank == own
        # A bed at another price fits as it did: it was not the best before, or it still is, and can only be cheaper.
        alone = np.where(changed.repriced, np.inf, best[:, None])
        reach = np.where(as_dear, np.maximum(tied, better)[:, None], alone)
        reach = np.where(cheaper, tied[:, None], reach)
        # Without a first choice a bed matters from the fit at which it is a pick at all, and one that went never.
        reach[none] = (VERDICT_BORDERLINE * kept.attainable - MARGIN_POINTS)[none, None]
        reach[found] = np.inf  # they are scored again whatever comes
        found |= changed.come.any_reaches(kept, reach)
        # A bed that went was the best only where the first is not.
        other = np.flatnonzero(~found & (kept.before_fit < kept.best - _ONE_BED_POINTS))
        reach = np.repeat(best[other, None], len(changed.gone.records), axis=1)
        found[other] = changed.gone.any_reaches(kept.take(other), reach)
        return found

    def _compared(self, wishes: Wishes) -> _Difference:
        old, new = (candidates_for(catalogue, wishes, day) for catalogue, day in (self.before, self.after))
        were, are = _by_id(old), _by_id(new)
        felt_alike = {
            name for name, at in were.items() if name in are and _alike(old.records[at], new.records[are[name]])
        }
        repriced = {name for name in felt_alike if _price(old, were[name]) != _price(new, are[name])}
        same = felt_alike - repriced
        alike = sorted(same)
        come = [at for name, at in are.items() if name not in same]
        return _Difference(
            everybody=_order(old, [were[name] for name in alike]) != _order(new, [are[name] for name in alike]),
            touched=frozenset(name for name in were if name not in same),
            gone=Changed(tuple(old.records[at] for name, at in were.items() if name not in felt_alike)),
            come=Changed(tuple(new.records[at] for at in come)),
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
    both = part.covariance() + usual[..., None]
    after = expected_fit(part.quartic(), part.ideal.astype(float), part.mean.T.astype(float), both)
    highest, lowest = np.maximum(part.attainable, after), np.minimum(part.attainable, after)
    above = part.best - TIED_POINTS - MARGIN_POINTS >= VERDICT_BORDERLINE * highest
    below = part.best + MARGIN_POINTS < VERDICT_BORDERLINE * lowest
    crossed[low] = ~(above | below)
    attainable = kept.attainable.copy()
    attainable[low] = lowest
    return replace(kept, attainable=attainable), crossed


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
