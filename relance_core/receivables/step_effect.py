"""Which step gets invoices paid: settled invoices counted under the last step done before."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.receivables.lines import paid_invoices
from relance_core.vocabulary import STEP_LABELS, Step

NO_STEP = "Sans relance"


def step_effect(portfolio: pl.DataFrame, *, today: date, since: date | None = None) -> pl.DataFrame:
    """Invoices settled (after ``since`` when given) by the last step done before the payment.

    Columns ``currency step label invoices amount median_days``, in the order of the steps, first
    those settled with no step (``step`` null). ``median_days`` runs from the step to the payment.
    An invoice whose last known step came after its payment counts as settled without one. A step
    is credited because it came last, which is not proof that it was the cause.
    """
    order = {step.value: rank for rank, step in enumerate(Step)}
    labels = {step.value: STEP_LABELS[step] for step in Step}
    after = pl.col("last_step_day") <= pl.col("paid_on")
    return (
        paid_invoices(portfolio, today=today, since=since)
        .with_columns(
            pl.when(after).then("last_step").alias("step"),
            pl.when(after & pl.col("last_step").is_not_null())
            .then((pl.col("paid_on") - pl.col("last_step_day")).dt.total_days())
            .alias("days"),
        )
        .group_by("currency", "step")
        .agg(
            pl.len().cast(pl.Int64).alias("invoices"),
            pl.col("amount").sum(),
            pl.col("days").median().alias("median_days"),
        )
        .with_columns(
            pl.col("step").replace_strict(labels, default=pl.col("step")).alias("label"),
            pl.col("step")
            .replace_strict(order, default=len(order), return_dtype=pl.Int64)
            .alias("rank"),
        )
        .with_columns(
            pl.when(pl.col("step").is_null())
            .then(pl.lit(NO_STEP))
            .otherwise("label")
            .alias("label"),
            pl.when(pl.col("step").is_null()).then(-1).otherwise("rank").alias("rank"),
        )
        .sort("currency", "rank")
        .select("currency", "step", "label", "invoices", "amount", "median_days")
    )
