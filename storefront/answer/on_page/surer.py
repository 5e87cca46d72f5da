"""What would make the answer surer."""

from __future__ import annotations

from html import escape

import streamlit as st

from recommender.sleeper import Sleeper
from storefront import session
from storefront.look import frame


def show(sleeper: Sleeper) -> None:
    visit = session.visit()
    w = visit.words

    estimated = sleeper.hip_breadth_cm is None and sleeper.hip_circumference_cm is None
    asks = f"<p>{escape(w('result.hips_estimated'))}</p>" if estimated else ""
    if not asks:
        return
    with st.container(key="surer"):
        frame.show(f'<h2 class="eyebrow">{escape(w("result.surer"))}</h2>{asks}')
        if estimated:
            st.button(
                w("result.measure_hips"), on_click=visit.go, args=("measures",), type="tertiary", key="to_measures"
            )
