"""What would make the answer surer: what is worth telling, measuring, lying on or asking, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from recommender.explanation import Explanation
from storefront import session
from storefront.answer import as_html, surer
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
    rest = as_html.fold(w("result.surer_more"), _listed(lines[1:]) if lines[1:] else "")
    with st.container(key="surer"):
        frame.show(f'<h2 class="eyebrow">{escape(w("result.surer"))}</h2>{_listed(lines[:1])}{rest}')
        for step, words in dict.fromkeys(STEP_OF[one.by] for one in found if one.by in STEP_OF):
            st.button(w(words), on_click=visit.go, args=(step,), type="tertiary", key=f"to_{step}")


def _listed(lines: Sequence[str]) -> str:
    return '<ul class="tips">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
