"""How each client pays, and keeps his word, over the last twelve months."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from relance_core.commitments import PromiseOutcome
from relance_core.receivables.lines import paid_invoices
from relance_core.vocabulary import DebtorType

#: Rolling window of the figures: what a client did longer ago says little about tomorrow.
WINDOW = timedelta(days=365)
_JUDGED = (PromiseOutcome.KEPT, PromiseOutcome.PART_KEPT, PromiseOutcome.BROKEN)


def behaviour(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """Payment behaviour per client, over invoices paid in the last 365 days, all currencies.

    Columns ``client_id client_name paid_count median_days p80_days mean_days exact``. Days are
    signed (negative: early); ``mean_days`` is weighted by amount; ``exact`` is false when some
    payment days are only known as the day of the data that showed the invoice settled. Natural
    persons are not in it: their behaviour is neither shown nor used.
    """
    paid = paid_invoices(portfolio, today=today, since=today - WINDOW).filter(
        pl.col("debtor_type").ne_missing(DebtorType.CONSUMER.value)
    )
    weight = pl.col("amount").cast(pl.Float64)
    return (
        paid.group_by("client_id")
        .agg(
            pl.col("client_name").first(),
            pl.len().cast(pl.Int64).alias("paid_count"),
            pl.col("days_late").median().alias("median_days"),
            pl.col("days_late").quantile(0.8, interpolation="linear").alias("p80_days"),
            ((weight * pl.col("days_late")).sum() / weight.sum()).alias("mean_days"),
            pl.col("paid_date").is_not_null().all().alias("exact"),
        )
        .with_columns(pl.col("mean_days").fill_nan(None))
        .sort("client_name", "client_id")
    )


def kept_promises(promised: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """How many promises each client kept over the last 365 days, instalments of plans included.

    ``promised``: ``client_id, debtor_type, since, promised_on, outcome``
    (``commitments.PromiseOutcome``), a row for each invoice of a promise. Those of one client,
    noted and promised for the same days, are one: kept when all its invoices were paid, broken
    when none was. Columns ``client_id kept part_kept broken``; natural persons are not in it.
    """
    judged = promised.filter(
        pl.col("debtor_type").ne_missing(DebtorType.CONSUMER.value),
        pl.col("outcome").is_in([one.value for one in _JUDGED]),
        pl.col("promised_on") > today - WINDOW,
        pl.col("promised_on") <= today,
    )
    one_word = judged.group_by("client_id", "since", "promised_on").agg(
        (pl.col("outcome") == PromiseOutcome.KEPT.value).all().alias("kept"),
        (pl.col("outcome") == PromiseOutcome.BROKEN.value).all().alias("broken"),
    )
    return (
        one_word.group_by("client_id")
        .agg(
            pl.col("kept").sum(),
            (~pl.col("kept") & ~pl.col("broken")).sum().alias("part_kept"),
            pl.col("broken").sum(),
        )
        .with_columns(pl.col("kept", "part_kept", "broken").cast(pl.Int64))
        .sort("client_id")
    )
