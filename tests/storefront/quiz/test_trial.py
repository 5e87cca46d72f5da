"""A lying trial: the bed advised is the most telling one, every answer moves what is said, and can be taken back."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.mattress import Mattress
from recommender.experience.course import FEELS, LEAST_GAIN, LIE_MINUTES, MOST_LAIN_ON, ODD_CHANCE, Course, course
from recommender.experience.next_to_try import next_to_try
from recommender.fit_target import target
from recommender.person.profile import parse_profile
from recommender.sleeper import Experience
from storefront import engine
from storefront.quiz import trial_lines
from storefront.quiz.answers import felt_field, felt_fields, profile
from storefront.words import LANGUAGES, words
from tests.storefront.pages.test_pages import TOLD
from tests.storefront.visiting import at, visit_of

EN = words("en")


def _begun(lang: str = "en", told: dict[str, Any] | None = None) -> AppTest:
    app = at("result", lang, {**TOLD, **(told or {})})
    if not any(button.key == "begin_trial." for button in app.button):
        return app
    return app.button(key="begin_trial.").click().run()


def _text(app: AppTest) -> str:
    return " ".join(part.value for part in app.markdown)


def _pills(app: AppTest) -> dict[str, Any]:
    start = visit_of(app).key_of("")
    groups = {str(group.key).removeprefix(start): group for group in app.get("button_group")}
    return {name: group for name, group in groups.items() if name.startswith("felt")}


def _course(app: AppTest) -> Course:
    return engine.course(engine.sleeper_of(visit_of(app).answers), engine.catalogue())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bed_advised_is_the_most_telling_and_its_worth_is_said(lang: str) -> None:
    app = _begun(lang)
    advised = _course(app).next
    assert advised is not None
    assert advised.gain >= LEAST_GAIN
    said = words(lang)("trial.first", mattress=advised.mattress.name, gain=advised.gain)
    assert said in _text(app)
    assert list(_pills(app)) == [felt_field("", advised.mattress.mattress_id)]


def test_an_answer_moves_target_and_advice_and_is_taken_back() -> None:
    app = _begun()
    (name,) = _pills(app)
    bed = name.removeprefix("felt.")
    _pills(app)[name].set_value("too_firm").run()
    told = engine.sleeper_of(visit_of(app).answers)
    before, now = engine.need_before_and_now(told, engine.catalogue())
    assert now.firmness < before.firmness
    first = engine.answer(told, engine.catalogue(), changes=False).picks[0].mattress
    assert trial_lines.moved(before, now, first, EN) in _text(app)
    course_now = _course(app)
    assert bed not in {trial.mattress.mattress_id for trial in course_now.trials}
    assert trial_lines.advice(course_now, EN) in _text(app)
    _pills(app)[felt_field("", bed, "shoulder")].set_value("right").run()
    assert engine.sleeper_of(visit_of(app).answers).experiences == (
        Experience(mattress_id=bed, felt="too_firm", shoulder="right", nights=0.0),
    )
    app.button(key="back..1").click().run()
    assert engine.sleeper_of(visit_of(app).answers).experiences == ()
    assert not any(value for field, value in visit_of(app).answers.items() if field in felt_fields("", bed))
    assert trial_lines.advice(_course(app), EN) in _text(app)


def test_an_answer_that_hardly_anybody_would_give_who_gave_the_others_is_named() -> None:
    beds, person = engine.catalogue(), {"weight_kg": 82, "height_cm": 178, "side": 1}
    fixed = sorted((b for b in beds if b.firmness is not None and b.adjust == "none"), key=lambda bed: bed.firmness)
    soft, firm = fixed[0], fixed[-1]

    def told(*said: tuple[Mattress, str]) -> dict[str, Any]:
        return person | {"experiences": [{"bed": bed.mattress_id, "felt": felt, "nights": 0} for bed, felt in said]}

    def chances(bed: Mattress, *others: tuple[Mattress, str]) -> dict[str, float]:
        (trial,) = next_to_try(target(parse_profile(told(*others))), beds, [bed.mattress_id])
        return dict(zip(FEELS, trial.chances, strict=True))

    for other, felt in ((soft, "too_soft"), (soft, "right"), (soft, "too_firm")):
        for answer in FEELS:
            found = course(target(parse_profile(told((other, felt), (firm, answer)))), beds)
            theirs = {firm: chances(firm, (other, felt))[answer], other: chances(other, (firm, answer))[felt]}
            odd = min(theirs, key=lambda bed: theirs[bed])
            assert found.odd == (odd if theirs[odd] < ODD_CHANCE else None)
            said = trial_lines.odd(found, EN)
            assert (odd.name in said) if found.odd else (said == "")
    both = course(target(parse_profile(told((soft, "too_firm"), (firm, "too_soft")))), beds)
    assert both.odd is not None
    assert course(target(parse_profile(told((firm, "too_soft")))), beds).odd is None  # there is nothing it contradicts
    pressed = {felt_field("", soft.mattress_id): "too_firm", felt_field("", firm.mattress_id): "too_soft"}
    page = _text(_begun(told=pressed))
    assert EN("trial.odd", mattress="", of=10).split(".")[1] in page


def test_another_bed_than_the_one_advised_can_be_told() -> None:
    app = _begun()
    other = next(bed for bed in engine.catalogue() if bed.firmness is not None and bed.firmness < 4)
    select = next(box for box in app.selectbox if str(box.key).startswith("another."))
    select.set_value(other.mattress_id).run()
    _pills(app)[felt_field("", other.mattress_id)].set_value("too_soft").run()
    assert [bed.mattress_id for bed in _course(app).lain_on] == [other.mattress_id]


def test_beds_are_told_in_the_order_in_which_they_were_lain_on() -> None:
    ids = [bed.mattress_id for bed in engine.catalogue()][:3]
    told = {felt_field("", ids[2]): "right", felt_field("", ids[0], "hip"): "too_soft", felt_field("", ids[1]): None}
    said = profile({**TOLD, **told, felt_field("", "sold-out"): "right"}, ids)["experiences"]
    assert said == [{"bed": ids[2], "nights": 0, "felt": "right"}, {"bed": ids[0], "nights": 0, "hip": "too_soft"}]
    theirs = {felt_field("a", ids[0], "waist"): "right"}
    assert "experiences" not in profile({**TOLD, **theirs}, ids)


def test_who_lies_down_stops_every_clock_until_they_are_up() -> None:
    app = _begun()
    before = monotonic()
    app.button(key="lie_me").click().run()
    until = visit_of(app).lying_until_s
    assert 60 * LIE_MINUTES <= until - before < 60 * LIE_MINUTES + 60
    assert EN("trial.stays") in _text(app)
    app.button(key="up_me").click().run()
    assert visit_of(app).lying_until_s == 0
    assert EN("trial.stays") not in _text(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_ends_when_the_choice_is_clear_after_four_beds_or_with_no_bed_left(lang: str) -> None:
    w, beds = words(lang), engine.catalogue()
    person = {"weight_kg": 82, "height_cm": 178, "side": 1}
    known = [bed.mattress_id for bed in beds if bed.firmness is not None and bed.adjust == "none"]

    def after(*told: dict[str, Any], floor: list[str] | None = None) -> Course:
        return course(target(parse_profile(person | {"experiences": list(told)})), beds, floor)

    lain = [{"bed": name, "felt": "right", "nights": 0} for name in known[:MOST_LAIN_ON]]
    enough = after(*lain)
    assert enough.ending == ("enough" if enough.gain >= LEAST_GAIN else "clear")
    assert enough.next is not None
    none_left = after(*lain[:2], floor=known[:2])
    assert (none_left.ending, none_left.next, none_left.gain) == ("none_left", None, 0)
    assert trial_lines.advice(none_left, w) == w("trial.none_left")
    extreme = next(bed.mattress_id for bed in sorted(beds, key=lambda bed: bed.firmness or 99))
    clear = after(*lain[:2], floor=[extreme])  # two beds were right: the softest of all teaches little more
    assert clear.ending == "clear"
    assert trial_lines.advice(clear, w) == w("trial.clear", gain=clear.gain, least_gain=LEAST_GAIN)
    assert {bed.mattress.mattress_id for bed in after(floor=known[:5]).trials} == set(known[:5])
