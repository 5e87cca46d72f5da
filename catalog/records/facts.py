"""Other facts a shop may state: weight advice, zones, base, two-sided use, cores, trial, exchange and warranty."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from catalog.feeds.item import Item
from catalog.labels import plain
from catalog.records.adjusting import read_adjustability
from catalog.records.record import FeedRecord

POUND_KG = 0.45359237
WEIGHT_KG = (20.0, 400.0)  # body weight; in running text a mattress's own weight is often lower than 40
LIGHTEST_IN_TEXT_KG = 40.0
MOST_ZONES = 30
MOST_NIGHTS = 400
DESCRIPTIONS_KEPT = 2000  # the variants of a product often share one text

_WEIGHT = re.compile(
    r"(\d{2,3}(?:[.,]\d)?)\s*(?:kg|kilo(?:gram)?s?)?\s*(?:(?:-|–|tot|to|bis|a|t/m|and|en|und|et)\s*(\d{2,3}(?:[.,]\d)?))?"
    r"\s*(kg|kilo|lbs?|pounds?|)"
)
_FROM = re.compile(r"vanaf|from|ab |boven|above|uber|plus de|des |>|over|min|a partir")
# A weight is a sleeper's only in plain kilograms, and where the words beside it speak of one.
_OF_VOLUME = r"\s*(?:(?:/|per|pro|par|por|je)\s*(?:m|kub|cub|dm|l(?!\w)|lit)|m-?[23]|m\^)"
_KG = rf"(?:kg|kilo(?:gram(?:men|me)?s?|s)?(?!\w))(?!{_OF_VOLUME})"
_PER_VOLUME = re.compile(rf"kg{_OF_VOLUME}")
_WEIGHT_IN_TEXT = re.compile(
    r"(?:gewichtsadvies|gewichtsklasse|lichaamsgewicht|korpergewicht|gewichtsempfehlung|body ?weight|poids recommande|"
    r"poids conseille|belastbaar|belastbarkeit|draagvermogen|gewichtslimiet|weight (?:limit|capacity)|sleepers?|"
    r"slapers?|schlafer|personen|persons?|people|personnes?)\D{0,20}?"
    rf"((?:tot|bis|max\.?|up to|vanaf|ab|from)?\s*\d{{2,3}}[^.;,]{{0,20}}?{_KG})"
    r"|((?:tot|bis|up to|jusqu'a|max(?:imaal|imum|imal|\.)?|t/m|vanaf|ab|from) (?:een |a )?"
    rf"(?:gewicht (?:van|von) |weight of |poids de )?\d{{2,3}} ?{_KG})"
    rf"|(\d{{2,3}} ?(?:-|–|tot|bis|to) ?\d{{2,3}} ?{_KG})"
)
_NOT_A_SLEEPERS = re.compile(
    r"dichth|densit|raumgewicht|soortelijk|volumegewicht|volumengewicht|(?<!\w)rg(?!\w)|"
    r"verzend|versand|shipping|parcel|paket|pakket|colis|verpakk|verpack|transport|pallet|doos|karton|eigengewicht|"
    r"(?<!lichaams)(?<!korper)(?<!body )gewicht (?:van (?:het|de) )?(?:matras|matratze|product|produkt|artikel)|"
    r"(?:matras|matratzen|product|produkt|artikel)gewicht|(?:mattress|product|item|net|gross|own) weight|weegt|"
    r"wiegt|weighs|pese|poids (?:du|de la|net|brut)|levering|lieferung|delivery"
)
_SENTENCE_END = re.compile(r"(?<!max)(?<!min)(?<!ca)\.(?!\d)|[;!?]")
_CLAUSE_END = re.compile(r"[.,;!?]")
BEFORE_WEIGHT, AFTER_WEIGHT = 45, 30  # characters whose words tell whose weight it is
_UP_TO_99 = re.compile(r"\d{1,2}")
_ZONES = re.compile(r"(?<![\d.,])(\d{1,2})\s*-?\s*(?:comfort|lig|liege)?-?\s*zon(?:es?|en)")
_TYPES = {
    "pocket_spring": r"pocket\s?-?ve|pocket\s?-?spring|taschenfeder|ressorts ensaches|muelles? ensacad|"
    r"molle? (?:insacchettat|indipendent)|\bt?tfk\b",
    "memory_foam": r"traagschuim|memory|visco|nasa|memoire de forme",
    "latex": r"latex|lattice",
    "cold_foam": r"koudschuim|kaltschaum|hr-?schuim|hr foam|cold foam|\bks\b|haute resilience|komfortschaum",
    "bonnell": r"bonell|bonnell",
    "hybrid": r"hybri",
    "water": r"waterbed|wasserbett|water mattress",
    "air_adjustable": r"luchtkamer|air chamber|luftkammer|sleep number",
    "innerspring_unspecified": r"binnenvering|veermatras|federkern|innerspring|\bmuelles?\b|\bmolle\b",
    "foam_unspecified": r"schuim|schaum|foam|mousse|espuma|schiuma",
}
_TYPE = {name: re.compile(pattern) for name, pattern in _TYPES.items()}
# What comes with a mattress is not what it is made of: "inclusief gratis traagschuim topper".
_SOLD_ALONG = re.compile(
    r"(?<!\w)(?:incl\w*\.?|inkl\w*\.?|gratis|free|kostenlos\w*|gratuit\w*|offert\w*|cadeau)\s[^.,;:!?()]{0,40}?"
    r"(?:topper|topdek\w*|topmatras|surmatelas|\w*kussen|\w*kissen|pillow(?!\s?-?top)|oreiller)s?(?!\w)"
)
_YES = re.compile(r"ja|yes|oui|si|true|1|geschikt|geeignet|suitable|compatible")
_NO = re.compile(r"nee|nein|no|non|false|0|niet.*|nicht.*|not.*|on?geschikt|ungeeignet")
_MOTOR = re.compile(r"verstelbar\w*|elektrisch\w*|motor\w*|verstellbar\w*|adjustable|reglable")
_SAYS_NOTHING = re.compile(
    r"[-–—/.\s]*|n\.?v\.?t\.?|n\.?/?a\.?|onbekend|unbekannt|unknown|inconnu|desconocido|sconosciuto"
)
_NOT = re.compile(r"\b(?:niet|nicht|not|ongeschikt|ungeeignet|pas|non|geen|kein\w*|no)\b")
TURNABLE = re.compile(
    r"keerbaar|omkeerbaar|wendbaar|wendbar(?!\w)|wendematratze|draaibaar|"
    r"twee (?:slaapzijden|zijden|kanten)|zwei seiten|2 zijden|"
    r"beidseitig|reversible|flippable|dubbelzijdig|two.sided|2 hardheden|twee hardheden|two firmnesses|"
    r"zwei hartegrade|double face|zomer\w*[\s/-]+(?:en )?(?:een )?winter(?:zijde|kant)|"
    r"sommer\w*[\s/-]+(?:und )?winterseite"
)
_TWO_CORES = re.compile(
    r"(?:twee|2|two|zwei|deux) (?:losse |aparte |separate |getrennte )?(?:kernen|cores|kerne|noyaux|matraskernen)|"
    r"duo ?matras|partnermatratze|(?:kernen|kerne) in (?:een|1) (?:tijk|hoes|bezug)"
)
_TRIAL = re.compile(r"(\d{2,3})\s*-?\s*(?:nachten|nacht|nights?|nachte|nuits?|dagen|days?|tage|jours)(?!\w)")
# An attribute of its own may state other units, of which running text has too many: delivery, warranty.
_TRIAL_STATED = re.compile(
    r"(?<![\d.,])(\d{1,3})(?![\d]|[.,]\d)"
    r"(?:\s*-?\s*(?:(?P<weeks>we(?:ek|ken|eks)|wochen?|semaines?|semanas?|settiman[ae])"
    r"|(?P<months>maand(?:en)?|months?|monate?n?|mois|mes(?:es)?|mes[ei])"
    r"|(?P<years>jaar|years?|jahre?n?|ans?|anos?|ann[oi]))(?!\w))?"
)
_NIGHTS_OF = {"weeks": 7, "months": 30, "years": 365}
_TRIAL_WORD = re.compile(r"proef|trial|probe|essai|test|bedenktijd")
_EXCHANGE = re.compile(r"omruil\w*|umtausch\w*|exchange|ruilgarantie|comfortgarantie|echange")
_WARRANTY = re.compile(
    r"(\d{1,2})[\s-]*(?:jaar|years?|jahren?|ans?)\s*(?:\w+\s+){0,2}?(?:garantie|warranty|guarantee)"
    r"|(?:garantie|warranty|guarantee)\s*(?:\w+\s*)?:?\s*(\d{1,2})\s*(?:jaar|years?|jahre|ans?)"
)
_FOR_LIFE = re.compile(r"\b(?:levenslang\w*|lebenslang\w*|life ?time|for life|a vie)\b")
_MONTHS = re.compile(r"(?<!\d)(\d{1,3})\s*-?\s*(?:maand(?:en)?|months?|monate?n?|mois)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text states; None where it states nothing."""

    weight: str | None = None
    zones: int | None = None
    type: str | None = None
    motorised_base: bool | None = None
    turnable: bool | None = None
    two_cores: bool | None = None
    trial_nights: int | None = None
    exchange: str | None = None
    warranty_years: str | None = None


def read_facts(item: Item, record: FeedRecord) -> None:
    """Fill in what is stated: by an attribute, else by the title, else by the text; nothing is inferred from a missing
    value.
    """
    title, text = _said(plain(item.title)), _said_before(plain(item.description))

    def told(name: str) -> Any:
        said = getattr(title, name)
        return getattr(text, name) if said is None else said

    stated = {name: plain(value) for name, value in item.attributes.items()}
    _weights(item, stated.get("weight", ""), told("weight"), record)
    zones = _UP_TO_99.search(stated.get("zones", ""))
    record.n_zones = int(zones[0]) if zones and 1 <= int(zones[0]) <= MOST_ZONES else told("zones")
    if record.n_zones and record.n_zones > 1:
        item.note("zones_unverified", "zones", record.n_zones)
    record.type = _type_in(stated.get("type", "")) or told("type") or _type_in(plain(item.category)) or "unknown"
    read_adjustability(stated.get("adjust", ""), plain(f"{item.title}. {item.description}"), record)
    base = stated.get("base", "") or ("" if record.adjust else stated.get("adjust", ""))
    record.motorised_base = _first(_base(base), told("motorised_base"))
    beside = " ".join(stated.get(name, "") for name in ("adjust", "firmness", "grade"))  # "H2/H3 wendbar"
    turning = (_stated(stated.get("turnable", ""), TURNABLE), _found(TURNABLE, beside))
    record.turnable = _first(_first(*turning), told("turnable"))
    record.two_cores = _first(_stated(stated.get("cores", ""), _TWO_CORES), told("two_cores"))
    trial = _TRIAL_STATED.search(stated.get("trial", ""))
    record.trial_nights = (_nights(trial) if trial else None) or told("trial_nights")
    record.exchange = item.attributes.get("exchange", "")[:200] or told("exchange") or ""
    record.warranty_years = _years(stated.get("warranty", "")) or told("warranty_years") or ""


def _said(text: str) -> _Said:
    """What a plain text states. A pattern is tried only where one of its words occurs."""
    weight = _weight_in(text) if "kg" in text or "kilo" in text else None
    zones = _ZONES.search(text) if "zon" in text else None
    trial = _TRIAL.finditer(text) if _TRIAL_WORD.search(text) else ()
    nights = (m for m in trial if _TRIAL_WORD.search(text[max(0, m.start() - 30) : m.end() + 30]))
    exchange = _EXCHANGE.search(text)
    warranty = _WARRANTY.search(text) if "garant" in text or "warranty" in text or "guarantee" in text else None
    return _Said(
        weight=weight,
        zones=int(zones[1]) if zones and 1 <= int(zones[1]) <= MOST_ZONES else None,
        type=_type_in(_SOLD_ALONG.sub(" ", text)),
        motorised_base=_base_in(text),
        turnable=_found(TURNABLE, text),
        two_cores=_found(_TWO_CORES, text),
        trial_nights=next((int(match[1]) for match in nights if int(match[1]) <= MOST_NIGHTS), None),
        exchange=exchange[0] if exchange else None,
        warranty_years=(warranty[1] or warranty[2]) if warranty else None,
    )


def _nights(trial: re.Match[str]) -> int | None:
    """Nights of a trial that may be stated in weeks, months or years; None where no trial is that long or short."""
    nights = int(trial[1]) * _NIGHTS_OF.get(trial.lastgroup or "", 1)
    return nights if 1 <= nights <= MOST_NIGHTS else None


def _years(warranty: str) -> str:
    """Whole years of a warranty that may be stated in months, or that it is for life."""
    if _FOR_LIFE.search(warranty):
        return "lifetime"
    if months := _MONTHS.search(warranty):
        return str(int(months[1]) // 12 or "")
    years = _UP_TO_99.search(warranty)
    return years[0] if years else ""


_said_before = functools.lru_cache(maxsize=DESCRIPTIONS_KEPT)(_said)


def _type_in(text: str) -> str | None:
    return next((name for name, pattern in _TYPE.items() if pattern.search(text)), None) if text else None


def _weight_in(text: str) -> str | None:
    """What a text says of the sleeper's weight; not a foam's density, nor what the mattress or its parcel weighs."""
    for match in _WEIGHT_IN_TEXT.finditer(text):
        start = max(0, match.start() - BEFORE_WEIGHT)
        before = _SENTENCE_END.split(text[start : match.end()])[-1]
        after = _CLAUSE_END.split(text[match.end() : match.end() + AFTER_WEIGHT])[0]
        if not _NOT_A_SLEEPERS.search(before) and not _NOT_A_SLEEPERS.search(after):
            return str(next(filter(None, match.groups())))
    return None


def _weights(item: Item, stated: str, in_text: str | None, record: FeedRecord) -> None:
    lightest = WEIGHT_KG[0] if stated else LIGHTEST_IN_TEXT_KG
    if stated and (_PER_VOLUME.search(stated) or _NOT_A_SLEEPERS.search(stated)):
        item.note("weight_unreadable", "weight", stated)
        stated = ""
    said = stated or in_text or ""
    match = _WEIGHT.search(said)
    if not match:
        if stated and not _SAYS_NOTHING.fullmatch(stated):
            item.note("weight_unreadable", "weight", stated)
        return
    stated = said
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
        if value is not None and not lightest <= value <= WEIGHT_KG[1]:
            setattr(record, name, None)
            item.note("weight_unreadable", "weight", said)


def _base(stated: str) -> bool | None:
    """Whether it suits a motorised base, where an attribute states it."""
    if _NO.fullmatch(stated):
        return False
    if _YES.fullmatch(stated) or _MOTOR.search(stated):
        return not _NOT.search(stated)
    return None


def _base_in(text: str) -> bool | None:
    for match in _MOTOR.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()].rsplit(".", 1)[-1]
        if re.search(r"geschikt|geeignet|suit|compatib|adapte|convient|for use|fur", before):
            return not _NOT.search(before)
        after = re.match(r"(?:\W+\w+){0,2}\W+(?:geschikt|geeignet)", text[match.end() : match.end() + 40])
        if after:
            return not _NOT.search(after[0])
    return None


def _stated(stated: str, pattern: re.Pattern[str]) -> bool | None:
    if not stated:
        return None
    if _NO.fullmatch(stated):
        return False
    if _YES.fullmatch(stated) or stated.startswith("2"):
        return True
    return _found(pattern, stated)


def _found(pattern: re.Pattern[str], text: str) -> bool | None:
    match = pattern.search(text)
    return None if not match else not _NOT.search(text[max(0, match.start() - 14) : match.start()])


def _first(stated: bool | None, told: bool | None) -> bool | None:
    return told if stated is None else stated
