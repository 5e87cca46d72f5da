"""What the mechanics are compared with: published results, and figures of real pressure maps.

`data/evidence.csv` lists published values and orderings, each with its source. `data/pressure_maps.csv` holds, for each
of 13 men and both postures, means over the maps of "A Pressure Map Dataset for In-bed Posture Classification" v1.0.0
(Pouyan et al. 2017, PhysioNet, ODC-By 1.0): flat supine, and straight side lying without a wedge. Forces are scaled so
that they add to body weight. No women, nobody over BMI 30 or over 34 years, nobody prone.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.mechanics.body import ZONE_NAMES
from recommender.person.anthropometry import Bodies, fill_arrays

MAP_POSITIONS: tuple[Literal["back", "side"], ...] = ("back", "side")
_RAW_ZONES = ("head_neck", "shoulder_upper_back", "lumbar_mid_trunk", "pelvis", "thigh", "lower_leg_foot")


@dataclass(frozen=True)
class Case:
    """One published result. `value` and `sd` are None where the source gives a direction, a range or text."""

    case_id: str
    kind: Literal["ordering", "number"]
    source: str
    position: str
    population: str
    mattress: str
    metric: str
    published: str
    value: float | None
    sd: float | None
    unit: str


@dataclass(frozen=True)
class Maps:
    """Figures of the men's maps in one posture: `area_cm2` and `peak_kpa` (n,), `share` and `zone_peak_kpa` (6, n)."""

    bodies: Bodies
    area_cm2: Array
    peak_kpa: Array
    share: Array
    zone_peak_kpa: Array

    def take(self, index: NDArray[np.intp]) -> Maps:
        return Maps(
            self.bodies.take(index),
            self.area_cm2[index],
            self.peak_kpa[index],
            self.share[:, index],
            self.zone_peak_kpa[:, index],
        )


@cache
def cases() -> tuple[Case, ...]:
    """Every published result, in file order."""
    return tuple(
        Case(
            case_id=row["case_id"],
            kind="ordering" if row["kind"] == "ordering" else "number",
            source=row["source"],
            position=row["position"],
            population=row["population"],
            mattress=row["mattress"],
            metric=row["metric"],
            published=row["value"],
            value=_number(row["value"]),
            sd=_number(row["sd"]),
            unit=row["unit"],
        )
        for row in _rows("evidence.csv")
    )


@cache
def maps() -> dict[str, Maps]:
    """The curated figures by position, men in the same order in both."""
    return _by_position(_rows("pressure_maps.csv"), [f"share_{zone}" for zone in ZONE_NAMES], "peak_kpa_")


def raw_maps(raw_dir: Path) -> dict[str, Maps]:
    """The same figures recomputed from the data set's summary (`pressure/map_summary.csv`), one row per map.

    Raises:
        FileNotFoundError: the summary is not there.
    """
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    with (raw_dir / "pressure" / "map_summary.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if float(row["body_roll_deg"]) == 0:
                position = "back" if row["posture"] == "supine" else "side"
                rows.setdefault((row["subject"], position), []).append(row)
    names = {"contact_area_cm2": "contact_area_cm2", "peak_kpa": "wn_ppi_3x3_kpa"}
    names |= {name: name for name in ("weight_kg", "height_cm", "age_years")}
    for zone, raw in zip(ZONE_NAMES, _RAW_ZONES, strict=True):
        names |= {f"share_{zone}": f"frac_{raw}", f"peak_kpa_{zone}": f"ppi_kpa_{raw}"}
    means = [
        {"position": position, "subject": subject}
        | {name: str(np.mean([float(row[raw]) for row in found])) for name, raw in names.items()}
        for (subject, position), found in sorted(rows.items(), key=lambda item: (int(item[0][0]), item[0][1]))
    ]
    return _by_position(means, [f"share_{zone}" for zone in ZONE_NAMES], "peak_kpa_")


def _by_position(rows: list[dict[str, str]], shares: list[str], peak_prefix: str) -> dict[str, Maps]:
    answer: dict[str, Maps] = {}
    for position in MAP_POSITIONS:
        mine = [row for row in rows if row["position"] == position]

        def column(name: str, rows: list[dict[str, str]] = mine) -> Array:
            return np.array([float(row[name]) for row in rows])

        size = (column("weight_kg"), column("height_cm"), np.ones(len(mine)), column("age_years"))
        answer[position] = Maps(
            bodies=fill_arrays(*size, {}),
            area_cm2=column("contact_area_cm2"),
            peak_kpa=column("peak_kpa"),
            share=np.stack([column(name) for name in shares]),
            zone_peak_kpa=np.stack([column(peak_prefix + zone) for zone in ZONE_NAMES]),
        )
    return answer


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("recommender").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
