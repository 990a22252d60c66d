"""Disputes that are followed, payment plans, reasons of lateness, and dates of insured claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was noted before is a dispute without a motive, or a hold of no plan."""
    op.create_table(
        "payment_plan",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_plan")),
    )
    op.create_table(
        "payment_plan_part",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("payment_plan_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_plan_id"],
            ["payment_plan.id"],
            name=op.f("fk_payment_plan_part_payment_plan_id_payment_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_plan_part")),
    )
    op.create_index(
        op.f("ix_payment_plan_part_payment_plan_id"), "payment_plan_part", ["payment_plan_id"]
    )
    op.create_table(
        "late_reason",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_late_reason_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_reason")),
    )
    op.create_index(op.f("ix_late_reason_invoice_id"), "late_reason", ["invoice_id"])
    with op.batch_alter_table("hold") as table:
        table.add_column(sa.Column("motive", sa.String(length=30), nullable=True))
        table.add_column(sa.Column("owner", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("deadline", sa.Date(), nullable=True))
        table.add_column(sa.Column("turn", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("outcome", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("closing_import_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("payment_plan_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_hold_closing_import_id_import_run"),
            "import_run",
            ["closing_import_id"],
            ["id"],
        )
        table.create_foreign_key(
            op.f("fk_hold_payment_plan_id_payment_plan"),
            "payment_plan",
            ["payment_plan_id"],
            ["id"],
        )
    op.create_index(op.f("ix_hold_payment_plan_id"), "hold", ["payment_plan_id"])
    op.add_column("client_setting", sa.Column("declare_days", sa.Integer(), nullable=True))
