"""Step: weight, height, sex and age band."""

from __future__ import annotations

import streamlit as st

from storefront import session
from storefront.look import frame
from storefront.quiz import fields, journey
from storefront.quiz.answers import AGE_BANDS


def page() -> None:
    visit = session.visit()
    if not journey.begin("body"):
        return
    w = visit.words
    visit.answers.setdefault("units", "metric")
    imperial = fields.choice("units", ("metric", "imperial")) == "imperial"
    fields.number("weight_lb" if imperial else "weight_kg")
    frame.problem("weight")
    if imperial:
        left, right = st.columns(2)
        with left:
            fields.number("height_ft")
        with right:
            fields.number("height_rest_in")
    else:
        fields.number("height_cm")
    frame.problem("height")
    fields.choice("sex", fields.choices("sex"), w.term)
    fields.choice("age_band", tuple(AGE_BANDS))
    journey.way_on("body")
