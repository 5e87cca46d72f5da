"""For catalogue managers: check a feed, import it, see what changes and for whom, publish, roll back."""

from __future__ import annotations

from html import escape

import streamlit as st

from catalog.errors import UserError
from database.history import published_anyway
from database.store import Store
from database.versions import can_roll_back, live, versions
from storefront import session, staff
from storefront.desk import actions as desk_actions
from storefront.desk import beds as desk_beds
from storefront.desk import mending, press, serving
from storefront.desk import tables as desk_tables
from storefront.desk.actions import say
from storefront.doors.uploads import LARGEST_FEED_MB
from storefront.doors.visits import Asked
from storefront.engine import store
from storefront.look import frame
from storefront.settings import settings

CURRENCIES = ("EUR", "GBP", "USD", "CHF")


def page() -> None:
    if not staff.admitted("manager"):
        return
    staff.bar()
    w = session.visit().words
    frame.show('<span class="wide-page"></span>')
    st.title(w("desk.title"), anchor=False)
    st.markdown(w("desk.lead"))
    desk_actions.show_said()
    try:
        opened = store()
        _live(opened)
        desk_beds.show(opened)
        mending.show_withdrawn(opened)
        serving.show(opened)
        _feed(opened)
        _difference(opened)
    except UserError as error:
        say(str(error), problem=True)
    press.show()


def _live(opened: Store) -> None:
    w = session.visit().words
    now_live = live(opened)
    st.header(w("desk.live_heading"), anchor=False)
    said = desk_tables.version_line(now_live, w) if now_live else w("desk.live_shipped")
    frame.show(f"<p>{escape(said)}</p>")
    if settings().catalog:
        say(w("desk.fixed_file"), problem=True)
    if now_live and (by := published_anyway(opened, now_live.version_id)):
        despite = desk_tables.despite(by.despite, w)
        frame.show(f"<p>{escape(w('desk.live_anyway', name=by.name, despite=despite))}</p>")
    if can_roll_back(opened):
        desk_actions.confirmed("rollback", desk_actions.go_back)


def _feed(opened: Store) -> None:
    w = session.visit().words
    st.header(w("desk.feed_heading"), anchor=False)
    frame.show(f'<p class="quiet">{escape(w("desk.feed_help"))}</p>')
    session.visit().takes_file(Asked(LARGEST_FEED_MB, of_staff=True))
    uploaded = st.file_uploader(w("desk.feed"), key="desk_feed", max_upload_size=LARGEST_FEED_MB)
    if uploaded is None:
        return
    if (checked := desk_actions.checked(uploaded)) is None:
        return
    figures = {"n": checked.read, "kept": checked.kept, "rejected": checked.rejected, "found": checked.n_findings}
    frame.show(f"<p><b>{escape(w('desk.checked', format=checked.format, **figures))}</b></p>")
    if checked.n_findings:
        desk_actions.show_findings(checked)
    else:
        frame.show(f"<p>{escape(w('desk.no_findings'))}</p>")
    if checked.kept:
        none = w("desk.currency_none")
        currency = st.selectbox(w("desk.currency"), (none, *CURRENCIES), key="desk_currency")
        home = w("wishes.home_market")
        market = st.text_input(w("desk.market"), "" if home == "any" else home, max_chars=60, key="desk_market")
        if st.button(w("desk.import"), type="primary", key="desk_import"):
            desk_actions.import_upload(opened, uploaded, None if currency == none else currency, market)


def _difference(opened: Store) -> None:
    w = session.visit().words
    st.header(w("desk.difference_heading"), anchor=False)
    now_live = live(opened)
    known = {each.version_id: each for each in reversed(versions(opened)) if each != now_live}
    if not known:
        frame.show(f"<p>{escape(w('desk.no_other'))}</p>")
        return
    chosen = st.selectbox(
        w("desk.pick"), list(known), format_func=lambda number: desk_tables.version_line(known[number], w)
    )
    between = (now_live.version_id if now_live else None, chosen)
    if st.button(w("desk.compare"), key="desk_compare"):
        desk_actions.compare_with_live(opened, *between)
    if (found := desk_actions.compared(*between)) is None:
        return
    comparison, effects, severe = found
    frame.show(desk_tables.difference(comparison, w))
    if comparison.changed:
        n = len(comparison.changed)
        frame.show(f'<p class="quiet">{escape(w("desk.changes_shown", shown=min(n, desk_tables.MOST_ROWS), n=n))}</p>')
        frame.show(desk_tables.changes(comparison, w))
        st.download_button(
            w("desk.changes_file"), comparison.as_csv(), "differences.csv", "text/csv", on_click="ignore"
        )
    st.subheader(w("desk.effect_heading"), anchor=False)
    frame.show(desk_tables.effect(effects, w))
    st.header(w("desk.publish_heading"), anchor=False)
    if severe:
        desk_actions.second_look(chosen, severe)
    else:
        desk_actions.confirmed("publish", desk_actions.make_live, chosen)
