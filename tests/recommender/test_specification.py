"""What to ask for in any shop: each range costs what it says, and each wish is asked for when it is worth it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.firmness import H_GRADE_FIRMNESS, LABEL_EDGES, hardness_from_firmness
from recommender.arrays import EVEN, Array
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget, target
from recommender.mechanics.bed import COMFORT_KPA, comfort_cm_of
from recommender.person.profile import parse_profile
from recommender.ranking.candidates import usual_covariance
from recommender.ranking.expected_fit import expected_fit
from recommender.scoring.optimum import REACH
from recommender.scoring.polynomials import monomials
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Experience, Sleeper
from recommender.specification import (
    ADJUSTABLE_FIT,
    LAYER_KPA,
    RANGE_FIT,
    SHOULDER_FACTOR,
    SHOULDER_FIT,
    Specification,
    length_for,
    specification,
)

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.json"))
BEYOND_POINTS, BEYOND_RATIO = 0.05, 0.02  # a little further than the steps in which ends are found
PLAIN = Sleeper(75, 175, side=0.6, back=0.4)


@cache
def _usual() -> Array:
    return usual_covariance(load_catalogue(None))


@cache
def _person(path: Path) -> tuple[FitTarget, Specification]:
    need = target(parse_profile(json.loads(path.read_text())["profile"], where=path.name))
    return need, specification(need, _usual())


def _asked(sleeper: Sleeper) -> Specification:
    return specification(target(sleeper), _usual())


def _fit(need: FitTarget, beds: Array) -> Array:
    """(m,) expected fit of one person on beds (m, 4), person by person in the plainest way."""
    unsure = need.unsure[0] + _usual()
    return np.array(
        [
            expected_fit(need.quartic.T, need.ideal_discomfort, (bed - ORIGIN)[:, None], unsure[..., None])[0]
            for bed in beds
        ]
    )


def _drawn_fit(need: FitTarget, bed: Array) -> float:
    """The same by drawing what is unsure 40,000 times, with the same draws for every bed."""
    draws = np.random.default_rng(5).standard_normal((4, 20_000))
    draws = np.linalg.cholesky(need.unsure[0] + _usual()) @ np.hstack([draws, -draws])
    lost = need.quartic[0] @ monomials((bed - ORIGIN)[:, None] + draws) - need.ideal_discomfort[0]
    return float(100 * np.exp(-lost / 2).mean())


def _uniform(points: float, ratio: float) -> Array:
    return np.append(np.repeat(np.log(hardness_from_firmness(points)), 3), ratio)


def _best_ratio(need: FitTarget, points: float) -> float:
    ratios = np.linspace(ORIGIN[3] - REACH[3], ORIGIN[3] + REACH[3], 111)
    return float(ratios[_fit(need, np.array([_uniform(points, ratio) for ratio in ratios])).argmax()])


@pytest.mark.slow
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_firmness_range_costs_less_than_five_points_and_more_beyond(path: Path) -> None:
    need, spec = _person(path)
    asked = spec.firmness
    ratio = _best_ratio(need, asked.best)
    along = np.arange(asked.low - 1, asked.high + 1, 0.02)
    best = _fit(need, np.array([_uniform(points, ratio) for points in along])).max()
    inside = (asked.low, asked.best, asked.high)
    beyond = (asked.low - BEYOND_POINTS, asked.high + BEYOND_POINTS)
    assert all(best - _fit(need, np.array([_uniform(points, ratio) for points in inside])) < RANGE_FIT)
    assert all(best - _fit(need, np.array([_uniform(points, ratio) for points in beyond])) > RANGE_FIT)
    drawn = _drawn_fit(need, _uniform(asked.best, ratio))
    for points in (asked.low, asked.high):
        assert drawn - _drawn_fit(need, _uniform(points, ratio)) == pytest.approx(RANGE_FIT, abs=0.5)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_comfort_range_costs_less_than_five_points_and_more_beyond(path: Path) -> None:
    need, spec = _person(path)
    hardness = float(hardness_from_firmness(spec.firmness.best))
    per_share = float(comfort_cm_of(1.0, hardness)) / (1 - np.exp(-1.0)) / COMFORT_KPA * LAYER_KPA[spec.comfort.feel]
    low, high = (float(-np.log1p(-cm / per_share)) for cm in (spec.comfort.low_cm, spec.comfort.high_cm))
    lowest, highest = ORIGIN[3] - REACH[3], ORIGIN[3] + REACH[3]
    ratios = np.linspace(lowest, highest, 111)
    best = _fit(need, np.array([_uniform(spec.firmness.best, ratio) for ratio in ratios])).max()
    for end, beyond in ((low, low - BEYOND_RATIO), (high, high + BEYOND_RATIO)):
        at_end, further = best - _fit(need, np.array([_uniform(spec.firmness.best, r) for r in (end, beyond)]))
        assert at_end < RANGE_FIT + 0.01  # the best firmness is stated after the range was found
        if lowest < beyond < highest:
            assert further > RANGE_FIT


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_softer_shoulder_is_asked_for_where_it_is_worth_a_point(path: Path) -> None:
    need, spec = _person(path)
    ratio = _best_ratio(need, spec.firmness.best)
    even = [_uniform(spec.firmness.best + step, ratio) for step in np.arange(-2.5, 2.55, 0.1)]
    softer = [bed + np.log(SHOULDER_FACTOR) * np.eye(4)[0] for bed in even]
    worth = _fit(need, np.array(softer)).max() - _fit(need, np.array(even)).max()
    assert spec.shoulder_fit == pytest.approx(worth, abs=0.1)
    assert spec.shoulder == ("softer" if spec.shoulder_fit >= SHOULDER_FIT else "even")
    assert spec.shoulder == "softer" or "spec.question.zones" not in spec.questions


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_words_and_grades_are_in_the_range(path: Path) -> None:
    _, spec = _person(path)
    asked = spec.firmness
    edges = dict(LABEL_EDGES)
    assert asked.word in asked.words
    assert all(edges[word] <= asked.high for word in asked.words)
    for grade in asked.h_grades:
        points = H_GRADE_FIRMNESS[int(grade[1])]
        assert asked.low <= points <= asked.high or len(asked.h_grades) == 1
    low, high = asked.hardness_n_mm
    assert (low, high) == pytest.approx(tuple(hardness_from_firmness([asked.low, asked.high])))
    assert len(spec.questions) == len(spec.checks) == len(set(spec.questions)) == len(set(spec.checks)) == 3


def test_a_range_is_not_the_interval_of_the_target() -> None:
    need = target(PLAIN)
    low, high = need.summary().firmness_80
    asked = specification(need, _usual()).firmness
    surer = specification(need, _usual() / 4).firmness
    assert asked.high - asked.low > surer.high - surer.low  # what is known better must be met better
    assert abs((asked.high - asked.low) - (high - low)) > 0.1


def test_who_told_of_beds_needs_less_room_to_try() -> None:
    told = tuple(
        Experience(label=label, felt=felt, nights=30, worn="no")  # type: ignore[arg-type]
        for label, felt in (("3.5", "too_soft"), ("5.5", "right"), ("7.5", "too_firm"))
    )
    catalogue = load_catalogue(None)
    need = with_experiences(target(replace(PLAIN, experiences=told)), catalogue)
    before, after = _asked(PLAIN), specification(need, _usual())
    assert after.adjustable_fit < before.adjustable_fit
    assert after.trial_nights_min < before.trial_nights_min
    assert before.adjustable and before.adjustable_fit >= ADJUSTABLE_FIT
    assert after.firmness.high - after.firmness.low < before.firmness.high - before.firmness.low


def test_setting_the_level_is_worth_what_not_knowing_it_costs() -> None:
    """Re-derived by draws: the owner moves the level to its best, up to what feels the same."""
    need, spec = target(PLAIN), _asked(PLAIN)
    rng = np.random.default_rng(3)
    bed = _uniform(spec.firmness.best, _best_ratio(need, spec.firmness.best))
    drawn = np.linalg.cholesky(need.unsure[0] + _usual()) @ rng.standard_normal((4, 40_000))
    along = (need.unsure[0] + _usual()) @ EVEN
    moved = drawn - along[:, None] / (EVEN @ along) * (EVEN @ drawn)
    moved += EVEN[:, None] * 0.5 * 0.153 * rng.standard_normal(40_000)
    fits = [
        100 * np.exp(-(need.quartic[0] @ monomials((bed - ORIGIN)[:, None] + at) - need.ideal_discomfort[0]) / 2).mean()
        for at in (drawn, moved)
    ]
    assert spec.adjustable_fit == pytest.approx(fits[1] - fits[0], abs=1.0)


@pytest.mark.parametrize(
    ("height_cm", "length_cm"), [(160, 200), (189.9, 200), (190, 210), (190.1, 220), (201, 230), (220, 240)]
)
def test_tall_people_get_body_length_and_twenty(height_cm: float, length_cm: float) -> None:
    assert length_for(height_cm) == length_cm
    assert _asked(replace(PLAIN, height_cm=height_cm)).length_cm == length_cm


def test_a_bed_carries_its_person_and_heavy_people_ask_how_much() -> None:
    assert _asked(replace(PLAIN, weight_kg=81.0)).min_weight_limit_kg == 85
    heavy = _asked(replace(PLAIN, weight_kg=130.0))
    assert heavy.min_weight_limit_kg == 130
    assert heavy.questions[0] == "spec.question.weight"


def test_height_is_named_for_who_gets_up_with_effort() -> None:
    assert _asked(PLAIN).height_cm_min is None
    old, stiff = (_asked(replace(PLAIN, **one)) for one in ({"age_years": 70.0}, {"pain": ("morning_stiffness",)}))
    assert old.height_cm_min == stiff.height_cm_min == round(0.3 * PLAIN.height_cm)
    assert "spec.check.getting_up" in old.checks


def test_wishes_and_the_list_change_nothing_but_what_they_are() -> None:
    wish = replace(PLAIN.wishes, size=(160.0, 200.0), max_price=300.0)
    assert replace(_asked(replace(PLAIN, wishes=wish)), size=None) == _asked(PLAIN)
    assert _asked(replace(PLAIN, wishes=wish)).size == (160.0, 200.0)
