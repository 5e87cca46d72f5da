"""An id of the installation, a consent of its own for statistics, and which codes were erased."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.bulk_insert(installation, [{"id": uuid4().hex}])
    op.create_table(
        "erased",
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("erased_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_erased"),
    )
    # Nobody was asked before, so what was saved earlier counts as a no.
    op.add_column("saved", sa.Column("for_statistics", sa.Boolean, nullable=False, server_default=sa.false()))
