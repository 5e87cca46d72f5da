"""Users of staff, known browsers and the audit, on both databases."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.errors import UserError
from database import tables
from database.people import acts, browsers, pins, users
from database.store import Store

PIN, OTHER = "290417", "730286"
NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs nothing, so that a test may make many."""
    quick = pins.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(pins, "PasswordHasher", lambda: quick)


def _rows(store: Store, table: sa.Table) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(sa.select(table)).all())


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "1234567890123", "000000", "123456", "987654", "121212", "123123", "1231231", "short", "aaaaaaaaaa",
     "Anna de Vries", "x" * 201],
)  # fmt: skip
def test_what_would_be_guessed_first_is_no_pin(pin: str) -> None:
    with pytest.raises(UserError, match="guessed first"):
        pins.checked(pin, "Anna de Vries")


@pytest.mark.parametrize(
    ("pin", "kept"), [(PIN, PIN), (" 290417 ", PIN), ("２９０４１７", PIN), ("een groene fiets",) * 2]
)
def test_a_pin_is_read_as_people_type_it(pin: str, kept: str) -> None:
    assert pins.checked(pin, "Anna") == kept
    assert pins.matches(pin, pins.hash_of(kept))


def test_a_made_pin_is_one_and_is_not_made_twice() -> None:
    made = {pins.made() for _ in range(200)}
    assert len(made) > 190
    assert {pins.checked(pin, "Anna") for pin in made} == made


@pytest.mark.parametrize("broken", ["", "x", "argon2id:v=19", "$argon2id$v=19$m=8,t=1,p=1$#$#", None])
def test_a_hash_that_cannot_be_read_lets_nobody_in(broken: str | None) -> None:
    for pin in ("", PIN, "\udc80", "x" * 5000):
        assert not pins.matches(pin, broken)


def test_only_the_right_pin_of_an_active_user_is_let_in(store: Store) -> None:
    anna = users.add(store, " Anna  de Vries", "manager", PIN)
    bram = users.add(store, "Bram", "staff", OTHER)
    assert users.admitted(store, "anna DE vries ", PIN) == anna
    for name, pin in (("Anna de Vries", OTHER), ("Bram", PIN), ("Carla", PIN), ("", ""), ("x" * 500, PIN)):
        assert users.admitted(store, name, pin) is None
    assert [user.name for user in users.users(store)] == ["Anna de Vries", "Bram"]
    assert (anna.may("manager"), anna.may("staff"), bram.may("manager"), bram.may("staff")) == (True, True, False, True)
    users.disable(store, "bram")
    assert users.admitted(store, "Bram", OTHER) is None
    kept = repr(_rows(store, tables.staff_user))
    assert PIN not in kept and OTHER not in kept


def test_two_of_one_name_and_names_that_are_none_are_refused(store: Store) -> None:
    users.add(store, "Anna", "staff", PIN)
    for name in ("anna", " ANNA ", "Ａnna"):
        with pytest.raises(UserError, match="already"):
            users.add(store, name, "staff", OTHER)
    for name in ("", "  ", "\x00", "x" * 81):
        with pytest.raises(UserError, match="no name"):
            users.add(store, name, "staff", OTHER)
    with pytest.raises(UserError, match="no such role"):
        users.add(store, "Bram", "owner", OTHER)
    assert len(users.users(store)) == 1


def test_a_first_manager_is_made_once_also_by_twenty_at_a_time(store: Store) -> None:
    assert users.is_empty(store)

    def make(i: int) -> bool:
        try:
            return bool(users.add_first(store, f"Anna {i}", PIN))
        except UserError:
            return False

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(make, range(20))) == 1
    assert [user.role for user in users.users(store)] == ["manager"]


def test_a_new_pin_ends_sign_ins_and_known_browsers_and_enables_again(store: Store) -> None:
    users.add(store, "Anna", "manager", PIN)
    bram = users.add(store, "Bram", "staff", PIN)
    word = browsers.remember(store, bram.user_id, "")
    users.disable(store, "Bram")
    after = users.reset(store, "Bram", OTHER, "manager")
    assert (after.active, after.role) == (True, "manager")
    assert after.epoch > bram.epoch
    assert users.admitted(store, "Bram", PIN) is None
    assert users.admitted(store, "Bram", OTHER) == after
    assert not browsers.knows(store, bram.user_id, word)


def test_somebody_always_stays_a_manager(store: Store) -> None:
    users.add(store, "Anna", "manager", PIN)
    users.add(store, "Bram", "staff", PIN)
    with pytest.raises(UserError, match="another manager"):
        users.disable(store, "Anna")
    with pytest.raises(UserError, match="another manager"):
        users.reset(store, "Anna", OTHER, "staff")
    assert users.admitted(store, "Anna", PIN), "nothing changed"
    users.reset(store, "Bram", OTHER, "manager")
    assert not users.disable(store, "Anna").active
    for call in (lambda: users.disable(store, "Carla"), lambda: users.reset(store, "Carla", PIN)):
        with pytest.raises(UserError, match="no user Carla"):
            call()


def test_a_pin_made_for_somebody_is_good_for_choosing_their_own(store: Store) -> None:
    bram = users.add(store, "Bram", "staff", PIN, once=True)
    assert bram.pin_once
    word = browsers.remember(store, bram.user_id, "")
    own = users.choose(store, "bram", OTHER)
    assert (own.pin_once, own.epoch > bram.epoch) == (False, True)
    assert users.admitted(store, "Bram", PIN) is None
    assert users.admitted(store, "Bram", OTHER) == own
    assert not browsers.knows(store, bram.user_id, word)
    with pytest.raises(UserError, match="guessed first"):
        users.choose(store, "Bram", "123456")
    assert users.reset(store, "Bram", PIN, once=True).pin_once
    assert not users.reset(store, "Bram", PIN).pin_once


def test_who_was_disabled_is_let_in_again_with_the_pin_they_had_and_takes_no_new_one_before(store: Store) -> None:
    users.add(store, "Anna", "manager", PIN)
    users.add(store, "Bram", "staff", OTHER)
    users.disable(store, "Bram")
    with pytest.raises(UserError, match="may not sign in"):
        users.choose(store, "Bram", PIN)
    again = users.enable(store, "Bram")
    assert users.admitted(store, "Bram", OTHER) == again


def test_of_who_is_removed_only_the_name_is_left_and_it_is_given_to_nobody(store: Store) -> None:
    users.add(store, "Anna", "manager", PIN)
    bram = users.add(store, "Bram", "manager", OTHER)
    users.set_email(store, "Bram", "bram@shop.example")
    browsers.remember(store, bram.user_id, "")
    assert users.remove(store, "bram").name == "Bram"
    assert [user.name for user in users.users(store)] == ["Anna"]
    assert (users.named(store, "Bram"), users.with_email(store, "bram@shop.example")) == (None, None)
    for pin in (OTHER, "", PIN):
        assert users.admitted(store, "Bram", pin) is None
    (kept,) = [row for row in _rows(store, tables.staff_user) if row.id == bram.user_id]
    assert (kept.name, kept.pin_hash, kept.email, kept.active) == ("Bram", "", None, False)
    assert _rows(store, tables.staff_browser) == []
    with pytest.raises(UserError, match="already"):
        users.add(store, "bram", "staff", OTHER)
    for call in (users.enable, users.disable, users.remove):
        with pytest.raises(UserError, match="no user Bram"):
            call(store, "Bram")
    with pytest.raises(UserError, match="another manager"):
        users.remove(store, "Anna")


def test_a_role_is_changed_and_somebody_stays_a_manager(store: Store) -> None:
    users.add(store, "Anna", "manager", PIN)
    bram = users.add(store, "Bram", "staff", OTHER)
    now = users.set_role(store, "Bram", "manager")
    assert (now.role, now.epoch > bram.epoch) == ("manager", True)
    assert users.admitted(store, "Bram", OTHER) == now, "the PIN stays"
    users.set_role(store, "Anna", "staff")
    with pytest.raises(UserError, match="another manager"):
        users.set_role(store, "Bram", "staff")
    with pytest.raises(UserError, match="no such role"):
        users.set_role(store, "Bram", "owner")


def test_one_of_two_last_managers_stays_also_when_both_are_removed_at_once(store: Store) -> None:
    for _ in range(5):
        for name in ("Anna", "Bram"):
            if users.named(store, name) is None:
                users.add(store, name, "manager", PIN)
            users.enable(store, name)

        def disable(name: str) -> bool:
            try:
                users.disable(store, name)
            except UserError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(disable, ("Anna", "Bram"))) == 1


def test_an_address_finds_one_active_user_in_any_case(store: Store) -> None:
    users.add(store, "Anna", "manager", PIN)
    users.add(store, "Bram", "staff", OTHER)
    bram = users.set_email(store, "Bram", " Bram@Shop.example")
    assert users.with_email(store, "bram@SHOP.example ") == bram
    for name in ("anna@shop.example", "", "%", "bram"):
        assert users.with_email(store, name) is None
    with pytest.raises(UserError, match="another user"):
        users.set_email(store, "Anna", "BRAM@shop.example")
    for wrong in ("bram", "a@b@c", "@", "a b@c.d", f"{'x' * 250}@shop.example"):
        with pytest.raises(UserError, match="no e-mail address"):
            users.set_email(store, "Anna", wrong)
    users.disable(store, "Bram")
    assert users.with_email(store, "bram@shop.example") is None
    assert users.set_email(store, "Bram", "").email is None


def test_all_sign_ins_are_ended_at_once(store: Store) -> None:
    before = [users.add(store, name, "manager", PIN).epoch for name in ("Anna", "Bram")]
    users.end_all(store)
    assert [user.epoch for user in users.users(store)] == [epoch + 1 for epoch in before]


def test_a_browser_is_known_for_those_who_signed_in_with_it(store: Store) -> None:
    anna, bram = (users.add(store, name, "staff", PIN).user_id for name in ("Anna", "Bram"))
    first = browsers.remember(store, anna, "")
    assert browsers.knows(store, anna, first)
    assert not browsers.knows(store, bram, first)
    second = browsers.remember(store, bram, first)
    assert (browsers.knows(store, anna, second), browsers.knows(store, bram, second)) == (True, True)
    assert not browsers.knows(store, anna, first), "the word changes with every sign-in"
    for forged in ("", "x", f"{second} ", "\udc80"):
        assert not browsers.knows(store, anna, forged)
    assert second not in repr(_rows(store, tables.staff_browser))


def test_a_browser_nobody_signed_in_with_for_long_is_a_stranger(store: Store) -> None:
    anna = users.add(store, "Anna", "staff", PIN).user_id
    word = browsers.remember(store, anna, "", NOW)
    assert browsers.knows(store, anna, word, NOW + dt.timedelta(days=179))
    assert not browsers.knows(store, anna, word, NOW + dt.timedelta(days=181))
    browsers.remember(store, anna, "", NOW + dt.timedelta(days=181))
    assert len(_rows(store, tables.staff_browser)) == 1


def test_acts_are_told_newest_first_as_text_and_go_by_age(store: Store) -> None:
    for day, about in enumerate(("version 1", "bed\n\x1b[31m<b>", "x" * 500)):
        moment = NOW + dt.timedelta(days=day)
        acts.write(store, who="Anna", act="publish", about=about, page="desk", now=moment)
    told = acts.acts(store)
    assert [each.at.day for each in told] == [2, 1, 30]
    assert [each.about for each in told] == ["x" * 200, "bed [31m<b>", "version 1"]
    assert (told[0].who, told[0].act, told[0].page) == ("Anna", "publish", "desk")
    assert len(acts.acts(store, 1)) == 1
    assert acts.purge(store, 2, NOW + dt.timedelta(days=3)) == 2
    assert [each.about for each in acts.acts(store)] == ["x" * 200]
    with pytest.raises(UserError, match="days"):
        acts.purge(store, -1)
