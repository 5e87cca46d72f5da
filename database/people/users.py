"""Who of staff may sign in: a name, a role, and the hash of a PIN. A name is given once, so that in the audit it stays
one person's: who is locked may be let in again, and of who is removed only the name is left.
"""

from __future__ import annotations

import datetime as dt
import re
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
LONGEST_EMAIL: Final = 254  # characters (RFC 5321)
REMOVED: Final = ""  # in place of the hash of a PIN: matches nothing

_USER = tables.staff_user.c
_EMAIL = re.compile(rf"(?=.{{3,{LONGEST_EMAIL}}}$)[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


@dataclass(frozen=True)
class User:
    """One of staff.

    Attributes:
        role: "staff" or "manager".
        epoch: raised by whatever ends this user's sign-ins: those that began in an earlier one are over.
        pin_once: the PIN was made for them: all it is good for is choosing another.
        email: as the shop's own sign-in service (OpenID Connect) knows this user; None: not at all.
    """

    user_id: int
    name: str
    role: str
    active: bool
    epoch: int
    created_at: dt.datetime
    changed_at: dt.datetime
    pin_once: bool = False
    email: str | None = None

    def may(self, role: str) -> bool:
        """Whether this user has a role; a manager has both."""
        return self.active and role in (self.role, ROLES[0])


def add(store: Store, name: str, role: str, pin: str, *, once: bool = False) -> User:
    """A new user.

    Args:
        once: the PIN was made for them; they choose their own at their first sign-in.

    Raises:
        UserError: no name, a name somebody has, no such role, or a PIN that would be guessed first.
        StoreError: the database cannot be used.
    """
    return _add(store, name, role, pin, once=once)


def add_first(store: Store, name: str, pin: str) -> User:
    """The first user, a manager. Raises as `add`, and where there is a user already."""
    return _add(store, name, ROLES[1], pin, first=True)


def _add(store: Store, name: str, role: str, pin: str, *, first: bool = False, once: bool = False) -> User:
    called = _called(name)
    row: dict[str, object] = {"role": known_role(role), "pin_once": once}
    kept, moment = pins.hash_of(pins.checked(pin, called)), _now()
    row |= {"name": called, "name_key": _key(called), "pin_hash": kept, "active": True, "epoch": 0}
    try:
        with store.writing() as connection:
            if store.engine.dialect.name == "postgresql" and first:
                connection.execute(sa.text("LOCK TABLE staff_user IN EXCLUSIVE MODE"))  # two first ones at once
            if first and connection.scalar(sa.select(sa.func.count()).select_from(tables.staff_user)):
                raise UserError("somebody can sign in already", mend="Ask them, or run mattress-fit staff add.")
            added = sa.insert(tables.staff_user).values(**row, created_at=moment, changed_at=moment)
            connection.execute(added)
    except IntegrityError:
        mend = "Take another name; that of somebody who was removed stays theirs too."
        raise UserError(f"there is a user {called} already", where="name", mend=mend) from None
    return _found(store, called)


def users(store: Store) -> list[User]:
    """Everybody who was not removed, by name."""
    with store.reading() as connection:
        wanted = sa.select(tables.staff_user).where(_USER.pin_hash != REMOVED).order_by(_USER.name_key)
        rows = connection.execute(wanted).all()
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
        its = (_USER.name_key == _key(name), _USER.pin_hash != REMOVED)
        row = connection.execute(sa.select(tables.staff_user).where(*its)).one_or_none()
    return None if row is None else _read(row)


def with_email(store: Store, email: str) -> User | None:
    """The active user whom the shop's own sign-in service knows by this address."""
    with store.reading() as connection:
        its = (_USER.email == _address(email), _USER.active)
        row = connection.execute(sa.select(tables.staff_user).where(*its)).one_or_none()
    return None if row is None else _read(row)


def admitted(store: Store, name: str, pin: str) -> User | None:
    """The active user with this name and PIN; None for anything else, after the same work."""
    with store.reading() as connection:
        row = connection.execute(sa.select(tables.staff_user).where(_USER.name_key == _key(name))).one_or_none()
    kept = row.pin_hash if row is not None and row.active else None
    return _read(row) if pins.matches(pin, kept) and row is not None else None


def reset(store: Store, name: str, pin: str, role: str | None = None, *, once: bool = False) -> User:
    """Give a user a new PIN and, where one is named, another role; ends their sign-ins and enables them again.

    Raises:
        UserError: no such user or role, the PIN would be guessed first, or nobody would be a manager any more.
    """
    found = _found(store, name)
    kept = pins.hash_of(pins.checked(pin, found.name))
    role = found.role if role is None else known_role(role)
    _change(store, found, {"pin_hash": kept, "active": True, "role": role, "pin_once": once})
    return _found(store, name)


def choose(store: Store, name: str, pin: str) -> User:
    """A user who may sign in takes a PIN of their own; ends their other sign-ins.

    Raises:
        UserError: no such user, or one who may not sign in, or the PIN would be guessed first.
    """
    found = _found(store, name)
    if not found.active:
        raise UserError(f"{found.name} may not sign in", where="name")
    _change(store, found, {"pin_hash": pins.hash_of(pins.checked(pin, found.name)), "pin_once": False})
    return _found(store, name)


def set_role(store: Store, name: str, role: str) -> User:
    """Give a user another role; ends their sign-ins.

    Raises:
        UserError: no such user or role, or nobody would be a manager any more.
    """
    _change(store, _found(store, name), {"role": known_role(role)})
    return _found(store, name)


def set_email(store: Store, name: str, email: str) -> User:
    """By which address the shop's own sign-in service knows a user; "": it does not. Ends their sign-ins.

    Raises:
        UserError: no such user, that is no address, or another user has it.
    """
    found, address = _found(store, name), _address(email)
    if address and not _EMAIL.fullmatch(address):
        raise UserError("that is no e-mail address", where="email", allowed="name@example.com")
    try:
        _change(store, found, {"email": address or None})
    except IntegrityError:
        raise UserError("another user has this e-mail address", where="email") from None
    return _found(store, name)


def disable(store: Store, name: str) -> User:
    """Let a user in no more; ends their sign-ins.

    Raises:
        UserError: no such user, or nobody would be a manager any more.
    """
    _change(store, _found(store, name), {"active": False})
    return _found(store, name)


def enable(store: Store, name: str) -> User:
    """Let a user in again who was disabled, with the PIN they had.

    Raises:
        UserError: no such user.
    """
    _change(store, _found(store, name), {"active": True})
    return _found(store, name)


def remove(store: Store, name: str) -> User:
    """Let a user in never more: PIN, address and known browsers are deleted. The name is kept and given to nobody else.

    Returns:
        The user as they were.

    Raises:
        UserError: no such user, or nobody would be a manager any more.
    """
    found = _found(store, name)
    _change(store, found, {"active": False, "pin_hash": REMOVED, "email": None})
    return found


def end_all(store: Store) -> None:
    """End every sign-in of everybody, on every browser and server."""
    with store.writing() as connection:
        connection.execute(sa.update(tables.staff_user).values(epoch=_USER.epoch + 1))


def _change(store: Store, found: User, new: dict[str, object]) -> None:
    its_browsers = sa.delete(tables.staff_browser).where(tables.staff_browser.c.user_id == found.user_id)
    with store.writing() as connection:
        if store.engine.dialect.name == "postgresql":
            connection.execute(
                sa.text("LOCK TABLE staff_user IN SHARE ROW EXCLUSIVE MODE")
            )  # two last managers at once
        its_row = sa.update(tables.staff_user).where(_USER.id == found.user_id, _USER.pin_hash != REMOVED)
        connection.execute(its_row.values(**new, epoch=_USER.epoch + 1, changed_at=_now()))
        managers = sa.select(sa.func.count()).where(_USER.active, _USER.role == ROLES[1])
        if found.may(ROLES[1]) and not connection.scalar(managers):
            raise UserError("nobody would be a manager any more", where=found.name, mend="Make another manager first.")
        connection.execute(its_browsers)


def known_role(role: str) -> str:
    if role not in ROLES:
        raise UserError(f"no such role: {role}", where="role", allowed=", ".join(ROLES))
    return role


def _found(store: Store, name: str) -> User:
    found = named(store, name)
    if found is None:
        raise UserError(f"there is no user {_called(name)}", where="name", mend="mattress-fit staff list names all.")
    return found


def _read(row: sa.Row[tuple[object, ...]]) -> User:
    fields = (row.id, row.name, row.role, row.active, row.epoch, row.created_at, row.changed_at)
    return User(*fields, row.pin_once, row.email)


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


def _address(email: str) -> str:
    """An e-mail address as it is compared: in small letters."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
