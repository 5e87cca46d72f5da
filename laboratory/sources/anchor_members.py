"""Anchor comfort figures to every member of the calibration ensemble: `recommender/data/comfort_members.json`.

    python -m laboratory.sources.anchor_members

Run it after the mechanics, the anchors or `comfort.json` change; some 20 s per member and processor. Each search starts
from the figures that ship.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from laboratory.fitting.calibration import ensemble
from laboratory.fitting.worlds import FILE, anchored, write_members

OUT = Path(__file__).parents[2] / "recommender" / FILE


def main() -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = dict(enumerate(pool.map(anchored, ensemble())))
    for number, (_, off) in found.items():
        print(f"member {number}: anchors off by {off:.0f} (sum of squares)", flush=True)
    write_members(OUT, {number: comfort for number, (comfort, _) in found.items()})


if __name__ == "__main__":
    main()
