"""The answer's other beds: a table that can be put in another order."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from catalog.dates import first_day
from catalog.mattress import Catalogue
from recommender.explanation import Explanation
from storefront import session
from storefront.answer.on_page import bed_cards
from storefront.answer.on_page.sheet import Sheet
from storefront.look import frame

OLD_DAYS = 30  # a catalogue more than a month old may be wrong about prices and stock


@st.fragment
def more(s: Sheet) -> None:
    """The beds without a card, in an order the visitor chooses; the order of the cards stays that of fit."""
    w = s.w
    with st.expander(w("result.more_beds", n=len(s.beds.rest))):
        order = st.segmented_control(
            w("result.order"),
            bed_cards.ORDERS,
            default=bed_cards.ORDERS[0],
            format_func=lambda name: w(f"result.column_{name}"),
            key="beds_order",
        )
        frame.show(rows(s, order or bed_cards.ORDERS[0]))


def rows(s: Sheet, order: str) -> str:
    """The table, and what holds of all beds."""
    return bed_cards.table(s.beds.rest, s.w, order) + of_all(s)


def of_all(s: Sheet) -> str:
    """Which beds tie, how many beside those shown are undecided, and the doubts that no card has room for."""
    undecided = s.explanation.undecided
    said = f'<p class="quiet small">{escape(s.w("result.undecided", n=undecided))}</p>' if undecided else ""
    return bed_cards.tied(s.explanation, s.w) + said + bed_cards.doubts(s.beds.doubts, s.w)


def old_list(beds: Catalogue) -> None:
    """Said where the catalogue is so old that prices and stock may have changed."""
    if _days_old(beds) > OLD_DAYS:
        old = session.visit().words("state.old_catalogue", catalogue_date=beds.source_date)
        frame.show(f'<p class="caution">{escape(old)}</p>')


def _days_old(beds: Catalogue) -> int:
    """How long ago the catalogue was made, at most; 0 where it does not state it."""
    made = first_day(beds.source_date)
    return (date.today() - made).days if made else 0


def in_every_size(explanation: Explanation) -> None:
    """Where no mattress is left and a size stands in the way: one step to the answer without that wish."""
    if any(reason.key == "verdict.reason.not_in_size" for reason in explanation.verdict_reasons):
        st.button(session.visit().words("result.without_size"), on_click=_drop_the_size, key="without_size")


def _drop_the_size() -> None:
    session.visit().answers["size"] = "any"
