"""The page to sign in on, in front of every page of staff, and the one on which the first manager is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from catalog.errors import UserError
from database.people import browsers, users
from database.people.users import LONGEST_NAME, User
from storefront import session
from storefront.doors import turning
from storefront.engine import store
from storefront.look import frame
from storefront.settings import settings
from storefront.staff import first, own_pin, provider
from storefront.staff.bar import bar
from storefront.staff.lockout import Place
from storefront.staff.present import begin, noted, present
from storefront.staff.trying import counted_as, here, tried


@dataclass(slots=True)
class _AtTheDoor:
    """What this page keeps in a visit.

    Attributes:
        said: what the last attempt came to, until it is said.
        round: of the fields for a PIN, so that what was typed is gone after every attempt.
        served: whether somebody was signed in here: what they typed for a customer is not for whoever comes next.
        left: the page from which somebody went to the shop's sign-in service.
    """

    said: str | None = None
    round: int = 0
    served: bool = False
    left: str = ""


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
    if found.pin_once:
        st.title(w("staff.title"), anchor=False)
        own_pin.choose_first(found)
        bar()
        return None
    if not found.may(role):
        st.title(w("staff.title"), anchor=False)
        _say(w("staff.for_managers"))
        bar()
        return None
    return found


def _ask(door: _AtTheDoor) -> None:
    w = session.visit().words
    st.title(w("staff.title"), anchor=False)
    said, door.said = door.said, None
    try:
        if (address := provider.vouched()) is not None and not (said := _by_account(address)):
            st.rerun()
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
    if provider.is_on():
        st.button(w("staff.by_account"), on_click=_to_the_service, args=(door,), key="by_account")
    with st.form("sign_in", border=False, width=own_pin.FORM_PX):
        name = st.text_input(w("staff.name"), max_chars=LONGEST_NAME, autocomplete="username", key="staff_name")
        pin = own_pin.secret("staff.pin", "current-password", door.round)
        tried = st.form_submit_button(w("staff.sign_in"), type="primary")
    if tried:
        _try(door, lambda: _sign_in(name, pin))


def _to_the_service(door: _AtTheDoor) -> None:
    door.left = session.visit().on_page
    st.login()


def page_after_service(page: str) -> str | None:
    """The page of staff to go on to from the first page, to which the shop's sign-in service sends everybody back."""
    pages = settings().staff_pages()
    if page != "start" or not pages or not provider.waits():
        return None
    left = session.visit().own(_AtTheDoor).left
    return left if left in pages else pages[0]


def _ask_for_the_first(door: _AtTheDoor) -> None:
    w = session.visit().words
    frame.show(f"<p>{escape(w('staff.first_lead'))}</p>")
    with st.form("first", border=False, width=own_pin.FORM_PX):
        code = st.text_input(w("staff.first_code"), max_chars=40, autocomplete="one-time-code", key="staff_code")
        name = st.text_input(w("staff.name"), max_chars=LONGEST_NAME, autocomplete="username", key="staff_name")
        pin = own_pin.secret("staff.new_pin", "new-password", door.round)
        again = own_pin.secret("staff.new_pin_again", "new-password", door.round)
        tried = st.form_submit_button(w("staff.first_make"), type="primary")
    if tried:
        _try(door, lambda: _make_the_first(code, name, pin, again))


def _try(door: _AtTheDoor, attempt: Callable[[], str | None]) -> None:
    try:
        door.said = attempt()
    except UserError as error:
        door.said = str(error)
    door.round += 1
    st.rerun()


def _sign_in(name: str, pin: str) -> str | None:
    """Why somebody is not let in; None: they are. Raises UserError."""
    found = users.named(store(), name)
    let_in = tried(counted_as(found, name), here(found), lambda: users.admitted(store(), name, pin))
    if let_in is None:
        if found:
            noted(found.name, "refused")
        return session.visit().words("staff.refused")
    begin(let_in, browsers.remember(store(), let_in.user_id, session.known_word()))
    noted(let_in.name, "sign_in")
    return None


def _by_account(address: str) -> str | None:
    """Why an account of the shop lets nobody in; None: it does. Raises UserError."""
    found = provider.user_of(address)
    if found is None:
        return session.visit().words("staff.account_unknown")
    begin(found, browsers.remember(store(), found.user_id, session.known_word()))
    noted(found.name, "sign_in_account")
    return None


def _make_the_first(code: str, name: str, pin: str, again: str) -> str | None:
    """Why nobody is made; None: they are, and signed in. Raises UserError."""
    w = session.visit().words
    if not name.strip():
        return w("staff.no_name")
    if wrong := own_pin.flaw(name, pin, again):
        return w(wrong)
    if not tried("first", Place(session.network()), lambda: first.is_right(code) or None):
        return w("staff.wrong_code")
    made = users.add_first(store(), name, pin)
    begin(made, browsers.remember(store(), made.user_id, session.known_word()))
    noted(made.name, "first_manager", made.name)
    return None


def _say(message: str) -> None:
    frame.show(f'<p class="problem" role="alert">{escape(message)}</p>')
