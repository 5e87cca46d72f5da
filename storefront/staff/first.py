"""The first manager: while nobody can sign in, whoever reads the server's terminal may. No password is preset."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass
from functools import cache
from hmac import compare_digest

from database.errors import StoreError
from database.people import users
from database.saved import ALPHABET
from database.store import existing_store
from storefront.settings import settings

GROUP, GROUPS = 4, 2  # 40 bits, which cannot be guessed at the pace that is allowed
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


@dataclass
class _Code:
    """`text` as it is printed; of this process, until it ends."""

    text: str
    printed: bool = False


def is_wanted() -> bool:
    """Whether there is no user at all. Raises StoreError when the database cannot be used."""
    opened = existing_store()
    return opened is None or users.is_empty(opened)


def announce() -> None:
    """Print the code, once, where pages for staff are on and nobody can sign in to them."""
    pages = settings().staff_pages()
    if not pages or _code().printed:
        return
    try:
        wanted = is_wanted()
    except StoreError as error:
        print(f"mattress-fit: nobody of staff can sign in yet: {error}", file=sys.stderr, flush=True)
        return
    if wanted:
        _code().printed = True
        print(
            f"mattress-fit: nobody of staff can sign in yet. Open /{pages[0]} and make the first manager with this "
            f"code, which works once, until this server stops: {_code().text}",
            file=sys.stderr,
            flush=True,
        )


def is_right(typed: str) -> bool:
    """Whether this is the code, in any case and spacing."""
    return compare_digest(_plain(typed).encode("utf-8", "replace"), _plain(_code().text).encode())


def _plain(code: str) -> str:
    return code.upper().translate(_MEANT)


@cache
def _code() -> _Code:
    return _Code("-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS)))
