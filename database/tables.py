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
    Column("by_hand", JSON),  # `database.mends.by_hand.ByHand`; {} where it was imported; none in an older row
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

# Codes whose content was erased, and ids of erased advice, until every backup that may still hold it is too old to
# bring it back.
erased = Table(
    "erased",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("erased_at", UtcTime, nullable=False),
)

# What one person was advised, by a consent of its own, so that what became of it can be told under the same code. The
# profile is without anything about health.
advice = Table(
    "advice",
    metadata,
    Column("id", Text, primary_key=True),  # random, so that a backup can be merged
    Column("code_hash", Text, nullable=False, index=True),
    Column("person", Text, nullable=False),  # which of two people under one code: "a", "b"; "" of one
    Column("answer_id", Text, nullable=False),
    Column("model", Text, nullable=False),  # SHA-256 of the scoring model that advised
    Column("catalog_version", Text, nullable=False),
    Column("beds", JSON, nullable=False),  # those named, best first: [{mattress_id, fit, chance, roles}]
    Column("profile", JSON, nullable=False),
    Column("consented_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

# What became of it, entry by entry: rows are added and never changed.
outcome = Table(
    "outcome",
    metadata,
    Column("id", Text, primary_key=True),  # random
    Column("advice_id", ForeignKey(advice.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("what", Text, nullable=False),  # ordered, kept, returned, exchanged, felt or nights
    Column("mattress_id", Text, nullable=False),
    Column("told", JSON, nullable=False),  # the rest of `database.outcomes.told.Outcome`, without what is not known
    Column("entered_by", Text, nullable=False),  # name of who of the staff; "" of the person
    Column("entered_at", UtcTime, nullable=False),
)

# Which beds stand on a shop's floor, its stock and its prices: a list a shop, replaced as a whole.
shop_floor = Table(
    "shop_floor",
    metadata,
    Column("shop", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("imported_at", UtcTime, nullable=False),
    Column("document", Text, nullable=False),
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
    Column("pin_hash", Text, nullable=False),  # Argon2id; "" of who was removed
    Column("active", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),  # sign-ins of an earlier one are over
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("pin_once", Boolean, nullable=False, server_default=false()),
    Column("email", Text),
    Index(None, "name_key", unique=True),
    Index(None, "email", unique=True),
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
