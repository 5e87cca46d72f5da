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
    if hidden:
        frame.show(f'<div class="note red"><p><b>{escape(w("safety.call_first"))}</b></p></div>')
    frame.show(signs_to_tap(w))
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


def signs_to_tap(w: Words) -> str:
    """Each sign opens its one instruction; nothing that is tapped leaves the page."""
    signs = "".join(
        f'<details name="sign"><summary>{escape(w(sign))}</summary><div class="note red call">{_call(sign, w)}</div>'
        "</details>"
        for sign in safety.LEAFLET
    )
    heading, tap = escape(w(safety.LEAFLET_HEADING)), escape(w("signs.tap"))
    return f'<h2>{heading}</h2><p class="quiet">{tap}</p><div class="signs">{signs}</div>'


def _call(sign: str, w: Words) -> str:
    """Whom to call for a sign; with the practice closed, the service that is open."""
    call = safety.call_for(sign)
    if call == "leaflet.call_112":
        return f'<p><b>{escape(w(call))}</b></p><a class="dial" href="tel:112">{escape(w("signs.dial_112"))}</a>'
    closed = f"<p>{escape(w('leaflet.call_out_of_hours'))}</p>" if call == THE_REST else ""
    return f"<p><b>{escape(w(call))}</b></p>{closed}"


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
