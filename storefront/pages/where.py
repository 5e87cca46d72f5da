"""Where to lie: which beds to try first in shops, how, and what each answer would mean; then what was felt there."""

from __future__ import annotations

from html import escape

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Catalogue
from recommender.errors import ProfileError
from recommender.sleeper import Sleeper
from storefront import engine, session
from storefront.answer import as_html
from storefront.answer.on_page import where_cards
from storefront.look import frame
from storefront.quiz import answers, trial

OFFERED = 10  # beds that stand first among those one may have lain on


def page() -> None:
    visit = session.visit()
    w = visit.words
    if answers.products_hidden(visit.answers):
        visit.go("safety")
        st.rerun()
    st.title(w("where.title"), anchor=False)
    st.markdown(w("where.lead"))
    sleeper = _sleeper()
    if sleeper is None:
        st.markdown(w("check.first_the_quiz"))
        st.button(w("result.to_step"), on_click=visit.go, args=("body",), type="primary", key="to_quiz")
        return
    try:
        _plan(sleeper, engine.catalogue())
    except UserError as error:  # no catalogue, or no model
        frame.show(f'<p class="problem" role="alert">{escape(str(error))}</p>')
    st.button(w("check.back"), on_click=visit.go, args=("result",), key="to_result")


def _sleeper() -> Sleeper | None:
    """The person of the answers, or None while a step is unfinished or impossible."""
    held = session.visit().answers
    if any(answers.missing(step, held) for step in answers.steps(held)):
        return None
    try:
        return engine.sleeper_of(held)
    except ProfileError:
        return None


def _plan(sleeper: Sleeper, beds: Catalogue) -> None:
    visit = session.visit()
    w = visit.words
    of = (sleeper, beds.version, visit.salt)
    explanation = visit.recall("answer", of, lambda: engine.answer(sleeper, beds, salt=visit.salt))
    lies = engine.to_lie_on(sleeper, explanation)
    plan = visit.recall("where", of, lambda: engine.where_to_lie(lies, beds))
    if explanation.verdict in as_html.NO_PURCHASE:
        frame.show(as_html.verdict(explanation, w))
    if plan:
        ask = f"<p>{escape(w('where.ask_price'))}</p>" if lies is not sleeper else ""
        frame.show(
            f'<span class="wide-page"></span><p>{escape(w("where.order", n=len(plan)))}</p>{ask}'
            + where_cards.cards(plan, w)
            + where_cards.how(w)
            + f'<p class="quiet small on-screen">{escape(w("where.print"))}</p>'
        )
    else:
        frame.show(f"<p>{escape(w('where.nothing'))}</p>")
    with st.container(key="lain_on"):
        st.subheader(w("where.lain_on"), anchor=False)
        picks = [pick.mattress for pick in explanation.picks if pick.mattress.mattress_id in beds.ids]
        trial.flow("", lies, picks[:OFFERED], beds, planned=bool(plan))
