"""From the source's words to facts: one item of a feed read into one record, with what had to be said about it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from catalog.errors import UserError
from catalog.feeds.facts import read_facts
from catalog.feeds.item import Item
from catalog.feeds.kinds import kind_of
from catalog.feeds.names import model_name
from catalog.firmness import MEASURED_SD, SCALES, STATED_SD
from catalog.gtin import read_gtin
from catalog.labels import NOTHING_SAID, FirmnessText, grade_in_code, grade_label, plain, read_firmness
from catalog.mattress import Finding
from catalog.prices import Price, parse_price
from catalog.sizes import SizeText, find_size

HEIGHT_CM = (3.0, 80.0)
SCORE_AT_ODDS = 1.5  # firmness points between a shop's number and its word: then the word of the variant holds
CENTIMETRES = {"cm": 1.0, "mm": 0.1, "m": 100.0, "inch": 2.54, "in": 2.54, '"': 2.54, "": 1.0}

_HEIGHT = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*(cm|mm|inch|in\b|m\b|\")?")
_HEIGHT_IN_TEXT = re.compile(
    r"(?:(?:hoogte|hoog|dikte|dik|hohe|hoch|stark|height|hauteur|epaisseur)\D{0,12}(\d{1,2}(?:[.,]\d)?)\s*cm"
    r"|(\d{1,2}(?:[.,]\d)?)\s*cm\s*(?:hoog|dik|hoch|stark|high|thick|d'epaisseur|de haut))"
)
_ANY_CENTIMETRES = re.compile(r"(?<![\dx×/.,])\s(\d{1,2}(?:[.,]\d)?)\s*cm")
_FIRMNESS_IN_TEXT = re.compile(
    r"(?:hardheid|stevigheid|hartegrad|haertegrad|firmness|fermete|festigkeit)[\w\s]{0,12}[:=]?\s*([^.;\n]{1,40})"
    r"|((?:zachte|medium|stevige|harde|extra stevige) (?:uitvoering|versie|kwaliteit))"
)
_CUSTOM = re.compile(r"op maat|maatwerk|custom|auf mass|nach mass|sur mesure|made to order")
_AVAILABILITY = {
    "in_stock": "in_stock|in stock|instock|available|op voorraad|ja|yes|1|auf lager|lieferbar|en stock|"
    "limitedavailability|"
    "instoreonly|onlineonly|true|voorradig|disponible|direct leverbaar|vorratig",
    "out_of_stock": "out_of_stock|out of stock|outofstock|soldout|sold out|niet op voorraad|nee|no|0|nicht lieferbar|"
    "rupture de stock|discontinued|uitverkocht|ausverkauft|false|nicht auf lager|niet leverbaar|epuise",
    "preorder": "preorder|pre-order|pre order|presale|vorbestellbar|pre_order|reserveren|precommande",
    "backorder": "backorder|back-order|back order|onbackorder|nabestelling|nalevering|available for order|madetoorder",
}
_AVAILABLE = {word: name for name, words in _AVAILABILITY.items() for word in words.split("|")}
_PLAIN_PRICE = re.compile(r"\d+\.\d{1,2}( [A-Z]{3})?|\d+")
_PLAIN_SIZE = re.compile(r"\d{2,3}x\d{3}")


@dataclass(slots=True)
class FeedRecord:
    """One record as read. Unknown is None or ""; `keep` False means it will not be imported, and a finding says why."""

    record_no: int
    record_id: str
    brand: str = ""
    model: str = ""
    title: str = ""
    width_cm: float | None = None
    length_cm: float | None = None
    pieces: int = 1  # 2: a set of two of this size, the price is of both
    height_cm: float | None = None  # of a topper its thickness
    grade: str = ""
    label_norm: str = ""
    firmness: float | None = None
    firmness_sd: float | None = None
    reading: FirmnessText = NOTHING_SAID  # what grade and label are joined from
    firmness_original: str = ""
    firmness_scale: str = ""  # a name of `catalog.firmness.SCALES`, or "word"
    price: float | None = None
    sale_price: float | None = None
    currency: str | None = None
    availability: str | None = None
    kind: str = "mattress"  # mattress, accessory, other
    type: str = "unknown"
    n_zones: int | None = None
    weight_min_kg: float | None = None
    weight_max_kg: float | None = None
    motorised_base: bool | None = None
    turnable: bool | None = None
    two_cores: bool | None = None
    trial_nights: int | None = None
    exchange: str = ""
    gtin: str | None = None
    group_id: str | None = None
    url: str = ""
    findings: list[Finding] = field(default_factory=list)
    keep: bool = True


def read_item(item: Item, today: dt.date) -> FeedRecord:
    """Read one item. Never raises: what cannot be read is a finding and stays unknown."""
    record = FeedRecord(
        item.record_no, item.record_id[:120], title=item.title, url=item.url, group_id=item.group_id or None
    )
    if item.reject and item.reject[0] in ("image_only_row", "parent_row"):
        if item.reject[0] == "parent_row":
            record.brand, record.model = item.brand, model_name(item.title, item.brand)
        record.kind, record.keep, record.findings = "other", False, item.findings
        return record
    if not item.title:
        item.refuse("nothing_named", "title")
    size = _size(item, record)
    _brand_and_model(item, record)
    reason = kind_of(item.title, item.category, size)
    if reason:
        item.refuse(reason, "title", item.title)
        record.kind = "accessory" if reason == "topper" else "mattress" if reason == "children_mattress" else "other"
    _height(item, record)
    if record.kind == "mattress":
        _firmness(item, record)
        read_facts(item, record)
    _prices(item, record, today)
    _availability(item, record)
    _identity(item, record)
    record.findings = item.findings
    record.keep = not item.reject
    return record


def _size(item: Item, record: FeedRecord) -> SizeText | None:
    stated, named = item.attributes.get("size", ""), find_size(item.title)
    size = find_size(stated)
    if stated and not size and not _CUSTOM.search(plain(stated)):
        item.note("size_unreadable", "size", stated)
    if size and named and (size.width_cm, size.length_cm) != (named.width_cm, named.length_cm):
        item.note("size_conflict", "size", f"{size} / {named}")
    if not size and named:
        item.note("size_in_name_only", "size", named)
    elif stated and not _PLAIN_SIZE.fullmatch(stated):
        item.note("size_spelling", "size", stated)
    size = size or named
    if size is None:
        item.note("no_size", "size")
        return None
    record.width_cm, record.length_cm = size.width_cm, size.length_cm
    record.pieces = max(size.count, named.count if named and named.width_cm == size.width_cm else 1)
    if record.pieces > 1:
        item.note("set_of_two", "size", size)
    return size


def _brand_and_model(item: Item, record: FeedRecord) -> None:
    record.brand = item.brand
    if not record.brand and item.title:
        record.brand = item.title.split()[0]
        item.note("brand_in_name_only", "brand", record.brand)
    record.model = model_name(item.model or item.title, record.brand)


def _height(item: Item, record: FeedRecord) -> None:
    stated, unit = item.attributes.get("height", ""), ""
    if not stated and "height_inches" in item.attributes:
        stated, unit = item.attributes["height_inches"], "inch"
    match = _HEIGHT.search(plain(stated))
    if match:
        unit = match[2] or unit
        height = _number(match[1]) * CENTIMETRES[unit.strip()]
        if not unit:
            item.note("height_no_unit", "height", stated)
        elif not re.fullmatch(r"\d+(\.\d+)? cm", stated):
            item.note("height_text", "height", stated)
    else:
        text = plain(f"{item.title}. {item.description}")
        inside = _HEIGHT_IN_TEXT.search(text) or (_ANY_CENTIMETRES.search(text) if record.kind == "accessory" else None)
        if not inside:
            return
        height = _number(next(group for group in inside.groups() if group))
        item.note("height_text", "height", inside[0])
    if not HEIGHT_CM[0] <= height <= HEIGHT_CM[1]:
        item.note("height_implausible", "height", stated)
        return
    record.height_cm = round(height, 2)


def _firmness(item: Item, record: FeedRecord) -> None:
    """The dedicated attribute first, then the name, the description, the tags; conflicts keep both."""
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
        item.note("no_firmness", "firmness")


def _differ(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return bool(one and other) and one != other


def _as_grade(stated: str) -> str:
    """A bare "3" in an attribute of firmness is a grade; "7/10" is a number of another scale."""
    return f"H{stated}" if re.fullmatch(r"[1-5](?:[.,]5)?", stated.strip()) else stated


def _elsewhere(item: Item, named: FirmnessText, stated: str) -> tuple[FirmnessText, str]:
    """The firmness where no attribute says it: the name, the description, the tags."""
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
    """A word alone takes its grade from the name, or from the id where that agrees with the word."""
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
    """A number on a scale that has a basis: EN 1957, or 1 to 10 where it is not at odds with the variant's own word."""
    measured = re.search(r"\d{1,2}(?:[.,]\d)?", item.attributes.get("en_1957", ""))
    if measured and 1 <= _number(measured[0]) <= 10:
        record.firmness = float(SCALES["EN 1957 Hs"].to_firmness(_number(measured[0])))
        record.firmness_sd, record.firmness_original = MEASURED_SD, f"EN 1957 Hs {measured[0]}"
        record.firmness_scale = "EN 1957 Hs"
        return
    score = item.attributes.get("firmness_score", "")
    of_ten = re.fullmatch(r"(\d{1,2}(?:[.,]\d)?)\s*(?:/\s*10)?", score) or re.fullmatch(
        r"(\d{1,2}(?:[.,]\d)?)\s*/\s*10", item.attributes.get("firmness", "")
    )
    if not of_ten or not 1 <= _number(of_ten[1]) <= 10:
        return
    known = reading.firmness(record.brand)
    if known and abs(known[0] - _number(of_ten[1])) > SCORE_AT_ODDS:
        item.note("firmness_conflict", "firmness", f"{record.firmness_original} / {of_ten[0]}")
        record.firmness_original += f"; {of_ten[0]}"
    elif not reading.joiner:
        record.firmness, record.firmness_sd = _number(of_ten[1]), STATED_SD
        record.firmness_scale = "1-10"
        record.firmness_original = "; ".join(filter(None, (record.firmness_original, of_ten[0])))


def _prices(item: Item, record: FeedRecord, today: dt.date) -> None:
    price, sale = (_price(item, name, text) for name, text in (("price", item.price), ("sale_price", item.sale_price)))
    if price is None:
        if not item.price.strip():
            item.note("no_price", "price")
        return
    record.currency = price.currency
    record.price = price.amount
    if price.currency is None and item.has_currency:
        item.note("price_no_currency", "price", item.price)
    if price.amount == 0:
        item.refuse("zero_price", "price", item.price)
    if sale and 0 < sale.amount < price.amount and sale.currency in (None, price.currency):
        record.sale_price = sale.amount
    elif sale:
        item.note("sale_not_lower", "sale_price", item.sale_price)
    until = item.attributes.get("price_valid_until", "")[:10]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", until) and until < today.isoformat():
        item.note("price_valid_until", "price", until)


def _price(item: Item, name: str, text: str) -> Price | None:
    if not text.strip():
        return None
    try:
        price = parse_price(text)
    except UserError:
        item.note("price_unreadable", name, text)
        return None
    if not _PLAIN_PRICE.fullmatch(text.strip()):
        item.note("price_spelling", name, text)
    return price


def _availability(item: Item, record: FeedRecord) -> None:
    stated = item.availability.strip()
    if not stated:
        return
    words = plain(stated)
    record.availability = _AVAILABLE.get(words) or _AVAILABLE.get(re.sub(r"[\s_-]+", " ", words))
    if record.availability is None and re.fullmatch(r"\d+", words):
        record.availability = "in_stock" if int(words[:9]) > 0 else "out_of_stock"
    if record.availability is None:
        item.note("availability_unreadable", "availability", stated)
    elif record.availability in ("backorder", "out_of_stock"):
        item.note(record.availability, "availability", stated)
    elif stated != record.availability and stated not in ("InStock", "PreOrder"):
        item.note("availability_spelling", "availability", stated)


def _identity(item: Item, record: FeedRecord) -> None:
    if not item.record_id:
        item.note("missing_id", "id")
        record.record_id = f"record {item.record_no}"
    if item.group_id == "":
        item.note("missing_group_id", "group_id")
    if item.gtin is not None:
        record.gtin, problem = read_gtin(item.gtin)
        if problem:
            item.note(problem, "gtin", item.gtin)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
