"""For staff: one screen, keyboard first, two people side by side; forgets the customer after some time without
input.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from time import monotonic
from typing import Any

import streamlit as st

from catalog.errors import UserError
from recommender.person.profile import parse_profiles
from storefront import engine, session, staff
from storefront.answer import as_html
from storefront.answer import drawings as answer_drawings
from storefront.look import frame
from storefront.pages.leaflet import alarm_list
from storefront.quiz import answers, fields
from storefront.quiz.mistakes import say
from storefront.settings import settings

PEOPLE = ("a", "b")
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
        fields.number("max_price", step=50.0)
    clear.button(w("counter.clear"), on_click=visit.forget_answers, key="clear")
    for person, column in zip(PEOPLE, st.columns(2, gap="large"), strict=True):
        with column:
            _person(person)
    frame.show(
        f'<p class="quiet small">{escape(w("counter.clears_itself", minutes=settings().counter_idle_seconds / 60))}</p>'
    )
    _clear_when_left()


def _person(person: str) -> None:
    w = session.visit().words
    st.subheader(w(f"counter.person_{person}"), anchor=False)
    for row in zip(answers.COUNTER_NUMBERS[::2], answers.COUNTER_NUMBERS[1::2], strict=True):
        # Row by row, so that Tab and a narrow screen keep the order of the questions.
        for name, column in zip(row, st.columns(2), strict=True):
            with column:
                fields.number(f"{person}.{name}", key=f"field.{name}")
    fields.choice(f"{person}.sex", fields.choices("sex"), w.term, key="field.sex")
    fields.choice(f"{person}.alarm", ("no", "yes"), lambda said: w(f"counter.alarm_{said}"), key="counter.alarm")
    _answer(person)


def _answer(person: str) -> None:
    visit = session.visit()
    held, w = visit.answers, visit.words
    profile = answers.counter_profile(held, person)
    if not answers.counter_ready(profile):
        frame.show(f'<p class="quiet">{escape(w("counter.waiting"))}</p>')
        return
    sleepers, findings = parse_profiles([profile])
    if not sleepers:
        frame.show("".join(f'<p class="problem" role="alert">{escape(say(finding, w))}</p>' for finding in findings))
        return
    try:
        explanation = engine.answer(sleepers[0], engine.catalogue(), PICKS)
    except UserError as error:
        frame.show(f'<p class="problem" role="alert">{escape(str(error))}</p>')
        return
    size = str(profile.get("size", ""))
    frame.show(as_html.target_sentence(explanation, w))
    if held.get(f"{person}.alarm") != "no":
        frame.show(f'<div class="note red"><p><b>{escape(w("counter.alarm_first"))}</b></p></div>')
        return
    frame.show(
        answer_drawings.scale(explanation, w)
        + as_html.verdict(explanation, w)
        + as_html.tie_groups(explanation, size, w)
    )


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
