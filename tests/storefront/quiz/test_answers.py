"""Quiz answers become the contract's profile: nothing invented, nothing about health without consent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.experience.said import experiences_of
from recommender.person.profile import parse_profile
from storefront.quiz.answers import (
    ACHES,
    BED_LABELS,
    CHECKS,
    STEPS,
    as_typed,
    asked_of_health,
    consented,
    counter_customer,
    counter_profile,
    counter_ready,
    may_be_pounds,
    missing,
    not_asked,
    partial,
    partner_profile,
    products_hidden,
    profile,
    size_of,
    steps,
)

FULL: dict[str, Any] = {
    "health_consent": True,
    "list_passed": True,
    "units": "metric",
    "weight_kg": 82.0,
    "height_cm": 178.0,
    "sex": "male",
    "age_band": "40-49",
    "side": 6,
    "back": 4,
    "position_sure": "no",
    "hip_method": "tape",
    "hip_circumference_cm": 104.0,
    "hip_breadth_cm": 99.0,  # typed before another method was chosen
    "pain.morning_stiffness": True,
    "pain.neck": False,
    "bed_feels": "too_soft",
    "bed_base": "unknown",
    "check.trough": "yes",
    "check.pressure_hip": "unsure",
    "size": "90x200",
    "max_price": 900.0,
    "type": "any",
    "firmness_wish": "softer",
    "warm_sleeper": True,
}


def test_a_full_quiz_is_a_profile_the_engine_reads() -> None:
    sleeper = parse_profile(profile(FULL))
    assert (sleeper.weight_kg, sleeper.height_cm, sleeper.age_years) == (82.0, 178.0, 45.0)
    assert (sleeper.side, sleeper.back) == (pytest.approx(0.6), pytest.approx(0.4))
    assert not sleeper.position_sure
    assert (sleeper.hip_circumference_cm, sleeper.hip_breadth_cm) == (104.0, None)
    assert sleeper.pain == ("morning_stiffness",)
    assert (sleeper.bed.feels, sleeper.bed.base, sleeper.bed.trough) == ("too_soft", None, "yes")
    assert (sleeper.bed.pressure_hip, sleeper.bed.pressure_shoulder) == ("unsure", None)
    assert (sleeper.wishes.size, sleeper.wishes.max_price, sleeper.wishes.type) == ((90, 200), 900.0, None)
    assert sleeper.wishes.warm_sleeper
    assert (sleeper.alarm_signs, sleeper.firmness_wish) == ("not_asked", "softer")


def test_without_consent_nothing_about_health_is_passed_on_or_asked() -> None:
    refused = {**FULL, "health_consent": False, "alarm_signs": "yes", "pain.pregnancy": True, "pregnancy_weeks": 30}
    assert not {"pain", "alarm_signs", "pregnancy_weeks"} & set(profile(refused))
    assert "aches" not in steps(refused)
    parse_profile(profile(refused))


@pytest.mark.parametrize("consent", [True, False, None])
def test_no_product_is_shown_before_the_list_was_passed_whatever_was_consented_to(consent: bool | None) -> None:
    told = {**FULL, "health_consent": consent}
    assert not products_hidden(told)
    assert missing("safety", told) == ()
    del told["list_passed"]
    assert products_hidden(told)
    assert missing("safety", told) == (("list_passed", "problem.alarm_signs"),)


def test_the_list_answers_are_never_saved() -> None:
    assert not {"list_passed", "alarm_signs"} & set(consented({**FULL, "alarm_signs": "no"}))


def test_pounds_and_feet_are_the_same_person() -> None:
    imperial = {"units": "imperial", "weight_lb": 82 / 0.45359237, "height_ft": 5, "height_rest_in": 10.0787, "side": 1}
    sleeper = parse_profile(profile(imperial))
    assert sleeper.weight_kg == pytest.approx(82.0)
    assert sleeper.height_cm == pytest.approx(178.0, abs=0.01)


def test_what_cannot_be_left_out_is_named_at_its_field() -> None:
    assert [field for field, _ in missing("body", {})] == ["weight", "height"]
    assert [field for field, _ in missing("lying", {"side": 0})] == ["side"]
    assert missing("bed", {}) == ()


def test_a_step_is_checked_without_the_steps_that_follow() -> None:
    early = partial("body", {**FULL, "side": 0, "back": 0, "max_price": -1.0})
    assert early["side"] == 1.0
    assert "max_price" not in early
    parse_profile(early)


def test_pregnancy_weeks_count_only_when_pregnancy_is_told() -> None:
    woman = {**FULL, "sex": "female"}
    assert "pregnancy_weeks" not in profile({**woman, "pregnancy_weeks": 30})
    assert profile({**woman, "pregnancy_weeks": 30, "pain.pregnancy": True})["pregnancy_weeks"] == 30


@pytest.mark.parametrize(("sex", "asked"), [("male", False), ("female", True), ("unspecified", True), (None, True)])
def test_a_man_is_not_asked_about_a_pregnancy_and_none_is_kept(sex: str | None, asked: bool) -> None:
    told = {"health_consent": True, "sex": sex, "pain.pregnancy": True, "pain.neck": True, "pregnancy_weeks": 30.0}
    customer = {f"a.{name}": value for name, value in told.items()}
    assert ("pregnancy" in asked_of_health(sex)) == asked
    assert set(ACHES) - set(asked_of_health(sex)) <= {"pregnancy"}
    for read in (profile(told), counter_profile(customer, "a")):
        assert ("pregnancy" in read["pain"], "pregnancy_weeks" in read) == (asked, asked)
        assert "neck" in read["pain"]
    kept = () if asked else ("pain.pregnancy", "pregnancy_weeks")
    assert not_asked(told) == kept
    assert not_asked(customer) == tuple(f"a.{name}" for name in kept)


def test_the_counter_needs_a_body_and_a_position_and_shares_the_wishes() -> None:
    held = {"a.weight_kg": 80.0, "a.height_cm": 180.0, "a.side": 6.0, "b.weight_kg": 60.0, "size": "90x200"}
    assert counter_ready(counter_profile(held, "a"))
    assert not counter_ready(counter_profile(held, "b"))
    assert counter_profile(held, "b") == {"weight_kg": 60.0, "size": "90x200"}
    lain = held | {"a.felt.one": "too_firm", "a.felt.two": None, "a.felt.sold-out": "right", "b.felt.two": "right"}
    told = {person: counter_profile(lain, person, {"one", "two"}).get("experiences") for person in ("a", "b")}
    assert told["a"] == [{"bed": "one", "felt": "too_firm", "nights": 0}]
    assert told["b"] == [{"bed": "two", "felt": "right", "nights": 0}]


def test_a_shoppers_answers_are_a_customers_of_the_counter_without_what_was_not_chosen() -> None:
    saved = FULL | {
        "side": 8,
        "back": 8,
        "felt.one": "too_firm",
        "felt_at.hip.one": "right",
        "waist_circumference_cm": 80,
    }
    told = counter_customer(saved)
    assert (told["side"], told["back"], told["age_band"]) == (50.0, 50.0, "40-49")
    assert told["hip_circumference_cm"] == 104.0 and "hip_breadth_cm" not in told  # tape was chosen, not books
    assert (told["felt.one"], told["felt_at.hip.one"]) == ("too_firm", "right")
    assert told["pain.morning_stiffness"] and told["health_consent"]
    assert not {"list_passed", "size", "max_price", "type"} & set(told)
    here = parse_profile(counter_profile({f"a.{name}": value for name, value in told.items()}, "a"))
    home = parse_profile(profile(saved | {"waist_circumference_cm": None}))
    assert (here.weight_kg, here.side, here.pain, here.bed) == (home.weight_kg, home.side, home.pain, home.bed)
    refused = counter_customer(saved | {"health_consent": False})
    assert not [name for name in refused if name.startswith("pain.")]


@pytest.mark.parametrize("label", BED_LABELS)
def test_every_label_of_the_present_bed_counts_with_how_it_feels(label: str) -> None:
    sleeper = parse_profile(profile(FULL | {"bed_label": label, "bed_feels": "too_soft"}))
    assert [one.label for one, _ in experiences_of(sleeper)] == [label]
    unknown = parse_profile(profile(FULL | {"bed_label": "unknown", "bed_feels": "too_soft"}))
    assert experiences_of(unknown) == ()


@given(
    tokens=st.lists(st.integers(0, 10), min_size=4, max_size=4).filter(any),
    aches=st.sets(st.sampled_from(ACHES)),
    checks=st.fixed_dictionaries(
        {f"check.{check}": st.sampled_from([None, "yes", "no", "unsure"]) for check in CHECKS}
    ),
)
def test_whatever_is_ticked_can_be_read(tokens: list[int], aches: set[str], checks: dict[str, Any]) -> None:
    night = dict(zip(("side", "back", "stomach", "three_quarter"), tokens, strict=True))
    sleeper = parse_profile(profile({**FULL, **night, **checks, **{f"pain.{name}": name in aches for name in ACHES}}))
    assert sleeper.side + sleeper.back + sleeper.stomach == pytest.approx(1.0)
    assert set(sleeper.pain) <= {*aches, "none"}


def test_every_step_is_on_the_way() -> None:
    assert steps({"health_consent": True, "sleeps": "together"}) == STEPS
    assert steps({"health_consent": True}) == STEPS[:-1]


def test_a_partner_is_a_profile_of_their_own_with_the_wishes_of_both_and_is_never_saved() -> None:
    pair = {**FULL, "sleeps": "together", "size": "180x200", "market": "NL", "max_price": "1.500"}
    assert [field for field, _ in missing("partner", pair)] == ["partner.weight", "partner.height", "partner.side"]
    assert partner_profile(pair) is None
    pair |= {"partner.weight_kg": "12 st 8", "partner.height_cm": 168.0, "partner.back": 8, "partner.sex": "female"}
    theirs = partner_profile(pair)
    assert theirs is not None
    assert theirs["max_price"] == 1500
    assert {"pain", "bed", "experiences"}.isdisjoint(theirs), "nothing of the visitor's own body or health"
    sleeper = parse_profile(theirs)
    assert (sleeper.sex, sleeper.back, sleeper.wishes.markets) == ("female", 1.0, ("NL",))
    assert sleeper.weight_kg == pytest.approx(79.83, abs=0.01)
    assert not [name for name in consented(pair) if name.startswith("partner.")]
    assert partner_profile({**pair, "sleeps": "alone"}) is None


@pytest.mark.parametrize(
    ("typed", "amount", "currency"), [("1.500", 1500, "EUR"), ("£ 900", 900, "GBP"), (850.0, 850, "EUR")]
)
def test_a_budget_is_read_as_a_price(typed: object, amount: float, currency: str) -> None:
    wishes = parse_profile(profile({**FULL, "max_price": typed})).wishes
    assert (wishes.max_price, wishes.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("market", "typed", "currency"),
    [
        ("GB", 900.0, "GBP"),
        ("US", 900.0, "USD"),
        ("PL", "900", "PLN"),
        ("NL", 900.0, "EUR"),
        ("EU", 900.0, "EUR"),
        ("any", 900.0, "EUR"),
        ("GB", "€ 900", "EUR"),
    ],
)
def test_a_budget_is_in_the_money_of_the_country_bought_in(market: str, typed: object, currency: str) -> None:
    wishes = parse_profile(profile({**FULL, "market": market, "max_price": typed})).wishes
    assert (wishes.max_price, wishes.currency) == (900, currency)


def test_a_height_in_metres_is_read_in_the_quiz_and_at_the_counter() -> None:
    assert size_of({"weight_kg": 78.0, "height_cm": 1.78}) == (78.0, 178.0)
    told = counter_profile({"a.weight_kg": 78.0, "a.height_cm": 1.82, "a.side": 100.0}, "a")
    assert parse_profile(told).height_cm == 182.0


@pytest.mark.parametrize(
    ("weight", "height", "asked"),
    [
        (185.0, "5 ft 10", 185.0),
        (150.0, 168.0, 150.0),
        ("185 kg", 178.0, None),
        (110.0, 178.0, None),
        (78.0, 178.0, None),
    ],
)
def test_a_weight_that_would_be_usual_in_pounds_is_asked_about(
    weight: object, height: object, asked: float | None
) -> None:
    assert may_be_pounds({"weight_kg": weight, "height_cm": height}) == asked


@pytest.mark.parametrize(
    ("typed", "price"),
    [("800", 800), ("1.500", 1500), ("1,500", 1500), ("1500,50", 1500.5), ("€ 1.200", 1200), ("£1,200", 1200)],
)
def test_a_budget_is_read_as_people_write_thousands(typed: str, price: float) -> None:
    held = as_typed(typed, "max_price")
    assert profile({**FULL, "max_price": held})["max_price"] == price
    assert partner_profile({**FULL, "sleeps": "together", "max_price": held}) is None  # the partner's body is missing
    assert as_typed("82,5", "weight_kg") == 82.5
