"""The cookie by which a browser's visit is found again after a reload. It holds a random number and when it was made.

It ends with the browser's session, no script reads it (HttpOnly), and other sites cannot make a browser send it
(SameSite=Strict). Behind TLS its name begins with `__Host-`, so that no other host of the domain can set it.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from typing import Final

from starlette.types import Scope

NAME: Final = "mattress-fit-visit"
SAFE_NAME: Final = f"__Host-{NAME}"
JUST_NOW_S: Final = 120.0  # between getting a cookie and the first page
RANDOM_BYTES: Final = 24
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


def header(scope: Scope) -> bytes:
    """A new cookie as a response header's value."""
    if scope.get("scheme") in ("https", "wss"):
        return f"{SAFE_NAME}={made()}; Path=/; HttpOnly; SameSite=Strict; Secure".encode()
    return f"{NAME}={made()}; Path=/; HttpOnly; SameSite=Strict".encode()
