"""The error of a database that cannot be used."""

from __future__ import annotations

from catalog.errors import UserError
from database.place import URL_VARIABLE

# What SQLite and PostgreSQL say, and what helps.
_HELPS = {
    "disk is full": "Free some space on its disk and try again.",
    "No space left on device": "Free some space on its disk and try again.",
    "readonly database": "Check that it may be written to where it stands.",
}


class StoreError(UserError):
    """The database cannot be reached, is busy, or was not made by this program; nothing was changed."""


def no_answer(said: str, where: str) -> StoreError:
    """What a database said instead of an answer, and what to do about it."""
    mend = f"Check that it runs and that {URL_VARIABLE} is right; docs/database.md has more."
    helps = next((helps for words, helps in _HELPS.items() if words in said), mend)
    return StoreError(f"the database did not answer ({said})", where=where, mend=helps)
