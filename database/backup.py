"""Backups of a SQLite database while it is in use, and putting one back while it is in use.

A backup is one SQLite file without a write-ahead log, made by SQLite's online backup and checked row by row; with a
passphrase it is encrypted. Putting it back replaces the catalogue versions, the live pointer and its history in one
transaction, so servers and commands see either all of it or nothing. What people saved is merged: what is saved now
stays, what only the backup holds comes back, and what was erased or has expired does not. Users of staff and what they
did come back only where the database has no user.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from catalog.errors import UserError
from database import saved, sealed, tables, versions
from database.store import Store, open_store

SQLITE_MAGIC = b"SQLite format 3\0"
WORKING = ".mattress-fit-copy-"  # beginning of a folder beside the database, in which copies are made and checked
LEFT_BEHIND_S = 3600.0  # such a folder this old belongs to a process that died
WITHOUT_AN_ID = "0001"  # the step of version 0.1.0, whose databases have no id of their shop


@dataclass(frozen=True)
class Content:
    """What a backup holds: complete versions, the number of the live one, how many people's saved answers, and how many
    pieces of advice with their outcomes.
    """

    versions: int
    live: int | None
    saved: int
    advised: int = 0


@dataclass(frozen=True)
class Restored:
    """What is in the database now, and where the catalogue that was replaced is kept; None: there was none."""

    content: Content
    replaced: Path | None


def back_up(store: Store, target: Path, passphrase: str | None = None) -> Content:
    """Copy a database, also while it is in use, to a new file or in place of an older backup.

    Args:
        passphrase: encrypts the backup; None leaves it plain.

    Raises:
        UserError: not SQLite, the database is damaged, the passphrase is too short, or the target cannot be written
            or is something else than a backup.
        StoreError: the database cannot be used.
    """
    _check_target(store, target)
    with _working_folder(store) as folder:
        copy = folder / "copy.sqlite3"
        _copy(store, copy)
        content = _checked(copy, "the database")
        try:
            _put(copy, target, passphrase)
        except OSError as error:
            raise UserError(
                f"cannot be written ({error.strerror})", where=str(target), mend="Check the folder."
            ) from error
    return content


def restore(store: Store, source: Path, passphrase: str | None = None) -> Restored:
    """Put a backup back, also while the database is in use. The catalogue it replaces is kept in a file beside it.

    Raises:
        UserError: not SQLite; or the backup is damaged, encrypted with another passphrase, of another shop, of a newer
            program, or no backup at all. Nothing is changed then.
        StoreError: an import is running, or the database cannot be used.
    """
    if store.keeps(source):
        raise UserError("is the database itself", where=str(source), mend="Name a backup of it.")
    with store.importing(), _working_folder(store) as folder:
        copy = folder / "copy.sqlite3"
        _fetch(source, copy, passphrase)
        had_an_id = _step(copy, str(source)) != WITHOUT_AN_ID
        content = _checked(copy, str(source))
        held = _content(store)
        if held.versions or held.saved or held.advised:
            _same_shop(store, copy, source, had_an_id)
        replaced = _exchange(store, copy, keep=held.versions > 0)
    store.overwritten()
    held = _content(store)
    return Restored(Content(content.versions, content.live, held.saved, held.advised), replaced)


def is_encrypted(source: Path) -> bool:
    """Whether a backup needs a passphrase.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return sealed.is_sealed(source)
    except OSError as error:
        raise UserError(f"cannot be read ({error.strerror})", where=str(source), mend="Check the name.") from error


def clear_left_behind(store: Store) -> None:
    """Delete the copies that a backup or restore left when its process was killed."""
    if store.engine.dialect.name == "sqlite":
        for folder in _file(store).parent.glob(f"{WORKING}*"):
            if time.time() - folder.stat().st_mtime > LEFT_BEHIND_S:
                shutil.rmtree(folder, ignore_errors=True)


def _file(store: Store) -> Path:
    if store.engine.dialect.name != "sqlite":
        raise UserError("is not SQLite", where=store.name, mend="PostgreSQL has pg_dump and pg_restore.")
    return Path(str(store.engine.url.database))


@contextmanager
def _working_folder(store: Store) -> Iterator[Path]:
    """A folder for this user alone on the database's disk: a plain copy must not lie elsewhere."""
    clear_left_behind(store)
    with tempfile.TemporaryDirectory(dir=_file(store).parent, prefix=WORKING) as folder:
        yield Path(folder)


def _check_target(store: Store, target: Path) -> None:
    _file(store)
    if store.keeps(target):
        raise UserError("is the database itself", where=str(target), mend="Name another file.")
    if target.exists() and not (target.is_file() and _is_backup(target)):
        raise UserError("exists and is no backup", where=str(target), mend="Name another file.")


def _is_backup(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC or sealed.is_sealed(file)


def _copy(store: Store, copy: Path) -> None:
    """A consistent copy of the present state, by SQLite's online backup: other processes read and write on."""
    with store.outside() as driver, closing(sqlite3.connect(copy)) as target:
        driver.backup(target)


def _put(copy: Path, target: Path, passphrase: str | None) -> None:
    """In place by rename, so that a backup that fails half-way leaves the older one as it was."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            if passphrase is None:
                with copy.open("rb") as plain:
                    shutil.copyfileobj(plain, opened)
            else:
                sealed.seal(copy, opened, passphrase)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _fetch(source: Path, copy: Path, passphrase: str | None) -> None:
    """The plain content of a backup. Raises UserError."""
    if is_encrypted(source):
        if passphrase is None:
            raise UserError("is encrypted", where=str(source), mend="Give its passphrase.")
        with copy.open("wb") as opened:
            sealed.unseal(source, opened, passphrase)
        return
    if not _is_backup(source):
        raise UserError("is no backup", where=str(source), allowed="a file that mattress-fit backup made")
    if Path(f"{source}-wal").exists():
        raise UserError("is a database in use, or a copy of one", where=str(source), mend="Use mattress-fit backup.")
    shutil.copyfile(source, copy)


def _step(copy: Path, name: str) -> str:
    """The migration step of a file, after checking that SQLite finds it whole. Raises UserError."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
            if whole and ours:
                return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise _damaged(name) from error
    if whole:
        raise UserError("is a SQLite file of another program", where=name, allowed="a backup by mattress-fit")
    raise _damaged(name)


def _checked(copy: Path, name: str) -> Content:
    """Bring a copy to the newest tables, drop what has expired, check every row, and close it as one file."""
    _step(copy, name)
    opened = open_store(f"sqlite:///{copy}")
    try:
        saved.purge(opened)
        versions.clear_unfinished(opened)
        if not all(versions.is_whole(opened, each.version_id) for each in versions.versions(opened)):
            raise _damaged(name)
        content = _content(opened)
    finally:
        opened.engine.dispose()
    with closing(sqlite3.connect(copy)) as connection:
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise _damaged(name)
        connection.execute("PRAGMA journal_mode = DELETE")
    return content


def _content(store: Store) -> Content:
    now_live = versions.live(store)
    with store.reading() as connection:
        people, advised = (
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (tables.saved, tables.advice)
        )
    return Content(len(versions.versions(store)), now_live.version_id if now_live else None, people, advised)


def _same_shop(store: Store, copy: Path, source: Path, had_an_id: bool) -> None:
    with store.reading() as connection:
        ours = connection.execute(sa.select(tables.installation.c.id)).scalar_one()
    with closing(sqlite3.connect(copy)) as connection:
        theirs = connection.execute("SELECT id FROM installation").fetchone()[0]
    if had_an_id and ours == theirs:
        return
    what = "is a backup of another shop's database" if had_an_id else "was made by version 0.1.0 and names no shop"
    raise UserError(what, where=str(source), mend="Set MATTRESS_FIT_DATABASE_URL to a new file to put it back there.")


def _exchange(store: Store, copy: Path, keep: bool) -> Path | None:
    """Replace the catalogue and merge what people saved, in one transaction. Returns where the old catalogue is."""
    moment = dt.datetime.now(dt.UTC)
    file = _file(store)
    replaced = file.with_name(f"{file.name}.replaced-{moment:%Y%m%dT%H%M%S%f}") if keep else None
    with store.writing_beside(copy) as connection:
        if replaced:
            _keep(store, replaced)  # the write lock is ours: nothing changes between this copy and the exchange
        run = connection.exec_driver_sql
        # A complete version cannot be changed or deleted; the rules stand aside inside this transaction only.
        rules = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for rule in rules:
            run(f"DROP TRIGGER {rule.name}")
        run("UPDATE live SET publication_id = NULL")
        for table in (tables.publication, tables.mattress, tables.catalogue_version):
            run(f"DELETE FROM {table.name}")
        for table in (tables.catalogue_version, tables.mattress, tables.publication):
            run(f"INSERT INTO {table.name} ({_names(table)}) SELECT {_names(table)} FROM beside.{table.name}")
        run("UPDATE live SET publication_id = (SELECT publication_id FROM beside.live)")
        for rule in rules:
            run(rule.sql)
        run("UPDATE installation SET id = (SELECT id FROM beside.installation)")
        names = _names(tables.saved)
        run(
            f"INSERT OR IGNORE INTO saved ({names}) SELECT {names} FROM beside.saved "
            "WHERE code_hash NOT IN (SELECT code_hash FROM erased)"
        )
        names = _names(tables.advice)
        run(
            f"INSERT OR IGNORE INTO advice ({names}) SELECT {names} FROM beside.advice "
            "WHERE code_hash NOT IN (SELECT code_hash FROM erased) AND id NOT IN (SELECT code_hash FROM erased)"
        )
        names = _names(tables.outcome)
        run(
            f"INSERT OR IGNORE INTO outcome ({names}) SELECT {names} FROM beside.outcome "
            "WHERE advice_id IN (SELECT id FROM advice)"
        )
        run("INSERT OR IGNORE INTO erased (code_hash, erased_at) SELECT code_hash, erased_at FROM beside.erased")
        names = _names(tables.shop_floor)
        run(f"INSERT OR IGNORE INTO shop_floor ({names}) SELECT {names} FROM beside.shop_floor")
        if run("SELECT count(*) FROM staff_user").scalar_one() == 0:
            # Only on a new machine: elsewhere who was disabled, or has a new PIN, would be as the backup had them.
            for table in (tables.staff_user, tables.staff_act):
                names = _names(table)
                run(f"INSERT OR IGNORE INTO {table.name} ({names}) SELECT {names} FROM beside.{table.name}")
    return replaced


def _names(table: sa.Table) -> str:
    return ", ".join(column.name for column in table.columns)


def _keep(store: Store, replaced: Path) -> None:
    """A copy of the catalogue as it is, without what people saved and who staff are: that stays in the database."""
    os.close(os.open(replaced, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    _copy(store, replaced)
    with closing(sqlite3.connect(replaced, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        for table in ("saved", "outcome", "advice", "erased", "staff_browser", "staff_act", "staff_user"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("VACUUM")  # leaves no byte of what was deleted


def _damaged(name: str) -> UserError:
    return UserError("is damaged", where=name, mend="Use another backup.")
