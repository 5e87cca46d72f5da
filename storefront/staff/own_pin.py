"""Everybody's own PIN: chosen at the first sign-in with one that somebody made for them, and changed at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from catalog.errors import UserError
from database.people import browsers, pins, users
from database.people.users import User
from storefront import session
from storefront.engine import store
from storefront.look import frame
from storefront.staff.present import begin, noted, require
from storefront.staff.trying import counted_as, here, tried

FORM_PX: Final = 420


@dataclass(slots=True)
class _Typed:
    """What the last attempt came to, until it is said; `round`: of the fields, so that no PIN stays in one."""

    said: str = ""
    problem: bool = False
    round: int = 0


def choose_first(found: User) -> None:
    """All that somebody can do whose PIN was made for them: choose their own."""
    w = session.visit().words
    frame.show(f"<p>{escape(w('staff.once_lead', name=found.name))}</p>")
    _form(found, asks_current=False)


def change(found: User) -> None:
    """A new PIN in place of the own one, which is asked for."""
    _form(found, asks_current=True)


def secret(key: str, complete: str, number: int) -> str:
    """A field for a PIN; empty again in another round."""
    w = session.visit().words
    return str(st.text_input(w(key), type="password", autocomplete=complete, key=f"{key}.{number}"))


def flaw(name: str, pin: str, again: str) -> str:
    """What is wrong with a new PIN, as the key of a sentence; "" for nothing."""
    if pin != again:
        return "staff.not_the_same"
    return "" if pins.is_allowed(pin, name) else "staff.pin_too_easy"


def _form(found: User, *, asks_current: bool) -> None:
    w, typed = session.visit().words, session.visit().own(_Typed)
    if typed.said:
        kind, role = ("problem", "alert") if typed.problem else ("said", "status")
        frame.show(f'<p class="{kind}" role="{role}">{escape(typed.said)}</p>')
        typed.said = ""
    with st.form("own_pin", border=False, width=FORM_PX):
        current = secret("staff.current_pin", "current-password", typed.round) if asks_current else None
        pin = secret("staff.new_pin", "new-password", typed.round)
        again = secret("staff.new_pin_again", "new-password", typed.round)
        wanted = st.form_submit_button(w("staff.take_pin"), type="primary")
    if wanted:
        _attempt(typed, lambda: _taken(found, current, pin, again))
        st.rerun()


def _attempt(typed: _Typed, attempt: Callable[[], str]) -> None:
    typed.round += 1
    try:
        key = attempt()
        typed.said, typed.problem = session.visit().words(key or "staff.pin_taken"), bool(key)
    except UserError as error:
        typed.said, typed.problem = str(error), True


def _taken(found: User, current: str | None, pin: str, again: str) -> str:
    """Why the PIN is not taken, as the key of a sentence; "": it is. Raises UserError."""
    require(choosing=True)
    if wrong := flaw(found.name, pin, again):
        return wrong
    if current is None:
        if users.admitted(store(), found.name, pin):
            return "staff.pin_the_same"
    elif not tried(counted_as(found, found.name), here(found), lambda: users.admitted(store(), found.name, current)):
        noted(found.name, "refused")
        return "staff.refused"
    taken = users.choose(store(), found.name, pin)
    begin(taken, browsers.remember(store(), taken.user_id, session.known_word()))
    noted(taken.name, "own_pin", taken.name)
    return ""
