"""What a row of the reference list knows, in words that its note carries, and the tables of docs/reference-list.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from catalog.construction.comfort import layers_above_core
from catalog.mattress import Mattress
from laboratory.sources.reference.layers import CORE_NOT_NAMED

# Every fact that is asked for, the most telling first.
FACTS: Mapping[str, Callable[[Mattress], bool]] = {
    "firmness measured": lambda bed: bed.firmness is not None and "measured" in (bed.firmness_basis, bed.confidence),
    "firmness as a number": lambda bed: bed.firmness_scale == "1-10",
    "firmness as a grade, word or setting": lambda bed: bed.firmness is not None and bed.firmness_scale != "1-10",
    "kind of construction": lambda bed: bed.type != "unknown",
    "comfort layers with centimetres": lambda bed: any(layer.thickness_cm for layer in layers_above_core(bed)),
    "comfort layers named": lambda bed: bool(layers_above_core(bed)),
    "core named": lambda bed: bool(bed.core_material) and bed.core_material != CORE_NOT_NAMED,
    "number of zones": lambda bed: bed.n_zones is not None,
    "height": lambda bed: bed.height_cm is not None,
    "body weight it is for": lambda bed: bed.weight_min_kg is not None or bed.weight_max_kg is not None,
    "adjustable or two-sided": lambda bed: bed.adjust != "none",
    "its settings or sides": lambda bed: bed.adjust_min is not None,
    "breathability": lambda bed: bool(bed.airflow),
    "trial period": lambda bed: bed.trial_nights is not None,
    "sizes": lambda bed: bool(bed.sizes),
    "price of a size": lambda bed: any(size.price for size in bed.sizes),
    "price of no stated size": lambda bed: bed.price is not None and bed.price_size is None,
    "date of the price": lambda bed: bed.price is not None and bed.price_date is not None,
}
NOTHING = "nothing"


def known(bed: Mattress) -> tuple[str, ...]:
    """The facts that are known of a bed."""
    return tuple(fact for fact, holds in FACTS.items() if holds(bed))


def known_note(bed: Mattress) -> str:
    """The end of its note: "known: height, sizes"."""
    return "known: " + (", ".join(known(bed)) or NOTHING)


def tables(beds: Sequence[Mattress]) -> str:
    """The tables of docs/reference-list.md, in Markdown."""
    ranked = sum(bed.firmness is not None for bed in beds)
    models, brands = {(bed.brand, bed.model) for bed in beds}, {bed.brand for bed in beds}
    layers, named, deep = (
        f"{count} rows ({count / len(beds):.0%})"
        for count in (
            sum(bool(bed.layers) for bed in beds),
            sum(FACTS["comfort layers named"](bed) for bed in beds),
            sum(FACTS["comfort layers with centimetres"](bed) for bed in beds),
        )
    )
    parts = [
        f"{len(beds)} rows: {len(models)} models of {len(brands)} brands. {ranked} rows have a firmness; the others "
        f"are listed separately and never ranked. Layers are stated for {layers}, those above the core for {named}, "
        f"with centimetres for {deep}.",
        _table("market", Counter(market for bed in beds for market in bed.markets), len(beds)),
        _table("known", Counter(fact for bed in beds for fact in known(bed)), len(beds), FACTS),
        _table("list", Counter(bed.source_kind or "the brief" for bed in beds), len(beds)),
        _table("year of the facts", Counter(bed.source_date[:4] or "not stated" for bed in beds), len(beds)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(name: str, counts: Counter[str], of: int, order: Iterable[str] = ()) -> str:
    names = list(order) or sorted(counts, key=lambda each: (-counts[each], each))
    lines = [f"| {each} | {counts[each]} | {counts[each] / of:.0%} |" for each in names]
    return "\n".join([f"| {name} | rows | share |", "|---|---|---|", *lines])
