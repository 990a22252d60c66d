"""The aged balance (balance âgée): open amounts by days after the due date, credits apart."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import polars as pl

from relance_core.money import MONEY
from relance_core.receivables.lines import open_credits, open_invoices


class Bucket(StrEnum):
    """Days after the due date, in order; each value is also a column of the aged balance."""

    NOT_DUE = "not_due"
    DAYS_1_30 = "days_1_30"
    DAYS_31_60 = "days_31_60"
    DAYS_61_90 = "days_61_90"
    OVER_90 = "over_90"


BUCKET_LABELS = {
    Bucket.NOT_DUE: "Non échu",
    Bucket.DAYS_1_30: "1 à 30 jours",
    Bucket.DAYS_31_60: "31 à 60 jours",
    Bucket.DAYS_61_90: "61 à 90 jours",
    Bucket.OVER_90: "Plus de 90 jours",
}
BUCKETS = tuple(bucket.value for bucket in Bucket)

#: ``bucket`` of a frame that has ``days_late``.
BUCKET_OF_DAYS = (
    pl.when(pl.col("days_late") <= 0)
    .then(pl.lit(Bucket.NOT_DUE.value))
    .when(pl.col("days_late") <= 30)
    .then(pl.lit(Bucket.DAYS_1_30.value))
    .when(pl.col("days_late") <= 60)
    .then(pl.lit(Bucket.DAYS_31_60.value))
    .when(pl.col("days_late") <= 90)
    .then(pl.lit(Bucket.DAYS_61_90.value))
    .otherwise(pl.lit(Bucket.OVER_90.value))
    .alias("bucket")
)


def with_bucket(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The open invoices (see ``lines.open_invoices``) with their ``bucket``."""
    return open_invoices(portfolio, today=today).with_columns(BUCKET_OF_DAYS)


def aged(portfolio: pl.DataFrame, keys: list[str], *, today: date) -> pl.DataFrame:
    """Aged balance by ``keys``: one amount column per bucket, then open, disputed, credits, net.

    ``open_amount`` is the sum of the buckets; ``disputed`` is part of it; ``net`` is the open
    amount less the credits, and may be negative.
    """
    owed = (
        with_bucket(portfolio, today=today)
        .group_by(keys)
        .agg(
            *(
                pl.col("open_amount").filter(pl.col("bucket") == bucket).sum().alias(bucket)
                for bucket in BUCKETS
            ),
            pl.col("open_amount").sum(),
            pl.col("disputed_amount").sum().alias("disputed"),
        )
    )
    credits = (
        open_credits(portfolio, today=today)
        .group_by(keys)
        .agg(pl.col("open_amount").sum().alias("credits"))
    )
    amounts = [*BUCKETS, "open_amount", "disputed", "credits"]
    return (
        owed.join(credits, on=keys, how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.col(amounts).fill_null(pl.lit(0, dtype=MONEY)))
        .with_columns((pl.col("open_amount") - pl.col("credits")).alias("net"))
        .select(*keys, *amounts, "net")
    )


def ageing(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """Aged balance in all: one row per currency, sorted; columns as in ``aged``."""
    return aged(portfolio, ["currency"], today=today).sort("currency")


def ageing_by_client(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """Aged balance per client and currency, the largest open amount first within a currency.

    Clients that only have credits are there too, last.
    """
    keys = ["currency", "client_id", "client_name"]
    return aged(portfolio, keys, today=today).sort(
        "currency",
        "open_amount",
        "client_name",
        "client_id",
        descending=[False, True, False, False],
    )
