"""Migrate a database to the tables this code knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from database.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

REVISION = "0008"  # the newest step in migrations/versions/: having it here avoids loading alembic on every start
MIGRATIONS = Path(__file__).with_name("migrations")

_LOCK = 0x6D66_0001  # key of PostgreSQL's advisory lock: any number, the same for every process that migrates


def revision(connection: Connection) -> str | None:
    """The step this database is at; None when it has no tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    step: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return step


def migrate(connection: Connection) -> None:
    """Apply the missing steps inside the connection's transaction: all of them or none.

    Raises:
        StoreError: the database was made by a newer version of this program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    at = revision(connection)
    if at == REVISION:
        return  # another process has migrated it meanwhile
    if at is not None and at > REVISION:
        raise StoreError(
            f"the database is at step {at}, this program knows up to {REVISION}",
            mend="Install the newest mattress-fit.",
        )
    _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Config:
    """Where alembic finds the steps; `migrations/env.py` takes the connection from its attributes."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
