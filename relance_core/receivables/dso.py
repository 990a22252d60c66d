"""Days sales outstanding by countback: how many days of sales the balance owed amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from relance_core import french
from relance_core.receivables.lines import IS_INVOICE, IS_OPEN
from relance_core.vocabulary import InvoiceKind

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Dso:
    """A DSO in days, to the tenth.

    ``days`` is null when no sales are known; ``at_least`` is true when the balance is larger than
    all the sales of the months that are known.
    """

    days: Decimal | None
    at_least: bool = False

    def __str__(self) -> str:
        if self.days is None:
            return "n.d."
        whole = int(self.days.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        written = french.plural(whole, "jour")
        return f"au moins {written}" if self.at_least else written


def countback(balance: Decimal, months: Sequence[tuple[int, Decimal]]) -> Dso:
    """Subtract sales month by month from ``balance``, the last month pro rata.

    ``months`` are (days, sales) pairs, the latest first. Where credits exceed the invoices of a
    month, its sales are negative and the balance left grows.
    """
    if sum((sales for _, sales in months), Decimal(0)) <= 0:
        return Dso(None)
    days, left = Decimal(0), balance
    for length, sales in months:
        if left <= 0:
            break
        if sales >= left:
            days, left = days + left / sales * length, Decimal(0)
        else:
            days, left = days + length, left - sales
    return Dso(days.quantize(TENTH, rounding=ROUND_HALF_UP), at_least=left > 0)


def monthly_sales(
    portfolio: pl.DataFrame, currency: str, *, day: date
) -> list[tuple[int, Decimal]]:
    """(days, sales) of each month whose sales are known, back from the month of ``day``.

    Sales are invoices less credit notes, taxes included, by issue date. The month of ``day``
    counts its days so far. Months before the first invoice that is known to have been paid, even
    in part, are left out: only what is still open is known of them, which is not their sales.
    """
    until = portfolio.filter(pl.col("currency") == currency, pl.col("issue_date") <= day)
    was_paid = ~IS_OPEN | (pl.col("open_amount") < pl.col("amount"))
    first: date | None = until.filter(IS_INVOICE, was_paid)["issue_date"].min()  # type: ignore[assignment]
    if first is None:
        return []
    note = pl.col("kind") == InvoiceKind.CREDIT_NOTE.value
    sales = dict(
        until.filter(IS_INVOICE | note)
        .group_by(pl.col("issue_date").dt.month_start().alias("month"))
        .agg(pl.when(note).then(-pl.col("amount")).otherwise("amount").sum())
        .iter_rows()
    )
    months, end = [], day
    while end >= first:
        start = end.replace(day=1)
        months.append(((end - start).days + 1, sales.get(start, Decimal(0))))
        end = start - timedelta(days=1)
    return months
