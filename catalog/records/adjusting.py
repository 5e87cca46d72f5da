"""Beds whose firmness can be set, for each zone or each side, where a source says so."""

from __future__ import annotations

import re

from catalog.feeds.item import Item
from catalog.labels import NOTHING_SAID
from catalog.records.record import FeedRecord

_SET = r"(?:verstel\w*|instel\w*|verstellbar|einstellbar|adjust\w*|reglable)"
_EACH = r"(?:per|pro|je|by|par|each)"
_ZONE, _SIDE = r"zone\w*", r"(?:zijde|kant|seite|side|cote|persoon|person)"
_PER_PLACE = {
    kind: re.compile(rf"{_SET}\W+(?:\w+\W+){{0,2}}?{_EACH} {place}|{_EACH} {place} (?:\w+ )?{_SET}|{more}")
    for kind, place, more in (
        ("per_zone", _ZONE, r"zone[\s-]by[\s-]zone|zone[\s-]adjust|zonegewijs (?:verstel|instel)"),
        (
            "per_side",
            _SIDE,
            r"(?:both|beide) (?:sides|zijden|kanten) (?:\w+ )?(?:apart |separately )?(?:verstel|adjust)",
        ),
    )
}
_PLACE = {"per_zone": re.compile(_ZONE), "per_side": re.compile(_SIDE)}
_RANGE = re.compile(
    r"(?<![\d.,])(\d(?:[.,]\d)?)\s*(?:-|–|tot|to|bis|t/m|a)\s*(10|\d(?:[.,]\d)?)(?!\d|[.,]\d|\s*(?:cm|zone|kg))"
)
_SET_WORDS = (
    "verstel",
    "instel",
    "verstellb",
    "einstellb",
    "adjust",
    "reglabl",
    "zone by",
    "zone-by",
)  # of every pattern
_TO_TURN = re.compile(r"keerbaar|wendbaar|wende|draaibaar|reversible|flippable|retournable|turn")  # a side is not set
_NOT = re.compile(r"\b(?:niet|nicht|not|pas|non|geen|kein\w*|no)\b")
BEFORE, AFTER = 14, 40  # characters beside the words in which "not" and a range count


def read_adjustability(stated: str, text: str, record: FeedRecord) -> None:
    """Note where a bed's firmness can be set, and from what to what on the 1-10 scale.

    Args:
        stated: a plain attribute, such as "per zone, 3-9"; "ja" alone says nothing of zones or sides.
        text: title and description, plain.
        record: `adjust` and `adjust_range` are filled in.
    """
    if not stated and not any(word in text for word in _SET_WORDS):
        return
    for kind, pattern in _PER_PLACE.items():
        told = next(
            (m for m in pattern.finditer(text) if not _NOT.search(text[max(0, m.start() - BEFORE) : m.start()])), None
        )
        set_here = _PLACE[kind].search(stated) and not _NOT.search(stated)
        if told or (set_here and not (kind == "per_side" and _TO_TURN.search(stated))):
            record.adjust = kind
            span = _RANGE.search(stated) or (told and _RANGE.search(text[told.end() : told.end() + AFTER]))
            if span:
                low, high = (float(value.replace(",", ".")) for value in span.groups())
                record.adjust_range = (low, high) if 1 <= low < high <= 10 else None
            return


def within_its_range(item: Item, record: FeedRecord) -> None:
    """Drop a firmness that none of a bed's settings has: a bare "5" read as H5 beside "per side, 3 - 8"."""
    if record.adjust_range and record.firmness is not None:
        low, high = record.adjust_range
        if not low <= record.firmness <= high:
            item.note("firmness_conflict", "firmness", f"{record.firmness_original} / {low:g}-{high:g}")
            record.reading, record.grade, record.label_norm = NOTHING_SAID, "", ""
            record.firmness = record.firmness_sd = None
            record.firmness_scale = ""
