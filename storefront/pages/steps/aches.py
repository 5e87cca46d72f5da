"""Step, only with consent: aches by place and time of day, in neutral words."""

from __future__ import annotations

import streamlit as st

from storefront import session
from storefront.look import frame
from storefront.quiz import fields, journey
from storefront.quiz.answers import PREGNANCY, asked_of_health


def page() -> None:
    if not journey.begin("aches"):
        return
    visit = session.visit()
    w, asked = visit.words, asked_of_health(visit.answers.get("sex"))
    with st.container(key="aches"):
        for name in asked:
            if name != PREGNANCY:
                fields.tick(f"pain.{name}")
    frame.problem("pain")
    frame.show(f'<p class="quiet small">{w("aches.use")}</p>')
    if PREGNANCY in asked:
        st.markdown(f"**{w('aches.pregnant')}**")
        if fields.tick(f"pain.{PREGNANCY}"):
            fields.number("pregnancy_weeks")
    journey.way_on("aches")
