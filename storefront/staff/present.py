"""Who of staff is signed in where this run comes from, and what they do."""

from __future__ import annotations

import logging
from time import monotonic
from typing import Final

from catalog.errors import UserError
from database.errors import StoreError
from database.people import acts, users
from database.people.users import User
from storefront import session
from storefront.engine import store

SIGNED_IN_S: Final = 10 * 3600.0  # a long day
LONGEST_LYING_S: Final = 2 * 3600.0
LOOK_AGAIN_S: Final = 2.0  # after this the database is asked again whether a user may still sign in; acts ask always

logger = logging.getLogger(__name__)


class NotSignedIn(UserError):
    """Somebody whose sign-in ended, or who never had one, asked for an act of staff."""


def present(*, now_in_the_database: bool = False) -> User | None:
    """Who is signed in and may be; None where nobody is, or where it ended."""
    shift, now = session.shift(), monotonic()
    # Nobody disturbs a customer who lies on a bed by typing; the time without use begins when they are up.
    shift.used_s = max(shift.used_s, min(session.visit().lying_until_s, now + LONGEST_LYING_S))
    if shift.user is None or not shift.holds(now):
        return None
    if now_in_the_database or now - shift.checked_s > LOOK_AGAIN_S:
        try:
            found = users.user(store(), shift.user.user_id)
        except StoreError as error:  # the counter goes on while a database is away; what writes to it cannot
            logger.warning("whether %s may still sign in could not be read: %s", shift.user.name, error)
            return shift.user
        if found is None or not found.active or found.epoch != shift.user.epoch:
            shift.end()
            return None
        shift.user, shift.checked_s = found, now
    if session.is_unwatched():
        shift.use(now)
    return shift.user


def require(role: str = "staff", *, choosing: bool = False) -> User:
    """To be called by every act of staff where it acts: a button pressed after the sign-in ended does nothing.

    Args:
        choosing: a PIN of their own, which is all that may be done with one that is good once.

    Raises:
        NotSignedIn: with what to do; also for who has another role.
    """
    found = present(now_in_the_database=True)
    if found is None or not found.may(role) or (found.pin_once and not choosing):
        raise NotSignedIn(session.visit().words("staff.ended"))
    session.shift().use(monotonic())
    return found


def who() -> str:
    """The name of who is signed in, for the history of a bed or a version and for the audit; "" where nobody is."""
    found = present()
    return found.name if found else ""


def did(act: str, about: str = "") -> None:
    """Write an act of staff to the audit: who, when and from which page is known here.

    Args:
        act: a fixed word; its sentence is `staff.act_<act>`.
        about: the name or number of a bed, a version, an order; never an answer of a customer.
    """
    noted(who(), act, about)


def noted(name: str, act: str, about: str = "") -> None:
    """As `did`, of somebody by name who is not signed in now."""
    try:
        acts.write(store(), who=name, act=act, about=about, page=session.visit().on_page)
    except StoreError as error:
        logger.warning("an act of staff could not be written: %s", error)
        session.visit().notice("staff.not_written")


def begin(user: User, word: str) -> None:
    """Somebody gave the right PIN. `word`: by which this browser is known for them from now on."""
    session.begin_shift(user, word, monotonic(), SIGNED_IN_S)


def end() -> None:
    """Sign out, and forget whose answers are on the screen."""
    did("sign_out")
    session.shift().end()
    session.visit().forget_answers()
