"""One bed mended, withdrawn or put back at the desk, as a new version that visitors do not see yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from catalog.mattress import Mattress
from catalog.updates.mending import Mending, mended
from database.mends import changing
from database.store import Store
from storefront import session, staff
from storefront.desk import actions as desk_actions
from storefront.engine import store
from storefront.look import frame

FIELDS = ("stated", "layers", "zones", "weight_limit_kg", "height_cm", "price", "size")
LONGEST = 300  # characters of one fact


def show(beds: Sequence[Mattress]) -> None:
    """Choose one of these beds, and a form for what was found out about it."""
    w = session.visit().words
    names = {bed.mattress_id: bed.name for bed in beds}
    chosen = st.selectbox(
        w("desk.mend_which"),
        (None, *names),
        format_func=lambda each: names.get(each, w("desk.mend_none")),
        key="desk_mend",
    )
    if chosen is None:
        return
    with st.form("desk_mending", border=False):
        frame.show(f'<p class="quiet">{escape(w("desk.mend_help"))}</p>')
        typed = {
            name: st.text_input(w(f"desk.mend_{name}"), max_chars=LONGEST, key=f"desk_mend_{name}_{chosen}")
            for name in FIELDS
        }
        why = st.text_input(w("desk.mend_why"), max_chars=changing.LONGEST_REASON, key=f"desk_mend_why_{chosen}")
        with st.container(horizontal=True):
            wanted = st.form_submit_button(w("desk.mend_save"), type="primary", key="desk_mend_save")
            unwanted = st.form_submit_button(w("desk.mend_withdraw"), key="desk_mend_withdraw")
    if wanted:
        desk_actions.perform(_mend, chosen, Mending(**typed), why)
        st.rerun()
    if unwanted:
        desk_actions.perform(_withdraw, chosen, why)
        st.rerun()


def show_withdrawn(opened: Store) -> None:
    """The beds that were withdrawn, with a form to put one back; nothing where none was."""
    gone = changing.withdrawn(opened)
    if not gone:
        return
    w = session.visit().words
    with st.expander(w("desk.gone_heading", n=len(gone))), st.form("desk_gone", border=False):
        chosen = st.selectbox(w("desk.gone_which"), list(gone), format_func=lambda each: gone[each].name)
        why = st.text_input(w("desk.mend_why"), max_chars=changing.LONGEST_REASON, key="desk_gone_why")
        wanted = st.form_submit_button(w("desk.put_back"), key="desk_put_back")
    if wanted:
        desk_actions.perform(_put_back, chosen, why)
        st.rerun()


def _put_back(mattress_id: str, why: str) -> None:
    by = staff.require("manager").name
    _say("back", mattress_id, changing.put_back(store(), mattress_id, who=by, why=why).version_id)


def _mend(mattress_id: str, new: Mending, why: str) -> None:
    by = staff.require("manager").name
    made = changing.change(store(), mattress_id, lambda bed: mended(bed, new, date.today()), who=by, why=why)
    _say("mended", mattress_id, made.version_id)


def _withdraw(mattress_id: str, why: str) -> None:
    by = staff.require("manager").name
    _say("withdrawn", mattress_id, changing.change(store(), mattress_id, lambda bed: None, who=by, why=why).version_id)


def _say(done: str, mattress_id: str, version_id: int) -> None:
    staff.did(done, f"{mattress_id}, version {version_id}")
    desk_actions.to_say(session.visit().words(f"desk.{done}", number=str(version_id)))
