"""Anchor comfort to the evidence again, then write `docs/anchoring.md` from the values reached.

python laboratory/sources/anchor_comfort.py            fit, from the figures that ship: about a minute
python laboratory/sources/anchor_comfort.py --page     only the page, from the figures that ship

After a fit run `laboratory/sources/anchor_members.py`, then `mattress-fit train`: both depend on the figures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from laboratory.fitting.anchoring import PRIOR, PRIOR_PLAIN, AnchorPopulation, anchor, write_comfort
from recommender.scoring.comfort import load_comfort

ROOT = Path(__file__).parents[2]
DATA, PAGE = ROOT / "recommender" / "data", ROOT / "docs" / "anchoring.md"
FIGURES = DATA / "comfort.json"
BODIES, SEED, EVALUATIONS = 330, 11, 80


def page(found: Mapping[str, Any]) -> str:
    """The report as Markdown: each anchor, the golden sleepers, each figure with its start."""
    anchors = "\n".join(
        f"| {a['name']} | {a['asked']:g} +- {a['slack']:g} | {a['reached']:.3f} "
        f"| {'yes' if abs(a['reached'] - a['asked']) <= 2 * a['slack'] else 'no'} | {a['source']} |"
        for a in found["anchors"]
    )
    people = "\n".join(
        f"| {g['weight_kg']:g} | {g['asked'][0]:g}-{g['asked'][1]:g} | {g['reached']:.2f} "
        f"| {' / '.join(f'{z:.1f}' for z in g['zones'])} |"
        for g in found["golden"]
    )
    starts = {**PRIOR, **PRIOR_PLAIN}
    figures = "\n".join(f"| `{n}` | {starts[n][0]:g} | {v:.4g} |" for n, v in found["figures"].items())
    return f"""# How comfort is anchored

Nobody has published a threshold for alignment or pressure. So the references and tolerances of discomfort are fitted
until the best beds of a population agree with trials, grade bands of shops and professionals: penalised least
squares over the figures below, on {BODIES} sampled bodies (seed {SEED}) simulated on their beds. An anchor counts
as reached within twice its slack. Written by `laboratory/sources/anchor_comfort.py`; where two anchors conflict, both
are shown as fitted.

| anchor | asked | reached | within | source |
|---|---|---|---|---|
{anchors}

## People that professionals judged

Without their aches, which shift the target afterwards. The last two equal the third and the fourth but with narrow hips
and narrow shoulders. Zones: shoulder / waist / hip.

| weight, kg | asked | reached | zones |
|---|---|---|---|
{people}

## Figures

Each fit started at a plausible value (assumed); ratios are relative to lying on the back.

| figure | start | fitted |
|---|---|---|
{figures}
"""


def main() -> None:
    if "--page" not in sys.argv:
        population = AnchorPopulation(BODIES, SEED)
        write_comfort(FIGURES, population, anchor(population, load_comfort(), EVALUATIONS))
    PAGE.write_text(page(json.loads(FIGURES.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
