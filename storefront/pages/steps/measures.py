"""Step: hips by tape or two books, shoulders if you like, and how much each would narrow the result."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from recommender.person.anthropometry import value_of_measuring
from storefront import engine, session
from storefront.look import frame
from storefront.quiz import fields, how_to, journey

NOTICED_SHARE = 0.15  # of a range of firmness: half a point where it is three points wide


def page() -> None:
    visit = session.visit()
    if not journey.begin("measures"):
        return
    w = visit.words
    somebody = engine.unmeasured(visit.answers)
    gain = value_of_measuring(somebody) if somebody else {}
    narrows = visit.recall("narrowing", somebody, lambda: engine.narrowing(somebody)) if somebody else {}
    if narrows:
        st.markdown(w("measures.surer" if _surer(narrows.values()) else "measures.little"))
    st.subheader(w("measures.hips"), anchor=False)
    if gain:
        hips = gain["hip_breadth_cm"]
        if {"hip_circumference_cm", "hip_breadth_cm"} <= set(hips):
            tape, books = hips["hip_circumference_cm"], hips["hip_breadth_cm"]
            st.markdown(w("measures.hips_gain", now_cm=hips["now"], tape_cm=tape, books_cm=books))
        else:
            st.markdown(w("measures.hips_now", now_cm=hips["now"]))
    method = fields.choice("hip_method", ("skip", "tape", "books"))
    if method == "tape":
        frame.show(how_to.tape(w("measures.tape_how")))
        st.markdown(w("measures.tape_how"))
        fields.number("hip_circumference_cm")
    elif method == "books":
        frame.show(how_to.two_books("hip", w("measures.hip_books_how")))
        st.markdown(w("measures.hip_books_how"))
        fields.number("hip_breadth_cm")
    st.subheader(w("measures.shoulders"), anchor=False)
    if gain and "shoulder_breadth_cm" in gain["shoulder_breadth_cm"]:
        now = gain["shoulder_breadth_cm"]
        st.markdown(w("measures.shoulders_gain", now_cm=now["now"], books_cm=now["shoulder_breadth_cm"]))
    if fields.choice("shoulder_method", ("skip", "books")) == "books":
        frame.show(how_to.two_books("shoulder", w("measures.shoulder_books_how")))
        st.markdown(w("measures.shoulder_books_how"))
        fields.number("shoulder_breadth_cm")
    journey.way_on("measures")


def _surer(found: Iterable[engine.Narrowing]) -> bool:
    """Whether measuring narrows a range by so much that a reader of the answer notices."""
    return max(1 - one.then / one.now for one in found) >= NOTICED_SHARE
