"""What is owed today, in all and per currency: open, overdue, disputed, and the credits apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from relance_core.receivables.lines import currencies, open_credits, open_invoices

ZERO = Decimal("0.000")


@dataclass(frozen=True)
class Balance:
    """The totals of one currency. Amounts are gross of credits unless the name says net."""

    currency: str
    open_amount: Decimal = ZERO
    overdue: Decimal = ZERO  # due date before today
    disputed: Decimal = ZERO
    overdue_disputed: Decimal = ZERO
    over_90: Decimal = ZERO  # more than 90 days after the due date
    late_days_amount: Decimal = ZERO  # sum of overdue amount times days late
    credits: Decimal = ZERO  # credit notes and payments not yet applied, positive
    open_count: int = 0
    overdue_count: int = 0
    disputed_count: int = 0
    client_count: int = 0

    @property
    def net(self) -> Decimal:
        """The open amount less the credits."""
        return self.open_amount - self.credits


def balances(portfolio: pl.DataFrame, *, today: date) -> dict[str, Balance]:
    """The balance of each currency of the portfolio, nil when nothing is open, by code."""
    late = pl.col("days_late") > 0
    disputed = pl.col("disputed_amount") > 0
    owed = (
        open_invoices(portfolio, today=today)
        .group_by("currency")
        .agg(
            pl.col("open_amount").sum(),
            pl.col("open_amount").filter(late).sum().alias("overdue"),
            pl.col("disputed_amount").sum().alias("disputed"),
            pl.col("disputed_amount").filter(late).sum().alias("overdue_disputed"),
            pl.col("open_amount").filter(pl.col("days_late") > 90).sum().alias("over_90"),
            (pl.col("open_amount") * pl.col("days_late"))
            .filter(late)
            .sum()
            .alias("late_days_amount"),
            pl.len().alias("open_count"),
            late.sum().alias("overdue_count"),
            disputed.sum().alias("disputed_count"),
            pl.col("client_id").n_unique().alias("client_count"),
        )
    )
    credits = (
        open_credits(portfolio, today=today)
        .group_by("currency")
        .agg(pl.col("open_amount").sum().alias("credits"))
    )
    found: dict[str, dict[str, Any]] = {code: {"currency": code} for code in currencies(portfolio)}
    for row in (*owed.iter_rows(named=True), *credits.iter_rows(named=True)):
        found[row["currency"]].update(row)
    return {currency: Balance(**values) for currency, values in found.items()}
