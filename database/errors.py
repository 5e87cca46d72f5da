"""The error of a database that cannot be used."""

from __future__ import annotations

from catalog.errors import UserError
from database.place import URL_VARIABLE

_FULL = ("disk is full", "No space left on device")  # as SQLite says it, and PostgreSQL


class StoreError(UserError):
    """The database cannot be reached, is busy, or was not made by this program; nothing was changed."""


def no_answer(said: str, where: str) -> StoreError:
    """What a database said instead of an answer, and what to do about it."""
    mend = f"Check that it runs and that {URL_VARIABLE} is right; docs/database.md has more."
    if any(words in said for words in _FULL):
        mend = "Free some space on its disk and try again."
    return StoreError(f"the database did not answer ({said})", where=where, mend=mend)
