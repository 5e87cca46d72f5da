"""For everybody of staff: their own PIN. For managers too: who may sign in, and what staff did."""

from __future__ import annotations

import streamlit as st

from catalog.errors import UserError
from storefront import session, staff
from storefront.desk import actions as desk_actions
from storefront.engine import store
from storefront.look import frame
from storefront.people import audit, team
from storefront.staff import own_pin


def page() -> None:
    me = staff.admitted()
    if me is None:
        return
    staff.bar()
    w = session.visit().words
    st.title(w("people.title"), anchor=False)
    desk_actions.show_said()
    try:
        if me.may("manager"):
            frame.show('<span class="wide-page"></span>')
            team.show(store(), me)
        st.header(w("people.own_heading"), anchor=False)
        own_pin.change(me)
        if me.may("manager"):
            audit.show(store())
    except UserError as error:
        desk_actions.say(str(error), problem=True)
