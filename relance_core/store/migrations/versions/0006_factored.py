"""Invoices sold to a factor have a column, and what told it too; a sentence told it until now."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: The sentence among the decisions: after a heading and its cell, or after a status alone.
_SOLD = re.compile(
    r"Cédée à un affactureur selon votre fichier \(« (?:(?!« ).)*?(?P<column> » : « .*?)? »\)\."
)


def upgrade() -> None:
    """The columns; the sentence is taken off the decisions, what imports and merges keep too."""
    with op.batch_alter_table("invoice") as table:
        table.add_column(
            sa.Column("factored", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("told_by", sa.JSON(none_as_null=True), nullable=True))
    invoice = sa.table(
        "invoice",
        sa.column("id", sa.Integer),
        sa.column("decision", sa.Text),
        sa.column("factored", sa.Boolean),
        sa.column("told_by", sa.JSON(none_as_null=True)),
    )
    conn = op.get_bind()
    rows = conn.execute(
        sa.select(invoice.c.id, invoice.c.decision).where(invoice.c.decision.is_not(None))
    )
    for row in rows.all():
        if _SOLD.search(row.decision):
            told = _told_anew({"decision": row.decision})
            conn.execute(sa.update(invoice).where(invoice.c.id == row.id).values(**told))
    for name, column in (("import_run", "before_content"), ("client_merge", "before")):
        _write_anew(conn, name, column)


def _write_anew(conn: sa.Connection, name: str, column: str) -> None:
    """What is put back when an import or a merge is undone is put back as it is written now."""
    table = sa.table(
        name, sa.column("id", sa.Integer), sa.column(column, sa.JSON(none_as_null=True))
    )
    content = table.c[column]
    for row in conn.execute(sa.select(table).where(content.is_not(None))).all():
        conn.execute(sa.update(table).where(table.c.id == row.id).values({column: _anew(row[1])}))


def _anew(kept: Any) -> Any:
    if isinstance(kept, list):
        return [_anew(one) for one in kept]
    if not isinstance(kept, dict):
        return kept
    fresh = {name: _anew(value) for name, value in kept.items()}
    return fresh | _told_anew(kept) if "decision" in kept else fresh


def _told_anew(row: dict[str, Any]) -> dict[str, Any]:
    decision = row["decision"] or ""
    found = _SOLD.search(decision)
    by = "factored_flag" if found and found["column"] else "status"
    rest = re.sub(" {2,}", " ", _SOLD.sub(" ", decision)).strip() if found else decision
    return {
        "decision": rest or None,
        "factored": found is not None,
        "told_by": {"factored": by} if found else None,
    }
