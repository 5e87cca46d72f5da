"""The page to sign in on, in front of every page of staff, and the one on which the first manager is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from math import ceil
from time import monotonic
from typing import Final, TypeVar

import streamlit as st

from catalog.errors import UserError
from catalog.texts import shortened
from database.people import browsers, pins, users
from database.people.users import LONGEST_NAME, User
from storefront import session
from storefront.doors import turning
from storefront.engine import store
from storefront.look import frame
from storefront.staff import first
from storefront.staff.lockout import Place, lockout
from storefront.staff.present import begin, end, noted, present, who

NOBODY: Final = "nobody"  # stands for every name that is no user's
FORM_PX: Final = 420
LONGEST_SHOWN: Final = 24  # characters of a name on a button

T = TypeVar("T")


@dataclass(slots=True)
class _AtTheDoor:
    """What this page keeps in a visit.

    Attributes:
        said: what the last attempt came to, until it is said.
        round: of the fields for a PIN, so that what was typed is gone after every attempt.
        served: whether somebody was signed in here: what they typed for a customer is not for whoever comes next.
    """

    said: str | None = None
    round: int = 0
    served: bool = False


def admitted(role: str = "staff") -> User | None:
    """Who is signed in; else the page to sign in on is drawn, and there is nobody.

    Args:
        role: "staff" or "manager"; who has another one is told, and is nobody here.
    """
    found, door = present(), session.visit().own(_AtTheDoor)
    if found is None:
        if door.served:
            door.served = False
            session.visit().forget_answers()
        _ask(door)
        return None
    door.served = True
    w = session.visit().words
    with st.container(key="turn"):  # always there: what comes and goes would draw the fields below it anew
        if ticket := session.ticket():
            frame.run(turning.script(ticket))
    if not found.may(role):
        st.title(w("staff.title"), anchor=False)
        _say(w("staff.for_managers"))
        sign_out()
        return None
    return found


def sign_out() -> None:
    """A button with the name of who is signed in."""
    label = session.visit().words("staff.sign_out", name=shortened(who(), LONGEST_SHOWN))
    st.button(label, on_click=end, type="tertiary", key="sign_out")


def _ask(door: _AtTheDoor) -> None:
    w = session.visit().words
    st.title(w("staff.title"), anchor=False)
    said, door.said = door.said, None
    try:
        wanted = first.is_wanted()
    except UserError as error:
        _say(str(error))
        return
    if said:
        _say(said)
    if wanted:
        first.announce()
        _ask_for_the_first(door)
        return
    with st.form("sign_in", border=False, width=FORM_PX):
        name = st.text_input(w("staff.name"), max_chars=LONGEST_NAME, autocomplete="username", key="staff_name")
        pin = _secret("staff.pin", "current-password", door)
        tried = st.form_submit_button(w("staff.sign_in"), type="primary")
    if tried:
        _try(door, lambda: _sign_in(name, pin))


def _ask_for_the_first(door: _AtTheDoor) -> None:
    w = session.visit().words
    frame.show(f"<p>{escape(w('staff.first_lead'))}</p>")
    with st.form("first", border=False, width=FORM_PX):
        code = st.text_input(w("staff.first_code"), max_chars=40, autocomplete="one-time-code", key="staff_code")
        name = st.text_input(w("staff.name"), max_chars=LONGEST_NAME, autocomplete="username", key="staff_name")
        pin = _secret("staff.new_pin", "new-password", door)
        again = _secret("staff.new_pin_again", "new-password", door)
        tried = st.form_submit_button(w("staff.first_make"), type="primary")
    if tried:
        _try(door, lambda: _make_the_first(code, name, pin, again))


def _secret(key: str, complete: str, door: _AtTheDoor) -> str:
    w = session.visit().words
    typed = st.text_input(w(key), type="password", autocomplete=complete, key=f"{key}.{door.round}")
    return str(typed)


def _try(door: _AtTheDoor, attempt: Callable[[], str | None]) -> None:
    try:
        door.said = attempt()
    except UserError as error:
        door.said = str(error)
    door.round += 1
    st.rerun()


def _sign_in(name: str, pin: str) -> str | None:
    """Why somebody is not let in; None: they are. Raises UserError."""
    found, word = users.named(store(), name), session.known_word()
    known = found is not None and bool(word) and browsers.knows(store(), found.user_id, word)
    place = Place(_short(word), known=True) if known else Place(session.network())
    # A new PIN begins anew. Who does not exist waits as others do, so that waiting tells nobody who does.
    counted = f"{found.user_id} {found.changed_at}" if found else f"{NOBODY} {_short(name)}"
    let_in = _tried(counted, place, lambda: users.admitted(store(), name, pin))
    if let_in is None:
        if found:
            noted(found.name, "refused")
        return session.visit().words("staff.refused")
    begin(let_in, browsers.remember(store(), let_in.user_id, word))
    noted(let_in.name, "sign_in")
    return None


def _make_the_first(code: str, name: str, pin: str, again: str) -> str | None:
    """Why nobody is made; None: they are, and signed in. Raises UserError."""
    w = session.visit().words
    if not name.strip():
        return w("staff.no_name")
    if pin != again:
        return w("staff.not_the_same")
    if not pins.is_allowed(pin, name):
        return w("staff.pin_too_easy")
    if not _tried("first", Place(session.network()), lambda: first.is_right(code) or None):
        return w("staff.wrong_code")
    made = users.add_first(store(), name, pin)
    begin(made, browsers.remember(store(), made.user_id, session.known_word()))
    noted(made.name, "first_manager", made.name)
    return None


def _tried(counted: str, place: Place, right: Callable[[], T | None]) -> T | None:
    """What `right` gives, no more often than may be.

    Raises:
        UserError: there were failures before; how long to wait.
    """
    w, now = session.visit().words, monotonic()
    if wait := lockout().attempt(counted, place, now):
        minutes = ceil(wait / 60)
        raise UserError(
            w("staff.wait_minutes", n_minutes=minutes) if minutes > 2 else w("staff.wait", n_seconds=ceil(wait))
        )
    found = right()
    if found is not None:
        lockout().succeeded(counted, place, now)
    return found


def _short(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def _say(message: str) -> None:
    frame.show(f'<p class="problem" role="alert">{escape(message)}</p>')
