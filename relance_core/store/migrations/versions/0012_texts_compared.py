"""What a text was before somebody changed it, and what is typed and not saved yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of messages approved before, only their own text is known."""
    op.add_column("message", sa.Column("unedited", sa.Text(), nullable=True))
    op.create_table(
        "unsaved_text",
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("place", "by", name=op.f("pk_unsaved_text")),
    )
