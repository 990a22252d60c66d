"""On whom the open amount rests: clients by size, with their share and the cumulated share."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.receivables.lines import open_invoices


def concentration(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """Debtors per currency, the largest first.

    Columns ``currency client_id client_name rank invoices open_amount overdue share
    cumulated_share``; shares are Float64 between 0 and 1 of the currency's open amount, credits
    not deducted.
    """
    keys = ["currency", "client_id", "client_name"]
    debtors = (
        open_invoices(portfolio, today=today)
        .group_by(keys)
        .agg(
            pl.len().cast(pl.Int64).alias("invoices"),
            pl.col("open_amount").sum(),
            pl.col("open_amount").filter(pl.col("days_late") > 0).sum().alias("overdue"),
        )
        .sort(
            "currency",
            "open_amount",
            "client_name",
            "client_id",
            descending=[False, True, False, False],
        )
    )
    total = pl.col("open_amount").sum().over("currency").cast(pl.Float64)
    cumulated = pl.col("open_amount").cum_sum().over("currency").cast(pl.Float64)
    return debtors.select(
        *keys,
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("currency").alias("rank"),
        "invoices",
        "open_amount",
        "overdue",
        (pl.col("open_amount").cast(pl.Float64) / total).alias("share"),
        (cumulated / total).alias("cumulated_share"),
    )
