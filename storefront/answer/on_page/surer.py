"""What would make the answer surer: what is worth telling, measuring, lying on or asking, and nothing else."""

from __future__ import annotations

from html import escape

import streamlit as st

from recommender.explanation import Explanation
from storefront import session
from storefront.answer import surer
from storefront.look import frame

# What can be told on a step of the quiz: its page, and the words of the button.
STEP_OF = {
    "present_bed_label": ("bed", "result.tell_bed"),
    "hips": ("measures", "result.measure_hips"),
    "shoulders": ("measures", "result.measure_hips"),
}


def show(explanation: Explanation) -> None:
    visit = session.visit()
    w, found = visit.words, explanation.surer
    if found is None:
        return
    lines = surer.lines(found, w) or (w("surer.nothing"),)
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    with st.expander(w("result.surer")):
        frame.show(f'<ul class="tips">{listed}</ul>')
        for step, words in dict.fromkeys(STEP_OF[one.by] for one in found if one.by in STEP_OF):
            st.button(w(words), on_click=visit.go, args=(step,), type="tertiary", key=f"to_{step}")
