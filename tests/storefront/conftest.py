"""Who comes to a page that is run without a server: somebody without a cookie, unless a test says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from streamlit.runtime import context

from database.people import pins
from storefront.doors import cookie
from storefront.doors.socket import TAB_HEADER
from storefront.doors.throttle import attempts
from storefront.doors.visits import visits
from storefront.settings import settings
from storefront.staff import first
from storefront.staff.lockout import lockout


@dataclass
class Client:
    """What a websocket's first request says, as `st.context` reads it."""

    cookies: dict[str, str] = field(default_factory=dict)
    headers: list[tuple[str, str]] = field(default_factory=list)
    remote_ip: str | None = None

    def come(self, browser: str, tab_key: str) -> None:
        self.cookies = {cookie.NAME: browser}
        self.headers = [(TAB_HEADER, tab_key)]


@pytest.fixture(autouse=True)
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    found = Client()
    monkeypatch.setattr(context, "_get_client_context", lambda: found)
    attempts.cache_clear()
    lockout.cache_clear()
    return found


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PIN's hash costs nothing where its strength is not what is tested."""
    quick = pins.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(pins, "PasswordHasher", lambda: quick)


@pytest.fixture(autouse=True)
def environment_as_before() -> Iterator[None]:
    """`app` hands its settings to the server through the environment: no other test finds them there."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before:
        del os.environ[name]
    os.environ.update(before)
    settings.cache_clear()  # they were read from it


@pytest.fixture
def staff_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The counter and the desk are open over an empty database, and nobody has made the first manager."""
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    kept = (settings, first._code, visits)
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()
