"""Contents of the guide's pages, in order: keys of the words, drawings, and the rule of the article each carries.

Every claim is a key of `recommender.advice.grades`; headings are keys `guide_page.`, which claim nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Tone = Literal["", "amber", "research", "cause", "question", "word"]


@dataclass(frozen=True)
class Part:
    """A part of a page: heading, claims below it, and drawings (names in `storefront.guide.drawings`) beside them.

    `tone`: amber asks for care; research shows evidence that contradicts what is often said; cause is one card of signs
    and a first step; question is collapsible; word is an entry of the glossary.
    """

    heading: str
    claims: tuple[str, ...]
    drawings: tuple[str, ...] = ()
    tone: Tone = ""


def _cause(name: str, tone: Tone = "cause") -> Part:
    return Part(f"guide_page.cause_{name}", (f"guide.{name}_signs", f"guide.{name}_step"), tone=tone)


CAUSES: Final = (  # S-01: the thirteen that can be counted, where the article promises twelve
    _cause("still"),  # S-08
    _cause("twisted"),  # S-14
    _cause("soft"),  # S-15
    _cause("sagged"),  # S-15, S-30
    _cause("hard"),  # S-16
    _cause("slats"),  # S-31
    _cause("pillow"),  # S-16, S-39
    _cause("overload"),  # S-17
    _cause("hollow"),  # S-46, S-48, S-50
    _cause("pelvis"),  # S-46, S-49, S-50
    _cause("nerve", "amber"),  # S-18, S-51, S-53, S-54
    _cause("inflamed", "amber"),  # S-55, S-57, S-58
    _cause("stress"),  # S-59, S-61, S-62
)

PREGNANT: Final = Part("guide_page.pregnant", ("guide.pregnant_no_back", "advice.pregnancy_pillows"), tone="amber")

GUIDE: Final[Mapping[str, tuple[Part, ...]]] = {
    "guide_causes": (
        Part("guide_page.why_morning", ("guide.why_morning",)),  # S-08
        Part(  # S-10: which influence gives which feeling
            "guide_page.map", ("guide.map_long", "guide.map_pressure", "guide.map_still", "guide.map_already")
        ),
        Part("guide_page.most_common", ("guide.most_common",)),  # S-13, S-03
        # S-20, S-24: that posture is a cause is shown with what was measured about it
        Part("guide_page.research", ("guide.posture_thin", "guide.posture_video"), tone="research"),
        # S-41, S-43, S-44, S-45
        Part("guide_page.muscle_heading", ("guide.muscle_fits", "guide.muscle_fits_less", "guide.muscle_log")),
        Part("guide_page.causes_heading", ()),
        *CAUSES,
        PREGNANT,  # X12
    ),
    "guide_postures": (
        Part("guide_page.neutral", ("guide.neutral",)),  # S-21
        Part("guide_page.on_side", ("guide.on_side",), ("side",)),  # S-22
        Part("guide_page.on_back", ("guide.on_back", "guide.back_not_for_all"), ("back",)),  # S-23, X12
        Part("guide_page.half_turned", ("guide.half_turned",), ("half_turned",)),  # S-20, S-24
        Part("guide_page.on_stomach", ("guide.on_stomach",), ("stomach",)),  # S-20, S-24, S-25
        PREGNANT,  # X12
        Part("guide_page.research", ("guide.posture_thin", "guide.posture_video"), tone="research"),
        Part("guide_page.head_pillow", ("guide.head_pillow",)),  # S-16
        Part("guide_page.getting_up", ("guide.getting_up",), ("roll",)),  # S-50
    ),
    "guide_knee_pillow": (
        Part("guide_page.why_knee_pillow", ("guide.why_knee_pillow",)),  # S-34, S-35
        Part(  # S-39
            "guide_page.check",
            ("guide.check_good", "guide.check_low", "guide.check_high", "guide.check_try", "guide.wide_hips"),  # S-36
            ("knee_good", "knee_low", "knee_high"),
        ),
        Part(  # S-36, S-37, S-38
            "guide_page.where_knee_pillow",
            ("guide.where_side", "guide.where_back", "guide.where_stomach"),
            ("side", "back", "stomach_pillow"),
        ),
        PREGNANT,
        Part("guide_page.research", ("guide.knee_pillow_evidence",), tone="research"),  # S-34
    ),
    "guide_routine": (
        Part(
            "guide_page.leave_out", ("guide.stop_rule", "guide.leg_leave_out", "guide.pregnant_leave_out")
        ),  # S-69, X11
        # S-65, S-66: a trial contradicts bending early; X9: real minutes
        Part("guide_page.research", ("guide.early_bending", "guide.real_minutes"), tone="research"),
    ),
    "guide_bed_tests": (
        Part(  # S-26, S-27, S-28, S-29, X13
            "guide_page.what_bed_does", ("guide.support", "guide.pressure", "guide.too_soft", "guide.too_firm")
        ),
        Part("guide_page.test_trough", ("advice.test_trough",), ("trough",)),  # S-32
        Part("guide_page.test_roll", ("guide.test_roll",), ("hammock",)),  # S-32
        Part("guide_page.test_waist", ("advice.test_waist", "guide.test_waist_weak"), ("waist",)),  # S-33
        Part("guide_page.test_photo", ("advice.test_side_photo",), ("photo",)),  # S-33
        Part("guide_page.test_elsewhere", ("guide.test_elsewhere",)),  # S-85
        Part(
            "guide_page.test_base",
            ("advice.check_slats", "advice.slat_sliders", "advice.board_test", "advice.base_boxspring"),
            ("slats",),
        ),  # S-31
        Part(  # X14, X16
            "guide_page.what_now",
            ("guide.now_fine", "advice.without_topper", "advice.sagged_core", "guide.now_young"),
        ),
        Part("guide_page.research", ("guide.age_evidence",), tone="research"),  # S-86
    ),
    "guide_whom": (
        # S-02, S-04, S-11, S-12: the usual branch, and how long it may last
        Part("guide_page.wait_yourself", ("guide.wait_yourself", "guide.thirty_sixty", "guide.wait_until")),
        Part("guide_page.physio", ("guide.physio",)),  # S-81
    ),
    "guide_questions": (
        Part("guide_page.q_nap", ("guide.q_nap",), tone="question"),  # S-82
        Part("guide_page.q_walk", ("guide.q_walk",), tone="question"),  # S-83
        Part("guide_page.q_firm", ("guide.q_firm",), tone="question"),  # S-84
        Part("guide_page.q_worn", ("guide.worn_signs",), tone="question"),  # S-85
        Part("guide_page.q_age", ("guide.age_evidence",), tone="question"),  # S-86
        Part("guide_page.q_adjustable", ("guide.q_adjustable",), tone="question"),  # S-40
        Part("guide_page.q_one", ("guide.q_one",), tone="question"),  # S-07, S-19, S-77
        Part("guide_page.q_how_long", ("guide.q_how_long",), tone="question"),
        Part("guide_page.q_facts", ("guide.q_facts",), tone="question"),  # S-88
    ),
    "guide_glossary": (
        Part("guide_page.g_morning", ("guide.g_morning",), tone="word"),  # S-09
        Part("guide_page.g_neutral", ("guide.neutral",), tone="word"),  # S-21
        Part("guide_page.g_support", ("guide.support",), tone="word"),  # S-27
        Part("guide_page.g_pressure", ("guide.pressure",), tone="word"),  # S-27
        Part("guide_page.g_pelvis", ("guide.g_pelvis",), tone="word"),  # S-35
        Part("guide_page.g_muscle", ("guide.g_muscle",), tone="word"),  # S-42
        Part("guide_page.g_joints", ("guide.g_joints",), tone="word"),  # S-47
        Part("guide_page.g_nerve", ("guide.g_nerve",), tone="word"),  # S-52
        Part("guide_page.g_inflamed", ("guide.g_inflamed",), tone="word"),  # S-56
        Part("guide_page.g_sensitive", ("guide.g_sensitive",), tone="word"),  # S-60
        Part("guide_page.g_one", ("guide.g_one",), tone="word"),  # S-71
        Part("guide_page.g_hinge", ("guide.g_hinge",), tone="word"),  # S-67
        Part("guide_page.g_firmness", ("guide.g_firmness",), tone="word"),
        Part("guide_page.g_zone", ("guide.g_zone",), tone="word"),
    ),
}
