"""Anchor comfort figures to every member of the calibration ensemble: `recommender/data/comfort_members.json`.

    python laboratory/sources/anchor_members.py

Run it after the mechanics, the anchors or `comfort.json` change; some 10 s per member. Starts from the figures a
member had, or from the shipped ones where those are nearer the anchors.
"""

from __future__ import annotations

from pathlib import Path

from laboratory.fitting.calibration import ensemble
from laboratory.fitting.worlds import FILE, anchored, ensemble_worlds, write_members
from recommender.scoring.comfort import load_comfort

OUT = Path(__file__).parents[2] / "recommender" / FILE


def main() -> None:
    had = {world.parameters: world.comfort for world in ensemble_worlds()}
    found = {}
    for number, parameters in enumerate(ensemble()):
        starts = [load_comfort(), *([had[parameters]] if parameters in had else [])]
        found[number], off = min((anchored(parameters, start) for start in starts), key=lambda pair: pair[1])
        print(f"member {number}: anchors off by {off:.0f} (sum of squares)", flush=True)
    write_members(OUT, found)


if __name__ == "__main__":
    main()
