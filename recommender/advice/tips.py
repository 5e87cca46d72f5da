"""Free measures first: what to try before buying a bed, in the order in which to try it.

Every item is a key of the storefront's words with its grade and source. Nothing here is computed from a bed on offer;
all of it follows from the person's answers about posture, aches and the present bed. Advice is data: `TIPS` holds each
item with the rule it carries and when it applies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from recommender.advice.current_bed import SLATS, BedState, State, bed_state, keep_bed, wait
from recommender.advice.grades import graded
from recommender.advice.pillows import pillow
from recommender.advice.routine import minutes, routine
from recommender.reasons import Figure, Reason
from recommender.sleeper import CurrentBed, Position, Sleeper, main_position, no_back_lying

__all__ = [
    "TIPS",
    "BedState",
    "Situation",
    "advise",
    "bed_state",
    "has_wide_hips",
    "keep_bed",
    "no_back_lying",
    "pillow",
    "routine",
    "wait",
]

# From this share of the night on, a position counts for advice. ASSUMED: a quarter of the night is about two hours.
NOTABLE_SHARE: Final = 0.25
NOTABLE_STOMACH_SHARE: Final = 0.15  # ASSUMED: lower for the position most worth changing

# Wide hips (S-36): above the 75th percentile of the sex. Circumference: NHANES 2017-2020 (8,302 adults). Breadth: the
# same percentile times breadth over circumference in ANSUR II 2012, whose soldiers are slimmer than the population.
WIDE_HIP_CIRCUMFERENCE_CM: Final = {"female": 117.9, "male": 110.6, "unspecified": 114.2}
WIDE_HIP_BREADTH_CM: Final = {"female": 40.9, "male": 37.5, "unspecified": 39.2}

OLD_BED_YEARS: Final = 7.0  # S-86: from this age of the bed people ask about it; age alone decides nothing (X16)
WARRANTY_YEARS: Final = 3.0  # X16: a faulty bed under this age goes back to the shop first


@dataclass(frozen=True)
class Situation:
    """The facts the tips depend on, read from a `Sleeper` once. `side`, `back`, `stomach`: a notable part of the
    night.
    """

    pain: frozenset[str]
    main: Position
    side: bool
    back: bool
    stomach: bool
    pregnant: bool
    no_back: bool
    wide_hips: bool
    bed: CurrentBed
    state: State

    @classmethod
    def of(cls, sleeper: Sleeper) -> Situation:
        no_back = no_back_lying(sleeper)
        return cls(
            pain=frozenset(sleeper.pain) - {"none"},
            main=main_position(sleeper),
            side=sleeper.side >= NOTABLE_SHARE,
            back=sleeper.back >= NOTABLE_SHARE and not no_back,
            stomach=sleeper.stomach >= NOTABLE_STOMACH_SHARE,
            pregnant="pregnancy" in sleeper.pain or sleeper.pregnancy_weeks is not None,
            no_back=no_back,
            wide_hips=has_wide_hips(sleeper),
            bed=sleeper.bed,
            state=bed_state(sleeper).state,
        )

    def aches(self, *pains: str) -> bool:
        return not self.pain.isdisjoint(pains)

    @property
    def stiff_back(self) -> bool:
        """An ache of the back that goes with a stiff morning; shoulder, hip and neck get no routine."""
        return self.aches(
            "morning_stiffness", "extension_sensitive", "turning_low_pelvis", "leg_radiating", "stress_related"
        )

    @property
    def soft(self) -> bool:
        return self.state in ("too_soft", "sagged")

    @property
    def suspect(self) -> bool:
        return self.state in ("too_soft", "too_firm", "sagged", "base")

    @property
    def untested(self) -> bool:
        """There is an ache, and the present bed's tests are incomplete: do them before buying (S-05)."""
        return self.state == "unknown" and bool(self.pain)


TIPS: Final[tuple[tuple[str, Callable[[Situation], bool]], ...]] = (
    ("advice.leg_no_forced_stretch", lambda s: s.aches("leg_radiating")),  # S-54; whom to see: `care`
    # Pregnancy
    ("advice.pregnancy_side", lambda s: s.no_back),  # X12
    ("advice.pregnancy_pillows", lambda s: s.pregnant),
    ("advice.pregnancy_no_bed_for_years", lambda s: s.pregnant),
    # Posture, never as a reproach: in four studies side lying is in general the safer choice (S-03, S-20).
    ("advice.stomach_taper", lambda s: s.stomach),  # S-20, S-24, S-38
    ("advice.stomach_pillow", lambda s: s.stomach and not s.pregnant),  # S-25, S-38
    ("advice.side_stacked", lambda s: s.side),  # S-05, S-14, S-21, S-22
    ("advice.knee_pillow_side", lambda s: s.side),  # S-34, S-35, S-36, S-39
    ("advice.ankle_pillow", lambda s: s.side and s.wide_hips),  # S-36
    ("advice.knee_pillow_back", lambda s: s.back),  # S-23, S-37
    ("advice.less_hollow", lambda s: s.aches("extension_sensitive")),  # S-48
    ("advice.raise_legs", lambda s: s.aches("extension_sensitive") and s.back and s.bed.base == "motorised"),
    ("advice.roll_in_one", lambda s: s.aches("turning_low_pelvis", "extension_sensitive")),  # S-46, S-49, S-50
    ("advice.shoulder_other_side", lambda s: s.aches("shoulder_pressure") and s.side),
    ("advice.hip_other_side", lambda s: s.aches("lateral_hip") and s.side),
    ("advice.neck_pillow_first", lambda s: s.aches("neck")),
    # Moving and unwinding
    ("advice.warmth_and_build_up", lambda s: s.aches("muscle_overload")),  # S-17
    ("advice.why_morning", lambda s: s.aches("morning_stiffness")),  # S-08, S-09, S-11, S-41, S-43, X1
    ("advice.routine", lambda s: s.stiff_back),  # S-05, S-63, S-69, X9
    ("advice.knees_to_chest_later", lambda s: s.stiff_back),  # S-65, S-66
    ("advice.leg_walk_if_eases", lambda s: s.aches("leg_radiating")),  # X11
    (  # S-83; a leg that hurts has its own rule above, and the two would contradict each other
        "advice.keep_moving",
        lambda s: s.aches("morning_stiffness", "inflammatory_like", "stress_related") and not s.aches("leg_radiating"),
    ),
    ("advice.wind_down", lambda s: s.aches("stress_related")),  # S-59, S-61, S-62, X8
    # The present bed: look, then its base and topper, then time, and only then another bed.
    ("advice.test_trough", lambda s: s.untested),  # S-32
    ("advice.test_waist", lambda s: s.untested and not s.no_back),  # S-33
    ("advice.test_side_photo", lambda s: s.untested and s.side),  # S-33: its second test
    ("advice.check_slats", lambda s: s.bed.base in SLATS and (s.suspect or s.untested)),  # S-31
    ("advice.slat_sliders", lambda s: s.bed.base == "slats_adjustable" and (s.suspect or s.untested)),  # S-31
    ("advice.base_motorised", lambda s: s.bed.base == "motorised" and (s.suspect or s.untested)),
    ("advice.base_flat", lambda s: s.bed.base == "flat" and (s.suspect or s.untested)),
    ("advice.base_boxspring", lambda s: s.bed.base == "boxspring" and (s.suspect or s.untested)),
    ("advice.without_topper", lambda s: s.soft and (s.bed.topper_cm or 0) > 0),  # S-15, X14
    ("advice.turn_mattress", lambda s: s.soft),  # S-15
    ("advice.board_test", lambda s: s.soft and s.bed.base in SLATS),
    ("advice.soft_on_side", lambda s: s.soft and s.main == "side"),  # S-26, X13
    ("advice.soft_on_back", lambda s: s.soft and s.main == "back"),  # X13
    ("advice.soft_on_stomach", lambda s: s.soft and s.main == "stomach"),  # S-28, X13
    ("advice.sagged_core", lambda s: s.state == "sagged"),  # S-15, S-30, X14
    ("advice.softer_top_first", lambda s: s.state == "too_firm"),  # S-16, S-29
    ("advice.firm_not_better", lambda s: s.state == "too_firm"),  # S-84
    ("advice.warranty_first", lambda s: s.suspect and (s.bed.age_years or OLD_BED_YEARS) < WARRANTY_YEARS),  # X16
    ("advice.bed_age", lambda s: (s.bed.age_years or 0) >= OLD_BED_YEARS and not s.suspect),  # S-86, X16
    # One change at a time. People who watch every ache under stress wind down in the evening instead (X8).
    ("advice.seven_nights", lambda s: bool(s.pain) and not s.aches("stress_related", "muscle_overload")),  # S-07, S-19
)


def has_wide_hips(sleeper: Sleeper) -> bool:
    """Hips above the sex's 75th percentile, by breadth or else by tape (S-36); unknown hips do not count as wide."""
    breadth_cm, tape_cm = sleeper.hip_breadth_cm, sleeper.hip_circumference_cm
    if breadth_cm is not None:
        return breadth_cm > WIDE_HIP_BREADTH_CM[sleeper.sex]
    return tape_cm is not None and tape_cm > WIDE_HIP_CIRCUMFERENCE_CM[sleeper.sex]


def advise(sleeper: Sleeper) -> tuple[Reason, ...]:
    """What to try first, in order: posture and pillows, moving, then the present bed.

    Each `Reason` has an `advice.` key; its figures carry `grade` (A to D) and `source` beside those of its sentence.
    """
    situation = Situation.of(sleeper)
    return tuple(graded(key, **_figures(key, sleeper)) for key, applies in TIPS if applies(situation))


def _figures(key: str, sleeper: Sleeper) -> dict[str, Figure]:
    if key == "advice.routine":
        low_minutes, high_minutes = minutes(routine(sleeper))
        return {"low_minutes": low_minutes, "high_minutes": high_minutes}
    if key == "advice.bed_age":
        return {"age_years": sleeper.bed.age_years}
    return {}
