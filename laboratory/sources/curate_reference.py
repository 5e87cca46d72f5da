"""Curate catalog/reference.csv from the raw table of mattress facts.

    python laboratory/sources/curate_reference.py RAW_FOLDER

RAW_FOLDER holds mattresses.csv (see its data card). Running it again gives the same file, byte for byte. Only rows
that were read in a source with a public page, for adults, with a firmness; a spread of brands, types and grades rather
than every variant of a few. Facts stay as the source gives them; only `firmness` and its SD are derived.
"""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

import pandas as pd

from catalog.catalogue_file import COLUMNS
from catalog.firmness import MEASURED_SD, SCALES, STATED_SD
from catalog.labels import read_firmness

REFERENCE = Path(__file__).resolve().parents[2] / "catalog" / "reference.csv"
READ_ON = "2026-11-23"  # the day the raw table was built: the date of sources that state none

# Short name of each list, the maximum number of rows of one brand in it, and the date of its rows that have none.
SOURCES = {
    "github:sugii4": ("belama.de shop list", 99, "2023-06-04"),  # chosen per model below
    "github:AlwayzLegit": ("LA Mattress shop list", 4, "2026-07-03"),
    "github: manufacturer": ("Dutch Craft maker's list", 6, "2026"),
    "github:MattressAIBlake": ("US retailer list", 5, "2026-02"),
    "github:alanbishop75": ("UK comparison site", 3, "2026-05-02"),
    "review/press": ("review or press page", 4, READ_ON),
    "forum guide": ("forum guide", 2, READ_ON),
}
BELAMA_MODELS_PER_BRAND = 2
DIVERSE_FROM = ("type", "firmness_label")  # one row of a brand for each pair

# Two rows of the raw table that are the two sides of one bed: new id, model name, soft side, firm side.
TURNABLE = (
    ("de-bett1-bodyguard", "BODYGUARD Anti-Kartell", "de-bett1-bodyguard-top", "de-bett1-bodyguard-underside"),
    ("rv-nest-robin", "Robin", "rv-nest-robin-a", "rv-nest-robin-b"),
    ("rv-layla", "Memory Foam", "rv-layla-soft", "rv-layla-firm"),
    (
        "kb-brooklyn-plank-firm-luxe",
        "Plank Firm Luxe",
        "kb-brooklyn-bedding-plank-firm-luxe-(firm-side)-firm",
        "kb-brooklyn-bedding-plank-firm-luxe-(extra-firm-side)-extra-firm",
    ),
    (
        "kb-brooklyn-ecosleep",
        "EcoSleep",
        "kb-brooklyn-bedding-ecosleep-(side-a)-medium-firm",
        "kb-brooklyn-bedding-ecosleep-(side-b)-firm",
    ),
)
# Rows that repeat another or cannot be given one firmness, each with its reason.
LEFT_OUT = {
    "rv-tempur-cloud-bi": "the same bed as rv-tempur-cloud",
    "rv-mf-tempur-proadapt-f": "the same bed as in the shop list, which states its height",
    "rv-birch-ins": "the same bed as kb-birch-natural",
    "rv-leesa-hyb": "the same bed as kb-leesa-studio",
    "uk-silentnight-miracoil-ortho": "name says extra firm, the site's flag says firm",
    "fr-alinea-himala": "a very firm core under a very soft top is not one firmness",
}
GENERIC_BRANDS = {"Lattoflex"}  # the model is only "Matratze"
ALSO_IN_KB = {"Helix Sleep", "Brooklyn Bedding"}  # the retailer list has numbers where the shop list has words

ADJUST = {
    "none": "none",
    "flip (2 sides)": "flip",
    "flip (2 identical sides)": "none",
    "whole mattress per side (air, 2 chambers)": "per_side",
    "yes (form unknown)": "unknown",
    "": "unknown",
}
# Columns of which the raw table knows nothing in any row.
NOT_IN_TABLE = (
    "layers", "core_material", "core_cm", "coils_per_m2", "exchangeable", "turnable", "hardness_n_mm", "hs",
    "compression_light_n", "compression_light_mm", "compression_heavy_n", "compression_heavy_mm",
    "compression_disc_mm", "measured_by", "measured_on",
)  # fmt: skip
CHILD = re.compile(r"kinder|junior|kids|child", re.IGNORECASE)
IS_URL = re.compile(r"https?://[^\s]+\.[^\s]+")


def main(raw_folder: Path) -> None:
    raw = pd.read_csv(raw_folder / "mattresses.csv", dtype=str, keep_default_na=False)
    rows = [*(reference_row(row) for row in chosen(raw)), *turnable_rows(raw), kameo_flex(raw)]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(
        ["market", "brand", "model", "mattress_id"], kind="stable"
    )
    table.drop(columns=list(NOT_IN_TABLE)).to_csv(REFERENCE, index=False, lineterminator="\n")
    print(f"{len(table)} rows, {((table['price'] != '') & (table['currency'] == 'EUR')).sum()} priced in EUR")


def records(raw: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(cell) for name, cell in row.items()} for row in raw.to_dict("records")]


def usable(row: dict[str, str]) -> bool:
    """Read in a source with a public page of its own, for adults, firmness known."""
    return (
        row["confidence"] == "read"
        and row["usable_firmness"] == "1"
        and bool(IS_URL.fullmatch(row["source_url"]))
        and not row["source_kind"].startswith("text index")
        and not CHILD.search(row["model"] + row["notes"])
        and row["id"] not in LEFT_OUT
        and row["id"] not in {side for _, _, *sides in TURNABLE for side in sides}
        and row["brand"] not in GENERIC_BRANDS
        and not (row["source_kind"].startswith("github:AlwayzLegit") and row["brand"] in ALSO_IN_KB)
    )


def chosen(raw: pd.DataFrame) -> list[dict[str, str]]:
    rows = [row for row in records(raw) if usable(row)]
    picked = belama_rows([row for row in rows if row["source_kind"].startswith("github:sugii4")])
    rest = [row for row in rows if not row["source_kind"].startswith("github:sugii4")]
    # A row with a price and a height is more informative than one without.
    rest.sort(key=lambda row: (not row["price"]) + (not row["height_cm"]))
    seen: set[tuple[str, ...]] = set()
    count: dict[tuple[str, str], int] = {}
    for row in rest:
        source, per_brand, _ = source_of(row)
        kind = (source, row["brand"], *(row[name] for name in DIVERSE_FROM))
        brand = (source, row["brand"])
        if count.get(brand, 0) < per_brand and (kind not in seen or row["type"] == "air_adjustable"):
            seen.add(kind)
            count[brand] = count.get(brand, 0) + 1
            picked.append(row)
    return picked


def belama_rows(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Of each brand the cheapest model and the most expensive of another type (else the most expensive), in every
    grade.
    """
    picked: list[dict[str, str]] = []
    for brand in dict.fromkeys(row["brand"] for row in rows):
        models = {row["model"]: row for row in rows if row["brand"] == brand}
        by_price = sorted(models.values(), key=lambda row: float(row["price"]))
        other = [row for row in by_price if row["type"] != by_price[0]["type"]] or by_price
        names = dict.fromkeys([by_price[0]["model"], other[-1]["model"]])
        picked += [
            row for row in rows if row["brand"] == brand and row["model"] in list(names)[:BELAMA_MODELS_PER_BRAND]
        ]
    return picked


def source_of(row: dict[str, str]) -> tuple[str, int, str]:
    return next(source for start, source in SOURCES.items() if row["source_kind"].startswith(start))


def reference_row(row: dict[str, str]) -> dict[str, str]:
    firmness, sd, original, scale = firmness_of(row)
    adjust = ADJUST[row["adjustable"]]
    air = row["firmness_scale"] == "Sleep Number"
    low, high = SCALES["Sleep Number"].to_firmness([5, 100]) if air else (None, None)
    price, price_size, sizes, note = prices_of(row)
    return {
        **{name: row[name] for name in ("brand", "market", "type", "type_detail", "height_cm", "firmness_basis")},
        **{name: row[name] for name in ("n_zones", "zones_note", "weight_min_kg", "weight_max_kg")},
        **{name: row[name] for name in ("trial_nights", "warranty_years", "source_url", "confidence")},
        "mattress_id": row["id"],
        "model": model_of(row),
        "variant": variant_of(row),
        "firmness": figure(firmness),
        "firmness_sd": figure(sd),
        "firmness_original": original,
        "firmness_scale": scale,
        "adjust": adjust,
        "adjust_min": figure(low),
        "adjust_max": figure(high),
        "airflow": row["breathability_note"],
        "motion": " ".join(
            filter(None, (row["motion_isolation"], f"({row['motion_scale']})" if row["motion_scale"] else ""))
        ),
        "edge": row["edge_support"],
        "sizes": sizes,
        "price": price,
        "price_size": price_size,
        "currency": row["currency"] if row["price"] else "",
        "price_date": row["price_date"] if row["price"] else "",
        "source_kind": source_of(row)[0],
        "source_date": source_date(row),
        "inferred_fields": row["inferred_fields"].replace("us10_est", "firmness").replace("sizes_cm", "sizes"),
        "notes": "; ".join(filter(None, (row["notes"], note))),
    }


def firmness_of(row: dict[str, str]) -> tuple[float, float, str, str]:
    """(firmness, SD, value as given, scale) by the most informative thing the source states."""
    value, top, label = row["firmness_value"], row["firmness_value_max"], row["firmness_label"]
    if "MEASURED soft" in row["notes"]:
        reading = read_firmness("weich").firmness()
        assert reading
        return reading[0], math.hypot(reading[1], MEASURED_SD), "measured soft, sold as " + label, "word"
    if row["firmness_scale"] == "Sleep Number":
        scale = SCALES["Sleep Number"]
        return float(scale.to_firmness([5, 100]).mean()), scale.sd, f"{value}-{top}", scale.name
    if row["firmness_scale"] == "H-grade":
        scale = SCALES["H-grade"]
        return float(scale.to_firmness(float(value))), scale.sd, f"H{value}", scale.name
    if row["firmness_scale"] == "us10":
        low, high = float(value), float(top or value)
        sd = math.hypot(STATED_SD, (high - low) / math.sqrt(12))  # every firmness in the range counts as equally likely
        return (low + high) / 2, sd, f"{value}-{top}" if top else value, "1-10"
    reading = read_firmness(label).firmness()
    if reading is None:
        raise SystemExit(f"{row['id']}: cannot read the firmness {label!r}")
    firmness, sd = reading
    # A flag set by a comparison site is less direct than its maker's own word.
    return firmness, math.hypot(sd, STATED_SD) if "comparison site" in row["firmness_basis"] else sd, label, "word"


def prices_of(row: dict[str, str]) -> tuple[str, str, str, str]:
    """(price, the size it is for, sizes with their prices, note). Where the source states no size, none is written."""
    price, basis, sizes = row["price"], row["price_basis"], row["sizes_cm"]
    if " to " in sizes:  # a range of sizes: only the one with a price is known to exist
        sizes = ""
    if basis == "per size in sizes_cm order":
        pairs = list(zip(sizes.split(), price.split("/"), strict=True))
        return pairs[0][1], pairs[0][0], " ".join(f"{size}={each}" for size, each in pairs), ""
    if "range" in basis:
        return "", "", sizes, f"price over all sizes {price} {row['currency']}"
    stated = re.search(r"\d{2,3}x\d{3}", basis)
    if not (price and stated):
        return price, "", sizes, ""
    size = stated[0]
    others = [other for other in sizes.split() if other != size]
    return price, size, " ".join([f"{size}={price}", *others]), ""


def model_of(row: dict[str, str]) -> str:
    """The model without the firmness word that `variant` carries, and a maker's line name in words."""
    model = row["model"]
    variant = variant_of(row)
    if variant:
        model = re.sub(rf"\b{re.escape(variant)}\b", " ", model, flags=re.IGNORECASE)
    line = re.fullmatch(r"(.*) \(([a-z-]+)\)", model)
    if line:
        model = f"{line[2].replace('-', ' ').title()} {line[1]}"
    return re.sub(r"\s+", " ", model).strip()


def variant_of(row: dict[str, str]) -> str:
    """The firmness as the shop names the variant; a tester's score is not a variant."""
    if row["firmness_scale"] == "Sleep Number":
        return ""
    words = re.sub(r"\(.*?\)|[:\s]*\d+(\.\d)?/10", "", row["variant"]).strip()
    return words if words.lower() not in row["brand"].lower() else ""


def source_date(row: dict[str, str]) -> str:
    """The row's own date, else that of its list, else the day it was read."""
    stated = row["price_date"] or "".join(re.findall(r"\b20\d\d(?:-\d\d)?\b", row["notes"])[:1])
    return stated or source_of(row)[2]


def turnable_rows(raw: pd.DataFrame) -> list[dict[str, str]]:
    """Beds with two sides: one row, its range from the soft side to the firm one, its firmness the mean."""
    by_id = {row["id"]: row for row in records(raw)}
    rows = []
    for new_id, model, soft_id, firm_id in TURNABLE:
        soft, firm = (firmness_of(by_id[side]) for side in (soft_id, firm_id))
        base = {**by_id[soft_id], "model": model, "variant": ""}
        rows.append(
            {
                **reference_row(base),
                "mattress_id": new_id,
                "firmness": figure((soft[0] + firm[0]) / 2),
                "firmness_sd": figure(max(soft[1], firm[1])),
                "firmness_original": f"{soft[2]} / {firm[2]}",
                "adjust_min": figure(soft[0]),
                "adjust_max": figure(firm[0]),
            }
        )
    return rows


def kameo_flex(raw: pd.DataFrame) -> dict[str, str]:
    """The one exception: known only to be adjustable in some way and described as breathable."""
    row = raw[raw["id"] == "nl-kameo-flex"].iloc[0]
    return {
        **dict.fromkeys(COLUMNS, ""),
        "mattress_id": row["id"],
        "brand": row["brand"],
        "model": row["model"],
        "market": row["market"],
        "type": "unknown",
        "adjust": "unknown",
        "airflow": row["breathability_note"],
        "confidence": "brief",
        "notes": "only what the brief says",
    }


def figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
