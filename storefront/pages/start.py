"""The first page: what this is, in which language, and what it does not do."""

from __future__ import annotations

from html import escape

import streamlit as st

from storefront import codes, engine, session
from storefront.drawing.lying import lying
from storefront.look import frame
from storefront.words import LANGUAGES, words


def page() -> None:
    visit = session.visit()
    w = visit.words
    st.title(w("start.heading"), anchor=False)
    frame.show(f'<p class="lead">{escape(w("start.lead"))}</p>')
    example = engine.example_picture()
    if example is not None:
        frame.show(lying(example, w("start.picture"), w, labels=False))
    with st.container(horizontal=True, key="begin"):
        st.button(w("start.begin"), on_click=visit.go, args=("safety",), type="primary", key="begin_here")
        for other in LANGUAGES:
            if other != visit.language:
                st.button(words(other)("start.begin_in"), on_click=_begin_in, args=(other,), key=f"begin_{other}")
    promises = "".join(f"<li>{escape(w(f'start.promise_{i}'))}</li>" for i in (1, 2, 3, 4))
    frame.show(f"<ul>{promises}</ul>")
    st.button(w("start.diary"), on_click=visit.go, args=("diary",), type="tertiary", key="to_diary")
    codes.load_part()


def _begin_in(lang: str) -> None:
    visit = session.harvested()
    visit.speak(lang)
    visit.go("safety")
