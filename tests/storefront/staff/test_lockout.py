"""A thousand wrong PINs never find one, and a prankster keeps no colleague out of a browser they have used."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from storefront.staff.lockout import (
    FORGOTTEN_AFTER_S,
    KNOWN,
    MOST_COUNTED,
    NETWORK,
    STRANGE,
    TOGETHER,
    Lockout,
    Place,
)

HOME = Place("tablet", known=True)
DAY_S = 24 * 3600.0


def _tried(lockout: Lockout, user: str, place: Place, now: float) -> bool:
    """Whether a wrong PIN was compared at all."""
    return lockout.attempt(user, place, now) == 0


def test_a_slip_costs_nothing_and_the_wait_doubles_to_its_longest() -> None:
    lockout, now, waits = Lockout(), 100.0, []
    for _ in range(7):
        wait = lockout.attempt("anna", Place("net"), now)
        waits.append(wait)
        if wait:
            assert lockout.attempt("anna", Place("net"), now + wait - 0.1) > 0
            assert lockout.attempt("anna", Place("net"), now + wait) == 0
            now += wait
    assert waits == [0, 0, 0, 1, 2, 4, 8]
    waits = [STRANGE.wait_s(failures) for failures in range(1, 14)]
    assert waits[:6] == [0, 0, 1, 2, 4, 8]
    assert waits[-1] == STRANGE.longest_s
    assert KNOWN.wait_s(1000) == KNOWN.longest_s
    assert TOGETHER.wait_s(TOGETHER.free) == 0
    assert TOGETHER.wait_s(10**6) == TOGETHER.longest_s


@pytest.mark.parametrize("networks", [1, 1000])
def test_a_thousand_wrong_pins_in_a_day_are_hardly_tried(networks: int) -> None:
    """One every minute and a half, from one network or from a thousand: few are compared with the hash."""
    lockout = Lockout()
    compared = sum(_tried(lockout, "anna", Place(f"net {i % networks}"), i * DAY_S / 1000) for i in range(1000))
    assert compared <= TOGETHER.free + 30  # the waits grow to an hour
    assert lockout.attempt("anna", Place("net 7"), DAY_S) > 0, "even the right one has to wait there"


def test_as_many_as_can_be_guessed_in_a_year_find_no_pin_of_six_digits() -> None:
    """Whoever comes as soon as the wait is over, from as many networks as they like: the chance to hit one PIN."""
    lockout, now, compared = Lockout(), 0.0, 0
    while now < 365 * DAY_S:
        wait = lockout.attempt("anna", Place(f"net {compared}"), now)
        compared += wait == 0
        now += wait
    assert compared / 10**6 < 0.01


def test_many_at_the_same_moment_are_counted_each() -> None:
    lockout = Lockout()
    with ThreadPoolExecutor(20) as pool:
        compared = sum(pool.map(lambda _: _tried(lockout, "anna", Place("net"), 1.0), range(500)))
    assert compared == STRANGE.free + 1


def test_a_prankster_keeps_no_colleague_out_of_a_browser_they_have_used() -> None:
    lockout = Lockout()
    for i in range(5000):
        lockout.attempt("anna", Place("shop"), i * 1.0)
        lockout.attempt("anna", Place(f"net {i}"), i * 1.0)
        lockout.attempt(f"user {i % 40}", Place("shop"), i * 1.0)
    assert lockout.attempt("anna", Place("shop"), 5000.0) > 0
    assert lockout.attempt("anna", HOME, 5000.0) == 0
    lockout.succeeded("anna", HOME, 5000.0)
    assert lockout.attempt("anna", Place("shop"), 5000.0) > 0, "her success gives the prankster nothing back"


def test_a_prankster_at_the_tablet_itself_costs_her_a_minute_at_most_and_elsewhere_nothing() -> None:
    lockout = Lockout()
    for i in range(1000):
        lockout.attempt("anna", HOME, i * 1.0)
    assert 0 < lockout.attempt("anna", HOME, 1000.0) <= KNOWN.longest_s
    assert lockout.attempt("anna", Place("phone", known=True), 1000.0) == 0
    assert lockout.attempt("bram", HOME, 1000.0) == 0, "the same tablet, somebody else"


def test_one_network_tries_few_pins_of_many_users() -> None:
    lockout = Lockout()
    compared = sum(_tried(lockout, f"user {i}", Place("net"), 1.0) for i in range(1000))
    assert compared == NETWORK.free + 1
    assert lockout.attempt("user 1", Place("other net"), 1.0) == 0


def test_success_takes_back_what_failed_here_and_no_more() -> None:
    lockout = Lockout()
    for i in range(20):
        lockout.attempt("anna", Place(f"net {i}"), 0.0)
    for now in (1.0, 1.0):
        assert lockout.attempt("anna", Place("home"), now) == 0
    lockout.succeeded("anna", Place("home"), 1.0)
    assert lockout.failures["anna", "everywhere"][0] == 20
    assert ("anna", "network home") not in lockout.failures


def test_what_failed_is_forgotten_after_a_day_and_by_numbers_the_stubborn_is_not() -> None:
    lockout = Lockout()
    for i in range(9):
        lockout.attempt("anna", HOME, i * 100.0)
    for i in range(2 * MOST_COUNTED):
        lockout.attempt(f"user {i}", Place(f"net {i}"), 801.0)
    assert len(lockout.failures) <= MOST_COUNTED
    assert lockout.attempt("anna", HOME, 801.0) > 0
    assert lockout.attempt("anna", HOME, 801.0 + FORGOTTEN_AFTER_S + 1) == 0
    assert lockout.attempt("anna", HOME, 802.0 + FORGOTTEN_AFTER_S + 1) == 0
