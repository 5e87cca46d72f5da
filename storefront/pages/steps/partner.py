"""Step, only of a pair: the body and the night of who shares the bed."""

from __future__ import annotations

from html import escape

import streamlit as st

from storefront import session
from storefront.look import frame
from storefront.pages.steps.body import read_back
from storefront.pages.steps.lying import positions
from storefront.quiz import fields, journey
from storefront.quiz.answers import PARTNER, of_partner


def page() -> None:
    if not journey.begin("partner"):
        return
    w = session.visit().words
    left, right = st.columns(2)
    with left:
        fields.number(f"{PARTNER}weight_kg", key="field.weight_kg")
        frame.problem(f"{PARTNER}weight")
    with right:
        fields.number(f"{PARTNER}height_cm", key="field.height_cm")
        frame.problem(f"{PARTNER}height")
    read_back(of_partner(session.visit().answers))
    fields.choice(f"{PARTNER}sex", fields.choices("sex"), w.term, key="field.sex")
    frame.show(f"<h2>{escape(w('partner.lies'))}</h2>")
    positions(PARTNER)
    frame.problem(f"{PARTNER}side")
    frame.show(f'<p class="quiet small">{escape(w("partner.use"))}</p>')
    journey.way_on("partner", w("wishes.done"))
