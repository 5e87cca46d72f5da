"""A record with facts that somebody at the shop found out: read as typed facts are, all others kept as they were."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from catalog.errors import UserError
from catalog.mattress import Mattress, Size
from catalog.records.typed_bed import TypedBed, TypedFacts, bed_of_facts, typed_number

WEIGHT_LIMIT_KG = (30.0, 700.0)
_FIRMNESS = (
    "firmness",
    "firmness_sd",
    "firmness_original",
    "firmness_scale",
    "firmness_basis",
    "adjust",
    "adjust_min",
    "adjust_max",
)
_LAYERS = ("layers", "core_material", "core_cm", "coils_per_m2")
_OFFER = ("sizes", "price", "price_size", "currency", "price_date", "sale", "in_stock")
# Facts that are one statement: a feed that changes one of them has said all of them anew.
TOGETHER = (_FIRMNESS, _LAYERS, ("n_zones", "zones"), _OFFER)


@dataclass(frozen=True, kw_only=True)
class Mending(TypedFacts):
    """New facts of one bed; a price without a size is the model's own."""

    weight_limit_kg: str = ""


def mended(bed: Mattress, new: Mending, today: date) -> Mattress:
    """The bed with the new facts.

    Raises:
        UserError: a fact that cannot be read, or nothing new.
    """
    read = bed_of_facts(TypedBed(**{each.name: getattr(new, each.name) for each in fields(TypedFacts)}))
    changes: dict[str, Any] = {}
    if new.stated and read.hardness_n_mm is not None:
        changes["hardness_n_mm"] = read.hardness_n_mm
    elif new.stated:
        changes |= {name: getattr(read, name) for name in _FIRMNESS}
    if new.layers:
        changes |= {name: getattr(read, name) for name in _LAYERS}
    if new.zones:
        changes |= {"n_zones": read.n_zones, "zones": read.zones}
    if new.height_cm:
        changes["height_cm"] = read.height_cm
    if new.weight_limit_kg:
        changes["weight_max_kg"] = typed_number("weight-limit-kg", new.weight_limit_kg, WEIGHT_LIMIT_KG, "kg")
    if new.price or new.size:
        changes |= _offer(bed, read, today)
    made = replace(bed, **changes)
    if made == bed:
        raise UserError("nothing differs from what is known", where=bed.name, mend="Fill in what is to change.")
    stated_cm = sum(layer.thickness_cm or 0.0 for layer in made.layers)
    if made.height_cm is not None and stated_cm > made.height_cm + 1.0:
        raise UserError(f"{stated_cm:g} cm of layers in {made.height_cm:g} cm of mattress", where="layers, height-cm")
    return made


def differing(one: Mattress, other: Mattress) -> frozenset[str]:
    """Names of the facts in which two records of a bed differ."""
    return frozenset(each.name for each in fields(Mattress) if getattr(one, each.name) != getattr(other, each.name))


def carried_over(bed: Mattress, before: Mattress, after: Mattress) -> tuple[Mattress, bool]:
    """A bed as a feed has it now, with what was once changed by hand from `before` to `after`.

    A fact is carried over where the feed still says of it what it said then. Where it says something new, that stands.

    Returns:
        the bed; and whether the feed says something new of a fact that was changed, other than what it was changed to.
    """
    changed, kept, overtaken = differing(before, after), {}, False
    for group in (*TOGETHER, *((name,) for name in changed if not any(name in group for group in TOGETHER))):
        if not changed.intersection(group):
            continue
        if all(getattr(bed, name) == getattr(before, name) for name in group):
            kept.update({name: getattr(after, name) for name in group})
        elif any(getattr(bed, name) != getattr(after, name) for name in group):
            overtaken = True
    return replace(bed, **kept), overtaken


def _offer(bed: Mattress, read: Mattress, today: date) -> dict[str, Any]:
    """A price of today, of the model or of one of its sizes; or a size it is also on offer in."""
    currency = read.currency
    if read.price is not None and currency is None:
        currency = bed.currency
        if currency is None:
            raise UserError("a price without a currency", where="price", allowed="such as EUR 899")
    if read.price is not None and bed.currency not in (None, currency):
        raise UserError(f"{currency} beside prices in {bed.currency}", where="price", allowed=str(bed.currency))
    if not read.sizes:
        day = today.isoformat()
        return {"price": read.price, "currency": currency, "price_date": day, "price_size": None, "sale": None}
    (asked,) = read.sizes
    place = (asked.width_cm, asked.length_cm)
    sizes = {(size.width_cm, size.length_cm): size for size in bed.sizes}
    known = sizes.get(place, Size(*place))
    if read.price is not None:
        known = replace(known, price=read.price, price_date=today.isoformat(), sale=None)
    return {"sizes": tuple((sizes | {place: known}).values()), "currency": currency or bed.currency}
