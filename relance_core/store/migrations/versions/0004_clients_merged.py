"""Clients that are merged, pairs that are not; terms of payment as written; one key for names."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_SAME_SIGNS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)


def upgrade() -> None:
    """The tables of merges, and what is known of clients written the new way."""
    op.create_table(
        "client_merge",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["client.id"], name=op.f("fk_client_merge_kept_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["client.id"], name=op.f("fk_client_merge_gone_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_merge")),
    )
    op.create_index(op.f("ix_client_merge_kept_id"), "client_merge", ["kept_id"])
    op.create_index(op.f("ix_client_merge_gone_id"), "client_merge", ["gone_id"])
    op.create_table(
        "client_unlike",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["client.id"], name=op.f("fk_client_unlike_first_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["client.id"], name=op.f("fk_client_unlike_second_id_client")
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_client_unlike")),
    )
    op.add_column("client", sa.Column("terms", sa.String(length=120), nullable=True))
    op.add_column("client", sa.Column("people", sa.Text(), nullable=True))
    op.execute(
        "UPDATE client SET terms = CAST(terms_days AS VARCHAR(10)) WHERE terms_days IS NOT NULL"
    )
    op.drop_column("client", "terms_days")
    _write_keys_anew()


def _write_keys_anew() -> None:
    """Names and codes under the key that files are compared by; the older client keeps a key."""
    alias = sa.table(
        "client_alias",
        sa.column("id", sa.Integer),
        sa.column("client_id", sa.Integer),
        sa.column("kind", sa.String),
        sa.column("value", sa.String),
    )
    conn = op.get_bind()
    rows = conn.execute(sa.select(alias).order_by(alias.c.id)).all()
    taken = {(row.kind, row.value) for row in rows}
    for row in rows:
        key = _key(row.value)
        if key == row.value:
            continue
        # Taken already: the two stay two clients, which are then proposed to be one.
        if (row.kind, key) not in taken:
            conn.execute(sa.update(alias).where(alias.c.id == row.id).values(value=key))
            taken.add((row.kind, key))


def _key(text: str) -> str:
    plain = re.sub(_UNSEEN, "", unicodedata.normalize("NFKC", text).translate(_SAME_SIGNS))
    return " ".join(plain.casefold().split())[:255]
