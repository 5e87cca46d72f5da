"""The beds of the live version at the desk: search, what is missing, and what knowing it would be worth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

import streamlit as st

from catalog.labels import plain
from database.store import Store
from recommender.fit_target import FitTarget, targets
from recommender.ranking.missing_facts import FACTS, PEOPLE, Fact, Missing, missing_facts
from recommender.rescoring import standard_population
from storefront import session
from storefront.desk import mending
from storefront.desk import tables as desk_tables
from storefront.desk.asked import worked_out
from storefront.look import frame
from storefront.words import Words

LEAST_SHOWN = 0.005  # fit points: less is shown as 0


def show(opened: Store) -> None:
    """A button that lists the beds of the live version; from then on search, filter and table."""
    w = session.visit().words
    listed = worked_out("beds", opened, lambda beds: missing_facts(_people(), beds))
    if listed is None:
        return
    with st.container(horizontal=True):
        sought = st.text_input(w("desk.beds_search"), max_chars=100, key="desk_beds_search")
        fact = st.selectbox(
            w("desk.beds_missing"),
            (None, *FACTS),
            format_func=lambda each: w(f"desk.fact_{each}") if each else w("desk.beds_any"),
            key="desk_beds_missing",
        )
    found = chosen(listed, sought, fact)
    shown = min(len(found), desk_tables.MOST_ROWS)
    frame.show(f'<p class="quiet">{escape(w("desk.beds_shown", shown=shown, n=len(found)))}</p>')
    if found:
        frame.show(table(found[:shown], fact, w))
        mending.show([each.mattress for each in found[:shown]])


def chosen(beds: Sequence[Missing], sought: str, fact: Fact | None) -> list[Missing]:
    """The beds with every word sought in their name or id, that lack this fact; by its worth where one is named."""
    parts = plain(sought).split()
    found = [
        each
        for each in beds
        if (fact is None or fact in each.worth)
        and all(part in plain(f"{each.mattress.name} {each.mattress.mattress_id}") for part in parts)
    ]
    return found if fact is None else sorted(found, key=lambda each: -each.worth[fact])


def table(found: Sequence[Missing], fact: Fact | None, w: Words) -> str:
    """Each bed with how many see it, what is missing with the most telling first, and what that is worth."""
    rows = [
        (
            each.mattress.name,
            f"{w.number(100 * each.first_five, 0)} %",
            _points(each.most if fact is None else each.worth[fact], w),
            ", ".join(w(f"desk.fact_{name}") for name in sorted(each.worth, key=lambda name: -each.worth[name])),
        )
        for each in found
    ]
    headings = [w(f"desk.col_{name}") for name in ("product", "first_five", "worth", "missing")]
    return desk_tables.table(headings, rows, w("desk.beds_heading"))


def _points(worth: float, w: Words) -> str:
    return w.number(worth if worth >= LEAST_SHOWN else 0.0, 2)


@lru_cache(maxsize=1)
def _people() -> FitTarget:
    return targets(standard_population(PEOPLE))
