"""The portfolio as it stood on an earlier day, as far as what is known today tells it.

An invoice was open on a day when it had been issued and not yet paid. Only the last payment of an
invoice is known: it is taken as the only one, so earlier part payments are not given back to the
days before them, and disputes closed since have left no trace. Before the first settlement that is
known, what was paid is not known either: see ``known_since``.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.money import MONEY
from relance_core.receivables.lines import IS_INVOICE, IS_OPEN, PAID_ON
from relance_core.schemas import PORTFOLIO, conform

NOTHING = pl.lit(0, dtype=MONEY)


def owed_on(day: pl.Expr) -> pl.Expr:
    """What a line of the portfolio, issued by then, still owed on the evening of ``day``."""
    paid_since = pl.when(IS_OPEN).then("paid_date").otherwise(PAID_ON) > day
    return pl.when(paid_since).then("amount").when(IS_OPEN).then("open_amount").otherwise(NOTHING)


def known_since(portfolio: pl.DataFrame) -> dict[str, date]:
    """First day from which settlements are known, per currency.

    A currency is absent when none of its invoices was ever seen settled: a list of open invoices
    says nothing about what was open before.
    """
    first = (
        portfolio.filter(IS_INVOICE, ~IS_OPEN)
        .group_by("currency")
        .agg(PAID_ON.min().alias("first"))
        .drop_nulls("first")
    )
    return dict(first.sort("currency").iter_rows())


def undated(portfolio: pl.DataFrame) -> set[str]:
    """Currencies that have invoices without an issue date: when these began is not known."""
    rows = portfolio.filter(IS_INVOICE, pl.col("issue_date").is_null())
    return set(rows["currency"].unique().to_list())


def comparable(portfolio: pl.DataFrame, day: date) -> set[str]:
    """Currencies whose position on ``day`` can be told from the data."""
    since = known_since(portfolio)
    return {currency for currency, first in since.items() if first <= day} - undated(portfolio)


def position_at(portfolio: pl.DataFrame, day: date, *, today: date) -> pl.DataFrame:
    """The portfolio (``PORTFOLIO``) as it stood on the evening of ``day``.

    ``day`` is ``today`` or earlier; on ``today`` the portfolio is returned as it is. Lines without
    an issue date are dropped from earlier days: check ``comparable`` first.
    """
    if day > today:
        raise ValueError(f"{day} is after {today}")
    if day == today:
        return portfolio
    disputed = pl.when(pl.col("disputed_since") <= day).then("disputed_amount").otherwise(NOTHING)
    was_paid = ~IS_OPEN & (day >= PAID_ON)
    return (
        conform(portfolio, PORTFOLIO, "PORTFOLIO")
        .filter(pl.col("issue_date") <= day)
        .with_columns(
            owed_on(pl.lit(day)).alias("open_amount"),
            disputed.alias("disputed_amount"),
            pl.when(pl.col("paid_date") <= day).then("paid_date").alias("paid_date"),
            # A settlement without a known day was there all along.
            pl.when(was_paid | (~IS_OPEN & PAID_ON.is_null()))
            .then(pl.coalesce(PAID_ON, pl.lit(day)))
            .alias("settled_on"),
            pl.when(pl.col("last_step_day") <= day).then("last_step").alias("last_step"),
            pl.when(pl.col("last_step_day") <= day).then("last_step_day").alias("last_step_day"),
        )
    )
