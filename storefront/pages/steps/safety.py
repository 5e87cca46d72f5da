"""First step: one question about the alarm signs, for everybody; only then consent to questions about health."""

from __future__ import annotations

from html import escape

import streamlit as st

from recommender.advice import safety
from storefront import codes, session
from storefront.look import frame
from storefront.pages.leaflet import alarm_list
from storefront.quiz import answers, fields, journey


def page() -> None:
    if not journey.begin("safety"):
        return
    visit = session.visit()
    w = visit.words
    if answers.products_hidden(visit.answers):
        _fork()
        return
    fold = f"<details><summary>{escape(w('counter.show_list'))}</summary>{alarm_list(w)}</details>"
    frame.show(f'<p class="said">{escape(w("safety.passed"))}</p>{fold}')
    st.button(w("safety.ask_again"), on_click=_ask_again, type="tertiary", key="ask_again")
    st.markdown(w("safety.consent_why"))
    if fields.tick("health_consent", codes.withdraw_if_unticked):
        journey.way_on("safety")
    else:
        journey.way_on("safety", w("safety.without"), urged=False)


def _fork() -> None:
    """The question and its two ways: on, or to the leaflet. Neither answer is kept, but that the list was passed."""
    visit = session.visit()
    w = visit.words
    signs = "".join(f"<li>{escape(w(line))}</li>" for line in safety.SHORT)
    fold = f"<details><summary>{escape(w('safety.whole_list'))}</summary>{alarm_list(w)}</details>"
    frame.show(f'<h2>{escape(w("field.alarm_signs"))}</h2><ul class="alarm">{signs}</ul>{fold}')
    with st.container(horizontal=True, key="fork"):
        st.button(w("safety.no"), on_click=_pass, key="none_of_these")
        st.button(w("safety.yes_or_unsure"), on_click=visit.go, args=("leaflet",), key="yes_or_unsure")
    frame.show(f'<p class="quiet small">{escape(w("safety.not_kept"))}</p>')
    frame.problem(answers.PASSED)
    st.button(w("frame.back"), on_click=visit.go, args=("start",), type="tertiary", key="back")


def _pass() -> None:
    """On; straight to the answer for whoever filled in the rest before, as with a code."""
    visit = session.harvested()
    visit.answers[answers.PASSED] = True
    visit.problems.clear()
    filled = not any(answers.missing(step, visit.answers) for step in answers.steps(visit.answers))
    if filled and "health_consent" in visit.answers:
        visit.go("result")


def _ask_again() -> None:
    session.harvested().answers.pop(answers.PASSED, None)
