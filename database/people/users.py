"""Who of staff may sign in: a name, a role, and the hash of a PIN. Nobody is ever deleted, so that a name in the audit
stays one person's; who left is disabled.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from catalog.errors import UserError
from catalog.texts import printable
from database import tables
from database.people import pins
from database.store import Store

ROLES: Final = ("staff", "manager")  # the counter; the counter and the desk
LONGEST_NAME: Final = 80  # characters

_USER = tables.staff_user.c


@dataclass(frozen=True)
class User:
    """One of staff.

    Attributes:
        role: "staff" or "manager".
        epoch: raised by whatever ends this user's sign-ins: those that began in an earlier one are over.
    """

    user_id: int
    name: str
    role: str
    active: bool
    epoch: int
    created_at: dt.datetime
    changed_at: dt.datetime

    def may(self, role: str) -> bool:
        """Whether this user has a role; a manager has both."""
        return self.active and role in (self.role, ROLES[0])


def add(store: Store, name: str, role: str, pin: str) -> User:
    """A new user.

    Raises:
        UserError: no name, a name somebody has, no such role, or a PIN that would be guessed first.
        StoreError: the database cannot be used.
    """
    return _add(store, name, role, pin, first=False)


def add_first(store: Store, name: str, pin: str) -> User:
    """The first user, a manager. Raises as `add`, and where there is a user already."""
    return _add(store, name, ROLES[1], pin, first=True)


def _add(store: Store, name: str, role: str, pin: str, *, first: bool) -> User:
    called = _called(name)
    if role not in ROLES:
        raise UserError(f"no such role: {role}", where="role", allowed=", ".join(ROLES))
    kept, moment = pins.hash_of(pins.checked(pin, called)), _now()
    row = {"name": called, "name_key": _key(called), "role": role, "pin_hash": kept, "active": True, "epoch": 0}
    try:
        with store.writing() as connection:
            if store.engine.dialect.name == "postgresql" and first:
                connection.execute(sa.text("LOCK TABLE staff_user IN EXCLUSIVE MODE"))  # two first ones at once
            if first and connection.scalar(sa.select(sa.func.count()).select_from(tables.staff_user)):
                raise UserError("somebody can sign in already", mend="Ask them, or run mattress-fit staff add.")
            added = sa.insert(tables.staff_user).values(**row, created_at=moment, changed_at=moment)
            connection.execute(added)
    except IntegrityError:
        raise UserError(f"there is a user {called} already", where="name", mend="Take another name.") from None
    return _found(store, called)


def users(store: Store) -> list[User]:
    """Everybody, by name."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(tables.staff_user).order_by(_USER.name_key)).all()
    return [_read(row) for row in rows]


def is_empty(store: Store) -> bool:
    """Whether there is no user yet."""
    with store.reading() as connection:
        return connection.scalar(sa.select(_USER.id).limit(1)) is None


def user(store: Store, user_id: int) -> User | None:
    """The user with this number, as they are now."""
    with store.reading() as connection:
        row = connection.execute(sa.select(tables.staff_user).where(_USER.id == user_id)).one_or_none()
    return None if row is None else _read(row)


def named(store: Store, name: str) -> User | None:
    """The user with this name, in any case and spacing."""
    with store.reading() as connection:
        row = connection.execute(sa.select(tables.staff_user).where(_USER.name_key == _key(name))).one_or_none()
    return None if row is None else _read(row)


def admitted(store: Store, name: str, pin: str) -> User | None:
    """The active user with this name and PIN; None for anything else, after the same work."""
    with store.reading() as connection:
        row = connection.execute(sa.select(tables.staff_user).where(_USER.name_key == _key(name))).one_or_none()
    kept = row.pin_hash if row is not None and row.active else None
    return _read(row) if pins.matches(pin, kept) and row is not None else None


def reset(store: Store, name: str, pin: str, role: str | None = None) -> User:
    """Give a user a new PIN and, where one is named, another role; ends their sign-ins and enables them again.

    Raises:
        UserError: no such user or role, the PIN would be guessed first, or nobody would be a manager any more.
    """
    found = _found(store, name)
    if role is not None and role not in ROLES:
        raise UserError(f"no such role: {role}", where="role", allowed=", ".join(ROLES))
    kept = pins.hash_of(pins.checked(pin, found.name))
    _change(store, found, {"pin_hash": kept, "active": True, "role": role or found.role})
    return _found(store, name)


def disable(store: Store, name: str) -> User:
    """Let a user in no more; ends their sign-ins.

    Raises:
        UserError: no such user, or nobody would be a manager any more.
    """
    _change(store, _found(store, name), {"active": False})
    return _found(store, name)


def end_all(store: Store) -> None:
    """End every sign-in of everybody, on every browser and server."""
    with store.writing() as connection:
        connection.execute(sa.update(tables.staff_user).values(epoch=_USER.epoch + 1))


def _change(store: Store, found: User, new: dict[str, object]) -> None:
    its_browsers = sa.delete(tables.staff_browser).where(tables.staff_browser.c.user_id == found.user_id)
    with store.writing() as connection:
        its_row = sa.update(tables.staff_user).where(_USER.id == found.user_id)
        connection.execute(its_row.values(**new, epoch=_USER.epoch + 1, changed_at=_now()))
        managers = sa.select(sa.func.count()).where(_USER.active, _USER.role == ROLES[1])
        if found.may(ROLES[1]) and not connection.scalar(managers):
            raise UserError("nobody would be a manager any more", where=found.name, mend="Make another manager first.")
        connection.execute(its_browsers)


def _found(store: Store, name: str) -> User:
    found = named(store, name)
    if found is None:
        raise UserError(f"there is no user {_called(name)}", where="name", mend="mattress-fit staff list names all.")
    return found


def _read(row: sa.Row[tuple[object, ...]]) -> User:
    return User(row.id, row.name, row.role, row.active, row.epoch, row.created_at, row.changed_at)


def _called(name: str) -> str:
    """A name as it is shown.

    Raises:
        UserError: there is none, or too much of it.
    """
    called = printable(" ".join(name.split()))
    if not called or len(called) > LONGEST_NAME:
        raise UserError("that is no name", where="name", allowed=f"1 to {LONGEST_NAME} characters")
    return called


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", printable(" ".join(name.split()))[: LONGEST_NAME + 1]).casefold()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
