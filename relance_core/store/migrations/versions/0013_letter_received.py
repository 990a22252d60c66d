"""The day on which a letter was received, or first presented."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of letters posted before, only the day of the posting is known."""
    op.add_column("message", sa.Column("received_on", sa.Date(), nullable=True))
