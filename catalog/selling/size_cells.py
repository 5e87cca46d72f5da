"""The cells of a catalogue file that tell of its sizes: read into sizes, and written from them.

A spreadsheet has one cell `sizes` such as "90x200=599@2026-10*3 140x200"; a program may write one column `offers` with
a JSON list instead, which also holds sales and delivery.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter, ValidationError

from catalog.dates import known_date
from catalog.errors import UserError, of_part
from catalog.mattress import Sale, Size
from catalog.sizes import parse_size

MOST_PRICE = 1e6  # a dearer mattress is a typing error
MOST_SIZES = 500  # of one mattress
MOST_DAYS = 730  # until a bed is delivered
_STOCK = re.compile(r"[0-9]{1,9}")
_TEXT_ALLOWED = "90x200=599@2026-10*3: size, price, the day, month or year of that price, how many are in stock"

Price = Annotated[FiniteFloat, Field(gt=0, lt=MOST_PRICE)]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]


class _OfferCells(BaseModel):
    """One size; what is not stated is left out."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    size: Annotated[str, Field(max_length=40)]
    price: Price | None = None
    date: str | None = None
    stock: bool | Annotated[int, Field(ge=0)] | None = None
    sale_price: Price | None = None
    sale_from: str | None = None
    sale_until: str | None = None
    delivery_days: Days | None = None

    def sold(self) -> Size:
        size = parse_size(self.size)
        for day in (self.date, self.sale_from, self.sale_until):
            if day is not None and not known_date(day):
                raise UserError(f"not a date: {day[:40]!r}", where="offers", allowed="2026-09-13, 2026-09 or 2026")
        if self.date and self.price is None:
            raise UserError("the date of no price", where="offers")
        sale = as_sale(self.price, self.sale_price, self.sale_from, self.sale_until)
        known = None if self.stock is None else bool(self.stock)
        return Size(size.width_cm, size.length_cm, self.price, known, self.date, sale, self.delivery_days)


PARTS = tuple(_OfferCells.model_fields)
_LIST: TypeAdapter[list[_OfferCells]] = TypeAdapter(Annotated[list[_OfferCells], Field(max_length=MOST_SIZES)])
_EXAMPLE = '[{"size": "90x200", "price": 599, "date": "2026-10", "stock": 3}]'
_JSON_ALLOWED = f"a JSON list such as {_EXAMPLE}, with {', '.join(PARTS)}"


def as_sale(
    price: float | None, sale_price: float | None, first_date: str | None, last_date: str | None
) -> Sale | None:
    """A sale as its cells state it; None where there is none.

    Raises:
        UserError: a period without a price, a sale of what has no price, one that is not lower or runs backwards.
    """
    if sale_price is None:
        if first_date or last_date:
            raise UserError("a period without a sale price", where="sale_price")
        return None
    if price is None or sale_price >= price:
        raise UserError(
            "a sale price that is not below the price", where="sale_price", allowed="less than the price beside it"
        )
    if first_date and last_date and first_date > last_date:
        raise UserError("the period runs backwards", where="sale_from, sale_until")
    return Sale(sale_price, first_date or None, last_date or None)


def read_size(text: str) -> Size:
    """ "90x200" as a size of which nothing more is known."""
    size = parse_size(text)
    return Size(size.width_cm, size.length_cm)


def read_sizes(text: str) -> tuple[Size, ...]:
    """ "90x200=599@2026-10*3 140x200*0" as sizes: the price of each, its date and its stock, where stated.

    Raises:
        UserError: a size, price, date or stock that cannot be read.
    """
    sizes = []
    for part in text.split():
        said, counted, stock = part.partition("*")
        said, dated, day = said.partition("@")
        size_text, _, price = said.partition("=")
        size = parse_size(size_text)
        if (dated and not (price and known_date(day))) or (counted and not _STOCK.fullmatch(stock)):
            raise UserError(f"cannot read {part[:40]!r}", where="sizes", allowed=_TEXT_ALLOWED)
        known = bool(int(stock)) if counted else None
        sizes.append(Size(size.width_cm, size.length_cm, float(price) if price else None, known, day or None))
    if any(size.price is not None and not 0 < size.price < MOST_PRICE for size in sizes):
        raise UserError("a price that cannot be", where="sizes", allowed=f"above 0 and below {MOST_PRICE:,.0f}")
    return tuple(sizes)


def read_offers(text: str) -> tuple[Size, ...]:
    """The sizes of a cell `offers`.

    Raises:
        UserError: no JSON list of sizes, or a figure that cannot be.
    """
    try:
        content = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UserError("no JSON", where="offers", allowed=_JSON_ALLOWED) from error
    try:
        cells = _LIST.validate_python(content)
    except ValidationError as error:
        raise of_part("offers", "size", error, _JSON_ALLOWED) from error
    return tuple(size.sold() for size in cells)


def _no_number(text: str) -> float:
    raise ValueError(text)


def sizes_text(sizes: Sequence[Size]) -> str:
    """The cell `sizes`; "" where only `offers` holds all that is known of them."""
    return "" if _need_offers(sizes) else " ".join(_in_short(size) for size in sizes)


def offers_text(sizes: Sequence[Size]) -> str:
    """The cell `offers`; "" where `sizes` holds all that is known of them."""
    return json.dumps([_in_full(size) for size in sizes]) if _need_offers(sizes) else ""


def _need_offers(sizes: Sequence[Size]) -> bool:
    return any(size.sale or size.delivery_days is not None for size in sizes)


def _in_short(size: Size) -> str:
    price = "" if size.price is None else f"={figure(size.price)}"
    day = f"@{size.price_date}" if price and size.price_date else ""
    stock = "" if size.in_stock is None else f"*{int(size.in_stock)}"
    return f"{place(size)}{price}{day}{stock}"


def _in_full(size: Size) -> dict[str, Any]:
    sale = size.sale or Sale(0.0)
    stated = {
        "price": size.price,
        "date": size.price_date if size.price is not None else None,
        "stock": size.in_stock,
        "sale_price": size.sale and sale.price,
        "sale_from": sale.first_date,
        "sale_until": sale.last_date,
        "delivery_days": size.delivery_days,
    }
    return {"size": place(size)} | {name: value for name, value in stated.items() if value is not None}


def place(size: Size) -> str:
    """ "90x200": which size it is."""
    return f"{figure(size.width_cm)}x{figure(size.length_cm)}"


def figure(value: float) -> str:
    """Every digit, and no ".0" behind a whole number."""
    return str(int(value)) if value == int(value) else repr(float(value))
