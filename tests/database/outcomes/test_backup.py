"""Backups hold advice and outcomes: what is told now stays, what was lost comes back, what was erased does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import backup, saved, tables, versions
from database.outcomes import records
from database.outcomes.told import Outcome, Record
from database.store import Store, open_store
from tests.database.made_up_catalogue import beds
from tests.database.outcomes.made_up import ADVICE, ORDER, advised

NOW = dt.datetime.now(dt.UTC)
KEPT = Outcome("kept", "veer", "Bram")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/shop/catalogue.sqlite3")
    yield opened
    opened.engine.dispose()


def what(found: tuple[Record, ...]) -> list[list[str]]:
    return [[each.what for each in record.outcomes] for record in found]


@pytest.mark.parametrize("passphrase", [None, "a long enough passphrase"])
def test_they_go_to_a_new_machine(shop: Store, tmp_path: Path, passphrase: str | None) -> None:
    code, advice_id = advised(shop, now=NOW)
    records.enter(shop, advice_id, ORDER)
    assert backup.back_up(shop, tmp_path / "b", passphrase).advised == 1
    other = open_store(f"sqlite:///{tmp_path}/other.sqlite3")
    assert backup.restore(other, tmp_path / "b", passphrase).content.advised == 1
    assert records.of_code(other, code) == records.of_code(shop, code)
    assert other != shop
    other.engine.dispose()


def test_what_is_told_now_and_what_only_the_backup_holds_are_both_there(shop: Store, tmp_path: Path) -> None:
    code, advice_id = advised(shop, now=NOW)
    records.enter(shop, advice_id, ORDER)
    lost, _ = advised(shop, now=NOW)
    backup.back_up(shop, tmp_path / "b")
    records.enter(shop, advice_id, KEPT)
    with shop.writing() as connection:  # as if a part of the file had been lost
        connection.execute(sa.delete(tables.outcome).where(tables.outcome.c.what == "ordered"))
        connection.execute(sa.delete(tables.advice).where(tables.advice.c.code_hash == saved.hash_of(lost)))
    backup.restore(shop, tmp_path / "b")
    assert what(records.of_code(shop, code)) == [["ordered", "kept"]]
    assert what(records.of_code(shop, lost)) == [[]]


@pytest.mark.parametrize("erase", [saved.delete, records.forget])
def test_what_was_erased_does_not_return(shop: Store, tmp_path: Path, erase: object) -> None:
    assert callable(erase)
    code, advice_id = advised(shop, now=NOW)
    records.enter(shop, advice_id, ORDER)
    backup.back_up(shop, tmp_path / "b")
    erase(shop, code)
    backup.restore(shop, tmp_path / "b")
    assert records.of_code(shop, code) == ()


def test_what_has_expired_is_in_no_backup(shop: Store, tmp_path: Path) -> None:
    _, advice_id = records.begin(shop, ADVICE, consent=True, now=NOW - dt.timedelta(days=records.KEPT_DAYS - 1))
    records.enter(shop, advice_id, ORDER)
    with shop.writing() as connection:
        connection.execute(sa.update(tables.advice).values(expires_at=NOW))
    assert backup.back_up(shop, tmp_path / "b").advised == 0
    assert b"7K3M-XQ2P" not in (tmp_path / "b").read_bytes()


def test_the_replaced_catalogue_keeps_nothing_of_them(shop: Store, tmp_path: Path) -> None:
    versions.publish(shop, versions.import_catalogue(shop, beds(5), source="x").version_id)
    _, advice_id = advised(shop, now=NOW)
    records.enter(shop, advice_id, ORDER)
    backup.back_up(shop, tmp_path / "b")
    replaced = backup.restore(shop, tmp_path / "b").replaced
    assert replaced is not None
    assert b"7K3M-XQ2P" not in replaced.read_bytes()
    assert len(records.all_records(shop)) == 1
