"""Which visit belongs to which browser and tab, and who is signed in. In the memory of this process only.

A browser is known by a cookie (`cookie.py`), a tab by a random name in its `sessionStorage`. Nothing is written to
disk, and nothing here is in a cache that Streamlit, or a message from a browser, can clear.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from threading import RLock
from time import monotonic
from typing import Protocol, Self

from storefront.settings import settings

MOST_BROWSERS = 2000
MOST_TABS = 5  # of one browser
MOST_SESSIONS = 4  # of one tab: a reload begins a new one
MOST_NAME = 64  # characters of a tab's name
LOOK_EVERY_S = 60.0


class Kept(Protocol):
    """What is kept of a tab (`session.Visit`)."""

    asked_file: Asked | None

    def branched(self) -> Self:
        """The same answers in an object of its own."""

    def rest(self) -> None:
        """The tab is not open now: drop what can be made again."""


@dataclass(slots=True)
class Shift:
    """The sign-in of staff in one browser: until when it holds, and when it was last used.

    `name`, a random one, stays after it ended: this browser has given the passphrase once.
    """

    until_s: float = 0.0
    used_s: float = 0.0
    name: str = ""

    def holds(self, now: float) -> bool:
        return now < self.until_s and now - self.used_s <= settings().staff_idle_minutes * 60

    def begin(self, now: float, length_s: float) -> None:
        self.until_s, self.used_s = now + length_s, now
        self.name = self.name or secrets.token_urlsafe(16)

    def end(self) -> None:
        self.until_s = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that the page on screen takes: how large at most, and whether only from staff who are signed in."""

    largest_mb: int
    of_staff: bool = False

    def allowed(self, shift: Shift, now: float) -> bool:
        return not self.of_staff or shift.holds(now)


@dataclass(slots=True)
class Tab:
    """One tab of a browser.

    Attributes:
        key: by which this process knows it; never leaves the server.
        name: the random name the tab gave itself; "" where it has none.
        browser: the cookie it came with.
        shift: of the browser, shared by its tabs.
        visit: the answers, from the first page on; None before that and when they were forgotten.
        used_s: second of the server's clock at which a page was last drawn in it.
        sockets: open connections, usually one.
        sessions: ids of the last Streamlit sessions that drew pages in it.
        left: whether it was forgotten while a connection was open.
    """

    key: str
    name: str
    browser: str
    shift: Shift
    used_s: float
    visit: Kept | None = None
    sockets: int = 0
    sessions: list[str] = field(default_factory=list)
    left: bool = False


@dataclass
class Visits:
    """All browsers with their tabs, the longest unused first."""

    browsers: OrderedDict[str, list[Tab]] = field(default_factory=OrderedDict)
    lock: RLock = field(default_factory=RLock)

    def enter(self, browser: str, name: str, now: float) -> Tab:
        """The tab that a new connection belongs to.

        The tab of this name; else, for a name not seen before, the last one of this browser that is closed; else a new
        one. Where the named tab has a connection already (a duplicated tab, or one whose connection broke unnoticed)
        both go on from the same answers, each with its own copy.
        """
        with self.lock:
            self.forget_idle(now)
            tabs = self.browsers.setdefault(browser, [])
            self.browsers.move_to_end(browser)
            latest = sorted(tabs, key=lambda tab: tab.used_s, reverse=True)
            found = next((tab for tab in latest if name and tab.name == name), None)
            found = found or next((tab for tab in latest if not tab.sockets), None)
            if found is None or found.sockets:
                shift = tabs[0].shift if tabs else Shift()
                branched = found.visit.branched() if found and found.visit else None
                used_s = found.used_s if found else now
                found = Tab(secrets.token_urlsafe(16), name, browser, shift, used_s, branched)
                tabs.append(found)
            found.name = name or found.name
            found.sockets, found.left = found.sockets + 1, False
            self._keep_bounds(tabs, found)
            return found

    def leave(self, tab: Tab) -> None:
        with self.lock:
            tab.sockets = max(0, tab.sockets - 1)
            if tab.visit and not tab.sockets:
                tab.visit.rest()

    def tab(self, browser: str, key: str) -> Tab | None:
        """The tab of this browser with this key."""
        with self.lock:
            return next((tab for tab in self.browsers.get(browser, ()) if key and tab.key == key), None)

    def draws(self, tab: Tab, session_id: str) -> None:
        """A Streamlit session draws pages in a tab."""
        with self.lock:
            if session_id not in tab.sessions:
                tab.sessions = [*tab.sessions[1 - MOST_SESSIONS :], session_id]

    def owner(self, session_id: str) -> Tab | None:
        """The tab a Streamlit session draws pages in."""
        with self.lock:
            return next((tab for tab in self._tabs() if session_id in tab.sessions), None)

    def forget_idle(self, now: float) -> None:
        """Drop what was answered in every tab in which no page was drawn for too long."""
        with self.lock:
            longest_s = settings().idle_minutes * 60
            for browser, tabs in list(self.browsers.items()):
                for tab in tabs:
                    if now - tab.used_s > longest_s:
                        self._forget(tab)
                tabs[:] = [tab for tab in tabs if tab.sockets or not tab.left]
                if not tabs:
                    del self.browsers[browser]

    @staticmethod
    def _forget(tab: Tab) -> None:
        """What was answered in it goes; its connection, if one is open, notices (`socket`)."""
        tab.visit, tab.left = None, True
        tab.sessions.clear()

    def _tabs(self) -> Iterator[Tab]:
        for tabs in self.browsers.values():
            yield from tabs

    def _keep_bounds(self, tabs: list[Tab], newest: Tab) -> None:
        """Of too many tabs the longest unused goes, closed ones first; of too many browsers too."""
        if len(tabs) > MOST_TABS:
            oldest = min((tab for tab in tabs if tab is not newest), key=lambda tab: (tab.sockets > 0, tab.used_s))
            tabs.remove(oldest)
            self._forget(oldest)
        if len(self.browsers) > MOST_BROWSERS:
            for tab in self.browsers.pop(next(self._closed(newest.browser), next(iter(self.browsers)))):
                self._forget(tab)

    def _closed(self, but: str) -> Iterator[str]:
        return (b for b, tabs in self.browsers.items() if b != but and not any(tab.sockets for tab in tabs))


@cache
def visits() -> Visits:
    """Those of this process."""
    return Visits()


async def keep_forgetting() -> None:
    """Drop idle visits on a clock, for as long as the server runs."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        visits().forget_idle(monotonic())
