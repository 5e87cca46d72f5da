"""When to call a doctor: the same leaflet for everybody, always accessible, and first where an alarm sign may apply."""

from __future__ import annotations

from html import escape

import streamlit as st

from recommender.advice import safety
from storefront import session
from storefront.answer import take_home
from storefront.look import frame
from storefront.quiz.answers import STEPS, products_hidden
from storefront.words import Words

THE_REST = "leaflet.call_gp_today"


def page() -> None:
    visit = session.visit()
    w = visit.words
    hidden = products_hidden(visit.answers)
    st.title(w("leaflet.title"), anchor=False)
    st.markdown(w("leaflet.intro"))
    if hidden:
        frame.show(f'<div class="note red"><p><b>{escape(w("safety.call_first"))}</b></p></div>')
    calls = "".join(f"<p>{_with_numbers(w(key))}</p>" for key in safety.who_to_call())
    frame.show(f'<div class="note red call"><h2>{escape(w("leaflet.call_heading"))}</h2>{calls}</div>')
    frame.show(alarm_list(w, who=True))
    for heading, lines in (
        (safety.LEAFLET_DAYS_HEADING, safety.LEAFLET_DAYS),
        (safety.LEAFLET_WEEKS_HEADING, safety.LEAFLET_WEEKS),
    ):
        items = "".join(f"<li>{escape(w(line))}</li>" for line in lines)
        frame.show(f'<h2>{escape(w(heading))}</h2><ul class="alarm">{items}</ul>')
    st.markdown(w("leaflet.stop_and_call"))
    take_home.offer_leaflet()
    if hidden and visit.last_page in (*STEPS, "result"):
        st.markdown(w("safety.continue_later"))
        st.button(w("leaflet.answer_again"), on_click=visit.go, args=("safety",), key="answer_again")
    else:
        st.button(w("leaflet.back"), on_click=visit.go, args=(visit.last_page,), key="leaflet_back")


def alarm_list(w: Words, *, who: bool = False) -> str:
    """The alarm signs as a list; `who` adds whom to call where that is not the GP today."""
    items = ""
    for sign in safety.LEAFLET:
        call = safety.call_for(sign)
        more = f'<span class="who">{_with_numbers(w(call))}</span>' if who and call != THE_REST else ""
        items += f"<li>{escape(w(sign))}{more}</li>"
    return f'<h2>{escape(w(safety.LEAFLET_HEADING))}</h2><ul class="alarm">{items}</ul>'


def _with_numbers(sentence: str) -> str:
    """112 as a link that a phone can dial."""
    return escape(sentence).replace("112", '<a href="tel:112">112</a>')
