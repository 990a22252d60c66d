"""When, how and by whom a payment was promised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns beside what holds an invoice; what was noted before has none of them."""
    op.add_column("hold", sa.Column("contact", sa.String(length=255), nullable=True))
    op.add_column("hold", sa.Column("promised_on", sa.Date(), nullable=True))
    op.add_column("hold", sa.Column("means", sa.String(length=30), nullable=True))
