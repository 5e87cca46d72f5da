"""A person as the engine sees one: validated at the edge, each figure measured or unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Sex = Literal["female", "male", "unspecified"]
YesNoUnsure = Literal["yes", "no", "unsure"]
Alarm = Literal["yes", "no", "unsure", "not_asked"]
Feels = Literal["too_soft", "right", "too_firm"]
Base = Literal["slats_fixed", "slats_adjustable", "motorised", "flat", "boxspring"]
Wish = Literal["softer", "none", "firmer"]
Pain = Literal[
    "none",
    "morning_stiffness",
    "extension_sensitive",
    "turning_low_pelvis",
    "leg_radiating",
    "inflammatory_like",
    "muscle_overload",
    "shoulder_pressure",
    "lateral_hip",
    "neck",
    "pregnancy",
    "stress_related",
]

Position = Literal["side", "back", "stomach"]

POSITIONS: tuple[Position, ...] = ("side", "back", "stomach")
ZONES = ("shoulder", "waist", "hip")
PAINS: tuple[str, ...] = get_args(Pain)


@dataclass(frozen=True)
class Experience:
    """How a bed felt that somebody lay on: as a whole, and where told at shoulder, waist or hip.

    Attributes:
        mattress_id: the bed, where it is one of the catalogue; else "".
        label: else what is stated of its firmness: "H2", "medium", "6.5".
        type: its kind, as the catalogue names it.
        nights: slept on it; 0 for some minutes in a shop.
        worn, age_years: its state, and its age.
    """

    mattress_id: str = ""
    label: str = ""
    type: str | None = None
    felt: Feels | None = None
    shoulder: Feels | None = None
    waist: Feels | None = None
    hip: Feels | None = None
    nights: float | None = None
    worn: YesNoUnsure | None = None
    age_years: float | None = None


@dataclass(frozen=True)
class CurrentBed:
    """The present bed, its state and feel; every figure may be unknown (None).

    `label` is what is stated of its firmness, `type` its kind.
    """

    label: str | None = None
    type: str | None = None
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


@dataclass(frozen=True)
class Wishes:
    """A person's wishes for a bed besides fit. Size as (width_cm, length_cm), markets as ISO codes of countries, () for
    any; `floor`: ids of the beds that can be lain on here, None where those that cannot are fine too. Never used in
    computing a fit.
    """

    type: str | None = None
    size: tuple[float, float] | None = None
    max_price: float | None = None
    currency: str = "EUR"
    warm_sleeper: bool = False
    in_stock_only: bool = False
    markets: tuple[str, ...] = ()
    floor: frozenset[str] | None = None


@dataclass(frozen=True)
class Sleeper:
    """One person, in kg, cm and years; None = not known.

    `side`, `back` and `stomach` are the stated shares of the night, normalised to 1, with three-quarter lying already
    counted as half side and half stomach. The shrink towards the population's night and the removal of back lying in
    pregnancy happen in `fit_target.py`.
    """

    weight_kg: float
    height_cm: float
    side: float
    back: float = 0.0
    stomach: float = 0.0
    sex: Sex = "unspecified"
    age_years: float | None = None
    position_sure: bool = True
    hip_breadth_cm: float | None = None
    hip_circumference_cm: float | None = None
    shoulder_breadth_cm: float | None = None
    waist_circumference_cm: float | None = None
    pain: tuple[str, ...] = ()
    pregnancy_weeks: float | None = None
    alarm_signs: Alarm = "not_asked"
    firmness_wish: Wish = "none"
    experiences: tuple[Experience, ...] = ()
    bed: CurrentBed = field(default_factory=CurrentBed)
    wishes: Wishes = field(default_factory=Wishes)
    profile_id: str = ""
    cautions: tuple[str, ...] = ()


# The earliest week from which back lying is left out of every piece of advice.
NO_BACK_FROM_WEEKS: Final = 28


def no_back_lying(sleeper: Sleeper) -> bool:
    return never_on_back(sleeper.pain, sleeper.pregnancy_weeks)


def never_on_back(pain: tuple[str, ...], pregnancy_weeks: float | None) -> bool:
    """X12: pregnant and 28 weeks or more, or weeks not stated: no advice to lie on the back."""
    pregnant = "pregnancy" in pain or pregnancy_weeks is not None
    return pregnant and (pregnancy_weeks is None or pregnancy_weeks >= NO_BACK_FROM_WEEKS)


def main_position(sleeper: Sleeper) -> Position:
    """The position with the largest share of the night; a tie goes to the side, then to the back."""
    back = 0.0 if no_back_lying(sleeper) else sleeper.back
    if sleeper.side >= max(back, sleeper.stomach):
        return "side"
    return "back" if back >= sleeper.stomach else "stomach"
