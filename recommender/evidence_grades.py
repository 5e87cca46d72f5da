"""How strong the evidence behind each piece of advice is, and where it stands: one row a sentence.

Grades: A several good trials, B one good trial or several weak ones, C observation or laboratory, D judgement of
professionals. The register for readers is `docs/claims.csv`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from recommender.explanation import Figure, Reason

Grade = Literal["A", "B", "C", "D"]

EXPERT: Final = "expert judgement"
POSTURE: Final = "Cary 2019, BMJ Open 9:e027633"
EARLY_BENDING: Final = "Snook 1998, Spine 23:2601"
FIRMNESS: Final = "Kovacs 2003, Lancet 362:1599"
HARD_BED: Final = "Bergholdt 2008, Spine 33:703"
SAGGING: Final = "Verhaert 2011, Ergonomics"
NECK_PILLOW: Final = "Pang 2021, Clin Biomech 105353"
PREGNANCY_TRIAL: Final = "Int J Womens Health, S335977"
PREGNANCY_SIDE: Final = "PLoS One 0179396"
BED_AGE: Final = "Jacobson 2007 and 2009 (PMC2697581)"
STRESS: Final = "SLEEP 2024, zsae023"
ACTIVE: Final = "NHG guideline M54, 2017; KNGF 2021"
LEG: Final = "NHG guideline M55, 2015"
STIFF_LONG: Final = "ASAS 2009, Ann Rheum Dis 68:784"
SORE_SHOULDER: Final = "Danish survey, PMID 22608285"
OUTER_HIP: Final = "Mersey Care leaflet on outer hip pain"
MECHANICS: Final = "own mechanics of lying"
ANSUR: Final = "ANSUR II 2012 (6,068 bodies)"
TOLD: Final = "your own answer"

EVIDENCE: Final[Mapping[str, tuple[Grade, str]]] = {
    # What a bed shows: the person's own observation, and how much such a sign says.
    "advice.sign_trough": ("C", SAGGING),
    "advice.sign_hammock": ("C", SAGGING),
    "advice.sign_feels_soft": ("D", TOLD),
    "advice.sign_feels_firm": ("D", TOLD),
    "advice.sign_pressure_shoulder": ("D", EXPERT),
    "advice.sign_pressure_hip": ("D", EXPERT),
    "advice.sign_waist_gap": ("D", EXPERT),
    "advice.sign_better_elsewhere": ("D", EXPERT),
    "advice.sign_base": ("D", EXPERT),
    "advice.sign_none": ("D", EXPERT),
    "advice.sign_mixed": ("D", EXPERT),
    "advice.sign_untested": ("D", EXPERT),
    "advice.keep_bed": ("C", BED_AGE),
    "advice.wait_strain": ("D", EXPERT),
    # Whom to see first
    "advice.leg_assess_first": ("D", LEG),
    "advice.leg_no_forced_stretch": ("D", LEG),
    "advice.leg_walk_if_eases": ("D", LEG),
    "advice.stiffness_see_gp": ("D", STIFF_LONG),
    # Posture and pillows
    "advice.pregnancy_side": ("C", PREGNANCY_SIDE),
    "advice.pregnancy_pillows": ("B", PREGNANCY_TRIAL),
    "advice.pregnancy_no_bed_for_years": ("D", EXPERT),
    "advice.side_stacked": ("C", POSTURE),
    "advice.stomach_taper": ("C", POSTURE),
    "advice.stomach_pillow": ("D", EXPERT),
    "advice.knee_pillow_side": ("D", EXPERT),
    "advice.ankle_pillow": ("D", EXPERT),
    "advice.knee_pillow_back": ("D", EXPERT),
    "advice.less_hollow": ("D", EXPERT),
    "advice.raise_legs": ("D", EXPERT),
    "advice.roll_in_one": ("D", EXPERT),
    "advice.shoulder_other_side": ("C", SORE_SHOULDER),
    "advice.hip_other_side": ("D", OUTER_HIP),
    "advice.neck_pillow_first": ("B", NECK_PILLOW),
    # Moving and unwinding
    "advice.why_morning": ("D", EXPERT),
    "advice.keep_moving": ("B", ACTIVE),
    "advice.warmth_and_build_up": ("D", EXPERT),
    "advice.routine": ("D", EXPERT),
    "advice.knees_to_chest_later": ("B", EARLY_BENDING),
    "advice.step_pelvic_tilt": ("D", EXPERT),
    "advice.step_knees_to_chest": ("D", EXPERT),
    "advice.step_cat_cow": ("D", EXPERT),
    "advice.step_hip_hinge": ("D", EXPERT),
    "advice.step_walk": ("D", EXPERT),
    "advice.wind_down": ("C", STRESS),
    # The bed and its base, before another one is bought
    "advice.test_trough": ("C", SAGGING),
    "advice.test_waist": ("D", EXPERT),
    "advice.test_side_photo": ("D", EXPERT),
    "advice.check_slats": ("D", EXPERT),
    "advice.slat_sliders": ("D", EXPERT),
    "advice.base_flat": ("D", EXPERT),
    "advice.base_motorised": ("D", EXPERT),
    "advice.base_boxspring": ("D", EXPERT),
    "advice.without_topper": ("D", EXPERT),
    "advice.turn_mattress": ("D", EXPERT),
    "advice.board_test": ("D", EXPERT),
    "advice.warranty_first": ("D", EXPERT),
    "advice.sagged_core": ("D", EXPERT),
    "advice.soft_on_side": ("C", SAGGING),
    "advice.soft_on_back": ("C", MECHANICS),
    "advice.soft_on_stomach": ("C", SAGGING),
    "advice.softer_top_first": ("B", HARD_BED),
    "advice.firm_not_better": ("B", FIRMNESS),
    "advice.bed_age": ("C", BED_AGE),
    "advice.seven_nights": ("D", EXPERT),
    # The pillow line
    "pillow.side": ("D", ANSUR),
    "pillow.back": ("D", EXPERT),
    "pillow.stomach": ("D", EXPERT),
}


def graded(key: str, **figures: Figure) -> Reason:
    """The reason `key` with its grade and source beside its figures."""
    grade, source = EVIDENCE[key]
    return Reason(key, {**figures, "grade": grade, "source": source})
