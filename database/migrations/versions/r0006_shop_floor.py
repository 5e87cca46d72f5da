"""Which beds stand on which shop's floor, with stock and prices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_floor",
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("imported_at", sa.DateTime, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("shop", name="pk_shop_floor"),
    )
