"""Why invoices are late, as their clients said; the last word of each counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection, insert, select, update

from relance_core.commitments import LateReason
from relance_core.schemas import schema_of
from relance_core.store.database import inserted_id
from relance_core.store.tables import late_reason

REASONS = schema_of(
    {
        "invoice_id": pl.Int64,
        "reason": pl.String,  # commitments.LateReason
        "day": pl.Date,
    }
)


def add_reasons(
    conn: Connection,
    invoice_ids: Collection[int],
    reason: LateReason,
    *,
    day: date,
    by: str,
    at: datetime,
) -> tuple[int, ...]:
    """Write one reason on each of these invoices; gives the ids of the lines written."""
    values = {"reason": reason.value, "day": day, "by": by[:120], "at": at}
    return tuple(
        inserted_id(conn.execute(insert(late_reason).values(invoice_id=one, **values)))
        for one in sorted(set(invoice_ids))
    )


def withdraw_reasons(conn: Connection, ids: Collection[int], *, at: datetime) -> None:
    """Written by mistake: what was said before counts again."""
    conn.execute(
        update(late_reason).where(late_reason.c.id.in_(sorted(ids))).values(withdrawn_at=at)
    )


def last_reasons(conn: Connection) -> pl.DataFrame:
    """``REASONS``: what was said last of each invoice.

    That nobody could be reached takes no other reason's place.
    """
    query = (
        select(late_reason.c.invoice_id, late_reason.c.reason, late_reason.c.day)
        .where(late_reason.c.withdrawn_at.is_(None))
        .order_by(late_reason.c.id)
    )
    rows = [tuple(row) for row in conn.execute(query)]
    frame = pl.DataFrame(rows, schema=REASONS, orient="row")
    told = (pl.col("reason") != LateReason.CONTACT.value).alias("told")
    return (
        frame.with_columns(told)
        .with_row_index("order")
        .sort("told", "order")
        .unique("invoice_id", keep="last", maintain_order=True)
        .select(list(REASONS))
        .sort("invoice_id")
    )
