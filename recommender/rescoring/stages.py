"""The way from one catalogue to the next, one kind of change after the other, to tell which of them mattered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final, Literal

from catalog.dates import first_day
from catalog.mattress import Catalogue, Mattress, Size
from recommender.rescoring.shelves import FIELDS, Listed

Cause = Literal["removed", "new", "stock", "firmness", "zones", "price"]

# The order in which changes are applied one after the other, to tell which of them moved somebody's first choice.
CAUSES: Final[tuple[Cause, ...]] = ("removed", "new", "stock", "firmness", "zones", "price")


def stages_between(before: Listed, after: Listed) -> list[tuple[Cause, Listed]]:
    """The way from the old catalogue to the new one, one kind of change after the other; empty kinds left out.

    That a price grew old between two days is a change of price, and so is the date of a list.
    """
    (old_list, old_day), (new_list, new_day) = before, after
    old = {bed.mattress_id: bed for bed in old_list}
    new = {bed.mattress_id: bed for bed in new_list}
    stage = {name: bed for name, bed in old.items() if name in new}
    stages: list[tuple[Cause, Listed]] = []
    if len(stage) < len(old):
        stages.append(("removed", (of_beds(stage, old_list.source_date), old_day)))
    if added := {name: bed for name, bed in new.items() if name not in old}:
        stage = stage | {name: _as_known_on(old_day, bed) for name, bed in added.items()}
        stages.append(("new", (of_beds(stage, old_list.source_date), old_day)))
    for kind in CAUSES[2:]:
        moved = {name: made for name, bed in stage.items() if (made := _with_change(bed, new[name], kind)) is not bed}
        listed, day = (new_list.source_date, new_day) if kind == "price" else (old_list.source_date, old_day)
        if moved or (listed, day) != (old_list.source_date, old_day):
            stage = stage | moved
            stages.append((kind, (of_beds(stage, listed), day)))
    return stages


def of_beds(beds: Mapping[str, Mattress], listed: str = "") -> Catalogue:
    """A catalogue of these beds, dated as stated."""
    return Catalogue(tuple(beds.values()), version="", source_date=listed)


def _as_known_on(day: date, bed: Mattress) -> Mattress:
    """A new bed with the prices it came with, which the old day did not know yet: its price is part of what is new."""

    def known(dated: str | None) -> str | None:
        first = first_day(dated or "")
        return day.isoformat() if first is not None and day < first else dated

    sizes = tuple(replace(size, price_date=known(size.price_date)) for size in bed.sizes)
    return replace(bed, price_date=known(bed.price_date), source_date=known(bed.source_date) or "", sizes=sizes)


def _with_change(bed: Mattress, new: Mattress, kind: Cause) -> Mattress:
    """The bed with one kind of its fields as they are in the new catalogue; the bed itself where nothing differs."""
    moved = {name: getattr(new, name) for name in FIELDS[kind] if getattr(new, name) != getattr(bed, name)}
    if kind == "stock" and "sizes" in moved:
        moved["sizes"] = _sizes_before_their_price(bed.sizes, new.sizes)
    if kind == "price" and bed.sizes != new.sizes:
        moved["sizes"] = _sizes_before_their_stock(bed.sizes, new.sizes)
    made = replace(bed, **moved) if moved else bed
    return bed if made == bed else made


def _sizes_before_their_price(before: tuple[Size, ...], after: tuple[Size, ...]) -> tuple[Size, ...]:
    """The sizes now on offer, those that were there already at their old price."""
    old = {(size.width_cm, size.length_cm): size for size in before}
    return tuple(_with_price_of(old.get((size.width_cm, size.length_cm), size), size) for size in after)


def _sizes_before_their_stock(before: tuple[Size, ...], after: tuple[Size, ...]) -> tuple[Size, ...]:
    """The sizes now on offer at their new price, those that were there already in stock as they were."""
    old = {(size.width_cm, size.length_cm): size for size in before}
    return tuple(_with_price_of(size, old.get((size.width_cm, size.length_cm), size)) for size in after)


def _with_price_of(priced: Size, size: Size) -> Size:
    """A size with all that another states of its price."""
    return replace(size, price=priced.price, price_date=priced.price_date, sale=priced.sale)
