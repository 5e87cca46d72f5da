"""Rows of the first table of facts (mattresses.csv) as rows of a catalogue file.

Facts stay as the source gives them; only `firmness` and its SD are derived.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from catalog.catalogue_file import COLUMNS
from catalog.firmness import MEASURED_SD, SCALES, STATED_SD
from catalog.labels import read_firmness
from laboratory.sources.reference.rows import FOR_CHILDREN, Row, figure, joined

READ_ON = "2026-11-23"  # the day the table was built: the date of sources that state none

# Short name of each list, and the date of its rows that have none.
SOURCES = {
    "github:sugii4": ("belama.de shop list", "2023-06-04"),
    "github:AlwayzLegit": ("LA Mattress shop list", "2026-07-03"),
    "github: manufacturer": ("Dutch Craft maker's list", "2026"),
    "github:MattressAIBlake": ("US retailer list", "2026-02"),
    "github:alanbishop75": ("UK comparison site", "2026-05-02"),
    "review/press": ("review or press page", READ_ON),
    "forum guide": ("forum guide", READ_ON),
}

# Two rows of the table that are the two sides of one bed: new id, model name, soft side, firm side.
TURNABLE = (
    ("de-bett1-bodyguard", "BODYGUARD Anti-Kartell", "de-bett1-bodyguard-top", "de-bett1-bodyguard-underside"),
    ("rv-nest-robin", "Robin", "rv-nest-robin-a", "rv-nest-robin-b"),
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
    "rv-layla-soft": "the firmness of this side was recalled, not read",
    "rv-layla-firm": "the firmness of this side was recalled, not read",
    "uk-silentnight-miracoil-ortho": "name says extra firm, the site's flag says firm",
    "fr-alinea-himala": "a very firm core under a very soft top is not one firmness",
}
_SIDES = {side for _, _, *sides in TURNABLE for side in sides}
GENERIC_BRANDS = {"Lattoflex"}  # the model is only "Matratze"
ALSO_IN_KB = {"Helix Sleep", "Brooklyn Bedding"}  # the retailer list has numbers where the shop list has words
BRIEF = "nl-kameo-flex"

ADJUST = {
    "none": "none",
    "flip (2 sides)": "flip",
    "flip (2 identical sides)": "none",
    "whole mattress per side (air, 2 chambers)": "per_side",
    "yes (form unknown)": "unknown",
    "": "unknown",
}
_IS_URL = re.compile(r"https?://[^\s]+\.[^\s]+")
MEASURED_SOFT = "MEASURED soft"
_AIR_SETTINGS = (5, 100)  # what a Sleep Number bed can be set to
SAME = (
    "brand", "market", "type", "type_detail", "height_cm", "n_zones", "zones_note", "weight_min_kg", "weight_max_kg",
    "trial_nights", "warranty_years", "source_url", "confidence",
)  # fmt: skip


def first_rows(table: list[Row]) -> Iterator[Row]:
    """Every row that can be used, those with two sides as one bed, and the bed that only the brief knows."""
    by_id = {line["id"]: line for line in table}
    yield from (_row(line) for line in table if _usable(line))
    yield from (_turnable(new_id, model, by_id[soft], by_id[firm]) for new_id, model, soft, firm in TURNABLE)
    yield _from_the_brief(by_id[BRIEF])


def _usable(line: Row) -> bool:
    """Read in a source with a public page of its own, for adults, firmness known."""
    return (
        line["confidence"] == "read"
        and line["usable_firmness"] == "1"
        and bool(_IS_URL.fullmatch(line["source_url"]))
        and not line["source_kind"].startswith("text index")
        and not FOR_CHILDREN.search(line["model"] + line["notes"])
        and line["id"] not in LEFT_OUT
        and line["id"] not in _SIDES
        and line["brand"] not in GENERIC_BRANDS
        and not (line["source_kind"].startswith("github:AlwayzLegit") and line["brand"] in ALSO_IN_KB)
    )


def _row(line: Row) -> Row:
    firmness, sd, original, scale = _firmness(line)
    air = line["firmness_scale"] == "Sleep Number"
    low, high = SCALES["Sleep Number"].to_firmness(_AIR_SETTINGS) if air else (None, None)
    price, price_size, sizes, note = _prices(line)
    measured = MEASURED_SOFT in line["notes"]
    motion_scale = f"({line['motion_scale']})" if line["motion_scale"] else ""
    return {
        **{name: line[name] for name in SAME},
        "firmness_basis": "measured" if measured else line["firmness_basis"],
        "measured_by": "Stiftung Warentest" if measured else "",
        "mattress_id": line["id"],
        "model": _model(line),
        "variant": _variant(line),
        "firmness": figure(firmness),
        "firmness_sd": figure(sd),
        "firmness_original": original,
        "firmness_scale": scale,
        "adjust": ADJUST[line["adjustable"]],
        "adjust_min": figure(low),
        "adjust_max": figure(high),
        "airflow": line["breathability_note"],
        "motion": f"{line['motion_isolation']} {motion_scale}".strip(),
        "edge": line["edge_support"],
        "sizes": sizes,
        "price": price,
        "price_size": price_size,
        "currency": line["currency"] if price else "",
        "price_date": line["price_date"] if price else "",
        "source_kind": _source(line)[0],
        "source_date": _source_date(line),
        "inferred_fields": _inferred(line),
        "notes": joined(line["notes"], note),
    }


def _firmness(line: Row) -> tuple[float, float, str, str]:
    """(firmness, SD, value as given, scale) by the most informative thing the source states."""
    value, top, label = line["firmness_value"], line["firmness_value_max"], line["firmness_label"]
    if MEASURED_SOFT in line["notes"]:
        reading = read_firmness("weich").firmness()
        assert reading
        return reading[0], math.hypot(reading[1], MEASURED_SD), "measured soft, sold as " + label, "word"
    if line["firmness_scale"] == "Sleep Number":
        scale = SCALES["Sleep Number"]
        return float(scale.to_firmness(_AIR_SETTINGS).mean()), scale.sd, f"{value}-{top}", scale.name
    if line["firmness_scale"] == "H-grade":
        scale = SCALES["H-grade"]
        return float(scale.to_firmness(float(value))), scale.sd, f"H{value}", scale.name
    if line["firmness_scale"] == "us10":
        low, high = float(value), float(top or value)
        sd = math.hypot(STATED_SD, (high - low) / math.sqrt(12))  # every firmness in the range counts as equally likely
        return (low + high) / 2, sd, f"{value}-{top}" if top else value, "1-10"
    reading = read_firmness(label).firmness()
    if reading is None:
        raise SystemExit(f"{line['id']}: cannot read the firmness {label!r}")
    firmness, sd = reading
    # A flag set by a comparison site is less direct than its maker's own word.
    return firmness, math.hypot(sd, STATED_SD) if "comparison site" in line["firmness_basis"] else sd, label, "word"


def _prices(line: Row) -> tuple[str, str, str, str]:
    """(price, the size it is for, sizes with their prices, note). Where the source states no size, none is written."""
    price, basis, sizes = line["price"], line["price_basis"], line["sizes_cm"]
    if " to " in sizes:  # a range of sizes: only the one with a price is known to exist
        sizes = ""
    if basis == "per size in sizes_cm order":
        pairs = list(zip(sizes.split(), price.split("/"), strict=True))
        return pairs[0][1], pairs[0][0], " ".join(f"{size}={each}" for size, each in pairs), ""
    if "range" in basis:
        return "", "", sizes, f"price over all sizes {price} {line['currency']}"
    stated = re.search(r"\d{2,3}x\d{3}", basis)
    if not (price and stated):
        return price, "", sizes, ""
    size = stated[0]
    others = [other for other in sizes.split() if other != size]
    return price, size, " ".join([f"{size}={price}", *others]), ""


def _model(line: Row) -> str:
    """The model without the firmness word that `variant` carries, and a maker's line name in words."""
    model = line["model"]
    variant = _variant(line)
    if variant:
        model = re.sub(rf"\b{re.escape(variant)}\b", " ", model, flags=re.IGNORECASE)
    named = re.fullmatch(r"(.*) \(([a-z-]+)\)", model)
    if named:
        model = f"{named[2].replace('-', ' ').title()} {named[1]}"
    return re.sub(r"\s+", " ", model).strip()


def _variant(line: Row) -> str:
    """The firmness as the shop names the variant; a tester's score is not a variant."""
    if line["firmness_scale"] == "Sleep Number":
        return ""
    words = re.sub(r"\(.*?\)|[:\s]*\d+(\.\d)?/10", "", line["variant"]).strip()
    return words if words.lower() not in line["brand"].lower() else ""


def _source(line: Row) -> tuple[str, str]:
    return next(source for start, source in SOURCES.items() if line["source_kind"].startswith(start))


def _source_date(line: Row) -> str:
    """The row's own date, else that of its list, else the day it was read."""
    stated = line["price_date"] or "".join(re.findall(r"\b20\d\d(?:-\d\d)?\b", line["notes"])[:1])
    return stated or _source(line)[1]


def _inferred(line: Row) -> str:
    """The columns that were derived; those of a bed of air are all read off its settings."""
    if line["firmness_scale"] == "Sleep Number":
        return "firmness adjust_min adjust_max"
    return line["inferred_fields"].replace("us10_est", "firmness").replace("sizes_cm", "sizes")


def _turnable(new_id: str, model: str, soft_side: Row, firm_side: Row) -> Row:
    """A bed with two sides: its range from the soft side to the firm one, its firmness the mean."""
    soft, firm = _firmness(soft_side), _firmness(firm_side)
    return {
        **_row({**soft_side, "model": model, "variant": ""}),
        "mattress_id": new_id,
        "firmness": figure((soft[0] + firm[0]) / 2),
        "firmness_sd": figure(max(soft[1], firm[1])),
        "firmness_original": f"{soft[2]} / {firm[2]}",
        "adjust_min": figure(soft[0]),
        "adjust_max": figure(firm[0]),
        "turnable": "true",
    }


def _from_the_brief(line: Row) -> Row:
    """The one exception: known only to be adjustable in some way and described as breathable."""
    return {
        **dict.fromkeys(COLUMNS, ""),
        **{name: line[name] for name in ("brand", "model", "market")},
        "mattress_id": line["id"],
        "type": "unknown",
        "adjust": "unknown",
        "airflow": line["breathability_note"],
        "confidence": "brief",
        "notes": "only what the brief says",
    }
