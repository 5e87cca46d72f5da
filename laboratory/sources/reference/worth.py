"""What the reference list is worth to people: how many of its beds stay undecided, and how wide a fit is.

    python -m laboratory.sources.reference.worth --people 300

The people are drawn from the standard population and tell weight, height, sex, age and night.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog.catalogue_file import load_catalogue
from catalog.construction.comfort import layers_above_core
from catalog.mattress import Catalogue, Mattress
from laboratory.benchmarks.people import simulated
from recommender.fit_target import FitTarget, targets
from recommender.matching import match

SEED = 15
SHOWN = 5  # beds whose intervals are looked at
AT_HOME = {"NL", "EU"}
HEADER = "| beds | rows | undecided | width of fit | fit of the first | chance |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Worth:
    """Means over people: share of beds that the first does not surely beat, width of the 80 % intervals of the first
    `SHOWN` fits, fit of the first and the chance that it suits.
    """

    beds: int
    undecided: float
    width: float
    fit: float
    chance: float

    def line(self, name: str) -> str:
        return (
            f"| {name} | {self.beds} | {self.undecided:.1%} | {self.width:.1f} | {self.fit:.1f} | {self.chance:.2f} |"
        )


def worth(target: FitTarget, catalogue: Catalogue) -> Worth:
    figures = []
    for person in range(len(target)):
        ranking = match(target[person], catalogue, top=SHOWN)
        first = ranking.order[:SHOWN]
        low, high = ranking.fit_80[first].T
        share = (ranking.undecided + 1) / len(ranking.mattresses)
        figures.append((share, (high - low).mean(), ranking.fit[first[0]], ranking.chance_suits[first[0]]))
    undecided, width, fit, chance = np.mean(figures, axis=0)
    return Worth(len(catalogue), float(undecided), float(width), float(fit), float(chance))


def without_layers(beds: Sequence[Mattress]) -> list[Mattress]:
    return [replace(bed, layers=(), core_material="", core_cm=None) for bed in beds]


def ranges(beds: Sequence[Mattress]) -> dict[str, Sequence[Mattress]]:
    """The list, parts of it, and each without what is known of layers."""
    deep = [bed for bed in beds if any(layer.thickness_cm for layer in layers_above_core(bed))]
    return {
        "whole list": beds,
        "its layers forgotten": without_layers(beds),
        "markets " + " and ".join(sorted(AT_HOME)): [bed for bed in beds if AT_HOME & set(bed.markets)],
        "beds with comfort layers in cm": deep,
        "their layers forgotten": without_layers(deep),
    }


def run(people: int, file: str | None) -> str:
    """The table of docs/reference-list.md, of another catalogue file where one is given."""
    target = targets(simulated(people, np.random.default_rng(SEED), measures=False).told)
    catalogue = load_catalogue(file)
    parts = ranges([bed for bed in catalogue if bed.firmness is not None])
    lines = [
        worth(target, replace(catalogue, mattresses=tuple(beds))).line(name) for name, beds in parts.items() if beds
    ]
    return "\n".join([HEADER, *lines])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--catalog", metavar="FILE")
    asked = parser.parse_args()
    print(run(asked.people, asked.catalog))
