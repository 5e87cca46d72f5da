"""What a set of wishes leaves of several catalogues, and what people choose from it.

A first choice is a bed of the first tie group, the cheapest first, so of beds that feel the same only the cheapest
counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.comparison import KIND_OF_FIELD
from catalog.mattress import Catalogue, Mattress
from recommender.arrays import Array
from recommender.experience.lain_on import as_lain_on
from recommender.fit_target import FitTarget
from recommender.matching import VERDICT_BORDERLINE
from recommender.ranking.bed_vectors import Beds, Known, known_of, stature_class
from recommender.ranking.candidates import candidates_for, usual_covariance
from recommender.ranking.fits import Tiebreak, attainable_fit, score
from recommender.ranking.ties import first_of, tie_groups
from recommender.sleeper import Wishes

Listed = tuple[Catalogue, date]  # a catalogue, and the day on which its prices are judged
PAIRS = 400_000  # people x beds scored at once, which bounds memory

_DATES_OF_PRICES = {"price_date": "price", "source_date": "price"}  # they tell whether a price is history
FIELDS: dict[str, tuple[str, ...]] = {
    kind: tuple(name for name, its in ({**KIND_OF_FIELD, **_DATES_OF_PRICES}).items() if its == kind)
    for kind in set(KIND_OF_FIELD.values())
}
felt = attrgetter(*FIELDS["firmness"], *FIELDS["zones"])  # all that a body notices: equal here, equal in fit


@dataclass(frozen=True)
class Shelf:
    """What one set of wishes leaves of s catalogues; of k beds that feel different the cheapest record of each.

    Attributes:
        beds: (k,) a record of each.
        price_rank, alike_rank: (s, k) of the cheapest, as in `Candidates`; inf where the catalogue has none.
        mattress_id: (s, k) its id.
        usual: (s, 4, 4) how uncertain the beds of each catalogue usually are.
    """

    beds: tuple[Mattress, ...]
    price_rank: Array
    alike_rank: Array
    mattress_id: NDArray[np.object_]
    usual: Array

    @cached_property
    def known(self) -> Known:
        """What the engine knows of the beds, whoever lies on them."""
        return known_of(self.beds)

    @cached_property
    def limit_kg(self) -> Array:
        return np.array([np.inf if bed.weight_max_kg is None else bed.weight_max_kg for bed in self.beds])

    def same_for_all(self) -> bool:
        """Whether every catalogue offers the same beds, as well known as usual, in the same order of price: then
        nobody's choice differs.
        """
        order = np.argsort(self.alike_rank, axis=1, kind="stable")
        price = np.array([np.unique(ranks, return_inverse=True)[1] for ranks in self.price_rank])
        same = (order, price, self.mattress_id, self.usual)
        return all(bool((each == each[0]).all()) for each in same)


@dataclass(frozen=True)
class Choices:
    """(s, n) id (None: no bed passes) and fit of the first choice; (s, k) whether the bed is close for anybody."""

    mattress_id: NDArray[np.object_]
    fit: Array
    close: NDArray[np.bool_]


def shelf_of(listed: Sequence[Listed], wishes: Wishes, lain_on: frozenset[str] = frozenset()) -> Shelf:
    """`lain_on`: ids of beds that are not what others that feel the same are, for the people asked about."""
    number: dict[Any, int] = {}
    beds: list[Mattress] = []
    cheapest: list[dict[int, tuple[int, int, str]]] = []
    for catalogue, day in listed:
        found = candidates_for(catalogue, wishes, day)
        best: dict[int, tuple[int, int, str]] = {}
        ranks = zip(found.price_rank.tolist(), found.alike_rank.tolist(), strict=True)
        for bed, (price, alike) in zip(found.records, ranks, strict=True):
            apart = bed.mattress_id if bed.mattress_id in lain_on else ""
            k = number.setdefault((felt(bed), apart), len(beds))
            if k == len(beds):
                beds.append(bed)
            if k not in best or (price, alike) < best[k][:2]:
                best[k] = (price, alike, bed.mattress_id)
        cheapest.append(best)
    by_price, among_alike = np.full((2, len(listed), len(beds)), np.inf)
    names = np.full(by_price.shape, None, dtype=object)
    for s, best in enumerate(cheapest):
        for k, of_best in best.items():
            by_price[s, k], among_alike[s, k], names[s, k] = of_best
    usual = np.array([usual_covariance(each, day) for each, day in listed])
    return Shelf(tuple(beds), by_price, among_alike, names, usual)


def choose(target: FitTarget, shelf: Shelf) -> Choices:
    """First choice of each person in each catalogue of a shelf; no bed is worked out twice. Of one catalogue alone only
    what can come first is, and `close` is of that.
    """
    shape = (len(shelf.alike_rank), len(target))
    choices = Choices(
        np.full(shape, None, dtype=object), np.full(shape, np.nan), np.zeros(shelf.alike_rank.shape, dtype=bool)
    )
    if not shelf.beds:
        return choices
    zoned = any(bed.zones for bed in shelf.beds)  # only a zone map lies elsewhere under somebody taller
    classes = stature_class(target.bodies.height_cm) if zoned else np.zeros(len(target))
    block = max(1, PAIRS // len(shelf.beds))
    for stature in np.unique(classes):
        beds = shelf.known.under(float(stature))
        people = np.flatnonzero(classes == stature)
        alone = np.array([bool(lain) for lain in target.lain_on[people]], dtype=bool)
        for i in people[alone]:
            mine = as_lain_on(beds, shelf.beds, target[int(i)])
            _choose_alike(target, np.array([i], dtype=np.intp), mine, shelf, choices)
        people = people[~alone]
        for start in range(0, len(people), block):
            _choose_alike(target, people[start : start + block], beds, shelf, choices)
    return choices


def choose_each(targets: Sequence[FitTarget], shelf: Shelf) -> Choices:
    """The same for people who are not the same in each catalogue of a shelf: (s,) targets of them."""
    each = [choose(target, shelf) for target in targets]
    mattress_id, fit, close = (
        np.stack([getattr(choices, name)[s] for s, choices in enumerate(each)])
        for name in ("mattress_id", "fit", "close")
    )
    return Choices(mattress_id, fit, close)


def _choose_alike(target: FitTarget, rows: NDArray[np.intp], beds: Beds, shelf: Shelf, choices: Choices) -> None:
    """Fill in the choices of people of one stature class."""
    part = target.take(rows)
    carried = part.bodies.weight_kg[:, None] <= shelf.limit_kg
    offered = [carried & np.isfinite(rank) for rank in shelf.alike_rank]
    least = [VERDICT_BORDERLINE * attainable_fit(part, usual) for usual in shelf.usual]
    tiebreak = Tiebreak(shelf.price_rank[0].astype(np.intp), least[0]) if len(offered) == 1 else None
    fit = score(part, beds, offered, 1, tiebreak=tiebreak).fit
    across = np.arange(len(rows))
    for s in range(len(offered)):
        close = (tie_groups(fit, offered[s], 1) == 1) & (fit >= least[s][:, None])
        first = first_of(close, shelf.price_rank[s], fit, shelf.alike_rank[s])
        some = close[across, first]
        choices.mattress_id[s, rows[some]] = shelf.mattress_id[s, first[some]]
        choices.fit[s, rows[some]] = fit[across, first][some]
        choices.close[s] |= close.any(axis=0)
