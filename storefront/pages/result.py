"""The answer: whom to see, free measures, what the body needs, the person's own spine, and the beds that fit."""

from __future__ import annotations

from html import escape

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Catalogue
from recommender.advice.current_bed import bed_state
from recommender.errors import ModelError, ProfileError
from recommender.explanation import Explanation
from recommender.sleeper import Sleeper
from storefront import codes, engine, session
from storefront.answer import as_html, beds_shown, take_home
from storefront.answer import drawings as answer_drawings
from storefront.answer.as_json import say
from storefront.answer.what_if import what_if
from storefront.look import frame
from storefront.quiz import answers
from storefront.quiz.mistakes import problems


def page() -> None:
    visit = session.visit()
    held, w = visit.answers, visit.words
    if answers.products_hidden(held):
        visit.go("safety")
        st.rerun()
    sleeper = _sleeper(held)
    if sleeper is None:
        unfinished = next((step for step in answers.steps(held) if problems(step, held, w)), "body")
        _state("unfinished", "result.to_step", unfinished)
        return
    try:
        beds = engine.catalogue()
        if not len(beds):
            _state("empty_catalogue")
            return
        explanation = visit.recall("answer", (sleeper, beds.version), lambda: engine.answer(sleeper, beds))
    except ModelError:
        _state("no_model")
        return
    except UserError as error:
        _state("no_catalogue")
        frame.show(f'<p class="quiet small">{escape(str(error))}</p>')
        return
    _answer(explanation, sleeper, beds)


def _sleeper(held: answers.Answers) -> Sleeper | None:
    """The person of the answers, or None while a step is unfinished or impossible."""
    if any(answers.missing(step, held) for step in answers.steps(held)):
        return None
    try:
        return engine.sleeper_of(held)
    except ProfileError:
        return None


def _state(name: str, button: str = "", step: str = "") -> None:
    """A page without an answer says so, and what helps."""
    visit = session.visit()
    w = visit.words
    st.title(w(f"state.{name}.title"), anchor=False)
    st.markdown(w(f"state.{name}.body"))
    if step:
        st.button(w(button), on_click=visit.go, args=(step,), type="primary", key="to_step")


def _answer(explanation: Explanation, sleeper: Sleeper, beds: Catalogue) -> None:
    visit = session.visit()
    w = visit.words
    st.title(w("result.heading"), anchor=False)
    frame.show(
        as_html.care(explanation.care, w)
        + as_html.target_sentence(explanation, w)
        + as_html.verdict(explanation, w)
        + as_html.cautions(explanation.cautions, w)
    )
    first, rest = as_html.tips(explanation.advice, w)
    if first or explanation.pillow:
        frame.show(as_html.bed_now(bed_state(sleeper), w))
        st.subheader(w("result.free_first"), anchor=False)
        line = escape(say(explanation.pillow, "pillow", w))
        pillow = f'<div class="note"><h3>{escape(w("pillow.title"))}</h3><p>{line}</p></div>'
        fold = f"<details><summary>{escape(w('result.more_free'))}</summary>{rest}</details>" if rest else ""
        frame.show(first + pillow + fold)
    st.subheader(w("result.needs"), anchor=False)
    frame.show(answer_drawings.scale(explanation, w))
    frame.show(answer_drawings.zones(explanation, sleeper, w))
    if sleeper.hip_breadth_cm is None and sleeper.hip_circumference_cm is None:
        frame.show(f'<p class="quiet">{escape(w("result.hips_estimated"))}</p>')
        st.button(w("result.measure_hips"), on_click=visit.go, args=("measures",), type="tertiary", key="to_measures")
    st.subheader(w("result.spine"), anchor=False)
    drawn = (sleeper, beds.version, w.lang)
    frame.show(visit.recall("spine", drawn, lambda: answer_drawings.spine(explanation, sleeper, w)))
    beds_shown.show(explanation, sleeper, beds)
    if explanation.picks:
        st.subheader(w("what_if.heading"), anchor=False)
        what_if(sleeper, beds, explanation)
    visit.picks = tuple(pick.mattress.mattress_id for pick in explanation.picks)
    take_home.offer(explanation, sleeper, beds)
    st.button(w("result.diary"), on_click=visit.go, args=("diary",), key="to_diary")
    codes.save_part()
    facts = engine.figures_of(explanation, beds)
    frame.show(
        f'<p class="quiet small">{escape(w("disclaimer.result"))}</p>'
        f'<p class="quiet small">{escape(w("result.versions", **facts))}</p>'
    )
