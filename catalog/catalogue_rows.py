"""A mattress as the row of a catalogue file that says it: reading the cells gives the same mattress."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from catalog.catalogue_file import COLUMNS
from catalog.construction.columns import layers_text
from catalog.mattress import Mattress, Size
from catalog.selling.size_cells import figure, offers_text, place, sizes_text
from catalog.texts import as_words, safe_cell
from catalog.zones import format_zones

_READING = {
    "compression_light_n": "light_load_n",
    "compression_light_mm": "light_mm",
    "compression_heavy_n": "heavy_load_n",
    "compression_heavy_mm": "heavy_mm",
    "compression_disc_mm": "disc_mm",
}
_OF_SALE = {"sale_price": "price", "sale_from": "first_date", "sale_until": "last_date"}


def lines(mattresses: Iterable[Mattress]) -> Iterator[str]:
    """A catalogue file line by line, the header first; reading it gives the same mattresses. A cell that a spreadsheet
    would run as a formula begins with an apostrophe, which is taken off when it is read.
    """
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    yield out.getvalue()
    for mattress in mattresses:
        out.seek(0)
        out.truncate()
        table.writerow({name: safe_cell(cell) for name, cell in cells_of(mattress).items()})
        yield out.getvalue()


def cells_of(mattress: Mattress) -> dict[str, str]:
    """Every column of the file with its cell, "" for what is not known."""
    return {name: _cell(mattress, name) for name in COLUMNS}


def _cell(mattress: Mattress, name: str) -> str:
    if name in _READING:
        return _text(mattress.compression and getattr(mattress.compression, _READING[name]))
    if name == "zones":
        return format_zones(mattress.zones)
    if name == "layers":
        return layers_text(mattress.layers)
    if name == "sizes":
        return sizes_text(mattress.sizes)
    if name == "offers":
        return offers_text(mattress.sizes)
    if name == "market":
        return " ".join(mattress.markets)
    if name in _OF_SALE:
        return _text(mattress.sale and getattr(mattress.sale, _OF_SALE[name]))
    if name in ("supplier_keys", "former_ids"):
        return as_words(getattr(mattress, name))
    return _text(getattr(mattress, name))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Size):
        return place(value)
    if isinstance(value, tuple):
        return " ".join(value)
    return figure(value) if isinstance(value, float) else str(value)
