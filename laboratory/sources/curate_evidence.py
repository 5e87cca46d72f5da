"""Curate the evidence that goes into the project from the raw data beside the checkout.

    python laboratory/sources/curate_evidence.py ../shared/data

Writes `recommender/data/evidence.csv` (published facts, a source each) and `recommender/data/pressure_maps.csv` (means
over each man's flat maps in a posture).
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parents[2] / "recommender" / "data"
FACTS = ["source", "position", "population", "mattress", "metric", "value", "sd", "unit", "read_or_recalled"]
ZONES = {
    "head_neck": "head",
    "shoulder_upper_back": "shoulder",
    "lumbar_mid_trunk": "lumbar",
    "pelvis": "pelvis",
    "thigh": "thigh",
    "lower_leg_foot": "lower_leg",
}


def published(raw_dir: Path) -> pd.DataFrame:
    """Every published result; one that only gives a direction, a test or a bound is an ordering."""
    rows = pd.read_csv(raw_dir / "evidence" / "published_results.csv", dtype=str, keep_default_na=False)
    direction = rows["metric"].isin(["ordering", "p_value"]) | rows["value"].str.startswith(">")
    rows["kind"] = direction.map({True: "ordering", False: "number"})
    return rows[["case_id", "kind", *FACTS]]


def pressure_maps(raw_dir: Path) -> pd.DataFrame:
    """Means over each man's maps: flat supine, and straight side lying without a wedge."""
    rows = pd.read_csv(raw_dir / "pressure" / "map_summary.csv")
    rows = rows[rows["body_roll_deg"] == 0]
    rows = rows.assign(position=rows["posture"].map({"supine": "back", "left": "side", "right": "side"}))
    names = {name: name for name in ("weight_kg", "height_cm", "age_years", "contact_area_cm2")}
    names |= {"wn_ppi_3x3_kpa": "peak_kpa"}
    names |= {f"frac_{raw}": f"share_{zone}" for raw, zone in ZONES.items()}
    names |= {f"ppi_kpa_{raw}": f"peak_kpa_{zone}" for raw, zone in ZONES.items()}
    by_man = rows.groupby(["subject", "position"])
    means = by_man[list(names)].mean().rename(columns=names).round(4).reset_index()
    means.insert(2, "maps", by_man.size().to_numpy())
    return means


if __name__ == "__main__":
    raw = Path(sys.argv[1])
    published(raw).to_csv(DATA / "evidence.csv", index=False)
    pressure_maps(raw).to_csv(DATA / "pressure_maps.csv", index=False)
