"""Access to the staff pages: one passphrase, kept only as a slow hash in the settings; attempts are slowed down."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from html import escape
from threading import Lock
from time import monotonic

import streamlit as st
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.errors import UserError
from storefront import session
from storefront.look import frame
from storefront.settings import settings

SHORTEST = 12  # characters of a passphrase
LONGEST = 1000  # nobody types more, and hashing it would take time
FREE_FAILURES = 2  # a typing slip costs nothing
LONGEST_WAIT_S = 300.0
MOST_ADDRESSES = 1000  # whose failures are remembered
SIGNED_IN_S = 8 * 3600.0  # a shift


@dataclass(slots=True)
class _SignIn:
    """The second of the server's clock until which a visit is signed in."""

    until_s: float = 0.0


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


@dataclass
class Attempts:
    """Failures by address, and until when each has to wait: 1 s after the third, twice as long after each further
    one.
    """

    failures: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def wait_s(self, address: str, now: float) -> float:
        """Seconds before this address may try again."""
        with self.lock:
            return max(0.0, self.failures.get(address, (0, now))[1] - now)

    def failed(self, address: str, now: float) -> None:
        with self.lock:
            count = self.failures.pop(address, (0, now))[0] + 1
            wait = min(2.0 ** (count - FREE_FAILURES - 1), LONGEST_WAIT_S) if count > FREE_FAILURES else 0.0
            self.failures[address] = (count, now + wait)
            if len(self.failures) > MOST_ADDRESSES:
                self.failures.popitem(last=False)

    def succeeded(self, address: str) -> None:
        with self.lock:
            self.failures.pop(address, None)


@st.cache_resource(show_spinner=False)
def _attempts() -> Attempts:
    return Attempts()


def admitted() -> bool:
    """Whether the visitor may see a staff page; if not, the page asks for the passphrase.

    Without a passphrase in the settings everybody may: `Settings.staff_pages` leaves out what must not be open then.
    """
    if not settings().staff_hash:
        return True
    visit = session.visit()
    if visit.own(_SignIn).until_s > monotonic():
        st.button(visit.words("staff.sign_out"), on_click=_sign_out, type="tertiary", key="sign_out")
        return True
    _ask()
    return False


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
    address, now = _address(), monotonic()
    if wait := _attempts().wait_s(address, now):
        _say(w("staff.wait", n_seconds=int(wait) + 1))
        return
    _attempts().failed(address, now)  # before the hash is computed: parallel attempts are counted too
    if matches(given, settings().staff_hash):
        _attempts().succeeded(address)
        session.visit().own(_SignIn).until_s = monotonic() + SIGNED_IN_S
        st.rerun()
    _say(w("staff.refused"))


def _address() -> str:
    """The visitor's address, "" for this machine; behind a proxy all have the proxy's address."""
    return st.context.ip_address or ""


def _say(message: str) -> None:
    frame.show(f'<p class="problem" role="alert">{escape(message)}</p>')


def _sign_out() -> None:
    visit = session.visit()
    visit.own(_SignIn).until_s = 0.0
    visit.forget_answers()
