"""What is generally expected of a body on a bed: zones help, sagging harms, soft beds press less, heavy bodies bottom
out, and a comfort layer does what people buy it for.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from laboratory.evidence.trials import (
    FIRM,
    MEDIUM,
    SOFT,
    adults,
    best_zoned_deviation_deg,
    contoured_students,
    deviation_deg,
    shop_bed,
    slim_adults,
    students,
)
from recommender.mechanics.bed import CLD_STRAIN, COMFORT_KPA, COUPLING_MM, PAD_AREA_M2, Bed, side_by_side
from recommender.mechanics.body import ZONE_NAMES
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
    bodies = {"students": students(), "adults": adults(), "contoured": contoured_students()[0]}[who]
    uniform = np.min([deviation_deg(measured(bodies, "side", shop_bed(hardness))) for hardness in ON_SALE], axis=0)
    return np.asarray(uniform - best_zoned_deviation_deg(bodies, "side", DEFAULT, ON_SALE))


@pytest.mark.parametrize("who", ["students", "adults"])
def test_a_zoned_bed_lays_everybody_straighter_than_the_best_uniform_one(who: str) -> None:
    assert (gain_deg(who) >= -1e-6).all()
    assert np.mean(gain_deg(who)) > 0.3


def test_zones_help_men_of_a_pronounced_contour_most() -> None:
    """Broad shoulders and a narrow waist, against the same men with both nearer to each other."""
    _, pronounced = contoured_students()
    gain = gain_deg("contoured")
    more = gain[pronounced] - gain[~pronounced]
    assert np.mean(more > 0) > 0.8
    assert more.mean() > 0.2


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
    """As long as nobody is through to the bottom of it."""
    beds = [shop_bed(hardness, thickness_cm=30.0) for hardness in (5.0, 8.0, 12.0, 18.0)]
    peaks = [measured(slim_adults(), position, bed).peak_kpa[1:].max(axis=0) for bed in beds]
    assert (np.diff(peaks, axis=0) > 0).all()


def test_a_heavy_body_bottoms_out_where_a_light_one_does_not() -> None:
    def share_of_bed(weight_kg: float) -> float:
        laid = lay(adult(weight_kg, 178), "side", Bed(SOFT, thickness_cm=17.0))
        return float(laid.equilibrium.indent_m.max() / laid.bed.bottom_m[0])

    assert share_of_bed(60) < 0.95
    assert share_of_bed(150) > 1.05


def test_bottoming_out_presses_harder_than_a_thicker_bed() -> None:
    heavy = adult(140, 178)
    thin, thick = (
        measured(heavy, "side", Bed(SOFT, thickness_cm=thickness)).peak_kpa[1:].max() for thickness in (14.0, 40.0)
    )
    assert thin > 1.1 * thick


def on_one_core(core_n_mm: float, layers_cm: tuple[float, ...]) -> Bed:
    """Beds with the same core under comfort layers of the engine's softness, too high for him to reach the bottom."""
    whole = 1 / (1 / (1000 * core_n_mm) + np.array(layers_cm) / 100 * CLD_STRAIN / (1000 * COMFORT_KPA) / PAD_AREA_M2)
    return Bed(whole / 1000, comfort_cm=np.array(layers_cm), thickness_cm=35.0)


@pytest.mark.parametrize("core_n_mm", [9.0, 12.0])
def test_a_thicker_layer_on_the_same_core_presses_less_levels_and_lets_sink(core_n_mm: float) -> None:
    """What people buy it for, and its price: a heavy man lies deeper."""
    laid = measured(adult(105, 183), "side", on_one_core(core_n_mm, (0.5, 2.0, 4.0, 7.0, 10.0)))
    for zone in ("shoulder", "pelvis"):
        peaks = laid.peak_kpa[ZONE_NAMES.index(zone)]
        assert (np.diff(peaks) < 0).all(), zone
        assert peaks[-1] < 0.92 * peaks[0], zone
    assert (np.diff(np.abs(laid.tilt_deg)) < 0).all()
    assert (np.diff(laid.immersion_mm, axis=1) > 0).all()
    assert (laid.immersion_mm[[0, 2], -1] > laid.immersion_mm[[0, 2], 0] + 10).all()


@pytest.mark.parametrize("position", ["side", "back"])
def test_a_thicker_layer_at_the_same_hardness_spares_the_bones(position: Position) -> None:
    """A core cannot follow a bump as a layer can; a core that could would make the layer's share of no account."""
    layers = Bed(7.0, comfort_cm=np.array([0.5, 3.0, 6.0, 9.0]), comfort_kpa=6.0)  # too firm to lock under him
    pelvis = ZONE_NAMES.index("pelvis")
    spared = lay(adult(75, 175), position, layers, replace(DEFAULT, core_over_bones=4.0)).measures.peak_kpa[pelvis]
    alike = lay(adult(75, 175), position, layers, replace(DEFAULT, core_over_bones=1.0)).measures.peak_kpa[pelvis]
    shipped = lay(adult(75, 175), position, layers).measures.peak_kpa[pelvis]
    assert (np.diff(spared) < 0).all()
    assert (np.diff(shipped) < 0).all()
    assert np.ptp(spared) > 0.3
    assert np.ptp(alike) < 0.2 * np.ptp(spared)


@pytest.mark.parametrize("firmness_n_mm", [MEDIUM, FIRM])
def test_a_softer_shoulder_zone_levels_a_broad_man(firmness_n_mm: float) -> None:
    factors = [np.array([factor, 1.0, 1.0]) for factor in (1.0, 0.9, 0.8)]
    beds = side_by_side([shop_bed(firmness_n_mm, zone_factors=factor) for factor in factors])
    tilt = measured(adult(95, 182), "side", beds).tilt_deg
    assert tilt[0] > 1, "his pelvis sinks below his shoulders"
    assert (np.diff(np.abs(tilt)) < 0).all()
