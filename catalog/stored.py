"""Mattresses kept by an earlier version of this program, which checked less than a catalogue file is checked now."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, get_args

from catalog.catalogue_file import MattressType
from catalog.dates import known_date
from catalog.mattress import Mattress
from catalog.selling.size_cells import MOST_PRICE
from catalog.texts import printable

DATES = ("price_date", "source_date", "measured_on")
_TYPES = frozenset(get_args(MattressType))
# An id stays what it is: it tells mattresses apart. The others are texts of the source.
_TEXTS = tuple(f.name for f in fields(Mattress) if f.type in ("str", "str | None") and f.name != "mattress_id")


def tidied(mattress: Mattress) -> Mattress:
    """The mattress with each text on one line; a date, type or price that cannot be is unknown."""
    changes: dict[str, Any] = {}
    for name in _TEXTS:
        text = getattr(mattress, name)
        if text and not text.isprintable():
            changes[name] = printable(text)
    for name in DATES:
        text = changes.get(name, getattr(mattress, name))
        if text and not known_date(text):
            changes[name] = "" if name == "source_date" else None
    if mattress.type not in _TYPES:
        changes["type"] = "unknown"
    if not _can_be(mattress.price):
        changes["price"] = None
    if not all(_can_be(size.price) for size in mattress.sizes):
        changes["sizes"] = tuple(size if _can_be(size.price) else replace(size, price=None) for size in mattress.sizes)
    return replace(mattress, **changes) if changes else mattress


def _can_be(price: float | None) -> bool:
    return price is None or 0 < price < MOST_PRICE
