"""Reads every invoice ever imported, open or settled, as the frame that the figures come from."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, func, select

from relance_core.money import thousandths_expr
from relance_core.schemas import PORTFOLIO, conform
from relance_core.store.frames import frame_of
from relance_core.store.hold_frames import hand_frame, with_disputes
from relance_core.store.payments import latest_data, less_payments, noted_payments
from relance_core.store.sent_lines import LEFT_ON, counted_lines
from relance_core.store.tables import (
    client,
    client_setting,
    invoice,
    message,
    message_line,
)
from relance_core.vocabulary import DebtorType, MessageState

_AMOUNTS = ("amount", "open_amount", "disputed_amount")


def read_portfolio(conn: Connection) -> pl.DataFrame:
    """``PORTFOLIO``: the ledger with its client's name, its dispute and the last step done."""
    query = (
        select(
            invoice.c.id,
            invoice.c.client_id,
            client.c.name,
            client.c.code,
            func.coalesce(
                client_setting.c.debtor_type, client.c.debtor_type, DebtorType.UNKNOWN.value
            ),
            invoice.c.number,
            invoice.c.kind,
            invoice.c.currency,
            invoice.c.issue_date,
            invoice.c.due_date,
            invoice.c.amount,
            invoice.c.open_amount,
            invoice.c.disputed_amount,
            invoice.c.dispute_reason,
            invoice.c.first_seen,  # the file's disputes are known since then
            invoice.c.paid_date,
            invoice.c.settled_on,
            invoice.c.first_seen == select(func.min(invoice.c.first_seen)).scalar_subquery(),
        )
        .select_from(
            invoice.join(client, client.c.id == invoice.c.client_id).outerjoin(
                client_setting, client_setting.c.client_id == client.c.id
            )
        )
        .order_by(invoice.c.id)
    )
    schema = {
        name: dtype
        for name, dtype in PORTFOLIO.items()
        if name not in ("last_step", "last_step_day")
    } | {column: pl.Int64 for column in _AMOUNTS}
    noted = noted_payments(conn, latest_data(conn))
    frame = less_payments(frame_of(conn, query, schema), noted).join(
        noted.select("invoice_id", "since"), on="invoice_id", how="left", maintain_order="left"
    )
    settled = pl.when(pl.col("open_amount") == 0).then(pl.col("since"))
    unseen = pl.col("found_settled") & (pl.col("settled_on") == pl.col("disputed_since"))
    frame = frame.with_columns(
        (unseen & pl.col("paid_date").is_null()).fill_null(False).alias("found_settled"),
        pl.coalesce("settled_on", settled).alias("settled_on"),
    )
    return conform(
        with_disputes(frame, hand_frame(conn))
        .join(_last_steps(conn), on="invoice_id", how="left")
        .with_columns(pl.coalesce("hand_reason", "dispute_reason").alias("dispute_reason"))
        .with_columns(
            *(thousandths_expr(column) for column in _AMOUNTS),
            pl.when(pl.col("disputed_amount") > 0)
            .then(pl.coalesce("hand_since", "disputed_since"))
            .alias("disputed_since"),
        )
        .select(list(PORTFOLIO)),
        PORTFOLIO,
        "PORTFOLIO",
    )


def _last_steps(conn: Connection) -> pl.DataFrame:
    """``invoice_id, last_step, last_step_day``: the last step that a message of ours did."""
    query = counted_lines(
        message_line.c.invoice_id,
        message_line.c.own_step,
        message.c.posted_on,
        message.c.sent_at,
        message.c.for_date,
    ).where(
        message.c.state == MessageState.SENT.value,
        message_line.c.own_step.is_not(None),
    )
    frame = frame_of(
        conn,
        query,
        {
            "invoice_id": pl.Int64,
            "last_step": pl.String,
            "posted_on": pl.Date,
            "sent_at": pl.Datetime("us"),
            "for_date": pl.Date,
        },
    )
    return (
        frame.with_columns(LEFT_ON.alias("last_step_day"))
        .sort("last_step_day")
        .group_by("invoice_id", maintain_order=True)
        .agg(pl.col("last_step").last(), pl.col("last_step_day").last())
    )
