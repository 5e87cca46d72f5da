"""Rows of the later tables of facts (mattresses_2.csv, nl_be_de.csv) as rows of a catalogue file.

Their columns are nearly those of a catalogue file; firmness is read from the source's word where the table has none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator

from catalog.catalogue_file import COLUMNS
from catalog.firmness import LABEL_FIRMNESS, MEASURED_SD, WORD_SD_EUROPE, Scale
from laboratory.sources.reference.layers import layer_cells
from laboratory.sources.reference.rows import FOR_CHILDREN, Row, figure, joined, page_of

READ_ON = "2026-11-29"  # the day the tables were built: the date of sources that state none

LEFT_OUT = {
    "de-otto-my-home-black-diamond-h3-declared": "the same bed as de-otto-blackdiamond",
    "de-bett1-bodyguard-h3": "the same bed as de-bett1-bodyguard, which states both sides",
    "cr-saatva-flagship-luxury-firm-eurotop": "on the magazine's own scale of hardness, which cannot be converted",
    "spec-stearns-foster-estate-baton-rouge-luxury-firm-plush-et": "luxury firm and plush is not one firmness",
    "spec-sealy-posturepedic-plus-sunset-vista-1000-ept-firm-soft": "firm and soft is not one firmness",
}
LEFT_OUT_KINDS = {
    "maker's site source (draft)": "a draft whose round prices and words look made up",
    "maker's production layer guide": "beds whose maker the source does not name: nobody could find one",
    "Dutch dealer's site source": "lines of a brand with the price of a whole bed, not models",
}
NO_MAKER = re.compile(r"not stated \(|^\(")  # "not for the public list without a brand"
WHERE_UNRANKED = {"NL", "BE"}  # few beds of these markets are in any source: named even without a firmness

WINTER_SIDE = "layers of the winter side; the summer side has 2 cm of super soft foam"
NO_TRIAL = "trial_nights is the shop right of return"

# The source's name of a maker that it does not state, and what is written in its place.
BRANDS = {
    "colchones.es range (maker not stated)": "colchones.es range",
    "BelColchon (series Solid Firm Gold)": "BelColchon",
}
MARKETS = {"DE/EU (site in English)": "DE"}
LISTS = {"retailer article list": "colchones.es shop list"}

# Words of languages that the readers of feeds do not know, and what these mean (labels of `catalog.firmness`).
WORDS = {
    "duro": "firm", "blando": "soft",
    "rigido": "firm", "extra rigido": "extra firm", "semi rigido": "medium-firm", "mediamente rigido": "medium-firm",
    "mediamente rigida": "medium-firm", "media": "medium",
    "firm": "firm", "medium": "medium", "mittelfest": "medium-firm", "luxury firm": "medium-firm",
    "luxury firm tt": "medium-firm", "luxury cushion firm": "medium-firm", "luxury cushion firm pt": "medium-firm",
    "luxury cushion firm et": "medium-firm", "luxury plush": "soft",
}  # fmt: skip

# ASSUMED: a shop's six steps are our six words. All its makers stand on it, and four of five of its beds are on two of
# the steps: a reading of it tells little, hence the wide SD.
SHOP_1_6 = Scale(
    "shop 1-6", (1, 2, 3, 4, 5, 6), tuple(LABEL_FIRMNESS.values()), 1.25, "6 is firmest", "six steps, six words"
)

SAME = (
    "mattress_id", "model", "type", "type_detail", "height_cm", "firmness_basis", "n_zones", "zones_note", "adjust",
    "adjust_min", "adjust_max", "weight_min_kg", "weight_max_kg", "airflow", "motion", "edge", "warranty_years",
    "confidence", "inferred_fields",
)  # fmt: skip


def later_rows(table: list[Row]) -> Iterator[Row]:
    """Every row that can be used."""
    yield from (_row(line) for line in table if _usable(line))


def _usable(line: Row) -> bool:
    """Read or measured in a source, for adults, a model of a known maker or shop, its firmness known (or Dutch)."""
    return (
        line["confidence"] in ("read", "measured")
        and line["mattress_id"] not in LEFT_OUT
        and line["source_kind"] not in LEFT_OUT_KINDS
        and not NO_MAKER.search(line["brand"])
        and not FOR_CHILDREN.search(line["model"] + line["notes"])
        and (bool(_firmness(line)) or line["market"] in WHERE_UNRANKED)
    )


def _row(line: Row) -> Row:
    firmness, sd, original, scale = _firmness(line) or (None, None, "", "")
    inferred = line["inferred_fields"].split()
    if not line["firmness"] and firmness is not None and "firmness" not in inferred:
        inferred.append("firmness")
    return {
        **dict.fromkeys(COLUMNS, ""),
        **{name: line[name] for name in SAME},
        **layer_cells(line["layers_json"]),
        **_price_cells(line),
        "brand": BRANDS.get(line["brand"], line["brand"]),
        "variant": line["variant"] or (original if scale == "H-grade" else ""),
        "market": MARKETS.get(line["market"], line["market"]),
        "firmness": figure(firmness),
        "firmness_sd": figure(sd),
        "firmness_original": original,
        "firmness_scale": scale,
        "turnable": _turnable(line),
        "measured_by": line["measured_by"] if line["firmness_basis"] == "measured" else "",
        "trial_nights": "" if NO_TRIAL in line["notes"] else line["trial_nights"],
        "source_url": page_of(line["source_url"]),
        "source_kind": LISTS.get(line["source_kind"], line["source_kind"]),
        "source_date": line["source_date"][:4] if re.search(r"\d{4}-\d{4}", line["source_date"]) else _date(line),
        "inferred_fields": " ".join(inferred),
        "notes": _notes(line),
    }


def _date(line: Row) -> str:
    return line["source_date"] or line["price_date"] or READ_ON


def _notes(line: Row) -> str:
    return joined(
        line["notes"].replace(NO_TRIAL, "the shop's right of return is no trial period"),
        line["measured_by"] if line["firmness_basis"] != "measured" else "",
        "maker not stated" if "maker not stated" in line["brand"] else "",
        WINTER_SIDE if '"winter"' in line["layers_json"] else "",
        "" if page_of(line["source_url"]) else "read in a public file that has no address of its own",
    )  # fmt: skip


def _firmness(line: Row) -> tuple[float, float, str, str] | None:
    """(firmness, SD, value as given, scale); None where the source states none that can be read."""
    said, scale = line["firmness_original"], line["firmness_scale"]
    if scale.startswith("colchones.es 1-6"):
        return float(SHOP_1_6.to_firmness(float(said.split("/")[0]))), SHOP_1_6.sd, said, SHOP_1_6.name
    if line["firmness"]:
        return float(line["firmness"]), float(line["firmness_sd"]), said or line["firmness"], scale
    label = WORDS.get(re.sub(r"\s*\(.*\)", "", said).lower())
    if label is None:
        return None
    measured = MEASURED_SD if line["firmness_basis"] == "measured" else 0.0
    return LABEL_FIRMNESS[label], math.hypot(WORD_SD_EUROPE, measured), said, "word"


def _price_cells(line: Row) -> Row:
    """Prices stand at their size; one of no stated size stands alone."""
    by_size: dict[str, float] = json.loads(line["prices_by_size_json"] or "{}")
    if not by_size and line["price"] and line["price_size"]:
        by_size = {line["price_size"]: float(line["price"])}
    names = dict.fromkeys([*by_size, *line["sizes"].split()])
    priced = bool(line["price"] or by_size)
    return {
        "sizes": " ".join(f"{name}={by_size[name]:g}" if name in by_size else name for name in names),
        "price": line["price"],
        "price_size": line["price_size"] if line["price"] else "",
        "currency": line["currency"] if priced else "",
        "price_date": line["price_date"] if priced else "",
    }


def _turnable(line: Row) -> str:
    if line["adjust"] == "flip" or re.search(r"\btwo[- ]side[sd]\b|turnable", line["notes"]):
        return "true"
    return "false" if re.search(r"\bone side\b|not to be turned", line["notes"]) else ""
