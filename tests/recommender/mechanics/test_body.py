"""Lying bodies: all the weight is accounted for, shapes follow the figures, impossible figures are named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.errors import ProfileError
from recommender.mechanics.body import (
    ANKLE,
    MASS_MALE,
    MASS_ON_SIZE,
    MEAN_MAN,
    NECK,
    SEGMENTS,
    ZONE_EDGES,
    ZONE_NAMES,
    lying_body,
    segment_shares,
)
from recommender.mechanics.parameters import DEFAULT
from recommender.sleeper import Position
from tests.recommender.many_bodies import adult, spread

POSITIONS: tuple[Position, ...] = ("side", "back", "stomach")


@pytest.mark.parametrize("position", POSITIONS)
def test_all_of_the_weight_lies_somewhere(position: Position) -> None:
    bodies = spread(200)
    body = lying_body(bodies, position)
    assert (body.load_n >= 0).all()
    assert (body.beside_n >= 0).all()
    everything = body.load_n.sum(axis=0) + body.head_n + body.beside_n.sum(axis=0)
    np.testing.assert_allclose(everything, bodies.weight_kg * 9.81, rtol=1e-9)
    np.testing.assert_allclose(body.step_m * len(body.station), bodies.height_cm / 100 * (ANKLE - NECK))


@pytest.mark.parametrize(
    ("position", "beside", "zones"),
    [
        ("side", DEFAULT.arms_beside_side, {"shoulder", "lumbar"}),
        ("back", DEFAULT.arms_beside_back, {"shoulder", "lumbar", "pelvis"}),
        ("stomach", DEFAULT.arms_beside_back, {"head", "shoulder"}),
    ],
)
def test_a_share_of_the_arms_lies_by_itself_where_the_arms_lie(
    position: Position, beside: float, zones: set[str]
) -> None:
    bodies = spread(50)
    body = lying_body(bodies, position)
    arms = [SEGMENTS.index(name) for name in ("upper_arms", "forearms_hands")]
    known = beside * segment_shares(bodies)[arms].sum(axis=0) * bodies.weight_kg * 9.81
    np.testing.assert_allclose(body.beside_n.sum(axis=0), known, rtol=1e-9)
    assert {ZONE_NAMES[i] for i in np.flatnonzero(body.beside_n[:, 0] > 0)} <= zones


def test_bones_stand_out_where_they_are_and_with_stature() -> None:
    def zones(position: Position) -> set[str]:
        body = lying_body(adult(), position)
        return {ZONE_NAMES[i] for i in np.searchsorted(ZONE_EDGES, body.station[body.bone_m[:, 0] > 0])}

    assert zones("side") == {"shoulder", "pelvis"}
    assert zones("back") == {"pelvis", "lower_leg"}
    assert zones("stomach") == set()
    short, tall = (lying_body(adult(75, height_cm), "side").bone_m for height_cm in (150, 200))
    np.testing.assert_allclose(tall, short * 200 / 150)
    assert short.max() == pytest.approx(max(DEFAULT.bone_acromion_m, DEFAULT.bone_trochanter_m) * 150 / 175)


def test_segments_add_to_one_and_fat_moves_to_the_trunk() -> None:
    shares = segment_shares(spread(200))
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    assert (shares > 0).all()
    slim, heavy = segment_shares(adult(60, 175))[:, 0], segment_shares(adult(120, 175))[:, 0]
    assert heavy[1:4].sum() > slim[1:4].sum()
    assert heavy[0] < slim[0]


def test_the_mean_man_weighs_what_his_segments_weigh() -> None:
    np.testing.assert_allclose(segment_shares(adult(73, 174))[:, 0], MASS_MALE / MASS_MALE.sum())
    np.testing.assert_allclose(MASS_ON_SIZE @ MEAN_MAN / 73, MASS_MALE, atol=0.004)


@pytest.mark.parametrize("weight_kg", [50.0, 73.0, 110.0])
@pytest.mark.parametrize("height_cm", [155.0, 174.0, 195.0])
def test_segments_of_any_size_of_man_add_to_his_weight(weight_kg: float, height_cm: float) -> None:
    """A wrong digit in the table would show: its authors fitted each segment separately."""
    assert (MASS_ON_SIZE @ [1.0, weight_kg, height_cm]).sum() == pytest.approx(weight_kg, rel=0.005)


@pytest.mark.parametrize("position", POSITIONS)
def test_loads_do_not_depend_on_the_spacing(position: Position) -> None:
    bodies = adult()
    coarse, fine = lying_body(bodies, position, n_stations=56), lying_body(bodies, position, n_stations=112)
    np.testing.assert_allclose(fine.load_n.reshape(56, 2).sum(axis=1), coarse.load_n[:, 0], atol=1e-9)
    np.testing.assert_allclose(fine.contour_m.reshape(56, 2).mean(axis=1), coarse.contour_m[:, 0], atol=1e-9)


@pytest.mark.parametrize("position", POSITIONS)
def test_shapes_are_possible_for_every_body(position: Position) -> None:
    body = lying_body(spread(300), position)
    for name in ("radius_m", "half_width_m", "tissue_pa_m", "bend_nm2"):
        assert (getattr(body, name) > 0).all(), name


def test_a_broader_hip_and_shoulder_stand_out_further_on_the_side() -> None:
    plain = lying_body(adult(), "side").contour_m[:, 0]
    hips = lying_body(adult(hip_breadth_cm=44.0), "side").contour_m[:, 0]
    shoulders = lying_body(adult(shoulder_breadth_cm=58.0), "side").contour_m[:, 0]
    station = lying_body(adult(), "side").station
    assert (hips - plain)[np.argmin(np.abs(station - 0.49))] > 0.01
    assert (shoulders - plain)[np.argmin(np.abs(station - 0.23))] > 0.01


def test_rows_are_the_same_alone_and_together() -> None:
    bodies = spread(5)
    together, alone = lying_body(bodies, "back"), lying_body(bodies.take([3]), "back")
    for name in ("load_n", "contour_m", "radius_m", "bone_m", "bend_nm2", "beside_n"):
        np.testing.assert_allclose(getattr(alone, name)[:, 0], getattr(together, name)[:, 3], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("figure", ["hip_breadth_cm", "weight_kg", "waist_depth_cm"])
@pytest.mark.parametrize("value", [-3.0, 0.0, np.nan])
def test_an_impossible_figure_is_named(figure: str, value: float) -> None:
    with pytest.raises(ProfileError) as caught:
        lying_body(replace(adult(), **{figure: np.array([value])}), "side")
    assert caught.value.where == figure
