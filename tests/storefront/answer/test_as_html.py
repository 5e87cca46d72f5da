"""Cards, tie groups, verdicts and near misses as text: complete, escaped, and never louder than the figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.mattress import Size
from recommender.advice.current_bed import bed_state
from recommender.advice.grades import EXPERT
from recommender.reasons import Reason
from recommender.sleeper import CurrentBed, Sleeper
from storefront import engine
from storefront.answer import as_html
from storefront.answer import drawings as answer_drawings
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import bed, explanation, pick

W = words("nl")
VERDICTS = ("fits", "borderline", "none_fits", "keep_bed", "wait")
CAUTION = Reason("result.unranked_why")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_page_of_its_own(lang: str, verdict: str) -> None:
    w = words(lang)
    assert w(f"verdict.{verdict}.heading") in as_html.verdict(explanation(verdict), w)


def test_the_target_comes_with_its_interval_and_its_word() -> None:
    text = as_html.target_sentence(explanation(), W)
    for said in ("<b>medium-stevig</b>", "5,8", "5,1", "6,6"):
        assert said in text


def test_a_card_gives_chance_fit_interval_word_price_two_reasons_and_one_caution() -> None:
    reasons = (Reason("lying.all_given"), Reason("lying.none_yet"), Reason("app.name"))
    text = as_html.card(pick(1, reasons=reasons, cautions=(CAUTION, Reason("app.name"))), "90x200", W)
    assert text.index("8 kansen van de 10") < text.index("Score 78")
    assert "●●●●●●●●○○" in text
    for said in (
        "66",
        "87",
        "dicht bij wat je lichaam vraagt",
        "€\xa0599 in 90x200",
        W("lying.all_given"),
        W("lying.none_yet"),
    ):
        assert said in text
    before_fold, fold = text.split("<details>")
    assert W("app.name") not in before_fold
    assert before_fold.count('class="caution"') == 1
    assert W("app.name") in fold


@pytest.mark.parametrize(
    ("relative", "key"), [(0.85, "fits"), (0.849, "borderline"), (0.60, "borderline"), (0.599, "poor")]
)
def test_the_word_follows_the_contract(relative: float, key: str) -> None:
    assert as_html.fit_word(relative, W) == W(f"fit.{key}")


def test_a_fit_at_the_ends_stays_on_its_bar_and_is_not_rescaled() -> None:
    text = as_html.card(pick(1, fit=3.2, fit_80=(-4.0, 12.0)), "", W)
    assert "Score 3 van de 100" in text
    assert "left:0%" in text


def test_a_price_of_unknown_size_is_not_passed_off_as_this_size() -> None:
    unknown = pick(1, cautions=(Reason("price_size_unknown"),))
    assert "90x200" not in as_html.price(unknown, "90x200", W)
    sized = pick(1, mattress=bed("s", price_size=Size(140, 200)))
    assert as_html.price(sized, "", W) == "€\xa0599 in 140x200"
    assert as_html.price(pick(1), "", W) == W("result.price_any", amount="€\xa0599")
    assert as_html.price(replace(unknown, price=None), "90x200", W) == W("result.price_unknown")


def test_beds_that_cannot_be_told_apart_share_one_frame_that_says_so() -> None:
    text = as_html.tie_groups(explanation(), "90x200", W)
    first, second = text.split("</section>")[:2]
    assert "14" in first
    assert first.count("<article") == 2
    assert second.count("<article") == 1
    assert "several" not in second


def test_why_not_higher_names_what_counts_and_skips_what_does_not() -> None:
    fold = as_html.card(pick(1), "", W).split("<details>")[1]
    assert W("component.alignment") in fold
    assert W("component.immersion") not in fold  # 0.002 of 0.9
    assert "33%" in fold


def test_names_from_a_feed_are_escaped() -> None:
    nasty = pick(1, mattress=bed("x", brand="<img src=x onerror=1>"))
    assert "<img" not in as_html.card(nasty, "", W)
    assert "<img" not in as_html.unranked([bed("y", None, brand="<img>")], W)


def test_an_adjustable_bed_says_its_setting() -> None:
    text = as_html.card(pick(1, setting={"shoulder": 4.5, "hip": 6.0, "kind": "per_zone"}), "", W)
    assert "schouder 4,5, bekken 6" in text


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
    changes = ({"field": "weight_kg", "above": 96.0, "then": "b2"}, {"field": "side", "below": 0.3, "then": "<b>"})
    names = {"b2": "Huis Nachtrust", "<b>": "<i>Ander"}.__getitem__
    text = as_html.card(pick(1, changes_if=changes), "", W, names)
    assert "Gewicht boven 96 kg: dan komt Huis Nachtrust bovenaan." in text
    assert "onder 30%: dan komt &lt;i&gt;Ander bovenaan." in text
    assert W("change.lead") not in as_html.card(pick(1), "", W)


def test_every_field_that_can_be_told_has_a_word_for_what_would_change() -> None:
    for field in ("weight_kg", "height_cm", "hip_breadth_cm", "hip_circumference_cm", "shoulder_breadth_cm", "side"):
        assert f"change.{field}" in W


def test_a_free_measure_names_its_grade_and_its_source_once() -> None:
    trial = Reason("lying.all_given", {"grade": "C", "source": "Cary 2019, BMJ Open 9:e027633"})
    judged = Reason("lying.none_yet", {"grade": "D", "source": EXPERT})
    text = as_html.tips((trial, judged), W)[0]
    assert f"{W('grade.C')} (Cary 2019, BMJ Open 9:e027633)" in text
    assert EXPERT not in text


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
