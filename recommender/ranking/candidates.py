"""Which records meet a person's wishes, the offer for each, and their order by price.

Wishes filter and order ties; they never change a fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from catalog.sizes import Offer, offers
from recommender.arrays import Array
from recommender.ranking.bed_vectors import Beds, beds_of
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
    """Records that meet a set of wishes, the offer for each, their order by price, and what was left out."""

    records: tuple[Mattress, ...]
    offers: tuple[Offer | None, ...]
    price_rank: NDArray[np.intp]
    filtered: tuple[tuple[Mattress, str], ...]

    def carries(self, weight_kg: Array) -> NDArray[np.bool_]:
        """(n, m) whether each record's weight limit allows each person."""
        limit = np.array([np.inf if m.weight_max_kg is None else m.weight_max_kg for m in self.records])
        return np.asarray(weight_kg)[:, None] <= limit

    def beds(self, stature_cm: float) -> Beds:
        """What the engine knows of the records under people of a stature class."""
        return _beds(self, stature_cm if self._zoned else USUAL_STATURE_CM)

    @cached_property
    def _zoned(self) -> bool:
        """Whether stature matters: only a zone map lies elsewhere under somebody taller."""
        return any(bed.zones for bed in self.records)


def usual_covariance(catalogue: Catalogue) -> Array:
    """(4, 4) how uncertain a catalogue's beds usually are: that of the record whose level is known as well as the
    median's. Nothing where no bed can be ranked.
    """
    return _usual(candidates_for(catalogue, Wishes()))


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


@lru_cache(maxsize=16)
def _beds(found: Candidates, stature_cm: float) -> Beds:
    return beds_of(found.records, stature_cm)


def candidates_for(catalogue: Catalogue, wishes: Wishes) -> Candidates:
    """Filter a catalogue by wishes alone: size, type, price, stock. A person's weight is considered later.

    Every way to rank a catalogue begins here, so this is where beds get the firmness learnt from outcomes.
    """
    return _candidates(catalogue, wishes, load_offsets())


@lru_cache(maxsize=8)
def _candidates(catalogue: Catalogue, wishes: Wishes, offsets: Offsets | None) -> Candidates:
    kept: list[Mattress] = []
    offered: list[Offer | None] = []
    filtered: list[tuple[Mattress, str]] = []
    for bed in as_felt(catalogue.mattresses, offsets):
        if not rankable(bed):
            continue
        why, offer = _passes(bed, wishes)
        if why:
            filtered.append((bed, why))
        else:
            kept.append(bed)
            offered.append(offer)
    prices = [
        (_price(bed, offer), offer is not None and not offer.price_size_known)
        for bed, offer in zip(kept, offered, strict=True)
    ]
    return Candidates(tuple(kept), tuple(offered), _price_rank(prices, kept, wishes.currency), tuple(filtered))


def _price_rank(
    prices: Sequence[tuple[float | None, bool]], records: Sequence[Mattress], currency: str
) -> NDArray[np.intp]:
    """Rank of each record: known price in the buyer's currency, for a known size, first; then other currencies (nothing
    is converted), then no price; then by id.
    """
    keys = [
        (price is None, record.currency != currency, unsure, price if price is not None else 0.0, neutral(record))
        for (price, unsure), record in zip(prices, records, strict=True)
    ]
    rank = np.empty(len(keys), dtype=np.intp)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return rank


def neutral(record: Mattress) -> str:
    """A place among equals that no brand or spelling decides: an id often begins with a brand."""
    return sha256(record.mattress_id.encode()).hexdigest()


def _price(bed: Mattress, offer: Offer | None) -> float | None:
    return bed.price if offer is None else offer.price


def _passes(bed: Mattress, wishes: Wishes) -> tuple[str, Offer | None]:
    """Why a bed is left out ("" when it is not), and the offer in the chosen size."""
    offer = None
    if wishes.type and bed.type != wishes.type:
        return "other_type", None
    if wishes.in_stock_only and bed.in_stock is False:
        return "out_of_stock", None
    if wishes.size:
        found = offers(bed, *wishes.size)
        if not found:
            return "not_in_size", None
        if wishes.in_stock_only:
            found = tuple(each for each in found if each.in_stock is not False)
        if not found:
            return "out_of_stock", None
        offer = found[0]
    price = _price(bed, offer)
    if wishes.max_price is not None:
        if price is None:
            return "price_unknown", offer
        if bed.currency != wishes.currency:
            return "other_currency", offer
        if price > wishes.max_price:
            return "over_budget", offer
    return "", offer
