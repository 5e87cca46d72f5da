"""Measures of an equilibrium against shapes with a known answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.mechanics.bed import Bed, bed_support, pressure_pa
from recommender.mechanics.body import ZONE_NAMES, LyingBody, lying_body
from recommender.mechanics.lying import lie
from recommender.mechanics.measures import ARM_PA, Measures, measure, midline_pa, zone_table
from recommender.mechanics.parameters import DEFAULT
from recommender.sleeper import Position
from tests.recommender.many_bodies import adult, hardnesses, layers_cm, softness_kpa, spread, zone_factors

BODY = lying_body(adult(75, 175), "side")
BED = bed_support(Bed(7.0, comfort_cm=4.0), BODY)
REST = lie(BODY, BED)


def read_spine(depth_m: np.ndarray, body: LyingBody = BODY) -> Measures:
    return measure(body, BED, replace(REST, spine_m=depth_m[:, None]))


def test_a_straight_sloping_spine_is_tilt_and_nothing_else() -> None:
    x_m = BODY.station * 1.75
    read = read_spine(np.tan(np.radians(2.0)) * x_m)
    assert read.tilt_deg[0] == pytest.approx(2.0, abs=1e-9)
    assert read.waist_sag_mm[0] == pytest.approx(0, abs=1e-9)
    assert read.rms_mm[0] == pytest.approx(0, abs=1e-9)
    assert read.lumbar_angle_deg[0] == pytest.approx(0, abs=1e-9)


def test_a_spine_that_hangs_at_the_waist_sags() -> None:
    read = read_spine(0.02 * np.exp(-(((BODY.station - 0.38) / 0.06) ** 2)))
    assert 10 < read.waist_sag_mm[0] < 20
    assert read.rms_mm[0] > 3


def test_a_lumbar_spine_that_sinks_towards_a_slack_belly_side_has_the_contracts_sign() -> None:
    """Hollow back = more lordosis: on the back the waist rises between chest and pelvis, on the stomach it sinks."""
    sinking = 0.02 * np.exp(-(((BODY.station - 0.39) / 0.06) ** 2))
    prone, supine = (lying_body(adult(75, 175), position) for position in ("stomach", "back"))
    assert read_spine(sinking, prone).lumbar_angle_deg[0] > 1
    assert read_spine(-sinking, supine).lumbar_angle_deg[0] > 1


def test_lumbar_angle_of_a_known_bend() -> None:
    """A circle's arc: slope changes by distance over radius between the ribcage and the sacrum."""
    back, x_m = lying_body(adult(75, 175), "back"), BODY.station * 1.75
    read = read_spine((x_m - 0.6) ** 2 / (2 * 3.0), back)
    assert read.lumbar_angle_deg[0] == pytest.approx(np.degrees((0.44 - 0.335) * 1.75 / 3.0), rel=0.02)


@pytest.mark.parametrize("position", ["side", "back", "stomach"])
def test_shares_add_to_one_and_mean_times_area_is_weight(position: Position) -> None:
    n = 200
    bodies = spread(n)
    body = lying_body(bodies, position)
    bed = bed_support(Bed(hardnesses(n), zone_factors(n), layers_cm(n), softness_kpa(n)), body)
    read = measure(body, bed, lie(body, bed))
    np.testing.assert_allclose(read.force_share.sum(axis=0), 1, rtol=1e-12)
    assert (read.force_share > -1e-3).all()
    np.testing.assert_allclose(read.mean_kpa * read.contact_area_cm2 / 10, bodies.weight_kg * 9.81, rtol=1e-6)
    for figure in vars(read).values():
        assert np.isfinite(figure).all()


def test_peak_of_an_even_pressure_is_that_pressure() -> None:
    """A wide flat body pressed evenly: the mean over any window is the pressure itself."""
    one = np.ones_like(REST.indent_m)
    body = replace(flat(), tissue_pa_m=2e5 * one)
    for depth in (0.05, 0.11):
        read = measure(body, BED, replace(REST, indent_m=depth * one))
        known = pressure_pa(depth * one, BED, body.tissue_pa_m)[0, 0] / 1000
        np.testing.assert_allclose(read.peak_kpa[1:, 0], known, rtol=1e-3)


def flat(contacts: float = 1.0) -> LyingBody:
    """A wide flat body without bones, on its side."""
    one = np.ones_like(REST.indent_m)
    side_by_side = np.full((len(one), 1), contacts)
    return replace(BODY, radius_m=1e9 * one, half_width_m=0.3 * one, contacts=side_by_side, bone_m=0 * one)


def test_a_bone_raises_the_peak_where_it_lies_and_nowhere_else() -> None:
    one = np.ones_like(REST.indent_m)
    even, bony = (
        measure(body, BED, replace(REST, indent_m=0.05 * one)) for body in (flat(), replace(flat(), bone_m=BODY.bone_m))
    )
    higher = bony.peak_kpa[:, 0] - even.peak_kpa[:, 0]
    assert {ZONE_NAMES[i] for i in np.flatnonzero(higher > 0.5)} == {"shoulder", "pelvis"}
    assert np.abs(higher[[0, 2, 5]]).max() < 0.1
    on_bone = midline_pa(replace(flat(), bone_m=BODY.bone_m), BED, replace(REST, indent_m=0.05 * one))
    assert on_bone.max() / 1000 == pytest.approx(bony.peak_kpa[1:].max(), rel=0.25)


def test_two_contacts_touch_twice_the_area_of_one_at_the_same_depth() -> None:
    """The mat counts a cell from 0.4 kPa, under one leg of two as under a trunk."""
    millimetre_pa = float(pressure_pa(np.array([[0.001]]), BED.at(slice(0, 1)), BODY.tissue_pa_m.min())[0, 0])
    shallow = 0.001 * 400.0 / millimetre_pa
    rounded = replace(flat(), radius_m=0.1 * np.ones_like(REST.indent_m))
    for body, depth in ((flat(), 0.03), (rounded, 0.01), (rounded, 1.5 * shallow)):
        rest = replace(REST, indent_m=np.full_like(REST.indent_m, depth))
        one, two, none = (
            float(measure(each, BED, at).contact_area_cm2[0])
            for each, at in (
                (body, rest),
                (replace(body, contacts=2 * body.contacts), rest),
                (body, replace(rest, indent_m=-1 + 0 * rest.indent_m)),
            )
        )
        assert two - none == pytest.approx(2 * (one - none), rel=1e-9)
        assert one > none


def test_arms_beside_the_body_count_in_their_zone_and_touch_at_their_own_pressure() -> None:
    for position in ("side", "back", "stomach"):
        name = f"arms_beside_{'side' if position == 'side' else 'back'}"
        some, more = (
            lying_body(adult(75, 175), position, replace(DEFAULT, **{name: value}))  # type: ignore[arg-type]
            for value in (1e-9, 0.9)
        )
        support = bed_support(Bed(7.0, comfort_cm=4.0), some)
        none, all_of_them = (measure(body, support, lie(body, support)) for body in (some, more))
        np.testing.assert_allclose(all_of_them.force_share.sum(axis=0), 1, rtol=1e-12)
        weight_n = 75 * 9.81
        on_beam = more.load_n.sum() + more.head_n[0]
        assert more.beside_n.sum() == pytest.approx(weight_n - on_beam, rel=1e-9)
        # At the same rest, the shares of the zones are those of the beam and of the arms that lie in them.
        moved = measure(more, support, lie(some, support))
        counted = (none.force_share * weight_n + more.beside_n) / (weight_n + more.beside_n.sum())
        np.testing.assert_allclose(moved.force_share, counted, atol=1e-9)
        area_m2 = (moved.contact_area_cm2 - none.contact_area_cm2) / 1e4
        np.testing.assert_allclose(area_m2, more.beside_n.sum() / ARM_PA, rtol=1e-6)


def test_a_zone_table_has_the_contracts_names() -> None:
    table = zone_table(measure(BODY, BED, REST))
    assert tuple(table) == ZONE_NAMES
    assert all(set(row) == {"force_share", "peak_kpa"} for row in table.values())
