"""The guide: possible causes, how to lie, what to try, whom to see. The same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from recommender.advice.routine import routine
from recommender.errors import UserError
from recommender.sleeper import Sleeper
from storefront import engine, session
from storefront.guide import html as guide_html
from storefront.guide import timer as guide_timer
from storefront.guide.content import GUIDE
from storefront.look import frame
from storefront.pages.leaflet import alarm_list

SETS = ("short", "full")


def topics() -> dict[str, Any]:
    """Every topic's page by name, for the page map."""
    return {name: st.Page(topic(name), title=frame.page_title(name), url_path=name) for name in GUIDE}


def page() -> None:
    """All topics at a glance."""
    w = session.visit().words
    st.title(w("guide.title"), anchor=False)
    frame.show(f'<p class="lead">{escape(w("guide.lead"))}</p>')
    with st.container(key="guide_index"):
        for name, link in topics().items():
            with st.container(key=f"card_{name}"):
                st.page_link(link, label=w(f"{name}.title"))
                st.markdown(w(f"guide_page.about_{name.removeprefix('guide_')}"))
    frame.show(guide_html.grades(w))
    _for_you()


def topic(name: str) -> Callable[[], None]:
    def show() -> None:
        w = session.visit().words
        st.title(w(f"{name}.title"), anchor=False)
        frame.show(f'<p class="lead">{escape(w(f"{name}.lead"))}</p>')
        if name == "guide_routine":
            _routine()
        if name == "guide_whom":
            frame.show(f'<div class="note red call">{alarm_list(w, who=True)}</div>{guide_html.see_somebody(w)}')
        frame.show(f'<div class="guide">{guide_html.parts(GUIDE[name], w)}{guide_html.grades(w)}</div>')
        _for_you()
        _read_on(name)

    return show


def _routine() -> None:
    """The chosen set with its timer, then its steps; with answers, without steps that do not suit this person."""
    w, sleeper = session.visit().words, _sleeper()
    sets = {name: routine(sleeper, full=name == "full") for name in SETS}
    chosen = st.radio(
        w("guide_page.which_set"), SETS, format_func=lambda name: guide_html.set_name(name, sets[name], w), key="set"
    )
    if sets["full"] != routine(None, full=True):
        st.markdown(w("guide_page.set_for_you"))
    st.subheader(w("guide_page.timer"), anchor=False)
    guide_timer.show(chosen, sets[chosen], w)
    frame.show(f'<div class="guide">{guide_html.routine_steps(sets[chosen], w)}</div>')


def _sleeper() -> Sleeper | None:
    """The person of the answers so far; None while they are incomplete."""
    try:
        return engine.sleeper_of(session.visit().answers)
    except UserError:
        return None


def _for_you() -> None:
    visit = session.visit()
    w, begun = visit.words, bool(visit.answers.get("weight_kg") or visit.answers.get("weight_lb"))
    st.subheader(w("guide_page.quiz_heading"), anchor=False)
    label, there = ("guide_page.to_answer", "result") if begun else ("guide_page.to_quiz", "safety")
    with st.container(horizontal=True):
        st.button(w(label), on_click=visit.go, args=(there,), type="primary", key="for_you")
        st.button(w("diary.title"), on_click=visit.go, args=("diary",), key="guide_diary")


def _read_on(name: str) -> None:
    """The other pages (S-87: where the article's list of further reading is empty)."""
    w = session.visit().words
    st.subheader(w("guide_page.read_on"), anchor=False)
    with st.container(key="read_on", horizontal=True):
        for other, link in topics().items():
            if other != name:
                st.page_link(link, label=w(f"{other}.title"), width="content")
