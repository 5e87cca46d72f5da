"""What would change the answer: two sliders on the answer page that redraw only themselves."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from catalog.mattress import Catalogue
from recommender.explanation import Explanation
from recommender.person.fields import FIELDS
from recommender.sleeper import Sleeper
from storefront import engine, session
from storefront.answer import as_html
from storefront.answer import drawings as answer_drawings
from storefront.look import frame

WEIGHT_STEP_KG, WEIGHT_REACH_KG = 1.0, 20.0


@st.fragment
def what_if(sleeper: Sleeper, beds: Catalogue, answered: Explanation) -> None:
    """The same person at another weight, or lying more or less on the side; nothing is kept.

    `answered` is the answer as it stands: what nobody moved is not worked out again.
    """
    w = session.visit().words
    allowed = FIELDS["weight_kg"].limits()
    weight_kg = st.slider(
        w("what_if.weight"),
        max(float(allowed.low), round(sleeper.weight_kg) - WEIGHT_REACH_KG),
        min(float(allowed.high), round(sleeper.weight_kg) + WEIGHT_REACH_KG),
        float(round(sleeper.weight_kg)),
        WEIGHT_STEP_KG,
        format="%g",
        key="what_if_weight",
    )
    told_side = round(100 * sleeper.side)
    percent = st.slider(w("what_if.side"), 0, 100, told_side, 10, format="%d%%", key="what_if_side")
    moved = (weight_kg, percent) != (float(round(sleeper.weight_kg)), told_side)
    frame.show(_then(_at(sleeper, weight_kg, percent / 100), beds) if moved else _words_of(answered))


def _at(sleeper: Sleeper, weight_kg: float, side: float) -> Sleeper:
    """The rest of the night keeps its proportion of back and stomach."""
    rest = sleeper.back + sleeper.stomach
    back = sleeper.back / rest if rest else 1.0
    return replace(sleeper, weight_kg=weight_kg, side=side, back=(1 - side) * back, stomach=(1 - side) * (1 - back))


def _then(other: Sleeper, beds: Catalogue) -> str:
    return _words_of(engine.answer(other, beds, top=1))


def _words_of(explanation: Explanation) -> str:
    w = session.visit().words
    first = replace(explanation, picks=explanation.picks[:1])
    said = as_html.target_sentence(first, w) + answer_drawings.scale(first, w)
    if first.picks:
        name = as_html.safe_name(first.picks[0].mattress)
        said += f"<p>{escape(w('what_if.first', name='NAME')).replace('NAME', name)}</p>"
    return said
