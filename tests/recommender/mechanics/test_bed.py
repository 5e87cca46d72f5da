"""Beds: the pad test returns the stated hardness, a comfort layer in series, zones, coupling, wear, bad figures."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.construction.comfort import comfort_layer
from catalog.firmness import hardness_from_firmness
from recommender.errors import BedError
from recommender.mechanics.bed import (
    BOTTOM_RATIO,
    CLD_STRAIN,
    COMFORT_KPA,
    COMFORT_RANGE_CM,
    COMFORT_RANGE_KPA,
    COUPLING_MM,
    HARDNESS_RANGE_N_MM,
    LOCKING_STRAIN,
    MOST_COMFORT_SHARE,
    PAD_AREA_M2,
    PAD_FORCES_N,
    USUAL_LOG_CORE_RATIO,
    ZONES,
    Bed,
    BedSupport,
    as_figures,
    as_listed,
    bed_support,
    comfort_cm_of,
    core_and_comfort,
    coupled,
    curve_of,
    plain,
    pressure_pa,
    side_by_side,
    usual_bed,
    zone_weights,
)
from recommender.mechanics.body import ZONE_EDGES, lying_body
from recommender.mechanics.lying import lie
from tests.recommender.many_bodies import adult, spread

BODY = lying_body(adult(75, 175), "side", n_stations=42)


def pad_hardness_n_mm(bed: BedSupport) -> float:
    """EN 1957 pad test on a uniform bed: mean slope of force over indentation at its three forces, in N/mm.

    The pad is assumed to be flat and rigid. Read as a difference quotient over a newton, on the curve itself.
    """
    most_m = float(bed.bottom_m[0]) + 0.5
    depth = np.linspace(0, most_m, 400_001)
    force = PAD_AREA_M2 * pressure_pa(depth[:, None], bed.at(slice(0, 1)))[:, 0]
    forces = np.array(PAD_FORCES_N)
    return float(np.mean(1 / (np.interp(forces + 0.5, force, depth) - np.interp(forces - 0.5, force, depth))) / 1000)


@pytest.mark.parametrize("kpa", [0.5, 1.5, 1.9, 2.2, 4.0, 20.0])
@pytest.mark.parametrize("hardness", [2.0, 4.7, 7.0, 11.6, 25.0])
def test_the_pad_test_returns_the_stated_hardness(hardness: float, kpa: float) -> None:
    """For every comfort layer, those that lock under one, two or all of the pad's forces included."""
    for comfort_cm, thickness_cm in product((0.0, 1.0, 3, 6, 12, 25), (14.0, 30)):
        bed = bed_support(Bed(hardness, comfort_cm=comfort_cm, comfort_kpa=kpa, thickness_cm=thickness_cm), BODY)
        assert pad_hardness_n_mm(bed) == pytest.approx(hardness, rel=0.005), (comfort_cm, thickness_cm)


@given(
    st.floats(*HARDNESS_RANGE_N_MM), st.floats(*COMFORT_RANGE_CM), st.floats(*COMFORT_RANGE_KPA), st.floats(5.0, 60.0)
)
def test_it_returns_it_for_every_bed(hardness: float, comfort_cm: float, kpa: float, thickness_cm: float) -> None:
    """Unless the layer locks just at one of the pad's forces, where a slope is either of two."""
    lock_n = 1000 * kpa * LOCKING_STRAIN / CLD_STRAIN * PAD_AREA_M2
    assume(min(abs(lock_n - force) for force in PAD_FORCES_N) > 1)
    bed = bed_support(Bed(hardness, comfort_cm=comfort_cm, comfort_kpa=kpa, thickness_cm=thickness_cm), BODY)
    assert pad_hardness_n_mm(bed) == pytest.approx(hardness, rel=0.01)


def test_pressure_rises_as_the_whole_bed_then_as_its_core_then_steeply() -> None:
    bed = bed_support(Bed(7.0, comfort_cm=5.0, comfort_kpa=3.0, thickness_cm=40.0), BODY)
    core, layer, lock = float(bed.core_pa_m[0, 0]), float(bed.comfort_m_pa[0, 0]), float(bed.lock_pa[0])
    whole, flat = 1 / (1 / core + layer), float(bed.bottom_m[0])
    assert whole == pytest.approx(7.0e3 / PAD_AREA_M2)
    assert lock == pytest.approx(3000 * LOCKING_STRAIN / CLD_STRAIN)
    locked = lock / whole
    assert 0 < locked < flat
    d = np.array([-0.01, 0.0, locked / 3, locked, locked + 0.02, flat, flat + 0.01])
    p = pressure_pa(d[:, None], bed.at(slice(0, 1)))[:, 0]
    np.testing.assert_allclose(p[:4], [0, 0, lock / 3, lock], rtol=1e-9, atol=1e-9)
    assert p[4] - p[3] == pytest.approx(core * 0.02)
    assert p[6] - p[5] == pytest.approx(BOTTOM_RATIO * core * 0.01)


def test_where_the_layer_locks_it_is_squeezed_by_three_fifths_and_the_core_carries_the_same() -> None:
    for cm, kpa in ((2.0, 4.0), (6.0, 3.0), (10.0, 4.0)):
        bed = bed_support(Bed(6.0, comfort_cm=cm, comfort_kpa=kpa), BODY)
        _, _, lock_m, _ = curve_of(bed.at(slice(0, 1)), np.inf)
        core, lock = float(bed.core_pa_m[0, 0]), float(bed.lock_pa[0])
        assert float(lock_m[0, 0]) == pytest.approx(LOCKING_STRAIN * cm / 100 + lock / core), (cm, kpa)


@given(
    st.floats(0.5, 60), st.floats(0, 25), st.floats(0.5, 20), st.floats(5, 80), st.floats(1e4, 1e7), st.floats(0, 0.3)
)
def test_a_patch_s_pressure_never_jumps_and_never_falls(
    hardness: float, cm: float, kpa: float, thickness_cm: float, tissue_pa_m: float, depth_m: float
) -> None:
    bed = bed_support(Bed(hardness, comfort_cm=cm, comfort_kpa=kpa, thickness_cm=thickness_cm), BODY).at(slice(0, 1))
    first, second, lock_m, flat_m = (float(np.ravel(part)[0]) for part in curve_of(bed, tissue_pa_m))
    assert 0 < first <= second <= BOTTOM_RATIO * tissue_pa_m
    for at in (depth_m, lock_m, flat_m):
        p = pressure_pa(at + np.array([[-1e-7], [0.0], [1e-7]]), bed, tissue_pa_m)[:, 0]
        assert (np.diff(p) >= 0).all()
        assert np.ptp(p) <= 2.1e-7 * (1 + BOTTOM_RATIO) * second


@given(st.floats(0.5, 60), st.floats(0, 25), st.floats(0.5, 20), st.floats(5, 80))
def test_a_bed_is_flat_at_its_depth_whether_its_layer_has_locked_or_not(
    hardness: float, cm: float, kpa: float, thickness_cm: float
) -> None:
    bed = bed_support(Bed(hardness, comfort_cm=cm, comfort_kpa=kpa, thickness_cm=thickness_cm), BODY).at(slice(0, 1))
    _, _, _, flat_m = curve_of(bed, np.inf)
    assert float(flat_m[0, 0]) == pytest.approx(float(bed.bottom_m[0]))


@given(st.floats(0.5, 60), st.floats(0.1, 25), st.floats(0.5, 20))
def test_a_layer_yields_as_thick_and_as_soft_as_it_is(hardness: float, cm: float, kpa: float) -> None:
    """By its thickness over its modulus, CLD40 / 0.4, unless a bed this hard cannot have it; then by less."""
    core, layer, lock = (float(part) for part in core_and_comfort(np.array(hardness), cm / 100, 1000 * kpa))
    own = cm / 100 * CLD_STRAIN / (1000 * kpa)
    share = layer / (layer + 1 / core)
    assert share <= MOST_COMFORT_SHARE + 1e-12
    assert layer == pytest.approx(own, rel=1e-9) or (layer < own and share == pytest.approx(MOST_COMFORT_SHARE))
    assert lock == pytest.approx(1000 * kpa * LOCKING_STRAIN / CLD_STRAIN)


def test_a_thicker_or_softer_layer_means_a_harder_core_under_it() -> None:
    """At the same hardness of the whole bed."""
    core, _, _ = core_and_comfort(np.array(7.0), np.array([0.0, 0.02, 0.04, 0.06]), 4000.0)
    assert (np.diff(core) > 0).all()
    assert core[0] == pytest.approx(7.0e3 / PAD_AREA_M2)
    softer, _, _ = core_and_comfort(np.array(7.0), 0.04, 1000 * np.array([5.0, 4.0, 3.0]))
    assert (np.diff(softer) > 0).all()


@given(st.floats(0.5, 25), st.floats(0, 1.8))
def test_a_thickness_from_the_core_ratio_gives_that_ratio(hardness: float, ratio: float) -> None:
    core, layer, _ = core_and_comfort(np.array(hardness), comfort_cm_of(ratio, hardness) / 100, 1000 * COMFORT_KPA)
    assert float(np.log(core * (layer + 1 / core))) == pytest.approx(ratio, abs=1e-9)


def test_four_figures_are_a_bed() -> None:
    figures = np.array([[1.6, 2.0, 2.4, 0.3], [2.0, 2.0, 2.0, USUAL_LOG_CORE_RATIO]])
    beds = as_figures(figures)
    support = bed_support(beds, BODY)
    np.testing.assert_allclose(np.log(beds.hardness_n_mm), [2.0, 2.0])
    np.testing.assert_allclose(np.log(beds.zone_factors), [[-0.4, 0, 0.4], [0, 0, 0]], atol=1e-12)
    ratio = np.log(1 + support.core_pa_m * support.comfort_m_pa)
    np.testing.assert_allclose(ratio, np.broadcast_to(figures[:, 3], ratio.shape), atol=1e-9)
    np.testing.assert_allclose(as_figures(figures[0]).hardness_n_mm, beds.hardness_n_mm[0])
    wild = bed_support(as_figures(np.array([9.0, -9.0, 0.0, 7.0])), BODY)
    assert np.isfinite(wild.core_pa_m).all(), "what the search may try is a possible bed"


def test_zone_factors_act_on_their_zone_and_blend_between() -> None:
    body = lying_body(adult(), "side", n_stations=420)
    station = body.station
    bed = bed_support(Bed(7.0, [0.5, 1.5, 1.0]), body)
    factor = bed.core_pa_m[:, 0] / bed_support(Bed(7.0), body).core_pa_m[:, 0]
    for i, expected in enumerate((0.5, 1.5, 1.0)):
        middle = (ZONE_EDGES[i] + ZONE_EDGES[i + 1]) / 2
        assert factor[np.argmin(np.abs(station - middle))] == pytest.approx(expected, rel=1e-6)
    assert factor[-1] == pytest.approx(1)
    assert np.abs(np.diff(np.log(factor))).max() < 0.2
    deep, even = (bed_support(Bed(7.0, zones, comfort_cm=4.0), body) for zones in ([0.5, 1.5, 1.0], [1.0, 1.0, 1.0]))
    whole = [1 / (1 / each.core_pa_m + each.comfort_m_pa)[:, 0] for each in (deep, even)]
    np.testing.assert_allclose(whole[0] / whole[1], factor, rtol=1e-9, err_msg="a zone is as felt: core and layer")


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
        return float(np.abs(np.diff(bed.core_pa_m[:, 0])).max())

    steps = [steepest(reach) for reach in (0.0, COUPLING_MM["pocket_spring"], COUPLING_MM["latex"])]
    steps.append(steepest(COUPLING_MM["bonnell"]))
    assert (np.diff(steps) < 0).all()
    assert steepest(80.0, 150) < steepest(80.0, 190), "a millimetre is more of a short body"


def test_coupling_leaves_a_bed_without_zones_as_it_is() -> None:
    plain = bed_support(Bed(7.0), BODY)
    tied = bed_support(Bed(7.0, coupling_mm=np.array([20.0, 120.0])), BODY)
    assert (tied.core_pa_m == plain.core_pa_m).all()


@pytest.mark.parametrize("loss", [0.1, 0.4])
def test_a_worn_bed_has_lost_hardness_in_the_pad_test(loss: float) -> None:
    bed = bed_support(Bed(8.0, comfort_cm=4.0, hardness_loss=loss), BODY)
    assert pad_hardness_n_mm(bed) == pytest.approx(8.0 * (1 - loss), rel=0.005)


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
        ("comfort_kpa", {"comfort_kpa": 0.0}),
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
    beds = [Bed(4.0), Bed(8.0, [0.7, 1.2, 1.0], 4.5, 2.5, 24.0, 80.0, 2.0, 0.1)]
    together = bed_support(side_by_side(beds), BODY)
    for i, bed in enumerate(beds):
        alone, taken = bed_support(bed, BODY), together.take(slice(i, i + 1))
        for name in vars(alone):
            np.testing.assert_allclose(getattr(taken, name), getattr(alone, name), rtol=1e-12, err_msg=name)


def test_a_record_is_laid_as_declared_or_as_set() -> None:
    record = next(m for m in load_catalogue(None) if m.type in COUPLING_MM and m.firmness)
    listed, set_to = as_listed(record, 175.0), as_listed(record, 175.0, [2.0, 6.0, 4.0])
    told = comfort_layer(record)
    assert (listed.comfort_cm, listed.comfort_kpa) == (told.thickness_cm, told.softness_kpa)
    assert listed.coupling_mm == COUPLING_MM[record.type]
    assert (np.diff(np.asarray(set_to.zone_factors)[[0, 2, 1]]) > 0).all()


def test_a_bed_of_which_only_firmness_is_known_has_the_usual_comfort_layer() -> None:
    for firmness in (2.0, 6.0, 9.0):
        bed = plain(firmness)
        support = bed_support(bed, BODY)
        assert bed.hardness_n_mm == pytest.approx(float(hardness_from_firmness(firmness)))
        ratio = np.log(1 + support.core_pa_m * support.comfort_m_pa)
        assert float(ratio[0, 0]) == pytest.approx(USUAL_LOG_CORE_RATIO)
    assert plain(2.0).comfort_cm > plain(9.0).comfort_cm
    for hardness in HARDNESS_RANGE_N_MM:
        assert len(bed_support(usual_bed(hardness), BODY)) == 1, "every hardness can be laid on"
