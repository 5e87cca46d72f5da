"""PINs that are good once, and the address by which a shop's own sign-in service knows somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_user", sa.Column("pin_once", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("staff_user", sa.Column("email", sa.Text))
    op.create_index("ix_staff_user_email", "staff_user", ["email"], unique=True)
