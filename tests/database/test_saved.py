"""What people save: only with consent, under a code that cannot be recovered, and deleted when it expires."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.errors import UserError
from database import saved, tables, updates, versions
from database.store import Store, open_store
from tests.database.made_up_catalogue import beds

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
    assert saved.purge(store, now=almost).rows == 0
    assert saved.purge(store, now=over).rows == 1
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
    assert saved.delete(store, code).rows == 1
    assert saved.delete(store, code).rows == 0
    assert saved.load(store, code) is None
    assert saved.load(store, kept) == FIT


def test_what_is_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/shop.sqlite3")
    code = saved.save(store, {"profile": {"notes": "remarkable-marker"}}, consent=True, days=7)
    saved.delete(store, code)
    store.engine.dispose()  # the last connection to close merges the write-ahead log into the file
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
    assert on_disk(tmp_path, b"planted-ache")
    assert saved.delete(store, code) == saved.Erased(1, "now")
    assert not on_disk(tmp_path, b"planted-ache")


def test_a_reader_that_keeps_deleted_content_on_the_disk_is_said(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    code = saved.save(store, {"profile": {"pain": ["planted-ache"]}}, consent=True, days=3)
    reader = sqlite3.connect(tmp_path / "kept.sqlite3")
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM saved").fetchone() == (1,)
    saved.save(store, {"profile": {}}, consent=True, days=3)  # the reader keeps an older state than this
    assert saved.delete(store, code) == saved.Erased(1, "soon")
    assert saved.load(store, code) is None
    assert on_disk(tmp_path, b"planted-ache")
    reader.close()
    assert saved.purge(store) == saved.Erased(0, "now")
    assert not on_disk(tmp_path, b"planted-ache")


def test_a_server_overwrites_when_it_uses_the_space_again(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=3)
    expected = "now" if store.engine.dialect.name == "sqlite" else "on_reuse"
    assert saved.delete(store, code) == saved.Erased(1, expected)


def on_disk(folder: Path, marker: bytes) -> bool:
    return any(marker in file.read_bytes() for file in folder.iterdir())


def test_less_is_kept_under_a_code_for_as_long_as_before(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=7, for_statistics=True, now=NOON)
    before = rows(store)[0]
    saved.rewrite(store, code, {"profile": {}}, now=NOON)
    assert rows(store)[0]._asdict() == {**before._asdict(), "payload": '{"profile": {}}'}
    with pytest.raises(UserError, match="nothing is kept"):
        saved.rewrite(store, code, {}, now=NOON + dt.timedelta(days=8))


def test_only_those_who_agreed_are_counted(store: Store) -> None:
    saved.save(store, {"profile": {"weight_kg": 60}}, consent=True, days=7, now=NOON)
    code = saved.save(store, FIT, consent=True, days=7, for_statistics=True, now=NOON)
    assert list(saved.payloads_for_statistics(store, now=NOON)) == [FIT]
    assert list(saved.payloads_for_statistics(store, now=NOON + dt.timedelta(days=8))) == []
    saved.save(store, {"profile": {}}, consent=True, days=7, code=code, now=NOON)  # not asked again: as it was
    assert list(saved.payloads_for_statistics(store, now=NOON)) == [{"profile": {}}]
    saved.save(store, {"profile": {}}, consent=True, days=7, code=code, for_statistics=False, now=NOON)
    assert list(saved.payloads_for_statistics(store, now=NOON)) == []


def test_the_effect_of_an_update_counts_only_those_who_agreed(store: Store) -> None:
    before, after = (versions.import_catalogue(store, beds(30, edition), source="x").version_id for edition in (0, 1))
    update = updates.of_versions(store, before, after)
    person = {"profile": {"weight_kg": 82, "height_cm": 178, "side": 1}}
    saved.save(store, person, consent=True, days=7)
    assert updates.effects(update, store).saved is None
    saved.save(store, person, consent=True, days=7, for_statistics=True)
    counted = updates.effects(update, store).saved
    assert counted is not None
    assert counted.people == 1


def test_an_erasure_is_remembered_until_no_backup_can_undo_it(store: Store) -> None:
    code = saved.save(store, FIT, consent=True, days=30, now=NOON)
    saved.delete(store, code, now=NOON)
    for days, remembered in ((saved.OUTCOME_DAYS - 1, 1), (saved.OUTCOME_DAYS, 0)):
        saved.purge(store, now=NOON + dt.timedelta(days=days))
        with store.reading() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(tables.erased)) == remembered
