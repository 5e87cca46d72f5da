"""One record of a feed as read."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.labels import NOTHING_SAID, FirmnessText
from catalog.mattress import Finding, Layer


@dataclass(slots=True)
class FeedRecord:
    """One record as read. Unknown is None or ""; `keep` False means it will not be imported, and a finding gives the
    reason.
    """

    record_no: int
    record_id: str
    brand: str = ""
    model: str = ""
    title: str = ""
    width_cm: float | None = None
    length_cm: float | None = None
    pieces: int = 1  # 2: a set of two of this size; the price is that of both
    choice_of_sizes: tuple[
        tuple[float, float], ...
    ] = ()  # width and length in cm of each, where one record has several
    height_cm: float | None = None  # for a topper, its thickness
    grade: str = ""
    label_norm: str = ""
    firmness: float | None = None
    firmness_sd: float | None = None
    reading: FirmnessText = NOTHING_SAID  # what grade and label are derived from
    firmness_original: str = ""
    firmness_scale: str = ""  # a name of `catalog.firmness.SCALES`, or "word"
    price: float | None = None
    sale_price: float | None = None
    sale_runs: bool = True  # False: today is outside the sale's dates
    sale_from: str | None = None  # the sale's first and last day, month or year, where stated
    sale_until: str | None = None
    price_until: str | None = None  # the last day the price held for, where that has passed
    currency: str | None = None
    availability: str | None = None
    delivery_days: int | None = None  # at most
    markets: tuple[str, ...] = ()
    kind: str = "mattress"  # mattress, accessory, other
    type: str = "unknown"
    n_zones: int | None = None
    layers: tuple[Layer, ...] = ()
    core_material: str = ""
    core_cm: float | None = None
    coils_per_m2: float | None = None
    exchangeable: bool | None = None  # layers or core, not the mattress
    layers_note: str = ""  # what is said of layers and could not be read
    weight_min_kg: float | None = None
    weight_max_kg: float | None = None
    motorised_base: bool | None = None
    turnable: bool | None = None
    two_cores: bool | None = None
    adjust: str = ""  # "per_zone" or "per_side" where the source says that its firmness can be set there
    adjust_range: tuple[float, float] | None = None  # firmness it can be set from and to
    trial_nights: int | None = None
    exchange: str = ""
    warranty_years: str = ""
    gtin: str | None = None
    group_id: str | None = None
    url: str = ""
    keys: tuple[str, ...] = ()  # the supplier's own numbers, see `Mattress.supplier_keys`
    findings: list[Finding] = field(default_factory=list)
    keep: bool = True
    where: str = ""  # in the file, see `catalog.feeds.item.Item`
