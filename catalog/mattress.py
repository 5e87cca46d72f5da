"""A mattress, and a catalogue of mattresses.

Unknown stays unknown (`None`), never a typical value. Firmness is on the 1-10 scale of shops and reviewers (10 =
firmest); the original value and scale are kept beside it, and so is its standard deviation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from catalog.texts import shortened

AdjustKind = Literal["none", "whole", "per_side", "per_zone", "flip", "modular", "unknown"]
Confidence = Literal["read", "measured", "brief"]
LONGEST_ID = 120  # characters
MOST_KEYS = 120  # of one bed: a dozen sizes of a few covers; any of them names the bed
GROUP = "group:"  # before the key of a product group; the other keys are article numbers
LONGEST_NAME = 120  # characters of a name as it is shown


@dataclass(frozen=True)
class Sale:
    """A lower price from its first day to its last, each a day, month or year in ISO form; None = not stated."""

    price: float
    first_date: str | None = None
    last_date: str | None = None


@dataclass(frozen=True)
class Size:
    """One size on offer. None where the source states nothing for this size.

    `price_date` is the day, month or year for which its price holds, where that differs from the mattress's own. A sale
    replaces `price` on the days of its period only. `delivery_days`: the most days until it is delivered.
    """

    width_cm: float
    length_cm: float
    price: float | None = None
    in_stock: bool | None = None
    price_date: str | None = None
    sale: Sale | None = None
    delivery_days: int | None = None


@dataclass(frozen=True)
class Zone:
    """A stretch of the bed, in cm from its head end, with a factor on the bed's own hardness."""

    from_cm: float
    to_cm: float
    factor: float


@dataclass(frozen=True)
class Layer:
    """One layer as its source states it; None where it states nothing.

    `material` is in the source's words. `hardness_kpa` is the compression hardness at 40 % (ISO 3386), `hardness_n` the
    indentation hardness at 40 % (ISO 2439). Density says nothing of hardness: one density is foamed in several.
    """

    material: str = ""
    thickness_cm: float | None = None
    density_kg_m3: float | None = None
    hardness_kpa: float | None = None
    hardness_n: float | None = None


@dataclass(frozen=True)
class CompressionReading:
    """A disc of `disc_mm` across, loaded with two forces in newton, each with the millimetres it sinks into the bed."""

    light_load_n: float
    heavy_load_n: float
    light_mm: float
    heavy_mm: float
    disc_mm: float


@dataclass(frozen=True)
class Mattress:
    """One model in one firmness, as its source states it.

    Attributes:
        firmness: 1-10, 10 firmest; None = not known (then it cannot be ranked).
        firmness_sd: standard deviation of `firmness` on the same scale, by how it is known.
        firmness_original, firmness_scale: the value and scale as the source gave them ("H3", "H-grade").
        firmness_basis: how it is known ("declared", "reviewer", "measured", ...).
        zones: zone map in cm, empty when no figures are known; `n_zones` may still be stated.
        zones_known: True only when `zones` carries figures.
        zones_note: what the source says about zones without giving figures.
        adjust: kind of adjustability; `adjust_min`/`adjust_max` its range in firmness points (for a two-sided bed,
            its two sides); `firmness` is then the middle of the range.
        markets: ISO codes of the countries it is sold in; empty = not stated.
        price: price of the model where the source states one; `price_size` the size it is for, None = not stated.
        price_date: the day, month or year its prices hold for; None = that of its source.
        sale: a lower price for a time, of the model as `price` is.
        in_stock: None = not stated.
        delivery_days: the most days until it is delivered, where its sizes do not differ in that.
        layers: from the top, as far as they are stated; the core may be among them.
        core_material, core_cm: what the core is of and its height, in the source's words.
        coils_per_m2: springs for each square metre.
        exchangeable: whether layers or core can be exchanged for softer or firmer ones. None = not stated.
        turnable: whether the other side can be lain on. None = not stated.
        hardness_n_mm, hs: EN 1957 hardness and rating, where measured.
        compression: a reading by two loads.
        measured_by, measured_on: who measured and when.
        source_url, source_kind, source_date: the public page, which list it came from, and the day the facts hold
            for.
        confidence: "read" (in the source named), "measured", or "brief" (known only from a brief; listed
            separately).
        supplier_keys: the supplier's own numbers of this bed in all its sizes ("gtin:...", "sku:...", "group:..."), by
            which it is recognised in a later feed.
        former_ids: ids under which this bed was known before; they still lead to it.
    """

    mattress_id: str
    brand: str
    model: str
    variant: str = ""
    markets: tuple[str, ...] = ()
    type: str = "unknown"
    type_detail: str = ""
    height_cm: float | None = None
    firmness: float | None = None
    firmness_sd: float | None = None
    firmness_original: str = ""
    firmness_scale: str = ""
    firmness_basis: str = ""
    n_zones: int | None = None
    zones: tuple[Zone, ...] = ()
    zones_note: str = ""
    adjust: AdjustKind = "none"
    adjust_min: float | None = None
    adjust_max: float | None = None
    layers: tuple[Layer, ...] = ()
    core_material: str = ""
    core_cm: float | None = None
    coils_per_m2: float | None = None
    exchangeable: bool | None = None
    turnable: bool | None = None
    hardness_n_mm: float | None = None
    hs: float | None = None
    compression: CompressionReading | None = None
    measured_by: str = ""
    measured_on: str | None = None
    weight_min_kg: float | None = None
    weight_max_kg: float | None = None
    airflow: str | None = None
    motion: str | None = None
    edge: str | None = None
    trial_nights: int | None = None
    warranty_years: str | None = None
    sizes: tuple[Size, ...] = ()
    price: float | None = None
    price_size: Size | None = None
    currency: str | None = None
    price_date: str | None = None
    sale: Sale | None = None
    in_stock: bool | None = None
    delivery_days: int | None = None
    source_url: str = ""
    source_kind: str = ""
    source_date: str = ""
    confidence: Confidence = "read"
    inferred_fields: tuple[str, ...] = ()
    notes: str = ""
    supplier_keys: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()

    @property
    def zones_known(self) -> bool:
        return bool(self.zones)

    @property
    def name(self) -> str:
        """Brand, model and variant as they are shown: one line, the end of a very long one left out.

        A brand with which the name of its model begins is said once.
        """
        first, rest = self.model[: len(self.brand)], self.model[len(self.brand) :]
        again = first.casefold() == self.brand.casefold() and not rest[:1].strip()
        parts = (self.brand, rest.strip() if again else self.model, self.variant)
        return shortened(" ".join(part for part in parts if part), LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one row or field, why, and how to fix it (`mend`). `severity`: info, warning or severe."""

    where: str
    field: str
    key: str
    severity: Literal["info", "warning", "severe"]
    text: str
    value: str = ""
    mend: str = ""


@dataclass(frozen=True, eq=False)  # compared by identity, so that results derived from a catalogue can be cached by it
class Catalogue:
    """Mattresses in file order, the findings made while reading them, and a version (hash of the content)."""

    mattresses: tuple[Mattress, ...]
    version: str
    source: str = ""
    source_date: str = ""
    findings: tuple[Finding, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.mattresses)

    def __iter__(self) -> Iterator[Mattress]:
        return iter(self.mattresses)

    @cached_property
    def _by_id(self) -> Mapping[str, Mattress]:
        former = {each: mattress for mattress in reversed(self.mattresses) for each in mattress.former_ids}
        return former | {mattress.mattress_id: mattress for mattress in reversed(self.mattresses)}  # the first counts

    @property
    def ids(self) -> Set[str]:
        """Every id that leads to a mattress, former ones included."""
        return self._by_id.keys()

    def by_id(self, mattress_id: str) -> Mattress | None:
        """The mattress of this id; else the one that had it before."""
        return self._by_id.get(mattress_id)
