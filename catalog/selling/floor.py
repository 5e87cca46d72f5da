"""A shop's floor: which beds stand there to lie on, how many of each size are in stock, and what they cost there.

None of it is known to the fit: it fills in the stock and prices of a catalogue, which wishes filter by.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from catalog.errors import UserError
from catalog.mattress import Catalogue, Finding, Mattress, Size
from catalog.prices import parse_price
from catalog.sizes import SAME_SIZE_CM, parse_size
from catalog.texts import printable

COLUMNS: Final = ("shop", "mattress_id", "size", "stock", "price", "on_floor")
LONGEST_SHOP: Final = 60  # characters
MOST_STOCK: Final = 1_000_000
HOME_CURRENCY: Final = "EUR"  # of a price that names none, where the catalogue names none either
_YES: Final = ("yes", "ja", "true", "1", "x")
_NO: Final = ("no", "nee", "false", "0")

_TEXTS: Final = {
    "no_shop": ("The row names no shop.", "Fill in the shop."),
    "floor_unknown_bed": ("No mattress of this catalogue has this id.", "Use the id that catalog export writes."),
    "floor_size": ("The size cannot be read.", "Write it as 90x200, or leave it empty for the whole model."),
    "floor_stock": ("The stock cannot be read.", "Use a whole number, yes or no, or leave it empty."),
    "floor_price": ("The price cannot be read.", "Write it as 999 or 999,00 EUR, or leave it empty."),
    "floor_yes_no": ("Whether it stands on the floor cannot be read.", "Use yes or no, or leave it empty."),
    "floor_currency": ("The same shop prices in another currency above.", "Write all its prices in one."),
    "floor_twice": ("An earlier row of this shop has the same bed and size.", "Remove one."),
}


@dataclass(frozen=True)
class FloorRow:
    """One bed in one size at one shop; None where the shop states nothing.

    Attributes:
        size: (width_cm, length_cm); None: the row is about the model as a whole.
        stock: how many are there; 1 where a shop only says that there are any.
        price: in `currency`, of this size; of the whole model only where its source states a price so.
        on_floor: whether it can be lain on.
    """

    mattress_id: str
    size: tuple[float, float] | None = None
    stock: int | None = None
    price: float | None = None
    currency: str | None = None
    on_floor: bool | None = None


@dataclass(frozen=True)
class Floor:
    """The list of one shop, and the day (ISO) it is of."""

    shop: str
    rows: tuple[FloorRow, ...]
    day: str

    @property
    def key(self) -> str:
        """Changes when anything in the list does."""
        told = json.dumps([self.shop, self.day, [asdict(row) for row in self.rows]], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def states_stock(self) -> bool:
        """Whether this is a list of what is in stock: then what it does not name is not."""
        return any(row.stock is not None for row in self.rows)

    def standing(self, catalogue: Catalogue) -> frozenset[str]:
        """Ids of the beds that stand on the floor, as the catalogue names them today."""
        known = (catalogue.by_id(row.mattress_id) for row in self.rows if row.on_floor)
        return frozenset(bed.mattress_id for bed in known if bed is not None)


def read_floors(
    rows: Iterable[Mapping[str, Any]], known: Collection[str], day: str
) -> tuple[tuple[Floor, ...], list[Finding]]:
    """Lists of shops from rows of a table with the columns `COLUMNS`, and what is wrong with the rows.

    A row with a cell that cannot be read is left out; one about a bed that the catalogue does not have is kept, because
    it may come with the next catalogue.

    Args:
        rows: below the header, which is row 1 of the sheet.
        known: ids of the catalogue.
        day: on which the list holds, in ISO form; prices are dated by it.
    """
    found: dict[str, dict[tuple[str, tuple[float, float] | None], FloorRow]] = {}
    findings: list[Finding] = []
    for number, cells in enumerate(rows, start=2):
        told = {name: printable(str(cells.get(name) or "")).strip() for name in COLUMNS}
        if not any(told.values()):
            continue
        where = f"row {number}"
        row, wrong = _row(told)
        if not told["shop"] or len(told["shop"]) > LONGEST_SHOP:
            wrong.append(("shop", "no_shop"))
        shop = found.setdefault(told["shop"], {}) if not wrong else {}
        if not wrong and (row.mattress_id, row.size) in shop:
            wrong.append(("size", "floor_twice"))
        if (
            row.currency
            and not wrong
            and row.currency != next((r.currency for r in shop.values() if r.currency), row.currency)
        ):
            wrong.append(("price", "floor_currency"))
        findings += [_finding(where, field, key, told.get(field, ""), "severe") for field, key in wrong]
        if wrong:
            continue
        shop[row.mattress_id, row.size] = row
        if row.mattress_id not in known:
            findings.append(_finding(where, "mattress_id", "floor_unknown_bed", row.mattress_id, "warning"))
    return tuple(Floor(shop, tuple(of.values()), day) for shop, of in found.items() if of), findings


def _row(told: Mapping[str, str]) -> tuple[FloorRow, list[tuple[str, str]]]:
    """A row, and (field, finding) of each cell that cannot be read."""
    wrong: list[tuple[str, str]] = []
    size, price, currency = None, None, None
    if not told["mattress_id"]:
        wrong.append(("mattress_id", "floor_unknown_bed"))
    if told["size"]:
        try:
            read = parse_size(told["size"])
            size = (read.width_cm * read.count, read.length_cm)
        except UserError:
            wrong.append(("size", "floor_size"))
    if told["price"]:
        try:
            asked = parse_price(told["price"])
            price, currency = asked.amount, asked.currency
        except UserError:
            wrong.append(("price", "floor_price"))
    stock, readable = _stock(told["stock"])
    if not readable:
        wrong.append(("stock", "floor_stock"))
    on_floor = _yes_no(told["on_floor"])
    if on_floor is None and told["on_floor"]:
        wrong.append(("on_floor", "floor_yes_no"))
    return FloorRow(told["mattress_id"], size, stock, price or None, currency, on_floor), wrong


def _stock(said: str) -> tuple[int | None, bool]:
    """How many, and whether that could be read."""
    if not said:
        return None, True
    if said.isascii() and said.isdigit() and int(said) <= MOST_STOCK:
        return int(said), True
    some = _yes_no(said)
    return (None if some is None else int(some)), some is not None


def _yes_no(said: str) -> bool | None:
    word = said.lower()
    return True if word in _YES else False if word in _NO else None


def _finding(where: str, field: str, key: str, value: str, severity: Literal["warning", "severe"]) -> Finding:
    text, mend = _TEXTS[key]
    return Finding(where, field, key, severity, text, value[:120], mend)


def at_shop(catalogue: Catalogue, floor: Floor) -> Catalogue:
    """The same beds with the stock and prices of one shop. Nothing that a fit is computed from changes."""
    of: dict[str, list[FloorRow]] = {}
    for row in floor.rows:
        bed = catalogue.by_id(row.mattress_id)
        if bed is not None:
            of.setdefault(bed.mattress_id, []).append(row)
    beds = tuple(_there(bed, of.get(bed.mattress_id, []), floor) for bed in catalogue)
    return replace(catalogue, mattresses=beds, version=f"{catalogue.version}+{floor.key}")


def _there(bed: Mattress, rows: Sequence[FloorRow], floor: Floor) -> Mattress:
    """One bed as this shop has it. Where the list states stock, what it does not name is not in stock."""
    unlisted = False if floor.states_stock else None
    bed = _in_currency(bed, {row.currency or bed.currency or HOME_CURRENCY for row in rows if row.price is not None})
    whole = next((row for row in rows if row.size is None), None)
    more = [Size(*row.size) for row in rows if row.size and not any(_is(size, row.size) for size in bed.sizes)]
    sizes = tuple(
        _sold(size, next((row for row in rows if _is(size, row.size)), whole), unlisted, floor.day)
        for size in (*bed.sizes, *more)
    )
    stated = [size.in_stock for size in sizes]
    any_there = True if True in stated else None if None in stated or not stated else False
    of_model = unlisted if whole is None or whole.stock is None else whole.stock > 0
    in_stock = next((known for known in (of_model if not sizes else any_there, unlisted) if known is not None), None)
    return replace(bed, sizes=sizes, in_stock=bed.in_stock if in_stock is None else in_stock)


def _in_currency(bed: Mattress, asked: Collection[str]) -> Mattress:
    """A bed that a shop prices in its own currency: nothing is converted, so prices of elsewhere say nothing there."""
    if len(asked) != 1 or bed.currency in asked:
        return bed
    unpriced = tuple(replace(size, price=None, price_date=None, sale=None) for size in bed.sizes)
    return replace(bed, price=None, sale=None, sizes=unpriced, currency=next(iter(asked)))


def _sold(size: Size, row: FloorRow | None, unlisted: bool | None, day: str) -> Size:
    """A size with this shop's stock and price of it."""
    if row is not None and row.stock is not None:
        size = replace(size, in_stock=row.stock > 0)
    elif unlisted is not None:
        size = replace(size, in_stock=unlisted)
    if row is not None and row.size is not None and row.price is not None:
        size = replace(size, price=row.price, price_date=day, sale=None)
    return size


def _is(size: Size, other: tuple[float, float] | None) -> bool:
    return other is not None and all(
        abs(one - two) <= SAME_SIZE_CM for one, two in zip((size.width_cm, size.length_cm), other, strict=True)
    )
