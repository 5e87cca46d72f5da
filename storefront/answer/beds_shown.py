"""The answer's beds: those that fit, in tie groups, near misses, and beds of unknown firmness."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from catalog.dates import first_day
from catalog.mattress import Catalogue
from recommender.explanation import Explanation
from recommender.sleeper import Sleeper
from storefront import session
from storefront.answer import as_html
from storefront.look import frame

OLD_DAYS = 30  # a catalogue more than a month old may be wrong about prices and stock


def show(explanation: Explanation, sleeper: Sleeper, beds: Catalogue) -> None:
    visit = session.visit()
    w = visit.words
    if _days_old(beds) > OLD_DAYS:
        old = w("state.old_catalogue", catalogue_date=beds.source_date)
        frame.show(f'<p class="caution">{escape(old)}</p>')

    def name(mattress_id: str) -> str:
        bed = beds.by_id(mattress_id)
        return mattress_id if bed is None else bed.name

    size = "x".join(f"{edge:g}" for edge in sleeper.wishes.size) if sleeper.wishes.size else ""
    if explanation.picks:
        key = {"fits": "result.picks", "borderline": "result.picks_best"}.get(
            explanation.verdict, "result.picks_anyway"
        )
        st.subheader(w(key), anchor=False)
        frame.show(as_html.tie_groups(explanation, size, w, name))
    if explanation.not_chosen:
        st.subheader(w("result.not_chosen"), anchor=False)
        frame.show(as_html.not_chosen(explanation.not_chosen, w))
    if explanation.unranked:
        summary = escape(w("result.unranked", n=len(explanation.unranked)))
        frame.show(f"<details><summary>{summary}</summary>{as_html.unranked(explanation.unranked, w)}</details>")
    st.button(w("result.change_answers"), on_click=visit.go, args=("body",), key="change")


def _days_old(beds: Catalogue) -> int:
    """How long ago the catalogue was made, at most; 0 where it does not state it."""
    made = first_day(beds.source_date)
    return (date.today() - made).days if made else 0
