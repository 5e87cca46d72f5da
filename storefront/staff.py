"""Access to the staff pages: one passphrase, kept only as a slow hash in the settings; attempts are slowed down."""

from __future__ import annotations

import logging
from html import escape
from time import monotonic

import streamlit as st
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.errors import UserError
from database.errors import StoreError
from database.people import acts
from storefront import session
from storefront.doors.throttle import attempts
from storefront.engine import store
from storefront.look import frame
from storefront.settings import settings

SHORTEST = 12  # characters of a passphrase
LONGEST = 1000  # nobody types more, and hashing it would take time
SIGNED_IN_S = 8 * 3600.0  # a shift
LONGEST_TOUCH_S = 2 * 3600.0

logger = logging.getLogger(__name__)


def make_hash(passphrase: str) -> str:
    """The value of the setting MATTRESS_FIT_STAFF_HASH for a passphrase: method, salt and hash (Argon2id).

    With ":" for "$", which shells, env files and compose files would substitute.

    Raises:
        UserError: too short to be safe, or too long.
    """
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise UserError("the passphrase is too short or too long", allowed=f"{SHORTEST} to {LONGEST} characters")
    return PasswordHasher().hash(_encoded(passphrase)).replace("$", ":")


def readable(kept: str) -> bool:
    """Whether a hash can match any passphrase. Those of version 0.1.0 (scrypt) cannot."""
    try:
        extract_parameters(kept.replace(":", "$"))
    except InvalidHashError:
        return False
    return True


def matches(passphrase: str, kept: str) -> bool:
    """Whether a passphrase matches a hash; an unreadable hash matches nothing."""
    if len(passphrase) > LONGEST:
        return False
    try:
        return PasswordHasher().verify(kept.replace(":", "$"), _encoded(passphrase))
    except (VerificationError, InvalidHashError):
        return False


def _encoded(passphrase: str) -> bytes:
    return passphrase.encode("utf-8", "surrogatepass")


class NotSignedIn(UserError):
    """Somebody whose sign-in ended, or who never had one, asked for an act of staff."""


def admitted(role: str = "staff") -> bool:
    """Whether the visitor may see a staff page; if not, the page asks for the passphrase.

    Without a passphrase in the settings everybody may: `Settings.staff_pages` leaves out what must not be open then.
    """
    if not settings().staff_hash:
        return True
    if _signed_in():
        w = session.visit().words
        st.button(w("staff.sign_out"), on_click=_sign_out, type="tertiary", key="sign_out")
        return True
    _ask()
    return False


def who() -> str:
    """The name of who is signed in, for the history of a bed or a version and for the audit; "" where nobody is."""
    return ""


def did(act: str, about: str = "") -> None:
    """Write an act of staff to the audit: who, when and from which page is known here.

    Args:
        act: a fixed word; its sentence is `staff.act.<act>`.
        about: the name or number of a bed, a version, an order; never an answer of a customer.
    """
    try:
        acts.write(store(), who=who(), act=act, about=about, page=session.visit().on_page)
    except StoreError as error:
        logger.warning("an act of staff could not be written: %s", error)
        session.visit().notice("staff.not_written")


def touch(minutes: float = 0.0) -> None:
    """Somebody is there: the sign-in counts as used now, and until so many minutes from now, two hours at most.

    For a customer who is lying down, whom nobody disturbs by typing.
    """
    shift, now = session.shift(), monotonic()
    if shift.holds(now):
        shift.used_s = max(shift.used_s, now + min(minutes * 60.0, LONGEST_TOUCH_S))


def require(role: str = "staff") -> None:
    """To be called by every act of staff where it acts: a button pressed after the sign-in ended does nothing.

    Raises:
        NotSignedIn: with what to do.
    """
    if settings().staff_hash and not _signed_in():
        raise NotSignedIn(session.visit().words("staff.ended"))


def _signed_in() -> bool:
    shift, now = session.shift(), monotonic()
    if not shift.holds(now):
        return False
    shift.used_s = max(shift.used_s, now)
    return True


def _ask() -> None:
    w = session.visit().words
    st.title(w("staff.title"), anchor=False)
    if not readable(settings().staff_hash):
        _say(w("staff.unreadable"))
        return
    with st.form("sign_in", clear_on_submit=True):
        given = st.text_input(w("staff.passphrase"), type="password", autocomplete="current-password")
        tried = st.form_submit_button(w("staff.sign_in"), type="primary")
    if not tried:
        return
    shift, now, tried_by = session.shift(), monotonic(), attempts("staff")
    # A browser that has signed in before is counted by itself: a stranger behind the same proxy does not lock it out.
    who = f"browser {shift.name}" if shift.name else session.network()
    if wait := tried_by.wait_s(who, now, known=bool(shift.name)):
        _say(w("staff.wait", n_seconds=int(wait) + 1))
        return
    tried_by.failed(who, now)  # before the hash is computed: parallel attempts are counted too
    if matches(given, settings().staff_hash):
        tried_by.succeeded(who, now)
        shift.begin(monotonic(), SIGNED_IN_S)
        st.rerun()
    _say(w("staff.refused"))


def _say(message: str) -> None:
    frame.show(f'<p class="problem" role="alert">{escape(message)}</p>')


def _sign_out() -> None:
    session.shift().end()
    session.visit().forget_answers()
