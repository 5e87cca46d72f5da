"""What people save: with consent only, under a code nobody can find again, and gone when its days are over."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.errors import UserError
from database import saved, tables
from database.store import Store, open_store

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FIT: dict[str, Any] = {
    "profile": {"weight_kg": 82, "pain": ["neck"]},
    "model_version": "1",
    "catalog_version": "ab12",
    "picks": ["é"],
}


def rows(store: Store) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(sa.select(tables.saved)))


def test_what_is_saved_comes_back_by_its_code(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=30)
    assert saved.load(store, code) == FIT


def test_a_code_is_read_however_it_is_written_down(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=30)
    misread = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert saved.load(store, misread) == FIT
    assert saved.load(store, code.replace("-", "")) == FIT
    assert saved.load(store, "0000-0000-0000-0000") is None
    assert saved.load(store, "") is None


def test_codes_hold_eighty_bits_without_signs_that_look_alike() -> None:
    assert saved.CODE_LENGTH * math.log2(len(saved.ALPHABET)) >= 80
    assert len(set(saved.ALPHABET)) == len(saved.ALPHABET)
    assert not set("OILU") & set(saved.ALPHABET)
    codes = {saved.new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(re.fullmatch(rf"[{saved.ALPHABET}]{{4}}(-[{saved.ALPHABET}]{{4}}){{3}}", code) for code in codes)
    signs = "".join(codes).replace("-", "")
    assert all(0.7 < signs.count(sign) / (len(signs) / 32) < 1.3 for sign in saved.ALPHABET)


def test_the_code_is_nowhere_in_the_database(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/shop.sqlite3")
    code = saved.save(store, FIT, consent=True, days=30)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert code.encode() not in content
    assert code.replace("-", "").encode() not in content


@pytest.mark.parametrize("consent", [False, None, "yes", 1])
def test_nothing_is_written_without_consent(store: Store, consent: Any) -> None:
    with pytest.raises(UserError, match="consent"):
        saved.save(store, FIT, consent=consent, days=3)
    assert rows(store) == []


@pytest.mark.parametrize("days", [0, -1, 31, 400])
def test_nothing_is_kept_longer_than_allowed(store: Store, days: int) -> None:
    with pytest.raises(UserError, match="1 to 30"):
        saved.save(store, FIT, consent=True, days=days)
    assert rows(store) == []


def test_what_has_expired_is_not_there_even_before_it_is_deleted(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=7, now=NOON)
    almost, over = NOON + dt.timedelta(days=7, seconds=-1), NOON + dt.timedelta(days=7)
    assert saved.load(store, code, now=almost) == FIT
    assert saved.load(store, code, now=over) is None
    assert list(saved.payloads(store, now=almost)) == [FIT]
    assert list(saved.payloads(store, now=over)) == []
    assert saved.purge(store, now=almost) == 0
    assert saved.purge(store, now=over) == 1
    assert rows(store) == []


def test_saving_deletes_what_has_expired(store: Store) -> None:
    saved.save(store, FIT, consent=True, days=1, now=NOON)
    saved.save(store, FIT, consent=True, days=1, now=NOON + dt.timedelta(days=2))
    assert len(rows(store)) == 1


def test_a_diary_grows_under_the_same_code(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=7, now=NOON)
    later = NOON + dt.timedelta(days=6)
    assert saved.save(store, {**FIT, "diary": [3]}, consent=True, days=7, code=code.lower(), now=later) == code.lower()
    assert saved.load(store, code, now=NOON + dt.timedelta(days=12)) == {**FIT, "diary": [3]}
    assert len(rows(store)) == 1


def test_nobody_chooses_their_own_code(store: Store) -> None:
    with pytest.raises(UserError, match="nothing is kept under this code"):
        saved.save(store, FIT, consent=True, days=7, code="1234")
    code = saved.save(store, FIT, consent=True, days=1, now=NOON)
    with pytest.raises(UserError, match="nothing is kept under this code"):
        saved.save(store, FIT, consent=True, days=1, code=code, now=NOON + dt.timedelta(days=1))


def test_deleting_is_for_good(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=7)
    kept = saved.save(store, FIT, consent=True, days=7)
    assert saved.delete(store, code)
    assert not saved.delete(store, code)
    assert saved.load(store, code) is None
    assert saved.load(store, kept) == FIT


def test_what_is_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/shop.sqlite3")
    code = saved.save(store, {"profile": {"notes": "remarkable-marker"}}, consent=True, days=7)
    saved.delete(store, code)
    store.engine.dispose()  # the last to leave folds the write-ahead log into the file
    assert b"remarkable-marker" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("payload", [{"a": object()}, {"a": float("nan")}, {"a": "x" * saved.LARGEST_PAYLOAD}])
def test_a_payload_that_cannot_be_kept(store: Store, payload: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="payload"):
        saved.save(store, payload, consent=True, days=7)
    assert rows(store) == []


def test_a_payload_may_hold_any_text(store: Store) -> None:
    odd = json.loads('{"a": "\\u0000 \\ud800 é 床"}')
    assert saved.load(store, saved.save(store, odd, consent=True, days=7)) == odd


def test_what_was_deleted_is_in_no_file_of_the_database(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    code = saved.save(store, {"profile": {"pain": ["planted-ache"]}}, consent=True, days=3)
    assert any(b"planted-ache" in file.read_bytes() for file in tmp_path.iterdir())
    assert saved.delete(store, code)
    assert not any(b"planted-ache" in file.read_bytes() for file in tmp_path.iterdir())
