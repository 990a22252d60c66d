"""The days agreed for parts of what is due: the instalments of payment plans, each on its own."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.money import MONEY

#: One row per invoice and instalment that is still awaited for it.
AGREED = pl.Schema({"invoice_id": pl.Int64(), "day": pl.Date(), "amount": MONEY})


def apart(
    owed: pl.DataFrame, agreed: pl.DataFrame | None, *, today: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``owed`` without what has a day agreed, and that, as ``agreed_parts`` gives it."""
    parts = agreed_parts(owed, pl.DataFrame(schema=AGREED) if agreed is None else agreed, today)
    return without_agreed(owed, parts), parts


def agreed_parts(owed: pl.DataFrame, agreed: pl.DataFrame, today: date) -> pl.DataFrame:
    """``invoice_id currency day part``: what of ``owed`` is agreed for which day from today on.

    ``owed``: ``invoice_id, currency, left``; ``agreed``: ``AGREED``. An instalment whose day is
    past is agreed no more; parts are never more in all than what is left.
    """
    zero = pl.lit(0, dtype=MONEY)
    before = pl.col("amount").cum_sum().over("invoice_id") - pl.col("amount")
    return (
        agreed.filter(pl.col("day") >= today)
        .join(owed.select("invoice_id", "currency", "left"), on="invoice_id")
        .sort("invoice_id", "day")
        .with_columns((pl.col("left") - before).cast(MONEY).alias("room"))
        .with_columns(
            pl.max_horizontal(pl.min_horizontal("amount", "room"), zero).cast(MONEY).alias("part")
        )
        .filter(pl.col("part") > 0)
        .select("invoice_id", "currency", "day", "part")
    )


def without_agreed(owed: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """``owed`` whose ``left`` has lost the ``parts`` that have a day of their own."""
    taken = parts.group_by("invoice_id").agg(pl.col("part").sum().alias("taken"))
    return (
        owed.join(taken, on="invoice_id", how="left", maintain_order="left")
        .with_columns(
            (pl.col("left") - pl.col("taken").fill_null(0).cast(MONEY)).cast(MONEY).alias("left")
        )
        .drop("taken")
    )


def agreed_chances(parts: pl.DataFrame) -> pl.DataFrame:
    """Each part in the week of its day, for sure: ``invoice_id currency left week hits chance``."""
    return parts.select(
        "invoice_id",
        "currency",
        pl.col("part").cast(pl.Float64).alias("left"),
        pl.col("day").dt.truncate("1w").alias("week"),
        pl.lit(1, dtype=pl.get_index_type()).alias("hits"),
        pl.lit(1.0).alias("chance"),
    )
