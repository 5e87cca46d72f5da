"""How strong the evidence behind each claim is, and its source: one row per sentence.

Grades: A several good trials, B one good trial or several weak ones, C observation or laboratory, D judgement of
    professionals. The register for readers is `docs/claims.csv`; a test keeps the two consistent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from recommender.reasons import Figure, Reason

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
POSTURE_VIDEO: Final = "Cary 2021, PLoS One e0260582"
ADJUSTABLE: Final = "PMID 11104482"
ALARM: Final = "NHG guideline M54, 2017"
BLADDER: Final = "GIRFT; BMJ Best Practice 3000164"
INFECTION: Final = "BMC Musculoskelet Disord 2019, s12891-019-2949-6"
RED_FLAGS: Final = "Downie 2013, BMJ 347:f7095"
EMERGENCY: Final = "Eur Spine J, review of signs in emergency departments"
SEARCHED: Final = "own search of the literature"
MEANING: Final = "meaning of the word"
CATALOGUE: Final = "the shop's catalogue"

EVIDENCE: Final[Mapping[str, tuple[Grade, str]]] = {
    # Signs of a bed: the person's own observation, and how much such a sign shows.
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
    "advice.feels_right": ("D", TOLD),
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
    # The bed and its base, before another bed is bought
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
    # The guide: possible causes
    "guide_causes.lead": ("D", EXPERT),
    "guide.why_morning": ("D", EXPERT),
    "guide.map_long": ("D", EXPERT),
    "guide.map_pressure": ("D", EXPERT),
    "guide.map_still": ("D", EXPERT),
    "guide.map_already": ("D", EXPERT),
    "guide.most_common": ("D", EXPERT),
    "guide.posture_thin": ("C", POSTURE),
    "guide.posture_video": ("C", POSTURE_VIDEO),
    "guide.muscle_fits": ("D", EXPERT),
    "guide.muscle_fits_less": ("D", LEG),
    "guide.muscle_log": ("D", EXPERT),
    "guide.still_signs": ("D", EXPERT),
    "guide.still_step": ("D", EXPERT),
    "guide.twisted_signs": ("D", EXPERT),
    "guide.twisted_step": ("D", EXPERT),
    "guide.soft_signs": ("D", EXPERT),
    "guide.soft_step": ("D", EXPERT),
    "guide.sagged_signs": ("C", SAGGING),
    "guide.sagged_step": ("D", EXPERT),
    "guide.hard_signs": ("D", EXPERT),
    "guide.hard_step": ("D", EXPERT),
    "guide.slats_signs": ("D", EXPERT),
    "guide.slats_step": ("D", EXPERT),
    "guide.pillow_signs": ("D", EXPERT),
    "guide.pillow_step": ("D", EXPERT),
    "guide.overload_signs": ("D", EXPERT),
    "guide.overload_step": ("D", EXPERT),
    "guide.hollow_signs": ("D", EXPERT),
    "guide.hollow_step": ("D", EXPERT),
    "guide.pelvis_signs": ("D", EXPERT),
    "guide.pelvis_step": ("D", EXPERT),
    "guide.nerve_signs": ("C", LEG),
    "guide.nerve_step": ("D", LEG),
    "guide.inflamed_signs": ("C", STIFF_LONG),
    "guide.inflamed_step": ("D", STIFF_LONG),
    "guide.stress_signs": ("C", STRESS),
    "guide.stress_step": ("D", EXPERT),
    # The guide: postures and the knee pillow
    "guide.neutral": ("D", MEANING),
    "guide.on_side": ("C", POSTURE),
    "guide.on_back": ("D", EXPERT),
    "guide.back_not_for_all": ("D", EXPERT),
    "guide.half_turned": ("C", POSTURE),
    "guide.on_stomach": ("C", POSTURE),
    "guide.pregnant_no_back": ("C", PREGNANCY_SIDE),
    "guide.getting_up": ("D", EXPERT),
    "guide.head_pillow": ("D", EXPERT),
    "guide.why_knee_pillow": ("D", EXPERT),
    "guide.check_good": ("D", EXPERT),
    "guide.check_low": ("D", EXPERT),
    "guide.check_high": ("D", EXPERT),
    "guide.check_try": ("D", EXPERT),
    "guide.wide_hips": ("D", EXPERT),
    "guide.where_side": ("D", EXPERT),
    "guide.where_back": ("D", EXPERT),
    "guide.where_stomach": ("D", EXPERT),
    "guide.knee_pillow_evidence": ("D", SEARCHED),
    # The guide: the morning routine
    "guide.stop_rule": ("D", EXPERT),
    "guide.leg_leave_out": ("D", LEG),
    "guide.pregnant_leave_out": ("D", EXPERT),
    "guide.early_bending": ("B", EARLY_BENDING),
    "guide.real_minutes": ("D", EXPERT),
    # The guide: the bed a person has
    "guide.support": ("D", MEANING),
    "guide.pressure": ("D", MEANING),
    "guide.too_soft": ("C", MECHANICS),
    "guide.too_firm": ("C", MECHANICS),
    "guide.test_roll": ("C", SAGGING),
    "guide.test_waist_weak": ("D", SEARCHED),
    "guide.test_elsewhere": ("D", EXPERT),
    "guide.now_fine": ("D", EXPERT),
    "guide.now_young": ("D", EXPERT),
    "guide.worn_signs": ("D", EXPERT),
    "guide.age_evidence": ("C", BED_AGE),
    # The guide: whom to see, questions, words
    "guide.wait_yourself": ("D", ACTIVE),
    "guide.thirty_sixty": ("D", STIFF_LONG),
    "guide.wait_until": ("D", ACTIVE),
    "guide.physio": ("D", ACTIVE),
    "guide.q_nap": ("D", EXPERT),
    "guide.q_walk": ("D", ACTIVE),
    "guide.q_firm": ("B", FIRMNESS),
    "guide.q_adjustable": ("C", ADJUSTABLE),
    "guide.q_one": ("D", EXPERT),
    "guide.q_facts": ("D", EXPERT),
    "guide.q_how_long": ("B", FIRMNESS),
    "guide.g_morning": ("D", MEANING),
    "guide.g_pelvis": ("D", MEANING),
    "guide.g_muscle": ("D", MEANING),
    "guide.g_joints": ("D", MEANING),
    "guide.g_nerve": ("D", MEANING),
    "guide.g_inflamed": ("D", MEANING),
    "guide.g_sensitive": ("D", MEANING),
    "guide.g_one": ("D", MEANING),
    "guide.g_hinge": ("D", MEANING),
    "guide.g_firmness": ("D", MEANING),
    "guide.g_zone": ("D", MEANING),
    # The leaflet: single signs are weak and rarely serious, so the list is deliberately long
    "leaflet.intro": ("D", ALARM),
    "leaflet.collapse_or_aorta": ("C", ALARM),
    "leaflet.chest_or_breath": ("D", EXPERT),
    "leaflet.bladder_or_bowel": ("C", BLADDER),
    "leaflet.bladder_feeling": ("C", BLADDER),
    "leaflet.saddle_numb": ("C", BLADDER),
    "leaflet.both_legs": ("D", BLADDER),
    "leaflet.leg_weakness": ("D", LEG),
    "leaflet.fever": ("C", EMERGENCY),
    "leaflet.severe_trauma": ("C", RED_FLAGS),
    "leaflet.weight_loss": ("C", EMERGENCY),
    "leaflet.infection_risk": ("C", INFECTION),
    "leaflet.cancer_history": ("C", RED_FLAGS),
    "leaflet.pregnancy": ("D", EXPERT),
    "leaflet.flank_colic": ("C", EMERGENCY),
    "leaflet.days_leg": ("D", LEG),
    "leaflet.days_not_improving": ("D", ALARM),
    "leaflet.days_night": ("D", EXPERT),
    "leaflet.weeks_lasting": ("D", ALARM),
    "leaflet.weeks_stiffness": ("C", STIFF_LONG),
    "leaflet.weeks_physio": ("D", ACTIVE),
    # The answer page: statements of mechanics and catalogue about a bed and a body
    "reason.close_firmness": ("C", MECHANICS),
    "reason.close_firmness_same": ("C", MECHANICS),
    "reason.close_firmness_set": ("C", MECHANICS),
    "reason.close_firmness_set_same": ("C", MECHANICS),
    "reason.within_interval": ("C", MECHANICS),
    "reason.within_interval_set": ("C", MECHANICS),
    "reason.shoulder_pressure": ("C", MECHANICS),
    "reason.hip_pressure": ("C", MECHANICS),
    "reason.waist_support": ("C", MECHANICS),
    "reason.immersion": ("C", MECHANICS),
    "reason.none_better": ("C", MECHANICS),
    "reason.shoulder_room": ("C", MECHANICS),
    "reason.level": ("C", MECHANICS),
    "reason.bend": ("C", MECHANICS),
    "reason.shoulder_pressure_first": ("C", MECHANICS),
    "reason.hip_pressure_first": ("C", MECHANICS),
    "reason.immersion_first": ("C", MECHANICS),
    "reason.shoulder_room_first": ("C", MECHANICS),
    "reason.level_first": ("C", MECHANICS),
    "reason.bend_first": ("C", MECHANICS),
    "reason.waist_support_first": ("C", MECHANICS),
    "reason.firmer_than_first": ("C", MECHANICS),
    "reason.firmer_than_first_set": ("C", MECHANICS),
    "reason.softer_than_first": ("C", MECHANICS),
    "reason.softer_than_first_set": ("C", MECHANICS),
    "reason.alike": ("C", MECHANICS),
    "reason.points_behind": ("C", MECHANICS),
    "reason.measured": ("D", CATALOGUE),
    "reason.layers_stated": ("D", CATALOGUE),
    "reason.shoulder_zone": ("D", CATALOGUE),
    "reason.waist_zone": ("D", CATALOGUE),
    "reason.can_be_set": ("D", CATALOGUE),
    "reason.two_sides": ("D", CATALOGUE),
    "reason.trial": ("D", CATALOGUE),
    "reason.highest": ("D", CATALOGUE),
    "reason.lowest": ("D", CATALOGUE),
    "reason.shoulder_pressure_cost": ("C", MECHANICS),
    "reason.hip_pressure_cost": ("C", MECHANICS),
    "reason.immersion_cost": ("C", MECHANICS),
    "reason.shoulder_room_cost": ("C", MECHANICS),
    "reason.level_cost": ("C", MECHANICS),
    "reason.bend_cost": ("C", MECHANICS),
    "reason.waist_support_cost": ("C", MECHANICS),
    "reason.as_good": ("C", MECHANICS),
    "reason.exchangeable": ("D", CATALOGUE),
    "caution.firmer_than_target": ("C", MECHANICS),
    "caution.softer_than_target": ("C", MECHANICS),
    "caution.warm": ("D", EXPERT),
    "caution.bed_length": ("D", EXPERT),
    "caution.firmness_unsure": ("C", CATALOGUE),
    "caution.firmness_unsure_at_home": ("C", CATALOGUE),
    "caution.zoning_unknown": ("D", CATALOGUE),
    "caution.zones_counted": ("D", CATALOGUE),
    "caution.outside_tried_range": ("C", MECHANICS),
    "caution.outside_measured_maps": ("C", MECHANICS),
    "caution.position_never_measured": ("C", MECHANICS),
    "body.lead": ("C", MECHANICS),
    "caution.zones_too_low": ("C", MECHANICS),
    "not_chosen.too_firm": ("C", MECHANICS),
    "not_chosen.too_soft": ("C", MECHANICS),
    "not_chosen.less_sure": ("C", MECHANICS),
    "not_chosen.firmer": ("C", MECHANICS),
    "not_chosen.softer": ("C", MECHANICS),
    "not_chosen.shoulder_pressure": ("C", MECHANICS),
    "not_chosen.hip_pressure": ("C", MECHANICS),
    "not_chosen.hip_deep": ("C", MECHANICS),
    "not_chosen.shoulder_shallow": ("C", MECHANICS),
    "not_chosen.tilt": ("C", MECHANICS),
    "not_chosen.bend": ("C", MECHANICS),
    "not_chosen.waist": ("C", MECHANICS),
    "not_chosen.shoulder_pressure_made": ("C", MECHANICS),
    "not_chosen.hip_pressure_made": ("C", MECHANICS),
    "not_chosen.hardly_known": ("D", CATALOGUE),
    "not_chosen.dearer": ("D", CATALOGUE),
    "not_chosen.no_price": ("D", CATALOGUE),
    "not_chosen.as_good": ("D", CATALOGUE),
    "not_chosen.over_weight_limit": ("D", CATALOGUE),
    "result.target": ("C", MECHANICS),
    "result.target_beyond": ("C", MECHANICS),
    "result.sinks": ("C", MECHANICS),
}


def graded(key: str, **figures: Figure) -> Reason:
    """The reason `key` with its grade and source beside its figures."""
    grade, source = EVIDENCE[key]
    return Reason(key, {**figures, "grade": grade, "source": source})
