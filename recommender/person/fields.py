"""The fields of a profile: their ranges, their choices, and how each is read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from catalog.errors import UserError
from catalog.sizes import parse_size
from recommender.person.values import (
    Range,
    as_key,
    is_given,
    read_choice,
    read_in_range,
    read_text,
    read_truth,
    read_words,
    reject,
    shown,
)
from recommender.sleeper import PAINS, Sex, YesNoUnsure

SHARES = ("side", "back", "stomach", "three_quarter")
_ROUND = "If this was measured round the body with a tape, give it as hip_circumference_cm."
RANGES: Mapping[str, Range] = {
    "weight_kg": Range(30, 250, "kg", ("weight_lb", "weight_st")),
    "height_cm": Range(130, 220, "cm", ("height_in", "height_ft")),
    "age_years": Range(18, 110, "years"),
    "hip_breadth_cm": Range(22, 70, "cm", ("hip_breadth_in",), _ROUND),
    "hip_circumference_cm": Range(45, 200, "cm", ("hip_circumference_in",)),
    "shoulder_breadth_cm": Range(30, 75, "cm", ("shoulder_breadth_in",)),
    "waist_circumference_cm": Range(45, 200, "cm", ("waist_circumference_in",)),
    "pregnancy_weeks": Range(0, 45, "weeks"),
    **dict.fromkeys((*SHARES, "max_price"), Range(0, math.inf)),
}
BED_RANGES: Mapping[str, Range] = {"age_years": Range(0, 100, "years"), "topper_cm": Range(0, 30, "cm")}


Alarm = Literal["yes", "no", "unsure", "not_asked"]
Feels = Literal["too_soft", "right", "too_firm"]
Base = Literal["slats_fixed", "slats_adjustable", "motorised", "flat", "boxspring"]
Wish = Literal["softer", "none", "firmer"]
PRESSURE_PLACES = ("shoulder", "hip")
YES_NO_UNSURE: tuple[str, ...] = get_args(YesNoUnsure)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "sex": get_args(Sex),
    "alarm_signs": get_args(Alarm),
    "firmness_wish": get_args(Wish),
}
_BED_CHOICES: Mapping[str, tuple[str, ...]] = {
    "feels": get_args(Feels),
    "base": get_args(Base),
    **dict.fromkeys(
        ("trough", "hammock", "pressure_shoulder", "pressure_hip", "waist_gap", "better_elsewhere"), YES_NO_UNSURE
    ),
}


class BedFields(BaseModel):
    """How the present bed is and feels."""

    model_config = ConfigDict(frozen=True)

    age_years: float | None = None
    feels: Feels | None = None
    trough: YesNoUnsure | None = None
    hammock: YesNoUnsure | None = None
    pressure_shoulder: YesNoUnsure | None = None
    pressure_hip: YesNoUnsure | None = None
    waist_gap: YesNoUnsure | None = None
    better_elsewhere: YesNoUnsure | None = None
    base: Base | None = None
    topper_cm: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _pressure(cls, data: Any) -> Any:
        """`pressure` as {"shoulder": "yes"} or as a list of places that press."""
        if not isinstance(data, Mapping):
            reject("not_an_object", f"{shown(data)} is not an object with fields.", mend="Give bed.feels and so on.")
        data = dict(data)
        places = data.pop("pressure", ())
        feels = places if isinstance(places, Mapping) else dict.fromkeys(read_words(places, PRESSURE_PLACES), "yes")
        read_words(list(feels), PRESSURE_PLACES)
        return data | {f"pressure_{place}": answer for place, answer in feels.items() if is_given(answer)}

    @field_validator(*BED_RANGES, mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return read_in_range(value, name, BED_RANGES[name])

    @field_validator(*_BED_CHOICES, mode="before")
    @classmethod
    def _choice(cls, value: object, info: ValidationInfo) -> str:
        return read_choice(value, _BED_CHOICES[str(info.field_name)])


class ProfileFields(BaseModel):
    """A profile in our units; unknown fields are sorted out before."""

    model_config = ConfigDict(frozen=True)

    weight_kg: float
    height_cm: float
    sex: Sex = "unspecified"
    age_years: float | None = None
    side: float = 0.0
    back: float = 0.0
    stomach: float = 0.0
    three_quarter: float = 0.0
    position_sure: bool = True
    hip_breadth_cm: float | None = None
    hip_circumference_cm: float | None = None
    shoulder_breadth_cm: float | None = None
    waist_circumference_cm: float | None = None
    pain: tuple[str, ...] = ()
    pregnancy_weeks: float | None = None
    alarm_signs: Alarm = "not_asked"
    firmness_wish: Wish = "none"
    bed: BedFields = BedFields()
    type: str | None = None
    size: tuple[float, float] | None = None
    max_price: float | None = None
    currency: str = "EUR"
    warm_sleeper: bool = False
    in_stock_only: bool = False
    profile_id: str = ""

    @field_validator(*RANGES, mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return read_in_range(value, name, RANGES[name])

    @field_validator(*_CHOICES, mode="before")
    @classmethod
    def _choice(cls, value: object, info: ValidationInfo) -> str:
        return read_choice(value, _CHOICES[str(info.field_name)])

    @field_validator("position_sure", "warm_sleeper", "in_stock_only", mode="before")
    @classmethod
    def _truth(cls, value: object) -> bool:
        return read_truth(value)

    @field_validator("pain", mode="before")
    @classmethod
    def _pain(cls, value: object) -> tuple[str, ...]:
        words = read_words(value, PAINS)
        if "none" in words and len(words) > 1:
            reject("none_with_others", "none stands beside an ache.", mend="Leave out none, or the others.")
        return words

    @field_validator("size", mode="before")
    @classmethod
    def _size(cls, value: object) -> tuple[float, float]:
        text = "x".join(map(str, value)) if isinstance(value, list | tuple) and len(value) == 2 else value
        try:
            size = parse_size(read_text(text))
        except UserError as error:
            reject("unknown_size", f"{error.what}.", allowed=error.allowed, mend=error.mend)
        return size.width_cm * size.count, size.length_cm

    @field_validator("type", mode="before")
    @classmethod
    def _type(cls, value: object) -> str:
        return as_key(read_text(value))

    @field_validator("currency", "profile_id", mode="before")
    @classmethod
    def _text(cls, value: object) -> str:
        return read_text(value)
