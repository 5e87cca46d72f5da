"""Beds: the pad test returns the stated hardness, zones lie where they should, coupling, wear, bad figures named."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.firmness import hardness_from_firmness
from recommender.errors import BedError
from recommender.mechanics.bed import (
    COMFORT_CM,
    COUPLING_MM,
    HARDNESS_RANGE_N_MM,
    PAD_AREA_M2,
    PAD_FORCES_N,
    ZONES,
    Bed,
    as_listed,
    bed_support,
    coupled,
    plain,
    pressure_pa,
    side_by_side,
    zone_weights,
)
from recommender.mechanics.body import ZONE_EDGES, lying_body
from recommender.mechanics.lying import lie
from tests.recommender.many_bodies import adult, spread

BODY = lying_body(adult(75, 175), "side", n_stations=42)


def pad_hardness_n_mm(modulus_pa_m: float, comfort_m: float, bottom_m: float) -> float:
    """EN 1957 pad test on a uniform bed: mean slope of force over indentation at its three forces, in N/mm.

    The pad is assumed to be flat and rigid.
    """
    depth = np.linspace(0, bottom_m * 1.5, 20001)
    force = PAD_AREA_M2 * pressure_pa(depth, modulus_pa_m, comfort_m, bottom_m)
    at = np.interp(PAD_FORCES_N, force, depth)
    slope = np.gradient(force, depth)
    return float(np.mean(np.interp(at, depth, slope)) / 1000)


def test_the_pad_test_returns_the_stated_hardness() -> None:
    for hardness, comfort_cm, thickness_cm in product((2.0, 4.7, 7.0, 11.6, 18.0, 25.0), (1.0, 3, 6), (14.0, 20, 30)):
        bed = bed_support(Bed(hardness, comfort_cm=comfort_cm, thickness_cm=thickness_cm), BODY)
        tested = pad_hardness_n_mm(float(bed.modulus_pa_m[0, 0]), float(bed.comfort_m[0]), float(bed.bottom_m[0]))
        assert tested == pytest.approx(hardness, rel=0.01), (hardness, comfort_cm, thickness_cm)


@given(st.floats(*HARDNESS_RANGE_N_MM), st.floats(0.5, 15), st.floats(5, 60))
def test_the_pad_test_returns_it_for_every_bed(hardness: float, comfort_cm: float, thickness_cm: float) -> None:
    bed = bed_support(Bed(hardness, comfort_cm=comfort_cm, thickness_cm=thickness_cm), BODY)
    tested = pad_hardness_n_mm(float(bed.modulus_pa_m[0, 0]), float(bed.comfort_m[0]), float(bed.bottom_m[0]))
    assert tested == pytest.approx(hardness, rel=0.02)


def test_pressure_has_a_toe_a_straight_line_and_a_floor() -> None:
    d = np.array([-0.01, 0.0, 0.03, 0.06, 0.12, 0.14])
    p = pressure_pa(d, 7e4, 0.03, 0.12)
    np.testing.assert_allclose(p[:3], [0, 0, 7e4 * 0.015])
    assert p[3] - p[2] == pytest.approx(7e4 * 0.03)
    assert p[5] - p[4] == pytest.approx(5 * 7e4 * 0.02)


def test_zone_factors_act_on_their_zone_and_blend_between() -> None:
    body = lying_body(adult(), "side", n_stations=420)
    station = body.station
    bed = bed_support(Bed(7.0, [0.5, 1.5, 1.0]), body)
    factor = bed.modulus_pa_m[:, 0] / bed_support(Bed(7.0), body).modulus_pa_m[:, 0]
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


def test_coupling_at_a_step_is_pasternaks() -> None:
    """A uniform pressure on springs of stiffness 1 and 3, joined at x = 0, under one shear layer: two exponentials that
    meet.
    """
    cells, reach, soft, stiff = 4000, 100.0, 1.0, 3.0
    x = np.arange(cells) - cells / 2 + 0.5
    ours = coupled(np.where(x < 0, soft, stiff)[:, None], np.array([reach]))[:, 0]
    fade_soft, fade_stiff = reach / np.sqrt(soft), reach / np.sqrt(stiff)
    rise = (1 / stiff - 1 / soft) / (1 + fade_stiff / fade_soft)
    fall = -rise * fade_stiff / fade_soft
    sunk = np.where(
        x < 0, 1 / soft + rise * np.exp(np.minimum(x, 0) / fade_soft), 1 / stiff + fall * np.exp(-x / fade_stiff)
    )
    np.testing.assert_allclose(ours, 1 / sunk, rtol=1e-4)


stiffnesses = st.lists(st.floats(0.2, 5), min_size=8, max_size=60)


@given(stiffnesses, st.floats(0.01, 50))
def test_coupling_neither_makes_nor_loses_force(along: list[float], reach: float) -> None:
    stiffness = np.array(along)[:, None]
    appears = coupled(stiffness, np.array([reach]))
    # Under a uniform pressure of 1 the surface sinks to 1 / apparent stiffness, and the springs carry that pressure.
    assert (stiffness / appears).mean() == pytest.approx(1, rel=1e-9)
    assert appears.min() >= stiffness.min() * (1 - 1e-9)
    assert appears.max() <= stiffness.max() * (1 + 1e-9)


@given(stiffnesses)
def test_more_coupling_flattens_more_and_none_changes_nothing(along: list[float]) -> None:
    stiffness = np.array(along)[:, None]
    spans = [np.ptp(1 / coupled(stiffness, np.array([reach]))) for reach in (0.0, 1.0, 3.0, 10.0)]
    np.testing.assert_allclose(coupled(stiffness, np.array([0.0])), stiffness, rtol=1e-12)
    assert (np.diff(spans) <= 1e-9).all()
    np.testing.assert_allclose(coupled(stiffness, np.array([1e4])), stiffness.mean(), rtol=1e-4)


def test_coupling_flattens_a_zone_step_by_construction() -> None:
    def steepest(coupling_mm: float, stature_cm: float = 175) -> float:
        body = lying_body(adult(75, stature_cm), "side")
        bed = bed_support(Bed(7.0, [0.6, 1.3, 1.0], coupling_mm=coupling_mm), body)
        return float(np.abs(np.diff(bed.modulus_pa_m[:, 0])).max())

    steps = [steepest(reach) for reach in (0.0, COUPLING_MM["pocket_spring"], COUPLING_MM["latex"])]
    steps.append(steepest(COUPLING_MM["bonnell"]))
    assert (np.diff(steps) < 0).all()
    assert steepest(80.0, 150) < steepest(80.0, 190), "a millimetre is more of a short body"


def test_coupling_leaves_a_bed_without_zones_as_it_is() -> None:
    plain = bed_support(Bed(7.0), BODY)
    tied = bed_support(Bed(7.0, coupling_mm=np.array([20.0, 120.0])), BODY)
    assert (tied.modulus_pa_m == plain.modulus_pa_m).all()


@pytest.mark.parametrize("loss", [0.1, 0.4])
def test_a_worn_bed_has_lost_hardness_in_the_pad_test(loss: float) -> None:
    bed = bed_support(Bed(8.0, hardness_loss=loss), BODY)
    tested = pad_hardness_n_mm(float(bed.modulus_pa_m[0, 0]), float(bed.comfort_m[0]), float(bed.bottom_m[0]))
    assert tested == pytest.approx(8.0 * (1 - loss), rel=0.01)


def test_a_worn_bed_is_hollow_under_the_hips() -> None:
    bed = bed_support(Bed(8.0, trough_cm=np.array([0.0, 3.0])), BODY)
    assert (bed.trough_m[:, 0] == 0).all()
    assert bed.trough_m[:, 1].max() == pytest.approx(0.03, rel=0.01)
    assert 0.44 < BODY.station[bed.trough_m[:, 1].argmax()] < 0.50
    assert bed.trough_m[[0, -1], 1].max() < 0.001


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
        ("trough_cm", {"trough_cm": -1.0}),
        ("hardness_loss", {"hardness_loss": 1.0}),
        ("coupling_mm", {"coupling_mm": -20.0}),
        ("beds", {"hardness_n_mm": np.array([5.0, 6.0]), "coupling_mm": np.zeros(3)}),
        ("beds", {"hardness_n_mm": np.array([5.0, 6.0]), "comfort_cm": np.array([2.0, 3.0, 4.0])}),
    ],
)
def test_a_bad_figure_is_named(figure: str, bad: dict[str, object]) -> None:
    figures: dict[str, Any] = {"hardness_n_mm": 7.0, **bad}
    with pytest.raises(BedError) as caught:
        bed_support(Bed(**figures), BODY)
    assert caught.value.where == figure


def test_bodies_and_beds_must_be_as_many() -> None:
    body = lying_body(spread(3), "side")
    with pytest.raises(BedError, match="2 beds under 3 bodies"):
        lie(body, bed_support(Bed(np.array([5.0, 6.0])), body))
    with pytest.raises(BedError, match=r"\[2, 3\] beds"):
        bed_support(Bed(np.array([5.0, 6.0]), [0.8, 1.0, 1.0], coupling_mm=20.0), body)


def test_beds_side_by_side_are_the_beds_one_by_one() -> None:
    beds = [Bed(4.0), Bed(8.0, [0.7, 1.2, 1.0], 4.5, 24.0, 80.0, 2.0, 0.1)]
    together = bed_support(side_by_side(beds), BODY)
    for i, bed in enumerate(beds):
        alone, taken = bed_support(bed, BODY), together.take(slice(i, i + 1))
        for name in vars(alone):
            np.testing.assert_allclose(getattr(taken, name), getattr(alone, name), rtol=1e-12, err_msg=name)


def test_a_record_is_laid_as_declared_or_as_set() -> None:
    record = next(m for m in load_catalogue(None) if m.type in COUPLING_MM and m.type in COMFORT_CM and m.firmness)
    listed, set_to = as_listed(record, 175.0), as_listed(record, 175.0, [2.0, 6.0, 4.0])
    assert listed.comfort_cm == COMFORT_CM[record.type]
    assert listed.coupling_mm == COUPLING_MM[record.type]
    assert (np.diff(np.asarray(set_to.zone_factors)[[0, 2, 1]]) > 0).all()
    assert plain(6.0).hardness_n_mm == pytest.approx(float(hardness_from_firmness(6.0)))
