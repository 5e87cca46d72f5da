"""Estimated bodies: against the direct formula, against the raw surveys, and how they change with weight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.person.anthropometry import (
    BLEND_BMI,
    DIMENSIONS,
    MEASURABLE,
    MEASUREMENT_ERROR_LOG,
    Bodies,
    chance_male,
    figures,
    fill,
    fill_arrays,
    value_of_measuring,
)
from recommender.person.population import sample_population
from recommender.sleeper import Sleeper
from tests.equal import assert_equal

RAW = Path(__file__).parents[4] / "shared" / "data" / "bodies"
EXACT = dict.fromkeys(MEASURABLE, 0.0)
Z_90 = 1.6449


def bodies(
    weight_kg: Any,
    height_cm: Any = 175.0,
    male: float = np.nan,
    age: float = np.nan,
    error: Any = None,
    **measured: Any,
) -> Bodies:
    n = max(np.size(weight_kg), np.size(height_cm))
    columns = [np.broadcast_to(np.asarray(value, dtype=float), n) for value in (weight_kg, height_cm, male, age)]
    own = {name: np.broadcast_to(np.asarray(value, dtype=float), n) for name, value in measured.items()}
    return fill_arrays(*columns, own, error_log=MEASUREMENT_ERROR_LOG if error is None else error)


def conditional(sex: str, known: dict[str, float], error_log: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of ln dimensions by the textbook: mu_u + S_uo (S_oo + R)^-1 (x_o - mu_o)."""
    names, joint = figures()["variables"], figures()["joint"][sex]
    mean, cov = np.array(joint["mean_log"]), np.array(joint["cov_log"])
    o, u = [names.index(name) for name in known], [names.index(name) for name in DIMENSIONS]
    noise = np.diag([error_log.get(name, 0.0) ** 2 for name in known])
    gain = cov[np.ix_(u, o)] @ np.linalg.inv(cov[np.ix_(o, o)] + noise)
    off = np.log(list(known.values())) - mean[o]
    return mean[u] + gain @ off, cov[np.ix_(u, u)] - gain @ cov[np.ix_(o, u)]


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize(
    "measured",
    [{}, {"hip_circumference_cm": 104.0}, {"hip_breadth_cm": 37.0, "shoulder_breadth_cm": 47.0}],
    ids=lambda measured: "+".join(measured) or "nothing",
)
@pytest.mark.parametrize("age", [None, 44.0])
def test_below_the_blend_it_is_the_textbook_conditional(
    sex: str, measured: dict[str, float], age: float | None
) -> None:
    known = {"weight_kg": 72.0, "height_cm": 171.0, **({"age_years": age} if age else {}), **measured}
    mean, cov = conditional(sex, known, dict(MEASUREMENT_ERROR_LOG))
    body = bodies(72.0, 171.0, float(sex == "male"), age or np.nan, **measured)
    assert np.log(body.dimensions_cm()[0]) == pytest.approx(mean, abs=1e-10)
    assert body.log_cov[0] == pytest.approx(cov, abs=1e-12)
    assert body.sd_cm()[0] == pytest.approx(np.exp(mean) * np.sqrt(np.diag(cov)), rel=2e-3)
    assert body.measured[0].tolist() == [name in measured for name in DIMENSIONS]


def test_an_exact_measurement_is_kept_and_leaves_no_doubt() -> None:
    body = bodies(72.0, 171.0, 0.0, hip_breadth_cm=39.0, error=EXACT)
    assert body.hip_breadth_cm[0] == pytest.approx(39.0)
    assert body.log_cov[0, 0] == pytest.approx(np.zeros(7), abs=1e-12)
    assert body.sample(np.random.default_rng(1)).hip_breadth_cm[0] == pytest.approx(39.0, abs=1e-3)


def test_a_measurement_at_home_counts_nearly_in_full_and_its_error_remains() -> None:
    unmeasured, body = bodies(72.0, 171.0, 0.0), bodies(72.0, 171.0, 0.0, hip_breadth_cm=41.0)
    assert unmeasured.hip_breadth_cm[0] + 0.7 * (41.0 - unmeasured.hip_breadth_cm[0]) < body.hip_breadth_cm[0] < 41.0
    assert 0.4 < body.sd_cm()[0, 0] < 0.02 * 41.0


def test_sex_not_told_is_a_mixture_of_both() -> None:
    both, woman, man = (bodies(70.0, 172.0, male) for male in (np.nan, 0.0, 1.0))
    p = chance_male(np.array([70.0]), np.array([172.0]))[0]
    gap = np.log(man.dimensions_cm()[0]) - np.log(woman.dimensions_cm()[0])
    assert 0.5 < p < 0.95
    assert both.male[0] == p
    assert np.log(both.dimensions_cm()[0]) == pytest.approx(np.log(woman.dimensions_cm()[0]) + p * gap)
    expected = p * man.log_cov[0] + (1 - p) * woman.log_cov[0] + p * (1 - p) * np.outer(gap, gap)
    assert both.log_cov[0] == pytest.approx(expected)


def test_a_mixture_of_one_sex_is_that_sex() -> None:
    for male, height_cm in ((0.0, 131.0), (1.0, 219.0)):
        told, mixed = bodies(80.0, height_cm, male), bodies(80.0, height_cm)
        assert abs(mixed.male[0] - male) < 0.02
        assert mixed.dimensions_cm() == pytest.approx(told.dimensions_cm(), rel=0.01)


def test_the_taller_the_likelier_a_man() -> None:
    chance = chance_male(np.full(50, 75.0), np.linspace(130, 220, 50))
    assert (np.diff(chance) > 0).all()


body_known = st.tuples(
    st.floats(130, 215), st.sampled_from([0.0, 1.0, np.nan]), st.one_of(st.just(np.nan), st.floats(18, 110))
)


@given(
    body_known,
    st.fixed_dictionaries(
        {},
        optional={
            "hip_breadth_cm": st.floats(22, 70),
            "shoulder_breadth_cm": st.floats(30, 75),
            "hip_circumference_cm": st.floats(45, 200),
            "waist_circumference_cm": st.floats(45, 200),
        },
    ),
)
def test_no_dimension_shrinks_when_weight_rises(known: tuple[float, float, float], measured: dict[str, float]) -> None:
    height_cm, male, age = known
    dimensions = bodies(np.geomspace(30, 250, 400), height_cm, male, age, **measured).dimensions_cm()
    assert (np.diff(dimensions, axis=0) > 0).all()


def slopes(n: int, known: tuple[float, float, float]) -> np.ndarray:
    """d ln dimension / d ln weight from 30 to 250 kg in n steps."""
    weight_kg = np.geomspace(30, 250, n + 1)
    dimensions = bodies(weight_kg, *known).dimensions_cm()
    return np.diff(np.log(dimensions), axis=0) / np.diff(np.log(weight_kg))[:, None]


@given(body_known)
def test_the_slope_with_weight_has_no_kink(known: tuple[float, float, float]) -> None:
    coarse, fine = (np.abs(np.diff(slopes(n, known), axis=0)).max(axis=0) for n in (500, 2000))
    assert (fine < 0.3 * coarse + 1e-6).all()  # a kink would keep its size however fine the steps


@given(body_known)
def test_bodies_far_outside_the_survey_stay_within_reason(known: tuple[float, float, float]) -> None:
    filled = bodies(np.geomspace(30, 250, 200), *known)
    # Where age is not stated, short men pass from soldiers of 30 to the public of 50 within the blend: steeper there.
    assert slopes(200, known).max() < (1.8 if np.isnan(known[2]) else 1.3)
    assert (filled.waist_breadth_cm < 1.6 * filled.hip_breadth_cm).all()
    assert np.linalg.eigvalsh(filled.log_cov).min() > 0


def test_there_is_no_jump_at_the_edges_of_the_blend() -> None:
    for bmi in (*BLEND_BMI, 32.0):
        weight_kg = bmi * 1.75**2 * np.array([1 - 1e-7, 1 + 1e-7])
        pair = bodies(weight_kg, 175.0, 0.0)
        assert pair.dimensions_cm()[0] == pytest.approx(pair.dimensions_cm()[1], rel=1e-6)
        assert pair.log_cov[0] == pytest.approx(pair.log_cov[1], abs=1e-8)


def test_one_row_is_the_same_alone_and_in_a_crowd() -> None:
    sleepers = [
        Sleeper(75, 180, 0.6, 0.4, 0, sex="male", age_years=40),
        Sleeper(70, 168, 0.9, 0.1, 0, sex="female", hip_breadth_cm=41, shoulder_breadth_cm=43),
        Sleeper(110, 170, 0.5, 0.5, 0, hip_circumference_cm=125),
        Sleeper(62, 170, 0.2, 0, 0.8, age_years=30, waist_circumference_cm=71),
    ]
    crowd = fill(sleepers)
    assert len(crowd) == 4
    for row, sleeper in enumerate(sleepers):
        alone, taken = fill([sleeper]), crowd.take([row])
        for name, value in vars(taken).items():
            assert_equal(value, getattr(alone, name), name)


def test_drawn_bodies_have_the_stated_mean_and_covariance() -> None:
    body = bodies(np.full(40_000, 95.0), 170.0, hip_circumference_cm=112.0)
    drawn = body.sample(np.random.default_rng(3))
    logs = np.log(drawn.dimensions_cm())
    assert logs.mean(axis=0) == pytest.approx(np.log(body.dimensions_cm()[0]), abs=1e-3)
    assert np.cov(logs.T) == pytest.approx(body.log_cov[0], abs=1.5e-4)
    assert not drawn.log_cov.any()


def test_a_field_that_cannot_be_measured_is_refused() -> None:
    with pytest.raises(KeyError, match="chest_depth_cm"):
        bodies(70.0, chest_depth_cm=25.0)


def test_what_a_tape_or_two_books_would_sharpen() -> None:
    worth = value_of_measuring(Sleeper(75, 180, 0.6, 0.4, 0, sex="male"))
    hip, shoulder = worth["hip_breadth_cm"], worth["shoulder_breadth_cm"]
    assert hip["now"] > hip["hip_circumference_cm"] > hip["hip_breadth_cm"] > 0.3
    assert shoulder["now"] > shoulder["shoulder_breadth_cm"] > 0.3
    untold = value_of_measuring(Sleeper(75, 180, 0.6, 0.4, 0))
    assert untold["hip_breadth_cm"]["now"] > hip["now"]
    taped = value_of_measuring(Sleeper(75, 180, 0.6, 0.4, 0, sex="male", hip_circumference_cm=100))
    assert set(taped["hip_breadth_cm"]) == {"now", "hip_breadth_cm"}
    assert taped["hip_breadth_cm"]["now"] == pytest.approx(hip["hip_circumference_cm"], rel=0.1)


def test_the_population_covers_the_range_asked_and_repeats_from_its_seed() -> None:
    drawn = sample_population(20_000, np.random.default_rng(5))
    again = sample_population(20_000, np.random.default_rng(5))
    assert all(np.array_equal(drawn[name], again[name]) for name in drawn)
    bmi = drawn["weight_kg"] / (drawn["height_cm"] / 100) ** 2
    assert bmi.min() >= 16
    assert bmi.max() <= 50
    assert drawn["age_years"].min() >= 18
    assert drawn["age_years"].max() <= 90
    assert 0.48 < drawn["male"].mean() < 0.52
    for low, high, share in ((16, 20, 0.03), (35, 50, 0.05)):
        assert ((bmi > low) & (bmi < high)).mean() > share
    assert (drawn["age_years"] > 70).mean() > 0.05


def raw(name: str) -> pd.DataFrame:
    if not RAW.exists():
        pytest.skip("the measured bodies are not beside the checkout")
    return pd.read_csv(RAW / name)


def soldiers(sex: str) -> pd.DataFrame:
    people = raw("ansur2_2012.csv").query("sex == @sex")
    return people.rename(
        columns={
            "bideltoid_breadth_cm": "shoulder_breadth_cm",
            "hip_circ_cm": "hip_circumference_cm",
            "waist_circ_cm": "waist_circumference_cm",
        }
    )


def filled_soldiers(people: pd.DataFrame, **extra: Any) -> Bodies:
    male = (people["sex"] == "male").to_numpy(dtype=float)
    weight_kg, height_cm, age = (people[name].to_numpy(float) for name in ("weight_kg", "height_cm", "age_years"))
    measured = {name: people[name].to_numpy(float) for name in extra.get("measured", ())}
    return fill_arrays(weight_kg, height_cm, male, age, measured, error_log=EXACT)


@pytest.mark.raw_data
@pytest.mark.parametrize("sex", ["female", "male"])
def test_ninety_per_cent_intervals_hold_ninety_per_cent_of_real_bodies(sex: str) -> None:
    people = soldiers(sex)
    body = filled_soldiers(people)
    sd_log = np.sqrt(np.diagonal(body.log_cov, axis1=1, axis2=2))
    off = np.log(people[list(DIMENSIONS)].to_numpy(float)) - np.log(body.dimensions_cm())
    coverage = (np.abs(off) < Z_90 * sd_log).mean(axis=0)
    assert ((coverage > 0.88) & (coverage < 0.93)).all()


@pytest.mark.raw_data
@pytest.mark.parametrize(
    ("sex", "measured", "rmse_cm"),
    [
        ("male", (), 1.28),
        ("female", (), 1.48),
        ("male", ("hip_circumference_cm",), 0.82),
        ("female", ("hip_circumference_cm",), 0.84),
    ],
)
def test_hip_breadth_is_as_near_as_the_regressions_of_the_survey(
    sex: str, measured: tuple[str, ...], rmse_cm: float
) -> None:
    people = soldiers(sex)
    off = filled_soldiers(people, measured=measured).hip_breadth_cm - people["hip_breadth_cm"].to_numpy(float)
    assert np.sqrt((off**2).mean()) == pytest.approx(rmse_cm, abs=0.03)


@pytest.mark.raw_data
def test_heavy_bodies_follow_the_two_stages() -> None:
    grid = raw("prior_grid_by_bmi.csv").query("bmi >= 36")
    male = (grid["sex"] == "male").to_numpy(float)
    body = bodies(grid["weight_kg"].to_numpy(), grid["height_cm"].to_numpy(), male, 40.0)
    hip = np.abs(body.hip_breadth_cm - grid["hip_breadth_two_stage"].to_numpy())
    waist = np.abs(body.waist_breadth_cm - grid["waist_breadth_two_stage"].to_numpy())
    assert hip.max() < 0.5
    # The grid uses the waist circumference alone and without age; ours uses both circumferences and age.
    assert waist.max() < 0.75


@pytest.mark.raw_data
def test_light_bodies_follow_the_soldiers() -> None:
    grid = raw("prior_grid_by_bmi.csv").query("bmi <= 27")
    male = (grid["sex"] == "male").to_numpy(float)
    body = bodies(grid["weight_kg"].to_numpy(), grid["height_cm"].to_numpy(), male, 40.0)
    assert body.hip_breadth_cm == pytest.approx(grid["hip_breadth_direct"].to_numpy(), abs=0.1)
    assert body.shoulder_breadth_cm == pytest.approx(grid["bideltoid"].to_numpy(), abs=0.15)


@pytest.mark.raw_data
@pytest.mark.parametrize("sex", ["female", "male"])
def test_drawn_adults_look_like_measured_adults(sex: str) -> None:
    survey = raw("nhanes_2013_2016_adults_age_waist_sad.csv").query("sex == @sex and 16 <= bmi <= 50")
    drawn = sample_population(40_000, np.random.default_rng(8))
    ours = drawn["male"] == float(sex == "male")
    assert drawn["height_cm"][ours].mean() == pytest.approx(survey["height_cm"].mean(), abs=2.0)
    assert drawn["weight_kg"][ours].std() == pytest.approx(survey["weight_kg"].std(), rel=0.15)
