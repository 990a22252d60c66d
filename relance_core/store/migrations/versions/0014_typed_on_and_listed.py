"""Which version of a text was being changed, and the place of a letter on its posting list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what was typed or listed before, neither is known."""
    op.add_column("unsaved_text", sa.Column("base", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("listed_at", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("listed_on", sa.Date(), nullable=True))
