"""An impossible answer is reported at its field, in both languages, with the range and the likely fix."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.quiz.mistakes import problems
from storefront.words import words

NL, EN = words("nl"), words("en")
BODY: dict[str, Any] = {"list_passed": True, "weight_kg": 82.0, "height_cm": 178.0, "side": 10}


def test_answers_that_can_be_true_have_no_problems() -> None:
    for step in ("safety", "body", "lying", "measures", "aches", "bed", "checks", "wishes"):
        assert problems(step, BODY, NL) == {}


def test_a_weight_out_of_range_names_field_value_and_range() -> None:
    found = problems("body", {**BODY, "weight_kg": 820.0}, NL)
    assert found == {"weight_kg": "Gewicht: 820 kan niet kloppen. Vul een getal in van 30 tot 250 kg."}


def test_a_height_in_metres_needs_no_unit() -> None:
    assert problems("body", {**BODY, "height_cm": 1.78}, NL) == {}
    assert "height_cm" in problems("body", {**BODY, "height_cm": 17.8}, NL)


def test_metres_for_centimetres_are_recognised() -> None:
    held = {**BODY, "shoulder_method": "books", "shoulder_breadth_cm": 0.42}
    assert "42 cm" in problems("measures", held, NL)["shoulder_breadth_cm"]
    assert "Do you mean 42 cm" in problems("measures", held, EN)["shoulder_breadth_cm"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("weight_kg", "2000 lb", "2000 lb"),
        ("weight_kg", "twelve", "twelve"),
        ("weight_kg", "12 st 15", "14"),
        ("height_cm", "5.11 ft", "5'10"),
        ("height_cm", "5'14", "12"),
        ("height_cm", "5-11", "5-11"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(field: str, typed: str, said: str) -> None:
    for w in (NL, EN):
        found = problems("body", {**BODY, field: typed}, w)
        assert list(found) == [field]
        assert said in found[field]
        assert w(f"field.{field}") in found[field]


@pytest.mark.parametrize("typed", ["82,5", "82.5 kg", "13 st", "181 lb", 82.5])
def test_a_weight_in_any_unit_is_no_problem(typed: object) -> None:
    assert problems("body", {**BODY, "weight_kg": typed}, NL) == {}


@pytest.mark.parametrize(
    ("step", "changed", "field"),
    [
        ("measures", {"hip_method": "tape", "hip_circumference_cm": 10.0}, "hip_circumference_cm"),
        ("measures", {"shoulder_method": "books", "shoulder_breadth_cm": 400.0}, "shoulder_breadth_cm"),
        ("aches", {"health_consent": True, "pain.pregnancy": True, "pregnancy_weeks": 99.0}, "pregnancy_weeks"),
        ("bed", {"bed_age_years": 400.0}, "bed_age_years"),
        ("bed", {"topper_cm": -1.0}, "topper_cm"),
        ("wishes", {"max_price": -5.0}, "max_price"),
    ],
)
def test_each_number_has_its_problem_at_its_own_field(step: str, changed: dict[str, Any], field: str) -> None:
    for w in (NL, EN):
        found = problems(step, {**BODY, **changed}, w)
        assert list(found) == [field]
        assert w(f"field.{field}") in found[field]
