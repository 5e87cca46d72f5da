"""Size and height of one item, wherever the source states them."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

from catalog.feeds.item import Item
from catalog.feeds.size_names import named_size, size_in_title
from catalog.labels import plain
from catalog.records.record import FeedRecord
from catalog.sizes import INCH_CM, SAME_SIZE_CM, SizeText, find_size, find_sizes, is_set_of_two

HEIGHT_CM = (3.0, 80.0)
CENTIMETRES = {"cm": 1.0, "mm": 0.1, "m": 100.0, "inch": INCH_CM, "in": INCH_CM, '"': INCH_CM, "": 1.0}

_HEIGHT = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*(cm|mm|inch|in\b|m\b|\")?")
_HEIGHT_IN_TEXT = re.compile(
    r"(?:(?<!kern)(?<!kern-)(?<!core )"
    r"(?:hoogte|hoog|dikte|dik|hohe|hoch|starke|stark|height|hauteur|epaisseur|thickness)\D{0,12}(\d{1,2}(?:[.,]\d)?)\s*cm"
    r"|(\d{1,2}(?:[.,]\d)?)\s*cm\s*(?:hoog|dik|hoch|dick|stark|high|thick|d'epaisseur|de haut|height))"
)
_INCHES = r"(\d{1,2}(?:[.,]\d{1,2})?)[\s-]*(?:inch(?:es)?|in\.?|[\"\u2033\u201d]|'')"
_IN_INCHES = re.compile(
    rf"(?<![\d.,x×])(?<![x×] ){_INCHES}[\s-]*(?:(?:total|overall|deep|thick|tall|high|profile|height)(?!\w)"
    rf"|(?:\w+ )?mattress(?! (?:topper|pad)))"
    rf"|[x×*]\s*\d{{2,3}}(?:[.,]\d{{1,2}})?\s*(?:inch(?:es)?|in|[\"\u2033\u201d]|'')?\s*[wl]?\s*[x×*]\s*{_INCHES}"
)
DESCRIPTIONS_KEPT = 1000
LOWEST_IN_INCHES, HIGHEST_IN_INCHES = 5, 20  # of a whole mattress; lower figures are of layers
LOWEST_IN_TEXT_CM = 10.0  # in running text a lower figure is the height of a layer
_THIRD_SIDE = re.compile(
    r"\d{2,3}\s*(?:cm)?\s*[x×*]\s*(?:[bwl]\.?\s*)?\d{3}\s*(?:cm)?\s*[x×*]\s*(?:h\.?\s*)?(\d{1,2}(?:[.,]\d)?)(?![\dx×]|[.,]\d)"
)
_ANY_CENTIMETRES = re.compile(r"(?<![\dx×/.,])\s(\d{1,2}(?:[.,]\d)?)\s*cm")
_CUSTOM = re.compile(r"op maat|maatwerk|custom|auf mass|nach mass|sur mesure|made to order")
_PLAIN_HEIGHT = re.compile(r"\d+(\.\d+)? cm")
_PLAIN_SIZE = re.compile(r"\d{2,3}x\d{3}")


def read_size(item: Item, record: FeedRecord) -> SizeText | None:
    """The stated size, else the stated width and length, else the size in the name; a set of two counts as one of its
    halves. Of several sizes in one value each is kept, and none is the record's own.
    """
    market = item.habits.market
    title = find_size(item.title)
    named = title or size_in_title(item.title, market)
    stated = _stated(item)
    several = find_sizes(stated)
    if len(several) > 1:
        record.choice_of_sizes = tuple((size.width_cm, size.length_cm) for size in several)
        item.note("several_sizes", "size", stated)
        return several[0]
    size = find_size(stated) or (named_size(stated, market) if stated else None)
    if stated and not size and not _CUSTOM.search(plain(stated)):
        item.note("size_unreadable", "size", stated)
    if size and title and not _agree(size, title):
        item.note("size_conflict", "size", f"{size} / {title}")
    if not size and named:
        item.note("size_in_name_only", "size", named)
    elif size and not _PLAIN_SIZE.fullmatch(stated):
        item.note("size_spelling", "size", stated)
    if size and named and named.count > 1 and _agree(size, named):
        size = named  # "180x200" where the name says that it is two of 90x200
    size = size or named
    if size is None:
        item.note("no_size", "size")
        return None
    record.width_cm, record.length_cm = size.width_cm, size.length_cm
    two = item.attributes.get("multipack", "") == "2" or is_set_of_two(item.title)
    record.pieces = 2 if two else size.count
    if record.pieces > 1:
        item.note("set_of_two", "size", size)
    return size


def _stated(item: Item) -> str:
    """The size as it is stated, else width and length, which one of the two may give with a unit for both."""
    stated = item.attributes.get("size", "")
    width, length = item.attributes.get("width", ""), item.attributes.get("length", "")
    return stated or (f"{width} x {length}" if width and length else "")


def _agree(one: SizeText, other: SizeText) -> bool:
    """Whether two sizes can be of one product: equal, or one of a set of two and the width of both. Sizes in inches are
    often written in whole centimetres beside.
    """
    widths = itertools.product((one.width_cm, one.width_cm * one.count), (other.width_cm, other.width_cm * other.count))
    return abs(one.length_cm - other.length_cm) <= SAME_SIZE_CM and any(abs(a - b) <= SAME_SIZE_CM for a, b in widths)


def read_height(item: Item, record: FeedRecord) -> None:
    """The height of the whole mattress in cm: stated, else the third side of its size, else found in the text."""
    stated, unit = item.attributes.get("height", ""), ""
    if not stated and "height_inches" in item.attributes:
        stated, unit = item.attributes["height_inches"], "inch"
    match, inches = _HEIGHT.search(plain(stated)) if stated else None, False
    if match:
        unit = match[2] or unit
        metres = not unit and number(match[1]) < 1  # no mattress is lower than a centimetre
        height = number(match[1]) * CENTIMETRES["m" if metres else unit.strip()]
        if not unit:
            item.note("height_no_unit", "height", stated)
        elif not _PLAIN_HEIGHT.fullmatch(stated):
            item.note("height_text", "height", stated)
    else:
        name, accessory = plain(f"{item.attributes.get('size', '')}. {item.title}."), record.kind == "accessory"
        told = (_found_in(name, accessory), _found_before(plain(item.description), accessory))
        found = next(
            (each for how in ("third_side", "said", "inches") for each in told if each and each.how == how), None
        )
        if not found:
            return
        height, inches = found.height_cm, found.how == "inches"
        item.note("height_text", "height", found.words)
    if not HEIGHT_CM[0] <= height <= HEIGHT_CM[1]:
        item.note("height_implausible", "height", stated)
        return
    record.height_cm = round(height, 1 if unit in ("inch", "in", '"') or inches else 2)


@dataclass(frozen=True, slots=True)
class _Found:
    """A height in running text: how it is stated ("third_side" of a size, "said", "inches"), and the words."""

    how: str
    height_cm: float
    words: str


def _found_in(text: str, accessory: bool) -> _Found | None:
    """The height that a plain text states, the surest way first."""
    inside, how = _THIRD_SIDE.search(text), "third_side"
    if not inside:
        inside, how = _in_text(text, accessory), "said"
    if not inside and not accessory:
        inside, how = _in_inches(text), "inches"
    if not inside:
        return None
    stated = number(next(group for group in inside.groups() if group))
    return _Found(how, stated * (INCH_CM if how == "inches" else 1), inside[0])


_found_before = functools.lru_cache(maxsize=DESCRIPTIONS_KEPT)(_found_in)  # the sizes of a model share a description


def _in_text(text: str, accessory: bool) -> re.Match[str] | None:
    """The place in a text that states the height; for an accessory the first thickness is enough."""
    if accessory:
        return _HEIGHT_IN_TEXT.search(text) or _ANY_CENTIMETRES.search(text)
    found = _HEIGHT_IN_TEXT.finditer(text)
    return next((m for m in found if number(m[1] or m[2]) >= LOWEST_IN_TEXT_CM), None)


def _in_inches(text: str) -> re.Match[str] | None:
    """The place in a text that states the height of the whole mattress in inches."""
    found = _IN_INCHES.finditer(text) if "in" in text or '"' in text or "\u2033" in text or "\u201d" in text else ()
    return next((m for m in found if LOWEST_IN_INCHES <= number(m[1] or m[2]) <= HIGHEST_IN_INCHES), None)


def number(text: str) -> float:
    """A number with a decimal comma or point."""
    return float(text.replace(",", "."))
