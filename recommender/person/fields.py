"""The fields of a profile: the one list read by the parser, the flags, the quiz and what-would-change.

Each field is declared once, as pydantic fields are: its name with its unit, its type with the allowed words, its
limits, its default and its description. `FIELDS` is the same list as plain facts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from catalog.catalogue_file import MattressType
from catalog.selling import markets
from recommender.person.experiences import FORM, LABELS_ALLOWED, read_experiences, read_label
from recommender.person.measures_said import FORMS, names_a_unit, read_measure
from recommender.person.units import BY_SUFFIX
from recommender.person.values import (
    Range,
    is_given,
    nearest,
    read_budget,
    read_currency,
    read_markets,
    read_number,
    read_size,
    read_text,
    read_word,
    read_words,
    reject,
    shown,
)
from recommender.sleeper import Alarm, Base, Experience, Feels, Pain, Sex, Wish, YesNoUnsure

Kind = Literal["number", "choice", "truth", "words", "text", "size", "label", "experiences", "markets", "currency"]

SHARES = ("side", "back", "stomach", "three_quarter")
BUDGET = "max_price"
PRESSURE_PLACES = ("shoulder", "hip")
_ROUND = "If this was measured round the body with a tape, give it as hip_circumference_cm."
_IN_NAMES = ("kg", "cm", "years", "weeks")  # the units that end a name


Label = Annotated[str, "label"]  # what is stated of a bed's firmness
Market = Annotated[str, "market"]  # a country by its code
Currency = Annotated[str, "currency"]  # by its code


def _figure(
    help: str,
    low: float,
    high: float | None = None,
    default: Any = None,
    *,
    also: tuple[str, ...] = (),
    too_high: str = "",
) -> Any:
    """A number from `low` to `high`; `also`: suffixes of other units it may be given in; `too_high`: how to fix a value
    above.
    """
    extra: dict[str, Any] = {"also": also, "too_high": too_high}
    return pydantic.Field(default, ge=low, le=high, description=help, json_schema_extra=extra)


def _said(help: str, default: Any = None) -> Any:
    return pydantic.Field(default, description=help)


def _none_alone(pain: tuple[Pain, ...]) -> tuple[Pain, ...]:
    if "none" in pain and len(pain) > 1:
        reject("none_with_others", "none stands beside an ache.", mend="Leave out none, or the others.")
    return pain


def _places(value: object) -> list[str]:
    allowed, places = ", ".join(PRESSURE_PLACES), read_words(value)
    if not isinstance(places, tuple):
        reject("unknown_choice", f"{shown(value)} is not a list.", allowed=allowed)
    for place in places:
        if place not in PRESSURE_PLACES:
            mend = nearest(place, PRESSURE_PLACES)
            reject("unknown_choice", f"{shown(place)} is not a choice.", allowed=allowed, mend=mend)
    return list(places)


class _Fields(BaseModel):
    """Reads what people write (a decimal comma, "Too soft", true for yes) before pydantic checks the value."""

    model_config = ConfigDict(frozen=True)
    prefix: ClassVar[str] = ""

    @field_validator("*", mode="before")
    @classmethod
    def _as_written(cls, value: object, info: ValidationInfo) -> object:
        field = FIELDS.get(f"{cls.prefix}{info.field_name}")
        return value if field is None else field.read(value)


class BodyFields(_Fields):
    """Identity, and the body."""

    profile_id: str = _said("a name of your own for this person", "")
    weight_kg: float = _figure("", 30, 250, ..., also=("lb", "st"))
    height_cm: float = _figure("", 130, 220, ..., also=("in", "ft"))
    sex: Sex = _said("", "unspecified")
    age_years: float | None = _figure("", 18, 110)
    hip_breadth_cm: float | None = _figure("standing, widest point", 22, 70, also=("in",), too_high=_ROUND)
    hip_circumference_cm: float | None = _figure("tape, widest point", 45, 200, also=("in",))
    shoulder_breadth_cm: float | None = _figure("across both upper arms", 30, 75, also=("in",))
    waist_circumference_cm: float | None = _figure("tape", 45, 200, also=("in",))


class NightFields(_Fields):
    """How the person lies, and aches."""

    side: float = _figure("share of the night; any non-negative weights", 0, default=0.0)
    back: float = _figure("share of the night", 0, default=0.0)
    stomach: float = _figure("share of the night", 0, default=0.0)
    three_quarter: float = _figure("share of the night, between side and stomach", 0, default=0.0)
    position_sure: bool = _said("the shares are sure", True)
    pain: Annotated[tuple[Pain, ...], AfterValidator(_none_alone)] = _said(
        "an ache by name, none for none; repeat for more", ()
    )
    pregnancy_weeks: float | None = _figure("absent: not said", 0, 45)
    alarm_signs: Alarm = _said("", "not_asked")
    firmness_wish: Wish = _said("", "none")
    experiences: tuple[Experience, ...] = _said(f"a bed lain on and how it felt: {FORM}; repeat for more", ())


class WishFields(_Fields):
    """Wishes for a bed besides fit."""

    type: MattressType | None = _said("kind of mattress")
    size: tuple[float, float] | None = _said("width x length in cm: 90x200")
    market: tuple[Market, ...] = _said("a country to buy in, such as NL or BE; repeat for more", ())
    max_price: float | None = _figure("compared with prices in --currency only", 0)
    currency: Currency = _said("of --max-price; EUR unless given", "EUR")
    in_stock_only: bool = _said("", False)
    warm_sleeper: bool = _said("", False)


class BedFields(_Fields):
    """The present bed and how it feels."""

    prefix: ClassVar[str] = "bed."

    label: Label | None = _said(f"firmness of the bed slept on now: {LABELS_ALLOWED}")
    type: MattressType | None = _said("its kind")
    age_years: float | None = _figure("of the bed slept on now", 0, 100)
    feels: Feels | None = _said("")
    trough: YesNoUnsure | None = _said("")
    hammock: YesNoUnsure | None = _said("")
    pressure_shoulder: YesNoUnsure | None = _said("")
    pressure_hip: YesNoUnsure | None = _said("")
    waist_gap: YesNoUnsure | None = _said("")
    better_elsewhere: YesNoUnsure | None = _said("")
    base: Base | None = _said("")
    topper_cm: float | None = _figure("thickness of a topper", 0, 30)

    @model_validator(mode="before")
    @classmethod
    def _pressure(cls, data: Any) -> Any:
        """`pressure` as {"shoulder": "yes"} or as a list of the places with pressure."""
        if not isinstance(data, Mapping):
            reject("not_an_object", f"{shown(data)} is not an object with fields.", mend="Give bed.feels and so on.")
        data = dict(data)
        places = data.pop("pressure", ())
        feels = places if isinstance(places, Mapping) else dict.fromkeys(_places(places), "yes")
        _places(list(feels))
        return data | {f"pressure_{place}": answer for place, answer in feels.items() if is_given(answer)}


class ProfileFields(WishFields, NightFields, BodyFields):
    """A whole profile in our units; unknown fields are removed before."""

    bed: BedFields = BedFields()


@dataclass(frozen=True)
class Field:
    """One field of a profile.

    Attributes:
        name: with its unit at the end where it has one; those of the present bed start with "bed.".
        kind: number, choice (one word), truth, words (several), text, size, label (what is stated of a bed's firmness),
            experiences (beds lain on), markets (countries) or currency.
        help: a description in a few words of English; the pages have their own.
        range: the range of a number, else None.
        choices: the allowed words, of a choice or of words.
        also: names of the fields that take the same in another unit.
        too_high: how to fix a number above the range.
        default: the value where nothing is given; `...` where the field is required.
    """

    name: str
    kind: Kind
    help: str = ""
    range: Range | None = None
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    too_high: str = ""
    default: Any = None

    @property
    def allowed(self) -> str:
        """The allowed values, as a message states them."""
        if self.kind == "truth":
            return "true, false, yes, no"
        if self.kind == "label":
            return LABELS_ALLOWED
        if self.kind == "markets":
            return markets.ALLOWED
        return str(self.range) if self.range else ", ".join(self.choices)

    def read(self, value: object) -> object:
        """The value as pydantic checks it. Raises PydanticCustomError where it cannot be read at all."""
        if self.range is not None:
            if isinstance(value, str) and self.range.unit in FORMS and names_a_unit(value):
                return self.range.settled(read_measure(value, self.range.unit))
            return self.range.settled((read_budget if self.name == BUDGET else read_number)(value, self.range))
        return _READ[self.kind](value)

    def limits(self) -> Range:
        """The range of a number. Raises ValueError for a field of another kind."""
        if self.range is None:
            raise ValueError(f"{self.name} is not a number")
        return self.range


_READ: Mapping[Kind, Callable[[object], object]] = {
    "choice": read_word,
    "truth": lambda value: value.strip() if isinstance(value, str) else value,
    "words": read_words,
    "text": read_text,
    "size": read_size,
    "label": read_label,
    "experiences": read_experiences,
    "markets": read_markets,
    "currency": read_currency,
}
_KINDS: Mapping[object, Kind] = {float: "number", bool: "truth", str: "text", Literal: "choice"}

_OF_TUPLES: Mapping[object, Kind] = {float: "size", Experience: "experiences", Market: "markets"}


def _fields(model: type[_Fields]) -> Iterator[Field]:
    """The fields a model declares, as plain facts."""
    for name, info in model.model_fields.items():
        type_ = next((kind for kind in get_args(info.annotation) if NoneType in get_args(info.annotation)), None)
        yield _as_facts(f"{model.prefix}{name}", type_ or info.annotation, info)


def _as_facts(name: str, type_: Any, info: pydantic.fields.FieldInfo) -> Field:
    kind: Kind | None = "label" if type_ == Label else None
    kind = "currency" if "currency" in info.metadata else kind
    if get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    kind = kind or _KINDS.get(get_origin(type_) or type_)
    choices = get_args(type_) if kind == "choice" else ()
    if kind is None:
        of = get_args(type_)[0]
        kind, choices = ("words", get_args(of)) if of not in _OF_TUPLES else (_OF_TUPLES[of], ())
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    stem, _, unit = name.rpartition("_")
    limits = {type(limit).__name__: limit for limit in info.metadata}
    low, high = (getattr(limits.get(side), side.lower(), math.inf) for side in ("Ge", "Le"))
    return Field(
        name,
        kind,
        info.description or "",
        Range(low, high, unit if unit in _IN_NAMES else "") if kind == "number" else None,
        choices,
        tuple(f"{stem}_{suffix}" for suffix in extra.get("also", ())),
        str(extra.get("too_high", "")),
        ... if info.is_required() else info.default,
    )


BODY = tuple(_fields(BodyFields))
NIGHT = tuple(_fields(NightFields))
WISHES = tuple(_fields(WishFields))
BED = tuple(_fields(BedFields))
FIELDS: Mapping[str, Field] = {field.name: field for field in (*BODY, *NIGHT, *WISHES, *BED)}
# Field in another unit -> ours, and the unit.
IN_OTHER_UNITS = {name: (field, BY_SUFFIX[name[-2:]]) for field in FIELDS.values() for name in field.also}
