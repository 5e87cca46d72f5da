"""The answer: whom to see, free measures, what the body needs, the person's own spine, and the beds that fit."""

from __future__ import annotations

from html import escape

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Catalogue
from recommender.errors import ModelError, ProfileError
from recommender.explanation import Explanation
from recommender.matching import Ranking
from recommender.sleeper import Sleeper
from storefront import codes, engine, session
from storefront.answer import as_html, drawings, household, take_home
from storefront.answer.as_pdf import Couple
from storefront.answer.on_page import beds_shown, sheet, surer
from storefront.answer.on_page.what_if import what_if
from storefront.look import frame
from storefront.outcomes import returning
from storefront.outcomes.keeping import Buyer
from storefront.quiz import answers, trial
from storefront.quiz.mistakes import problems

LAIN_ON = 4  # beds that are offered first to who lay on another bed than the one advised


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
        of = (sleeper, beds.version, visit.salt)
        found = visit.recall("answer_at_once", of, lambda: engine.answer_at_once(sleeper, beds, salt=visit.salt))
    except ModelError:
        _state("no_model")
        return
    except UserError as error:
        _state("no_catalogue")
        frame.show(f'<p class="quiet small">{escape(str(error))}</p>')
        return
    _answer(*found, sleeper, beds)


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


def _answer(explanation: Explanation, ranking: Ranking, sleeper: Sleeper, beds: Catalogue) -> None:
    """The answer first, and only then what takes longer and is folded."""
    visit = session.visit()
    w = visit.words
    drawn = (sleeper, beds.version, w.lang)
    visit.picks = tuple(pick.mattress.mattress_id for pick in explanation.picks)
    partner = None if answers.products_hidden(visit.answers) else engine.partner_of(visit.answers)
    asks = visit.recall("asks", (partner, beds.version), lambda: engine.asks_for(partner, beds)) if partner else None
    shown = sheet.sheet(explanation, sleeper, beds, w, asks)
    with st.container(key="answer"):
        st.title(w("result.heading"), anchor=False)
        if explanation.care:
            frame.show(as_html.care(explanation.care, w))
        couple = None
        if partner:
            pair = (sleeper, partner, beds.version)
            two = visit.recall("together", pair, lambda: engine.together(sleeper, partner, beds))
            couple = Couple(partner, two)
            frame.show(f'<h2 class="eyebrow">{escape(w("take_home.choice_two"))}</h2>{household.as_html(two, w)}')
            frame.show(f'<h2 class="eyebrow">{escape(w("result.you_alone"))}</h2>')
        frame.show(sheet.hero(shown, visit.recall("spine", drawn, lambda: drawings.spine(explanation, sleeper, w))))
        if explanation.picks:
            beds_shown.old_list(beds)
        beds_shown.in_every_size(explanation)
        if others := sheet.beside(shown, of_two=couple is not None):
            frame.show(others)
        with st.container(key="folds"):
            asked = [pick.mattress for pick in explanation.picks if pick.mattress.mattress_id in beds.ids]
            trial.show("", engine.to_lie_on(sleeper, explanation), asked[:LAIN_ON], beds)
            if couple and (also := sheet.also_folded(shown)):
                frame.show(also)
            if anyway := sheet.anyway(shown):
                frame.show(anyway)
            if shown.beds.rest:
                beds_shown.more(shown)
            elif explanation.picks and (said := beds_shown.of_all(shown)):
                frame.show(as_html.fold(w("result.how_sure"), said))
            of = (sleeper, beds.version, visit.salt)
            whole = visit.recall("whole", of, lambda: engine.completed(explanation, ranking))
            surer.show(whole)
            if whole.picks:
                what_if(sleeper, beds, whole)
            frame.show(sheet.folds(shown, engine.figures_of(explanation, beds)))
            take_home.offer_test(explanation, sleeper, beds)
            codes.save_part()
            returning.own(Buyer("", sleeper, explanation), beds)
        take_home.offer(explanation, sleeper, beds, couple)
        frame.show(f'<p class="quiet small">{escape(w("disclaimer.result"))}</p>')
