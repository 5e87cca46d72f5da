"""What staff did, for managers, and the end of everybody's sign-in."""

from __future__ import annotations

import csv
from html import escape
from io import StringIO

import streamlit as st

from catalog.texts import safe_cell
from database.people import acts, users
from database.store import Store
from storefront import session, staff
from storefront.desk import actions as desk_actions
from storefront.desk import tables as desk_tables
from storefront.engine import store
from storefront.look import frame
from storefront.words import Words

SHOWN = 50
COLUMNS = ("at", "who", "act", "about", "page")


def show(opened: Store) -> None:
    w = session.visit().words
    st.header(w("people.acts_heading"), anchor=False)
    done = acts.acts(opened)
    with st.expander(w("people.acts", n=len(done))):
        headings = [w(f"people.act_{name}") for name in COLUMNS]
        rows = [_row(act, w) for act in done[:SHOWN]]
        frame.show(desk_tables.table(headings, rows, w("people.acts_heading")))
        st.download_button(w("people.acts_file"), _as_csv(done), "staff.csv", "text/csv", on_click="ignore")
    frame.show(f'<p class="quiet">{escape(w("people.help"))}</p>')
    desk_actions.confirmed("end_all", _end_all)


def _row(act: acts.Act, w: Words) -> tuple[str, ...]:
    what = w(f"staff.act_{act.act}") if f"staff.act_{act.act}" in w else act.act
    return (f"{act.at.astimezone():%Y-%m-%d %H:%M}", act.who, what, desk_tables.about(act.about, w), act.page)


def _as_csv(done: list[acts.Act]) -> str:
    written = StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for act in done:
        about = (act.at.isoformat(timespec="seconds"), act.who, act.act, act.about, act.page)
        table.writerow([safe_cell(part) for part in about])
    return written.getvalue()


def _end_all() -> None:
    staff.require("manager")
    staff.did("end_all")
    users.end_all(store())
