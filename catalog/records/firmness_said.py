"""What one item states about its firmness: the attribute first, then name, description, tags and id."""

from __future__ import annotations

import re

from catalog.feeds.item import Item
from catalog.firmness import MEASURED_SD, SCALES, STATED_SD
from catalog.labels import NOTHING_SAID, FirmnessText, grade_in_code, grade_label, plain, read_firmness
from catalog.records.record import FeedRecord
from catalog.records.sizes_said import number

SCORE_AT_ODDS = 1.5  # firmness points between a shop's number and its word: beyond this the word of the variant is used
CHILD_GRADE = 1  # ASSUMED for a children's mattress that states none: published bands give H1 to weights under 60 kg

_FIRMNESS_IN_TEXT = re.compile(
    r"(?:hardheid|stevigheid|hartegrad|haertegrad|firmness|fermete|festigkeit)[\w\s]{0,12}[:=]?\s*([^.;\n]{1,40})"
    r"|((?:zachte|medium|stevige|harde|extra stevige) (?:uitvoering|versie|kwaliteit))"
)
_FIGURE = r"(\d{1,2}(?:[.,]\d)?)"
_OF_TEN = r"\s*(?:/|out of|of|van de|van|uit|von|sur)\s*10"
_CUSTOM = re.compile(r"op maat|maatwerk|custom|auf mass|nach mass|sur mesure|made to order")


def read_firmness_said(item: Item, record: FeedRecord) -> None:
    """The dedicated attribute first, then the name, the description, the tags; in a conflict both are kept."""
    stated = " ".join(filter(None, (item.attributes.get("firmness"), item.attributes.get("grade"))))
    if "no_basis" in item.attributes:
        item.note("no_basis", "firmness", item.attributes["no_basis"])
    named = read_firmness(item.title)
    record.firmness_original = stated
    if stated and _CUSTOM.search(plain(stated)):
        record.label_norm = "custom"
        item.note("custom_firmness", "firmness", stated)
        return
    if item.any_firmness and not stated:
        record.grade = record.label_norm = "any"
        item.note("any_firmness", "firmness")
        return
    reading = read_firmness(_as_grade(stated))
    if reading:
        if named and reading.label != named.label:
            item.note("firmness_conflict", "firmness", f"{stated} / {item.title}")
            record.firmness_original = f"{stated}; {item.title}"
        if not stated.isascii() or not re.search(r"H[1-5]|soft|medium|firm", stated):
            item.note("firmness_translated", "firmness", stated)
    else:
        reading, record.firmness_original = _elsewhere(item, named, stated)
    _numbered_firmness(item, record, reading)
    if stated and not reading and record.firmness is None:
        item.note("firmness_unreadable", "firmness", stated)
    reading = _with_grade(item, reading, named)
    if reading.conflict:
        item.note("firmness_conflict", "firmness", record.firmness_original)
    if also := item.attributes.get("firmness_also"):
        other = read_firmness(also)
        if other and reading.label not in other.label.split("|"):
            item.note("firmness_conflict", "firmness", f"{record.firmness_original} / {also}")
            record.firmness_original += f"; {also}"
    _keep_reading(item, record, reading)


def _keep_reading(item: Item, record: FeedRecord, reading: FirmnessText) -> None:
    record.reading, record.grade, record.label_norm = reading, reading.grade, reading.label
    several = {"+": "two_firmnesses", "/": "two_firmnesses", "|": "several_firmnesses"}.get(reading.joiner)
    if several:
        item.note(several, "firmness", record.firmness_original)
    known = reading.firmness(record.brand)
    if record.firmness is None and known:
        record.firmness, record.firmness_sd = known
        record.firmness_scale = "H-grade" if reading.grades else "word"
    if not reading and record.firmness is None:
        if "children_mattress" in item.reject:
            record.grade, record.label_norm = f"H{CHILD_GRADE}", grade_label(CHILD_GRADE)
            item.note("child_grade_assumed", "firmness")
        else:
            item.note("no_firmness", "firmness")


def _differ(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return bool(one and other) and one != other


def _as_grade(stated: str) -> str:
    """A bare "3" in an attribute of firmness is a grade; "7/10" is a number of another scale."""
    return f"H{stated}" if re.fullmatch(r"[1-5](?:[.,]5)?", stated.strip()) else stated


def _elsewhere(item: Item, named: FirmnessText, stated: str) -> tuple[FirmnessText, str]:
    """The firmness where no attribute states it: from the name, the description, the tags."""
    if named:
        item.note("firmness_in_name_only", "firmness", item.title)
        return named, item.title
    for match in _FIRMNESS_IN_TEXT.finditer(plain(item.description)):
        text = match[1] or match[2]
        if reading := read_firmness(_as_grade(text)):
            item.note("firmness_in_description_only", "firmness", text)
            return reading, text
    described = read_firmness(item.description)
    if described.grades:
        item.note("firmness_in_description_only", "firmness", described.grade)
        return FirmnessText(described.grades, (), described.joiner), described.grade
    if reading := read_firmness(item.tags):
        item.note("firmness_in_tags_only", "firmness", item.tags)
        return reading, item.tags
    return NOTHING_SAID, stated


def _with_grade(item: Item, reading: FirmnessText, named: FirmnessText) -> FirmnessText:
    """A word without a grade takes the grade in the name, or the one in the id where that agrees with the word."""
    if reading.grades or len(reading.labels) != 1:
        return reading
    if len(named.grades) == 1:
        return FirmnessText(named.grades, reading.labels, "", reading.english)
    code = grade_in_code(item.record_id)
    if code and grade_label(code) == reading.labels[0]:
        item.note("grade_from_id", "firmness", item.record_id)
        return FirmnessText((float(code),), reading.labels, "", reading.english)
    return reading


def _numbered_firmness(item: Item, record: FeedRecord, reading: FirmnessText) -> None:
    """A number on a scale with a basis: EN 1957, or 1 to 10 where it does not contradict the variant's own word."""
    measured = re.search(r"\d{1,2}(?:[.,]\d)?", item.attributes.get("en_1957", ""))
    if measured and 1 <= number(measured[0]) <= 10:
        record.firmness = float(SCALES["EN 1957 Hs"].to_firmness(number(measured[0])))
        record.firmness_sd, record.firmness_original = MEASURED_SD, f"EN 1957 Hs {measured[0]}"
        record.firmness_scale = "EN 1957 Hs"
        return
    score = item.attributes.get("firmness_score", "")
    of_ten = re.fullmatch(rf"{_FIGURE}(?:{_OF_TEN})?", score) or re.fullmatch(
        _FIGURE + _OF_TEN, item.attributes.get("firmness", "").casefold()
    )
    if not of_ten or not 1 <= number(of_ten[1]) <= 10:
        return
    known = reading.firmness(record.brand)
    if known and abs(known[0] - number(of_ten[1])) > SCORE_AT_ODDS:
        item.note("firmness_conflict", "firmness", f"{record.firmness_original} / {of_ten[0]}")
        record.firmness_original += f"; {of_ten[0]}"
    elif not reading.joiner:
        record.firmness, record.firmness_sd = number(of_ten[1]), STATED_SD
        record.firmness_scale = "1-10"
        record.firmness_original = "; ".join(filter(None, (record.firmness_original, of_ten[0])))
