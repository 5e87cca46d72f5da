"""Ways things may truly be: a set of the mechanics with the comfort figures anchored to it.

References and tolerances of discomfort mean something only beside the mechanics they were anchored with: another
member of the calibration ensemble with the shipped figures would break every anchor. So each member has its own,
fitted to the same anchors; what still differs between worlds is what the evidence leaves open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path

from recommender import anchoring
from recommender.calibration import ensemble
from recommender.comfort import Comfort, load_comfort
from recommender.parameters import DEFAULT, Parameters

FILE = "data/comfort_members.json"
DIGITS = 6
ANCHOR_BODIES, ANCHOR_SEED, ANCHOR_STEPS = 150, 5, 30


@dataclass(frozen=True)
class World:
    """Mechanics, and the comfort figures anchored with them."""

    parameters: Parameters
    comfort: Comfort


def shipped_world() -> World:
    return World(DEFAULT, load_comfort())


@cache
def ensemble_worlds() -> tuple[World, ...]:
    """A world for each member of the calibration ensemble, as `anchor_members` left them."""
    members = json.loads(resources.files("recommender").joinpath(FILE).read_text(encoding="utf-8"))["members"]
    names = [f.name for f in fields(Comfort)]
    return tuple(
        World(parameters, Comfort(**{name: float(member[name]) for name in names}))
        for parameters, member in zip(ensemble(), members, strict=True)
    )


def anchor_members(
    members: Sequence[Parameters] | None = None, progress: Callable[[str], None] = lambda step: None
) -> list[Comfort]:
    """Fit comfort figures to the anchors for every member, from the shipped ones; some 20 s each."""
    found = []
    for number, parameters in enumerate(ensemble() if members is None else members):
        progress(f"anchoring member {number + 1}")
        place = anchoring.World(ANCHOR_BODIES, ANCHOR_SEED, parameters)
        found.append(anchoring.anchor(place, load_comfort(), ANCHOR_STEPS))
    return found


def write_members(path: Path, comforts: Sequence[Comfort]) -> None:
    """Write `FILE`: one member a line."""
    rows = [json.dumps({k: float(f"{v:.{DIGITS}g}") for k, v in comfort.as_dict().items()}) for comfort in comforts]
    about = "Comfort figures anchored to each member of the calibration ensemble, in its order"
    path.write_text(
        f'{{\n "description": {json.dumps(about)},\n "members": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n",
        encoding="utf-8",
    )
