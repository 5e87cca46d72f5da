"""Guessing is slow, from one address and from many, and a stranger locks nobody out who has been in before."""

from __future__ import annotations

import pytest

from storefront.doors.throttle import (
    BURST,
    FORGOTTEN_AFTER_S,
    LONGEST_WAIT_S,
    MOST_ADDRESSES,
    ONE_MORE_EVERY_S,
    Attempts,
    network_of,
)


def test_guessing_gets_slower_and_a_slip_costs_nothing() -> None:
    attempts, now, waits = Attempts(), 100.0, []
    for _ in range(14):
        attempts.failed("a", now)
        waits.append(attempts.wait_s("a", now))
        now += waits[-1]
    assert waits[:5] == [0, 0, 1, 2, 4]
    assert waits[-1] == LONGEST_WAIT_S
    assert attempts.wait_s("b", now) == 0
    attempts.succeeded("a", now)
    assert attempts.wait_s("a", now) == 0


def test_a_thousand_and_one_addresses_do_not_push_out_an_attacker() -> None:
    attempts = Attempts()
    for _ in range(12):
        attempts.failed("attacker", 0.0)
    for i in range(2 * MOST_ADDRESSES):
        attempts.failed(str(i), 1.0)
    assert len(attempts.failures) == MOST_ADDRESSES
    assert attempts.wait_s("attacker", 1.0, known=True) == LONGEST_WAIT_S - 1  # its own wait, apart from everybody's


def test_many_addresses_together_guess_no_faster_than_one_in_so_many_seconds() -> None:
    attempts, now, tried = Attempts(), 0.0, 0
    for i in range(200_000):
        if attempts.wait_s(f"{i}", now) == 0:
            attempts.failed(f"{i}", now)
            tried += 1
        now += 0.1
    assert tried <= BURST + now / ONE_MORE_EVERY_S + 1


def test_who_has_been_in_before_does_not_wait_for_strangers() -> None:
    attempts = Attempts()
    for i in range(BURST + 5):
        attempts.failed(f"stranger {i}", 0.0)
    assert attempts.wait_s("new", 0.0) > 0
    assert attempts.wait_s("colleague", 0.0, known=True) == 0


def test_a_success_takes_back_what_its_own_failures_cost_everybody() -> None:
    attempts = Attempts()
    for _ in range(2):
        attempts.failed("slip", 0.0)
    attempts.succeeded("slip", 0.0)
    assert attempts.spent == 0


def test_after_an_hour_without_failures_a_slip_is_free_again() -> None:
    attempts = Attempts()
    for _ in range(10):
        attempts.failed("a", 0.0)
    attempts.failed("a", FORGOTTEN_AFTER_S + 1)
    assert attempts.wait_s("a", FORGOTTEN_AFTER_S + 1) == 0


def test_old_failures_are_forgotten_first() -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts.failed("long ago", 0.0)
    for i in range(MOST_ADDRESSES):
        attempts.failed(str(i), FORGOTTEN_AFTER_S + 1)
    assert "long ago" not in attempts.failures


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_of_ipv6_the_network_counts(address: str, network: str) -> None:
    assert network_of(address) == network
