"""Beds: the pad test returns the stated hardness, zones lie where they should, bad figures are named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.bed import HARDNESS_RANGE_N_MM, ZONES, bed_support, pad_hardness_n_mm, pressure_pa, zone_weights
from recommender.body import NECK, ZONE_EDGES, lying_body
from recommender.errors import BedError

STATION = np.linspace(0.15, 0.97, 42)


@pytest.mark.parametrize("hardness", [2.0, 4.7, 7.0, 11.6, 18.0, 25.0])
@pytest.mark.parametrize("comfort_cm", [1.0, 3.0, 6.0])
@pytest.mark.parametrize("thickness_cm", [14.0, 20.0, 30.0])
def test_the_pad_test_returns_the_stated_hardness(hardness: float, comfort_cm: float, thickness_cm: float) -> None:
    bed = bed_support(hardness, STATION, comfort_cm=comfort_cm, thickness_cm=thickness_cm)
    tested = pad_hardness_n_mm(float(bed.modulus_pa_m[0, 0]), float(bed.comfort_m[0]), float(bed.bottom_m[0]))
    assert tested == pytest.approx(hardness, rel=0.01)


@given(st.floats(*HARDNESS_RANGE_N_MM), st.floats(0.5, 15), st.floats(5, 60))
def test_the_pad_test_returns_it_for_every_bed(hardness: float, comfort_cm: float, thickness_cm: float) -> None:
    bed = bed_support(hardness, STATION, comfort_cm=comfort_cm, thickness_cm=thickness_cm)
    tested = pad_hardness_n_mm(float(bed.modulus_pa_m[0, 0]), float(bed.comfort_m[0]), float(bed.bottom_m[0]))
    assert tested == pytest.approx(hardness, rel=0.02)


def test_pressure_has_a_toe_a_straight_line_and_a_floor() -> None:
    d = np.array([-0.01, 0.0, 0.03, 0.06, 0.12, 0.14])
    p = pressure_pa(d, 7e4, 0.03, 0.12)
    np.testing.assert_allclose(p[:3], [0, 0, 7e4 * 0.015])
    assert p[3] - p[2] == pytest.approx(7e4 * 0.03)
    assert p[5] - p[4] == pytest.approx(5 * 7e4 * 0.02)


def test_zone_factors_act_on_their_zone_and_blend_between() -> None:
    station = np.linspace(NECK, 0.98, 421)
    bed = bed_support(7.0, station, zone_factors=np.array([0.5, 1.5, 1.0]))
    factor = bed.modulus_pa_m[:, 0] / bed_support(7.0, station).modulus_pa_m[:, 0]
    for i, expected in enumerate((0.5, 1.5, 1.0)):
        middle = (ZONE_EDGES[i] + ZONE_EDGES[i + 1]) / 2
        assert factor[np.argmin(np.abs(station - middle))] == pytest.approx(expected, rel=1e-6)
    assert factor[-1] == pytest.approx(1)
    assert np.abs(np.diff(np.log(factor))).max() < 0.2


def test_zone_weights_add_to_one_inside_and_integrate_to_the_width() -> None:
    for n in (28, 56, 112):
        edges = np.linspace(0.14, 0.98, n + 1)
        weights = zone_weights((edges[1:] + edges[:-1]) / 2)
        assert weights.shape == (n, len(ZONES))
        np.testing.assert_allclose(weights.sum(axis=0) * 0.84 / n, [0.15, 0.12, 0.13], rtol=0.05)


@pytest.mark.parametrize(
    ("figure", "bad"),
    [
        ("hardness_n_mm", {"hardness_n_mm": 0.0}),
        ("hardness_n_mm", {"hardness_n_mm": -3.0}),
        ("hardness_n_mm", {"hardness_n_mm": np.nan}),
        ("zones", {"zone_factors": np.array([1.0, -0.2, 1.0])}),
        ("zones", {"zone_factors": np.array([1.0, 1.0])}),
        ("comfort_cm", {"comfort_cm": -1.0}),
        ("thickness_cm", {"thickness_cm": 0.0}),
        ("trough_m", {"trough_m": np.full(42, -0.01)}),
        ("trough_m", {"trough_m": np.zeros(7)}),
        ("beds", {"hardness_n_mm": np.array([5.0, 6.0]), "comfort_cm": np.array([2.0, 3.0, 4.0])}),
    ],
)
def test_a_bad_figure_is_named(figure: str, bad: dict[str, object]) -> None:
    arguments = {"hardness_n_mm": 7.0, **bad}
    with pytest.raises(BedError) as caught:
        bed_support(arguments.pop("hardness_n_mm"), STATION, **arguments)  # type: ignore[arg-type]
    assert caught.value.where == figure


def test_bodies_and_beds_must_be_as_many() -> None:
    from many_bodies import spread

    from recommender.lying import lie

    body = lying_body(spread(3), "side")
    with pytest.raises(BedError, match="2 beds under 3 bodies"):
        lie(body, bed_support(np.array([5.0, 6.0]), body.station))
