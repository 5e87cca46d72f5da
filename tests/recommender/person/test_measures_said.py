"""Weights and lengths as people write them, by whatever way they come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from recommender.errors import ProfileError
from recommender.person.measures_said import read_measure
from recommender.person.profile import parse_profile

WEIGHTS = {
    "80,5 kg": 80.5,
    "80.5kg": 80.5,
    "80 kilo": 80.0,
    "12st 10": 80.739,
    "12 st 10 lb": 80.739,
    "12 stone 10 pounds": 80.739,
    "178 lb": 80.739,
    "178 lbs.": 80.739,
    "12 ½ st": 79.379,
}
SAME_HEIGHT: tuple[dict[str, object], ...] = (
    {"height_cm": "5'11"},
    {"height_ft": "5'11"},
    {"height_ft": 5, "height_in": 11},
    {"height_in": 71},
)
FEET_AND_INCHES = ("{}'{}", "{} ft {} in", "{}ft{}", "{}’{}”", "{} feet {}")
NO_MEASURES = ("5 ft 14 in", "12 st 15", "1 m 120", "5'11'3", "80 kilometres", "11 in 5 ft", "5-11", "180 kg cm")
LENGTHS = {
    "1,78 m": 178.0,
    "1.78m": 178.0,
    "1m78": 178.0,
    "1 m 78 cm": 178.0,
    "178 cm": 178.0,
    "1780 mm": 178.0,
    "5'11": 180.34,
    "5'11\"": 180.34,
    "5’11”": 180.34,
    "5 ' 11 ''": 180.34,
    "5ft11": 180.34,
    "5 ft 11 in": 180.34,
    "5 foot 11 inches": 180.34,
    "5'11½\"": 181.61,
    "6 ft": 182.88,
    "71 in": 180.34,
    '71"': 180.34,
}


@pytest.mark.parametrize("text", WEIGHTS)
def test_a_weight_is_read(text: str) -> None:
    assert read_measure(text, "kg") == pytest.approx(WEIGHTS[text], abs=1e-3)


@pytest.mark.parametrize("text", LENGTHS)
def test_a_length_is_read(text: str) -> None:
    assert read_measure(text, "cm") == pytest.approx(LENGTHS[text], abs=1e-3)


@pytest.mark.parametrize("text", NO_MEASURES)
def test_what_is_no_measure_says_how_to_write_one(text: str) -> None:
    for ours in ("kg", "cm"):
        with pytest.raises(PydanticCustomError) as caught:
            read_measure(text, ours)
        assert caught.value.context
        assert caught.value.context["allowed"]


@pytest.mark.parametrize("text", ["5.11 ft", "5,9 feet", "5.5'"])
def test_decimal_feet_ask_which_is_meant(text: str) -> None:
    with pytest.raises(PydanticCustomError, match="two ways") as caught:
        read_measure(text, "cm")
    assert caught.value.context
    assert "feet and inches" in caught.value.context["mend"]


@given(
    st.integers(4, 7), st.integers(0, 11), st.sampled_from(["{}'{}", "{} ft {} in", "{}ft{}", "{}’{}”", "{} feet {}"])
)
def test_feet_and_inches_are_the_same_however_they_are_written(feet: int, inches: int, form: str) -> None:
    assert read_measure(form.format(feet, inches), "cm") == pytest.approx(2.54 * (12 * feet + inches))


@pytest.mark.parametrize("fields", SAME_HEIGHT)
def test_every_field_of_a_height_reads_the_same_person(fields: dict[str, object]) -> None:
    person = parse_profile({"weight_kg": "12st 10", "side": 1} | fields)
    assert person.height_cm == pytest.approx(180.34)
    assert person.weight_kg == pytest.approx(80.7394, abs=1e-4)
    assert person.cautions == ()


def test_a_bare_number_of_feet_with_decimals_is_a_caution() -> None:
    for said in (5.11, "5.11", "5,9"):
        assert "implausible_decimal_feet" in parse_profile({"weight_kg": 60, "height_ft": said, "side": 1}).cautions
    assert parse_profile({"weight_kg": 80, "height_ft": 6, "side": 1}).cautions == ()


def test_a_mend_never_makes_another_person() -> None:
    """ "5'14" is not mended to 5 feet, nor "12 elephants" to 12 kilos."""
    person = {"weight_kg": 80, "height_cm": 180, "side": 1}
    for fields in ({"height_cm": "5'14"}, {"weight_kg": "12 elephants"}):
        with pytest.raises(ProfileError) as caught:
            parse_profile(person | fields)
        assert "Give only the number" not in str(caught.value)
