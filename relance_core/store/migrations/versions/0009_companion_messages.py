"""Messages that accompany the sequence: their kind stands where a step does, each once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LIVE = "state IN ('approved', 'sending', 'deposited', 'sent', 'printed', 'uncertain')"


def upgrade() -> None:
    """What was written before is of a step, and keeps no key of its own."""
    with op.batch_alter_table("message") as table:
        table.alter_column(
            "step", existing_type=sa.String(length=20), type_=sa.String(length=30), nullable=False
        )
        table.add_column(sa.Column("companion_key", sa.String(length=64), nullable=True))
    op.create_index(
        "uq_live_companion",
        "message",
        ["companion_key"],
        unique=True,
        sqlite_where=sa.text(_LIVE),
        postgresql_where=sa.text(_LIVE),
    )
