"""The rest of what a shop may state: weight advice, zones, base, turning, cores, trial and exchange."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from catalog.feeds.item import Item
from catalog.labels import plain

if TYPE_CHECKING:
    from catalog.feeds.interpretation import FeedRecord

POUND_KG = 0.45359237
WEIGHT_KG = (20.0, 400.0)

_WEIGHT = re.compile(
    r"(\d{2,3}(?:[.,]\d)?)\s*(?:(?:-|–|tot|to|bis|a|t/m|and|en|und)\s*(\d{2,3}(?:[.,]\d)?))?\s*(kg|kilo|lbs?|pounds?|)"
)
_UP_TO = re.compile(r"tot|to|bis|max|jusqu|<|under|onder|unter|moins")
_FROM = re.compile(r"vanaf|from|ab |boven|above|uber|plus de|des |>|over|min")
_ZONES = re.compile(r"(?<![\d.,])(\d{1,2})\s*-?\s*(?:comfort|lig|liege)?-?\s*zon(?:es?|en)", re.IGNORECASE)
_WEIGHT_IN_TEXT = re.compile(
    r"(?:gewichtsadvies|lichaamsgewicht|korpergewicht|body weight|gewicht)\D{0,20}"
    r"((?:tot|bis|max\.?|up to)?\s*\d{2,3}[^.;]{0,20}kg)"
)
_TYPES = {
    "pocket_spring": r"pocket\s?-?ve|pocket\s?-?spring|taschenfeder|ressorts ensaches|\bt?tfk\b",
    "memory_foam": r"traagschuim|memory|visco|nasa|memoire de forme",
    "latex": r"latex",
    "cold_foam": r"koudschuim|kaltschaum|hr-?schuim|hr foam|cold foam|\bks\b|haute resilience|komfortschaum",
    "bonnell": r"bonell|bonnell",
    "hybrid": r"hybri",
    "water": r"waterbed|wasserbett|water mattress",
    "air_adjustable": r"luchtkamer|air chamber|luftkammer|sleep number",
    "innerspring_unspecified": r"binnenvering|veermatras|federkern|innerspring",
    "foam_unspecified": r"schuim|schaum|foam|mousse",
}
_TYPE = {name: re.compile(pattern) for name, pattern in _TYPES.items()}
_YES = re.compile(r"ja|yes|oui|true|1|geschikt|geeignet|suitable|compatible")
_NO = re.compile(r"nee|nein|no|non|false|0|niet.*|nicht.*|not.*|on?geschikt|ungeeignet")
_MOTOR = re.compile(r"verstelbar\w*|elektrisch\w*|motor\w*|verstellbar\w*|adjustable|reglable")
_NOT = re.compile(r"\b(?:niet|nicht|not|ongeschikt|ungeeignet|pas)\b")
_TURNABLE = re.compile(
    r"keerbaar|omkeerbaar|wendbaar|wendematratze|draaibaar|twee (?:slaapzijden|zijden|kanten)|zwei seiten|2 zijden|"
    r"beidseitig|reversible|flippable|dubbelzijdig|two.sided|2 hardheden|twee hardheden|two firmnesses|"
    r"zwei hartegrade|double face"
)
_TWO_CORES = re.compile(
    r"(?:twee|2|two|zwei|deux) (?:losse |aparte |separate |getrennte )?(?:kernen|cores|kerne|noyaux|matraskernen)|"
    r"duo ?matras|partnermatratze|(?:kernen|kerne) in (?:een|1) (?:tijk|hoes|bezug)"
)
_TRIAL = re.compile(
    r"(\d{2,3})\s*(?:nachten|nacht|nights?|nachte|nuits?|dagen|days|tage|jours)(?:[\w\s-]{0,12}(?:proef|trial|probe|essai))?"
)
_TRIAL_WORD = re.compile(r"proef|trial|probe|essai|test|bedenktijd")
_EXCHANGE = re.compile(r"omruil\w*|umtausch\w*|exchange|ruilgarantie|comfortgarantie|echange")


def read_facts(item: Item, record: FeedRecord) -> None:
    """Fill in what is stated; nothing is taken from silence."""
    text = plain(f"{item.title}. {item.description}")
    _weights(item, record, text)
    zones = re.search(r"\d{1,2}", item.attributes.get("zones", "")) or _ZONES.search(text)
    if zones and 1 <= int(zones[zones.lastindex or 0]) <= 30:
        record.n_zones = int(zones[zones.lastindex or 0])
        if record.n_zones > 1:
            item.note("zones_unverified", "zones", record.n_zones)
    for source in (plain(item.attributes.get("type", "")), text, plain(item.category)):
        known = next((name for name, pattern in _TYPE.items() if pattern.search(source)), None)
        if known and record.type == "unknown":
            record.type = known
    record.motorised_base = _base(item, text)
    record.turnable = _stated(item.attributes.get("turnable"), text, _TURNABLE)
    record.two_cores = _stated(item.attributes.get("cores"), text, _TWO_CORES)
    _terms(item, record, text)


def _weights(item: Item, record: FeedRecord, text: str) -> None:
    stated = plain(item.attributes.get("weight", ""))
    if not stated and (described := _WEIGHT_IN_TEXT.search(text)):
        stated = described[1]
    match = _WEIGHT.search(stated)
    if not match:
        return
    unit = POUND_KG if match[3].startswith(("lb", "pound")) else 1.0
    low, high = (round(float(value.replace(",", ".")) * unit, 1) if value else None for value in match.groups()[:2])
    if high is None:
        before = stated[: match.start()]
        if _FROM.search(before) or stated[match.end() :].strip().startswith("+"):
            record.weight_min_kg = low
        else:
            record.weight_max_kg = low  # "80 kg" and "tot 80 kg" are both limits
    else:
        record.weight_min_kg, record.weight_max_kg = low, high
    for name in ("weight_min_kg", "weight_max_kg"):
        value = getattr(record, name)
        if value is not None and not WEIGHT_KG[0] <= value <= WEIGHT_KG[1]:
            setattr(record, name, None)


def _base(item: Item, text: str) -> bool | None:
    """Whether it suits a motorised base, where the source says so."""
    stated = plain(item.attributes.get("base", ""))
    if stated:
        if _NO.fullmatch(stated):
            return False
        if _YES.fullmatch(stated) or _MOTOR.search(stated):
            return not _NOT.search(stated)
    for match in _MOTOR.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if re.search(r"geschikt|geeignet|suit|compatib|adapte|convient", before):
            return not _NOT.search(before)
    return None


def _stated(attribute: str | None, text: str, pattern: re.Pattern[str]) -> bool | None:
    if attribute:
        words = plain(attribute)
        if _NO.fullmatch(words):
            return False
        if _YES.fullmatch(words) or words.startswith("2") or pattern.search(words):
            return True
    match = pattern.search(text)
    if not match:
        return None
    return not _NOT.search(text[max(0, match.start() - 12) : match.start()])


def _terms(item: Item, record: FeedRecord, text: str) -> None:
    stated = plain(item.attributes.get("trial", ""))
    nights = re.search(r"\d{1,3}", stated)
    if not nights:
        nights = next(
            (m for m in _TRIAL.finditer(text) if _TRIAL_WORD.search(text[max(0, m.start() - 30) : m.end() + 30])), None
        )
    if nights:
        record.trial_nights = int(nights[nights.lastindex or 0])
    exchange = item.attributes.get("exchange", "")
    if exchange:
        record.exchange = exchange[:200]
    elif found := _EXCHANGE.search(text):
        record.exchange = found[0]
