"""Catalogue versions, the live pointer, and what people save."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# When a change is rejected, and with which message.
IN_COMPLETE = "EXISTS (SELECT 1 FROM catalogue_version WHERE id IN ({versions}) AND complete)"
REFUSAL = "a complete catalogue version cannot be changed"
GUARDS = (
    ("catalogue_version", "UPDATE", "OLD.complete"),
    ("catalogue_version", "DELETE", "OLD.complete"),
    ("mattress", "INSERT", IN_COMPLETE.format(versions="NEW.version_id")),
    ("mattress", "UPDATE", IN_COMPLETE.format(versions="OLD.version_id, NEW.version_id")),
    ("mattress", "DELETE", IN_COMPLETE.format(versions="OLD.version_id")),
)


def upgrade() -> None:
    _versions()
    _pointer()
    _saved()
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for table, event, condition in GUARDS:
        (_guard_postgres if on_postgres else _guard_sqlite)(table, event, condition)


def _versions() -> None:
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_date", sa.Text, nullable=False),
        sa.Column("imported_at", sa.DateTime, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("mattresses", sa.Integer, nullable=False),
        sa.Column("checksum", sa.Text, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mattress",
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("mattress_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_mattress"),
        sa.ForeignKeyConstraint(["version_id"], ["catalogue_version.id"], name="fk_mattress_version_id"),
    )
    op.create_index("ix_mattress_version_id_mattress_id", "mattress", ["version_id", "mattress_id"], unique=True)


def _pointer() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("before_id", sa.Integer),
        sa.Column("published_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.ForeignKeyConstraint(["version_id"], ["catalogue_version.id"], name="fk_publication_version_id"),
        sa.ForeignKeyConstraint(["before_id"], ["publication.id"], name="fk_publication_before_id"),
    )
    pointer = op.create_table(
        "live",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("publication_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_live"),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name="fk_live_publication_id"),
        sa.CheckConstraint("id = 1", name="ck_live_one_row"),
    )
    op.bulk_insert(pointer, [{"id": 1, "publication_id": None}])


def _saved() -> None:
    op.create_table(
        "saved",
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("consented_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_saved"),
    )
    op.create_index("ix_saved_expires_at", "saved", ["expires_at"])


def _guard_sqlite(table: str, event: str, condition: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{event.lower()}_guard BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _guard_postgres(table: str, event: str, condition: str) -> None:
    name, row = f"{table}_{event.lower()}_guard", "OLD" if event == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
