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

from database.people.users import User
from storefront.doors import cookie
from storefront.settings import settings

MOST_BROWSERS = 2000
MOST_TABS = 5  # of one browser
MOST_SESSIONS = 4  # of one tab: a reload begins a new one
MOST_NAME = 64  # characters of a tab's name
TICKET_S = 60.0
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
    """The sign-in of one of staff in one browser: whose, until when it holds, and when it was last used.

    Attributes:
        word: of the cookie that says this browser is known (`cookie.word_of`), where it got one in this connection.
        checked_s: when the database was last asked whether this user may still sign in.
    """

    until_s: float = 0.0
    used_s: float = 0.0
    user: User | None = None
    word: str = ""
    checked_s: float = 0.0

    def holds(self, now: float) -> bool:
        return now < self.until_s and now - self.used_s <= settings().staff_idle_minutes * 60

    def begin(self, now: float, length_s: float, user: User | None = None, word: str = "") -> None:
        self.until_s, self.used_s, self.checked_s = now + length_s, now, now
        self.user, self.word = user, word

    def use(self, now: float) -> None:
        """Somebody did something on a page."""
        if self.holds(now):
            self.used_s = max(self.used_s, now)

    def end(self) -> None:
        self.until_s, self.user = 0.0, None


@dataclass(frozen=True, slots=True)
class Ticket:
    """With which the page in which somebody just signed in fetches new cookies, once (`turning`)."""

    word: str
    made_s: float


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
        browser: the cookie its browser has now.
        before: the cookie its browser had before somebody signed in; its open connection came with that one.
        shift: of the browser, shared by its tabs; of a tab with a ticket, its own.
        ticket: until new cookies are fetched after a sign-in.
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
    before: str = ""
    ticket: Ticket | None = None
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
            found = found or self._left_behind(browser, name)
            found = found or next((tab for tab in latest if not tab.sockets), None)
            if found is not None and found.ticket:
                # The new cookie never came: what somebody signed in for is the connection before, not this one.
                found.ticket, found.shift = None, Shift()
            if found is None or found.sockets:
                shift = next((tab.shift for tab in tabs if tab.ticket is None), Shift())
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

    def _left_behind(self, browser: str, name: str) -> Tab | None:
        """A tab that stayed with the cookie this browser had before a sign-in; it comes along by its name, which no
        other browser knows.
        """
        tabs = self.browsers[browser]
        before = {tab.before for tab in tabs}
        for tab in [tab for one in before for tab in self.browsers.get(one, ()) if name and tab.name == name]:
            self._move(tab, browser, tabs[0].shift)
            return tab
        return None

    def _move(self, tab: Tab, browser: str, shift: Shift) -> None:
        """A tab to another cookie of its browser."""
        self.browsers[tab.browser].remove(tab)
        if not self.browsers[tab.browser]:
            del self.browsers[tab.browser]
        tab.before, tab.browser, tab.shift, tab.ticket = tab.browser, browser, shift, None
        self.browsers.setdefault(browser, []).append(tab)

    def sign_in(self, tab: Tab, shift: Shift, now: float) -> None:
        """Somebody signed in in a tab. Until `turn` it counts for the open connection alone, so that it is worth
        nothing to who knows the cookie this browser came with.
        """
        with self.lock:
            tab.shift, tab.ticket = shift, Ticket(secrets.token_urlsafe(24), now)

    def turn(self, browser: str, ticket: str, now: float) -> Tab | None:
        """Give the browser in which somebody signed in another cookie; the tab says which. None: not such a ticket."""
        with self.lock:
            for tab in self.browsers.get(browser, ()):
                held = tab.ticket
                if held and now - held.made_s <= TICKET_S and secrets.compare_digest(held.word, ticket):
                    self._move(tab, cookie.made(), tab.shift)
                    return tab
            return None

    def tab(self, browser: str, key: str) -> Tab | None:
        """The tab of this browser with this key."""
        with self.lock:
            own = next((tab for tab in self.browsers.get(browser, ()) if key and tab.key == key), None)
            return own or next((tab for tab in self._tabs() if key and (tab.key, tab.before) == (key, browser)), None)

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
