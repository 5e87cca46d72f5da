"""The button for who lies down on a bed in a shop: ten minutes count down, and no clock clears the screen meanwhile."""

from __future__ import annotations

from html import escape
from time import monotonic

import streamlit as st

from recommender.experience.course import LIE_MINUTES
from storefront import session
from storefront.guide.timer import clock
from storefront.look import frame

TICK_S = 1.0


def show(key: str) -> None:
    """The button, or while somebody lies what is left of the ten minutes. `key`: of this place on the page."""
    visit = session.visit()
    if monotonic() >= visit.lying_until_s:
        st.button(visit.words("trial.lie", minutes=LIE_MINUTES), on_click=_lie_down, type="primary", key=f"lie_{key}")
    else:
        st.fragment(_left, run_every=TICK_S)(key)


def _left(key: str) -> None:
    visit = session.visit()
    w, left_s = visit.words, visit.lying_until_s - monotonic()
    if left_s <= 0:
        st.rerun()  # the time is over: draw the page once without the countdown
    said = w("trial.lies", clock=clock(left_s))
    frame.show(f'<p class="lies" role="timer"><b>{escape(said)}</b> {escape(w("trial.stays"))}</p>')
    st.button(w("trial.up"), on_click=session.get_up, key=f"up_{key}")


def _lie_down() -> None:
    session.harvested()
    session.lie_down(LIE_MINUTES)
