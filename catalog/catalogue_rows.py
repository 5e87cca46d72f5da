"""A mattress as the row of a catalogue file that says it: reading the cells gives the same mattress."""

from __future__ import annotations

from typing import Any

from catalog.catalogue_file import COLUMNS
from catalog.construction.columns import layers_text
from catalog.mattress import Mattress, Size
from catalog.zones import format_zones

_READING = {
    "compression_light_n": "light_load_n",
    "compression_light_mm": "light_mm",
    "compression_heavy_n": "heavy_load_n",
    "compression_heavy_mm": "heavy_mm",
    "compression_disc_mm": "disc_mm",
}


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
        return " ".join(_size(size) for size in mattress.sizes)
    return _text(getattr(mattress, name))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Size):
        return _size(value)
    if isinstance(value, tuple):
        return " ".join(value)
    return _figure(value) if isinstance(value, float) else str(value)


def _size(size: Size) -> str:
    sides = f"{_figure(size.width_cm)}x{_figure(size.length_cm)}"
    return sides if size.price is None else f"{sides}={_figure(size.price)}"


def _figure(value: float) -> str:
    """Every digit, and no ".0" behind a whole number."""
    return str(int(value)) if value == int(value) else repr(float(value))
