"""Free measures first: which advice is given to whom, what the present bed shows, and the pillow height."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.advice.current_bed import feels_right
from recommender.advice.grades import EVIDENCE
from recommender.advice.routine import minutes
from recommender.advice.tips import (
    TIPS,
    WIDE_HIP_BREADTH_CM,
    WIDE_HIP_CIRCUMFERENCE_CM,
    advise,
    bed_state,
    has_wide_hips,
    keep_bed,
    pillow,
    routine,
    wait,
)
from recommender.errors import UserError
from recommender.sleeper import PAINS, CurrentBed, Sleeper
from storefront.words import LANGUAGES, words

SIDE = Sleeper(weight_kg=70, height_cm=170, side=1.0, back=0.0, stomach=0.0, sex="female")
BACK = replace(SIDE, side=0.1, back=0.9)
STOMACH = replace(SIDE, side=0.3, stomach=0.7)
SOUND = CurrentBed(
    age_years=12,
    feels="right",
    trough="no",
    hammock="no",
    pressure_shoulder="no",
    pressure_hip="no",
    better_elsewhere="no",
)
# Sentences about lying on the back.
ON_THE_BACK = {"knee_pillow_back", "test_waist", "raise_legs", "soft_on_back"}

yes_no = st.sampled_from(["yes", "no", "unsure", None])
beds = st.builds(
    CurrentBed,
    age_years=st.one_of(st.none(), st.floats(0, 30)),
    feels=st.sampled_from(["too_soft", "right", "too_firm", None]),
    trough=yes_no,
    hammock=yes_no,
    pressure_shoulder=yes_no,
    pressure_hip=yes_no,
    waist_gap=yes_no,
    better_elsewhere=yes_no,
    base=st.sampled_from(["slats_fixed", "slats_adjustable", "motorised", "flat", "boxspring", None]),
    topper_cm=st.one_of(st.none(), st.floats(0, 10)),
)
sleepers = st.builds(
    Sleeper,
    weight_kg=st.floats(40, 150),
    height_cm=st.floats(150, 200),
    side=st.floats(0.01, 1),
    back=st.floats(0, 1),
    stomach=st.floats(0, 1),
    sex=st.sampled_from(["female", "male", "unspecified"]),
    hip_breadth_cm=st.one_of(st.none(), st.floats(28, 60)),
    pain=st.lists(st.sampled_from(PAINS[1:]), unique=True, max_size=4).map(tuple),
    pregnancy_weeks=st.one_of(st.none(), st.floats(0, 42)),
    bed=beds,
)


def keys(sleeper):
    return [reason.key.removeprefix("advice.") for reason in advise(sleeper)]


# One person for each item of advice: every tip applies to somebody.
COMES_FOR = {
    "leg_no_forced_stretch": replace(SIDE, pain=("leg_radiating",)),
    "leg_walk_if_eases": replace(SIDE, pain=("leg_radiating",)),
    "pregnancy_side": replace(SIDE, pain=("pregnancy",)),
    "pregnancy_pillows": replace(SIDE, pregnancy_weeks=10),
    "pregnancy_no_bed_for_years": replace(SIDE, pregnancy_weeks=10),
    "stomach_taper": STOMACH,
    "stomach_pillow": STOMACH,
    "side_stacked": SIDE,
    "knee_pillow_side": SIDE,
    "ankle_pillow": replace(SIDE, hip_breadth_cm=43),
    "knee_pillow_back": BACK,
    "less_hollow": replace(STOMACH, pain=("extension_sensitive",)),
    "raise_legs": replace(BACK, pain=("extension_sensitive",), bed=CurrentBed(base="motorised")),
    "roll_in_one": replace(SIDE, pain=("turning_low_pelvis",)),
    "shoulder_other_side": replace(SIDE, pain=("shoulder_pressure",)),
    "hip_other_side": replace(SIDE, pain=("lateral_hip",)),
    "neck_pillow_first": replace(SIDE, pain=("neck",)),
    "warmth_and_build_up": replace(SIDE, pain=("muscle_overload",)),
    "why_morning": replace(SIDE, pain=("morning_stiffness",)),
    "routine": replace(SIDE, pain=("morning_stiffness",)),
    "knees_to_chest_later": replace(SIDE, pain=("morning_stiffness",)),
    "keep_moving": replace(SIDE, pain=("morning_stiffness",)),
    "wind_down": replace(SIDE, pain=("stress_related",)),
    "test_trough": replace(SIDE, pain=("morning_stiffness",)),
    "test_waist": replace(SIDE, pain=("morning_stiffness",)),
    "test_side_photo": replace(SIDE, pain=("morning_stiffness",)),
    "check_slats": replace(SIDE, bed=CurrentBed(trough="yes", base="slats_fixed")),
    "slat_sliders": replace(SIDE, bed=CurrentBed(trough="yes", base="slats_adjustable")),
    "base_motorised": replace(SIDE, bed=CurrentBed(trough="yes", base="motorised")),
    "base_flat": replace(SIDE, bed=CurrentBed(trough="yes", base="flat")),
    "base_boxspring": replace(SIDE, bed=CurrentBed(trough="yes", base="boxspring")),
    "without_topper": replace(SIDE, bed=CurrentBed(hammock="yes", topper_cm=6)),
    "turn_mattress": replace(SIDE, bed=CurrentBed(hammock="yes")),
    "board_test": replace(SIDE, bed=CurrentBed(hammock="yes", base="slats_fixed")),
    "soft_on_side": replace(SIDE, bed=CurrentBed(hammock="yes")),
    "soft_on_back": replace(BACK, bed=CurrentBed(hammock="yes")),
    "soft_on_stomach": replace(STOMACH, bed=CurrentBed(hammock="yes")),
    "sagged_core": replace(SIDE, bed=CurrentBed(trough="yes")),
    "softer_top_first": replace(SIDE, bed=CurrentBed(pressure_hip="yes")),
    "firm_not_better": replace(SIDE, bed=CurrentBed(feels="too_firm")),
    "warranty_first": replace(SIDE, bed=CurrentBed(trough="yes", age_years=2)),
    "bed_age": replace(SIDE, bed=SOUND),
    "seven_nights": replace(SIDE, pain=("neck",)),
}


def test_every_tip_comes_for_somebody_and_nobody_gets_an_unlisted_one():
    assert [f"advice.{key}" for key in sorted(COMES_FOR)] == sorted(key for key, _ in TIPS)


@pytest.mark.parametrize(("key", "sleeper"), COMES_FOR.items())
def test_each_tip_comes_for_whom_it_is_meant(key, sleeper):
    assert key in keys(sleeper)


@given(sleepers)
def test_every_piece_of_advice_has_grade_source_and_words_in_both_languages(sleeper):
    for reason in (*advise(sleeper), *bed_state(sleeper).reasons, *keep_bed(sleeper), *wait(sleeper)):
        assert (reason.figures["grade"], reason.figures["source"]) == EVIDENCE[reason.key]
        for lang in LANGUAGES:
            sentence = words(lang)(reason.key, **reason.figures)
            assert "{" not in sentence
            assert len(sentence) > 10


@given(sleepers)
def test_no_tip_is_given_twice(sleeper):
    assert len(set(keys(sleeper))) == len(keys(sleeper))


@given(sleepers)
def test_from_28_weeks_or_weeks_unsaid_nothing_speaks_of_lying_on_the_back(sleeper):
    for late in (replace(sleeper, pain=("pregnancy",), pregnancy_weeks=None), replace(sleeper, pregnancy_weeks=28)):
        assert not ON_THE_BACK & set(keys(late))
        assert "pregnancy_side" in keys(late)
        assert not any(step.supine for step in routine(late, full=True))
        assert pillow_for(late).key != "pillow.back"


def test_until_27_weeks_the_back_is_still_spoken_of():
    assert "knee_pillow_back" in keys(replace(BACK, pain=("pregnancy",), pregnancy_weeks=27))


def test_sentences_about_the_back_are_the_ones_the_rule_leaves_out():
    about = {key.removeprefix("advice.") for key, _ in TIPS if "on your back" in words("en")(key).lower()}
    assert about <= ON_THE_BACK


@pytest.mark.parametrize("sex", ["female", "male", "unspecified"])
def test_wide_hips_are_above_the_sex_specific_upper_quarter(sex):
    person = replace(SIDE, sex=sex)
    assert has_wide_hips(replace(person, hip_breadth_cm=WIDE_HIP_BREADTH_CM[sex] + 0.1))
    assert not has_wide_hips(replace(person, hip_breadth_cm=WIDE_HIP_BREADTH_CM[sex]))
    assert has_wide_hips(replace(person, hip_circumference_cm=WIDE_HIP_CIRCUMFERENCE_CM[sex] + 0.1))
    assert not has_wide_hips(person)


def test_what_a_leg_must_not_do_stands_first():
    sleeper = replace(SIDE, pain=("leg_radiating", "inflammatory_like"), bed=CurrentBed(trough="yes"))
    assert keys(sleeper)[0] == "leg_no_forced_stretch"


def test_a_board_never_goes_on_a_boxspring():
    assert "board_test" not in keys(replace(SIDE, bed=CurrentBed(trough="yes", base="boxspring")))


def test_no_person_runs_two_logs_at_once():
    both = keys(replace(SIDE, pain=("stress_related", "morning_stiffness")))
    assert "wind_down" in both
    assert "seven_nights" not in both


STATES = [
    ("sagged", CurrentBed(trough="yes")),
    ("sagged", CurrentBed(trough="yes", pressure_hip="yes", feels="too_firm")),
    ("too_soft", CurrentBed(hammock="yes", trough="no")),
    ("too_soft", CurrentBed(feels="too_soft")),
    ("too_firm", CurrentBed(pressure_shoulder="yes", waist_gap="yes")),
    ("too_firm", CurrentBed(feels="too_firm")),
    ("unknown", CurrentBed(hammock="yes", pressure_hip="yes")),
    ("unknown", CurrentBed(waist_gap="yes")),
    ("base", CurrentBed(better_elsewhere="yes", base="slats_adjustable")),
    ("unknown", CurrentBed(better_elsewhere="yes", base="boxspring")),
    ("fine", SOUND),
    ("unknown", replace(SOUND, trough="unsure")),
    ("unknown", replace(SOUND, pressure_hip=None)),
    ("unknown", CurrentBed()),
]


@pytest.mark.parametrize(("state", "bed"), STATES)
def test_the_state_of_the_present_bed_follows_from_its_signs(state, bed):
    read = bed_state(replace(SIDE, bed=bed))
    assert read.state == state
    assert read.reasons


@given(sleepers, st.floats(0, 40))
def test_age_never_decides_the_state_of_a_bed(sleeper, age_years):
    older = replace(sleeper, bed=replace(sleeper.bed, age_years=age_years))
    assert bed_state(older) == bed_state(sleeper)
    assert keep_bed(older) == keep_bed(sleeper)


def test_a_sound_bed_is_kept_at_any_age_unless_something_asks_for_change():
    sound = replace(SIDE, bed=SOUND, pain=("morning_stiffness",))
    assert [reason.key for reason in keep_bed(sound)] == ["advice.keep_bed", "advice.sign_none"]
    assert not keep_bed(replace(sound, firmness_wish="softer"))
    assert not keep_bed(replace(sound, pain=("lateral_hip",)))
    assert not keep_bed(replace(sound, bed=replace(SOUND, hammock="unsure")))


def test_a_strained_muscle_waits():
    assert [reason.key for reason in wait(replace(SIDE, pain=("muscle_overload",)))] == ["advice.wait_strain"]
    assert not wait(SIDE)


def test_a_sagged_core_is_not_mended_by_a_topper():
    for lang, word in (("nl", "topper"), ("en", "topper")):
        assert word in words(lang)("advice.sagged_core").lower()
    with_topper = keys(replace(SIDE, bed=CurrentBed(trough="yes", topper_cm=7)))
    assert with_topper.index("without_topper") < with_topper.index("sagged_core")


def test_the_routine_has_its_real_durations():
    assert minutes(routine(SIDE)) == (3.0, 5.0)
    low, high = minutes(routine(SIDE, full=True))
    assert 4 < low < 5.5
    assert 8 < high < 9
    leg = replace(SIDE, pain=("leg_radiating",))
    assert [step.key for step in routine(leg, full=True)] == [step.key for step in routine(SIDE)]


def pillow_for(sleeper, shoulder_breadth_cm=48.0, shoulder_immersion_mm=35.0):
    return pillow(
        sleeper,
        shoulder_breadth_cm=shoulder_breadth_cm,
        head_breadth_cm=15.0,
        shoulder_immersion_mm=shoulder_immersion_mm,
        head_immersion_mm=15.0,
    )


def test_the_side_pillow_fills_the_gap_between_head_and_bed():
    figures = pillow_for(SIDE, shoulder_breadth_cm=52).figures
    by_hand_cm = 0.815 * 26 - 7.5 - 3.5 + 1.5
    assert (figures["height_low_cm"] + figures["height_high_cm"]) / 2 == pytest.approx(by_hand_cm, abs=0.01)
    assert figures["height_high_cm"] - figures["height_low_cm"] == pytest.approx(2 * 1.2816 * 1.596, rel=0.02)


@given(st.floats(30, 75), st.floats(0, 120), st.floats(1, 40))
def test_a_softer_shoulder_zone_never_asks_for_a_higher_pillow(breadth_cm, sink_mm, deeper_mm):
    on_firm = pillow_for(SIDE, breadth_cm, sink_mm).figures
    on_soft = pillow_for(SIDE, breadth_cm, sink_mm + deeper_mm).figures
    assert on_soft["height_low_cm"] <= on_firm["height_low_cm"]
    assert on_soft["height_high_cm"] <= on_firm["height_high_cm"]
    for figures in (on_firm, on_soft):
        assert 8 <= figures["height_low_cm"] < figures["height_high_cm"] <= 14


def test_back_and_stomach_get_the_range_in_use():
    assert (pillow_for(BACK).key, pillow_for(BACK).figures["height_low_cm"]) == ("pillow.back", 6.0)
    assert (pillow_for(STOMACH).key, pillow_for(STOMACH).figures["height_high_cm"]) == ("pillow.stomach", 5.0)


@pytest.mark.parametrize("bad", [float("nan"), -1.0])
def test_an_impossible_size_is_one_error(bad):
    with pytest.raises(UserError) as error:
        pillow_for(SIDE, shoulder_breadth_cm=bad)
    assert error.value.where == "shoulder_breadth_cm"


def test_a_bed_found_right_and_not_tested_is_said_to_be_good_unless_a_sign_speaks_against_it():
    liked = Sleeper(weight_kg=75.0, height_cm=175.0, side=1.0, bed=CurrentBed(feels="right", age_years=3.0))
    assert [reason.key for reason in feels_right(liked)] == ["advice.feels_right"]
    for against in (
        replace(liked, bed=replace(liked.bed, trough="yes")),
        replace(liked, bed=replace(liked.bed, better_elsewhere="yes")),
        replace(liked, bed=replace(SOUND, feels="right")),
        replace(liked, firmness_wish="softer"),
        replace(liked, pain=("lateral_hip",)),
        replace(liked, bed=replace(liked.bed, feels="too_soft")),
    ):
        assert not feels_right(against)
