"""Why late invoices are late, counted: what their clients said, and what nobody knows yet."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.commitments import LATE_REASON_LABELS, LateReason
from relance_core.receivables.lines import open_invoices

UNKNOWN_REASON = "Raison pas encore connue"
_LABELS = {code.value: label for code, label in LATE_REASON_LABELS.items()}


def with_late_reason(
    portfolio: pl.DataFrame, reasons: pl.DataFrame, *, today: date
) -> pl.DataFrame:
    """The open invoices that are late, with the words of ``late_reason`` (never null).

    Columns of ``lines.open_invoices``. ``reasons``: ``invoice_id, reason``, one row for an invoice
    at most (``commitments.LateReason``). What is disputed today is late for that.
    """
    disputed = pl.col("disputed_amount") > 0
    words = pl.col("reason").replace_strict(_LABELS, default=None, return_dtype=pl.String)
    return (
        open_invoices(portfolio, today=today)
        .filter(pl.col("days_late") > 0)
        .join(reasons.select("invoice_id", "reason"), on="invoice_id", how="left")
        .with_columns(
            pl.when(disputed)
            .then(pl.lit(LATE_REASON_LABELS[LateReason.DISPUTE]))
            .otherwise(words)
            .fill_null(UNKNOWN_REASON)
            .alias("late_reason")
        )
        .drop("reason")
    )


def late_reasons(portfolio: pl.DataFrame, reasons: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The reasons per currency, the largest amount first, what nobody knows last.

    Columns ``currency late_reason invoices clients open_amount``.
    """
    unknown = pl.col("late_reason") == UNKNOWN_REASON
    return (
        with_late_reason(portfolio, reasons, today=today)
        .group_by("currency", "late_reason")
        .agg(
            pl.len().cast(pl.Int64).alias("invoices"),
            pl.col("client_id").n_unique().cast(pl.Int64).alias("clients"),
            pl.col("open_amount").sum(),
        )
        .sort(
            "currency",
            unknown,
            "open_amount",
            "late_reason",
            descending=[False, False, True, False],
        )
    )
