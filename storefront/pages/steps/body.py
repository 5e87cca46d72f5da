"""Step: weight, height, sex and age band."""

from __future__ import annotations

from html import escape

import streamlit as st

from recommender.errors import UserError
from recommender.person.units import CM_PER_INCH, INCH_PER_FOOT, KG_PER_LB
from storefront import session
from storefront.look import frame
from storefront.quiz import answers, fields, journey


def page() -> None:
    visit = session.visit()
    if not journey.begin("body"):
        return
    w = visit.words
    visit.answers.update(answers.in_one_field(visit.answers))
    left, right = st.columns(2)
    with left:
        fields.number("weight_kg")
        frame.problem("weight")
    with right:
        fields.number("height_cm")
        frame.problem("height")
    read_back(visit.answers)
    fields.choice("sex", fields.choices("sex"), w.term)
    fields.choice("age_band", tuple(answers.AGE_BANDS))
    journey.way_on("body")


def read_back(held: answers.Answers) -> None:
    """Show what was typed in both systems of units, so that a pound taken for a kilo is seen; which units may be typed
    until that is complete.
    """
    w = session.visit().words
    try:
        weight_kg, height_cm = answers.size_of(held)
    except UserError:
        frame.show(f'<p class="quiet small" aria-live="polite">{escape(w("body.units"))}</p>')
        return
    feet, inches = divmod(round(height_cm / CM_PER_INCH), round(INCH_PER_FOOT))
    told = {"kilos": weight_kg, "pounds": round(weight_kg / KG_PER_LB), "centimetres": height_cm}
    said = escape(w("body.read", **told, feet_and_inches=f"{feet}'{inches}\""))
    doubt = answers.may_be_pounds(held)
    asked = "" if doubt is None else f" <b>{escape(w('body.pounds', typed=doubt))}</b>"
    frame.show(f'<p class="quiet small" aria-live="polite">{said}{asked}</p>')
