"""Which lines of the portfolio count on a day: open invoices, open credits, paid invoices."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.schemas import PORTFOLIO, conform
from relance_core.vocabulary import InvoiceKind

CREDIT_KINDS = (InvoiceKind.CREDIT_NOTE.value, InvoiceKind.PAYMENT.value)

#: The day an invoice was paid; without it, the day of the data that showed it settled.
PAID_ON = pl.coalesce("paid_date", "settled_on")
#: A line is open until settled; a settled line may keep an amount that the file never cleared.
IS_OPEN = pl.col("settled_on").is_null() & (pl.col("open_amount") > 0)
IS_INVOICE = pl.col("kind") == InvoiceKind.INVOICE.value


def _issued(today: date) -> pl.Expr:
    # Dated after today: not yet a debt. Without an issue date the line is there, so it counts.
    return pl.col("issue_date").is_null() | (pl.col("issue_date") <= today)


def open_invoices(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The open invoices issued up to ``today``.

    ``PORTFOLIO`` columns plus ``days_late`` (Int64; 0 or negative when not yet late).
    ``disputed_amount`` is held to the open amount.
    """
    return (
        conform(portfolio, PORTFOLIO, "PORTFOLIO")
        .filter(IS_INVOICE, IS_OPEN, _issued(today))
        .with_columns(
            pl.min_horizontal("disputed_amount", "open_amount").alias("disputed_amount"),
            (pl.lit(today) - pl.col("due_date")).dt.total_days().alias("days_late"),
        )
    )


def open_credits(portfolio: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The credit notes and payments not yet applied, issued up to ``today``; amounts positive."""
    return conform(portfolio, PORTFOLIO, "PORTFOLIO").filter(
        pl.col("kind").is_in(CREDIT_KINDS), IS_OPEN, _issued(today)
    )


def paid_invoices(
    portfolio: pl.DataFrame, *, today: date, since: date | None = None
) -> pl.DataFrame:
    """The invoices settled up to ``today`` (after ``since`` when given), their day known.

    Those that the first data showed settled already, with no day of payment, are not in it: the day
    of that data says nothing of how late they were paid.
    ``PORTFOLIO`` columns plus ``paid_on`` and ``days_late`` (Int64, signed: negative when early).
    """
    paid = (
        conform(portfolio, PORTFOLIO, "PORTFOLIO")
        .filter(IS_INVOICE, ~IS_OPEN, pl.col("found_settled").ne_missing(True))
        .with_columns(PAID_ON.alias("paid_on"))
        .filter(pl.col("paid_on") <= today)
        .with_columns((pl.col("paid_on") - pl.col("due_date")).dt.total_days().alias("days_late"))
    )
    return paid if since is None else paid.filter(pl.col("paid_on") > since)


def currencies(portfolio: pl.DataFrame) -> list[str]:
    """The currencies of the portfolio, sorted."""
    return sorted(portfolio["currency"].drop_nulls().unique().to_list())
