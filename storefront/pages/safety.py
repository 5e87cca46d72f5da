"""Before anything else: the alarm signs for everybody to read, consent, and the one question."""

from __future__ import annotations

import streamlit as st

from storefront import codes, session
from storefront.look import frame
from storefront.pages.leaflet import alarm_list
from storefront.quiz import fields, journey


def page() -> None:
    if not journey.begin("safety"):
        return
    w = session.visit().words
    frame.show(alarm_list(w))
    st.markdown(w("safety.consent_why"))
    if fields.tick("health_consent", codes.withdraw_if_unticked):
        fields.choice("alarm_signs", ("no", "yes", "unsure"), lambda answer: w(f"safety.{answer}"))
        journey.way_on("safety")
    else:
        journey.way_on("safety", w("safety.without"))
