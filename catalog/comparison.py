"""What changed between two catalogues: products added and removed, and every field whose value differs."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from catalog.construction.columns import layers_text
from catalog.mattress import CompressionReading, Mattress, Sale, Size
from catalog.texts import safe_cell
from catalog.zones import format_zones

Kind = Literal["price", "stock", "firmness", "zones", "other"]
Value = str | float | bool | None

KINDS: tuple[Kind, ...] = ("price", "stock", "firmness", "zones", "other")
# Fields that affect who gets a bed, by kind of change. Firmness is everything a body feels of the bed as a whole, and
# the body weight it is meant for; a price stated for a size is `price_90x200`. All other fields only describe.
KIND_OF_FIELD: dict[str, Kind] = {
    "price": "price",
    "price_size": "price",
    "currency": "price",
    "sale": "price",
    "in_stock": "stock",
    "sizes": "stock",
    "markets": "stock",
    "firmness": "firmness",
    "firmness_sd": "firmness",
    "type": "firmness",
    "adjust": "firmness",
    "adjust_min": "firmness",
    "adjust_max": "firmness",
    "weight_max_kg": "firmness",
    "layers": "firmness",
    "core_material": "firmness",
    "core_cm": "firmness",
    "hardness_n_mm": "firmness",
    "hs": "firmness",
    "compression": "firmness",
    "zones": "zones",
    "n_zones": "zones",
}
PRICE_OF_SIZE, STOCK_OF_SIZE = "price_", "stock_"
_MARKS = ("mattress_id", "supplier_keys")  # what a bed is recognised by says nothing of the bed
_COMPARED = tuple(each.name for each in fields(Mattress) if each.name not in _MARKS)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one product, before and after; None = not known."""

    mattress_id: str
    field: str
    before: Value
    after: Value

    @property
    def kind(self) -> Kind:
        if self.field in KIND_OF_FIELD:
            return KIND_OF_FIELD[self.field]
        if self.field.startswith(STOCK_OF_SIZE):
            return "stock"
        return "price" if self.field.startswith(PRICE_OF_SIZE) else "other"


@dataclass(frozen=True)
class Comparison:
    """Ids added (in the order of the new catalogue) and removed (in the order of the old), changed fields, and the name
    of every bed among them by its id: the new one where it has another.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, mattress_id: str) -> str:
        """The bed's name; its id where the bed has none or is not in this comparison."""
        return self.names.get(mattress_id) or mattress_id

    def counts(self) -> dict[Kind, int]:
        """How many products changed in each kind of field."""
        products = {(change.kind, change.mattress_id) for change in self.changed}
        count = Counter(kind for kind, _ in products)
        return {kind: count[kind] for kind in KINDS}

    def as_csv(self) -> str:
        """Every difference as a table for a spreadsheet; a cell that would run as a formula is kept as text."""
        rows = [
            *((each, self.name(each), "new", "", "", "") for each in self.added),
            *((each, self.name(each), "gone", "", "", "") for each in self.removed),
            *((c.mattress_id, self.name(c.mattress_id), "changed", c.field, c.before, c.after) for c in self.changed),
        ]
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["mattress_id", "name", "change", "field", "before", "after"])
        for row in rows:
            table.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
        return out.getvalue()

    def as_json(self) -> dict[str, Any]:
        """`added`, `removed`, `changed` and `names` of `catalog diff --json`."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": [asdict(change) for change in self.changed],
            "names": dict(self.names),
        }


def compare(before: Iterable[Mattress], after: Iterable[Mattress]) -> Comparison:
    """Compare two catalogues by product (its id) and field. The order of rows is not compared."""
    old = {bed.mattress_id: bed for bed in before}
    added: list[str] = []
    changed: list[Change] = []
    names: dict[str, str] = {}
    for bed in after:
        was = old.pop(bed.mattress_id, None)
        told = [] if was is None or was == bed else list(_changes(was, bed))
        if was is None:
            added.append(bed.mattress_id)
        if was is None or told:
            names[bed.mattress_id] = bed.name
        changed += told
    names |= {bed.mattress_id: bed.name for bed in old.values()}
    return Comparison(tuple(added), tuple(old), tuple(changed), names)


def _changes(was: Mattress, bed: Mattress) -> Iterator[Change]:
    for name in _COMPARED:
        before, after = getattr(was, name), getattr(bed, name)
        if before == after:
            continue
        if name == "sizes":
            yield from _sizes(bed.mattress_id, before, after)
        elif name == "layers":
            yield Change(bed.mattress_id, name, layers_text(before), layers_text(after))
        else:
            yield Change(bed.mattress_id, name, _shown(before), _shown(after))


def _sizes(mattress_id: str, before: tuple[Size, ...], after: tuple[Size, ...]) -> Iterator[Change]:
    """Sizes added and removed as one change; each fact of a size in both as one change."""
    old, new = {_size(size): size for size in before}, {_size(size): size for size in after}
    if set(old) != set(new):
        yield Change(mattress_id, "sizes", " ".join(sorted(old)), " ".join(sorted(new)))
    for name, size in new.items():
        was = old.get(name, size)
        if was.price != size.price:
            yield Change(mattress_id, PRICE_OF_SIZE + name, was.price, size.price)
        if was.price_date != size.price_date:
            yield Change(mattress_id, f"{PRICE_OF_SIZE}{name}_date", was.price_date, size.price_date)
        if was.sale != size.sale:
            yield Change(mattress_id, f"{PRICE_OF_SIZE}{name}_sale", _shown(was.sale), _shown(size.sale))
        if was.in_stock != size.in_stock:
            yield Change(mattress_id, STOCK_OF_SIZE + name, was.in_stock, size.in_stock)
        if was.delivery_days != size.delivery_days:
            yield Change(mattress_id, f"{STOCK_OF_SIZE}{name}_days", was.delivery_days, size.delivery_days)


def _size(size: Size) -> str:
    return f"{size.width_cm:g}x{size.length_cm:g}"


def _shown(value: Any) -> Value:
    """A field as the catalogue's own file writes it."""
    if isinstance(value, Size):
        return _size(value)
    if isinstance(value, Sale):
        return f"{value.price:g} from {value.first_date or 'now'} until {value.last_date or 'further notice'}"
    if isinstance(value, CompressionReading):
        loads = f"{value.light_load_n:g} N {value.light_mm:g} mm, {value.heavy_load_n:g} N {value.heavy_mm:g} mm"
        return f"{loads}, disc {value.disc_mm:g} mm"
    if isinstance(value, tuple):
        return " ".join(value) if all(isinstance(part, str) for part in value) else format_zones(value)
    as_it_is: Value = value
    return as_it_is
