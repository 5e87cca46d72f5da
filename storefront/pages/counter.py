"""For staff: one screen, keyboard first, two people side by side; forgets the customer after some time without
input.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from html import escape
from time import monotonic
from typing import Any

import streamlit as st

from catalog.errors import UserError
from recommender.person.profile import parse_profiles
from recommender.sleeper import Sleeper
from storefront import engine, session, staff
from storefront.answer import as_html, household
from storefront.answer import drawings as answer_drawings
from storefront.answer.on_page import bed_cards
from storefront.answer.on_page.arrangement import arrange
from storefront.look import frame
from storefront.pages.leaflet import alarm_list
from storefront.quiz import answers, fields, trial
from storefront.quiz.mistakes import say
from storefront.settings import settings

PICKS = 3
LOOK_EVERY = timedelta(seconds=15)


@dataclass(slots=True)
class _Seen:
    """The answers when they last changed, and the time of that on the server's clock, in seconds."""

    answers: dict[str, Any] = field(default_factory=dict)
    since_s: float = field(default_factory=monotonic)


def page() -> None:
    visit = session.visit()
    if not staff.admitted():
        return
    w = visit.words
    frame.show(f'<span class="wide-page"></span><p class="quiet">{escape(w("counter.lead"))}</p>')
    with st.expander(w("counter.show_list")):
        frame.show(alarm_list(w, who=True))
    size, budget, clear = st.columns([2, 2, 1], vertical_alignment="bottom")
    with size:
        fields.pick_from("size", ("any", *engine.sizes()), lambda s: w("wishes.any_size") if s == "any" else s)
    with budget:
        fields.number("max_price")
    clear.button(w("counter.clear"), on_click=visit.forget_answers, key="clear")
    answered: list[Sleeper | None] = []
    for person, column in zip(answers.PEOPLE, st.columns(2, gap="large"), strict=True):
        with column:
            answered.append(_person(person))
    _together(*answered)
    frame.show(
        f'<p class="quiet small">{escape(w("counter.clears_itself", minutes=settings().counter_idle_seconds / 60))}</p>'
    )
    _clear_when_left()


def _together(one: Sleeper | None, other: Sleeper | None) -> None:
    """The joint answer, once both are answered."""
    if one and other:
        w = session.visit().words
        st.subheader(w("household.heading"), anchor=False)
        frame.show(household.as_html(engine.together(one, other, engine.catalogue()), w))


def _person(person: str) -> Sleeper | None:
    """One person's questions and answer; the person once they are answered with beds."""
    w = session.visit().words
    st.subheader(w(f"counter.person_{person}"), anchor=False)
    for row in zip(answers.COUNTER_NUMBERS[::2], answers.COUNTER_NUMBERS[1::2], strict=True):
        # Row by row, so that Tab and a narrow screen keep the order of the questions.
        for name, column in zip(row, st.columns(2), strict=True):
            with column:
                fields.number(f"{person}.{name}", key=f"field.{name}")
    fields.choice(f"{person}.sex", fields.choices("sex"), w.term, key="field.sex")
    _alarm(person)
    _health(person)
    return _answer(person)


def _alarm(person: str) -> None:
    """The question about alarm signs, to be read aloud. Only that it was passed is kept, until the customer leaves."""
    visit = session.visit()
    w = visit.words
    if visit.answers.get(_passed(person)):
        frame.show(f'<p class="quiet">{escape(w("counter.alarm_done"))}</p>')
        st.button(w("counter.alarm_again"), on_click=_ask_again, args=(person,), type="tertiary", key=f"again.{person}")
        return
    frame.show(f'<div class="note red aloud"><p>{escape(w("counter.alarm_aloud"))}</p></div>')
    with st.container(horizontal=True, key=f"alarm_{person}"):
        st.button(w("counter.alarm_no"), on_click=_pass, args=(person,), key=f"none.{person}")
        st.button(w("counter.alarm_yes"), on_click=visit.go, args=("leaflet",), key=f"doubt.{person}")


def _health(person: str) -> None:
    """Aches, once the customer said yes to being asked; a yes that is taken back deletes them."""
    w = session.visit().words
    frame.show(f'<div class="note aloud"><p>{escape(w("counter.consent_aloud"))}</p></div>')
    consent = f"{person}.health_consent"
    if not fields.tick(consent, partial(_forget_if_unticked, person), key="counter.consent"):
        return
    with st.expander(w("aches.title"), expanded=True):
        for name in answers.ACHES:
            ticked = fields.tick(f"{person}.pain.{name}", key=f"field.pain.{name}")
            if name == "pregnancy" and ticked:
                fields.number(f"{person}.pregnancy_weeks", key="field.pregnancy_weeks")


def _passed(person: str) -> str:
    return f"{person}.{answers.PASSED}"


def _pass(person: str) -> None:
    session.harvested().answers[_passed(person)] = True


def _ask_again(person: str) -> None:
    session.harvested().answers.pop(_passed(person), None)


def _forget_if_unticked(person: str) -> None:
    visit = session.harvested()
    if not visit.answers.get(f"{person}.health_consent"):
        visit.forget_health(f"{person}.")


def _answer(person: str) -> Sleeper | None:
    visit = session.visit()
    held, w = visit.answers, visit.words
    beds = engine.catalogue()
    profile = answers.counter_profile(held, person, beds.ids)
    if not answers.counter_ready(profile):
        frame.show(f'<p class="quiet">{escape(w("counter.waiting"))}</p>')
        return None
    sleepers, findings = parse_profiles([profile])
    if not sleepers:
        frame.show("".join(f'<p class="problem" role="alert">{escape(say(finding, w))}</p>' for finding in findings))
        return None
    try:
        explanation = engine.answer(sleepers[0], beds, PICKS, salt=visit.salt)
    except UserError as error:
        frame.show(f'<p class="problem" role="alert">{escape(str(error))}</p>')
        return None
    frame.show(
        as_html.care(explanation.care, w) + as_html.target_sentence(explanation, w) + as_html.target_80(explanation, w)
    )
    if not held.get(_passed(person)):
        frame.show(f'<div class="note red"><p><b>{escape(w("counter.alarm_first"))}</b></p></div>')
        return None
    frame.show(
        answer_drawings.scale(explanation, w)
        + as_html.verdict(explanation, w)
        + bed_cards.cards(arrange(explanation, w), w)
    )
    frame.show(f'<p class="quiet small">{escape(w("result.answer_id", answer_id=explanation.answer_id))}</p>')
    trial.show(person, sleepers[0], [pick.mattress for pick in explanation.picks], beds)
    return sleepers[0]


@st.fragment(run_every=LOOK_EVERY)
def _clear_when_left() -> None:
    """Runs on its own timer: when the answers have not changed for long enough, the customer has left."""
    visit = session.visit()
    seen, now = visit.own(_Seen), monotonic()
    if visit.answers != seen.answers:
        seen.answers, seen.since_s = dict(visit.answers), now
    elif now - seen.since_s > settings().counter_idle_seconds and visit.answers:
        visit.forget_answers()
        st.rerun()
