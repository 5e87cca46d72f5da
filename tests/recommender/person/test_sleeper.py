"""From a profile to a sleeper: what is accepted, what is rejected and with which message."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.catalogue_file import MattressType
from recommender.errors import ProfileError
from recommender.person.columns import read_frame
from recommender.person.fields import FIELDS
from recommender.person.profile import parse_profile, parse_profiles
from recommender.person.units import CM_PER_INCH, KG_PER_LB
from recommender.sleeper import CurrentBed, Sleeper

PERSON: dict[str, object] = {"weight_kg": 82, "height_cm": 178, "side": 0.6, "back": 0.4}


def parse(**changes: Any) -> Sleeper:
    return parse_profile(PERSON | changes)


def refused(**changes: Any) -> str:
    with pytest.raises(ProfileError) as caught:
        parse(**changes)
    return str(caught.value)


def test_the_least_a_profile_needs() -> None:
    assert parse() == Sleeper(82.0, 178.0, 0.6, 0.4, 0.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "springs"},
        {"bed": {"type": "springs"}},
        {"experiences": "H3 springs too_firm"},
        {"experiences": [{"label": "H3", "type": "springs", "felt": "too_firm"}]},
    ],
)
def test_an_unknown_kind_of_mattress_is_refused_with_the_known_ones(changes: dict[str, Any]) -> None:
    """It would leave out every bed of a list without a word."""
    said = refused(**changes)
    assert "'springs' is not a choice" in said and "Did you mean pocket_spring?" in said
    assert all(kind in said for kind in get_args(MattressType))


def test_a_row_with_an_unknown_kind_of_mattress_is_a_finding() -> None:
    frame = pd.DataFrame([PERSON | {"type": "springs"}, PERSON | {"type": "Pocket-Spring"}])
    read = read_frame(frame, np.array([1, 2]))
    assert [sleeper.wishes.type for sleeper in read.sleepers] == ["pocket_spring"]
    assert [(one.key, one.field) for one in read.findings] == [("unknown_choice", "type")]


def test_everything_a_profile_can_say() -> None:
    sleeper = parse(
        profile_id=7,
        sex="female",
        age_years="41",
        position_sure="no",
        hip_breadth_cm="37,5",
        pain="neck; lateral_hip;neck",
        alarm_signs=False,
        firmness_wish="softer",
        bed={"feels": "too soft", "trough": True, "pressure": {"hip": "unsure"}, "base": "slats_fixed", "age_years": 9},
        type="Pocket spring",
        size="90 x 200 cm",
        max_price=900,
        warm_sleeper="yes",
    )
    assert (sleeper.profile_id, sleeper.sex, sleeper.age_years, sleeper.hip_breadth_cm) == ("7", "female", 41.0, 37.5)
    assert sleeper.position_sure is False
    assert sleeper.pain == ("neck", "lateral_hip")
    assert sleeper.alarm_signs == "no"
    assert sleeper.bed == CurrentBed(
        age_years=9, feels="too_soft", trough="yes", pressure_hip="unsure", base="slats_fixed"
    )
    assert sleeper.wishes.type == "pocket_spring"
    assert sleeper.wishes.size == (90, 200)
    assert sleeper.wishes.max_price == 900
    assert sleeper.wishes.warm_sleeper is True


def test_a_bed_can_be_told_in_columns() -> None:
    in_columns = parse(**{"bed.feels": "right", "bed.pressure": "shoulder", "bed.waist_gap": "no"}).bed
    assert in_columns == parse(bed={"feels": "right", "pressure": ["shoulder"], "waist_gap": False}).bed
    assert in_columns.pressure_shoulder == "yes"
    assert in_columns.pressure_hip is None


def test_two_halves_of_a_size_are_one_width() -> None:
    assert parse(size="2x 90x200").wishes.size == parse(size=[180, 200]).wishes.size == (180, 200)


def test_three_quarter_counts_half_on_the_side_and_half_on_the_stomach() -> None:
    sleeper = parse(side=2, back=0, three_quarter=2)
    assert (sleeper.side, sleeper.back, sleeper.stomach) == (0.75, 0.0, 0.25)


@given(st.tuples(*[st.floats(0, 1e300)] * 4).filter(any), st.floats(1e-3, 1e3))
def test_shares_are_weights(shares: tuple[float, ...], scale: float) -> None:
    names = ("side", "back", "stomach", "three_quarter")
    one = parse_profile(PERSON | dict(zip(names, shares, strict=True)))
    assert one.side + one.back + one.stomach == pytest.approx(1.0)
    if min(share for share in shares if share) > 1e-290:
        other = parse_profile(PERSON | {name: share * scale for name, share in zip(names, shares, strict=True)})
        assert (one.side, one.back, one.stomach) == pytest.approx((other.side, other.back, other.stomach))


@given(
    st.floats(30, 250),
    st.floats(130, 220),
    st.floats(22, 70),
    st.floats(45, 200),
    st.floats(30, 75),
    st.floats(45, 200),
)
def test_units_make_no_difference(
    kg: float, cm: float, hip: float, round_: float, shoulder: float, waist: float
) -> None:
    lengths = {
        "height": cm,
        "hip_breadth": hip,
        "hip_circumference": round_,
        "shoulder_breadth": shoulder,
        "waist_circumference": waist,
    }
    metric = parse_profile({"weight_kg": kg, "side": 1, **{f"{name}_cm": value for name, value in lengths.items()}})
    inches = {f"{name}_in": value / CM_PER_INCH for name, value in lengths.items()}
    pounds = parse_profile({"weight_lb": kg / KG_PER_LB, "side": 1, **inches})
    numbers = [[value for value in astuple(one) if isinstance(value, float)] for one in (metric, pounds)]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9)
    assert replace(
        metric, **{name: getattr(pounds, name) for name in ("weight_kg", *[f"{n}_cm" for n in lengths])}
    ) == (pounds)


def test_stone_and_feet_with_what_is_left_over() -> None:
    british = parse_profile({"weight_st": 12, "weight_lb": 9, "height_ft": 5, "height_in": 10, "side": 1})
    assert (british.weight_kg, british.height_cm) == pytest.approx((177 * KG_PER_LB, 177.8))
    assert parse_profile({"weight_st": "12,5", "height_ft": 6, "side": 1}).height_cm == pytest.approx(182.88)


@pytest.mark.parametrize(
    ("said", "max_price"),
    [
        ("900", 900),
        ("900,50", 900.5),
        ("1.200", 1200),
        ("1,200", 1200),
        ("1.200,50", 1200.5),
        ("1 200", 1200),
        ("12.50", 12.5),
        ("1200.000", 1200),
        ("89.917", 89.917),
        ("1e3", 1000),
        ("0", 0),
        (1.2, 1.2),
    ],
)
def test_a_budget_is_read_with_its_thousands(said: object, max_price: float) -> None:
    """Nothing costs 1.2: as text that is twelve hundred, as it is on the pages."""
    assert parse(max_price=said).wishes.max_price == max_price


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"height_cm": 1.78}, ["height_cm: 1.78", "130 to 220 cm", "metres", "178 cm"]),
        ({"height_cm": 1780}, ["millimetres"]),
        ({"height_cm": 70}, ["inches", "height_in"]),
        ({"weight_kg": 82000}, ["weight_kg: 82000", "30 to 250 kg", "grams", "82 kg"]),
        ({"weight_kg": 300}, ["pounds", "weight_lb"]),
        ({"weight_kg": 12.9}, ["stone", "weight_st"]),
        ({"weight_kg": "82 pigs"}, ["'82 pigs' cannot be read", "80 kg"]),
        ({"weight_kg": "heavy"}, ["'heavy' is not a number"]),
        ({"weight_kg": True}, ["True is not a number"]),
        ({"weight_kg": float("nan")}, ["nan is not a finite number", "Leave the field out"]),
        ({"weight_kg": float("inf")}, ["not a finite number"]),
        ({"weight_kg": None}, ["weight_kg: is not given", "weight_lb"]),
        ({"weight_lb": 180}, ["weight_kg and weight_lb", "given twice"]),
        ({"age_years": 17}, ["age_years: 17", "18 to 110 years"]),
        ({"hip_breadth_cm": 102}, ["22 to 70 cm", "hip_circumference_cm"]),
        ({"hip_circumference_cm": 38}, ["hip_circumference_in"]),
        ({"side": -0.1}, ["side: -0.1", "0 or more"]),
        ({"side": 0, "back": 0}, ["no position has a share"]),
        ({"pain": ["morning_stifness"]}, ["'morning_stifness'", "lateral_hip", "Did you mean morning_stiffness?"]),
        ({"pain": "none;neck"}, ["none stands beside an ache"]),
        ({"sex": "femal"}, ["female, male, unspecified", "Did you mean female?"]),
        ({"max_price": "€ 1.200,-"}, ["max_price: '€ 1.200,-'", "Give only the number: 1200 and", "currency: EUR"]),
        ({"max_price": "from 900"}, ["Give only the number: 900."]),
        ({"hip_bredth_cm": 36}, ["hip_bredth_cm", "Did you mean hip_breadth_cm?"]),
        ({"bed": {"feel": "right"}}, ["bed.feel", "Did you mean bed.feels?"]),
        ({"bed": {"topper_cm": -3}}, ["bed.topper_cm: -3", "0 to 30 cm"]),
        ({"bed": "soft"}, ["bed: 'soft' is not an object"]),
        ({"bed": {"pressure": {"knee": "yes"}}}, ["'knee'", "shoulder, hip"]),
        ({"position_sure": "perhaps"}, ["'perhaps' is neither true nor false"]),
        ({"size": "large"}, ["cannot read the size 'large'", "90x200"]),
        ({"profile_id": "\ud800"}, ["profile_id", "not a short text"]),
        ({"weight_kg": 10**6000}, ["a very long number is not a finite number"]),
    ],
)
def test_an_error_names_field_value_range_and_mend(changes: dict[str, Any], words: list[str]) -> None:
    message = refused(**changes)
    assert [word for word in words if word not in message] == []
    assert "\n" not in message


def test_several_wrong_fields_are_one_error() -> None:
    message = refused(weight_kg="x", height_cm=1.8, pain="nek", colour="red")
    assert message.startswith("profile: 4 fields are wrong.")
    assert all(f"- {field}: " in message for field in ("weight_kg", "height_cm", "pain", "colour"))


def test_a_wrong_pound_is_not_a_missing_kilogram() -> None:
    with pytest.raises(ProfileError, match=r"weight_lb: 18 is out of range. Allowed: 66.14 to 551.2 lb") as caught:
        parse_profile({"weight_lb": 18, "height_cm": 178, "side": 1})
    assert "weight_kg" not in str(caught.value)


def test_weeks_of_pregnancy_are_pregnancy() -> None:
    assert parse(sex="female", pain="none", pregnancy_weeks=30).pain == ("pregnancy",)
    assert parse(sex="male", pain="pregnancy").cautions == ("pregnancy_with_male",)


@pytest.mark.parametrize(
    ("changes", "cautions"),
    [
        ({}, ()),
        ({"hip_breadth_cm": 60}, ("implausible_hip_breadth_cm",)),
        ({"shoulder_breadth_cm": 31}, ("implausible_shoulder_breadth_cm",)),
        ({"hip_circumference_cm": 100, "waist_circumference_cm": 95}, ()),
        ({"weight_kg": 245, "height_cm": 150}, ("implausible_weight_kg",)),
        ({"sex": "female", "height_cm": 212}, ("implausible_height_cm",)),
    ],
    ids=str,
)
def test_implausible_is_a_caution(changes: dict[str, Any], cautions: tuple[str, ...]) -> None:
    assert parse(**changes).cautions == cautions


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["yes", "90x200"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    [*PERSON, *FIELDS, "weight_lb", "height_ft", "height_in", "bed", "bed.feels", "pain", "size", "sex"]
)


@given(st.dictionaries(names | st.text(max_size=8) | st.integers(), anything, max_size=6), st.booleans())
def test_any_mapping_is_a_sleeper_or_one_error(data: dict[Any, Any], on_top_of_a_person: bool) -> None:
    try:
        sleeper = parse_profile((PERSON | data) if on_top_of_a_person else data)
    except ProfileError as error:
        assert str(error)
    else:
        assert sleeper.side + sleeper.back + sleeper.stomach == pytest.approx(1.0)


def test_something_else_than_a_mapping_is_one_error() -> None:
    with pytest.raises(ProfileError, match="not an object"):
        parse_profile([PERSON])  # type: ignore[arg-type]


def test_a_batch_keeps_the_good_rows_and_says_why_of_the_others() -> None:
    frame = pd.DataFrame(
        [
            PERSON | {"profile_id": "a", "age_years": 40},
            PERSON | {"profile_id": "b", "weight_kg": 8200},
            PERSON | {"age_years": np.nan, "hip_breadth_cm": 60},
        ]
    )
    read = read_frame(frame, np.arange(11, 14))
    sleepers, findings = read.sleepers, read.findings
    assert [sleeper.profile_id for sleeper in sleepers] == ["a", "13"]
    assert sleepers[0] == parse(profile_id="a", age_years=40)
    assert sleepers[1] == parse(profile_id="13", hip_breadth_cm=60)
    assert [(found.where, found.field, found.key, found.value) for found in findings] == [
        ("row 12", "weight_kg", "out_of_range", "8200")
    ]


def test_rows_of_a_file_read_like_a_frame() -> None:
    rows = [{"weight_kg": "82", "height_cm": "178", "side": "0,6", "back": ".4", "pain": ""}]
    sleepers, findings = parse_profiles(iter(rows))
    assert (sleepers, findings) == ([parse(profile_id="1")], [])


def test_no_rows_no_sleepers() -> None:
    assert parse_profiles([]) == ([], [])
