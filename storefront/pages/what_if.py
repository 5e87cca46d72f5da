"""What would change the answer: two sliders on the answer page, redrawn on their own."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from catalog.mattress import Catalogue
from recommender.profile_fields import RANGES
from recommender.sleeper import Sleeper
from storefront import answer_drawings, answer_html, engine, frame, session

WEIGHT_STEP_KG, WEIGHT_REACH_KG = 1.0, 20.0


@st.fragment
def what_if(sleeper: Sleeper, beds: Catalogue) -> None:
    """The same person at another weight, or lying more or less on the side; nothing is kept."""
    w = session.current_words()
    allowed = RANGES["weight_kg"]
    weight_kg = st.slider(
        w("what_if.weight"),
        max(allowed.low, round(sleeper.weight_kg) - WEIGHT_REACH_KG),
        min(allowed.high, round(sleeper.weight_kg) + WEIGHT_REACH_KG),
        float(round(sleeper.weight_kg)),
        WEIGHT_STEP_KG,
        format="%g",
        key="what_if_weight",
    )
    side = st.slider(w("what_if.side"), 0, 100, round(100 * sleeper.side), 10, format="%d%%", key="what_if_side") / 100
    rest = sleeper.back + sleeper.stomach
    back = sleeper.back / rest if rest else 1.0
    other = replace(sleeper, weight_kg=weight_kg, side=side, back=(1 - side) * back, stomach=(1 - side) * (1 - back))
    explanation = engine.answer(other, beds, top=1)
    frame.show(answer_html.target_sentence(explanation, w) + answer_drawings.scale(explanation, w))
    if explanation.picks:
        frame.show(f"<p>{w('what_if.first', name=answer_html.safe_name(explanation.picks[0].mattress))}</p>")
