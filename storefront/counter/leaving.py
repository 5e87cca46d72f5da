"""The screen clears itself once nobody is there: nothing typed, moved, scrolled or unfolded, and nobody lying down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from time import monotonic
from typing import Any

import streamlit as st

from recommender.experience.course import LIE_MINUTES
from storefront import session
from storefront.look import frame
from storefront.settings import settings

LOOK_EVERY = timedelta(seconds=15)


@dataclass(slots=True)
class Seen:
    """The answers when they last changed, and when somebody was last there, in seconds of the server's clock."""

    answers: dict[str, Any] = field(default_factory=dict)
    since_s: float = field(default_factory=monotonic)


def left(visit: session.Visit, now_s: float, idle_s: float) -> bool:
    """Whether a customer was left alone for too long. Called again and again: a change since the last call is
    somebody there.
    """
    seen = visit.own(Seen)
    if visit.answers != seen.answers or now_s < visit.lying_until_s:
        seen.answers, seen.since_s = dict(visit.answers), now_s
        return False
    return bool(visit.answers) and now_s - seen.since_s > idle_s


@st.fragment(run_every=LOOK_EVERY)
def clear_when_left() -> None:
    """Runs on its own timer, and whenever the page says that somebody moved, scrolled or unfolded something."""
    visit = session.visit()
    st.button("·", on_click=_here, key="here")  # pressed by the page (`look.first_page`), never seen
    if left(visit, monotonic(), settings().counter_idle_seconds):
        visit.forget_answers()
        st.rerun()


def lying_button() -> None:
    """A customer lies down: no clock runs until they are up again."""
    visit = session.visit()
    lies = monotonic() < visit.lying_until_s
    label = visit.words("counter.up_again" if lies else "counter.lies_down")
    st.button(label, on_click=_up if lies else _lies, type="primary" if lies else "secondary", key="down")


def said() -> None:
    """How to type, and when the screen clears itself, or that it does not now."""
    visit = session.visit()
    w = visit.words
    if monotonic() < visit.lying_until_s:
        text = w("counter.lies_now", minutes=LIE_MINUTES)
    else:
        text = w("counter.clears_itself", minutes=settings().counter_idle_seconds / 60)
    frame.show(f'<p class="quiet small">{escape(w("counter.lead"))} {escape(text)}</p>')


def _here() -> None:
    session.visit().own(Seen).since_s = monotonic()


def _lies() -> None:
    session.harvested()
    session.lie_down(LIE_MINUTES)


def _up() -> None:
    session.harvested()
    session.get_up()
    _here()
