"""What messages that accompany the sequence are about, and those of them that wait."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, exists, not_, select

from relance_core.messages.companion import CompanionLine
from relance_core.money import from_thousandths
from relance_core.store.database import in_parts
from relance_core.store.tables import invoice, message, message_line
from relance_core.vocabulary import Companion, InvoiceKind, MessageState


def invoice_lines(conn: Connection, invoice_ids: Collection[int]) -> list[CompanionLine]:
    """These invoices as the files tell them, open or settled, the oldest due first."""
    rows = [
        row
        for some in in_parts(sorted(set(invoice_ids)))
        for row in conn.execute(select(invoice).where(invoice.c.id.in_(some)))
    ]
    return [
        CompanionLine(
            invoice_id=row.id,
            number=row.number,
            issue_date=row.issue_date,
            due_date=row.due_date,
            currency=row.currency,
            amount=from_thousandths(row.amount),
            open_amount=from_thousandths(row.open_amount),
            ledger_amount=from_thousandths(row.open_amount),
        )
        for row in sorted(rows, key=lambda row: (row.due_date, row.id))
    ]


def people_of(conn: Connection, invoice_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Who owes and who pays each of these invoices."""
    found = {}
    for some in in_parts(sorted(set(invoice_ids))):
        query = select(invoice.c.id, invoice.c.client_id, invoice.c.payer_id)
        for row in conn.execute(query.where(invoice.c.id.in_(some))):
            found[row.id] = (row.client_id, row.payer_id)
    return found


def paid_lately(conn: Connection, client_id: int, *, limit: int = 20) -> list[CompanionLine]:
    """The invoices of a client settled last, the latest first."""
    query = (
        select(invoice.c.id)
        .where(
            (invoice.c.client_id == client_id) | (invoice.c.payer_id == client_id),
            invoice.c.kind == InvoiceKind.INVOICE.value,
            invoice.c.settled_on.is_not(None),
        )
        .order_by(invoice.c.settled_on.desc(), invoice.c.id.desc())
        .limit(limit)
    )
    order = {one: place for place, one in enumerate(conn.scalars(query))}
    return sorted(invoice_lines(conn, list(order)), key=lambda line: order[line.invoice_id])


def held_companions(conn: Connection, client_id: int) -> list[tuple[Row[Any], tuple[int, ...]]]:
    """Messages of no step to a client that did not leave, latest first, with their invoices.

    Held, or refused by the server; one that another of its kind came after is left out.
    """
    newer = message.alias("newer")
    taken_up = exists().where(
        newer.c.addressee_id == message.c.addressee_id,
        newer.c.step == message.c.step,
        newer.c.id > message.c.id,
        newer.c.state != MessageState.CANCELLED.value,
    )
    query = (
        select(message)
        .where(
            message.c.addressee_id == client_id,
            message.c.step.in_(list(Companion)),
            message.c.state.in_((MessageState.HELD, MessageState.REFUSED)),
            not_(taken_up),
        )
        .order_by(message.c.id.desc())
    )
    found = []
    for row in conn.execute(query).all():
        lines = select(message_line.c.invoice_id).where(message_line.c.message_id == row.id)
        found.append((row, tuple(conn.scalars(lines.order_by(message_line.c.id)))))
    return found
