"""One person on the beds of a list in one size: fit, weight limit and price of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Mattress
from catalog.sizes import WIDTH_CM, Offer
from recommender.arrays import Array
from recommender.experience.lain_on import beds_under
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, setting_said
from recommender.ranking.candidates import Candidates, neutral
from recommender.ranking.fits import fits_of_beds
from recommender.ranking.spread import chance_and_interval
from recommender.sleeper import Wishes

WIDE_CM = 140.0  # from this width a size is for two, and each of two mattresses has half of it


@dataclass(frozen=True)
class Price:
    """What a record costs in the size wished, else as its source states it; `amount` None where that is not known."""

    amount: float | None = None
    currency: str | None = None
    date: str | None = None
    is_history: bool = False


@dataclass(frozen=True, eq=False)
class Place:
    """One person on m records, each at its settings (rows of `Beds`).

    Attributes:
        size: (width_cm, length_cm) wished; None = any.
        fit: (rows,) expected fit.
        best: (m,) the row of each record that fits best.
        carried: (m,) whether its weight limit allows this person.
    """

    person: FitTarget
    found: Candidates
    size: tuple[float, float] | None
    currency: str
    beds: Beds
    fit: Array
    best: NDArray[np.intp]
    carried: NDArray[np.bool_]

    @property
    def records(self) -> tuple[Mattress, ...]:
        return self.found.records

    @property
    def best_fit(self) -> float:
        """The best of what carries this person; 0 where nothing does."""
        return float(self.fit[self.best][self.carried].max(initial=0.0))

    @property
    def prices(self) -> tuple[Price, ...]:
        return _prices(self.found)

    @cached_property
    def current(self) -> Array:
        """(m,) price by which beds may be ordered: known for this size, not history, in the buyer's currency; else
        NaN.
        """
        usable = (None if p.is_history or p.currency != self.currency else p.amount for p in self.prices)
        return np.array([np.nan if amount is None else amount for amount in usable])

    @property
    def neutral(self) -> NDArray[np.intp]:
        """(m,) rank among records that no brand, spelling or file order decides."""
        return _neutral(self.found)

    @cached_property
    def height_cm(self) -> Array:
        """(m,) height of each mattress; NaN where it is not stated."""
        return np.array([np.nan if bed.height_cm is None else bed.height_cm for bed in self.records])

    @cached_property
    def _chances(self) -> dict[int, float]:
        """Those worked out before: one bed is often the choice of several ways."""
        return {}

    def chance(self, row: int) -> float:
        if row not in self._chances:
            self._chances[row] = float(chance_and_interval(self.person, self.beds, np.array([[row]]))[0][0, 0])
        return self._chances[row]

    def setting(self, row: int) -> dict[str, float | str] | None:
        return setting_said(self.records[self.beds.record[row]], self.beds.setting[row])


def place_of(person: FitTarget, found: Candidates, wishes: Wishes) -> Place:
    beds = beds_under(found, person)
    fit = fits_of_beds(person, beds)[0]
    best, end = beds.start.copy(), np.append(beds.start[1:], len(beds.record))
    for record in np.flatnonzero(beds.several):
        best[record] += np.argmax(fit[best[record] : end[record]])
    carried = found.carries(person.bodies.weight_kg)[0]
    return Place(person, found, wishes.size, wishes.currency, beds, fit, best, carried)


@lru_cache(maxsize=8)  # both have the same records, and so have those who come after them
def _prices(found: Candidates) -> tuple[Price, ...]:
    return tuple(_price(offer) for offer in found.offers)


@lru_cache(maxsize=8)
def _neutral(found: Candidates) -> NDArray[np.intp]:
    rank = np.empty(len(found.records), dtype=np.intp)
    rank[sorted(range(len(rank)), key=lambda i: neutral(found.records[i]))] = np.arange(len(rank))
    return rank


def for_one_bed(wishes: Wishes) -> Wishes | None:
    """The wishes for one bed that carries both; None where none is that wide.

    A size under `WIDE_CM` is what each of them wishes, and so is the budget.
    """
    if wishes.size is None or wishes.size[0] >= WIDE_CM:
        return wishes
    width_cm, length_cm = wishes.size
    if 2 * width_cm > WIDTH_CM[1]:
        return None
    most = None if wishes.max_price is None else 2 * wishes.max_price
    return replace(wishes, size=(2 * width_cm, length_cm), max_price=most)


def for_each(wishes: Wishes) -> Wishes:
    """The wishes for one of two mattresses; a budget for two is checked on the sum, and holds for one as well."""
    size = half_of(wishes.size)
    return wishes if size == wishes.size else replace(wishes, size=size)


def half_of(size: tuple[float, float] | None) -> tuple[float, float] | None:
    return (size[0] / 2, size[1]) if size and size[0] >= WIDE_CM else size


def sum_of(prices: Sequence[Price]) -> Price:
    """The price of all of them; unknown where one is, or where currencies differ."""
    amounts = [price.amount for price in prices if price.amount is not None]
    if len(amounts) < len(prices) or len({price.currency for price in prices}) > 1:
        return Price()
    dates = [price.date for price in prices if price.date is not None]
    oldest = min(dates) if len(dates) == len(prices) else None
    return Price(sum(amounts), prices[0].currency, oldest, any(price.is_history for price in prices))


def _price(offer: Offer) -> Price:
    if offer.price is None or not offer.price_size_known:
        return Price()
    return Price(offer.price, offer.currency, offer.price_date, offer.is_history)
