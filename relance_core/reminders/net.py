"""What an addressee owes in all: the invoices less the credits, per currency, never imputed."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from relance_core.money import MONEY

_KEYS = ["addressee_id", "currency"]
_NO_CREDIT = pl.lit(Decimal(0), dtype=MONEY)


def credits_of(credits: pl.DataFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """``addressee_id, invoice_id, currency, amount``: each credit beside who deducts it.

    A credit belongs to its payer's messages; to its own client's when its payer gets none.
    ``lines``: ``addressee_id, currency`` of what is asked for.
    """
    columns = [*_KEYS[:1], "invoice_id", "currency", "amount"]
    addressees = lines.select(_KEYS).unique()
    by_payer = credits.lazy().with_columns(pl.col("payer_id").alias("addressee_id"))
    by_payer = by_payer.join(addressees, on=_KEYS, how="semi").select(columns)
    shared = shared_credits(credits)
    if shared.is_empty():
        return by_payer
    by_client = (
        shared.lazy()
        .with_columns(pl.col("client_id").alias("addressee_id"))
        .join(addressees, on=_KEYS, how="semi")
        .join(by_payer, on="invoice_id", how="anti")
    )
    return pl.concat([by_payer, by_client.select(columns)])


def shared_credits(credits: pl.DataFrame) -> pl.DataFrame:
    """The credits that can move from one addressee's message to another's."""
    return credits.filter(pl.col("client_id") != pl.col("payer_id"))


def too_low(lines: pl.LazyFrame, credits: pl.LazyFrame | None, threshold: Decimal) -> pl.LazyFrame:
    """``addressee_id, currency, net`` where the lines less the credits are nil or too little.

    ``lines``: ``addressee_id, currency, amount_due``; ``credits``: with a positive ``amount``.
    """
    due = lines.group_by(_KEYS).agg(pl.col("amount_due").sum().cast(MONEY).alias("net"))
    if credits is not None:
        deducted = credits.group_by(_KEYS).agg(pl.col("amount").sum().cast(MONEY))
        due = due.join(deducted, on=_KEYS, how="left").select(
            *_KEYS, (pl.col("net") - pl.coalesce("amount", _NO_CREDIT)).cast(MONEY).alias("net")
        )
    return due.filter((pl.col("net") <= 0) | (pl.col("net") < threshold))
