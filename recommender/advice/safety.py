"""Alarm signs come before products: the leaflet, and the one question that decides what is shown first.

The question is asked in short, with the full list in a fold; only `triage` evaluates answers one by one.
The words are keys of `storefront/words`, all starting with `leaflet.` or `safety.`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from recommender.errors import UserError
from recommender.sleeper import Alarm

Country = Literal["nl", "be"]

ALARM_ANSWERS: Final[tuple[str, ...]] = get_args(Alarm)
HIDING: Final = ("yes", "unsure")  # the answers that come before products

# S-02: both branches are always shown: the usual explanation of most mornings, and when to call. C3: the heading says
# "together with back pain" and every sign says "new or changed", so that a cold or an old complaint does not hide the
# shop.
LEAFLET_HEADING: Final = "leaflet.heading"

# One entry per sign, those for emergency number 112 first: the union of S-06 and S-79 (X2, X3: union, strict) and the
# T-E list.
LEAFLET: Final[tuple[str, ...]] = (
    "leaflet.collapse_or_aorta",  # T-E7
    "leaflet.chest_or_breath",  # T-E8
    "leaflet.bladder_or_bowel",  # S-06, S-79, T-E1
    "leaflet.bladder_feeling",  # T-E1
    "leaflet.saddle_numb",  # S-06, S-79, T-E1
    "leaflet.both_legs",  # T-E2
    "leaflet.leg_weakness",  # S-06, S-79, T-E3
    "leaflet.fever",  # S-06, S-79, T-E4
    "leaflet.severe_trauma",  # S-79, T-E5
    "leaflet.weight_loss",  # S-06, T-E6
    "leaflet.infection_risk",  # T-E9
    "leaflet.cancer_history",  # T-E10
    "leaflet.pregnancy",  # T-E11
    "leaflet.flank_colic",  # T-E14
)

# The one question in short: every sign of the list stands in one of its lines; the list itself is a fold below.
SHORT: Final[Mapping[str, tuple[str, ...]]] = {
    "safety.short_sudden": ("leaflet.collapse_or_aorta", "leaflet.chest_or_breath", "leaflet.flank_colic"),
    "safety.short_nerves": (
        "leaflet.bladder_or_bowel",
        "leaflet.bladder_feeling",
        "leaflet.saddle_numb",
        "leaflet.both_legs",
        "leaflet.leg_weakness",
    ),
    "safety.short_ill": (
        "leaflet.fever",
        "leaflet.severe_trauma",
        "leaflet.weight_loss",
        "leaflet.infection_risk",
        "leaflet.cancer_history",
        "leaflet.pregnancy",
    ),
}

# The same text for everybody, below the alarm list: S-78 and S-80 (days), S-78 and S-81 (weeks).
LEAFLET_DAYS_HEADING: Final = "leaflet.days_heading"
LEAFLET_DAYS: Final[tuple[str, ...]] = (
    "leaflet.days_leg",  # S-04, S-18, S-80
    "leaflet.days_not_improving",  # S-12, S-80, X5
    "leaflet.days_night",  # S-80
)
LEAFLET_WEEKS_HEADING: Final = "leaflet.weeks_heading"
LEAFLET_WEEKS: Final[tuple[str, ...]] = (
    "leaflet.weeks_lasting",  # S-78, X4
    "leaflet.weeks_stiffness",  # S-58
    "leaflet.weeks_physio",  # S-81
)

_CALL_FIRST: Final = {
    "leaflet.collapse_or_aorta": "leaflet.call_112",
    "leaflet.chest_or_breath": "leaflet.call_112",
    "leaflet.bladder_or_bowel": "leaflet.call_right_away",
    "leaflet.bladder_feeling": "leaflet.call_right_away",
    "leaflet.saddle_numb": "leaflet.call_right_away",
    "leaflet.leg_weakness": "leaflet.call_right_away",
}


def hides_products(alarm_signs: str) -> bool:
    """Whether the answer to the one question puts the leaflet first and hides the products: yes and unsure do.

    Args:
        alarm_signs: yes, no, unsure or not_asked, for the whole list at once.

    Raises:
        UserError: an unknown answer.
    """
    if alarm_signs not in ALARM_ANSWERS:
        raise UserError(f"{alarm_signs!r} is no answer", where="alarm_signs", allowed=", ".join(ALARM_ANSWERS))
    return alarm_signs in HIDING


def call_for(sign: str, country: Country = "nl") -> str:
    """Whom to call for this sign of `LEAFLET`: the key of a sentence."""
    if sign == "leaflet.pregnancy":
        return _midwife(country)
    return _CALL_FIRST.get(sign, "leaflet.call_gp_today")


def who_to_call(country: Country = "nl") -> tuple[str, ...]:
    """Keys of the sentences that say whom to call, most urgent first; Belgium has its own out-of-hours number."""
    out_of_hours = "leaflet.call_out_of_hours_be" if country == "be" else "leaflet.call_out_of_hours"
    return ("leaflet.call_112", "leaflet.call_gp_today", out_of_hours, _midwife(country))


def _midwife(country: Country) -> str:
    return "leaflet.call_midwife_be" if country == "be" else "leaflet.call_midwife"
