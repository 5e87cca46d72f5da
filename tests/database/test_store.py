"""Opening a database: where it is, how it gets its tables, and the message when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from database import saved, schema, store, tables
from database.errors import StoreError
from database.store import Store, close_shared, default_file, existing_store, open_store, shared_store


def test_the_newest_step_is_the_one_the_code_knows() -> None:
    assert ScriptDirectory.from_config(schema.alembic_config()).get_heads() == [schema.REVISION]


def test_the_steps_lead_to_the_tables_the_code_uses(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.live)) == 1


def test_opening_again_changes_nothing(store: Store, url: str) -> None:
    code = saved.save(store, {"kept": True}, consent=True, days=1)
    again = open_store(url)
    assert saved.load(again, code) == {"kept": True}
    again.engine.dispose()


def test_many_open_a_new_database_at_once(url: str) -> None:
    failed: list[BaseException] = []

    def opened() -> None:
        try:
            open_store(url).engine.dispose()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=opened) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_database_of_a_newer_program_is_left_alone(store: Store, url: str) -> None:
    with store.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newest mattress-fit"):
        open_store(url)


def test_the_name_of_a_store_has_no_password(store: Store) -> None:
    assert "geheim" not in open_error("postgresql://somebody:geheim@127.0.0.1:1/shop")
    assert "***" in open_error("postgresql://somebody:geheim@127.0.0.1:1/shop")


def test_a_full_disk_is_said_with_what_helps(tmp_path: Path) -> None:
    full = open_store(f"sqlite:///{tmp_path / 'full.sqlite3'}")
    with pytest.raises(StoreError, match=r"disk is full.*Free some space") as told, full.writing() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
        connection.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
        connection.execute(sa.text("CREATE TABLE large AS SELECT zeroblob(1000000) AS zeros"))
    assert store.URL_VARIABLE not in str(told.value)


def test_a_lock_that_cannot_be_written_is_held_by_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk every import and nightly run was told to wait for one that did not exist."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("a server keeps its locks in memory")

    class Full(sqlite3.Connection):
        def execute(self, *_: Any) -> sqlite3.Cursor:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, **how: real(file, factory=Full, **how))
    for held in (store.importing, store.nightly, store.mending):
        with pytest.raises(StoreError, match=r"disk is full.*Free some space"), held():
            pass


def test_an_unreachable_server_is_one_clear_error() -> None:
    said = open_error("postgresql://somebody@127.0.0.1:1/shop")
    assert "did not answer" in said
    assert store.URL_VARIABLE in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:geheim@host/shop",
        "shop.sqlite3",
        "sqlite://",
        "sqlite:///:memory:",
        "://",
    ],
)
def test_another_kind_of_url_is_refused(url: str) -> None:
    said = open_error(url)
    assert "Allowed:" in said
    assert "geheim" not in said


@pytest.mark.parametrize("path", ["shop.sqlite3", "a b#c.sqlite3", "sub folder/täg [1].sqlite3", "~/shop.sqlite3"])
def test_a_relative_path_is_taken_from_the_working_directory(
    path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, home = tmp_path / "here", tmp_path / "home"
    for folder in (here, home):
        folder.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv(store.URL_VARIABLE, f"sqlite:///{path}")
    file = home / "shop.sqlite3" if path.startswith("~") else here / path
    opened = open_store()
    assert file.exists()
    assert sa.make_url(opened.name).database == str(file), "the whole path is shown"
    assert opened.keeps(file)
    assert store.existing_url() is not None
    assert store.files_of_database()[0] == file
    opened.engine.dispose()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear shop, " * 200)
    assert "not a database" in open_error(f"sqlite:///{letter}")
    assert letter.read_text().startswith("Dear shop")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in open_error(f"sqlite:///{tmp_path}/file/catalogue.sqlite3")


def test_the_default_is_a_file_for_the_user_alone(tmp_path: Path) -> None:
    assert existing_store() is None
    assert not default_file().exists()
    opened = open_store()
    assert default_file().is_relative_to(tmp_path)
    assert stat.S_IMODE(os.stat(default_file()).st_mode) == 0o600
    found = existing_store()
    assert found is not None
    assert found.name == opened.name


def test_the_variable_names_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(store.URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")
    assert open_store().name.endswith("shop.sqlite3")
    assert not default_file().exists()


def test_sqlite_is_set_up_to_be_read_while_written(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path}/shop.sqlite3")
    with opened.reading() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
        }
    assert said == {"journal_mode": "wal", "foreign_keys": 1}


def test_opening_again_keeps_the_locks_of_this_process(tmp_path: Path) -> None:
    """Closing any descriptor of a file drops a process's locks on it: nothing here may open a database it has open."""
    file = tmp_path / "shop.sqlite3"
    opened = open_store(f"sqlite:///{file}")
    with opened.writing() as connection:
        connection.execute(sa.text("UPDATE live SET id = 1"))
        store._prepare_file(str(file), "again")
        assert said_to_another_process("BEGIN IMMEDIATE", file) == "database is locked"
    open_store(f"sqlite:///{file}").engine.dispose()
    assert (
        said_to_another_process("PRAGMA journal_mode = DELETE", file) == "database is locked"
    )  # no way to end the log
    assert Path(f"{file}-wal").exists()


def test_a_process_has_one_handle_on_a_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(store.URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")
    with ThreadPoolExecutor(8) as threads:
        handles = list(threads.map(lambda _: shared_store(), range(8)))
    assert {id(handle) for handle in handles} == {id(existing_store())}
    assert shared_store(f"sqlite:///{tmp_path}/other.sqlite3") is not handles[0]
    close_shared()
    assert shared_store() is not handles[0]


def test_a_database_that_could_not_be_opened_is_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "shop.sqlite3"
    file.write_bytes(b"damaged" * 1000)
    with pytest.raises(StoreError):
        shared_store(f"sqlite:///{file}")
    file.unlink()
    assert shared_store(f"sqlite:///{file}").keeps(file)


def said_to_another_process(statement: str, file: Path) -> str:
    """SQLite's message to another process; "" where it succeeds."""
    code = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[2], isolation_level=None, timeout=0)\n"
        "try:\n    connection.execute(sys.argv[1])\n"
        "except sqlite3.OperationalError as error:\n    print(error)\n"
    )
    call = [sys.executable, "-c", code, statement, str(file)]
    return subprocess.run(call, capture_output=True, text=True, check=True).stdout.strip()


def test_a_writer_waits_while_another_brings_the_tables_up_to_date(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(store, "PATIENCE_S", 0.05)
    url = f"sqlite:///{tmp_path}/shop.sqlite3"
    opened = open_store(url)
    with opened.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    other = sqlite3.connect(tmp_path / "shop.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute(f"UPDATE alembic_version SET version_num = '{schema.REVISION}'")
    migrated = threading.Timer(0.5, lambda: other.execute("COMMIT"))
    migrated.start()
    open_store(url).engine.dispose()
    migrated.join()
    other.close()


def test_a_busy_database_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store, "PATIENCE_S", 0.1)
    file = tmp_path / "shop.sqlite3"
    opened = open_store(f"sqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"), opened.writing():
        pass
    other.close()
    with opened.writing() as connection:
        connection.execute(sa.text("UPDATE live SET id = 1"))


def open_error(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(url)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("postgresql://shop:geheim@Zomer2026@localhost/beds", ("geheim", "Zomer2026")),
        ("postgresql://shop:ge@he@im@127.0.0.1:1/beds", ("ge@", "@he", "im@")),
        ("postgresql://sh/op:geheim@127.0.0.1:1/beds", ("geheim",)),
        ("postgres://shop:gehe:im/1@127.0.0.1:1/beds", ("gehe", "im/1")),
        ("postgresql://shop:gehe%40im@127.0.0.1:1/beds", ("gehe", "%40im")),
        ("postgresql://shop@127.0.0.1:1/beds?password=geheim", ("geheim",)),
        ("postgresql://shop:geheim@[::1/beds", ("geheim",)),
    ],
)
def test_no_piece_of_a_password_is_shown(url: str, secrets: tuple[str, ...]) -> None:
    said = open_error(url)
    assert not [secret for secret in secrets if secret in said], said
    assert store.URL_VARIABLE in said
