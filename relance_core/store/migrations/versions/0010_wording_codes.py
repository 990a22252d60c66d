"""A text of the user may be of a companion message, of one kind of client, or a shared block."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The codes of those texts are longer than a step's; what was kept keeps its own."""
    with op.batch_alter_table("wording") as table:
        table.alter_column(
            "step", existing_type=sa.String(length=20), type_=sa.String(length=40), nullable=False
        )
