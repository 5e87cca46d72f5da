"""The full engine of T-rules: from answers to how soon to see whom.

Optional: off unless configured, imported by nothing else in the engine, and can be left out of a build (L-02). It
evaluates answers about health, which `safety` never does.

The rules are data: `RULES` holds each one by id with its level and when it fires. Answers follow the project's answer
keys: an absent key was not asked, `None` was skipped, "unsure" means the person does not know. None of these ever
counts as reassuring: a doubt about T-E1, T-E3 or T-E5 counts as a yes; a doubt about another alarm sign calls for a
doctor within days, and for one today where missing it is worse and something else points the same way (T-E7 to
T-E11); a skipped alarm sign is never an all-clear, and neither is nothing asked. docs/safety-rules.md has the sources,
and where a rule departs from them. The words of each level are keys of the storefront.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from recommender.errors import UserError

Level = Literal["self_care", "gp_weeks", "appointment_days", "emergency_same_day"]
Answers: TypeAlias = Mapping[str, object]

LEVELS: Final[tuple[Level, ...]] = ("self_care", "gp_weeks", "appointment_days", "emergency_same_day")

_EMERGENCY: Final = "emergency_same_day"
_DAYS: Final = "appointment_days"
_WEEKS: Final = "gp_weeks"

UNSURE: Final = "unsure"
LONGSTANDING: Final = "longstanding_unchanged"

# The numbers that define the rules. Weeks, minutes, years, and points on a 0-10 pain scale.
VERY_SEVERE_PAIN: Final = 8  # T-E7, T-E9, T-D12
AORTA_AGE_YEARS: Final = 40  # T-E7: from this age
OLD_AGE_YEARS: Final = 70  # T-D6
ADULT_AGE_YEARS: Final = 18  # T-D10
LATE_FIRST_AGE_YEARS: Final = 50  # T-W7
NOT_IMPROVING_WEEKS: Final = 2  # T-D3, T-W2 (S-78, X4, X5)
LASTING_WEEKS: Final = 6  # T-W2 (X4)
STIFF_OVERLAP_MIN: Final = 30  # T-W1, X1: under 30 short, 30-60 overlap, over 60 long
STIFF_LONG_MIN: Final = 60  # T-W1, S-55
ONSET_AGE_YEARS: Final = 45  # T-W1
ONSET_WEEKS: Final = 12  # T-W1
INFLAMMATORY_ITEMS: Final = 3  # T-W1

BLADDER_AND_SADDLE: Final = (
    "urine_retention",
    "urine_incontinence",
    "bowel_incontinence",
    "saddle_numbness",
    "bladder_feeling_changed",
)
AORTA: Final = ("aaa_known", "collapse", "pulsating_abdomen")
CHEST: Final = ("chest_pain", "breathless")
INFECTION_RISK: Final = (
    "immunosuppressed",
    "iv_drug",
    "dialysis",
    "recent_spinal_procedure",
    "recent_bacterial_infection",
)
PREGNANCY_SIGNS: Final = ("vaginal_bleeding", "fluid_loss", "rhythmic_cramps", "less_fetal_movement")
NO_REST: Final = ("constant_at_rest", "independent_of_movement")
FEVER: Final = ("fever", "chills")

# Signs for which a doubt calls for a doctor within days (T-E1, T-E3 and T-E5 count a doubt as yes themselves).
_DOUBT_MEANS_DAYS: Final = (
    "radiation",  # T-E2
    "new_bilateral",  # T-E2
    "fever",  # T-E4
    "chills",  # T-E4
    "weight_loss_unexplained",  # T-E6
    *AORTA,  # T-E7
    *CHEST,  # T-E8
    *PREGNANCY_SIGNS,  # T-E11
    "flank_colic",  # T-E14
)

# Questions that may be skipped, but then the result is never an all-clear.
ALARM_KEYS: Final = (
    *BLADDER_AND_SADDLE,
    *_DOUBT_MEANS_DAYS,
    "leg_weakness",
    "trauma",
    *INFECTION_RISK,
    "unwell",
    "cancer_history",
    *NO_REST,
    "tingling_numb_leg",
    "night_wake",
    "steroids_long",
    "osteoporosis",
    "sexual_function_change",
    "one_sided_rash",
)

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "radiation": ("none", "buttock", "thigh", "below_knee", "both_legs"),
    "leg_weakness": ("none", "mild_stable", "progressive", "severe"),
    "trauma": ("none", "minor", "severe"),
    "trend": ("improving", "fluctuating", "not_improving", "worsening"),
    "night_wake": ("none", "occasional", "most_nights"),
    "onset": ("sudden", "gradual"),
}
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "age": (0, 120),
    "age_onset": (0, 120),
    "duration_weeks": (0, 6000),
    "pain_wake_nrs": (0, 10),
    "stiffness_min": (0, 1440),
    "pregnancy_weeks": (0, 45),
}
_FLAGS: Final = (
    *(key for key in ALARM_KEYS if key not in _CHOICES),
    "better_with_movement",
    "better_with_rest",
    "night_second_half",
    "alternating_buttock",
    "spa_related_history",
    "recurrent_mornings",
    "claudication_like",
    "first_episode",
    "red_flag_none_ticked",
)
# Answers that shape the comfort advice and never the level; any plain value is accepted. One exception, the body map
# in `location`: a place marked there overrides a denial in words.
# fmt: off
COMFORT_KEYS: Final = (
    "posture", "hammock_feeling", "visible_trough", "better_other_bed",
    "pressure_points", "restless", "waist_gap_supine", "mattress_age_y",
    "roll_over_pain", "location", "extension_worse", "bending_sore",
    "heavy_load_day_before", "pain_follows_stress", "stress_high", "lateral_hip_pain",
    "shoulder_pain", "neck_pain", "sleep_side", "sleep_quality_0_10",
    "time_to_better_min", "worse_with_movement",
)
# fmt: on
# What a rule adds to the sentence for its level.
_ALSO_SAY: Final[Mapping[str, str]] = {
    "T-E1": "leaflet.call_right_away",
    "T-E3": "leaflet.call_right_away",
    "T-E11": "leaflet.call_midwife",
    "T-D10": "safety.adults_only",
    "T-W8": "safety.tell_midwife",
}
_POINTED_BELOW_KNEE: Final = ("below_knee", "foot", "toes")


@dataclass(frozen=True)
class Assessment:
    """How soon to see whom.

    `reasons`: ids of the rules that fired, most urgent first, in the order of `RULES`. `signs_asked`: whether any alarm
    sign was answered at all; without one, no sentence says that there is no reason to call.
    """

    level: Level
    call_112: bool
    reasons: tuple[str, ...]
    products_hidden: bool
    signs_asked: bool = True

    def as_json(self) -> dict[str, object]:
        return {
            "level": self.level,
            "call_112": self.call_112,
            "reasons": list(self.reasons),
            "products_hidden": self.products_hidden,
        }

    @property
    def messages(self) -> tuple[str, ...]:
        """Keys of the sentences to show, in order; an all-clear always comes with its safety net."""
        level: str = "call_112" if self.call_112 else self.level
        if level == LEVELS[0] and not self.signs_asked:
            level = "signs_not_asked"
        emergency = self.level == _EMERGENCY
        said = [rule_id for rule_id in self.reasons if not emergency or rule_id.startswith("T-E")]
        also = [key for rule_id, key in _ALSO_SAY.items() if rule_id in said]
        net = () if emergency else ("leaflet.stop_and_call", "safety.see_someone_after")
        return (f"safety.level_{level}", *dict.fromkeys(also), *net)


@dataclass(frozen=True)
class Rule:
    id: str
    level: Level
    fires: Callable[[Answers], bool]
    call_112: bool = False


def _yes(*keys: str) -> Callable[[Answers], bool]:
    return lambda a: any(a.get(key) is True for key in keys)


def _yes_or_unsure(*keys: str) -> Callable[[Answers], bool]:
    return lambda a: any(a.get(key) is True or a.get(key) == UNSURE for key in keys)


def _number(a: Answers, key: str) -> float:
    """The number answered, or NaN, for which every comparison below is false."""
    value = a.get(key)
    return float(value) if isinstance(value, int | float) else math.nan


def _maybe(a: Answers, key: str, *values: object) -> bool:
    """Whether the answer is one of the values (by default yes), or a doubt: unsure, or asked and skipped."""
    return key in a and (a[key] in (values or (True,)) or a[key] in (UNSURE, None))


def _severe(a: Answers) -> bool:
    return _number(a, "pain_wake_nrs") >= VERY_SEVERE_PAIN


def _pointed_below_knee(a: Answers) -> bool:
    location = a.get("location")
    places = location if isinstance(location, list | tuple) else (location,)
    return any(place in _POINTED_BELOW_KNEE for place in places)


def _below_knee(a: Answers) -> bool:
    return a.get("radiation") == "below_knee" or _pointed_below_knee(a)


def _denied(a: Answers, key: str) -> bool:
    """Not asked, or answered with no: skipped and unsure do not count as a denial."""
    return key not in a or a[key] is False or a[key] == "none"


def _only_on_walking(a: Answers) -> bool:
    """Legs heavy on walking and relieved by sitting, without other signs: weeks (T-W5), not today."""
    quiet = all(_denied(a, key) for key in ("tingling_numb_leg", "leg_weakness", "new_bilateral"))
    return a.get("claudication_like") is True and quiet and a.get("onset", "gradual") == "gradual"


def _both_legs(a: Answers) -> bool:
    return a.get("new_bilateral") is True or (a.get("radiation") == "both_legs" and not _only_on_walking(a))


def _leg_signs(a: Answers) -> bool:
    """Weakness, tingling or pain that a nerve carries into the leg."""
    weak = a.get("leg_weakness") in ("mild_stable", "progressive", "severe")
    return weak or _yes("tingling_numb_leg", "new_bilateral")(a) or _below_knee(a) or a.get("radiation") == "both_legs"


def _saddle_or_bladder(a: Answers) -> bool:
    """Also a change in sexual function, once a leg takes part: both hang on the same nerves."""
    return _yes_or_unsure(*BLADDER_AND_SADDLE)(a) or (_yes_or_unsure("sexual_function_change")(a) and _leg_signs(a))


def _tearing_pain(a: Answers) -> bool:
    """Sudden, very severe and no easier in any position, from 40 on.

    An age nobody gave may be any age; of the other three one may be in doubt.
    """
    too_young = _number(a, "age") < AORTA_AGE_YEARS
    no_position = (_yes(*NO_REST)(a), any(_maybe(a, key) for key in NO_REST))
    severe = (_severe(a), _severe(a) or ("pain_wake_nrs" in a and a["pain_wake_nrs"] in (UNSURE, None)))
    sudden = (a.get("onset") == "sudden", _maybe(a, "onset", "sudden"))
    sure, possible = zip(no_position, severe, sudden, strict=True)
    return not too_young and all(possible) and sum(sure) >= len(sure) - 1


def _doubt_and_more(a: Answers, signs: tuple[str, ...]) -> bool:
    """A doubt about one of the signs that ask for 112, and something beside it that fits: a sudden start, very severe
    pain, pain in any position, or a second doubt."""
    doubts = sum(a.get(key) == UNSURE for key in (*AORTA, *CHEST))
    here = any(a.get(key) == UNSURE for key in signs)
    return here and (doubts > 1 or a.get("onset") == "sudden" or _severe(a) or _yes(*NO_REST)(a))


def _infection_and_ill(a: Answers) -> bool:
    """A risk of infection in somebody who is ill, finds no rest or whose nerves take part; one may be in doubt.

    Being ill with very severe or restless pain needs no other risk, and neither does a doubt about fever beside it.
    """
    night, nerves = a.get("night_wake") == "most_nights", _leg_signs(a)
    sure = _yes("unwell", *NO_REST)(a) or _severe(a) or night or nerves
    possible = sure or _yes_or_unsure("unwell", *NO_REST, *FEVER, "tingling_numb_leg")(a)
    at_risk = (_yes(*INFECTION_RISK)(a) and possible) or (_yes_or_unsure(*INFECTION_RISK)(a) and sure)
    ill, perhaps_fever = _yes("unwell")(a), any(a.get(key) == UNSURE for key in FEVER)
    return at_risk or (ill and (_yes(*NO_REST)(a) or _severe(a))) or (perhaps_fever and (ill or _severe(a)))


def _cancer_and_more(a: Answers) -> bool:
    """Cancer now or before, and pain that does not rest, wakes most nights, gets worse, or reaches the nerves.

    One of the two may be in doubt, but pain at night alone is too common to count beside a doubt.
    """
    sure = _leg_signs(a) or _yes(*NO_REST)(a) or a.get("trend") == "worsening"
    nights = a.get("night_wake") in ("most_nights", UNSURE)
    possible = sure or nights or _yes_or_unsure(*NO_REST, "tingling_numb_leg")(a) or a.get("leg_weakness") == UNSURE
    history = a.get("cancer_history")
    return (history is True and possible) or (history == UNSURE and sure)


def _fragile_fracture(a: Answers) -> bool:
    """A small fall, or pain that came suddenly, in somebody whose bones may be weak; long use of steroids by itself."""
    fragile = _yes_or_unsure("osteoporosis")(a) or _number(a, "age") >= OLD_AGE_YEARS
    cause = a.get("trauma") == "minor" or a.get("onset") == "sudden"
    return (fragile and cause) or _yes_or_unsure("steroids_long")(a)


def _not_improving(a: Answers) -> bool:
    stuck = a.get("trend") == "not_improving" and _number(a, "duration_weeks") >= NOT_IMPROVING_WEEKS
    return stuck or a.get("trend") == "worsening"


def _very_severe(a: Answers) -> bool:
    return _severe(a) and a.get("trend") != "improving"


def _inflammatory_like(a: Answers) -> bool:
    stiff_min = _number(a, "stiffness_min")
    items = (
        stiff_min >= STIFF_OVERLAP_MIN,
        _yes("night_second_half")(a),
        _yes("better_with_movement")(a) and a.get("better_with_rest") is not True,
        _yes("alternating_buttock")(a),
        _number(a, "age_onset") < ONSET_AGE_YEARS and _number(a, "duration_weeks") >= ONSET_WEEKS,
        _yes("spa_related_history")(a),
    )
    return sum(items) >= INFLAMMATORY_ITEMS or stiff_min > STIFF_LONG_MIN


def _lasting(a: Answers) -> bool:
    weeks = _number(a, "duration_weeks")
    return weeks >= LASTING_WEEKS or (a.get("trend") == "fluctuating" and weeks >= NOT_IMPROVING_WEEKS)


def _pregnant(a: Answers) -> bool:
    return _number(a, "pregnancy_weeks") > 0 or a.get("pregnancy_weeks", 0) in (None, UNSURE)


def _pregnancy_sign(a: Answers) -> bool:
    """A sign that asks for the midwife; a doubt counts as a yes in somebody who is, or may be, pregnant."""
    return _yes(*PREGNANCY_SIGNS)(a) or (
        "pregnancy_weeks" in a and _pregnant(a) and _yes_or_unsure(*PREGNANCY_SIGNS)(a)
    )


def _nothing_asked(a: Answers) -> bool:
    """Not one answer that any rule reads: no ground to reassure anybody."""
    return all(key in COMFORT_KEYS and key != "location" for key, value in a.items() if value is not None)


def _skipped(a: Answers) -> bool:
    return any(key in a and a[key] is None for key in ALARM_KEYS)


RULES: Final[tuple[Rule, ...]] = (
    Rule("T-E1", _EMERGENCY, _saddle_or_bladder),
    Rule("T-E2", _EMERGENCY, _both_legs),
    Rule("T-E3", _EMERGENCY, lambda a: a.get("leg_weakness") in ("progressive", "severe", UNSURE)),
    Rule("T-E4", _EMERGENCY, _yes(*FEVER)),
    Rule("T-E5", _EMERGENCY, lambda a: a.get("trauma") in ("severe", UNSURE)),
    Rule("T-E6", _EMERGENCY, _yes("weight_loss_unexplained")),  # X2: strict
    Rule("T-E7", _EMERGENCY, lambda a: _yes(*AORTA)(a) or _tearing_pain(a) or _doubt_and_more(a, AORTA), call_112=True),
    Rule("T-E8", _EMERGENCY, lambda a: _yes(*CHEST)(a) or _doubt_and_more(a, CHEST), call_112=True),
    Rule("T-E9", _EMERGENCY, _infection_and_ill),
    Rule("T-E10", _EMERGENCY, _cancer_and_more),
    Rule("T-E11", _EMERGENCY, _pregnancy_sign),
    Rule("T-E14", _EMERGENCY, _yes("flank_colic")),
    Rule("unsure_alarm_sign", _DAYS, lambda a: any(a.get(key) == UNSURE for key in _DOUBT_MEANS_DAYS)),
    Rule("T-D1", _DAYS, _yes_or_unsure("tingling_numb_leg")),
    Rule("T-D2", _DAYS, lambda a: a.get("leg_weakness") == "mild_stable"),
    Rule("T-D3", _DAYS, _not_improving),
    Rule("T-D4", _DAYS, lambda a: a.get("night_wake") in ("most_nights", UNSURE)),
    Rule("T-D5", _DAYS, _yes_or_unsure("cancer_history")),
    Rule("T-D6", _DAYS, _fragile_fracture),
    Rule("T-D7", _DAYS, _yes_or_unsure(*INFECTION_RISK)),
    Rule("T-D8", _DAYS, _yes_or_unsure(*NO_REST)),
    Rule("T-D9", _DAYS, _yes_or_unsure("sexual_function_change")),
    Rule("T-D10", _DAYS, lambda a: _number(a, "age") < ADULT_AGE_YEARS),
    Rule("T-D11", _DAYS, _yes_or_unsure("one_sided_rash")),
    Rule("T-D12", _DAYS, _very_severe),
    Rule("T-D13", _DAYS, _below_knee),
    Rule("T-D14", _DAYS, _yes_or_unsure("unwell")),
    Rule("T-W1", _WEEKS, _inflammatory_like),
    Rule("T-W2", _WEEKS, _lasting),
    Rule("T-W3", _WEEKS, lambda a: a.get("radiation") in ("buttock", "thigh")),
    Rule("T-W4", _WEEKS, _yes_or_unsure("recurrent_mornings")),
    Rule("T-W5", _WEEKS, _yes_or_unsure("claudication_like")),
    Rule("T-W6", _WEEKS, lambda a: any(a.get(key) == LONGSTANDING for key in BLADDER_AND_SADDLE)),
    Rule("T-W7", _WEEKS, lambda a: _yes("first_episode")(a) and _number(a, "age") >= LATE_FIRST_AGE_YEARS),
    Rule("T-W8", _WEEKS, _pregnant),
    Rule("skipped_alarm_sign", _WEEKS, _skipped),
    Rule("nothing_asked", _WEEKS, _nothing_asked),
)


def assess(answers: Answers) -> Assessment:
    """Evaluate the answers: the highest level of all rules that fire, self-care when none does.

    Args:
        answers: answer key -> value. Absent: not asked; None: skipped; "unsure": does not know.

    Raises:
        UserError: an unknown answer key or value; the message names the key. Nothing is assessed then.
    """
    _check(answers)
    fired = [rule for rule in RULES if rule.fires(answers)]
    level = max((rule.level for rule in fired), key=LEVELS.index, default=LEVELS[0])
    return Assessment(
        level=level,
        call_112=any(rule.call_112 for rule in fired),
        reasons=tuple(rule.id for rule in fired),
        products_hidden=level == _EMERGENCY,
        signs_asked=answers.get("red_flag_none_ticked") is True
        or any(answers.get(key) is not None for key in ALARM_KEYS),
    )


def _check(answers: Answers) -> None:
    if not isinstance(answers, Mapping):
        raise UserError(
            f"answers are a {type(answers).__name__}", where="answers", allowed="an object of key and value"
        )
    for key, value in answers.items():
        if key not in (*COMFORT_KEYS, *_FLAGS, *_CHOICES, *_RANGES):
            raise UserError("there is no such answer key", where=str(key), mend="Leave it out or correct its spelling.")
        if value is None or value == UNSURE:
            continue
        if not _is_allowed(key, value):
            raise UserError(f"{value!r} is no answer here", where=key, allowed=_allowed(key))


def _is_allowed(key: str, value: object) -> bool:
    if key in COMFORT_KEYS:
        return all(
            isinstance(item, str | int | float) for item in (value if isinstance(value, list | tuple) else (value,))
        )
    if key in _RANGES:
        low, high = _RANGES[key]
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if key in _CHOICES:
        return value in _CHOICES[key]
    return isinstance(value, bool) or (value == LONGSTANDING and key in BLADDER_AND_SADDLE)


def _allowed(key: str) -> str:
    if key in COMFORT_KEYS:
        return "true, false, a number, a word, or a list of words"
    if key in _RANGES:
        return "a number from {} to {}".format(*_RANGES[key]) + ", null or unsure"
    choices = _CHOICES.get(key, ("true", "false"))
    longstanding = (LONGSTANDING,) if key in BLADDER_AND_SADDLE else ()
    return ", ".join((*choices, *longstanding, "null", UNSURE))
