"""The cookies a browser gets, none of which a script can read.

By the first its visit is found again after a reload. It holds a random number and when it was made. It ends with the
browser's session, no script reads it (HttpOnly), and other sites cannot make a browser send it (SameSite=Strict).
Behind TLS its name begins with `__Host-`, so that no other host of the domain can set it. Signing in replaces it
(`turning`).

The second holds a random word in a browser in which staff have signed in, for half a year: who guesses elsewhere cannot
make its user wait. It signs nobody in.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from typing import Final

from starlette.types import Scope

from database.people.browsers import UNUSED_DAYS

NAME: Final = "mattress-fit-visit"
SAFE_NAME: Final = f"__Host-{NAME}"
KNOWN: Final = "mattress-fit-known"
SAFE_KNOWN: Final = f"__Host-{KNOWN}"
KNOWN_S: Final = UNUSED_DAYS * 24 * 3600
JUST_NOW_S: Final = 120.0  # between getting a cookie and the first page
RANDOM_BYTES: Final = 24
_WORD = re.compile(r"[A-Za-z0-9_-]{32}")
_MADE = re.compile(r"[A-Za-z0-9_-]{32}\.([0-9a-f]{1,10})")


def made() -> str:
    return f"{secrets.token_urlsafe(RANDOM_BYTES)}.{int(time.time()):x}"


def browser_of(cookies: Mapping[str, str]) -> str | None:
    """The cookie of a request, None where it has none or not one of ours."""
    found = cookies.get(SAFE_NAME) or cookies.get(NAME) or ""
    return found if isinstance(found, str) and _MADE.fullmatch(found) else None


def is_new(browser: str) -> bool:
    """Whether a cookie was given out just now: who comes with an older one has been here before."""
    found = _MADE.fullmatch(browser)
    return found is not None and time.time() - int(found[1], 16) < JUST_NOW_S


def word_of(cookies: Mapping[str, str]) -> str:
    """The word of a browser in which staff have signed in; "" where it has none, or not one of ours."""
    found = cookies.get(SAFE_KNOWN) or cookies.get(KNOWN) or ""
    return found if isinstance(found, str) and _WORD.fullmatch(found) else ""


def header(scope: Scope, browser: str = "") -> bytes:
    """A cookie as a response header's value; a new one where none is given."""
    return _header(scope, NAME, browser or made())


def known_header(scope: Scope, word: str) -> bytes:
    """The word of a browser in which staff have signed in, as a response header's value."""
    return _header(scope, KNOWN, word) + f"; Max-Age={KNOWN_S}".encode()


def _header(scope: Scope, name: str, value: str) -> bytes:
    if scope.get("scheme") in ("https", "wss"):
        return f"__Host-{name}={value}; Path=/; HttpOnly; SameSite=Strict; Secure".encode()
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict".encode()
