"""Size and height of one item, wherever the source states them."""

from __future__ import annotations

import re

from catalog.feeds.item import Item
from catalog.labels import plain
from catalog.records.record import FeedRecord
from catalog.sizes import SizeText, find_size

HEIGHT_CM = (3.0, 80.0)
CENTIMETRES = {"cm": 1.0, "mm": 0.1, "m": 100.0, "inch": 2.54, "in": 2.54, '"': 2.54, "": 1.0}

_HEIGHT = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*(cm|mm|inch|in\b|m\b|\")?")
_HEIGHT_IN_TEXT = re.compile(
    r"(?:(?<!kern)(?<!kern-)(?<!core )"
    r"(?:hoogte|hoog|dikte|dik|hohe|hoch|starke|stark|height|hauteur|epaisseur|thickness)\D{0,12}(\d{1,2}(?:[.,]\d)?)\s*cm"
    r"|(\d{1,2}(?:[.,]\d)?)\s*cm\s*(?:hoog|dik|hoch|dick|stark|high|thick|d'epaisseur|de haut|height))"
)
LOWEST_IN_TEXT_CM = 10.0  # in running text a lower figure is the height of a layer
_THIRD_SIDE = re.compile(r"\d{2,3}\s*(?:cm)?\s*[x×*]\s*\d{3}\s*(?:cm)?\s*[x×*]\s*(\d{1,2}(?:[.,]\d)?)(?![\d.,x×])")
_ANY_CENTIMETRES = re.compile(r"(?<![\dx×/.,])\s(\d{1,2}(?:[.,]\d)?)\s*cm")
_CUSTOM = re.compile(r"op maat|maatwerk|custom|auf mass|nach mass|sur mesure|made to order")
_PLAIN_SIZE = re.compile(r"\d{2,3}x\d{3}")


def read_size(item: Item, record: FeedRecord) -> SizeText | None:
    """The stated size, else the stated width and length, else the size in the name; a set of two counts as one of its
    halves.
    """
    stated, named = item.attributes.get("size", ""), find_size(item.title)
    width, length = item.attributes.get("width", ""), item.attributes.get("length", "")
    if not stated and width and length:
        stated = f"{width} x {length}"
    size = find_size(stated)
    if stated and not size and not _CUSTOM.search(plain(stated)):
        item.note("size_unreadable", "size", stated)
    if size and named and not _agree(size, named):
        item.note("size_conflict", "size", f"{size} / {named}")
    if not size and named:
        item.note("size_in_name_only", "size", named)
    elif stated and not _PLAIN_SIZE.fullmatch(stated):
        item.note("size_spelling", "size", stated)
    if size and named and named.count > 1 and _agree(size, named):
        size = named  # "180x200" where the name says that it is two of 90x200
    size = size or named
    if size is None:
        item.note("no_size", "size")
        return None
    record.width_cm, record.length_cm = size.width_cm, size.length_cm
    record.pieces = 2 if item.attributes.get("multipack", "") == "2" else size.count
    if record.pieces > 1:
        item.note("set_of_two", "size", size)
    return size


def _agree(one: SizeText, other: SizeText) -> bool:
    """Whether two sizes can be of one product: equal, or one of a set of two and the width of both."""
    widths = {one.width_cm, one.width_cm * one.count} & {other.width_cm, other.width_cm * other.count}
    return bool(widths) and one.length_cm == other.length_cm


def read_height(item: Item, record: FeedRecord) -> None:
    """The height of the whole mattress in cm: stated, else the third side of its size, else found in the text."""
    stated, unit = item.attributes.get("height", ""), ""
    if not stated and "height_inches" in item.attributes:
        stated, unit = item.attributes["height_inches"], "inch"
    match = _HEIGHT.search(plain(stated))
    if match:
        unit = match[2] or unit
        metres = not unit and number(match[1]) < 1  # no mattress is lower than a centimetre
        height = number(match[1]) * CENTIMETRES["m" if metres else unit.strip()]
        if not unit:
            item.note("height_no_unit", "height", stated)
        elif not re.fullmatch(r"\d+(\.\d+)? cm", stated):
            item.note("height_text", "height", stated)
    else:
        text = plain(f"{item.attributes.get('size', '')}. {item.title}. {item.description}")
        inside = _THIRD_SIDE.search(text) or _in_text(text, record.kind == "accessory")
        if not inside:
            return
        height = number(next(group for group in inside.groups() if group))
        item.note("height_text", "height", inside[0])
    if not HEIGHT_CM[0] <= height <= HEIGHT_CM[1]:
        item.note("height_implausible", "height", stated)
        return
    record.height_cm = round(height, 2)


def _in_text(text: str, accessory: bool) -> re.Match[str] | None:
    """The place in a text that states the height; for an accessory the first thickness is enough."""
    if accessory:
        return _HEIGHT_IN_TEXT.search(text) or _ANY_CENTIMETRES.search(text)
    found = _HEIGHT_IN_TEXT.finditer(text)
    return next((m for m in found if number(m[1] or m[2]) >= LOWEST_IN_TEXT_CM), None)


def number(text: str) -> float:
    """A number with a decimal comma or point."""
    return float(text.replace(",", "."))
