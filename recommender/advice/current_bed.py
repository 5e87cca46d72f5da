"""The state of the present bed, derived from simple self-tests (S-26, S-32, S-33, S-85, X16).

The state decides, not the age. Unanswered and unsure stay unknown: a bed is only called fine when every test says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from recommender.advice.grades import graded
from recommender.reasons import Reason
from recommender.sleeper import Sleeper

State = Literal["too_soft", "too_firm", "sagged", "base", "fine", "unknown"]

SLATS: Final = ("slats_fixed", "slats_adjustable")

# An ache that a softer shoulder or hip zone can relieve is a reason for change even on a bed that passes its tests.
_ASKS_FOR_RELIEF: Final = ("shoulder_pressure", "lateral_hip")


@dataclass(frozen=True)
class BedState:
    """The state and the signs it is derived from."""

    state: State
    reasons: tuple[Reason, ...]


def bed_state(sleeper: Sleeper) -> BedState:
    """Read the self-tests of the present bed.

    A trough is a sagged bed (S-30, S-32). Otherwise signs of too soft (S-15) are weighed against signs of too firm
    (S-16); with both at once the state is unknown. Better elsewhere without any sign, on slats: look at the base first
    (S-31). Fine: no trough, no hammock, no pressure, not better elsewhere (X16). Anything else is unknown.
    """
    bed = sleeper.bed
    soft = _signs(
        ("advice.sign_feels_soft", bed.feels == "too_soft"),
        ("advice.sign_hammock", bed.hammock == "yes"),
    )
    firm = _signs(
        ("advice.sign_feels_firm", bed.feels == "too_firm"),
        ("advice.sign_pressure_shoulder", bed.pressure_shoulder == "yes"),
        ("advice.sign_pressure_hip", bed.pressure_hip == "yes"),
    )
    # S-33 is unproven: every lumbar hollow leaves some gap, so a gap only supports another sign of too firm.
    gap = _signs(("advice.sign_waist_gap", bed.waist_gap == "yes")) if firm else ()
    elsewhere = _signs(("advice.sign_better_elsewhere", bed.better_elsewhere == "yes"))

    if bed.trough == "yes":
        return BedState("sagged", (graded("advice.sign_trough"), *soft, *elsewhere))
    if soft and firm:
        return BedState("unknown", (graded("advice.sign_mixed"), *soft, *firm, *elsewhere))
    if soft:
        return BedState("too_soft", (*soft, *elsewhere))
    if firm:
        return BedState("too_firm", (*firm, *gap, *elsewhere))
    if elsewhere:
        on_slats = bed.base in SLATS
        return BedState("base" if on_slats else "unknown", (*elsewhere, *_signs(("advice.sign_base", on_slats))))
    tests = (bed.trough, bed.hammock, bed.pressure_shoulder, bed.pressure_hip, bed.better_elsewhere)
    if all(answer == "no" for answer in tests):
        return BedState("fine", (graded("advice.sign_none"),))
    return BedState("unknown", (graded("advice.sign_untested"),))


def keep_bed(sleeper: Sleeper) -> tuple[Reason, ...]:
    """Why the present bed can stay, at any age (S-86, X16); empty when it cannot, or when that is unknown."""
    state = bed_state(sleeper)
    if state.state != "fine" or _asks_for_change(sleeper):
        return ()
    return (graded("advice.keep_bed"), *state.reasons)


def feels_right(sleeper: Sleeper) -> tuple[Reason, ...]:
    """What is said of a bed that its owner finds right and has not tested: it may well stay. Empty where a sign or an
    ache speaks against it.
    """
    untested = bed_state(sleeper).reasons == (graded("advice.sign_untested"),)
    if sleeper.bed.feels != "right" or not untested or _asks_for_change(sleeper):
        return ()
    return (graded("advice.feels_right"),)


def wait(sleeper: Sleeper) -> tuple[Reason, ...]:
    """Why no bed should be bought now: a strained muscle is no reason to buy one (S-17); empty when there is no reason
    to wait.
    """
    return (graded("advice.wait_strain"),) if "muscle_overload" in sleeper.pain else ()


def _asks_for_change(sleeper: Sleeper) -> bool:
    return sleeper.firmness_wish != "none" or any(pain in _ASKS_FOR_RELIEF for pain in sleeper.pain)


def _signs(*signs: tuple[str, bool]) -> tuple[Reason, ...]:
    return tuple(graded(key) for key, seen in signs if seen)
