"""The engine of T-rules: each rule by id, the properties that keep it safe, and the vignettes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.advice.triage import ALARM_KEYS, BLADDER_AND_SADDLE, LEVELS, RULES, assess
from recommender.errors import UserError
from storefront.words import words

SAFETY = Path(__file__).resolve().parents[4] / "shared" / "data" / "safety"

# The minimal answers that fire each rule, and nothing of a higher level with it.
FIRES: dict[str, list[dict[str, object]]] = {
    "T-E1": [
        *({key: value} for key in BLADDER_AND_SADDLE for value in (True, "unsure")),
        {"sexual_function_change": True, "tingling_numb_leg": True},
        {"sexual_function_change": "unsure", "radiation": "below_knee"},
    ],
    "T-E2": [
        {"new_bilateral": True},
        {"radiation": "both_legs"},
        {"radiation": "both_legs", "claudication_like": True, "tingling_numb_leg": True},
        {"radiation": "both_legs", "claudication_like": True, "leg_weakness": "mild_stable"},
        {"radiation": "both_legs", "claudication_like": True, "onset": "sudden"},
        {"radiation": "both_legs", "claudication_like": True, "tingling_numb_leg": None},
    ],
    "T-E3": [{"leg_weakness": value} for value in ("progressive", "severe", "unsure")],
    "T-E4": [{"fever": True}, {"chills": True}],
    "T-E5": [{"trauma": "severe"}, {"trauma": "unsure"}],
    "T-E6": [{"weight_loss_unexplained": True}],
    "T-E7": [
        {"aaa_known": True},
        {"collapse": True},
        {"pulsating_abdomen": True},
        {"age": 40, "onset": "sudden", "pain_wake_nrs": 8, "independent_of_movement": True},
        {"age": 68, "onset": "sudden", "pain_wake_nrs": 8, "constant_at_rest": True},
        {"age": 68, "onset": "sudden", "pain_wake_nrs": 9, "independent_of_movement": "unsure"},
        {"age": None, "onset": "sudden", "pain_wake_nrs": 9, "independent_of_movement": True},
        {"onset": "unsure", "pain_wake_nrs": 9, "independent_of_movement": True},
        {"age": 68, "onset": "sudden", "pain_wake_nrs": None, "independent_of_movement": True},
        {"collapse": "unsure", "onset": "sudden"},
        {"aaa_known": "unsure", "constant_at_rest": True},
    ],
    "T-E8": [
        {"chest_pain": True},
        {"breathless": True},
        {"breathless": "unsure", "chest_pain": "unsure"},
        {"chest_pain": "unsure", "pain_wake_nrs": 8},
    ],
    "T-E9": [
        {"immunosuppressed": True, "unwell": True},
        {"iv_drug": True, "constant_at_rest": True},
        {"dialysis": True, "independent_of_movement": True},
        {"recent_spinal_procedure": True, "pain_wake_nrs": 8},
        {"recent_bacterial_infection": True, "unwell": True},
        {"immunosuppressed": "unsure", "unwell": True},
        {"iv_drug": True, "unwell": "unsure"},
        {"iv_drug": True, "night_wake": "most_nights"},
        {"dialysis": "unsure", "pain_wake_nrs": 9},
        {"recent_bacterial_infection": True, "leg_weakness": "mild_stable"},
        {"unwell": True, "constant_at_rest": True},
        {"unwell": True, "pain_wake_nrs": 8},
        {"fever": "unsure", "unwell": True},
        {"chills": "unsure", "pain_wake_nrs": 8},
    ],
    "T-E10": [
        {"cancer_history": True, "tingling_numb_leg": True},
        {"cancer_history": True, "leg_weakness": "mild_stable"},
        {"cancer_history": True, "constant_at_rest": True},
        {"cancer_history": True, "trend": "worsening"},
        {"cancer_history": True, "radiation": "below_knee"},
        {"cancer_history": True, "night_wake": "most_nights"},
        {"cancer_history": True, "constant_at_rest": "unsure"},
        {"cancer_history": "unsure", "leg_weakness": "mild_stable"},
        {"cancer_history": "unsure", "tingling_numb_leg": True},
    ],
    "T-E11": [
        {"pregnancy_weeks": 30, "fluid_loss": True},
        {"pregnancy_weeks": None, "vaginal_bleeding": True},
        {"pregnancy_weeks": 34, "fluid_loss": "unsure"},
        {"pregnancy_weeks": "unsure", "less_fetal_movement": "unsure"},
    ],
    "T-E14": [{"flank_colic": True}],
    "unsure_alarm_sign": [{"fever": "unsure"}, {"weight_loss_unexplained": "unsure"}, {"chest_pain": "unsure"}],
    "T-D1": [{"tingling_numb_leg": True}],
    "T-D2": [{"leg_weakness": "mild_stable"}],
    "T-D3": [{"trend": "worsening", "duration_weeks": 0.2}, {"trend": "not_improving", "duration_weeks": 2}],
    "T-D4": [{"night_wake": "most_nights"}],
    "T-D5": [{"cancer_history": True}, {"cancer_history": "unsure", "night_wake": "most_nights"}],
    "T-D6": [
        {"trauma": "minor", "osteoporosis": True},
        {"trauma": "minor", "steroids_long": True},
        {"trauma": "minor", "age": 70},
        {"steroids_long": True, "onset": "sudden"},
        {"steroids_long": "unsure", "onset": "gradual"},
        {"osteoporosis": True, "trauma": "none", "onset": "sudden"},
        {"age": 82, "onset": "sudden"},
    ],
    "T-D7": [{"dialysis": True}, {"immunosuppressed": "unsure"}],
    "T-D8": [{"constant_at_rest": True}, {"independent_of_movement": True}],
    "T-D9": [{"sexual_function_change": True}],
    "T-D10": [{"age": 17.9}],
    "T-D11": [{"one_sided_rash": True}],
    "T-D12": [
        {"pain_wake_nrs": 8, "duration_weeks": 0.5, "trend": "fluctuating"},
        {"pain_wake_nrs": 9, "duration_weeks": 0.02},
        {"pain_wake_nrs": 10, "onset": "sudden"},
    ],
    "T-D13": [{"radiation": "below_knee"}, {"radiation": "none", "location": ["dimples", "foot"]}],
    "T-D14": [{"unwell": True}, {"unwell": "unsure"}],
    "T-W1": [
        {"stiffness_min": 61},
        {"stiffness_min": 30, "night_second_half": True, "alternating_buttock": True},
        {"age_onset": 44, "duration_weeks": 12, "better_with_movement": True, "spa_related_history": True},
    ],
    "T-W2": [{"trend": "fluctuating", "duration_weeks": 2}, {"trend": "improving", "duration_weeks": 6}],
    "T-W3": [{"radiation": "buttock"}, {"radiation": "thigh"}],
    "T-W4": [{"recurrent_mornings": True}],
    "T-W5": [{"radiation": "both_legs", "claudication_like": True}, {"claudication_like": True}],
    "T-W6": [{key: "longstanding_unchanged"} for key in BLADDER_AND_SADDLE],
    "T-W7": [{"first_episode": True, "age": 50}],
    "T-W8": [{"pregnancy_weeks": 12}, {"pregnancy_weeks": None}],
    "skipped_alarm_sign": [{key: None} for key in ALARM_KEYS],
    "nothing_asked": [{}, {"age": None}, {"posture": "side", "restless": True}],
}
JUST_NOT = [
    {"age": 40, "onset": "sudden", "pain_wake_nrs": 7.9, "duration_weeks": 0.4},
    {"stiffness_min": 30, "duration_weeks": 1, "trend": "not_improving"},
    {"stiffness_min": 60, "night_second_half": True},
    {"age": 69, "trauma": "minor"},
    {"osteoporosis": True, "onset": "gradual"},
    {"age": 39, "onset": "sudden", "pain_wake_nrs": 7},
    {"pain_wake_nrs": 10, "trend": "improving", "duration_weeks": 5.9},
    {"first_episode": True, "age": 49},
    {"fever": False, "radiation": "none", "leg_weakness": "none", "trauma": "none", "red_flag_none_ticked": True},
    {"better_with_movement": True, "better_with_rest": True, "stiffness_min": 30, "night_second_half": True},
]


def test_every_rule_is_tried_and_every_id_stands_once():
    assert [rule.id for rule in RULES] == list(FIRES)


@pytest.mark.parametrize("rule_id", FIRES)
def test_each_rule_fires_at_its_level(rule_id):
    rule = next(rule for rule in RULES if rule.id == rule_id)
    for answers in FIRES[rule_id]:
        result = assess(answers)
        assert rule_id in result.reasons, answers
        assert result.level == rule.level, answers
        assert result.call_112 == (rule_id in ("T-E7", "T-E8")), answers
        assert result.products_hidden == (result.level == "emergency_same_day"), answers


@pytest.mark.parametrize("answers", JUST_NOT)
def test_just_short_of_a_rule_stays_self_care(answers):
    assert assess(answers).level == "self_care"
    assert assess(answers).reasons == ()


FLAGS = sorted(set(ALARM_KEYS) - {"radiation", "leg_weakness", "trauma", "night_wake"})
answer_sets = st.fixed_dictionaries(
    {},
    optional={
        **{key: st.sampled_from([True, False, "unsure", None]) for key in FLAGS},
        "radiation": st.sampled_from(["none", "buttock", "thigh", "below_knee", "both_legs", "unsure", None]),
        "leg_weakness": st.sampled_from(["none", "mild_stable", "progressive", "severe", "unsure", None]),
        "trauma": st.sampled_from(["none", "minor", "severe", "unsure", None]),
        "trend": st.sampled_from(["improving", "fluctuating", "not_improving", "worsening", None]),
        "night_wake": st.sampled_from(["none", "occasional", "most_nights", None]),
        "onset": st.sampled_from(["sudden", "gradual", None]),
        "age": st.floats(0, 100),
        "duration_weeks": st.floats(0, 60),
        "pain_wake_nrs": st.integers(0, 10),
        "stiffness_min": st.floats(0, 120),
        "claudication_like": st.booleans(),
        "recurrent_mornings": st.booleans(),
        "first_episode": st.booleans(),
        "better_with_movement": st.booleans(),
    },
)


def rank(answers):
    return LEVELS.index(assess(answers).level)


@given(answer_sets)
def test_the_highest_level_wins(answers):
    result = assess(answers)
    fired = [rule for rule in RULES if rule.id in result.reasons]
    assert result.level == max((rule.level for rule in fired), key=LEVELS.index, default="self_care")


@given(answer_sets, st.sampled_from(FLAGS))
def test_an_extra_flag_never_lowers_the_level(answers, flag):
    assert rank({**answers, flag: True}) >= rank(answers)


@given(answer_sets, st.randoms())
def test_the_order_of_answers_does_not_matter(answers, random):
    keys = list(answers)
    random.shuffle(keys)
    assert assess({key: answers[key] for key in keys}) == assess(answers)


@given(answer_sets, st.sampled_from(sorted(ALARM_KEYS)))
def test_a_skipped_alarm_question_is_never_an_all_clear(answers, key):
    assert rank({**answers, key: None}) >= LEVELS.index("gp_weeks")


DOUBTS = sorted(set(ALARM_KEYS) - {"osteoporosis"})  # this one fires no rule by itself


@given(answer_sets, st.sampled_from(DOUBTS))
def test_a_doubt_asks_for_a_doctor_within_days_at_least(answers, key):
    assert rank({**answers, key: "unsure"}) >= LEVELS.index("appointment_days")


@given(answer_sets, st.sampled_from(sorted({*FLAGS, "claudication_like", "better_with_rest"})))
def test_unsure_or_skipped_never_reassures_more_than_no(answers, key):
    denied = rank({**answers, key: False})
    assert rank({**answers, key: "unsure"}) >= denied
    assert rank({**answers, key: None}) >= denied


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({"fevr": True}, "fevr"),
        ({"fever": "yes"}, "fever"),
        ({"fever": 1}, "fever"),
        ({"fever": "longstanding_unchanged"}, "fever"),
        ({"radiation": "arm"}, "radiation"),
        ({"age": True}, "age"),
        ({"age": "40"}, "age"),
        ({"pain_wake_nrs": 11}, "pain_wake_nrs"),
        ({"pain_wake_nrs": float("nan")}, "pain_wake_nrs"),
        ({"location": {"left": "foot"}}, "location"),
        (["fever"], "answers"),
    ],
)
def test_an_unknown_key_or_value_is_one_error_that_names_the_key(answers, where):
    with pytest.raises(UserError) as error:
        assess(answers)
    assert error.value.where == where


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_level_has_its_words_and_none_says_that_nothing_is_serious(lang):
    say = words(lang)
    for level in (*LEVELS, "call_112"):
        sentence = say(f"safety.level_{level}").lower()
        assert "niets ernstigs" not in sentence
        assert "nothing" not in sentence


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, ["safety.level_gp_weeks"]),
        ({"age": 33, "trend": "improving"}, ["safety.level_signs_not_asked"]),
        ({"age": 33, "fever": False}, ["safety.level_self_care"]),
        ({"age": 33, "red_flag_none_ticked": True}, ["safety.level_self_care"]),
        ({"chest_pain": True}, ["safety.level_call_112"]),
        ({"fever": True}, ["safety.level_emergency_same_day"]),
        (
            {"saddle_numbness": True, "leg_weakness": "severe"},
            ["safety.level_emergency_same_day", "leaflet.call_right_away"],
        ),
        ({"pregnancy_weeks": 30, "fluid_loss": True}, ["safety.level_emergency_same_day", "leaflet.call_midwife"]),
        ({"age": 15}, ["safety.level_appointment_days", "safety.adults_only"]),
        ({"pregnancy_weeks": 30}, ["safety.level_gp_weeks", "safety.tell_midwife"]),
    ],
)
def test_what_is_said_and_a_safety_net_below_every_emergency(answers, said):
    messages = assess(answers).messages
    net = ["leaflet.stop_and_call", "safety.see_someone_after"]
    assert list(messages) == (said if assess(answers).level == "emergency_same_day" else [*said, *net])
    assert all(key in words(lang) for key in messages for lang in ("nl", "en"))


def test_json_has_the_shape_of_the_contract():
    assert assess({"aaa_known": True}).as_json() == {
        "level": "emergency_same_day",
        "call_112": True,
        "reasons": ["T-E7"],
        "products_hidden": True,
    }


def test_the_rest_of_the_engine_runs_without_it():
    blocked = (
        "import sys; sys.modules['recommender.advice.triage'] = None; "
        "import recommender.advice.safety, recommender.advice.tips, recommender.advice.diary"
    )
    subprocess.run([sys.executable, "-c", blocked], check=True)


@pytest.mark.raw_data
def test_every_vignette_gets_its_level_and_none_is_under_triaged():
    cases = _cases("triage_cases.csv", "expected_triage")
    assert len(cases) >= 40
    under = [case_id for case_id, answers, level in cases if rank(answers) < LEVELS.index(level)]
    assert under == []
    assert {case_id: assess(answers).level for case_id, answers, _ in cases} == {case[0]: case[2] for case in cases}


@pytest.mark.raw_data
def test_every_careful_reading_gets_its_least_level():
    cases = _cases("least_levels.csv", "least_level")
    assert len(cases) == 48
    assert [case_id for case_id, answers, level in cases if rank(answers) < LEVELS.index(level)] == []


def _cases(name, column):
    if not SAFETY.exists():
        pytest.skip("the triage vignettes are not beside this checkout")
    with (SAFETY / name).open(newline="", encoding="utf-8") as file:
        return [(row["case_id"], json.loads(row["answers"]), row[column]) for row in csv.DictReader(file)]


# The same kinds of case with other figures: a rule must not depend on the numbers of an example.
OF_THE_SAME_KIND = [
    ({"age": 55, "onset": "sudden", "pain_wake_nrs": 8, "constant_at_rest": "unsure"}, "emergency_same_day"),
    ({"onset": "sudden", "pain_wake_nrs": 10, "independent_of_movement": True}, "emergency_same_day"),
    ({"age": 44, "pulsating_abdomen": "unsure", "pain_wake_nrs": 9}, "emergency_same_day"),
    ({"cancer_history": True, "leg_weakness": "unsure"}, "emergency_same_day"),
    ({"cancer_history": True, "independent_of_movement": "unsure"}, "emergency_same_day"),
    ({"dialysis": True, "radiation": "both_legs"}, "emergency_same_day"),
    ({"recent_spinal_procedure": "unsure", "unwell": True}, "emergency_same_day"),
    ({"pregnancy_weeks": 12, "rhythmic_cramps": "unsure"}, "emergency_same_day"),
    ({"sexual_function_change": True, "new_bilateral": True}, "emergency_same_day"),
    ({"age": 91, "trauma": "minor", "onset": "gradual"}, "appointment_days"),
    ({"age": 74, "onset": "sudden", "pain_wake_nrs": 4}, "appointment_days"),
    ({"osteoporosis": "unsure", "onset": "sudden"}, "appointment_days"),
    ({"pain_wake_nrs": 8}, "appointment_days"),
    ({"vaginal_bleeding": "unsure"}, "appointment_days"),
]


@pytest.mark.parametrize(("answers", "least"), OF_THE_SAME_KIND)
def test_cases_of_the_same_kind_get_the_same_care(answers, least):
    assert rank(answers) >= LEVELS.index(least)


def test_no_sentence_reassures_where_no_alarm_sign_was_asked():
    assert assess({"age": 40, "fever": None}).level == "gp_weeks"
    assert "safety.level_self_care" not in assess({"age": 40, "trend": "improving", "duration_weeks": 1}).messages
