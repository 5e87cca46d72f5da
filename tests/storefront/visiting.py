"""A visitor who comes to a page with answers already given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from streamlit.testing.v1 import AppTest

from database.people import users
from database.people.users import User
from database.store import shared_store
from storefront.diary.book import Diary
from storefront.doors.visits import Shift
from storefront.session import VISIT, Visit
from tests.patience import HANGS_S

STAFF_PAGES = ("counter", "desk", "outcomes", "people")
NAME, PIN = "Anna de Vries", "290417"
APP = str(Path(__file__).parents[2] / "app.py")


def at(
    page: str,
    lang: str = "nl",
    told: Mapping[str, Any] | None = None,
    diary: Diary | None = None,
    *,
    by: str = "manager",
) -> AppTest:
    """The app when a person with these answers opens a page.

    Args:
        by: on a page of staff, the role of who is signed in; "" where nobody is.
    """
    app = AppTest.from_file(APP, default_timeout=HANGS_S)
    shift = signed_in(by) if by and page in STAFF_PAGES else Shift()
    app.session_state[VISIT] = Visit(lang, dict(told or {}), diary=diary or Diary(), goto=page, shift=shift)
    app.run()
    assert not app.exception
    return app


def signed_in(role: str = "manager", name: str = NAME) -> Shift:
    """The sign-in of somebody with this role, who is made in the database of this test."""
    shift = Shift()
    shift.begin(monotonic(), 3600.0, made_user(role, name))
    return shift


def made_user(role: str, name: str = NAME) -> User:
    """Somebody of staff with the PIN `PIN`."""
    return users.named(shared_store(), name) or users.add(shared_store(), name, role, PIN)


def visit_of(app: AppTest) -> Visit:
    held: Visit = app.session_state[VISIT]
    return held
