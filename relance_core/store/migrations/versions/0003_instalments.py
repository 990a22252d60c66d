"""Instalments of an invoice, each a line of the ledger with its own due date."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What tells the instalments of one invoice apart becomes part of its key."""
    with op.batch_alter_table("invoice") as table:
        table.add_column(
            sa.Column("instalment", sa.String(length=40), nullable=False, server_default="")
        )
        table.drop_constraint("uq_invoice_client_id_number_kind", type_="unique")
        table.create_unique_constraint(
            "uq_invoice_client_id_number_kind_instalment",
            ["client_id", "number", "kind", "instalment"],
        )
