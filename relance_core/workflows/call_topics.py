"""What a call is about: the invoices named, those of the planned call, or what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from relance_core.errors import Refused
from relance_core.vocabulary import InvoiceKind
from relance_core.workflows.drafts import Prepared
from relance_core.workflows.today_plan import Day


@dataclass(frozen=True)
class Topic:
    """An invoice that was talked about."""

    invoice_id: int
    number: str
    due_date: date
    currency: str
    amount_due: Decimal  # without its disputed part


def topics_of(
    day: Day, client_id: int, invoice_ids: Sequence[int] = (), planned: Prepared | None = None
) -> list[Topic]:
    """What a call is about, oldest first: the invoices named, else those of the planned call.

    Without either, what is overdue with the client and not contested; all that is open when
    nothing is.
    """
    if planned is not None and not invoice_ids:
        found = [
            Topic(one.invoice_id, one.number, one.due_date, one.currency, one.amount_due)
            for one in planned.reminder.lines
        ]
        return sorted(found, key=lambda one: (one.due_date, one.invoice_id))
    found = open_topics(day, client_id)
    if invoice_ids:
        return [one for one in found if one.invoice_id in invoice_ids]
    late = [one for one in found if one.due_date < day.plan.for_date and one.amount_due > 0]
    return late or found


def open_topics(day: Day, client_id: int) -> list[Topic]:
    """The open invoices of a client, as debtor or as payer, oldest first."""
    ledger = day.situation.ledger.filter(
        (pl.col("client_id") == client_id) | (pl.col("payer_id") == client_id),
        pl.col("kind") == InvoiceKind.INVOICE.value,
    ).sort("due_date", "invoice_id")
    return [
        Topic(
            row["invoice_id"],
            row["number"],
            row["due_date"],
            row["currency"],
            row["open_amount"] - row["disputed_amount"],
        )
        for row in ledger.iter_rows(named=True)
    ]


def oldest_first(topics: Sequence[Topic], promised: Decimal) -> list[tuple[int, Decimal | None]]:
    """Which invoices a promised sum covers, the oldest first, and how much of the last."""
    found: list[tuple[int, Decimal | None]] = []
    if len({one.currency for one in topics}) > 1:
        raise Refused(
            "Cet appel porte sur plusieurs devises : notez la promesse facture par facture, dans "
            "Litiges et promesses. Rien n'a été noté.",
            code="several_currencies",
        )
    left = promised
    for one in topics:
        if left <= 0:
            break
        found.append((one.invoice_id, None if left >= one.amount_due else left))
        left -= one.amount_due
    if left > 0 or promised <= 0:
        raise Refused(
            "La somme promise doit être entre 0 et ce qui est dû : rien n'a été noté.",
            code="bad_amount",
        )
    return found
