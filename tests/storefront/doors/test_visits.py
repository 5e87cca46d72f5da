"""Which tab a connection belongs to: after a reload, in a second tab, in a closed one, and when all is too long ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from storefront.doors import visits as of_visits
from storefront.doors.visits import MOST_BROWSERS, MOST_TABS, Asked, Shift, Tab, Visits
from storefront.session import Visit
from storefront.settings import settings

IDLE_S = 120 * 60


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


@dataclass
class House:
    """Browsers that come and go; `now` is the clock."""

    visits: Visits = field(default_factory=Visits)
    now: float = 1000.0

    def come(self, name: str, weight_kg: float | None = None, browser: str = "b") -> Tab:
        tab = self.visits.enter(browser, name, self.now)
        if weight_kg is not None:
            tab.visit = Visit("nl", {"weight_kg": weight_kg})
            tab.used_s = self.now
        return tab

    def weight(self, tab: Tab) -> float | None:
        return tab.visit.answers.get("weight_kg") if isinstance(tab.visit, Visit) else None


@pytest.fixture
def house() -> House:
    return House()


def test_a_reload_finds_the_same_tab(house: House) -> None:
    first = house.come("one", 82.0)
    house.visits.leave(first)
    assert house.come("one") is first


def test_two_tabs_do_not_overwrite_each_other(house: House) -> None:
    first, second = house.come("one", 82.0), house.come("two", 60.0)
    assert (house.weight(first), house.weight(second)) == (82.0, 60.0)
    for tab in (first, second):
        house.visits.leave(tab)
    assert (house.come("two"), house.come("one")) == (second, first)


def test_a_new_tab_goes_on_where_a_closed_one_stopped(house: House) -> None:
    first = house.come("one", 82.0)
    assert house.weight(house.come("two")) is None, "the first is still open"
    house.visits.leave(first)
    assert house.come("three") is first


def test_a_tab_whose_connection_broke_unnoticed_goes_on_with_a_copy(house: House) -> None:
    first = house.come("one", 82.0)
    again = house.come("one")
    assert again is not first
    assert house.weight(again) == 82.0
    assert isinstance(again.visit, Visit)
    again.visit.answers["weight_kg"] = 90.0
    assert house.weight(first) == 82.0


def test_another_browser_sees_nothing_of_it(house: House) -> None:
    first = house.come("one", 82.0)
    house.visits.leave(first)
    other = house.come("one", browser="other")
    assert house.weight(other) is None
    assert house.visits.tab("other", first.key) is None
    assert house.visits.tab("b", "") is None


def test_a_session_belongs_to_the_tab_it_draws(house: House) -> None:
    first, second = house.come("one", 82.0), house.come("one", 60.0, "other")
    house.visits.draws(first, "session")
    assert house.visits.owner("session") is first
    assert house.visits.owner("session of nobody") is None
    for i in range(10):
        house.visits.draws(second, f"session {i}")
    assert len(second.sessions) == of_visits.MOST_SESSIONS


def test_after_two_hours_without_use_nothing_is_left(house: House) -> None:
    closed, still_open = house.come("one", 82.0), house.come("two", 60.0)
    house.visits.draws(still_open, "session")
    house.visits.leave(closed)
    house.now += IDLE_S + 1
    house.visits.forget_idle(house.now)
    assert house.visits.browsers["b"] == [still_open]
    assert (still_open.visit, still_open.left, house.visits.owner("session")) == (None, True, None)
    house.visits.leave(still_open)
    house.visits.forget_idle(house.now)
    assert house.visits.browsers == {}


def test_the_number_of_tabs_and_browsers_is_bounded_and_open_ones_stay(house: House) -> None:
    first = house.come("kept", 82.0)
    for i in range(MOST_TABS + 3):
        house.now += 1
        house.visits.leave(house.come(f"{i}", 1.0 * i))
        house.come(f"open {i}")
    assert len(house.visits.browsers["b"]) == MOST_TABS
    house = House()
    first = house.come("one", 82.0)
    for i in range(MOST_BROWSERS + 50):
        house.visits.leave(house.come("x", 60.0, f"browser {i}"))
    assert len(house.visits.browsers) == MOST_BROWSERS
    assert house.visits.tab("b", first.key) is first
    assert not first.left


def test_a_closed_tab_keeps_no_drawings(house: House) -> None:
    first = house.come("one", 82.0)
    assert isinstance(first.visit, Visit)
    first.visit.recall("spine", 1, lambda: "<svg>")
    house.visits.leave(first)
    assert first.visit._recalled == {}
    assert house.weight(first) == 82.0


def test_a_shift_ends_and_ends_sooner_when_nobody_uses_it() -> None:
    shift = Shift()
    assert not shift.holds(0.0)
    shift.begin(0.0, 3600.0)
    assert shift.holds(60.0)
    assert not shift.holds(31 * 60.0)
    shift.used_s = 3599.0
    assert shift.holds(3599.0)
    assert not shift.holds(3600.0)
    shift.begin(5000.0, 3600.0)
    shift.end()
    assert not shift.holds(5000.0)
    assert shift.user is None


def test_use_keeps_a_shift_and_does_not_bring_one_back() -> None:
    shift = Shift()
    shift.begin(0.0, 36_000.0)
    shift.use(29 * 60.0)
    assert shift.holds(58 * 60.0)
    shift.use(10.0)
    assert shift.holds(58 * 60.0), "an older use takes nothing back"
    shift.use(60 * 60.0)
    assert not shift.holds(60 * 60.0)


def test_new_cookies_take_the_tab_that_was_signed_in_and_no_other(house: House) -> None:
    first, thief = house.come("one", 82.0), house.come("thief", 60.0)
    shift = Shift()
    shift.begin(house.now, 3600.0)
    house.visits.sign_in(first, shift, house.now)
    assert house.come("late").shift is not shift, "nobody who comes with the same cookie gets it"
    assert not thief.shift.holds(house.now)
    assert first.ticket is not None
    word = first.ticket.word
    for wrong in ("", "x", word[:-1]):
        assert house.visits.turn("b", wrong, house.now) is None
    assert house.visits.turn("other", word, house.now) is None
    assert house.visits.turn("b", word, house.now + of_visits.TICKET_S + 1) is None
    assert house.visits.turn("b", word, house.now) is first
    assert (first.before, first.ticket) == ("b", None)
    assert first.browser not in ("b", "")
    assert house.visits.browsers[first.browser] == [first]
    assert first not in house.visits.browsers["b"]
    assert house.visits.tab("b", first.key) is first, "its open connection came with the cookie before"
    assert house.visits.tab("other", first.key) is None
    assert house.come("two", browser=first.browser).shift is shift


def test_a_tab_of_the_same_browser_follows_by_its_name(house: House) -> None:
    first, second = house.come("one"), house.come("two", 60.0)
    shift = Shift()
    shift.begin(house.now, 3600.0)
    house.visits.sign_in(first, shift, house.now)
    house.visits.turn("b", first.ticket.word if first.ticket else "", house.now)
    house.visits.leave(second)
    assert house.come("two", browser=first.browser) is second
    assert (second.browser, second.shift) == (first.browser, shift)
    assert "b" not in house.visits.browsers


def test_only_staff_who_are_signed_in_may_send_a_feed() -> None:
    shift = Shift()
    assert Asked(1).allowed(shift, 0.0)
    assert not Asked(20, of_staff=True).allowed(shift, 0.0)
    shift.begin(0.0, 60.0)
    assert Asked(20, of_staff=True).allowed(shift, 1.0)
