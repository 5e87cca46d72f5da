"""Ensemble members hold the anchors with their own comfort figures, and break them with the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from laboratory.fitting import anchoring
from laboratory.fitting.calibration import ensemble
from laboratory.fitting.worlds import ANCHOR_BODIES, ANCHOR_SEED, FILE, ensemble_worlds, shipped_world, write_members
from recommender.scoring.comfort import load_comfort


def off(comfort: object, parameters: object) -> float:
    place = anchoring.AnchorPopulation(ANCHOR_BODIES, ANCHOR_SEED, parameters)  # type: ignore[arg-type]
    return float((anchoring.departures(place, anchoring.theta_from(comfort)) ** 2).sum())  # type: ignore[arg-type]


def test_every_member_has_a_world() -> None:
    assert [world.parameters for world in ensemble_worlds()] == list(ensemble())
    assert shipped_world().comfort == load_comfort()


@pytest.mark.slow
@pytest.mark.parametrize("member", [0, 11])
def test_a_member_is_nearer_the_anchors_with_its_own_figures(member: int) -> None:
    world = ensemble_worlds()[member]
    assert off(world.comfort, world.parameters) < 0.5 * off(load_comfort(), world.parameters)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "members.json"
    write_members(path, {i: world.comfort for i, world in enumerate(ensemble_worlds())})
    shipped = Path(__file__).parents[2] / "recommender" / FILE
    assert path.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")
