"""The lines of our messages as whoever counts them reads them, and the day that each left."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, select

from relance_core.store.tables import batch, message, message_line

#: The day a message left, in a frame with ``posted_on``, ``sent_at`` and ``for_date``.
LEFT_ON = pl.coalesce("posted_on", pl.col("sent_at").dt.date(), "for_date")


def left_on(posted_on: date | None, sent_at: datetime | None, for_date: date) -> date:
    """The same of one message: the day of the posting, else of the sending, else that planned."""
    return posted_on or (sent_at.date() if sent_at else for_date)


def counted_lines(*columns: ColumnElement[Any]) -> Select[Any]:
    """``columns`` of the lines of messages that count: struck by nobody, and no trial."""
    return (
        select(*columns)
        .select_from(message_line)
        .join(message, message.c.id == message_line.c.message_id)
        .join(batch, batch.c.id == message.c.batch_id)
        .where(message.c.struck_reason.is_(None), batch.c.mode == "live")
    )
