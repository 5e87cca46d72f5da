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
from catalog.prices import CROWNS, Decimal, parse_price
from catalog.selling.markets import known_markets

FEWEST_IN_CENTS, LOWEST_IN_CENTS = 5, 5_000  # prices, all whole and without a currency, and the lowest of them. ASSUMED
_ANY_CROWN = "SEK"  # no names of sizes are those of a market in any of them
JUDGED = 2000  # records at the start of a feed; so many are held in memory
_IN_CROWNS = re.compile(r"(?<![a-z])kr(?![a-z])", re.IGNORECASE)
_NAMED_CROWN = re.compile("|".join(sorted(set(CROWNS.values()))))
_HOST_IN_CROWNS = re.compile(r"https?://[^/?#:]+\.(se|dk|no|fo|gl)(?=[/?#:]|$)", re.IGNORECASE)
# Letters and words that only one of three languages so alike writes; a feed with those of two says nothing.
_SPOKEN = {
    "SEK": re.compile(r"[äö]"),
    "DKK": re.compile(r"(?<!\w)\w*madras(?!\w)"),
    "NOK": re.compile(r"(?s)(?=.*[æø]).*(?<!\w)\w*madrass(?!\w)"),
}
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
    return Habits(_market(items), firmness, _decimal(prices), _may_be_cents(prices), _crown(items))


def crown_of(item: Item) -> str | None:
    """The currency that "kr" means in a record: that of the one country it is sold in, else that of the whole feed."""
    sold = {CROWNS.get(market) for market in known_markets(item.attributes.get("market", ""))} - {None}
    return sold.pop() if len(sold) == 1 else item.habits.crown


def _crown(items: Sequence[Item]) -> str | None:
    """By the currency that other prices name, the countries, the addresses, or else the language of the names."""
    prices = [text for item in items for text in (item.price, item.sale_price)]
    if not any(_IN_CROWNS.search(text) for text in prices):
        return None
    named = {code for text in prices for code in _NAMED_CROWN.findall(text)}
    sold = {CROWNS[m] for item in items for m in known_markets(item.attributes.get("market", "")) if m in CROWNS}
    hosts = {CROWNS[end[1].upper()] for item in items if (end := _HOST_IN_CROWNS.match(item.url))}
    for known in (named, sold, hosts):
        if known:
            return known.pop() if len(known) == 1 else None
    words = " ".join(f"{item.title} {item.category} {item.description[:200]}" for item in items).casefold()
    spoken = {currency for currency, pattern in _SPOKEN.items() if pattern.search(words)}
    return spoken.pop() if len(spoken) == 1 else None


def _market(items: Sequence[Item]) -> Market:
    currencies = set()
    for item in items:
        with suppress(UserError):
            currencies.add(parse_price(item.price, item.decimal, _ANY_CROWN).currency)
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
