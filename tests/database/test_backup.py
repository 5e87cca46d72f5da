"""Backups of SQLite: made and put back beside readers and writers; nothing saved is lost and nothing erased returns."""

from __future__ import annotations

import datetime as dt
import gzip
import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.errors import UserError
from database import backup, saved, sealed, tables, versions
from database.errors import StoreError
from database.store import Store, open_store
from tests.database.made_up_catalogue import beds
from tests.database.test_from_0_1_0 import BEDS, MADE
from tests.patience import HANGS_S

PASSPHRASE = "a long enough passphrase é"
FIT: dict[str, Any] = {"profile": {"weight_kg": 82, "notes": "planted-ache"}}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = new(tmp_path / "shop")
    yield opened
    opened.engine.dispose()


def new(folder: Path) -> Store:
    return open_store(f"sqlite:///{folder}/catalogue.sqlite3")


def publish(store: Store, n: int, edition: int = 0) -> int:
    version_id = versions.import_catalogue(store, beds(n, edition), source=f"edition {edition}").version_id
    versions.publish(store, version_id)
    return version_id


def live(store: Store) -> int | None:
    now = versions.live(store)
    return now.version_id if now else None


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_backup_puts_everything_back_on_a_new_machine(shop: Store, tmp_path: Path, passphrase: str | None) -> None:
    first, second = publish(shop, 30), publish(shop, 40, 1)
    code = saved.save(shop, FIT, consent=True, days=30, for_statistics=True)
    content = backup.back_up(shop, tmp_path / "b", passphrase)
    assert content == backup.Content(versions=2, live=second, saved=1)
    other = new(tmp_path / "other")
    assert backup.restore(other, tmp_path / "b", passphrase) == backup.Restored(content, None)
    assert versions.versions(other) == versions.versions(shop)
    assert all(versions.is_whole(other, each) for each in (first, second))
    assert saved.load(other, code) == FIT
    assert list(saved.payloads_for_statistics(other)) == [FIT]
    assert live(other) == second
    assert versions.rollback(other).version_id == first
    assert publish(other, 5) == second + 1


def test_a_restore_keeps_the_rules_of_the_tables(shop: Store, tmp_path: Path) -> None:
    version_id = publish(shop, 30)
    backup.back_up(shop, tmp_path / "b")
    backup.restore(shop, tmp_path / "b")
    for statement in ("DELETE FROM mattress", "UPDATE catalogue_version SET source = 'x'"):
        with pytest.raises(sa.exc.IntegrityError, match="cannot be changed"), shop.writing() as connection:
            connection.exec_driver_sql(statement)
    assert versions.is_whole(shop, version_id)


def test_what_is_saved_now_stays_and_what_was_erased_does_not_return(shop: Store, tmp_path: Path) -> None:
    kept, changed, erased = (saved.save(shop, FIT, consent=True, days=30) for _ in range(3))
    publish(shop, 10)
    backup.back_up(shop, tmp_path / "b")
    saved.save(shop, {"profile": {}}, consent=True, days=30, code=changed)
    saved.delete(shop, erased)
    after = saved.save(shop, {"profile": {"weight_kg": 60}}, consent=True, days=30)
    backup.restore(shop, tmp_path / "b")
    assert [saved.load(shop, code) for code in (kept, changed, erased, after)] == [
        FIT,
        {"profile": {}},
        None,
        {"profile": {"weight_kg": 60}},
    ]


def test_a_row_that_only_the_backup_holds_comes_back(shop: Store, tmp_path: Path) -> None:
    code = saved.save(shop, FIT, consent=True, days=30)
    publish(shop, 10)
    backup.back_up(shop, tmp_path / "b")
    with shop.writing() as connection:  # as if the file had been lost
        connection.execute(sa.delete(tables.saved))
    backup.restore(shop, tmp_path / "b")
    assert saved.load(shop, code) == FIT


def test_what_has_expired_is_in_no_backup(shop: Store, tmp_path: Path) -> None:
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    saved.save(shop, FIT, consent=True, days=30, now=long_ago)
    assert backup.back_up(shop, tmp_path / "b").saved == 0
    assert b"planted-ache" not in (tmp_path / "b").read_bytes()


def test_the_replaced_catalogue_is_kept_without_what_people_saved(shop: Store, tmp_path: Path) -> None:
    first = publish(shop, 10)
    backup.back_up(shop, tmp_path / "b")
    second = publish(shop, 20, 1)
    code = saved.save(shop, FIT, consent=True, days=30)
    restored = backup.restore(shop, tmp_path / "b")
    assert live(shop) == first
    assert restored.replaced is not None
    assert stat.S_IMODE(restored.replaced.stat().st_mode) == 0o600
    assert b"planted-ache" not in restored.replaced.read_bytes()
    saved.delete(shop, code)
    assert not [f for f in (tmp_path / "shop").iterdir() if b"planted-ache" in f.read_bytes()]
    backup.restore(shop, restored.replaced)  # and back
    assert live(shop) == second
    assert publish(shop, 5, 2) == second + 1


def test_a_backup_is_for_its_owner_and_replaces_an_older_one(shop: Store, tmp_path: Path) -> None:
    publish(shop, 10)
    for passphrase in (None, PASSPHRASE, None):
        backup.back_up(shop, tmp_path / "b", passphrase)
        assert stat.S_IMODE(os.stat(tmp_path / "b").st_mode) == 0o600
        assert backup.is_encrypted(tmp_path / "b") == (passphrase is not None)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b", "shop"]
    assert not list((tmp_path / "shop").glob(f"{backup.WORKING}*"))


def test_nothing_else_is_overwritten(shop: Store, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title\n")
    for target in (feed, tmp_path, tmp_path / "shop" / "catalogue.sqlite3", tmp_path / "nowhere" / "b"):
        with pytest.raises(UserError):
            backup.back_up(shop, target)
    assert feed.read_text() == "id,title\n"
    assert live(shop) is None


def test_an_encrypted_backup_shows_nothing(shop: Store, tmp_path: Path) -> None:
    publish(shop, 10)
    saved.save(shop, FIT, consent=True, days=30)
    backup.back_up(shop, tmp_path / "b", PASSPHRASE)
    content = (tmp_path / "b").read_bytes()
    assert not any(marker in content for marker in (b"planted-ache", b"SQLite", b"mattress_id", b"made-up"))


def test_a_passphrase_that_is_too_short(shop: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="too short"):
        backup.back_up(shop, tmp_path / "b", "short")
    assert not (tmp_path / "b").exists()


def refused(store: Store, source: Path, passphrase: str | None = None) -> str:
    """What is said of a backup that is not put back; the database stays as it was."""
    before = [versions.versions(store), live(store)]
    with pytest.raises(UserError) as caught:
        backup.restore(store, source, passphrase)
    assert [versions.versions(store), live(store)] == before
    assert not list(source.parent.glob(f"**/{backup.WORKING}*"))
    return str(caught.value)


def test_another_passphrase_is_refused(shop: Store, tmp_path: Path) -> None:
    publish(shop, 10)
    backup.back_up(shop, tmp_path / "b", PASSPHRASE)
    assert "this passphrase" in refused(shop, tmp_path / "b", PASSPHRASE + "x")
    assert "is encrypted" in refused(shop, tmp_path / "b")


def test_another_shop_is_refused(shop: Store, tmp_path: Path) -> None:
    publish(shop, 10)
    other = new(tmp_path / "other")
    publish(other, 10)
    backup.back_up(other, tmp_path / "b")
    assert "another shop" in refused(shop, tmp_path / "b")
    saved.save(new(tmp_path / "third"), FIT, consent=True, days=1)
    assert "another shop" in refused(new(tmp_path / "third"), tmp_path / "b")


def test_a_newer_program_is_refused(shop: Store, tmp_path: Path) -> None:
    publish(shop, 10)
    backup.back_up(shop, tmp_path / "b")
    with sqlite3.connect(tmp_path / "b") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newest mattress-fit" in refused(shop, tmp_path / "b")


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_damaged_backup_is_refused_wherever_it_is_damaged(
    shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    monkeypatch.setattr(sealed, "SCRYPT_N", 1 << 10)
    monkeypatch.setattr(sealed, "BLOCK", 5000)
    publish(shop, 200)
    backup.back_up(shop, tmp_path / "b", passphrase)
    whole = (tmp_path / "b").read_bytes()
    held = whole.find(b"Model 7")
    places = [20, 3000, len(whole) // 2, len(whole) - 10] if passphrase else [20, held, held + 3000]
    damaged = [whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :] for at in places]
    damaged += [whole[: len(whole) // 2], whole[:50], whole[:-5000], b""]
    for content in damaged:
        (tmp_path / "b").write_bytes(content)
        assert refused(shop, tmp_path / "b", passphrase)


def test_blocks_of_an_encrypted_backup_cannot_be_swapped_or_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "SCRYPT_N", 1 << 10)
    monkeypatch.setattr(sealed, "BLOCK", 100)
    plain = os.urandom(250)
    (tmp_path / "plain").write_bytes(plain)
    with (tmp_path / "b").open("wb") as opened:
        sealed.seal(tmp_path / "plain", opened, PASSPHRASE)
    content = (tmp_path / "b").read_bytes()
    start = len(content) - 250 - 3 * sealed.TAG_BYTES
    head, one, two, three = content[:start], content[start : start + 116], content[start + 116 : -66], content[-66:]
    assert len(two) == 116
    for blocks in ((two, one, three), (one, three), (one, two), (one, two, two, three), (one, two, three, three)):
        (tmp_path / "b").write_bytes(head + b"".join(blocks))
        with pytest.raises(UserError, match="damaged"), (tmp_path / "out").open("wb") as opened:
            sealed.unseal(tmp_path / "b", opened, PASSPHRASE)
    for sizes in (0, 99, 100, 101, 200):
        (tmp_path / "plain").write_bytes(plain[:sizes])
        with (tmp_path / "b").open("wb") as opened:
            sealed.seal(tmp_path / "plain", opened, PASSPHRASE)
        with (tmp_path / "out").open("wb") as opened:
            sealed.unseal(tmp_path / "b", opened, PASSPHRASE)
        assert (tmp_path / "out").read_bytes() == plain[:sizes]


def test_a_changed_mattress_is_found_although_sqlite_finds_the_file_whole(shop: Store, tmp_path: Path) -> None:
    publish(shop, 10)
    backup.back_up(shop, tmp_path / "b")
    with sqlite3.connect(tmp_path / "b") as connection:
        connection.execute("DROP TRIGGER mattress_update_guard")
        connection.execute("UPDATE mattress SET document = replace(document, 'Model', 'Nodel')")
    assert "damaged" in refused(shop, tmp_path / "b")


def test_what_is_no_backup_is_refused(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear shop")
    assert "no backup" in refused(shop, tmp_path / "letter")
    assert "no such file" in refused(shop, tmp_path / "none").lower()
    sqlite3.connect(tmp_path / "songs").executescript("CREATE TABLE song (name TEXT)")
    assert "another program" in refused(shop, tmp_path / "songs")
    assert "itself" in refused(shop, tmp_path / "shop" / "catalogue.sqlite3")
    other = new(tmp_path / "other")
    publish(other, 3)
    assert "in use" in refused(shop, tmp_path / "other" / "catalogue.sqlite3")


def test_a_backup_of_0_1_0_goes_into_a_new_database_only(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(gzip.decompress(MADE.read_bytes()))
    other = new(tmp_path / "other")
    assert backup.restore(other, tmp_path / "b").content.live == 2
    assert {i: [bed.mattress_id for bed in versions.mattresses(other, i)] for i in BEDS} == BEDS
    publish(shop, 10)
    assert "0.1.0" in refused(shop, tmp_path / "b")


def test_readers_and_savers_go_on_beside_a_backup_and_a_restore(shop: Store, tmp_path: Path) -> None:
    """Another process saves all the time: every code it was given is still there, and what it reads is whole."""
    publish(shop, 300)
    backup.back_up(shop, tmp_path / "b")
    publish(shop, 400, 1)
    processes = multiprocessing.get_context("spawn")
    end, codes = processes.Event(), processes.Queue()
    given = (shop.engine.url.render_as_string(), end, codes)
    other = processes.Process(target=save_until, args=given, daemon=True)
    other.start()
    acknowledged = [codes.get(timeout=HANGS_S)]
    for _ in range(5):
        backup.back_up(shop, tmp_path / "now")
        backup.restore(shop, tmp_path / "b")
        assert live(shop) == 1
        backup.restore(shop, tmp_path / "now")
        assert live(shop) == 2
    end.set()
    while (code := codes.get(timeout=HANGS_S)) is not None:
        acknowledged.append(code)
    other.join()
    assert other.exitcode == 0
    assert len(acknowledged) > 5
    assert all(saved.load(shop, code) == FIT for code in acknowledged)
    with shop.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def save_until(url: str, end: Any, codes: Any) -> None:
    opened = open_store(url)
    while not end.is_set():
        codes.put(saved.save(opened, FIT, consent=True, days=1))
        now = versions.live(opened)
        assert now is not None
        with suppress(UserError):  # it was replaced while it was read, and that is said
            assert len(versions.catalogue(opened, now.version_id)) == {1: 300, 2: 400}[now.version_id]
    codes.put(None)


def test_a_restore_waits_for_no_import(shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(shop, 10)
    backup.back_up(shop, tmp_path / "b")
    monkeypatch.setattr("database.store.PATIENCE_S", 0.1)
    with shop.importing(), pytest.raises(StoreError, match="another import"):
        backup.restore(shop, tmp_path / "b")


def test_what_a_killed_backup_left_is_cleared(shop: Store, tmp_path: Path) -> None:
    left = tmp_path / "shop" / f"{backup.WORKING}x"
    left.mkdir()
    (left / "copy.sqlite3").write_bytes(b"planted-ache")
    backup.clear_left_behind(shop)
    assert left.exists()  # somebody may be at it
    os.utime(left, (0, 0))
    backup.clear_left_behind(shop)
    assert not left.exists()


def test_postgresql_has_its_own_tools(tmp_path: Path) -> None:
    store = Store(sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"), "postgresql")
    with pytest.raises(UserError, match="pg_dump"):
        backup.back_up(store, tmp_path / "b")
    with pytest.raises(UserError):
        backup.restore(store, tmp_path / "b")
