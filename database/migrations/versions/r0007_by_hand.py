"""What a version changed of another by hand, as data in place of a sentence in its source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("catalogue_version", sa.Column("by_hand", sa.JSON))  # rows there keep their sentence
