"""The seven-night test: what to change when, what to log, and how to read the log (S-70 to S-77).

One change at a time, because changing everything together hides what worked (S-71, S-77). Two nights are a weak design:
the reading is a hint at most, never proof, and no bed is bought on the last night alone (X10). The morning routine, if
there is one, stays the same on every day, also in the first two nights (X7).

Pure functions over entries; nothing is stored here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from recommender.advice.current_bed import SLATS
from recommender.advice.safety import hides_products
from recommender.errors import UserError
from recommender.reasons import Reason
from recommender.sleeper import Feels, Sleeper, no_back_lying

Kind = Literal["three_mornings", "seven_nights", "four_weeks", "wind_down"]
Phase = Literal["baseline", "posture", "knee_pillow", "bed_check", "return", "wind_down"]
Outcome = Literal["hint", "unclear", "no_change"]

# Phase and nights of each plan. Four weeks is the same test with a week per phase, then a week without changes
# (A-B-A).
PLANS: Final[Mapping[Kind, tuple[tuple[Phase, int], ...]]] = {
    "three_mornings": (("baseline", 3),),  # S-45
    "seven_nights": (("baseline", 2), ("posture", 2), ("knee_pillow", 2), ("bed_check", 1)),  # S-72 to S-75
    "four_weeks": (("baseline", 7), ("posture", 7), ("knee_pillow", 7), ("bed_check", 7), ("return", 7)),
    "wind_down": (("wind_down", 7),),  # S-62
}

_ALWAYS_ASKED: Final = ("pain_wake_nrs", "time_to_better", "wake_count", "load_yesterday", "unusual", "alarm_signs")
_ALSO_ASKED: Final[Mapping[Phase, tuple[str, ...]]] = {
    "posture": ("position_on_waking",),  # S-73
    "knee_pillow": ("comfort_0_10",),  # S-74
    "bed_check": ("hammock", "bed_feels"),  # S-75
}

# A drop of 2 points or 30 % is the smallest that people notice (Ostelo); flares alone shift about 2.7 points.
HINT_POINTS: Final = 2.0
HINT_SHARE: Final = 0.30
UNCLEAR_POINTS: Final = 1.0
AGREEING_SHARE: Final = 0.7  # ASSUMED: both nights of two, five nights of seven
NIGHTS_NEEDED: Final = 2  # a single odd night never decides
KEPT_DAYS: Final = 30  # L-10: a diary is deleted this long after its last entry


@dataclass(frozen=True)
class Night:
    """One night of a plan. `change`: key of the sentence with the instruction; `asks`: fields of the morning's log."""

    number: int
    phase: Phase
    change: str
    asks: tuple[str, ...]


_Points = Annotated[float, Field(ge=0, le=10, strict=True, allow_inf_nan=False)]


@dataclass(frozen=True)
class Entry:
    """One morning's log, about a minute of work (S-76). None and empty: skipped.

    `time_to_better`: minutes of moving until clearly less, in bands (X1). `load_yesterday`: S-45. `unusual`: what makes
    a night unfit for comparison.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    night: Annotated[int, Field(ge=1, le=35, strict=True)]
    pain_wake_nrs: _Points
    time_to_better: Literal["under_15", "15_30", "30_60", "60_120", "over_120", "not_less"] | None = None
    wake_count: Annotated[int, Field(ge=0, le=50, strict=True)] | None = None
    load_yesterday: tuple[Literal["sitting", "sport", "lifting"], ...] = ()
    unusual: tuple[Literal["heavy_day", "alcohol", "ill", "other_bed"], ...] = ()
    position_on_waking: Literal["side", "back", "stomach", "three_quarter"] | None = None
    comfort_0_10: _Points | None = None
    hammock: Literal["yes", "no", "unsure"] | None = None
    bed_feels: Feels | None = None
    alarm_signs: Literal["yes", "no", "unsure", "not_asked"] = "not_asked"


@dataclass(frozen=True)
class Reading:
    """One phase compared with the first nights. Pain in points of 0-10; `drop` is positive when there was less.

    `nights` and `baseline_nights`: how many counted; nights marked unusual do not.
    """

    phase: Phase
    outcome: Outcome
    baseline_mean: float
    phase_mean: float
    nights: int
    baseline_nights: int

    @property
    def drop(self) -> float:
        return self.baseline_mean - self.phase_mean

    @property
    def reason(self) -> Reason:
        """`diary.hint`, `diary.unclear` or `diary.no_change`, with the figures of its sentence."""
        return Reason(
            f"diary.{self.outcome}",
            {"baseline_pain": self.baseline_mean, "phase_pain": self.phase_mean, "counted_nights": self.nights},
        )


def plan(kind: Kind, sleeper: Sleeper) -> tuple[Night, ...]:
    """The nights of a plan for this person, numbered from 1."""
    phases = [phase for phase, nights in PLANS[kind] for _ in range(nights)]
    return tuple(
        Night(number, phase, _change(phase, sleeper), (*_ALWAYS_ASKED, *_ALSO_ASKED.get(phase, ())))
        for number, phase in enumerate(phases, start=1)
    )


def may_start(wanted: Kind, running: Kind | None) -> bool:
    """X8: never two logs at once; the running one is finished or stopped first."""
    return running is None or running == wanted


def read_entry(given: Mapping[str, object]) -> Entry:
    """Check one morning's log, field of `Entry` -> value.

    Raises:
        UserError: an unknown field or value, or a missing night or pain score; the message names the field.
    """
    try:
        return TypeAdapter(Entry).validate_python(dict(given))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = str(first["loc"][0]) if first["loc"] else "entry"
        what = "it is missing" if first["type"] == "missing" else f"{first['msg'].lower()}, not {first['input']!r}"
        raise UserError(what, where=where) from None


def brings_leaflet(entries: Iterable[Entry]) -> bool:
    """Whether the log contains an alarm sign, or a doubt about one: then the leaflet is shown before anything else."""
    return any(hides_products(entry.alarm_signs) for entry in entries)


def read(kind: Kind, entries: Iterable[Entry]) -> tuple[Reading, ...]:
    """The result of each phase compared with the first nights, in the order of the plan; a phase without a valid night
    is left out.

    A hint: on average at least 2 points and 30 % less, and the nights agree. Less than 1 point either way: no
        change. Anything between, and anything with fewer than two valid nights on either side, is unclear.
    """
    phase_of = [phase for phase, nights in PLANS[kind] for _ in range(nights)]
    pain: dict[Phase, list[float]] = {phase: [] for phase, _ in PLANS[kind]}
    for entry in {entry.night: entry for entry in entries}.values():  # a night logged again replaces the first log
        if entry.night > len(phase_of):
            raise UserError(f"the plan has {len(phase_of)} nights, not {entry.night}", where="night")
        if not entry.unusual:
            pain[phase_of[entry.night - 1]].append(entry.pain_wake_nrs)
    baseline = pain.pop("baseline", [])
    if not baseline:
        return ()
    return tuple(_reading(phase, nights, baseline) for phase, nights in pain.items() if nights)


def forgotten_on(last_entry: date) -> date:
    """The day on which a diary is deleted automatically (L-10)."""
    return last_entry + timedelta(days=KEPT_DAYS)


def _reading(phase: Phase, nights: list[float], baseline: list[float]) -> Reading:
    before, after = sum(baseline) / len(baseline), sum(nights) / len(nights)
    drop = before - after
    agreeing = sum(before - night >= UNCLEAR_POINTS for night in nights)
    enough = min(len(nights), len(baseline)) >= NIGHTS_NEEDED
    large = drop >= HINT_POINTS and drop >= HINT_SHARE * before
    outcome: Outcome = "unclear"
    if enough and large and agreeing >= math.ceil(AGREEING_SHARE * len(nights)):
        outcome = "hint"
    elif enough and abs(drop) < UNCLEAR_POINTS:
        outcome = "no_change"
    return Reading(phase, outcome, before, after, len(nights), len(baseline))


def _change(phase: Phase, sleeper: Sleeper) -> str:
    """The one change of a phase. The posture of the first change stays when the pillow is added (X15)."""
    side_only = no_back_lying(sleeper)
    if phase == "posture":  # X6: posture and rolling out in one movement belong together
        return "diary.change_posture_side" if side_only else "diary.change_posture"
    if phase == "knee_pillow":
        return "diary.change_knee_pillow_side" if side_only else "diary.change_knee_pillow"
    if phase == "bed_check":  # X15: topper, or slats, or nothing to change; a person who did not state the base chooses
        if (sleeper.bed.topper_cm or 0) > 0 or sleeper.bed.base == "boxspring":
            return "diary.change_topper"
        if sleeper.bed.base is None:
            return "diary.change_topper_or_slats"
        return "diary.change_slats" if sleeper.bed.base in SLATS else "diary.change_nothing"
    return f"diary.change_{phase}"
