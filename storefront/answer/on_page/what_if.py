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
from storefront.answer.on_page import bed_cards
from storefront.look import frame
from storefront.words import Words

WEIGHT_STEP_KG, WEIGHT_REACH_KG = 1.0, 20.0


@st.fragment
def what_if(sleeper: Sleeper, beds: Catalogue, answered: Explanation) -> None:
    """The same person at another weight, or lying more or less on the side; nothing is kept.

    `answered` is the answer as it stands: only what differs from it is said.
    """
    w = session.visit().words
    allowed = FIELDS["weight_kg"].limits()
    with st.expander(w("what_if.heading")):
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
        if (weight_kg, percent) == (float(round(sleeper.weight_kg)), told_side):
            frame.show(f'<p class="quiet">{escape(w("what_if.move"))}</p>' + _changes(answered, beds, w))
        else:
            other = engine.answer(_at(sleeper, weight_kg, percent / 100), beds, top=1, changes=False)
            frame.show(difference(answered, other, w))


def _changes(answered: Explanation, beds: Catalogue, w: Words) -> str:
    def name(mattress_id: str) -> str:
        bed = beds.by_id(mattress_id)
        return mattress_id if bed is None else bed.name

    return as_html.changes(answered.picks[0].changes_if, name, w) if answered.picks else ""


def difference(now: Explanation, then: Explanation, w: Words) -> str:
    """What the other answer says that this one does not: the need on its scale, and the first bed."""
    said = w(
        "what_if.then",
        label=then.target.label,
        firmness=w.number(then.target.firmness, fixed=True),
        now=w.number(now.target.firmness, fixed=True),
    )
    first = ""
    if then.picks:
        bed = then.picks[0].mattress
        same = bool(now.picks) and now.picks[0].mattress.mattress_id == bed.mattress_id
        key = "what_if.stays" if same else "what_if.first"
        first = f"<p>{escape(w(key, name='NAME')).replace('NAME', bed_cards.safe_name(bed))}</p>"
    return f'<div role="status"><p>{escape(said)}</p>{as_html.strip(then.target, w)}{first}</div>'


def _at(sleeper: Sleeper, weight_kg: float, side: float) -> Sleeper:
    """The rest of the night keeps its proportion of back and stomach."""
    rest = sleeper.back + sleeper.stomach
    back = sleeper.back / rest if rest else 1.0
    return replace(sleeper, weight_kg=weight_kg, side=side, back=(1 - side) * back, stomach=(1 - side) * (1 - back))
