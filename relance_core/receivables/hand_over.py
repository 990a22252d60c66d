"""Words given about the last resort: files announced as handed over, and claims to declare."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from relance_core.schemas import schema_of
from relance_core.vocabulary import InvoiceKind, MessageState, Step

#: Days before the last one on which a claim may be declared that somebody is warned.
WARNED = timedelta(days=15)

HAND_OVERS = schema_of(
    {
        "invoice_id": pl.Int64,
        "announced_on": pl.Date,  # the day of the last notice
        "hand_over_on": pl.Date,  # the day that it announced
        "done_on": pl.Date,  # null: not done
        "stage": pl.String,  # coming today missed done
        "days": pl.Int64,  # after the day announced; 0 before
    }
)
DECLARATIONS = schema_of(
    {
        "invoice_id": pl.Int64,
        "declare_by": pl.Date,  # null: nobody typed the days of the contract
        "stage": pl.String,  # unknown coming near passed
    }
)


def hand_overs(ledger: pl.DataFrame, history: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """``HAND_OVERS``: each open invoice whose hand-over a last notice announced, missed ones first.

    ``ledger, history``: as ``schemas``. A notice that has not left announces nothing.
    """
    sent = history.filter(pl.col("state") == MessageState.SENT.value)
    told = (
        sent.filter(pl.col("step") == Step.LAST_NOTICE.value, pl.col("deadline").is_not_null())
        .sort("day")
        .group_by("invoice_id", maintain_order=True)
        .agg(
            pl.col("day").last().alias("announced_on"),
            pl.col("deadline").last().alias("hand_over_on"),
        )
    )
    done = (
        sent.filter(pl.col("step") == Step.HAND_OVER.value)
        .group_by("invoice_id")
        .agg(pl.col("day").min().alias("done_on"))
    )
    past = (pl.coalesce("done_on", pl.lit(today)) - pl.col("hand_over_on")).dt.total_days()
    stage = (
        pl.when(pl.col("done_on").is_not_null())
        .then(pl.lit("done"))
        .when(pl.col("hand_over_on") < today)
        .then(pl.lit("missed"))
        .when(pl.col("hand_over_on") == today)
        .then(pl.lit("today"))
        .otherwise(pl.lit("coming"))
    )
    order = pl.col("stage").replace_strict(
        {"missed": 0, "today": 1, "coming": 2, "done": 3}, return_dtype=pl.Int64
    )
    return (
        _open(ledger)
        .select("invoice_id")
        .join(told, on="invoice_id")
        .join(done, on="invoice_id", how="left")
        .with_columns(stage.alias("stage"), past.clip(lower_bound=0).alias("days"))
        .sort(order, "hand_over_on", "invoice_id")
        .select(list(HAND_OVERS))
    )


def declarations(ledger: pl.DataFrame, insured: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """``DECLARATIONS``: the late invoices of insured clients that nobody declared, nearest first.

    ``insured``: ``client_id, declare_days`` (after the due date, as the contract says; null when
    nobody typed it). No day in law: without one, that is what is told.
    """
    by = pl.col("due_date") + pl.duration(days="declare_days")
    stage = (
        pl.when(pl.col("declare_by").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("declare_by") < today)
        .then(pl.lit("passed"))
        .when(pl.col("declare_by") <= today + WARNED)
        .then(pl.lit("near"))
        .otherwise(pl.lit("coming"))
    )
    return (
        _open(ledger)
        .filter(pl.col("due_date") < today)
        .join(insured, on="client_id")
        .with_columns(by.alias("declare_by"))
        .with_columns(stage.alias("stage"))
        .sort("declare_by", "invoice_id", nulls_last=True)
        .select(list(DECLARATIONS))
    )


def _open(ledger: pl.DataFrame) -> pl.DataFrame:
    return ledger.filter(pl.col("kind") == InvoiceKind.INVOICE.value, pl.col("open_amount") > 0)
