"""Which records meet a person's wishes, the offer for each, and what decides among beds that fit as well.

Wishes filter and order ties; they never change a fit. Prices are judged on the day asked for: one over a year old, or
of no stated size, neither filters nor orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from catalog.selling.markets import is_sold_in
from catalog.sizes import Offer, offer_in_any_size, offers
from recommender.arrays import Array, Remembered
from recommender.ranking.bed_vectors import MOST_BYTES, Beds, Known, known_of
from recommender.ranking.learnt import Offsets, as_felt, load_offsets
from recommender.ranking.measured import measured_hardness
from recommender.sleeper import Wishes

USUAL_STATURE_CM = 173.0  # the class in the middle, for what is asked of a catalogue and not of a person


def rankable(mattress: Mattress) -> bool:
    if mattress.firmness is not None or measured_hardness(mattress) is not None:
        return True
    return mattress.adjust_min is not None and mattress.adjust_max is not None


@dataclass(frozen=True, eq=False)
class Candidates:
    """Records that meet a set of wishes, the offer for each, and what was left out.

    Attributes:
        price_rank: (m,) rank by known price in the size wished for, the least first; equal prices share a rank, and so
            do all that are not known. 0 for all where no size is wished for: no two prices are then of one thing.
        alike_rank: (m,) rank among beds of the same fit: by price, then neutral; no two share one.
    """

    records: tuple[Mattress, ...]
    offers: tuple[Offer, ...]
    price_rank: NDArray[np.intp]
    alike_rank: NDArray[np.intp]
    filtered: tuple[tuple[Mattress, str], ...]

    def carries(self, weight_kg: Array) -> NDArray[np.bool_]:
        """(n, m) whether each record's weight limit allows each person."""
        return np.asarray(weight_kg)[:, None] <= self._limit_kg

    def beds(self, stature_cm: float) -> Beds:
        """What the engine knows of the records under people of a stature class."""
        beds: Beds = _beds(self, stature_cm if self._zoned else USUAL_STATURE_CM)
        return beds

    @cached_property
    def known(self) -> Known:
        """What the engine knows of the records, whoever lies on them."""
        return known_of(self.records)

    @cached_property
    def ids(self) -> NDArray[np.object_]:
        """(m,) of the records."""
        return np.array([bed.mattress_id for bed in self.records], dtype=object)

    @cached_property
    def _limit_kg(self) -> Array:
        """(m,) weight limit of each record; infinite where none is stated."""
        return np.array([np.inf if bed.weight_max_kg is None else bed.weight_max_kg for bed in self.records])

    @cached_property
    def _zoned(self) -> bool:
        """Whether stature matters: only a zone map lies elsewhere under somebody taller."""
        return any(bed.zones for bed in self.records)


def day_asked(as_of: date | None) -> date:
    """The day on which prices are judged: today where none is given. Nothing else in the engine looks at the clock."""
    return date.today() if as_of is None else as_of


def usual_covariance(catalogue: Catalogue, as_of: date | None = None) -> Array:
    """(4, 4) how uncertain a catalogue's beds usually are: that of the record whose level is known as well as the
    median's. Nothing where no bed can be ranked. The same on every day; the day only finds what is worked out already.
    """
    return _usual(candidates_for(catalogue, Wishes(), as_of))


@lru_cache(maxsize=8)
def _usual(found: Candidates) -> Array:
    if not found.records:
        return np.zeros((4, 4))
    beds = found.beds(USUAL_STATURE_CM)
    first = np.unique(beds.record, return_index=True)[1]
    covariance = np.round(beds.covariance[first], 12).reshape(len(first), 16)
    level = beds.covariance[first][:, :3, :3].sum(axis=(1, 2)).round(12)
    order = np.lexsort((*covariance.T, level))  # by all of it, so that no row order decides
    usual: Array = covariance[order[(len(order) - 1) // 2]].reshape(4, 4)
    # To two digits, so that a bed more or less in a list changes nobody's attainable fit.
    digits = 10.0 ** (1 - np.floor(np.log10(np.maximum(np.abs(usual), 1e-6))))
    return np.asarray(np.round(usual * digits) / digits)


# A list with zones is another one under every stature: about thirty classes of it in any block of people.
_beds = Remembered(lambda found, stature_cm: found.known.under(stature_cm), lambda beds: beds.nbytes, MOST_BYTES)


def candidates_for(catalogue: Catalogue, wishes: Wishes, as_of: date | None = None) -> Candidates:
    """Filter a catalogue by wishes alone: type, market, size, stock, price. A person's weight is considered later.

    Every way to rank a catalogue begins here, so this is where beds get the firmness learnt from outcomes.

    Args:
        as_of: the day on which prices and sales are judged; None: today.
    """
    return _candidates(catalogue, wishes, load_offsets(), day_asked(as_of))


@lru_cache(maxsize=8)
def _candidates(catalogue: Catalogue, wishes: Wishes, offsets: Offsets | None, as_of: date) -> Candidates:
    kept: list[Mattress] = []
    offered: list[Offer] = []
    filtered: list[tuple[Mattress, str]] = []
    for bed in as_felt(catalogue.mattresses, offsets):
        if not rankable(bed):
            continue
        why, offer = _passes(bed, wishes, ways_to_buy(bed, wishes, as_of, catalogue.source_date))
        if offer is None:
            filtered.append((bed, why))
        else:
            kept.append(bed)
            offered.append(offer)
    return Candidates(tuple(kept), tuple(offered), *_ranks(offered, kept, wishes), tuple(filtered))


def ways_to_buy(bed: Mattress, wishes: Wishes, as_of: date, listed: str) -> tuple[Offer, ...]:
    """Every way to have a bed in the size wished for, whole before halves; without a size the one its source shows."""
    if wishes.size is None:
        return (offer_in_any_size(bed, as_of=as_of, listed=listed),)
    return offers(bed, *wishes.size, as_of=as_of, listed=listed)


def within_reach(bed: Mattress, wishes: Wishes, as_of: date, listed: str) -> bool:
    """Whether a bed is sold where somebody buys, in the size they want: any other is no choice they still have."""
    if wishes.markets and is_sold_in(bed.markets, wishes.markets) is False:
        return False
    return wishes.size is None or bool(ways_to_buy(bed, wishes, as_of, listed))


def wish_not_met(bed: Mattress, wishes: Wishes, as_of: date, listed: str) -> str:
    """Why wishes leave a bed out, whatever is known of its firmness; "" where it meets them."""
    return _passes(bed, wishes, ways_to_buy(bed, wishes, as_of, listed))[0]


def _ranks(
    found: Sequence[Offer], records: Sequence[Mattress], wishes: Wishes
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """`price_rank` and `alike_rank` of each record: current prices in the buyer's currency first, lowest first. Every
    other price tells as little as none, one in another currency too, for nothing is converted. A list with prices in
    one other currency only is compared in that.
    """
    asked = {offer.currency for offer in found if offer.is_current}
    compared = next(iter(asked)) if len(asked) == 1 else wishes.currency
    known = [offer.is_current and offer.currency == compared for offer in found]
    price = [(offer.price or 0.0) if one else np.inf for offer, one in zip(found, known, strict=True)]
    place = {amount: rank for rank, amount in enumerate(sorted(set(price)))}
    by_price = np.array([place[amount] for amount in price], dtype=np.intp)
    neutrally = [neutral(record) for record in records]
    alike = np.empty(len(price), dtype=np.intp)
    alike[sorted(range(len(price)), key=lambda i: (price[i], neutrally[i]))] = np.arange(len(price))
    return (by_price if wishes.size else np.zeros_like(by_price)), alike


def neutral(record: Mattress) -> str:
    """A place among equals that no brand or spelling decides: an id often begins with a brand."""
    return sha256(record.mattress_id.encode()).hexdigest()


def _passes(bed: Mattress, wishes: Wishes, found: Sequence[Offer]) -> tuple[str, Offer | None]:
    """Why a bed is left out, or else the first of the ways to buy it that meets every wish.

    A bed whose market nobody states passes: it may be sold here.
    """
    if wishes.floor is not None and bed.mattress_id not in wishes.floor:
        return "not_on_floor", None
    if wishes.type and bed.type != wishes.type:
        return "other_type", None
    if wishes.markets and is_sold_in(bed.markets, wishes.markets) is False:
        return "not_in_market", None
    if not found:
        return "not_in_size", None
    if wishes.in_stock_only:
        found = [offer for offer in found if offer.in_stock is not False]
        if not found:
            return "out_of_stock", None
    why = [_over_budget(offer, wishes) for offer in found]
    return ("", found[why.index("")]) if "" in why else (why[0], None)


def _over_budget(offer: Offer, wishes: Wishes) -> str:
    """Why an offer does not meet a budget; "" where it does, or there is none. What is not known is never taken as
    met.
    """
    if wishes.max_price is None:
        return ""
    if offer.price is None or not offer.price_size_known:
        return "price_unknown"
    if offer.is_history:
        return "price_historic"
    if offer.currency != wishes.currency:
        return "other_currency"
    return "over_budget" if offer.price > wishes.max_price else ""
