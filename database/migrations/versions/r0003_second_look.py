"""Who made a version live in spite of severe findings, and which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publication", sa.Column("anyway_by", sa.Text))
    op.add_column("publication", sa.Column("despite", sa.JSON))
