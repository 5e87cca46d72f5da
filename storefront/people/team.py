"""Who may sign in, for managers: the list, and the same acts as `mattress-fit staff` by the same functions."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from database.people import pins, users
from database.people.users import LONGEST_EMAIL, LONGEST_NAME, ROLES, User
from database.store import Store
from storefront import session, staff
from storefront.desk import actions as desk_actions
from storefront.desk.tables import table
from storefront.engine import store
from storefront.look import frame
from storefront.staff import provider
from storefront.words import Words

FORM_PX = 420
NAME, ROLE, EMAIL = "person_name", "person_role", "person_email"  # widgets


@dataclass(slots=True)
class _Handed:
    """A PIN that was just made for somebody, until it is shown: once."""

    name: str = ""
    pin: str = ""


def show(opened: Store, me: User) -> None:
    """The list, a form for somebody new, and what can be changed of everybody but oneself."""
    w = session.visit().words
    _handed(w)
    st.header(w("people.list_heading"), anchor=False)
    everybody = users.users(opened)
    headings = [w(f"people.col_{name}") for name in ("name", "role", "state", "since")]
    frame.show(table(headings, [_row(each, w) for each in everybody], w("people.list_heading")))
    _change([each for each in everybody if each.user_id != me.user_id], w)
    st.header(w("people.add_heading"), anchor=False)
    with st.form("person_add", border=False, width=FORM_PX, clear_on_submit=True):
        st.text_input(w("staff.name"), max_chars=LONGEST_NAME, autocomplete="off", key=NAME)
        st.segmented_control(
            w("people.role"), ROLES, default=ROLES[0], format_func=lambda role: w(f"people.role_{role}"), key=ROLE
        )
        frame.show(f'<p class="quiet">{escape(w("people.role_help"))}</p>')
        st.form_submit_button(w("people.add"), type="primary", on_click=desk_actions.perform, args=(_add,))


def _row(each: User, w: Words) -> tuple[str, ...]:
    return (each.name, w(f"people.role_{each.role}"), w(f"people.state_{_state(each)}"), f"{each.created_at:%Y-%m-%d}")


def _state(each: User) -> str:
    return "locked" if not each.active else "once" if each.pin_once else "open"


def _handed(w: Words) -> None:
    """A PIN made for somebody; gone with whatever is pressed next."""
    held = session.visit().own(_Handed)
    if held.pin:
        said = w("people.handed", name=held.name)
        frame.show(f'<p class="said" role="status">{escape(said)}</p><p class="code">{escape(held.pin)}</p>')
        held.name = held.pin = ""


def _change(others: list[User], w: Words) -> None:
    if not others:
        return
    names = {each.name: each for each in others}
    chosen = st.selectbox(
        w("people.change"), list(names), index=None, placeholder=w("people.choose"), width=FORM_PX, key="person_chosen"
    )
    if chosen is None:
        return
    each = names[chosen]
    other_role = ROLES[1 - ROLES.index(each.role)]
    acts = (
        ("new_pin", _new_pin, ()),
        (f"make_{other_role}", _make, (other_role,)),
        ("lock", _lock, ()) if each.active else ("unlock", _unlock, ()),
    )
    with st.container(horizontal=True, key="person_acts"):
        for name, act, more in acts:
            st.button(
                w(f"people.{name}"),
                on_click=desk_actions.perform,
                args=(act, each.name, *more),
                key=f"person_{name}",
            )
    if provider.is_on():
        with st.form("person_email_form", border=False, width=FORM_PX):
            st.text_input(
                w("people.email"),
                each.email or "",
                max_chars=LONGEST_EMAIL,
                autocomplete="off",
                key=f"{EMAIL}.{each.name}",
            )
            st.form_submit_button(w("people.email_keep"), on_click=desk_actions.perform, args=(_email, each.name))
    desk_actions.confirmed("staff_remove", _remove, each.name)


def _add() -> None:
    staff.require("manager")
    pin = pins.made()
    role = st.session_state[ROLE] or ROLES[0]
    made = users.add(store(), str(st.session_state[NAME]), role, pin, once=True)
    staff.did("staff_add", f"{made.name}, {made.role}")
    _hand(made, pin)


def _new_pin(name: str) -> None:
    staff.require("manager")
    pin = pins.made()
    user = users.reset(store(), name, pin, once=True)
    staff.did("staff_reset", f"{user.name}, {user.role}")
    _hand(user, pin)


def _hand(user: User, pin: str) -> None:
    held = session.visit().own(_Handed)
    held.name, held.pin = user.name, pin


def _make(name: str, role: str) -> None:
    staff.require("manager")
    user = users.set_role(store(), name, role)
    staff.did("staff_role", f"{user.name}, {user.role}")
    w = session.visit().words
    desk_actions.to_say(w("people.made", name=user.name, role=w(f"people.role_{role}")))


def _lock(name: str) -> None:
    staff.require("manager")
    _done("staff_disable", "people.locked", users.disable(store(), name).name)


def _unlock(name: str) -> None:
    staff.require("manager")
    _done("staff_enable", "people.unlocked", users.enable(store(), name).name)


def _email(name: str) -> None:
    staff.require("manager")
    user = users.set_email(store(), name, str(st.session_state[f"{EMAIL}.{name}"]))
    _done("staff_email", "people.email_kept" if user.email else "people.email_gone", user.name)


def _remove(name: str) -> None:
    staff.require("manager")
    _done("staff_remove", "people.removed", users.remove(store(), name).name)


def _done(act: str, said: str, name: str) -> None:
    staff.did(act, name)
    desk_actions.to_say(session.visit().words(said, name=name))
