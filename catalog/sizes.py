"""Mattress sizes: reading every spelling, and what a model costs in the size a person wants."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from dataclasses import dataclass, replace

from catalog.dates import first_day
from catalog.errors import UserError
from catalog.mattress import Mattress, Sale, Size

WIDTH_CM = (30.0, 240.0)  # a cot to the widest family bed
LENGTH_CM = (60.0, 240.0)
LONGEST_VALUE = 40  # characters; a feed repeats the same short values
SAME_SIZE_CM = 0.6  # 153 and 152.4 are one size; 80 and 81 are not
SHORTEST_ADULT_CM = 185.0  # no adult's mattress is shorter
USUAL_SIZE = (90.0, 200.0)  # its price is shown where no size is chosen
NARROWEST_HALF_CM = 70.0  # narrower halves are not sold for adults

_NUMBER = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_UNIT = r"(?:\s*((?:cm|mm|m|inches|inch|in)(?![a-wyz])|\"|″|”|''))?"
_SIDE = r"(?:\s*\(?(?:breed|breit|wide|b|w|l|lang|lange?r?|long)\)?(?![a-wyz]))?"
_AXIS = r"(?:(?:b|l|w|breedte|lengte|breite|länge|width|length|largeur|longueur)\s*[:=.]?\s*)?"
_SIZE = re.compile(
    rf"(?<![\d.,])(?:(\d)\s*(?:x|×|\*|st\.?|stuks?|stück|pcs)\s*)?(?<![\d.,]){_NUMBER}{_UNIT}{_SIDE}"
    rf"\s*(?:x|×|✕|\*|/|by|op|bij|auf|sur|mal|par)\s*{_AXIS}{_NUMBER}{_UNIT}(?![.,]?\d)",
    re.IGNORECASE,
)
INCH_CM = 2.54
_TO_CM = {"cm": 1.0, "mm": 0.1, "m": 100.0, "in": INCH_CM}
_INCH = ("inch", "inches", '"', "″", "”", "''")
# American mattresses as shops there write them without a unit; nothing for adults is 75 or 80 cm long.
_US_INCHES = {
    *((width, 75) for width in (30, 33, 34, 36, 38, 39, 48, 53, 54, 60)),
    *((width, 80) for width in (30, 36, 38, 39, 42, 48, 53, 54, 60, 66, 72, 76, 78)),
    *((width, 84) for width in (36, 38, 60, 72)),
}
_AS_LONG_AS_INCHES = (72.0, 84.0)
_OR = r"\s*(?:/|\||,|;|-|–|of|or|oder|ou|en|und|and|et|&)\s*"
_TWO_FIGURES = re.compile(rf"\d(?:\s*cm)?{_OR}\d", re.IGNORECASE)
# "80/90 x 200", "90x190/200": several sizes in one breath
_CHOICE = re.compile(
    rf"(?<![\d.,x×*])(?<![x×*] )(\d{{2,3}}(?:\s*cm)?(?:{_OR}\d{{2,3}}(?:\s*cm)?)*)\s*[x×*]\s*"
    rf"(\d{{3}}(?:\s*(?:/|\||of|or|oder|ou)\s*\d{{3}})*)(?![\d.,]*\d|\s*[x×*]\s*\d{{3}})",
    re.IGNORECASE,
)
_TWO = r"(?:2|twee|two|zwei|deux)"
_SET = re.compile(
    rf"\b(?:set|lot|paar|pair|duo)\s*(?:van|of|de|mit|met|à|:)?\s*{_TWO}\b|\b2er[\s-]*set\b|\b2[\s-]*delig|"
    rf"\b{_TWO}[\s-]*(?:stuks?|st\.|stück|matrassen|matratzen|mattresses|matelas|pieces|pièces|pcs|er[\s-]pack)\b|"
    r"\b(?:duo[\s-]?set|partner[\s-]?set|set à 2)\b",
    re.IGNORECASE,
)
_HALVES = re.compile(r"(?<![\d.,])2\s*[x×*]\s*(\d{2,3})(?![\d.,]|\s*[x×*/]\s*\d)", re.IGNORECASE)


@dataclass(frozen=True)
class SizeText:
    """A size as written: `count` mattresses of `width_cm` by `length_cm` (two for a set of halves)."""

    width_cm: float
    length_cm: float
    count: int = 1

    def __str__(self) -> str:
        one = f"{self.width_cm:g}x{self.length_cm:g}"
        return one if self.count == 1 else f"{self.count}x {one}"


@dataclass(frozen=True)
class Offer:
    """One way to have a model in a size, on the day asked for.

    Attributes:
        halves: 1 for one mattress, 2 for two of half the width.
        price: what it costs, of two halves both together; None = not known for this size.
        currency: ISO code of `price`.
        price_size_known: False when the price is the model's and its source does not say for which size.
        size_known: False when the source lists no sizes at all, so it may not be made in this one.
        in_stock: whether this size is; None where that is not stated.
        price_date: the day, month or year the price is of, in ISO form; None = neither bed nor list states one.
        is_history: the price is over a year old, so it may no longer be asked.
        size: what is bought: "90x200", "2x 90x200"; without a size asked for, that of the price. None = not stated.
        sale_until: the last day of a sale whose price `price` is; None = no sale, or no end is stated.
        delivery_days: the most days until it is delivered; None where that is not stated.
    """

    halves: int
    price: float | None
    price_size_known: bool = True
    size_known: bool = True
    in_stock: bool | None = None
    price_date: str | None = None
    is_history: bool = False
    currency: str | None = None
    size: SizeText | None = None
    sale_until: str | None = None
    delivery_days: int | None = None

    @property
    def is_current(self) -> bool:
        """Whether the price may filter, order and make a best value: known, for this size and not history."""
        return self.price is not None and self.price_size_known and not self.is_history


def parse_size(text: str) -> SizeText:
    """Read "90x200", "90 x 200 cm", "140/200", "0,90 x 2,00 m" or "2x 90x200".

    Raises:
        UserError: no size in the text, or a size no mattress has.
    """
    found = find_size(text)
    if found is None:
        raise UserError(
            f"cannot read the size {text[:60]!r}",
            where="size",
            allowed=f"width x length in cm, {WIDTH_CM[0]:g}-{WIDTH_CM[1]:g} by {LENGTH_CM[0]:g}-{LENGTH_CM[1]:g}",
            mend="Write it as 90x200.",
        )
    return found


def find_size(text: str) -> SizeText | None:
    """The first size in a longer text, such as a title; None when there is none.

    A set of two is read as the size of one: "2x 90x200", "90x200, set of 2", "180x200 (2x 90x200)".
    """
    return _find_in_value(text) if len(text) <= LONGEST_VALUE else _find_in(text[:2000])


def is_set_of_two(text: str) -> bool:
    """Whether a title says that it is two: "2er Set", "set van 2"."""
    return _SET.search(text[:2000]) is not None


def find_sizes(text: str) -> tuple[SizeText, ...]:
    """Every size in a value that lists several, such as "90x200, 140x200" or "80/90 x 200"; a set of two is one."""
    return _find_all_in_value(text) if len(text) <= LONGEST_VALUE else _find_all_in(text[:2000])


def _find_all_in(text: str) -> tuple[SizeText, ...]:
    one = find_size(text)
    if one and one.count > 1:
        return (one,)
    found = [size for match in _CHOICE.finditer(text) for size in _choice(match)]
    if not found:
        found = [size for match in _SIZE.finditer(text) if (size := _size_of(match))]
    return tuple(dict.fromkeys(found))


def _choice(match: re.Match[str]) -> list[SizeText]:
    widths, lengths = ([float(number) for number in re.findall(r"\d+", group)] for group in match.groups())
    sizes = [SizeText(min(pair), max(pair)) for pair in itertools.product(widths, lengths)]
    fit = all(WIDTH_CM[0] <= size.width_cm <= WIDTH_CM[1] and size.length_cm >= LENGTH_CM[0] for size in sizes)
    return sizes if fit and all(size.length_cm <= LENGTH_CM[1] for size in sizes) else []


def _find_in(text: str) -> SizeText | None:
    choice = _CHOICE.search(text) if _TWO_FIGURES.search(text) else None
    if choice and not (choice[1].isdigit() and choice[2].isdigit()) and len(set(_choice(choice))) > 1:
        return None
    sizes = [size for match in _SIZE.finditer(text) if (size := _size_of(match))]
    if not sizes:
        return None
    first = sizes[0]
    if first.count > 1:
        return first
    half = next((size for size in sizes[1:] if size.count > 1 and _is_half(size.width_cm, first)), None)
    if half:
        return half
    halves = _HALVES.search(text)
    if halves and _is_half(float(halves[1]), first):
        return SizeText(float(halves[1]), first.length_cm, 2)
    return SizeText(first.width_cm, first.length_cm, 2) if _SET.search(text) else first


_find_in_value = functools.lru_cache(maxsize=10_000)(_find_in)
_find_all_in_value = functools.lru_cache(maxsize=10_000)(_find_all_in)


def _is_half(width_cm: float, of: SizeText) -> bool:
    return abs(2 * width_cm - of.width_cm) <= SAME_SIZE_CM


def _size_of(match: re.Match[str]) -> SizeText | None:
    count, first, first_unit, second, second_unit = match.groups()
    numbers = [float(number.replace(",", ".")) for number in (first, second)]
    units = [unit and ("in" if unit.lower() in _INCH else unit.lower()) for unit in (first_unit, second_unit)]
    unit = units[1] or units[0] or _unit_of(numbers)
    if unit is None:
        return None
    width = numbers[0] * _TO_CM[units[0] or unit]
    length = numbers[1] * _TO_CM[unit]
    if width >= SHORTEST_ADULT_CM > length:
        width, length = length, width  # "200x90": the long side is the length
    if not (WIDTH_CM[0] <= width <= WIDTH_CM[1] and LENGTH_CM[0] <= length <= LENGTH_CM[1]):
        return None
    digits = 1 if unit == "in" else 2
    return SizeText(
        round(width, digits), round(length, digits), 2 if count == "2" else 1
    )  # any other number belongs to the name


def offers(
    mattress: Mattress, width_cm: float, length_cm: float, *, as_of: dt.date, listed: str = ""
) -> tuple[Offer, ...]:
    """Every way to have the model in this size, one mattress first; empty when it is not made in it.

    180x200 can be two halves of 90x200. A price whose size the source does not state is passed on unchanged, never
    doubled, with `price_size_known` False; the price of another size is not this size's. Before its own date a price is
    not known.

    Args:
        as_of: the day on which prices and sales are judged.
        listed: the date of the list the mattress stands in, for prices that state none of their own.
    """
    day = _Day(as_of, listed)
    if not mattress.sizes:
        return (replace(_offer(mattress, Size(width_cm, length_cm), 1, day), size_known=False),)
    found = []
    if whole := _find(mattress, width_cm, length_cm):
        found.append(_offer(mattress, whole, 1, day))
    if width_cm / 2 >= NARROWEST_HALF_CM and (half := _find(mattress, width_cm / 2, length_cm)):
        found.append(_offer(mattress, half, 2, day))
    return tuple(found)


def offer_in_any_size(mattress: Mattress, *, as_of: dt.date, listed: str = "") -> Offer:
    """The model where no size is asked for: the price its source shows, else that of 90x200, else its lowest."""
    size = _shown_size(mattress)
    found = _offer(mattress, size or Size(*USUAL_SIZE), 1, _Day(as_of, listed))
    in_stock = mattress.in_stock
    if in_stock is None and mattress.sizes:
        stock = [each.in_stock for each in mattress.sizes]
        in_stock = True if True in stock else None if None in stock else False
    of = None if size is None else SizeText(size.width_cm, size.length_cm)
    return replace(found, price_size_known=True, in_stock=in_stock, size=of)


@dataclass(frozen=True)
class _Day:
    """The day on which prices are judged, and the date of the list they stand in."""

    as_of: dt.date
    listed: str

    def is_before(self, price_date: str | None) -> bool:
        """Whether the price was not known yet; a month or year counts from its first day."""
        day = first_day(price_date or "")
        return day is not None and self.as_of < day

    def is_history(self, price_date: str | None) -> bool:
        """Over a year old; a month or year counts from its first day, since the price may be of that."""
        day = first_day(price_date or "")
        return day is not None and day < _a_year_before(self.as_of)

    def runs(self, sale: Sale) -> bool:
        """Whether this day is inside the sale's period; a month or year lasts until its last day."""
        today = self.as_of.isoformat()
        begun = sale.first_date is None or sale.first_date <= today[: len(sale.first_date)]
        return begun and (sale.last_date is None or today[: len(sale.last_date)] <= sale.last_date)


def _a_year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)


def _offer(mattress: Mattress, size: Size, halves: int, day: _Day) -> Offer:
    """So many mattresses of one size."""
    sold_out = False if mattress.in_stock is False else None
    made = Offer(
        halves,
        None,
        in_stock=sold_out if size.in_stock is None else size.in_stock,
        size=SizeText(size.width_cm, size.length_cm, halves),
        delivery_days=mattress.delivery_days if size.delivery_days is None else size.delivery_days,
    )
    of_size, known = _priced(mattress, size)
    if of_size.price is None:
        return made
    dated = of_size.price_date or mattress.price_date or mattress.source_date or day.listed or None
    if day.is_before(dated):
        return made
    sale = of_size.sale if of_size.sale and day.runs(of_size.sale) else None
    price = sale.price if sale else of_size.price
    return replace(
        made,
        price=price * halves if known else price,
        price_size_known=known,
        price_date=dated,
        is_history=day.is_history(dated),
        currency=mattress.currency,
        sale_until=None if sale is None else sale.last_date,
    )


def _priced(mattress: Mattress, size: Size) -> tuple[Size, bool]:
    """The size with its price, and whether that is known to be for this size."""
    if size.price is not None or mattress.price is None:
        return size, True
    of_model = replace(size, price=mattress.price, sale=mattress.sale, price_date=None)
    if mattress.price_size is None:
        return of_model, False
    return (of_model if _same(mattress.price_size, size) else size), True


def _shown_size(mattress: Mattress) -> Size | None:
    """The size whose price is shown where none is asked for; None where the source does not state one."""
    if mattress.price_size is not None:
        of = mattress.price_size
        return _find(mattress, of.width_cm, of.length_cm) or of
    priced = [size for size in mattress.sizes if size.price is not None]
    if mattress.price is not None or not priced:
        return None
    usual = [size for size in priced if _same(size, Size(*USUAL_SIZE))]
    return min(usual or priced, key=lambda size: (size.price or 0.0, size.width_cm, size.length_cm))


def _find(mattress: Mattress, width_cm: float, length_cm: float) -> Size | None:
    return next((size for size in mattress.sizes if _same(size, Size(width_cm, length_cm))), None)


def _same(one: Size, other: Size) -> bool:
    return abs(one.width_cm - other.width_cm) <= SAME_SIZE_CM and abs(one.length_cm - other.length_cm) <= SAME_SIZE_CM


def _unit_of(numbers: list[float]) -> str | None:
    """The unit of two bare numbers: no mattress measures three centimetres or six metres, and one of 75 to 80 has an
    American's length in inches. None where it would be a guess.
    """
    low, high = sorted(numbers)
    if _AS_LONG_AS_INCHES[0] <= high <= _AS_LONG_AS_INCHES[1]:
        return "in" if (low, high) in _US_INCHES else None
    return "m" if max(numbers) < 3 else "mm" if min(numbers) >= 600 else "cm"
