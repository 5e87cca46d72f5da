"""The tables as the code uses them; `migrations/` holds the steps that create them; a test compares the two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    false,
)


class UtcTime(TypeDecorator[dt.datetime]):
    """A time in UTC. SQLite stores no time zone, so none is stored and UTC is added on reading."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        return value and value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        moment: dt.datetime | None = value and value.replace(tzinfo=dt.UTC)
        return moment


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# One catalogue. Until `complete` it is not visible; from then on triggers reject every change to it.
catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("source_date", Text, nullable=False),
    Column("imported_at", UtcTime, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("mattresses", Integer, nullable=False),
    Column("checksum", Text, nullable=False),  # SHA-256 over the documents, in order
    Column("findings", JSON, nullable=False),  # {key of the finding: how often}
    sqlite_autoincrement=True,  # the number of a deleted version is never reused
)

# A mattress as a JSON document; `digest` shows without reading documents whether two versions hold the same.
mattress = Table(
    "mattress",
    metadata,
    Column("version_id", ForeignKey(catalogue_version.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("mattress_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index(None, "version_id", "mattress_id", unique=True),
)

# Every publication of a version, and the one before it: a chain for rolling back.
publication = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey(catalogue_version.c.id), nullable=False),
    Column("before_id", ForeignKey("publication.id")),
    Column("published_at", UtcTime, nullable=False),
    Column("anyway_by", Text),  # who published it in spite of severe findings, by name; else none
    Column("despite", JSON),  # these findings
)

# The one pointer: a single row, which publishing and rolling back move.
live = Table(
    "live",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    Column("publication_id", ForeignKey(publication.c.id)),
)

# What a person chose to save. The code itself is not stored, only its hash.
saved = Table(
    "saved",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("payload", Text, nullable=False),
    Column("consented_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
    Column("for_statistics", Boolean, nullable=False, server_default=false()),  # a consent of its own
)

# Codes whose content was erased, until every backup that may still hold it is too old to bring it back.
erased = Table(
    "erased",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("erased_at", UtcTime, nullable=False),
)

# One row: a random id of this shop's database, made once, so that a backup of another shop is recognised.
installation = Table("installation", metadata, Column("id", Text, primary_key=True))

# Who of staff may sign in. Nobody is deleted: a name in `staff_act` stays one person's.
staff_user = Table(
    "staff_user",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("role", Text, CheckConstraint("role IN ('staff', 'manager')", name="role"), nullable=False),
    Column("pin_hash", Text, nullable=False),  # Argon2id
    Column("active", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),  # sign-ins of an earlier one are over
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Index(None, "name_key", unique=True),
)

# Browsers in which a user has signed in, by the hash of a random word in a cookie.
staff_browser = Table(
    "staff_browser",
    metadata,
    Column("word_hash", Text, primary_key=True),
    Column("user_id", ForeignKey(staff_user.c.id), primary_key=True),
    Column("used_at", UtcTime, nullable=False),
)

# What staff did: who, what, about what, when and from which page. No answers of a customer.
staff_act = Table(
    "staff_act",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("page", Text, nullable=False),
)
