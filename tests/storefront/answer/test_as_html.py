"""Need, verdict and free measures as text: complete, escaped, and never louder than the figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommender.advice.current_bed import bed_state
from recommender.advice.grades import EXPERT
from recommender.reasons import Figure, Reason
from recommender.sleeper import CurrentBed, Sleeper
from storefront import engine
from storefront.answer import as_html
from storefront.answer import drawings as answer_drawings
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import bed, explanation, pick

W = words("nl")
VERDICTS = ("fits", "borderline", "none_fits", "keep_bed", "wait")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_page_of_its_own(lang: str, verdict: str) -> None:
    w = words(lang)
    assert w(f"verdict.{verdict}.heading") in as_html.verdict(explanation(verdict), w)


def test_the_target_comes_with_its_interval_and_its_word() -> None:
    text = as_html.target_sentence(explanation(), W)
    assert "<b>medium-stevig</b>" in text
    assert "5,8" in text
    for said in ("5,1", "6,6"):
        assert said in as_html.target_80(explanation(), W)
        assert said in as_html.strip(explanation().target, W)


def test_a_band_past_the_end_of_the_scale_ends_there_and_says_so() -> None:
    target = replace(explanation().target, firmness_80=(0.4, 3.1))
    text = as_html.strip(target, W)
    assert "left:0.0%;width:23.3%" in text
    assert W("scale.under") in text


@pytest.mark.parametrize(("verdict", "n"), [("fits", 1), ("borderline", 1), ("keep_bed", 3), ("wait", 3)])
def test_where_no_purchase_is_advised_the_measures_are_the_answer(verdict: str, n: int) -> None:
    assert as_html.n_first_tips(explanation(verdict)) == n


def test_the_first_measures_stand_before_the_fold() -> None:
    first, rest = as_html.tips(explanation().advice, W)
    assert (first.count("<li>"), rest.count("<li>")) == (3, 1)
    assert W("grade.B") in first
    assert as_html.tips((), W) == ("", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_spine_is_drawn_too_soft_yours_and_too_firm(lang: str) -> None:
    sleeper = engine.sleeper_of({"weight_kg": 82.0, "height_cm": 178.0, "side": 6, "back": 4})
    text = answer_drawings.spine(explanation(), sleeper, words(lang))
    assert text.count('role="img"') == 3
    assert text.count('class="yours"') == 1
    without = answer_drawings.spine(explanation(picks=()), sleeper, words(lang))
    assert words(lang)("result.ideal") in without


def test_a_bed_of_unknown_firmness_has_no_dot() -> None:
    picks = (pick(1), pick(2, mattress=bed("u", None)))
    assert answer_drawings.scale(explanation(picks=picks), W).count("<circle") == 1


def test_zones_lie_where_this_person_lies() -> None:
    sleeper = engine.sleeper_of({"weight_kg": 70.0, "height_cm": 200.0, "side": 6})
    assert ">68<" in answer_drawings.zones(explanation(), sleeper, W)  # waist from 8 + .30 * 200


def test_what_would_change_the_answer_is_said_with_its_unit_and_the_bed() -> None:
    changes: tuple[dict[str, Figure], ...] = (
        {"field": "weight_kg", "above": 96.0, "then": "b2"},
        {"field": "side", "below": 0.3, "then": "<b>"},
    )
    names = {"b2": "Huis Nachtrust", "<b>": "<i>Ander"}.__getitem__
    text = as_html.changes(changes, names, W)
    assert "Gewicht meer dan 96 kg: dan komt Huis Nachtrust bovenaan." in text
    assert "minder dan 30%: dan komt &lt;i&gt;Ander bovenaan." in text
    assert as_html.changes((), names, W) == ""


def test_every_field_that_can_be_told_has_a_word_for_what_would_change() -> None:
    for field in ("weight_kg", "height_cm", "hip_breadth_cm", "hip_circumference_cm", "shoulder_breadth_cm", "side"):
        assert f"change.{field}" in W


def test_a_free_measure_names_its_grade_and_its_source_once() -> None:
    trial = Reason("pillow.title", {"grade": "C", "source": "Cary 2019, BMJ Open 9:e027633"})
    judged = Reason("state.no_model.body", {"grade": "D", "source": EXPERT})
    text = as_html.tips((trial, judged), W)[0]
    assert f"{W('grade.C')} (Cary 2019, BMJ Open 9:e027633)" in text
    assert EXPERT not in text
    assert text.count("<summary") == 2  # behind a mark each, not under the sentence


@pytest.mark.parametrize(
    ("bed_told", "state"),
    [
        (CurrentBed(trough="yes"), "sagged"),
        (CurrentBed(feels="too_soft"), "too_soft"),
        (CurrentBed(pressure_hip="yes"), "too_firm"),
        (CurrentBed(better_elsewhere="yes", base="flat"), None),
        (CurrentBed(better_elsewhere="yes", base="slats_fixed"), "base"),
        (CurrentBed(feels="too_soft", pressure_hip="yes"), "unknown"),
        (CurrentBed(), None),
    ],
)
def test_the_present_bed_is_told_with_its_signs_or_not_at_all(bed_told: CurrentBed, state: str | None) -> None:
    sleeper = Sleeper(weight_kg=70, height_cm=170, side=1, back=0, stomach=0, bed=bed_told)
    text = as_html.bed_now(bed_state(sleeper), W)
    assert bool(text) is (state is not None)
    assert state is None or W(f"advice.state_{state}") in text
