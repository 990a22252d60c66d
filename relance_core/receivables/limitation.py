"""When claims may become time-barred, as the texts count it: a date to watch, never a verdict.

Whether a claim is barred depends on facts that no ledger holds: an acknowledgement of the debt or a
claim in court begins the delay anew, a formal notice does not (Cass. com. 18 May 2022, 20-23.204).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.money import MONEY
from relance_core.schemas import schema_of
from relance_core.vocabulary import DebtorType, InvoiceKind

#: Months before the date at which it is told, and told again.
TOLD_MONTHS, NEAR_MONTHS = 6, 3
_CONSUMER, _PUBLIC = DebtorType.CONSUMER.value, DebtorType.PUBLIC.value
#: Open invoices whose date comes within six months, or has passed; the nearest first.
LIMITATIONS = schema_of(
    {
        "invoice_id": pl.Int64,
        "client_id": pl.Int64,
        "number": pl.String,
        "currency": pl.String,
        "open_amount": MONEY,
        "debtor_type": pl.String,
        "start": pl.Date,  # delivery or issue, the earlier; the due date when neither is known
        "limit_on": pl.Date,
        "stage": pl.String,  # "passed", "near" (three months), "coming" (six)
    }
)


def limit_on(start: pl.Expr, debtor_type: pl.Expr) -> pl.Expr:
    """The day on which a claim born on ``start`` may be time-barred.

    Consumers: two years (C. conso. L218-2). Public bodies: four years from 1 January of the year
    after (law 68-1250). Everybody else: five years (C. com. L110-4, C. civ. 2224), counted from the
    performance and not from the due date (Cass. com. 26 February 2020, 18-25.036).
    """
    return (
        pl.when(debtor_type == _CONSUMER)
        .then(start.dt.offset_by("2y"))
        .when(debtor_type == _PUBLIC)
        .then(pl.date(start.dt.year() + 4, 12, 31))
        .otherwise(start.dt.offset_by("5y"))
    )


def limitations(ledger: pl.DataFrame, clients: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """``LIMITATIONS`` of the open invoices of ``ledger`` (``LEDGER``).

    ``clients``: ``client_id, debtor_type`` (``CLIENTS``).
    """
    start = pl.coalesce(pl.min_horizontal("issue_date", "delivery_date"), "due_date")
    on = pl.lit(today)
    frame = (
        ledger.filter(pl.col("kind") == InvoiceKind.INVOICE.value, pl.col("open_amount") > 0)
        .join(clients.select("client_id", "debtor_type"), on="client_id", how="left")
        .with_columns(start.alias("start"))
        .with_columns(limit_on(pl.col("start"), pl.col("debtor_type")).alias("limit_on"))
        .filter(pl.col("limit_on").dt.offset_by(f"-{TOLD_MONTHS}mo") <= on)
    )
    stage = (
        pl.when(pl.col("limit_on") < on)
        .then(pl.lit("passed"))
        .when(pl.col("limit_on").dt.offset_by(f"-{NEAR_MONTHS}mo") <= on)
        .then(pl.lit("near"))
        .otherwise(pl.lit("coming"))
    )
    return (
        frame.with_columns(stage.alias("stage"))
        .select(list(LIMITATIONS))
        .sort("limit_on", "invoice_id")
        .cast(dict(LIMITATIONS))  # type: ignore[arg-type]
    )
