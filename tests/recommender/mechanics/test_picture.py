"""The content of `lie --json`, and the lines from which drawings are made."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.mechanics.bed import Bed
from recommender.mechanics.picture import as_json, picture, pressure_map
from recommender.mechanics.rest import lay
from recommender.sleeper import Position
from tests.recommender.many_bodies import adult

POSITIONS: tuple[Position, ...] = ("side", "back", "stomach")


@pytest.mark.parametrize("position", POSITIONS)
def test_the_contract_is_met(position: Position) -> None:
    told = as_json(lay(adult(82, 178), position, Bed(7.0)))
    assert set(told["spine"]) == {"tilt_deg", "waist_sag_mm", "lumbar_angle_change_deg", "rms_mm"}
    assert list(told["zones"]) == ["head", "shoulder", "lumbar", "pelvis", "thigh", "lower_leg"]
    assert sum(zone["force_share"] for zone in told["zones"].values()) == pytest.approx(1)
    assert set(told["immersion_mm"]) == {"shoulder", "waist", "hip"}
    assert len(set(map(len, told["line"].values()))) == 1
    assert told["pressure"]["mean_kpa"] * told["contact_area_cm2"] / 10 == pytest.approx(82 * 9.81, rel=1e-6)
    assert told["pressure"]["peak_kpa"] == max(zone["peak_kpa"] for zone in told["zones"].values())


def test_tilt_is_what_the_spine_line_shows() -> None:
    told = as_json(lay(adult(82, 178), "side", Bed(7.0, [2.0, 1.0, 0.5])))
    line = {name: np.array(values) for name, values in told["line"].items()}
    shoulders, pelvis = (np.interp(at * 178, line["x_cm"], line["spine_mm"]) for at in (0.22, 0.47))
    assert told["spine"]["tilt_deg"] > 1
    assert np.degrees(np.arctan((pelvis - shoulders) / (2.5 * 178))) == pytest.approx(
        told["spine"]["tilt_deg"], rel=0.05
    )


@pytest.mark.parametrize(
    ("weight_kg", "height_cm", "position", "keys"),
    [
        (75, 178, "side", []),
        (75, 178, "stomach", ["position_never_measured"]),
        (130, 178, "back", ["outside_measured_maps"]),
        (240, 170, "side", ["outside_tried_range"]),
        (36, 185, "side", ["outside_tried_range"]),
    ],
)
def test_a_body_nobody_measured_gets_a_caution(
    weight_kg: float, height_cm: float, position: Position, keys: list[str]
) -> None:
    told = as_json(lay(adult(weight_kg, height_cm), position, Bed(7.0)))
    assert [reason.key for reason in told["cautions"]] == keys


@pytest.mark.parametrize("position", POSITIONS)
def test_a_picture_shows_a_body_on_a_bed(position: Position) -> None:
    rest = lay(adult(82, 178), position, Bed(7.0))
    drawn = picture(rest)
    assert (drawn.outline_mm < drawn.skin_mm - 20).all(), "the body has a thickness"
    inside = drawn.bed_mm[2:-2]
    assert (inside >= 0).all()
    touching = drawn.line_kpa > 0
    np.testing.assert_allclose(drawn.skin_mm[touching], inside[touching])
    assert (drawn.skin_mm[~touching] <= inside[~touching] + 1e-9).all()
    assert drawn.head_mm + 10 * drawn.head_half_cm[1] > drawn.outline_mm.min()
    assert (np.diff(drawn.bed_x_cm) > 0).all()


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("weight_kg", [55, 120])
def test_the_map_carries_the_body_arms_and_head_included(position: Position, weight_kg: float) -> None:
    rest = lay(adult(weight_kg, 172), position, Bed(6.0, comfort_cm=4.0))
    x_cm, z_cm, kpa = pressure_map(rest, cell_cm=1.0)
    assert kpa.shape == (len(x_cm), len(z_cm))
    assert (kpa >= 0).all()
    assert kpa.sum() * 1000 * 1e-4 == pytest.approx(weight_kg * 9.81, rel=0.01)
    turned = kpa[:, ::-1]
    if position == "side":  # arms lie in front of the body
        in_front = kpa > turned + 1e-9
        assert in_front.any()
        assert (z_cm[in_front.any(axis=0)] > 0).all()
        kpa_behind = np.minimum(kpa, turned)
        assert (kpa - kpa_behind).sum() * 0.1 == pytest.approx(rest.body.beside_n.sum(), rel=0.02)
    else:
        np.testing.assert_allclose(kpa, turned, atol=1e-9)
    known = rest.measures.contact_area_cm2[0]
    assert np.sum(kpa > 0.4) == pytest.approx(known, rel=0.08)


def test_the_map_shows_the_bones_that_the_peaks_are_of() -> None:
    rest = lay(adult(80, 178), "side", Bed(9.0, comfort_cm=2.0))
    x_cm, z_cm, kpa = pressure_map(rest, cell_cm=1.0)
    pelvis = (x_cm > 0.45 * 178) & (x_cm < 0.55 * 178)
    here = kpa[pelvis].max(axis=0)
    assert here[np.abs(z_cm) < 4].min() > here[np.abs(z_cm) > 5].max(), "a ridge, not an arc"
    peak = rest.measures.peak_kpa[3, 0]
    assert here.max() == pytest.approx(peak, rel=0.25)


def test_a_trough_lowers_the_bed_and_the_body() -> None:
    flat, worn = lay(adult(), "side", Bed(7.0, trough_cm=np.array([0.0, 4.0])))
    assert worn.measures.tilt_deg[0] > flat.measures.tilt_deg[0] + 1
    assert picture(worn).bed_mm.max() > picture(flat).bed_mm.max()
