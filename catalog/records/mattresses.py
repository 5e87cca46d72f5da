"""From records of a feed to mattresses: one for each brand, model and firmness, with its sizes and prices.

A shop lists every size and firmness as a separate record; a catalogue has one mattress with several sizes. An id is
made of brand, model and firmness only, so that a bed keeps it in later feeds, whatever its position, SKU or price;
where one of these three was corrected, `updates.identity` recognises the bed by its other marks.
"""

from __future__ import annotations

import hashlib
import math
import pickle
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import IO, Any

from catalog.firmness import STATED_SD
from catalog.labels import NOTHING_SAID, FirmnessText, slug
from catalog.mattress import LONGEST_ID, MOST_KEYS, AdjustKind, Mattress, Sale, Size
from catalog.records.record import FeedRecord
from catalog.sizes import USUAL_SIZE

IN_MEMORY_BYTES = 32_000_000  # bytes of records set aside in memory; beyond this a temporary file is used
LONGEST_NAME = 200
LONGEST_ORIGINAL = 500  # characters

_KEPT = (
    "record_id", "brand", "model", "title", "width_cm", "length_cm", "pieces", "choice_of_sizes",
    "height_cm", "label_norm", "reading",
    "firmness", "firmness_sd", "firmness_original", "firmness_scale", "price", "sale_price", "sale_runs",
    "sale_from", "sale_until", "price_until", "delivery_days", "markets",
    "currency", "availability", "type", "n_zones", "layers", "core_material", "core_cm",
    "coils_per_m2", "exchangeable", "layers_note", "weight_min_kg", "weight_max_kg", "motorised_base", "turnable",
    "two_cores", "adjust", "adjust_range", "trial_nights", "exchange", "warranty_years", "url", "keys",
)  # fmt: skip
_values = attrgetter(*_KEPT)


@dataclass(slots=True)
class _Part:
    """One firmness of one record; `priced` is False where the price is not that of this bed alone."""

    record: FeedRecord
    reading: FirmnessText
    priced: bool = True

    @property
    def name(self) -> str:
        """The firmness as written in the id and the variant name."""
        if self.reading:
            return self.reading.grade or self.reading.label
        known = self.record.firmness
        return self.record.label_norm or ("" if known is None else f"{known:.3g}")

    @property
    def firmness(self) -> tuple[float, float] | None:
        record = self.record
        if record.firmness is not None and record.firmness_sd is not None:
            return record.firmness, record.firmness_sd
        return self.reading.firmness(record.brand)


def mattresses(
    records: Iterable[FeedRecord],
    *,
    currency: str | None = None,
    markets: tuple[str, ...] = (),
    source_date: str = "",
    source_kind: str = "shop feed",
) -> Iterator[Mattress]:
    """The mattresses of the records that are kept, in the order in which their models first appear, in bounded memory.

    A set of two halves gives the mattress of one half, without a price, because one half is not sold separately. A
    choice of firmnesses under one price gives a mattress for each; a record that holds for every firmness adds its size
    to the existing ones. Two sides make one two-sided mattress. What no record states stays unknown.

    Args:
        records: as `catalog.inspection.check_stream` yields them.
        currency: ISO code to assume where the format states none.
        markets: countries to assume for a bed of which no record states where it is sold.
        source_date: the day the feed describes, as YYYY-MM-DD.
        source_kind: the kind of source.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as aside:
        for places in _set_aside(records, aside).values():
            family = sorted((_record(aside, place) for place in places), key=lambda r: (r.record_id, r.title))
            for name, parts in _grouped(_parts(family)):
                bed = _mattress(name, parts, currency, source_date, source_kind)
                yield bed if bed.markets or not markets else replace(bed, markets=markets)


def _set_aside(records: Iterable[FeedRecord], aside: IO[bytes]) -> dict[int, array[int]]:
    """Kept records on disk, and where those of each brand and model are."""
    families: dict[int, array[int]] = {}
    for record in records:
        if record.keep and record.kind == "mattress":
            key = hash((slug(record.brand), slug(record.model)))
            families.setdefault(key, array("q")).append(aside.tell())
            pickle.dump(_values(record), aside, pickle.HIGHEST_PROTOCOL)
    return families


def _record(aside: IO[bytes], place: int) -> FeedRecord:
    aside.seek(place)
    return FeedRecord(record_no=0, **dict(zip(_KEPT, pickle.load(aside), strict=True)))


def _parts(family: list[FeedRecord]) -> list[_Part]:
    parts, for_any = [], []
    for record in family:
        reading = record.reading
        if record.label_norm == "any":
            for_any.append(record)
        elif reading.joiner in ("+", "|"):
            parts += [_Part(record, part, reading.joiner == "|") for part in reading.parts()]
        else:
            parts.append(_Part(record, reading, record.pieces == 1))
    known = {part.name: part.reading for part in parts if part.reading}
    for record in for_any:
        parts += [_Part(record, reading) for reading in known.values()] or [_Part(record, NOTHING_SAID)]
    return parts


def _grouped(parts: list[_Part]) -> Iterator[tuple[str, list[_Part]]]:
    """Parts of one mattress, with the suffix its id needs beyond brand, model and firmness.

    One model in several types or heights makes several mattresses; a part that does not state which is separate.
    """
    groups: dict[str, list[_Part]] = {}
    for part in parts:
        groups.setdefault(part.name, []).append(part)
    for name, group in sorted(groups.items()):
        types = {part.record.type for part in group} - {"unknown"}
        heights = {part.record.height_cm for part in group} - {None}
        finer: dict[str, list[_Part]] = {}
        for part in group:
            words = [name]
            if len(types) > 1 and part.record.type != "unknown":
                words.append(part.record.type)
            if len(heights) > 1 and part.record.height_cm is not None:
                words.append(f"{part.record.height_cm:g}cm")
            finer.setdefault(" ".join(words), []).append(part)
        yield from sorted(finer.items())


def _mattress(name: str, parts: list[_Part], currency: str | None, source_date: str, source_kind: str) -> Mattress:
    records = [part.record for part in parts]
    first = records[0]
    surest = min(parts, key=lambda part: (part.firmness or (0.0, 99.0))[::-1])
    firmness, sd = surest.firmness or (None, None)
    sides = _sides(parts[0])
    if sides and firmness is None:
        firmness, sd = (sides[0][0] + sides[1][0]) / 2, max(sides[0][1], sides[1][1])
    if sides and not _agreed(records, "turnable"):  # "H2/H3" on a bed that nothing says to have two sides
        sd = math.hypot(max(sides[0][1], sides[1][1]), (sides[1][0] - sides[0][0]) / 2)
        sides = []
    adjust: AdjustKind = "flip" if sides else _agreed(records, "adjust", "") or "none"
    span = (sides[0][0], sides[1][0]) if sides else _agreed(records, "adjust_range")
    if span and firmness is None:
        firmness, sd = (span[0] + span[1]) / 2, STATED_SD  # set to the middle of its range
    stated = next((record.currency for record in records if record.price is not None and record.currency), None)
    sizes = _sizes(parts, stated)
    shown, price_size = _shown_price(sizes, records)
    return Mattress(
        mattress_id=_id(first.brand, first.model, name),
        brand=first.brand[:LONGEST_NAME],
        model=first.model[:LONGEST_NAME],
        variant=parts[0].name.replace("/", " / "),
        markets=tuple(sorted({market for record in records for market in record.markets})),
        type=_agreed(records, "type", "unknown"),
        height_cm=_agreed(records, "height_cm"),
        firmness=firmness,
        firmness_sd=sd,
        firmness_original=_original(surest),
        firmness_scale="" if firmness is None else surest.record.firmness_scale or _scale(surest),
        firmness_basis="" if firmness is None else "declared",
        n_zones=_agreed(records, "n_zones"),
        adjust=adjust,
        adjust_min=span[0] if span else None,
        adjust_max=span[1] if span else None,
        layers=_agreed(records, "layers", ()),
        core_material=_agreed(records, "core_material", ""),
        core_cm=_agreed(records, "core_cm"),
        coils_per_m2=_agreed(records, "coils_per_m2"),
        exchangeable=_agreed(records, "exchangeable"),
        turnable=_agreed(records, "turnable"),
        weight_min_kg=_agreed(records, "weight_min_kg"),
        weight_max_kg=_agreed(records, "weight_max_kg"),
        trial_nights=_agreed(records, "trial_nights"),
        warranty_years=_agreed(records, "warranty_years", "") or None,
        sizes=sizes,
        price=shown.regular,
        price_size=price_size,
        currency=None if shown.regular is None else stated or currency,
        price_date=None if shown.regular is None else shown.date or source_date or None,
        sale=shown.sale,
        in_stock=_in_stock(records),
        delivery_days=_agreed(records, "delivery_days") if not sizes else None,
        source_url=next((record.url for record in records if record.url), ""),
        source_kind=source_kind,
        source_date=source_date,
        notes=_notes(records),
        supplier_keys=tuple(sorted({key for record in records for key in record.keys})[:MOST_KEYS]),
    )


def _sides(part: _Part) -> list[tuple[float, float]]:
    """(firmness, SD) of the softer and the firmer side of a two-sided bed; empty for other beds."""
    if part.reading.joiner != "/":
        return []
    known = sorted(side for each in part.reading.parts() if (side := each.firmness(part.record.brand)))
    return known if len(known) == 2 else []


def _shown_price(sizes: tuple[Size, ...], records: list[FeedRecord]) -> tuple[_Price, Size | None]:
    """The price shown where no size is chosen, and its size; None where the source does not state it."""
    priced = [size for size in sizes if size.price]
    usual = [size for size in priced if (size.width_cm, size.length_cm) == USUAL_SIZE]
    shown = min(usual or priced, key=lambda size: size.price or 0.0, default=None)
    if shown:
        return _Price(shown.price, shown.price_date), Size(shown.width_cm, shown.length_cm)
    return min(
        (_price(record) for record in records if record.width_cm is None and record.price), key=_now, default=NO_PRICE
    ), None


def _sizes(parts: list[_Part], currency: str | None) -> tuple[Size, ...]:
    """Every size once, narrow ones first, with its stock and delivery; of several prices in the mattress's currency the
    lowest.
    """
    prices: dict[tuple[float, float], _Price] = {}
    offered: dict[tuple[float, float], list[FeedRecord]] = {}
    for part in parts:
        record = part.record
        for size in record.choice_of_sizes:
            prices.setdefault(size, NO_PRICE)
        if record.width_cm is None or record.length_cm is None:
            continue
        place = (record.width_cm, record.length_cm)
        offered.setdefault(place, []).append(record)
        known = prices.setdefault(place, NO_PRICE)
        if part.priced and record.price and record.currency in (None, currency):
            prices[place] = min(known, _price(record), key=_now)
    found = []
    for place, price in sorted(prices.items(), key=itemgetter(0)):
        stock = _in_stock(offered[place]) if place in offered else None
        days = _agreed(offered.get(place, []), "delivery_days")
        found.append(Size(*place, price.regular, stock, price.date, price.sale, days))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Price:
    """What a record asks; `date` only where that is not the day of the feed."""

    regular: float | None = None
    date: str | None = None
    sale: Sale | None = None
    sale_runs: bool = False


NO_PRICE = _Price()


def _price(record: FeedRecord) -> _Price:
    """A sale that states its period stays one, which may still begin; one without is the price."""
    if record.sale_price is None or (not record.sale_runs and not record.sale_from):
        return _Price(record.price, record.price_until)
    if not (record.sale_from or record.sale_until):
        return _Price(record.sale_price, record.price_until)
    sale = Sale(record.sale_price, record.sale_from, record.sale_until)
    return _Price(record.price, record.price_until, sale, record.sale_runs)


def _now(price: _Price) -> float:
    """What has to be paid on the day of the feed; an unknown price is above every other."""
    if price.sale and price.sale_runs:
        return price.sale.price
    return math.inf if price.regular is None else price.regular


def _agreed(records: list[FeedRecord], name: str, unknown: Any = None) -> Any:
    """The value that all records which state one agree on; unknown where they differ."""
    said = {getattr(record, name) for record in records} - {unknown}
    return said.pop() if len(said) == 1 else unknown


def _in_stock(records: list[FeedRecord]) -> bool | None:
    """In stock when one size is; out of stock when every record says so."""
    said = [record.availability for record in records]
    if "in_stock" in said:
        return True
    return None if None in said else False


def _scale(part: _Part) -> str:
    if part.reading:
        return "H-grade" if part.reading.grades else "word"
    return "1-10"


def _original(part: _Part) -> str:
    """The value as the source gives it; where it is part of a title, only the value."""
    stated = part.record.firmness_original
    one_of_several = part.reading != part.record.reading
    if part.reading and (one_of_several or stated == part.record.title):
        return " ".join(filter(None, (part.reading.grade, "/".join(part.reading.labels))))
    return stated[:LONGEST_ORIGINAL]


def _notes(records: list[FeedRecord]) -> str:
    """Facts for which a mattress has no column."""
    base = _agreed(records, "motorised_base")
    exchange = _agreed(records, "exchange", "")
    layers = _agreed(records, "layers_note", "")
    said = (
        {True: "suits a motorised base", False: "not for a motorised base", None: ""}[base],
        f"layers: {layers}" if layers else "",
        "layers differ from size to size" if len({record.layers for record in records if record.layers}) > 1 else "",
        "two cores in one cover" if _agreed(records, "two_cores") else "",
        f"exchange: {exchange}" if exchange else "",
        "sold as a set of two" if all(record.pieces > 1 for record in records) else "",
    )
    return "; ".join(filter(None, said))


def _id(brand: str, model: str, name: str) -> str:
    made = "--".join(filter(None, (slug(brand), slug(model), slug(name.replace("/", " or ")))))
    if slug(brand + model) and len(made) <= LONGEST_ID:
        return made
    whole = f"{brand}\n{model}\n{name}".encode("utf-8", "replace")  # symbols alone give no slug; long ones are cut
    return f"{made[: LONGEST_ID - 13]}-{hashlib.sha256(whole).hexdigest()[:12]}".strip("-")
