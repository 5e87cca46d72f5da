"""Rival rules against the worked values published for them."""

from __future__ import annotations

import numpy as np
import pytest

from laboratory.benchmarks.rivals import CONTROLS, RIVALS, Answers, Rule, Shelf
from laboratory.benchmarks.rivals.zoned import scores

FIRMNESS = np.round(np.arange(1, 10.01, 0.25), 2)


def person(weight_kg: float, position: str, pain: tuple[str, ...] = (), height_cm: float = 175) -> Answers:
    return Answers(weight_kg, height_cm, position, 35.0, 48.0, (3.0, 1.0, 4.0), pain)


def shelf(**columns: object) -> Shelf:
    m = len(FIRMNESS)
    plain: dict[str, object] = {
        "firmness": FIRMNESS,
        "zone_factors": np.ones((m, 3)),
        "zoned": np.zeros(m, dtype=bool),
        "kind": np.full(m, "hybrid"),
        "price": np.full(m, 700.0),
        "commission": np.ones(m),
    }
    return Shelf(**{**plain, **columns})  # type: ignore[arg-type]


def chosen(rule: Rule, who: Answers) -> float:
    score = rule(who, shelf())
    best = FIRMNESS[score >= score.max() - 1e-9]
    return float(best.mean())


def test_the_constant_is_six_for_everybody() -> None:
    assert {chosen(RIVALS["constant 6"], person(kg, p)) for kg in (50, 90, 130) for p in ("side", "stomach")} == {6.0}


@pytest.mark.parametrize(("kg", "firmness"), [(60, 2.75), (61, 4.5), (80, 4.5), (81, 6.5), (120, 6.5), (121, 8.0)])
def test_the_weight_label_changes_at_its_edges(kg: float, firmness: float) -> None:
    assert chosen(RIVALS["weight-only grade"], person(kg, "side")) == firmness


@pytest.mark.parametrize(
    ("kg", "position", "firmness"),
    [(55, "side", 3), (75, "side", 4.5), (110, "side", 6), (75, "back", 7.5), (110, "back", 9), (110, "stomach", 9)],
)
def test_the_ideal_class_is_that_of_its_table(kg: float, position: str, firmness: float) -> None:
    classes = np.digitize(chosen(RIVALS["B2 ideal class"], person(kg, position)), (3.75, 5.25, 6.75, 8.25))
    assert (3, 4.5, 6, 7.5, 9)[int(classes)] == firmness


@pytest.mark.parametrize(("kg", "firmness"), [(55, 6), (75, 6), (110, 7.5)])
def test_posture_goes_by_weight_and_not_by_position(kg: float, firmness: float) -> None:
    rule = RIVALS["B3 posture"]
    assert chosen(rule, person(kg, "side")) == chosen(rule, person(kg, "stomach")) == firmness


@pytest.mark.parametrize(
    ("kg", "position", "firmness"), [(55, "side", 2), (75, "side", 4), (110, "back", 8), (110, "stomach", 10)]
)
def test_the_showroom_s_five_steps(kg: float, position: str, firmness: float) -> None:
    assert chosen(RIVALS["B9 showroom"], person(kg, position)) == firmness


@pytest.mark.parametrize(
    ("who", "worked"),
    [
        (person(55, "side", ("shoulder_pressure",)), (1.20, 1.30, 1.00)),
        (person(78, "back"), (3.67, 2.39, 2.03)),
        (person(78, "stomach", ("morning_stiffness",)), (4.22, 2.74, 2.33)),
        (person(115, "side", ("lateral_hip",), height_cm=195), (5.12, 3.0, 2.97)),
    ],
)
def test_the_configurator_s_worked_cases(who: Answers, worked: tuple[float, float, float]) -> None:
    assert scores(who) == pytest.approx(worked, abs=0.2)


def test_the_pressure_mat_is_softest_where_most_is_pressed() -> None:
    factors = np.array([[1, 1, 1], [0.6, 1.4, 0.6], [1.4, 0.6, 1.4]])
    three = shelf(
        firmness=np.full(3, 5.5),
        zone_factors=factors,
        zoned=np.ones(3, dtype=bool),
        kind=np.full(3, "latex"),
        price=np.full(3, 1.0),
        commission=np.ones(3),
    )
    assert RIVALS["B16 pressure mat"](person(80, "side"), three).argmax() == 1


def test_the_controls_are_moved_by_money_and_the_rivals_are_not() -> None:
    rng = np.random.default_rng(0)
    plain, paid = (
        shelf(),
        shelf(price=rng.uniform(100, 4000, len(FIRMNESS)), commission=rng.uniform(1, 5, len(FIRMNESS))),
    )
    who = person(80, "back")
    for rule in RIVALS.values():
        np.testing.assert_array_equal(rule(who, plain), rule(who, paid))
    for rule in CONTROLS.values():
        assert (rule(who, plain) != rule(who, paid)).any()
