"""Price, sale and availability of one item."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable

from catalog.dates import known_date, read_date, with_its_year
from catalog.errors import UserError
from catalog.feeds.habits import crown_of
from catalog.feeds.item import Item
from catalog.labels import plain
from catalog.prices import Price, parse_price
from catalog.records.record import FeedRecord
from catalog.selling.delivery import days_in
from catalog.selling.markets import known_markets

_AVAILABILITY = {
    "in_stock": "in stock|instock|available|op voorraad|beschikbaar|ja|yes|oui|y|1|auf lager|an lager|lieferbar|"
    "en stock|sofort lieferbar|verfugbar|limitedavailability|instoreonly|onlineonly|true|voorradig|disponible|"
    "direct leverbaar|uit voorraad leverbaar|vorratig|disponibile|disponivel|dostepny|i lager|pa lager|skladem|"
    "en existencia|si|en almacen|in magazzino|disponibile subito",
    "out_of_stock": "out of stock|outofstock|soldout|sold out|rupture|vergriffen|esaurito|non disponibile|agotado|"
    "fuera de stock|non in magazzino|"
    "sin stock|esgotado|niedostepny|slut i lager|udsolgt|slutsald|ikke pa lager|vyprodano|"
    "niet op voorraad|niet beschikbaar|niet leverbaar|nee|no|"
    "non|nein|n|0|nicht lieferbar|nicht verfugbar|nicht auf lager|rupture de stock|en rupture|indisponible|epuise|"
    "discontinued|uitverkocht|tijdelijk uitverkocht|ausverkauft|false|not available|unavailable|not in stock",
    "preorder": "preorder|pre order|presale|vorbestellbar|vorbestellung|reserveren|precommande",
    "backorder": "backorder|back order|onbackorder|nabestelling|nalevering|available for order|madetoorder|"
    "made to order|op bestelling|auf bestellung|bestellbar|sur commande|available on backorder",
}
_AVAILABLE = {word: name for name, words in _AVAILABILITY.items() for word in words.split("|")}
_STARTS = sorted((word for word in _AVAILABLE if len(word) > 5), key=len, reverse=True)
_IN_STOCK = re.compile(r"[<>]?\s*(\d{1,9})(?:[.,]0+)?\s*\+?(?: (?:stuks?|st|stuck|pieces|op voorraad|in stock))?")
_BETWEEN_DAYS = re.compile(
    r"\s+[-–—/]\s+|\s*[–—]\s*|(?<=\d\.)-(?=\d)|\s+(?:t/m|tot en met|tot|to|until|till|bis|au|jusqu'au|al|do)\s+",
    re.IGNORECASE,
)
# Before a single day: what stands first says which end of a sale it is.
_UNTIL = re.compile(
    r"\s*(?:(?:geldig|gultig|gültig|valid|valable)\s+)?"
    r"(?:t/m|tot en met|tot|until|till|through|bis(?: zum)?|jusqu'au|au)\s+(?=\S)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\s*(?:(?:geldig|gultig|gültig|valid|valable)\s+)?(?:vanaf|van|from|since|starting|ab|vom|von|seit|du|des|dès)\s+(?=\S)",
    re.IGNORECASE,
)
_PLAIN_PRICE = re.compile(r"\d+\.\d{1,2}( [A-Z]{3})?|\d+")


def read_prices(item: Item, record: FeedRecord, today: dt.date) -> None:
    """The regular price and a lower sale price, in one currency; a price of zero rejects the record."""
    price, sale = (_price(item, name, text) for name, text in (("price", item.price), ("sale_price", item.sale_price)))
    if price is None:
        if not item.price.strip():
            item.note("no_price", "price")
        return
    record.currency = price.currency
    record.price = round(price.amount, 2)
    if price.currency is None and item.has_currency:
        item.note("price_no_currency", "price", item.price)
    if price.amount == 0:
        item.refuse("zero_price", "price", item.price)
    if sale and 0 < sale.amount < price.amount and sale.currency in (None, price.currency):
        record.sale_price = round(sale.amount, 2)
        record.sale_runs, record.sale_from, record.sale_until = _period_of(item, today)
        if not record.sale_runs:
            item.note("sale_not_now", "sale_price", _period(item))
    elif sale:
        item.note("sale_not_lower", "sale_price", item.sale_price)
    until = item.attributes.get("price_valid_until", "")
    if until and (day := _day(item, until, "price")) and _ended(day, today):
        record.price_until = day
        item.note("price_valid_until", "price", until)


@functools.lru_cache(maxsize=10_000)
def _available(stated: str) -> str | None:
    """The listed value a text stands for: a word, a number in stock, or a sentence that starts with one."""
    words = " ".join(re.sub(r"[_-]", " ", plain(stated)).split()).strip(" .!")
    if known := _AVAILABLE.get(words) or _AVAILABLE.get(words.replace(" ", "")):
        return known
    if amount := _IN_STOCK.fullmatch(words):
        return "in_stock" if int(amount[1]) > 0 else "out_of_stock"
    return next((_AVAILABLE[start] for start in _STARTS if words.startswith(start)), None)


def _period_of(item: Item, today: dt.date) -> tuple[bool, str | None, str | None]:
    """Whether a sale price counts today, and the first and last day of a sale that is not over, where they are stated.

    A sale without dates counts; one with a date that cannot be read does not.
    """
    stated = item.attributes.get
    starts, ends = [stated("sale_starts", "")], [stated("sale_ends", ""), stated("price_valid_until", "")]
    if period := stated("sale_dates", ""):
        first, separator, last = _parts_of(period)
        if not separator:
            item.note("date_unreadable", "sale_price", period)
            return False, None, None
        if not (_UNTIL.match(first) or _SINCE.match(last)):
            first, last = (
                with_its_year(_bare(first), _bare(last), begins=True),
                with_its_year(_bare(last), _bare(first), begins=False),
            )
        starts.append(first)
        ends.append(last)
    beside = (*starts, *ends)
    first_days = [_day(item, each, "sale_price", beside) for each in starts if each.strip()]
    last_days = [_day(item, each, "sale_price", beside) for each in ends if each.strip()]
    if any(map(_UNTIL.match, starts)) or any(map(_SINCE.match, ends)):  # a start that says until, an end that says from
        item.note("date_unreadable", "sale_price", _period(item))
        return False, None, None
    known_starts, known_ends = [day for day in first_days if day], [day for day in last_days if day]
    readable = len(known_starts) == len(first_days) and len(known_ends) == len(last_days)
    if not readable or any(_ended(day, today) for day in known_ends):
        return False, None, None
    begun = all(day <= today.isoformat()[: len(day)] for day in known_starts)
    return begun, max(known_starts, default=None), min(known_ends, default=None)


def _parts_of(period: str) -> tuple[str, str, str]:
    """First and last day of a period with what stands between them; either may be empty, as in "2026-11-01/"."""
    if match := _UNTIL.match(period):
        return "", match[0], period[match.end() :]
    if match := _BETWEEN_DAYS.search(period):
        return period[: match.start()], match[0], period[match.end() :]
    if match := _SINCE.match(period):
        return period[match.end() :], match[0], ""
    return period.partition("/") if period.count("/") == 1 else (period, "", "")


def _period(item: Item) -> str:
    names = ("sale_dates", "sale_starts", "sale_ends", "price_valid_until")
    return " / ".join(text for name in names if (text := item.attributes.get(name, "")))


def _ended(until: str, today: dt.date) -> bool:
    """Whether a day, month or year is over: the price of a month holds until its last day."""
    return until < today.isoformat()[: len(until)]


def _bare(day: str) -> str:
    """A day without the word that says which end of a period it is; the column or the period has told."""
    end = _UNTIL.match(day) or _SINCE.match(day)
    return day[end.end() :] if end else day


def _day(item: Item, stated: str, of: str, beside: Iterable[str] = ()) -> str | None:
    """A date in ISO form; None after a finding that names the price it is of, where it cannot be read."""
    try:
        day = read_date(_bare(stated), [_bare(text) for text in beside])
    except UserError:
        item.note("date_unreadable", of, stated)
        return None
    if not known_date(stated.strip()[: len(day)]):
        item.note("date_spelling", of, stated)
    return day


def _price(item: Item, name: str, text: str) -> Price | None:
    if not text.strip():
        return None
    try:
        price = parse_price(text, item.decimal or item.habits.decimal, crown_of(item))
    except UserError:
        item.note("price_unreadable", name, text)
        return None
    if item.habits.cents and text.strip().isdigit():
        item.note("price_unreadable", name, text)
        return None
    if price.lowest:
        item.note("price_range", name, text)
    if not _PLAIN_PRICE.fullmatch(text.strip()):
        item.note("price_spelling", name, text)
    return price


def read_markets_and_delivery(item: Item, record: FeedRecord) -> None:
    """The countries it is sold in, and the most days until it is delivered, where they are stated."""
    if stated := item.attributes.get("market", ""):
        record.markets = known_markets(stated)
        if not record.markets:
            item.note("market_unreadable", "market", stated)
    if stated := item.attributes.get("delivery", ""):
        record.delivery_days = days_in(stated[:80])
        if record.delivery_days is None and _available(stated[:80]) is None:
            item.note("delivery_unreadable", "delivery", stated)


def read_availability(item: Item, record: FeedRecord) -> None:
    """in_stock, out_of_stock, preorder or backorder; None where it is not stated or cannot be read."""
    stated = item.availability.strip()
    if not stated:
        return
    record.availability = _available(stated[:80])
    if record.availability is None and days_in(stated[:80]) is not None:
        return  # how long it takes says nothing of the stock
    if record.availability is None:
        item.note("availability_unreadable", "availability", stated)
    elif record.availability in ("backorder", "out_of_stock"):
        item.note(record.availability, "availability", stated)
    elif stated != record.availability and stated not in ("InStock", "PreOrder"):
        item.note("availability_spelling", "availability", stated)
