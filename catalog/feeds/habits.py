"""How a feed writes numbers and names that can be read in several ways.

A bare "5" is the firmest H-grade in one shop and the middle of a scale of ten in the next: what the first records show
together tells.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Literal

from catalog.errors import UserError
from catalog.feeds.item import Habits, Item
from catalog.feeds.size_names import Market, market_of
from catalog.prices import Decimal, parse_price

FEWEST_IN_CENTS, LOWEST_IN_CENTS = 5, 5_000  # prices, all whole and without a currency, and the lowest of them. ASSUMED
JUDGED = 2000  # records at the start of a feed; so many are held in memory
_BARE = re.compile(r"\d{1,3}(?:[.,]\d+)?")
_OF_TEN = re.compile(r"\d(?:[.,]\d)?\s*(?:/|out of|of|van de|van|uit|von|sur)\s*10(?!\d)")
_DECIMALS = {
    sign: re.compile(rf"\d{re.escape(sign)}(?:\d{{1,2}}|\d{{4,}})(?!\d)|\d{{4}}{re.escape(sign)}\d") for sign in ".,"
}


def with_habits(items: Iterable[Item]) -> Iterator[Item]:
    """The items of a feed, each knowing the habits of the whole."""
    pending = iter(items)
    first = list(itertools.islice(pending, JUDGED))
    habits = habits_of(first)
    for item in itertools.chain(first, pending):
        item.habits = habits
        yield item


def habits_of(items: Sequence[Item]) -> Habits:
    """What the records of a feed show together."""
    prices = [text for item in items if not item.decimal for text in (item.price, item.sale_price) if text]
    firmness = _firmness(item.attributes.get("firmness", "") for item in items)
    return Habits(_market(items), firmness, _decimal(prices), _may_be_cents(prices))


def _market(items: Sequence[Item]) -> Market:
    currencies = set()
    for item in items:
        with suppress(UserError):
            currencies.add(parse_price(item.price, item.decimal).currency)
    known = currencies - {None}
    if len(known) > 1:
        return ""
    return market_of({item.attributes.get("size", "") for item in items}, known.pop() if known else None)


def _firmness(stated: Iterable[str]) -> Literal["H-grade", "1-10", ""]:
    """The scale of a column's bare numbers: grades end at H5 and are whole or half."""
    values = {text.strip() for text in stated}
    numbers = [float(text.replace(",", ".")) for text in values if _BARE.fullmatch(text)]
    if any(number > 10 for number in numbers):
        return ""
    of_ten = any(_OF_TEN.search(text) for text in values)
    return "1-10" if of_ten or any(number > 5 or number * 2 % 1 for number in numbers) else "H-grade"


def _decimal(prices: Iterable[str]) -> Decimal:
    """The decimal sign of a column of prices, where some of them show it and none shows the other."""
    known = list(prices)
    point, comma = (any(map(_DECIMALS[sign].search, known)) for sign in ".,")
    if point == comma:
        return ""
    return "." if point else ","


def _may_be_cents(prices: Sequence[str]) -> bool:
    """Whether all prices of a table are whole numbers so high that a whole range would cost thousands."""
    bare = [text.strip() for text in prices]
    if len(bare) < FEWEST_IN_CENTS or not all(text.isascii() and text.isdigit() and len(text) < 9 for text in bare):
        return False
    return min(map(int, bare)) >= LOWEST_IN_CENTS
