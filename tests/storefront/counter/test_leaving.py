"""Who is still at the counter: anything told, a movement, somebody who lies down."""

from __future__ import annotations

from storefront.counter.leaving import Seen, left
from storefront.session import Visit

IDLE_S = 120.0


def _told(now_s: float) -> Visit:
    visit = Visit("en", {"a.weight_kg": 80.0})
    assert not left(visit, now_s, IDLE_S)
    return visit


def test_a_customer_is_left_alone_after_so_many_seconds_without_a_change() -> None:
    visit = _told(1000.0)
    assert not left(visit, 1000.0 + IDLE_S, IDLE_S)
    assert left(visit, 1001.0 + IDLE_S, IDLE_S)


def test_what_is_told_and_who_moves_is_somebody_there() -> None:
    visit = _told(1000.0)
    visit.answers["a.height_cm"] = 180.0
    assert not left(visit, 1500.0, IDLE_S)
    visit.own(Seen).since_s = 1600.0  # as the page says when somebody scrolls
    assert not left(visit, 1700.0, IDLE_S)
    assert left(visit, 1800.0, IDLE_S)


def test_who_lies_down_is_there_and_has_all_the_time_again_once_up() -> None:
    visit = _told(1000.0)
    visit.lying_until_s = 2200.0
    assert not left(visit, 2199.0, IDLE_S)
    assert not left(visit, 2199.0 + IDLE_S, IDLE_S)
    assert left(visit, 2200.0 + IDLE_S, IDLE_S)


def test_an_empty_screen_is_never_cleared_and_forgetting_ends_the_lying_down() -> None:
    visit = Visit("en")
    assert not left(visit, 1000.0, IDLE_S)
    assert not left(visit, 9000.0, IDLE_S)
    visit.lying_until_s = 9500.0
    visit.forget_answers()
    assert visit.lying_until_s == 0.0
