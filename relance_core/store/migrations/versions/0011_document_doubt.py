"""What is not proven of an invoice's PDF, and who looked at it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was kept had no doubt."""
    op.add_column(
        "document", sa.Column("doubt", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("document", sa.Column("seen_by", sa.String(length=120), nullable=True))
