"""What is disputed, by motive: how much, on how many invoices, and since when."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.receivables.lines import open_invoices

NO_REASON = "Motif non précisé"


def disputed_invoices(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The open invoices with a disputed part.

    Columns of ``lines.open_invoices`` plus ``motive`` (never null) and ``dispute_days`` (days
    since the dispute was opened; null when that is not known).
    """
    motive = pl.col("dispute_reason").str.strip_chars()
    return (
        open_invoices(portfolio, today=today)
        .filter(pl.col("disputed_amount") > 0)
        .with_columns(
            pl.when(motive != "").then(motive).otherwise(pl.lit(NO_REASON)).alias("motive"),
            (pl.lit(today) - pl.col("disputed_since")).dt.total_days().alias("dispute_days"),
        )
    )


def disputes(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """Disputes per currency and motive, the largest amount first.

    Columns ``currency motive invoices clients disputed median_days oldest_days``; the ages are
    null when no dispute of the motive has a known beginning.
    """
    return (
        disputed_invoices(portfolio, today=today)
        .group_by("currency", "motive")
        .agg(
            pl.len().cast(pl.Int64).alias("invoices"),
            pl.col("client_id").n_unique().cast(pl.Int64).alias("clients"),
            pl.col("disputed_amount").sum().alias("disputed"),
            pl.col("dispute_days").median().alias("median_days"),
            pl.col("dispute_days").max().alias("oldest_days"),
        )
        .sort("currency", "disputed", "motive", descending=[False, True, False])
    )
