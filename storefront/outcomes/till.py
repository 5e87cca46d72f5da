"""The counter's part about what the customer takes and what comes back; folded until staff need it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Catalogue
from recommender.household import Household
from storefront import session
from storefront.outcomes import entry, ordering, returning
from storefront.outcomes.keeping import Buyer

PARTS = ("order", "back")


def show(buyers: Sequence[Buyer], both: Household | None, beds: Catalogue) -> None:
    """One choice of two parts, neither open at first: an order needs somebody who was answered with beds.

    Args:
        buyers: the customers whose beds may be named.
        both: the answer to two people, where there is one.
    """
    visit = session.visit()
    w = visit.words
    parts = PARTS if buyers else PARTS[1:]
    chosen = st.segmented_control(
        w("outcomes.at_the_till"),
        parts,
        format_func=lambda name: w(f"outcomes.till_{name}"),
        label_visibility="collapsed",
        key=f"till.{len(parts)}.{visit.key_of('')}",
    )
    try:
        if chosen == "order":
            ordering.show(buyers, beds, both.recommended if both else None)
        elif chosen == "back":
            returning.show(beds)
    except UserError as error:
        entry.say([str(error)], True)
