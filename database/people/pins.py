"""A PIN or passphrase of staff: what may be one, and its slow hash (Argon2id). Only the hash is ever stored."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from itertools import pairwise
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.errors import UserError

DIGITS: Final = (6, 12)  # of a PIN
SHORTEST, LONGEST = 8, 200  # characters of a passphrase
LEAST_DIFFERENT: Final = 4  # characters of a passphrase
MOST_REPEATED: Final = 3  # a piece of up to this many digits, repeated, is no PIN: 111111, 121212, 123123
AT_ONCE: Final = 2  # hashes being computed: each takes 64 MB and every core it can get

ALLOWED: Final = (
    f"{DIGITS[0]} to {DIGITS[1]} digits, no row and no repetition, or {SHORTEST} to {LONGEST} characters that are not "
    "the name"
)
_GATE: Final = BoundedSemaphore(AT_ONCE)


def checked(pin: str, name: str) -> str:
    """A PIN or passphrase as it is hashed.

    Raises:
        UserError: it would be guessed first.
    """
    if not is_allowed(pin, name):
        raise UserError("this PIN or passphrase would be guessed first", allowed=ALLOWED)
    return _plain(pin)


def is_allowed(pin: str, name: str) -> bool:
    """Whether a PIN or passphrase is not among those that would be guessed first."""
    said = _plain(pin)
    return _is_pin(said) if said.isdecimal() else _is_passphrase(said, name)


def _is_pin(digits: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(digits)}
    repeated = any(
        digits == (digits[:n] * len(digits))[: len(digits)] for n in range(1, MOST_REPEATED + 1) if n < len(digits)
    )
    return DIGITS[0] <= len(digits) <= DIGITS[1] and steps not in ({1}, {-1}) and not repeated


def _is_passphrase(said: str, name: str) -> bool:
    long_enough = SHORTEST <= len(said) <= LONGEST and len(set(said)) >= LEAST_DIFFERENT
    return long_enough and said.casefold() != _plain(name).casefold()


def made() -> str:
    """A random PIN of six digits."""
    while True:
        pin = "".join(str(secrets.randbelow(10)) for _ in range(DIGITS[0]))
        if _is_pin(pin):
            return pin


def hash_of(pin: str) -> str:
    """Method, salt and hash of a PIN that `checked` let pass."""
    with _GATE:
        return PasswordHasher().hash(_encoded(pin))


def matches(pin: str, kept: str | None) -> bool:
    """Whether a PIN has this hash. None, for somebody who does not exist, takes as long and matches nothing."""
    said = _plain(pin)
    if len(said) > LONGEST:
        return False
    with _GATE:
        try:
            return PasswordHasher().verify(kept or _nobodys(), _encoded(said)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return PasswordHasher().hash(secrets.token_bytes(16))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _encoded(pin: str) -> bytes:
    return pin.encode("utf-8", "surrogatepass")
