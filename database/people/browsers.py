"""Browsers in which a user has signed in before: a random word in a cookie, of which only a hash is stored.

Guesses from such a browser are counted by themselves, so that nobody elsewhere can make its user wait.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Final

import sqlalchemy as sa

from database import tables
from database.store import Store

UNUSED_DAYS: Final = 180  # after this long without a sign-in a browser is a stranger again

_BROWSER = tables.staff_browser.c


def knows(store: Store, user_id: int, word: str, now: dt.datetime | None = None) -> bool:
    """Whether this user has signed in before in the browser that has this word."""
    oldest = (now or _now()) - dt.timedelta(days=UNUSED_DAYS)
    its = (_BROWSER.word_hash == _hash(word), _BROWSER.user_id == user_id, _BROWSER.used_at > oldest)
    with store.reading() as connection:
        return connection.scalar(sa.select(_BROWSER.user_id).where(*its)) is not None


def remember(store: Store, user_id: int, before: str, now: dt.datetime | None = None) -> str:
    """A new word for a browser in which a user just signed in; whoever else was known by the one before stays so."""
    word, moment = secrets.token_urlsafe(24), now or _now()
    with store.writing() as connection:
        oldest = moment - dt.timedelta(days=UNUSED_DAYS)
        connection.execute(sa.delete(tables.staff_browser).where(_BROWSER.used_at <= oldest))
        its = _BROWSER.word_hash == _hash(before)
        connection.execute(sa.delete(tables.staff_browser).where(its, _BROWSER.user_id == user_id))
        connection.execute(sa.update(tables.staff_browser).where(its).values(word_hash=_hash(word)))
        row = {"word_hash": _hash(word), "user_id": user_id, "used_at": moment}
        connection.execute(sa.insert(tables.staff_browser).values(**row))
    return word


def _hash(word: str) -> str:
    # A plain hash is enough: the word is random and long.
    return hashlib.sha256(word.encode(errors="surrogatepass")).hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
