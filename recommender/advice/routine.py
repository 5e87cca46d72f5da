"""The morning routine: short, calm, before bending, lifting or long sitting (S-63), with realistic durations (X9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from recommender.sleeper import Sleeper, no_back_lying


@dataclass(frozen=True)
class Step:
    """One step: `key` of its words, and how long it takes [s]. `supine`: done lying on the back."""

    key: str
    low_s: int
    high_s: int
    supine: bool = False


REPETITION_S: Final = 5  # ASSUMED: a slow repetition

PELVIC_TILT: Final = Step("advice.step_pelvic_tilt", 30, 60, supine=True)  # S-64
KNEES_TO_CHEST: Final = Step("advice.step_knees_to_chest", 60, 60, supine=True)  # S-65: 30 s a side
CAT_COW: Final = Step("advice.step_cat_cow", 6 * REPETITION_S, 10 * REPETITION_S)  # S-66
HIP_HINGE: Final = Step("advice.step_hip_hinge", 6 * REPETITION_S, 6 * REPETITION_S)  # S-67
WALK: Final = Step("advice.step_walk", 120, 300)  # S-68
SHORT_WALK: Final = Step("advice.step_walk", 120, 210)  # keeps the short set within five minutes

# Walking, pelvic tilt and hip hinge first: S-65 and S-66 bend the back early in the morning, which one trial advises
# against (Snook 1998), so they are in the full set only.
SHORT_SET: Final[tuple[Step, ...]] = (PELVIC_TILT, HIP_HINGE, SHORT_WALK)
FULL_SET: Final[tuple[Step, ...]] = (PELVIC_TILT, KNEES_TO_CHEST, CAT_COW, HIP_HINGE, WALK)
EARLY_BENDING: Final = (KNEES_TO_CHEST, CAT_COW)


def routine(sleeper: Sleeper | None, *, full: bool = False) -> tuple[Step, ...]:
    """The steps for this person, or for a reader of whom nothing is known, in order.

    With pain into the leg, steps that bend the back are left out (X11). From 28 weeks of pregnancy, or when the weeks
    are not stated, steps done on the back are left out (X12).
    """
    steps = FULL_SET if full else SHORT_SET
    if sleeper is None:
        return steps
    if "leg_radiating" in sleeper.pain:
        steps = tuple(step for step in steps if step not in EARLY_BENDING)
    if no_back_lying(sleeper):
        steps = tuple(step for step in steps if not step.supine)
    return steps


def minutes(steps: tuple[Step, ...]) -> tuple[float, float]:
    """Shortest and longest duration of a set [min]."""
    return sum(step.low_s for step in steps) / 60, sum(step.high_s for step in steps) / 60
