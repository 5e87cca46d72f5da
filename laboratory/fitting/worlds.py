"""Worlds: a parameter set of the mechanics with the comfort figures anchored to it.

References and tolerances of discomfort are meaningful only with the mechanics they were anchored with: another ensemble
member with the shipped figures would break every anchor. So each member has its own, fitted to the same anchors; the
remaining differences between worlds are what the evidence leaves open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path

from laboratory.fitting import anchoring
from laboratory.fitting.calibration import ensemble
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.scoring.comfort import Comfort, load_comfort

FILE = "data/comfort_members.json"
DIGITS = 6
ANCHOR_BODIES, ANCHOR_SEED, ANCHOR_STEPS = 100, 5, 20


@dataclass(frozen=True)
class World:
    """Mechanics, and the comfort figures anchored with them."""

    parameters: Parameters
    comfort: Comfort


def shipped_world() -> World:
    return World(DEFAULT, load_comfort())


@cache
def ensemble_worlds() -> tuple[World, ...]:
    """A world for each ensemble member that was anchored, as `write_members` wrote them."""
    members = json.loads(resources.files("recommender").joinpath(FILE).read_text(encoding="utf-8"))["members"]
    names = [f.name for f in fields(Comfort)]
    everybody = ensemble()
    return tuple(
        World(everybody[int(number)], Comfort(**{name: float(figures[name]) for name in names}))
        for number, figures in members.items()
    )


def anchored(parameters: Parameters, start: Comfort | None = None) -> tuple[Comfort, float]:
    """Comfort figures fitted to the anchors with these mechanics, and the remaining deviation from the anchors (sum of
    squares).

    Takes some 20 s. The search starts from the shipped figures by default.
    """
    place = anchoring.AnchorPopulation(ANCHOR_BODIES, ANCHOR_SEED, parameters)
    found = anchoring.anchor(place, load_comfort() if start is None else start, ANCHOR_STEPS)
    return found, float((anchoring.departures(place, anchoring.theta_from(found)) ** 2).sum())


def write_members(path: Path, comforts: Mapping[int, Comfort]) -> None:
    """Write `FILE`: one ensemble member per line."""
    about = "Comfort figures anchored to members of the calibration ensemble, by their place in it"
    rows = [
        f'"{number}": ' + json.dumps({k: float(f"{v:.{DIGITS}g}") for k, v in comfort.as_dict().items()})
        for number, comfort in sorted(comforts.items())
    ]
    path.write_text(
        f'{{\n "description": {json.dumps(about)},\n "members": {{\n  ' + ",\n  ".join(rows) + "\n }\n}\n",
        encoding="utf-8",
    )
