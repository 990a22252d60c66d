"""What scenarios of one's own, roles of contacts and struck steps need."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What scenarios of one's own, roles of contacts and struck steps need."""
    op.create_table(
        "client_contact",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("emails", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_contact_client_id_client")
        ),
        sa.PrimaryKeyConstraint("client_id", "role", name=op.f("pk_client_contact")),
    )
    op.create_table(
        "put_off",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_put_off_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "step", name=op.f("pk_put_off")),
    )
    op.add_column("invoice", sa.Column("delivery_date", sa.Date(), nullable=True))
    op.add_column("invoice", sa.Column("scenario", sa.String(length=40), nullable=True))
    op.add_column("message", sa.Column("struck_at", sa.DateTime(), nullable=True))
    op.add_column("message", sa.Column("struck_by", sa.String(length=120), nullable=True))
    op.add_column("import_run", sa.Column("undone_by", sa.String(length=120), nullable=True))
    op.add_column("import_run", sa.Column("before_content", sa.JSON(), nullable=True))
