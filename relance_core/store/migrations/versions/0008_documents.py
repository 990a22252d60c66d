"""Files kept beside what they show: invoices' PDFs, receipts of letters, papers of a dispute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SHOWS = ("invoice", "client", "hold", "message")


def upgrade() -> None:
    """Nothing was kept before."""
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *(sa.Column(f"{one}_id", sa.Integer(), nullable=True) for one in _SHOWS),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=120), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_document_{one}_id_{one}")
            )
            for one in _SHOWS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    for one in _SHOWS:
        op.create_index(op.f(f"ix_document_{one}_id"), "document", [f"{one}_id"])
