"""What one item states about its firmness: the attribute first, then name, description, tags and id."""

from __future__ import annotations

import math
import re

from catalog.feeds.item import Item
from catalog.firmness import MEASURED_SD, SCALES, STATED_SD
from catalog.labels import NOTHING_SAID, FirmnessText, grade_in_code, grade_label, plain, read_firmness
from catalog.records.facts import TURNABLE
from catalog.records.firmness_words import in_german
from catalog.records.record import FeedRecord
from catalog.records.sizes_said import number

SCORE_AT_ODDS = 1.5  # firmness points between a shop's number and its word: beyond this the word of the variant is used
CHILD_GRADE = 1  # ASSUMED for a children's mattress that states none: published bands give H1 to weights under 60 kg

_FIRMNESS_IN_TEXT = re.compile(
    r"(?:hardheid|stevigheid|hartegrad|haertegrad|firmness|fermete|festigkeit)[\w\s]{0,12}[:=]?\s*([^.;\n]{1,40})"
    r"|((?:zachte|medium|stevige|harde|extra stevige) (?:uitvoering|versie|kwaliteit))"
)
_USUAL = re.compile(r"H[1-5]|soft|medium|firm")
_BARE_GRADE = re.compile(r"[1-5](?:[.,]5)?")
_RATING = re.compile(r"\d{1,2}(?:[.,]\d)?")
_BARE = re.compile(r"\d{1,3}(?:[.,]\d+)?")
_SCORE = re.compile(  # "6.5", "7/10", "7-8 out of 10", "7 (scale 1-10)"
    r"(?P<low>\d{1,2}(?:[.,]\d{1,2})?)(?:\s*(?:-|–|to|tot|bis|a)\s*(?P<high>\d{1,2}(?:[.,]\d{1,2})?))?"
    r"(?P<scale>\s*(?:(?:/|out of|of|van de|van|uit|von|auf|op|sur|su|de)\s*10|\(?(?:scale|schaal|skala|echelle)"
    r"\D{0,10}[01]\s*(?:-|–|to|tot|bis|a)\s*10\)?|\([01]\s*(?:-|–)\s*10\)))?"
)
_OF_TEN_IN_TEXT = re.compile(  # "firmness 6.5/10", "hardheid: 7 van de 10"; a score with its scale, beside the word
    r"(?:hardheid|stevigheid|festigkeit|firmness|fermete)[\s:=(]{1,4}(\d(?:[.,]\d)?)\s*"
    r"(?:/|out of|van de|van|von|sur)\s*10\b"
    r"|\b(\d(?:[.,]\d)?)\s*(?:/|out of)\s*10 (?:for|on|in) firmness"
)
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
    if _BARE.fullmatch(stated.strip()):
        _note_scale(item, stated.strip())
    reading = read_firmness(_sides_apart(item, _as_grade(in_german(stated), item)))
    if reading.joiner == "|" and not named.joiner and named.label in reading.label.split("|"):
        reading = named  # the attribute lists what the model comes in, the name says which this is
    if reading:
        if named and reading.label != named.label:
            item.note("firmness_conflict", "firmness", f"{stated} / {item.title}")
            record.firmness_original = f"{stated}; {item.title}"
        if "firmness_bare_number" in {each.key for each in item.findings}:
            pass
        elif not stated.isascii() or not _USUAL.search(stated):
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


def _as_grade(stated: str, item: Item) -> str:
    """A bare "3" in an attribute of firmness is a grade where the feed's numbers are; "7/10" is on another scale."""
    bare = _BARE_GRADE.fullmatch(stated.strip()) and number(stated.strip()) <= 5
    return f"H{stated}" if bare and item.habits.bare_firmness == "H-grade" else stated


def _note_scale(item: Item, stated: str) -> None:
    """Say on what scale a number without one is read."""
    if item.habits.bare_firmness == "1-10" and 1 <= number(stated) <= 10:
        item.note("firmness_of_ten", "firmness", stated)
    elif item.habits.bare_firmness == "H-grade" and 1 <= number(stated) <= 5:
        item.note("firmness_bare_number", "firmness", stated)


def _sides_apart(item: Item, stated: str) -> str:
    """A firmness with the two sides of a bed that can be turned apart: "Medium/Firm" is one on other beds."""
    if "/" in stated and (
        item.attributes.get("turnable") or TURNABLE.search(plain(f"{stated} {item.title} {item.description}"))
    ):
        return stated.replace("/", " / ")
    return stated


def _elsewhere(item: Item, named: FirmnessText, stated: str) -> tuple[FirmnessText, str]:
    """The firmness where no attribute states it: from the name, the description, the tags."""
    if named:
        item.note("firmness_in_name_only", "firmness", item.title)
        return named, item.title
    for match in _FIRMNESS_IN_TEXT.finditer(plain(item.description)):
        text = match[1] or match[2]
        if reading := read_firmness(_as_grade(text, item)):
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
    measured = _RATING.search(item.attributes.get("en_1957", ""))
    if measured and 1 <= number(measured[0]) <= 10:
        record.firmness = float(SCALES["EN 1957 Hs"].to_firmness(number(measured[0])))
        record.firmness_sd, record.firmness_original = MEASURED_SD, f"EN 1957 Hs {measured[0]}"
        record.firmness_scale = "EN 1957 Hs"
        return
    of_ten = _of_ten(item)
    if of_ten is None and not reading:
        of_ten = _of_ten_in_text(item)
    if of_ten is None:
        return
    score, spread, said = of_ten
    known = reading.firmness(record.brand)
    if known and abs(known[0] - score) > SCORE_AT_ODDS:
        item.note("firmness_conflict", "firmness", f"{record.firmness_original} / {said}")
        record.firmness_original += f"; {said}"
    elif not reading.joiner:
        record.firmness, record.firmness_sd = score, math.hypot(STATED_SD, spread)
        record.firmness_scale = "1-10"
        said = said if said not in record.firmness_original else ""
        record.firmness_original = "; ".join(filter(None, (record.firmness_original, said)))


def _of_ten(item: Item) -> tuple[float, float, str] | None:
    """A number on a scale of ten: its value, half the width of the range it is stated as, and the words."""
    stated = item.attributes.get("firmness", "").strip()
    score = item.attributes.get("firmness_score", "").strip()
    bare = item.habits.bare_firmness == "1-10"
    for text, needs_scale in ((score, False), (stated, not bare)):
        match = _SCORE.fullmatch(text.casefold())
        if not match or (needs_scale and not match["scale"]):
            continue
        low = number(match["low"])
        high = number(match["high"]) if match["high"] else low
        if 1 <= low <= high <= 10:
            return (low + high) / 2, (high - low) / 2, text
    return None


def _of_ten_in_text(item: Item) -> tuple[float, float, str] | None:
    """A number on a scale of ten that running text states with the word for firmness beside it."""
    match = _OF_TEN_IN_TEXT.search(plain(item.description))
    if not match:
        return None
    score = number(match[1] or match[2])
    item.note("firmness_in_description_only", "firmness", match[0])
    return (score, 0.0, f"{score:g}/10") if 1 <= score <= 10 else None
