"""`docs/validation.md` and its pictures, from a validation: plain text and SVG, nothing recomputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from laboratory.evidence.cases import maps
from laboratory.evidence.trials import FIRM, MEDIUM, SOFT, best_zone_factors, foam_block, shop_bed
from laboratory.fitting.calibration import left_out
from recommender.arrays import Array
from recommender.mechanics.bed import side_by_side
from recommender.mechanics.parameters import DEFAULT
from recommender.mechanics.picture import picture, pressure_map
from recommender.mechanics.rest import Rest, lay
from recommender.person.anthropometry import fill_arrays

CELL_ALONG_CM, CELL_ACROSS_CM = 3.0, 2.38  # pitch of the mat, as its data card assumes
MAN_SHOWN = 5  # row of the man whose maps are shown
SEEN_KPA, DARKEST_KPA = 0.2, 10.0
INK = "#1f2933"
LINES = {"soft": ("#2f7d6b", SOFT), "medium": ("#8a6d1d", MEDIUM), "firm": ("#a23b3b", FIRM)}
ZONED = "#3b5ba2"


def markdown(told: Mapping[str, Any], parameters: Sequence[Mapping[str, Any]], pictures: Sequence[str]) -> str:
    """The page: counts, maps, cases, parameters. `pictures` are paths relative to the page."""
    counts = told["not_calibrated"]
    parts = [
        "# Validation of the mechanics",
        "",
        "Made by `mattress-fit validate`; do not edit. The measured pressure maps are those of Pouyan et al. 2017, "
        "*A Pressure Map Dataset for In-bed Posture Classification* v1.0.0 (PhysioNet, ODC-By 1.0): 13 men of 19-34 "
        "years, BMI 18-30. No measured maps cover women, people over BMI 30 or over 60, or lying on the stomach.",
        "",
        f"- Orderings: {told['orderings']['held']} of {told['orderings']['total']} hold "
        f"({counts['ordering']['held']} of {counts['ordering']['total']} without those the parameters were fitted to).",
        f"- Numbers: {told['numbers']['held']} of {told['numbers']['total']} hold "
        f"({counts['number']['held']} of {counts['number']['total']} without those the parameters were fitted to).",
        f"- {told['cannot_speak']} cases are outside what the mechanics can predict; each row says why.",
        "",
        "## Real maps, each man predicted with him left out",
        "",
        "| position | area, mean error | mean of the others | force shares | mean of the others |",
        "|---|---|---|---|---|",
    ]
    for position, row in told["pressure_maps"].items():
        parts.append(
            f"| {position} | {row['area_mae']:.1%} | {row['baseline_area_mae']:.1%} "
            f"| {row['share_mae']:.4f} | {row['baseline_share_mae']:.4f} |"
        )
    within = told["within_person"]
    parts += [
        "",
        f"Ratio of side to back in the same men: peak {within['peak_ratio']:.2f} (measured 1.55 +- .32), area "
        f"{within['area_ratio']:.2f} (.86 +- .06). Area grows with weight to the power "
        f"{within['area_exponent_back']:.2f} on the back, {within['area_exponent_side']:.2f} on the side (0.4-0.65).",
        "",
        *(f"![{Path(path).stem.replace('-', ' ')}]({path})" for path in pictures),
        "",
        "## Published results",
        "",
        "A number holds within the published SD, within a fifth where none is given, or inside a published range. An "
        "ordering holds when its margin is positive. In brackets: 80 % of the calibration's ensemble.",
        "",
        "| case | source | asks | published | ours | status | why |",
        "|---|---|---|---|---|---|---|",
        *(_case_row(case) for case in told["cases"]),
        "",
        "## Parameters",
        "",
        "| parameter | prior | best fit | 80 % | ships | at a bound | source |",
        "|---|---|---|---|---|---|---|",
        *(_parameter_row(row) for row in parameters),
        "",
    ]
    return "\n".join(parts)


def _case_row(case: Mapping[str, Any]) -> str:
    ours = ""
    if case["ours"] is not None:
        low, high = case["ours_80"]
        ours = f"{case['ours']:.3g} ({low:.3g} to {high:.3g})"
    unit = "" if case["kind"] == "ordering" else case["unit"]
    used = ", fitted to" if case["calibrated"] else ""
    cells = [case["case_id"], case["source"], case["metric"], f"{case['published']} {unit}".strip(), ours]
    return "| " + " | ".join([*cells, case["status"].replace("_", " ") + used, case["why"]]) + " |"


def _parameter_row(row: Mapping[str, Any]) -> str:
    low, high = row["prior"]
    first, last = row["posterior_80"]
    outside = "" if low <= row["shipped"] <= high else " (outside the prior)"
    return (
        f"| `{row['name']}` | {low:g}-{high:g} | {row['best']:.4g} | {first:.4g}-{last:.4g} "
        f"| {row['shipped']:g}{outside} | {row['bound'] or 'no'} | {row['source']} |"
    )


def map_picture(raw_dir: Path, position: str) -> str:
    """Measured map of one man next to the one simulated without him, as SVG; needs the raw maps.

    Raises:
        FileNotFoundError: the raw maps are not there.
    """
    seen = maps()[position]
    man = MAN_SHOWN
    without_him = left_out()[man]
    rest = lay(
        seen.bodies.take([man]),
        "side" if position == "side" else "back",
        foam_block(without_him.map_bed_hardness_n_mm),
        without_him,
    )
    x_cm, z_cm, ours = pressure_map(rest, cell_cm=2.5)
    measured = _measured_kpa(raw_dir, man, position)
    first = int(np.argmax(measured.max(axis=1) > SEEN_KPA))  # where on the mat his head begins
    x_mat = np.asarray((np.arange(len(measured)) - first + 0.5) * CELL_ALONG_CM, dtype=float)
    z_mat = np.asarray((np.arange(measured.shape[1]) - (measured.shape[1] - 1) / 2) * CELL_ACROSS_CM, dtype=float)
    left = _cells(measured, x_mat, z_mat, CELL_ALONG_CM, CELL_ACROSS_CM, 50)
    right = _cells(ours, x_cm, z_cm, 2.5, 2.5, 150)
    label = "".join(
        f'<text x="{at}" y="12" font-size="8" text-anchor="middle" fill="{INK}">{text}</text>'
        for at, text in ((50, "measured"), (150, "simulated"))
    )
    return _svg(200, 215, label + left + right, f"Pressure on the {position}, one man, measured and simulated")


def _measured_kpa(raw_dir: Path, man: int, position: str) -> Array:
    """Mean of the man's maps in kPa: supine, or on the right side."""
    summary = pd.read_csv(raw_dir / "pressure" / "map_summary.csv").set_index("map_index")
    stored = np.load(raw_dir / "pressure" / "median_maps.npz")
    row = summary.loc[stored["map_index"]].reset_index()
    wanted = "supine" if position == "back" else "right"
    subject = np.unique(row["subject"])[man]
    chosen = ((row["subject"] == subject) & (row["posture"] == wanted) & (row["body_roll_deg"] == 0)).to_numpy()
    scale = row["wn_kpa_per_raw"].to_numpy()[chosen]
    return np.asarray((stored["maps"][chosen] * scale[:, None, None]).mean(axis=0))


def _cells(kpa: Array, x_cm: Array, z_cm: Array, along: float, across: float, middle: float) -> str:
    drawn = []
    for i, x in enumerate(x_cm):
        for j, z in enumerate(z_cm):
            if kpa[i, j] > SEEN_KPA:
                shade = min(1.0, (kpa[i, j] / DARKEST_KPA) ** 0.7)
                drawn.append(
                    f'<rect x="{middle + z - across / 2:.1f}" y="{20 + x - along / 2:.1f}" width="{across:g}" '
                    f'height="{along:g}" fill="#a23b3b" fill-opacity="{shade:.2f}"/>'
                )
    return "".join(drawn)


def spine_picture(weight_kg: float = 82.0, height_cm: float = 178.0) -> str:
    """Side-lying spine of one man on a soft, medium and firm bed, and on the medium one with the zones that suit him.

    SVG; heights are drawn three times as large.
    """
    unknown = np.full(1, np.nan)
    bodies = fill_arrays(np.array([weight_kg]), np.array([height_cm]), np.ones(1), unknown, {})
    zones = best_zone_factors(bodies, "side", DEFAULT, MEDIUM)[0]
    names, colours = [*LINES, "zoned"], [*(colour for colour, _ in LINES.values()), ZONED]
    beds = side_by_side([*(shop_bed(hardness) for _, hardness in LINES.values()), shop_bed(MEDIUM, zone_factors=zones)])
    drawn, y = [], 30.0
    for name, colour, rest in zip(names, colours, lay(bodies, "side", beds), strict=True):
        drawn.append(_spine(rest, colour, name, y))
        y += 34.0
    return _svg(200, y, "".join(drawn), f"Spine of a man of {weight_kg:g} kg on his side on four beds")


def _spine(rest: Rest, colour: str, name: str, y: float) -> str:
    drawn = picture(rest)
    trunk = drawn.x_cm <= 0.52 * float(rest.bodies.height_cm[0])
    x, depth = drawn.x_cm[trunk], drawn.spine_mm[trunk] - drawn.spine_mm[trunk].mean()
    points = " ".join(f"{a * 1.6:.1f},{y + b / 10 * 3:.1f}" for a, b in zip(x, depth, strict=True))
    tilt, sag = float(rest.measures.tilt_deg[0]), float(rest.measures.waist_sag_mm[0])
    return (
        f'<line x1="{x[0] * 1.6:.0f}" y1="{y}" x2="{x[-1] * 1.6:.0f}" y2="{y}" stroke="{INK}" stroke-opacity=".2"/>'
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        f'<text x="2" y="{y - 6}" font-size="7" fill="{INK}">{name}</text>'
        f'<text x="198" y="{y - 6}" font-size="6" text-anchor="end" fill="{INK}">'
        f"tilt {tilt:.1f} degrees, sag {sag:.1f} mm</text>"
    )


def _svg(width: float, height: float, content: str, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{2 * width:g}" '
        f'font-family="sans-serif" role="img"><title>{title}</title>{content}</svg>\n'
    )
