"""Payments noted by hand, looked up again: the same one twice, and the lists they came from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from relance_core.store.database import in_parts
from relance_core.store.holds import PAID
from relance_core.store.payments import LIST_KIND
from relance_core.store.tables import hold, invoice, journal


def is_noted(
    conn: Connection, invoice_id: int, amount: int, note: str, *, client_id: int | None = None
) -> bool:
    """Whether the same payment of an invoice was noted already and still runs.

    With ``client_id``, of any invoice of that client, settled ones included. ``amount`` in
    thousandths.
    """
    same = [hold.c.code == PAID, hold.c.note == note, hold.c.released_at.is_(None)]
    of_it = and_(
        hold.c.invoice_id == invoice_id, or_(hold.c.amount == amount, hold.c.amount.is_(None))
    )
    found = select(hold.c.id).where(of_it, *same)
    if client_id is not None:
        whole = and_(hold.c.amount.is_(None), invoice.c.amount == amount)
        of_client = and_(invoice.c.client_id == client_id, or_(hold.c.amount == amount, whole))
        found = (
            select(hold.c.id)
            .join(invoice, invoice.c.id == hold.c.invoice_id)
            .where(or_(of_it, of_client), *same)
        )
    return conn.execute(found.limit(1)).first() is not None


def noted_as(conn: Connection, invoice_id: int, note: str) -> list[int]:
    """The running entries of an invoice noted paid by ``note``: those of one same payment."""
    query = select(hold.c.id).where(
        hold.c.invoice_id == invoice_id,
        hold.c.code == PAID,
        hold.c.note == note,
        hold.c.released_at.is_(None),
    )
    return list(conn.scalars(query))


def list_noted(conn: Connection, list_id: int) -> Row[Any] | None:
    """One list of payments, with the columns of ``lists_noted``; None when there is none."""
    query = select(journal.c.id, journal.c.at, journal.c.by, journal.c.text, journal.c.data).where(
        journal.c.id == list_id, journal.c.kind == LIST_KIND, journal.c.data.is_not(None)
    )
    found: list[Row[Any]] = list(conn.execute(query))
    return found[0] if found else None


def lists_noted(conn: Connection, limit: int = 10) -> list[Row[Any]]:
    """The lists of payments noted last, latest first: ``id, at, by, text, data``."""
    query = (
        select(journal.c.id, journal.c.at, journal.c.by, journal.c.text, journal.c.data)
        .where(journal.c.kind == LIST_KIND, journal.c.data.is_not(None))
        .order_by(journal.c.id.desc())
        .limit(limit)
    )
    return list(conn.execute(query))


def holds_running(conn: Connection, ids: list[int]) -> dict[int, int]:
    """Those of these holds that still run -> their invoice."""
    return {
        row.id: row.invoice_id
        for some in in_parts(ids)
        for row in conn.execute(
            select(hold.c.id, hold.c.invoice_id).where(
                hold.c.id.in_(some), hold.c.released_at.is_(None)
            )
        )
    }
