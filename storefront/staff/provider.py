"""The shop's own sign-in service (OpenID Connect), through Streamlit's login: a verified address names one of staff.

Nothing of it is there unless `[auth]` stands in Streamlit's secrets.toml and Authlib is installed. Streamlit's cookie
lasts a month and our sign-in a day at most, so what it says counts once, and for minutes: whoever comes back later
signs in again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final

import streamlit as st

from database.people import users
from database.people.users import User
from storefront.engine import store

FRESH_S: Final = 300.0  # after the service vouched for somebody
AHEAD_S: Final = 60.0  # its clock may be ahead of ours


@dataclass
class _Used:
    """When each account was vouched for that signed in here, by whom and when; of this process."""

    logins: dict[tuple[str, str, float], float] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def knows(self, login: tuple[str, str, float]) -> bool:
        with self.lock:
            return login in self.logins

    def first_time(self, login: tuple[str, str, float], now: float) -> bool:
        with self.lock:
            self.logins = {each: at for each, at in self.logins.items() if now - at < 2 * (FRESH_S + AHEAD_S)}
            new = login not in self.logins
            self.logins[login] = now
            return new


def is_on() -> bool:
    """Whether staff may sign in with an account of the shop."""
    return _is_configured() and find_spec("authlib") is not None


def announce() -> None:
    """Say what is missing where it was configured and cannot be used."""
    if _is_configured() and not is_on():
        said = "secrets.toml has [auth], but Authlib is not installed: install the extra oidc, or remove [auth]"
        print(f"mattress-fit: {said}", file=sys.stderr, flush=True)


def waits() -> bool:
    """Whether an account was just signed in with that has not been asked about yet."""
    login = _fresh_login()
    return login is not None and not _used().knows(login)


def vouched() -> str | None:
    """The verified address of an account that was just signed in with, once; None where there is none.

    What came back without a verified address is "".
    """
    login = _fresh_login()
    if login is None or not _used().first_time(login, time.time()):
        return None
    return str(st.user.get("email") or "") if st.user.get("email_verified") is True else ""


def user_of(address: str) -> User | None:
    """Who of staff has this address and may sign in. Raises StoreError."""
    return users.with_email(store(), address) if address else None


def forget() -> None:
    """Have Streamlit forget the account in this browser."""
    if is_on() and st.user.get("is_logged_in"):
        st.logout()


def _fresh_login() -> tuple[str, str, float] | None:
    """By whom, for whom and when an account was vouched for within the last minutes."""
    if not is_on():
        return None
    claims: Mapping[str, Any] = st.user
    at = _moment(claims.get("iat"))
    if not claims.get("is_logged_in") or not -AHEAD_S <= time.time() - at <= FRESH_S:
        return None
    return str(claims.get("iss")), str(claims.get("sub")), at


def _moment(claim: object) -> float:
    """Seconds since 1970; 0 for what is no time."""
    return float(claim) if isinstance(claim, int | float) and not isinstance(claim, bool) else 0.0


def _is_configured() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


@cache
def _used() -> _Used:
    return _Used()
