"""Equilibrium against closed forms, and its promises over every body and bed."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from recommender.mechanics.bed import Bed, BedSupport, bed_support, comfort_cm_of, pressure_pa
from recommender.mechanics.body import BONE_HALF_M, LyingBody, lying_body
from recommender.mechanics.lying import Equilibrium, contact_of, lie, moments, raised_m, under_bones
from recommender.mechanics.measures import Measures, measure
from recommender.sleeper import Position
from tests.recommender.many_bodies import adult, hardnesses, layers_cm, softness_kpa, spread, zone_factors

POSITIONS: tuple[Position, ...] = ("side", "back", "stomach")

# A beam on linear springs everywhere: a flat, rigid, narrow body pressed into a bed without a comfort layer by a load
# of its own, so that no part lifts off. The effect of an extra load is Hetenyi's beam.
LENGTH_M, WIDTH_M, MODULUS_PA_M, BENDING_NM2 = 10.0, 0.2, 1e5, 50.0
SPRING_N_M2 = MODULUS_PA_M * WIDTH_M
WAVE_PER_M = (SPRING_N_M2 / (4 * BENDING_NM2)) ** 0.25
N_BEAM = 1601


def beam(extra_n: np.ndarray) -> np.ndarray:
    """Displacement of the beam under extra loads (s,) beyond that under its own load."""
    one = np.ones((N_BEAM, 1))
    step = LENGTH_M / N_BEAM

    def at_rest(load_n: np.ndarray) -> np.ndarray:
        body = LyingBody(
            position="side",
            station=np.linspace(0, 1, N_BEAM),
            stature_m=np.array([LENGTH_M]),
            step_m=np.array([step]),
            load_n=load_n,
            contour_m=0 * one,
            radius_m=1e12 * one,
            half_width_m=WIDTH_M / 2 * one,
            contacts=one,
            tissue_pa_m=np.inf * one,
            bone_m=0 * one,
            ridge_pa_m=np.inf,
            core_over_bones=1.0,
            bend_nm2=BENDING_NM2 * one,
            progression_m2=0 * one,
            head_n=np.zeros(1),
            beside_n=np.zeros((6, 1)),
        )
        bed = BedSupport(
            core_pa_m=MODULUS_PA_M * one,
            comfort_m_pa=0 * one,
            lock_pa=np.array([1e9]),
            bottom_m=np.array([10.0]),
            trough_m=0 * one,
        )
        rest = lie(body, bed)
        assert rest.converged.all()
        return rest.spine_m[:, 0]

    own = 400.0 * step * one
    return at_rest(own + extra_n[:, None]) - at_rest(own)


def test_point_load_on_a_beam_is_hetenyis() -> None:
    extra = np.zeros(N_BEAM)
    extra[N_BEAM // 2] = 30.0
    ours = beam(extra)
    x = np.abs(np.arange(N_BEAM) - N_BEAM // 2) * LENGTH_M / N_BEAM * WAVE_PER_M
    known = 30.0 * WAVE_PER_M / (2 * SPRING_N_M2) * np.exp(-x) * (np.cos(x) + np.sin(x))
    assert np.abs(ours - known).max() < 0.01 * known.max()


def test_line_load_on_a_beam_is_hetenyis() -> None:
    half_cells, load_n_m = 80, 200.0
    extra = np.zeros(N_BEAM)
    middle, step = N_BEAM // 2, LENGTH_M / N_BEAM
    extra[middle - half_cells : middle + half_cells + 1] = load_n_m * step
    reach = (half_cells + 0.5) * step
    ours = beam(extra)
    # Under the load, at a from its one end and b from its other (Hetenyi 1946, chapter 2).
    x = (np.arange(N_BEAM) - middle) * step
    under = np.abs(x) < reach
    a, b = WAVE_PER_M * (reach + x[under]), WAVE_PER_M * (reach - x[under])
    known = load_n_m / (2 * SPRING_N_M2) * (2 - np.exp(-a) * np.cos(a) - np.exp(-b) * np.cos(b))
    assert np.abs(ours[under] - known).max() < 0.01 * known.max()


def test_a_round_body_pressed_into_springs() -> None:
    indent, radius = np.array([0.001, 0.004, 0.01]), 0.12
    width, first = moments(indent, radius, np.inf)
    np.testing.assert_allclose(first, 4 / 3 * np.sqrt(2 * radius) * indent**1.5)
    z = np.linspace(-width / 2, width / 2, 20001)
    local = indent - z**2 / (2 * radius)
    np.testing.assert_allclose(first, np.trapezoid(local, z, axis=0), rtol=1e-6)


def test_contact_ends_where_the_body_ends() -> None:
    width, first = moments(np.array([0.05]), 1e9, 0.1)
    assert width[0] == pytest.approx(0.2)
    assert first[0] == pytest.approx(0.2 * 0.05)


def test_slope_of_contact_is_its_derivative() -> None:
    body = lying_body(adult(), "back")
    for bed in (Bed(7.0, comfort_cm=4.0), Bed(7.0, comfort_cm=5.0, comfort_kpa=1.8, thickness_cm=14.0)):
        touch = contact_of(body, bed_support(bed, body))
        indent = np.linspace(-0.01, 0.15, len(body.station))[:, None]
        up, down = touch.force(indent + 1e-7)[0], touch.force(indent - 1e-7)[0]
        slope = touch.force(indent)[1]
        # Where contact begins or a part of the curve does, the slope bends: a root of the distance from there.
        np.testing.assert_allclose(slope, (up - down) / 2e-7, rtol=2e-3, atol=5)


def across(body: LyingBody, bed: BedSupport, indent_m: np.ndarray, half_m: float = np.inf) -> tuple[np.ndarray, ...]:
    """Line force (N/m) and width (m) over 400 Pa by summing pressure over strips across the body, bones raised."""
    z = (np.arange(-30_000, 30_000) + 0.5) * 1e-5
    force, width = np.zeros(len(indent_m)), np.zeros(len(indent_m))
    raised, boned = raised_m(body, bed), under_bones(body, bed)
    for i, depth in enumerate(indent_m[:, 0]):
        local, here, tissue = depth - z**2 / (2 * body.radius_m[i, 0]), slice(i, i + 1), body.tissue_pa_m[i]
        flat = pressure_pa(local, bed.at(here), tissue)[0]
        on_bone = pressure_pa(local + raised[i, 0], boned.at(here), tissue)[0]
        inside = np.abs(z) <= min(half_m, body.half_width_m[i, 0])
        pressure = np.where(inside, np.where(np.abs(z) <= BONE_HALF_M, on_bone, flat), 0.0)
        force[i] = pressure.sum() * 1e-5 * body.contacts[i, 0]
        width[i] = np.count_nonzero(pressure > 400.0) * 1e-5
    return force, width


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("half_m", [np.inf, 0.0355])
def test_a_bone_is_the_arc_less_its_middle_strip_plus_that_strip_raised(position: Position, half_m: float) -> None:
    """The closed form against sums across the body, at places with and without bones, locked and bottomed out too."""
    body = lying_body(adult(95, 182), position)
    bed = bed_support(Bed(7.0, [0.8, 1.1, 1.0], comfort_cm=5.0, comfort_kpa=3.0, thickness_cm=16.0), body)
    touch = contact_of(body, bed)
    assert (position == "stomach") == (len(touch.bony) == 0)
    touch = touch if half_m == np.inf else touch.within(half_m)
    for depth in (0.004, 0.03, 0.08, 0.14):
        indent = np.full((len(body.station), 1), depth)
        force, width = across(body, bed, indent, half_m)
        np.testing.assert_allclose(touch.force(indent)[0][:, 0], force, rtol=2e-4, atol=0.05)
        ours = touch.width(indent, 400.0 * body.contacts)[:, 0]
        np.testing.assert_allclose(ours, width, atol=1e-4)


def test_a_bone_lets_the_skin_stand_out_less_the_more_the_bed_follows_it() -> None:
    body = lying_body(adult(), "side")
    bony = body.bone_m[:, 0] > 0
    thin, deep = (bed_support(Bed(7.0, comfort_cm=cm), body) for cm in (0.5, 6.0))
    assert (raised_m(body, thin)[bony] > raised_m(body, deep)[bony]).all()
    assert (raised_m(body, deep)[~bony] == 0).all()
    rigid = replace(body, ridge_pa_m=np.inf, core_over_bones=1.0)
    np.testing.assert_allclose(raised_m(rigid, deep), body.bone_m, rtol=1e-12)


@pytest.mark.parametrize("position", POSITIONS)
def test_every_body_comes_to_rest_and_the_bed_carries_it(position: Position) -> None:
    n = 600
    bodies = spread(n)
    body = lying_body(bodies, position)
    rest = lie(body, bed_support(Bed(hardnesses(n), zone_factors(n), layers_cm(n), softness_kpa(n)), body))
    assert rest.converged.all()
    assert np.isfinite(rest.spine_m).all()
    carried = (rest.line_n_m * body.step_m).sum(axis=0) + body.head_n + body.beside_n.sum(axis=0)
    np.testing.assert_allclose(carried, bodies.weight_kg * 9.81, rtol=1e-3)


@pytest.mark.parametrize("position", POSITIONS)
def test_bodies_come_to_rest_on_coupled_and_worn_beds(position: Position) -> None:
    n = 300
    bodies = spread(n)
    body = lying_body(bodies, position)
    wear = np.random.default_rng(10)
    beds = Bed(
        hardnesses(n),
        zone_factors(n),
        layers_cm(n),
        softness_kpa(n),
        coupling_mm=wear.uniform(0, 150, n),
        trough_cm=wear.uniform(0, 5, n),
        hardness_loss=wear.uniform(0, 0.4, n),
    )
    rest = lie(body, bed_support(beds, body))
    assert rest.converged.all()
    carried = (rest.line_n_m * body.step_m).sum(axis=0) + body.head_n + body.beside_n.sum(axis=0)
    np.testing.assert_allclose(carried, bodies.weight_kg * 9.81, rtol=1e-3)


def test_a_row_that_cannot_rest_is_flagged_and_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    body = lying_body(spread(20), "side")
    bed = bed_support(Bed(hardnesses(20)), body)
    good = lie(body, bed)
    broken = body.load_n.copy()
    broken[:, 3] = np.nan
    rest = lie(LyingBody(**{**vars(body), "load_n": broken}), bed)
    assert not rest.converged[3]
    others = np.arange(20) != 3
    assert rest.converged[others].all()
    np.testing.assert_allclose(rest.spine_m[:, others], good.spine_m[:, others], atol=1e-6)
    monkeypatch.setattr("recommender.mechanics.lying.MAX_ITERATIONS", 2)
    assert not lie(body, bed).converged.all()


def mirrored(body: LyingBody) -> LyingBody:
    flipped = {
        name: getattr(body, name)[::-1]
        for name in (
            "load_n",
            "contour_m",
            "radius_m",
            "half_width_m",
            "contacts",
            "tissue_pa_m",
            "bone_m",
            "bend_nm2",
            "progression_m2",
        )
    }
    return LyingBody(**{**vars(body), **flipped})


def test_a_mirrored_body_rests_mirrored() -> None:
    body = lying_body(spread(30, (17, 45), (150, 200)), "side")
    bed = bed_support(Bed(hardnesses(30), zone_factors(30), layers_cm(30)), body)
    rest = lie(body, bed)
    turned = replace(
        bed, core_pa_m=bed.core_pa_m[::-1], comfort_m_pa=bed.comfort_m_pa[::-1], trough_m=bed.trough_m[::-1]
    )
    back = lie(mirrored(body), turned)
    np.testing.assert_allclose(back.spine_m[::-1], rest.spine_m, atol=1e-6)


def test_one_body_on_many_beds_and_many_bodies_on_one() -> None:
    bodies = spread(5, (17, 45), (150, 200))
    whole = lying_body(bodies, "back")
    hard = np.array([4.0, 6.0, 9.0, 14.0])
    one = lying_body(bodies.take([2]), "back")
    beds = lie(one, bed_support(Bed(hard), one))
    people = lie(whole, bed_support(Bed(6.0), whole))
    assert beds.spine_m.shape[1] == 4
    np.testing.assert_allclose(beds.spine_m[:, 1], people.spine_m[:, 2], atol=1e-7)


def test_working_memory_does_not_grow_with_the_number_of_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.mechanics.lying.BLOCK", 128)

    def beside_the_answer(n: int) -> int:
        body = lying_body(spread(n), "side")
        bed = bed_support(Bed(7.0), body)
        lie(body, bed)  # what is cached between calls
        tracemalloc.start()
        rest = lie(body, bed)
        kept, largest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert rest.converged.all()
        return largest - kept

    assert beside_the_answer(4096) < 1.5 * beside_the_answer(1024)


@pytest.mark.parametrize("zoned", [False, True])
@pytest.mark.parametrize("position", POSITIONS)
def test_half_the_spacing_says_the_same(position: Position, zoned: bool) -> None:
    """Less than 1 %, or 0.05 degree, 0.5 mm, 0.1 kPa; 0.001 for a zone's share is our own limit.

    A bone and a layer that locks are sharper than a cell: one body of 300 on the side is 0.01 kPa beyond it in a peak,
    one on the stomach 0.0003 in a share.
    """
    n = 300
    bodies = spread(n, (16, 45), (145, 205))
    hard = hardnesses(n, 3, 20)
    zones = zone_factors(n) if zoned else np.ones((n, 3))
    layers = comfort_cm_of(np.random.default_rng(10).uniform(0.05, 1.15, n), hard)  # those the model is trained on

    def at(stations: int) -> Measures:
        body = lying_body(bodies, position, n_stations=stations)
        bed = bed_support(Bed(hard, zones, layers), body)
        return measure(body, bed, lie(body, bed))

    plain = lying_body(bodies, position)
    coarse, fine = at(len(plain.station)), at(2 * len(plain.station))
    sharp = {"peak_kpa": (1 / 200, 0.12), "force_share": (1 / 200, 0.0015)}
    for name, allowed in {
        "tilt_deg": 0.05,
        "lumbar_angle_deg": 0.05,
        "waist_sag_mm": 0.5,
        "rms_mm": 0.5,
        "immersion_mm": 0.5,
        "contact_area_cm2": 0.0,
        "mean_kpa": 0.1,
        "peak_kpa": 0.1,
        "force_share": 0.001,
    }.items():
        ours, known = getattr(coarse, name), getattr(fine, name)
        off = np.atleast_2d(np.abs(ours - known))
        good = (off < allowed) | (off < 0.01 * np.abs(known))
        within = good.all(axis=0)
        of_bodies, furthest = sharp.get(name, (0.0, 0.0))
        assert np.mean(~within) <= of_bodies, (name, off.max())
        assert (good | (off < furthest)).all(), (name, off.max())


def test_a_softer_bed_lowers_the_peak_and_a_heavier_body_sinks_deeper() -> None:
    body = lying_body(adult(82, 178), "side")
    bed = bed_support(Bed(np.array([5.0, 8.0, 12.0]), comfort_cm=4.0, thickness_cm=30.0), body)
    peaks = measure(body, bed, lie(body, bed)).peak_kpa[1:].max(axis=0)
    assert (np.diff(peaks) > 0).all()
    heavier = [lie_on(adult(weight, 178)).indent_m.max() for weight in (60, 80, 110)]
    assert (np.diff(heavier) > 0).all()


def lie_on(bodies: object, hardness: float = 7.0) -> Equilibrium:
    body = lying_body(bodies, "side")  # type: ignore[arg-type]
    return lie(body, bed_support(Bed(hardness), body))
