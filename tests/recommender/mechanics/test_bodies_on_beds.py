"""What is generally expected of a body on a bed: zones help, sagging harms, soft beds press less, heavy bodies bottom
out.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from laboratory.evidence.trials import (
    FIRM,
    MEDIUM,
    SOFT,
    adults,
    best_zoned_deviation_deg,
    deviation_deg,
    slim_adults,
    students,
)
from recommender.mechanics.bed import COUPLING_MM, Bed, side_by_side
from recommender.mechanics.measures import Measures
from recommender.mechanics.parameters import DEFAULT
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import Bodies
from recommender.sleeper import Position
from tests.recommender.many_bodies import adult

ON_SALE = (4.7, MEDIUM, FIRM, 18.0)  # N/mm, from end to end of the EN 1957 scale
POSITIONS: tuple[Position, ...] = ("side", "back", "stomach")


def measured(bodies: Bodies, position: Position, bed: Bed) -> Measures:
    return lay(bodies, position, bed).measures


@cache
def gain_deg(who: str) -> np.ndarray:
    """How much straighter each of them is on the best zoned bed than on the best uniform bed of the same choice."""
    bodies = {"students": students, "adults": adults}[who]()
    uniform = np.min([deviation_deg(measured(bodies, "side", Bed(hardness))) for hardness in ON_SALE], axis=0)
    return uniform - best_zoned_deviation_deg(bodies, "side", DEFAULT, ON_SALE)


@pytest.mark.parametrize("who", ["students", "adults"])
def test_a_zoned_bed_lays_everybody_straighter_than_the_best_uniform_one(who: str) -> None:
    assert (gain_deg(who) >= -1e-6).all()
    assert np.mean(gain_deg(who)) > 0.3


def test_zones_help_heavy_and_broad_shouldered_men_most() -> None:
    men, gain = students(), gain_deg("students")
    for figure in (men.weight_kg, men.shoulder_breadth_cm):
        order = np.argsort(figure)
        assert gain[order[-8:]].mean() > gain[order[:8]].mean() + 0.2


@pytest.mark.parametrize("position", ["side", "stomach"])
def test_a_sagged_bed_worsens_alignment(position: Position) -> None:
    flat, worn = (deviation_deg(measured(adults(), position, Bed(MEDIUM, trough_cm=deep))) for deep in (0.0, 4.0))
    assert worn.mean() > flat.mean() + 1


def test_coupling_takes_from_what_zones_do() -> None:
    """A soft shoulder zone in a bonnell bed has less effect than in pocketed springs, and more than no zone."""
    soft_shoulder = np.array([0.6, 1.0, 1.0])
    reaches = (0.0, COUPLING_MM["pocket_spring"], COUPLING_MM["latex"], COUPLING_MM["bonnell"])
    zoned = [Bed(MEDIUM, soft_shoulder, coupling_mm=reach) for reach in reaches]
    sunk = measured(adult(90, 183), "side", side_by_side([*zoned, Bed(MEDIUM)])).immersion_mm[0]
    assert (np.diff(sunk) < 0).all()


def test_a_bed_that_lost_hardness_lets_everybody_sink() -> None:
    _, _, (new, worn) = measured(adult(), "back", Bed(MEDIUM, hardness_loss=np.array([0.0, 0.3]))).immersion_mm
    assert worn > new + 5


@pytest.mark.parametrize("position", POSITIONS)
def test_the_peak_falls_from_bed_to_softer_bed(position: Position) -> None:
    peaks = [measured(slim_adults(), position, Bed(h)).peak_kpa[1:].max(axis=0) for h in (5.0, 8.0, 12.0, 18.0)]
    assert (np.diff(peaks, axis=0) > 0).all()


def test_a_heavy_body_bottoms_out_where_a_light_one_does_not() -> None:
    def share_of_bed(weight_kg: float) -> float:
        laid = lay(adult(weight_kg, 178), "side", Bed(SOFT))
        return float(laid.equilibrium.indent_m.max() / laid.bed.bottom_m[0])

    assert share_of_bed(60) < 0.95
    assert share_of_bed(130) > 1.05


def test_bottoming_out_presses_harder_than_a_thicker_bed() -> None:
    heavy = adult(140, 178)
    thin, thick = (
        measured(heavy, "side", Bed(SOFT, thickness_cm=thickness)).peak_kpa[1:].max() for thickness in (14.0, 40.0)
    )
    assert thin > 1.1 * thick
