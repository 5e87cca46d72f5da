"""Trying a PIN or a code, no more often than may be, wherever a page asks for one."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from math import ceil
from time import monotonic
from typing import Final, TypeVar

from catalog.errors import UserError
from database.people import browsers
from database.people.users import User
from storefront import session
from storefront.engine import store
from storefront.staff.lockout import Place, lockout

NOBODY: Final = "nobody"  # stands for every name that is no user's

T = TypeVar("T")


def tried(counted: str, place: Place, right: Callable[[], T | None]) -> T | None:
    """What `right` gives, where it may be tried now.

    Args:
        counted: whose failures count, as `counted_as` says it.

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


def counted_as(found: User | None, name: str) -> str:
    """By which attempts at somebody's PIN are counted: a new PIN begins anew. Who does not exist waits as others do, so
    that waiting tells nobody who does.
    """
    return f"{found.user_id} {found.changed_at}" if found else f"{NOBODY} {_short(name)}"


def here(found: User | None) -> Place:
    """Where this browser tries the PIN of a user: it is known, or it counts as its network."""
    word = session.known_word()
    known = found is not None and bool(word) and browsers.knows(store(), found.user_id, word)
    return Place(_short(word), known=True) if known else Place(session.network())


def _short(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
