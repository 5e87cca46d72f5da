"""Measures of an equilibrium against shapes with a known answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.mechanics.bed import Bed, bed_support
from recommender.mechanics.body import ZONE_NAMES, LyingBody, lying_body
from recommender.mechanics.lying import Equilibrium, lie
from recommender.mechanics.measures import Measures, measure, zone_table
from recommender.sleeper import Position
from tests.recommender.many_bodies import adult, hardnesses, spread, zone_factors

BODY = lying_body(adult(75, 175), "side")
BED = bed_support(Bed(7.0), BODY)
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
    bed = bed_support(Bed(hardnesses(n), zone_factors(n)), body)
    read = measure(body, bed, lie(body, bed))
    np.testing.assert_allclose(read.force_share.sum(axis=0), 1, rtol=1e-12)
    assert (read.force_share > -1e-3).all()
    np.testing.assert_allclose(read.mean_kpa * read.contact_area_cm2 / 10, bodies.weight_kg * 9.81, rtol=1e-6)
    for figure in vars(read).values():
        assert np.isfinite(figure).all()


def test_peak_of_an_even_pressure_is_that_pressure() -> None:
    """A wide flat body pressed evenly: the mean over any window is the pressure itself."""
    one = np.ones_like(REST.indent_m)
    body = replace(BODY, radius_m=1e9 * one, half_width_m=0.3 * one, contacts=np.ones((len(one), 1)))
    rest = Equilibrium(REST.spine_m, 0.05 * one, one, REST.modulus_pa_m[:1] * one, REST.converged)
    read = measure(body, BED, rest)
    known = REST.modulus_pa_m[0, 0] * (0.05 - BED.comfort_m[0] / 2) / 1000
    np.testing.assert_allclose(read.peak_kpa[1:, 0], known, rtol=1e-3)


def test_a_zone_table_has_the_contracts_names() -> None:
    table = zone_table(measure(BODY, BED, REST))
    assert tuple(table) == ZONE_NAMES
    assert all(set(row) == {"force_share", "peak_kpa"} for row in table.values())
