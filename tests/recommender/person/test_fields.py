"""The one list of a profile's fields: complete, and consistent with the sleeper it makes."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import pytest

from recommender.errors import ProfileError
from recommender.person.fields import BED, BODY, FIELDS, IN_OTHER_UNITS, NIGHT, SHARES, WISHES, Field
from recommender.person.profile import parse_profile
from recommender.sleeper import CurrentBed, Sleeper, Wishes

PERSON: dict[str, object] = {"weight_kg": 82, "height_cm": 178, "side": 1}
MADE_OTHERWISE = {"bed", "wishes", "cautions"}  # of a sleeper: parts, and derived values
NUMBERS = [field for field in FIELDS.values() if field.kind == "number"]


def test_the_list_and_the_sleeper_have_the_same_fields() -> None:
    of_sleeper = {field.name for field in fields(Sleeper)} - MADE_OTHERWISE
    assert {field.name for field in (*BODY, *NIGHT)} - {"three_quarter"} == of_sleeper
    named = {"markets": "market"}  # given one by one
    of_shop = {"floor"}  # what stands there, which no person types
    wished = {field.name for field in fields(Wishes)} - of_shop
    assert {field.name for field in WISHES} == {named.get(name, name) for name in wished}
    assert {field.name for field in BED} == {f"bed.{field.name}" for field in fields(CurrentBed)}


@pytest.mark.parametrize("part", [Sleeper, Wishes, CurrentBed])
def test_what_is_not_given_is_what_a_sleeper_has_by_itself(part: type) -> None:
    prefix = "bed." if part is CurrentBed else ""
    for own in fields(part):
        listed = FIELDS.get(f"{prefix}{own.name}")
        if listed is not None and own.default is not MISSING:
            assert listed.default == own.default, own.name


def test_kinds_and_units_are_read_off_the_declaration() -> None:
    by_kind = {
        kind: {field.name for field in FIELDS.values() if field.kind == kind} for kind in ("truth", "words", "size")
    }
    assert by_kind == {
        "truth": {"position_sure", "in_stock_only", "warm_sleeper"},
        "words": {"pain"},
        "size": {"size"},
    }
    assert str(FIELDS["weight_kg"].range) == "30 to 250 kg"
    assert str(FIELDS["bed.age_years"].range) == "0 to 100 years"
    assert str(FIELDS["side"].range) == "0 or more"
    assert FIELDS["weight_kg"].also == ("weight_lb", "weight_st")
    assert IN_OTHER_UNITS["height_ft"][0] is FIELDS["height_cm"]
    assert FIELDS["bed.base"].choices == ("slats_fixed", "slats_adjustable", "motorised", "flat", "boxspring")


@pytest.mark.parametrize("field", NUMBERS, ids=lambda field: field.name)
def test_both_ends_of_every_range_are_in_and_a_step_further_is_out(field: Field) -> None:
    allowed = field.limits()
    for inside in {allowed.low, min(allowed.high, 1e300)}:
        parse_profile(PERSON | _with(field.name, inside))
    outside = [allowed.low - 0.01] + ([allowed.high * 1.0001] if field.name not in (*SHARES, "max_price") else [])
    for value in outside:
        with pytest.raises(ProfileError, match="is out of range"):
            parse_profile(PERSON | _with(field.name, value))


def test_rounding_past_a_limit_is_the_limit() -> None:
    assert parse_profile(PERSON | {"weight_kg": 250 * (1 + 1e-12)}).weight_kg == 250.0


def _with(name: str, value: float) -> dict[str, Any]:
    return {name: value, **({"back": 1.0} if name == "side" else {})}
