"""Prices that no mattress has, or not this one: 12.99 where the other sizes cost 1,299.

Such a price would win every comparison of value, so it is left out: unknown is true, and a wrong price is not. Whether
it is far off is judged for each square metre, by what the mattress costs in its other sizes and firmnesses, and by what
the other mattresses of the list cost in its currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from catalog.findings import finding
from catalog.labels import plain
from catalog.mattress import Finding, Mattress, Sale, Size
from catalog.prices import PLAIN_RANGE
from catalog.selling.size_cells import figure

# For each square metre none of the 195 prices of the reference list is under a seventh of the median of its currency;
# of the lowest no two that follow each other are a factor of two apart, and those of one mattress lie within a third
# of each other. The limits lie well beyond: a slip of the decimal sign is ten or a hundred times. ASSUMED
UNLIKE = 4.0  # times more or less than in the other sizes
GAP = 5.0  # times less than the next price of the list
BELOW_MEDIAN = 20.0  # times less than the median of the list
FEWEST = 10  # prices that make a list
FEW = 0.1  # share of a list that may stand apart below a gap: more of it is a cheap range
GIVEN_AWAY = 10.0  # times less than the regular price
SMALLEST_M2 = 1.6  # 80x200: of a price whose size is not stated, so that it never seems lower than it is
_Of = tuple[int, Size | None]  # the place of a mattress in its list, and the size; None: it is not stated
_DEAR_UNITS = ("BHD", "JOD", "KWD", "OMR")  # a few of them buy a mattress


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for one size of a model; `area_m2` is None where the size is not stated."""

    model: Hashable
    currency: str | None
    price: float
    sale: float | None = None
    area_m2: float | None = None

    @property
    def per_m2(self) -> float:
        return self.price / (self.area_m2 or SMALLEST_M2)


def doubts(prices: Sequence[Asked]) -> list[str]:
    """For each price of a list the key of the finding that tells why it is in doubt, "" where it is not."""
    found = [_alone(each) for each in prices]
    models: dict[Hashable, list[int]] = defaultdict(list)
    for at, each in enumerate(prices):
        if not found[at] and each.area_m2:
            models[each.model, each.currency].append(at)
    for places in models.values():
        usual = _usual([prices[at].per_m2 for at in places])
        for at in places:
            if not usual / UNLIKE <= prices[at].per_m2 <= usual * UNLIKE:
                found[at] = "price_unlike_sizes"
    lists: dict[str | None, list[float]] = defaultdict(list)
    for at, each in enumerate(prices):
        if not found[at]:
            lists[each.currency].append(each.per_m2)
    least = {currency: _least(per_m2) for currency, per_m2 in lists.items()}
    for at, each in enumerate(prices):
        if not found[at] and each.per_m2 < least[each.currency]:
            found[at] = "price_too_low"
    return found


def _alone(asked: Asked) -> str:
    """What a price says by itself."""
    lowest = 0.0 if asked.currency in _DEAR_UNITS else PLAIN_RANGE[0]
    if min(asked.price, asked.sale or asked.price) < lowest:
        return "price_too_low"
    return "sale_too_low" if asked.sale and asked.sale * GIVEN_AWAY <= asked.price else ""


def _usual(per_m2: Sequence[float]) -> float:
    """What a mattress usually costs. Where half of its prices are far from the others nobody knows: infinite, so that
    all are in doubt.
    """
    ordered = sorted(per_m2)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return float("inf") if high > UNLIKE * low else (low + high) / 2


def _least(per_m2: Sequence[float]) -> float:
    """The least that a mattress costs in a list; 0 where too few prices tell."""
    if len(per_m2) < FEWEST:
        return 0.0
    ordered = sorted(per_m2)
    few = max(int(FEW * len(ordered)), 1)
    gaps = (high for low, high in pairwise(ordered[: few + 1]) if high > GAP * low)
    return max((median(ordered) / BELOW_MEDIAN, *gaps))


def without_doubtful(beds: Iterable[Mattress], where: Sequence[str]) -> tuple[list[Mattress], list[Finding]]:
    """The mattresses of a list without the prices in doubt, and a finding for each of these.

    `where`: the row of each mattress.
    """
    known = list(beds)
    asked: dict[_Of, Asked] = {}
    for at, bed in enumerate(known):
        model = (plain(bed.brand), plain(bed.model))
        for size in bed.sizes:
            if size.price is not None:
                asked[at, _place(size)] = Asked(model, bed.currency, size.price, _sale(size.sale), _area_m2(size))
        if bed.price is not None:
            of = bed.price_size and _place(bed.price_size)
            area_m2 = _area_m2(of) if of else None
            asked.setdefault((at, of), Asked(model, bed.currency, bed.price, _sale(bed.sale), area_m2))
    keys = dict(zip(asked, doubts(list(asked.values())), strict=True))
    doubtful = {of: key for of, key in keys.items() if key}
    for at in {at for at, _ in doubtful}:
        known[at] = _without(known[at], at, doubtful)
    return known, [finding(key, "price", told(asked[of]), where[of[0]]) for of, key in doubtful.items()]


def told(asked: Asked) -> str:
    """A price in doubt as a finding shows it: "12.99", or "12.99 / 1299" for a sale and its regular price."""
    return " / ".join(figure(price) for price in (asked.sale, asked.price) if price is not None)


def _without(bed: Mattress, at: int, doubtful: Container[_Of]) -> Mattress:
    sizes = tuple(
        replace(size, price=None, price_date=None, sale=None) if (at, _place(size)) in doubtful else size
        for size in bed.sizes
    )
    if (at, bed.price_size and _place(bed.price_size)) not in doubtful:
        return replace(bed, sizes=sizes)
    return replace(bed, sizes=sizes, price=None, price_size=None, sale=None)


def _place(size: Size) -> Size:
    return Size(size.width_cm, size.length_cm)


def _sale(sale: Sale | None) -> float | None:
    return None if sale is None else sale.price


def _area_m2(size: Size) -> float:
    return size.width_cm * size.length_cm / 1e4
