"""A mattress from facts that somebody typed: read as the same facts of a shop's page are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from catalog.construction.comfort import CONSTRUCTIONS
from catalog.errors import UserError
from catalog.feeds.item import Habits, Item
from catalog.firmness import SCALES
from catalog.labels import plain, read_firmness
from catalog.mattress import Mattress, Size, Zone
from catalog.prices import parse_price
from catalog.records.facts import MOST_ZONES, read_facts
from catalog.records.firmness_said import read_firmness_said
from catalog.records.layers_said import read_layers_said
from catalog.records.mattresses import mattresses
from catalog.records.record import FeedRecord
from catalog.records.sizes_said import HEIGHT_CM
from catalog.sizes import parse_size
from catalog.texts import printable
from catalog.zones import parse_zones

UNNAMED = "Bed"
STATED = 'H3, medium, 6.5 of 10, "7/10", "Hs 5.6" or "8.6 N/mm"'
LAYERS = '"4 cm memory foam 50 kg/m3; 16 cm pocket springs", from the top'
ZONES = 'yes, no, unknown, their number, or a map in cm: "0-35:1 35-75:0.8"'
HARDNESS_N_MM = (1.0, 40.0)
LEAST_ZONES = 3  # of a bed that is said to have zones, and not how many
LONGEST = 300  # characters of one fact
_MEASURED = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*n\s*/?\s*mm")
_RATING = re.compile(r"(?:en\s*1957)?\s*hs\s*:?\s*(\d{1,2}(?:[.,]\d)?)")
_OF_TEN = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)(?:\s*(?:/|of|out of|van|von|op|uit|sur)\s*10)?")
_BARE_DENSITY = re.compile(r"([^\W\d]{3,})\s+(\d{2,3})(?=\s*(?:;|,|$))")


@dataclass(frozen=True, kw_only=True)
class TypedFacts:
    """What somebody typed of a bed; "" where nothing was."""

    stated: str = ""
    layers: str = ""
    zones: str = ""
    height_cm: str = ""
    price: str = ""
    size: str = ""


@dataclass(frozen=True, kw_only=True)
class TypedBed(TypedFacts):
    """The facts of a bed that is not in a catalogue, with its name and its type."""

    name: str = ""
    type: str = ""


def bed_of_facts(typed: TypedBed) -> Mattress:
    """The mattress as typed; what was not typed stays unknown.

    Raises:
        UserError: a fact that cannot be read; where it stands, what is allowed.
    """
    name = printable(typed.name)[:LONGEST] or UNNAMED
    item = Item(1, "typed", title=name, habits=Habits(bare_firmness="1-10"))
    record = FeedRecord(1, "typed", brand="", model=name, title=name)
    if typed.type:
        record.type = _type(typed.type)
    if typed.height_cm:
        record.height_cm = typed_number("height-cm", typed.height_cm, HEIGHT_CM, "cm of a mattress")
    hardness = _firmness(typed.stated, item, record) if typed.stated else None
    if typed.layers:
        _layers(typed.layers[:LONGEST], item, record)
    bed = next(iter(mattresses([record])))
    bed = replace(bed, hardness_n_mm=hardness, variant="", source_kind="typed")
    if typed.zones:
        n_zones, zones = _zones(typed.zones)
        said = "" if re.search(r"\d", typed.zones) else typed.zones  # "yes" says that there are some, and not how many
        bed = replace(bed, n_zones=n_zones, zones=zones, zones_note=printable(said)[:LONGEST])
    return _priced(bed, typed)


def _firmness(stated: str, item: Item, record: FeedRecord) -> float | None:
    """Read a firmness on any scale into the record; returns the hardness in N/mm where that is what was stated."""
    words = plain(stated).strip()
    if measured := _MEASURED.fullmatch(words):
        return _in("stated", _number(measured[1]), HARDNESS_N_MM, "N/mm")
    if rating := _RATING.fullmatch(words):
        item.attributes["en_1957"] = rating[1]
        _in("stated", _number(rating[1]), (1, 10), "as rating of EN 1957")
    elif score := _OF_TEN.fullmatch(words):
        _in("stated", _number(score[1]), (1, 10), "on a scale of 10")
        item.attributes["firmness"] = f"{_number(score[1]):g}/10"
    else:
        reading = read_firmness(stated)
        if reading.joiner in ("+", "|"):
            mend = "Give each as a bed of its own, beginning with --name."
            raise UserError(f"{stated[:60]!r} is more than one bed", where="stated", allowed=STATED, mend=mend)
        if not reading or re.search(r"\w{3}", _left_over(words)):
            raise UserError(f"{stated[:60]!r} is not a firmness", where="stated", allowed=STATED)
        item.attributes["firmness"] = stated
    read_firmness_said(item, record)
    if record.firmness is not None and not record.firmness_scale:
        record.firmness_scale = SCALES["1-10"].name
    return None


def _left_over(words: str) -> str:
    """What of a stated firmness is no word or grade of firmness: "medium (H3)" leaves nothing."""
    parts = re.split(r"[\s()/,.-]+", words)
    return " ".join(part for part in parts if part and not read_firmness(part) and not re.fullmatch(_FILLER, part))


_FILLER = r"tot|bis|to|of|or|und|en|and|ou|oder|a|extra|zeer|sehr|very|tres|half|middel|mittel|mi|plus|firm\w*|kern"


def _type(text: str) -> str:
    key = plain(text).strip().replace(" ", "_").replace("-", "_")
    if key in CONSTRUCTIONS:
        return key
    item, record = Item(1, title="", attributes={"type": text}), FeedRecord(1, "typed")
    read_facts(item, record)
    if record.type == "unknown" and key != "unknown":
        raise UserError(f"{text[:60]!r} is not a type of mattress", where="type", allowed=", ".join(CONSTRUCTIONS))
    return record.type


def _layers(text: str, item: Item, record: FeedRecord) -> None:
    told = _BARE_DENSITY.sub(r"\1 \2 kg/m3", text)  # "memory 50" is its density, as shops write it
    item.attributes["layers"] = "layers: " + told.replace(": ", " ")
    read_layers_said(item, record)
    if not record.layers or item.attributes.get("layers_also"):
        raise UserError(f"{text[:80]!r} cannot be read as layers", where="layers", allowed=LAYERS)


def _zones(text: str) -> tuple[int | None, tuple[Zone, ...]]:
    """How many zones, and their map where one is given."""
    word = plain(text).strip()
    if word in ("yes", "ja", "true"):
        return LEAST_ZONES, ()
    if word in ("no", "nee", "nein", "false"):
        return 1, ()
    if word in ("unknown", "unsure"):
        return None, ()
    if word.isascii() and word.isdigit():
        return int(_in("zones", float(word), (1, MOST_ZONES), "zones")), ()
    try:
        return None, parse_zones(text)
    except UserError as error:
        raise UserError(f"{text[:60]!r} does not tell of zones", where="zones", allowed=ZONES) from error


def typed_number(where: str, text: str, allowed: tuple[float, float], unit: str) -> float:
    """A number as typed, its unit behind it or not. Raises UserError where it is none, or not allowed."""
    try:
        value = _number(text.strip().lower().removesuffix(unit.split()[0]))
    except ValueError as error:
        raise UserError(f"{text[:40]!r} is not a number", where=where, allowed=_allowed(allowed, unit)) from error
    return _in(where, value, allowed, unit)


def _priced(bed: Mattress, typed: TypedBed) -> Mattress:
    size = parse_size(typed.size) if typed.size else None
    if not typed.price:
        return replace(bed, sizes=(Size(size.width_cm, size.length_cm),)) if size else bed
    price = parse_price(typed.price)
    asked = Size(size.width_cm, size.length_cm, price.amount) if size else None
    of_size = Size(asked.width_cm, asked.length_cm) if asked else None
    return replace(
        bed, price=price.amount, currency=price.currency, price_size=of_size, sizes=(asked,) if asked else ()
    )


def _in(where: str, value: float, allowed: tuple[float, float], unit: str) -> float:
    if not allowed[0] <= value <= allowed[1]:
        raise UserError(f"{value:g} is not possible", where=where, allowed=_allowed(allowed, unit))
    return value


def _allowed(allowed: tuple[float, float], unit: str) -> str:
    return f"{allowed[0]:g} to {allowed[1]:g} {unit}"


def _number(text: str) -> float:
    return float(text.strip().replace(",", "."))
