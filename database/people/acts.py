"""What staff did: who, what, when and from which page. About what is a bed, a version or a user, never an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from catalog.errors import UserError
from catalog.texts import printable
from database import tables
from database.store import Store

LONGEST: Final = 200  # characters of each part
MOST_SHOWN: Final = 1000

_ACT = tables.staff_act.c


@dataclass(frozen=True)
class Act:
    """One act: `act` is a fixed word such as "publish", `about` names what it was done to; `page` "" is a terminal."""

    at: dt.datetime
    who: str
    act: str
    about: str
    page: str


def write(store: Store, *, who: str, act: str, about: str, page: str, now: dt.datetime | None = None) -> None:
    """Add an act. Raises StoreError when the database cannot be used."""
    told = {"who": who, "act": act, "about": about, "page": page}
    row = {name: printable(" ".join(text.split()))[:LONGEST] for name, text in told.items()}
    with store.writing() as connection:
        connection.execute(sa.insert(tables.staff_act).values(**row, at=now or _now()))


def acts(store: Store, most: int = MOST_SHOWN) -> list[Act]:
    """The last acts, the newest first."""
    wanted = sa.select(tables.staff_act).order_by(_ACT.at.desc(), _ACT.id.desc()).limit(most)
    with store.reading() as connection:
        rows = connection.execute(wanted).all()
    return [Act(row.at, row.who, row.act, row.about, row.page) for row in rows]


def purge(store: Store, days: int, now: dt.datetime | None = None) -> int:
    """Delete acts older than this many days; how many.

    Raises:
        UserError: a negative number of days.
        StoreError: the database cannot be used.
    """
    if days < 0:
        raise UserError(f"cannot be {days} days old", where="days", allowed="0 or more")
    old = _ACT.at <= (now or _now()) - dt.timedelta(days=days)
    with store.writing() as connection:
        gone = connection.execute(sa.delete(tables.staff_act).where(old)).rowcount
    if gone:
        store.overwritten()
    return gone


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
