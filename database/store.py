"""Opening the database: a SQLite file by default, PostgreSQL by URL; the same code runs on both.

Readers and writers use `Store.reading()` and `Store.writing()`: each is one transaction, and any error of the database
becomes one `StoreError`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from database.errors import StoreError, no_answer
from database.place import URL_VARIABLE, default_file
from database.schema import REVISION, migrate, revision

PATIENCE_S = 10  # how long to wait for another writer, or for a server to answer
MIGRATION_PATIENCE_S = 120  # how long to wait while another process migrates the tables
CHECKPOINT_PATIENCE_S = 1  # how long an erasure waits for readers; the next purge tries again
KEEP_ALIVE_S = 30  # the connection that holds the import lock is idle while a feed is read: no router may drop it
DRIVERS = {"sqlite": "sqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}

IN_MEMORY = ":memory:"  # SQLite's name for a database without a file

Overwritten = Literal["now", "soon", "on_reuse"]

_shared: dict[str, Store] = {}  # by URL; outside Streamlit's caches, which are emptied while visitors are served
_opening = threading.Lock()

# What one process at a time does: the ending of the lock's file, and the key of PostgreSQL's advisory lock
_LOCKS = {"importing": 0x6D66_0002, "nightly": 0x6D66_0003, "mending": 0x6D66_0004}
_LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's error code for a lock timeout


@dataclass(frozen=True)
class Store:
    """An open database. `name` is its URL without a password."""

    engine: Engine
    name: str

    def keeps(self, file: Path) -> bool:
        """Whether a file is this database or one of the files beside it, which nothing else may open in this
        process.
        """
        if self.engine.dialect.name != "sqlite" or not self.engine.url.database:
            return False
        own = [Path(f"{self.engine.url.database}{ending}") for ending in ("", "-wal", "-shm")]
        return any(each.exists() and file.exists() and each.samefile(file) for each in own)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises StoreError when the database cannot answer."""
        with self._told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing. Raises StoreError as `reading` does."""
        with self._told(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """As `writing`, but waits as long as another process may need to migrate the tables."""
        with self._told(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            if self.engine.dialect.name == "sqlite":
                _patience(_driver(connection), MIGRATION_PATIENCE_S)
            with connection.begin():
                yield connection
            if self.engine.dialect.name == "sqlite":
                _patience(_driver(connection), PATIENCE_S)

    def overwritten(self) -> Overwritten:
        """When deleted content is gone from the disk too, after trying to make that now.

        SQLite overwrites deleted content (`secure_delete`), but its write-ahead log still holds what was written
        before, until it is truncated here. A reader of an older state can postpone that to the next call ("soon").
        PostgreSQL overwrites when it uses the space again, which nobody can ask for.
        """
        if self.engine.dialect.name != "sqlite":
            return "on_reuse"
        with self.outside() as driver:
            _patience(driver, CHECKPOINT_PATIENCE_S)
            try:
                busy: int = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.Error:  # locked by another process, or a full disk: the next call tries again
                return "soon"
            finally:
                _patience(driver, PATIENCE_S)
        return "soon" if busy else "now"

    @contextmanager
    def writing_beside(self, file: Path) -> Iterator[Connection]:
        """As `writing`, on SQLite, with the tables of another SQLite file under the name `beside`."""
        with self._told(), self.engine.connect() as connection:
            driver = _driver(connection)
            driver.execute("ATTACH ? AS beside", (str(file),))
            try:
                connection = connection.execution_options(writes=True)
                with connection.begin():
                    yield connection
            finally:
                driver.execute("DETACH beside")

    @contextmanager
    def outside(self) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection, outside any transaction, for what SQLAlchemy has no words for."""
        with self._told(), self.engine.connect() as connection:
            yield _driver(connection)

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Hold the import lock: one process at a time. It is released when the process ends.

        Raises:
            StoreError: another import is running.
        """
        with self._holding("importing"):
            yield

    @contextmanager
    def nightly(self) -> Iterator[None]:
        """Hold the lock of the nightly run, as `importing` holds its own.

        Raises:
            StoreError: another nightly run goes on.
        """
        with self._holding("nightly"):
            yield

    @contextmanager
    def mending(self) -> Iterator[None]:
        """Hold the lock of a change by hand, from what it is made to until it is stored.

        Raises:
            StoreError: somebody else is mending.
        """
        with self._holding("mending"):
            yield

    @contextmanager
    def _holding(self, what: str) -> Iterator[None]:
        with self._told():
            hold = _hold_file if self.engine.dialect.name == "sqlite" else _hold_advisory
            with hold(self.engine, what):
                yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise  # a constraint was violated: the caller knows which
        except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
            said = str(getattr(error, "orig", error)).strip().splitlines()
            raise no_answer(said[0] if said else type(error).__name__, self.name) from error


def open_store(url: str | None = None) -> Store:
    """Open the database and migrate its tables.

    Args:
        url: `sqlite:///file` or `postgresql://user:password@host/database`. None: the one in
            MATTRESS_FIT_DATABASE_URL, else a SQLite file in the user's data directory.

    Raises:
        StoreError: not such a URL, unreachable, not made by this program, or made by a newer version of it.
    """
    parsed = _parsed(url or _configured_url())
    name = _without_secrets(parsed)
    if parsed.get_backend_name() == "sqlite":
        _prepare_file(parsed.database, name)
    store = Store(_engine(parsed, name), name)
    with store.reading() as connection:
        at = revision(connection)
    if at != REVISION:
        with store.migrating() as connection:
            migrate(connection)
    return store


def shared_store(url: str | None = None) -> Store:
    """The one handle this process has on a database: opened at the first call, by whichever thread makes it.

    Args:
        url: as `open_store` takes it.

    Raises:
        StoreError: it cannot be opened; the next call tries again.
    """
    url = url or _configured_url()
    if url not in _shared:
        with _opening:
            if url not in _shared:  # another thread opened it while we waited
                _shared[url] = open_store(url)
    return _shared[url]


def close_shared() -> None:
    """Close every handle that `shared_store` keeps: for tests, and before a process hands its files on."""
    with _opening:
        for opened in _shared.values():
            opened.engine.dispose()
        _shared.clear()


def existing_url() -> str | None:
    """URL of the existing database: the configured one, or the default file. None while that file does not exist.

    Raises:
        StoreError: the configured URL is not valid.
    """
    url = _configured_url()
    parsed = _parsed(url)
    missing = parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists()
    return None if missing else url


def existing_store() -> Store | None:
    """That database, by the handle this process shares; None when there is none."""
    url = existing_url()
    return shared_store(url) if url else None


def files_of_database() -> tuple[Path, ...]:
    """The files of the configured database, whether they exist or not; none for a server."""
    with suppress(StoreError):
        url = _parsed(_configured_url())
        if url.get_backend_name() == "sqlite" and url.database:
            return tuple(
                Path(url.database + ending) for ending in ("", "-wal", "-shm", *(f".{what}" for what in _LOCKS))
            )
    return ()


def _configured_url() -> str:
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{default_file()}"


def _parsed(text_url: str) -> URL:
    """The URL in its parts; the path of a file made absolute, from the working directory or from `~`.

    Raises:
        StoreError: not such a URL, or one whose password could be taken for a part that is shown. The message
            repeats nothing of it.
    """
    try:
        url = make_url(text_url)
        driver = DRIVERS[url.get_backend_name()]
    except (ArgumentError, KeyError, ValueError):
        raise StoreError(  # without the URL in the message: it may contain a password
            "not the URL of a supported database",
            where=URL_VARIABLE,
            allowed="sqlite:////folder/file or postgresql://user:password@host/database",
        ) from None
    if driver != "sqlite" and "@" in text_url and (text_url.count("@") > 1 or url.username is None):
        # An @, : or / inside a name or password moves the borders: a piece of the password would be taken for the host,
        # looked up on the network and printed.
        raise StoreError(
            "it cannot be seen where the password ends",
            where=URL_VARIABLE,
            allowed="postgresql://user:password@host/database",
            mend="In name and password write @ as %40, : as %3A and / as %2F.",
        )
    if driver == "sqlite" and url.database and url.database != IN_MEMORY:
        with suppress(RuntimeError):  # nobody's home: the path stays as it is, and the folder is told
            url = url.set(database=os.path.abspath(Path(url.database).expanduser()))
    return url.set(drivername=driver)


def _without_secrets(url: URL) -> str:
    """The URL as it may be shown, no password in it, neither before the host nor among the options."""
    secret = [name for name in url.query if "pass" in name.lower()]
    return url.update_query_dict(dict.fromkeys(secret, "***")).render_as_string(hide_password=True)


def _prepare_file(file: str | None, name: str) -> None:
    """Create folder and file readable by the user only, because saved answers are in it."""
    if not file or file == IN_MEMORY:
        raise StoreError("names no file", where=name, allowed="sqlite:////folder/file")
    try:
        Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(file)
    except OSError as error:
        raise StoreError(f"cannot be written ({error.strerror})", where=name, mend="Check the folder.") from error


def _create(file: str) -> None:
    """Create the file where there is none, and leave an existing one unopened.

    Closing any descriptor of a SQLite file drops every lock this process holds on it; another process may then remove
    the write-ahead log under the open connections, and what they write next damages the database.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _engine(url: URL, name: str) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": PATIENCE_S})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        patience = {"connect_timeout": PATIENCE_S, "keepalives_idle": KEEP_ALIVE_S}
        return create_engine(url, connect_args=patience, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise StoreError(
            "PostgreSQL needs a driver that is not installed", where=name, mend="pip install 'mattress-fit[postgres]'"
        ) from error


def _set_up_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says, not where the driver assumes
    _keep_a_log(connection)
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Write-ahead logging. SQLite itself does not wait while another process switches it on, so we do."""
    give_up = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
        time.sleep(0.02)


def _patience(driver: sqlite3.Connection, seconds: float) -> None:
    driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _begin_sqlite(connection: Connection) -> None:
    # Take the write lock at once: data read before taking it could be changed by another writer.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _hold_file(engine: Engine, what: str) -> Iterator[None]:
    """An exclusive transaction on a separate file beside the database: SQLite releases its locks when the process
    ends.
    """
    with closing(sqlite3.connect(f"{engine.url.database}.{what}", timeout=PATIENCE_S, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise  # nobody holds it, but it cannot be written, as on a full disk
            raise _taken(error, what) from error
        yield


@contextmanager
def _hold_advisory(engine: Engine, what: str) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(text(f"SET lock_timeout = '{PATIENCE_S}s'"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCKS[what]})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                raise _taken(error, what) from error
            raise
        try:
            yield
        finally:
            connection.invalidate()  # closing the connection releases the lock and discards its settings


def _taken(error: Exception, what: str) -> StoreError:
    running = {
        "importing": "another import is running",
        "nightly": "another nightly run goes on",
        "mending": "somebody else is mending a bed",
    }
    return StoreError(running[what], mend="Wait until it is done, and try again.")
