"""Decisions by hand about an invoice or a client: disputed, promised, paid; never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from relance_core.money import to_thousandths
from relance_core.store.database import inserted_id
from relance_core.store.tables import client, client_setting, hold, invoice
from relance_core.vocabulary import Withheld

#: An invoice settled by hand between two imports, beside the codes of ``vocabulary.Withheld``.
PAID = "paid"
#: Somebody looked at what the file left in doubt and decided that the invoice is to be chased.
CHASE = "chase"
#: Somebody closed the dispute that the file tells of: that alone counts no more, until it is gone.
DISPUTE_OVER = "dispute_over"
#: The claim was declared to the credit insurer; it holds nothing back.
DECLARED = "declared"
#: Notes that hold nothing back.
FREE = (PAID, CHASE, DISPUTE_OVER, DECLARED)


def holds_of_invoices() -> Select[Any]:
    """Holds on invoices, each with its invoice and its debtor.

    Beside the columns of ``hold``: ``debtor_id, client_name, payer_id, number, currency`` and
    ``left``, what is still due in thousandths.
    """
    return (
        select(
            hold,
            invoice.c.client_id.label("debtor_id"),
            invoice.c.payer_id,
            invoice.c.number,
            invoice.c.currency,
            invoice.c.open_amount.label("left"),
            client.c.name.label("client_name"),
        )
        .join(invoice, invoice.c.id == hold.c.invoice_id)
        .join(client, client.c.id == invoice.c.client_id)
    )


def waits_for(invoice_ids: Iterable[int]) -> Select[tuple[int]]:
    """A query that makes two writers about an invoice wait for one another, in order of ids.

    What it gives is read after whoever came first is done. SQLite needs none: its writers begin one
    after the other.
    """
    ids = sorted(set(invoice_ids))
    query = select(invoice.c.id).where(invoice.c.id.in_(ids)).order_by(invoice.c.id)
    return query.with_for_update()


def add_hold(
    conn: Connection,
    code: str,
    *,
    since: date,
    by: str,
    at: datetime,
    invoice_id: int | None = None,
    client_id: int | None = None,
    amount: Decimal | None = None,
    until: date | None = None,
    note: str = "",
    about: Mapping[str, Any] | None = None,
) -> int:
    """Record a hold on one invoice or on a whole client; returns its id.

    ``about``: what else is known of a dispute or a promise, by column of the table.
    """
    if (invoice_id is None) == (client_id is None):
        raise ValueError("a hold concerns one invoice or one client")
    result = conn.execute(
        insert(hold).values(
            invoice_id=invoice_id,
            client_id=client_id,
            code=code,
            amount=None if amount is None else to_thousandths(amount),
            since=since,
            until=until,
            note=note,
            by=by,
            at=at,
            **(about or {}),
        )
    )
    return inserted_id(result)


def release_hold(conn: Connection, hold_id: int, *, by: str, at: datetime) -> bool:
    """End a hold; False when it was already over."""
    result = conn.execute(
        update(hold)
        .where(hold.c.id == hold_id, hold.c.released_at.is_(None))
        .values(released_at=at, released_by=by)
    )
    return result.rowcount == 1


def reopen_replaced(conn: Connection, hold_id: int) -> bool:
    """Let the hold run again that this one replaced when it was noted; False when it replaced none.

    What replaces a hold ends it at the same moment, by the same person.
    """
    new = conn.execute(select(hold).where(hold.c.id == hold_id)).one()
    replaced = conn.scalar(
        select(hold.c.id)
        .where(
            hold.c.id < hold_id,
            hold.c.code == new.code,
            hold.c.invoice_id == new.invoice_id,
            hold.c.released_at == new.at,
            hold.c.released_by == new.by,
        )
        .order_by(hold.c.id.desc())
        .limit(1)
    )
    if replaced is None:
        return False
    ended = {"released_at": None, "released_by": None}
    conn.execute(update(hold).where(hold.c.id == replaced).values(**ended))
    return True


def running_of(conn: Connection, invoice_id: int, code: str) -> list[Row[Any]]:
    """The holds of one kind that run on an invoice, the first noted first."""
    query = select(hold).where(
        hold.c.invoice_id == invoice_id, hold.c.code == code, hold.c.released_at.is_(None)
    )
    return list(conn.execute(query.order_by(hold.c.id)))


def holds_of_plan(conn: Connection, plan_id: int) -> list[Row[Any]]:
    """The holds of a payment plan, as ``holds_of_invoices`` gives them, the first noted first."""
    query = holds_of_invoices().where(hold.c.payment_plan_id == plan_id)
    return list(conn.execute(query.order_by(hold.c.id)))


def number_in_a_plan(conn: Connection, invoice_ids: Collection[int]) -> str | None:
    """The number of one of these invoices that is in a payment plan that runs; None: none is."""
    query = holds_of_invoices().where(
        hold.c.invoice_id.in_(invoice_ids),
        hold.c.payment_plan_id.is_not(None),
        hold.c.released_at.is_(None),
    )
    row = conn.execute(query.limit(1)).first()
    return None if row is None else row.number


def hold_row(conn: Connection, hold_id: int) -> Row[Any] | None:
    """One hold, running or over; None when there is none of this id."""
    return conn.execute(select(hold).where(hold.c.id == hold_id)).one_or_none()


def write_contact(conn: Connection, hold_id: int, contact: str | None) -> None:
    """Write whom a hold is about: who promised, to whom a file was handed over."""
    conn.execute(update(hold).where(hold.c.id == hold_id).values(contact=contact))


def restore_hold(conn: Connection, row: Row[Any]) -> None:
    """Let a hold run again that was lifted; what it had replaced gives way again."""
    for older in running_of(conn, row.invoice_id, row.code):
        ended = {"released_at": row.at, "released_by": row.by}
        conn.execute(update(hold).where(hold.c.id == older.id).values(**ended))
    running = {"released_at": None, "released_by": None}
    conn.execute(update(hold).where(hold.c.id == row.id).values(**running))


def release_disputes_over(conn: Connection, *, by: str, at: datetime) -> None:
    """The files tell of these disputes no more: what overruled them has nothing left to do."""
    told = select(invoice.c.id).where(invoice.c.disputed_amount > 0)
    conn.execute(
        update(hold)
        .where(
            hold.c.code == DISPUTE_OVER,
            hold.c.released_at.is_(None),
            hold.c.invoice_id.not_in(told),
        )
        .values(released_at=at, released_by=by)
    )


def insured_clients(conn: Connection) -> list[Row[Any]]:
    """``client_id, declare_days`` of the clients said to be insured."""
    query = select(client_setting.c.client_id, client_setting.c.declare_days)
    return list(conn.execute(query.where(client_setting.c.insured)))


def declared_invoices(conn: Connection) -> frozenset[int]:
    """The invoices that somebody declared to the insurer."""
    query = select(hold.c.invoice_id).where(hold.c.code == DECLARED, hold.c.released_at.is_(None))
    return frozenset(one for one in conn.scalars(query) if one is not None)


def recipients(conn: Connection) -> dict[int, str]:
    """Invoice -> to whom its file was handed over, where somebody wrote it."""
    query = select(hold.c.invoice_id, hold.c.contact).where(
        hold.c.code == Withheld.HANDED_OVER.value,
        hold.c.released_at.is_(None),
        hold.c.contact.is_not(None),
    )
    return {row.invoice_id: row.contact for row in conn.execute(query.order_by(hold.c.id))}


def running_holds(conn: Connection) -> list[Row[Any]]:
    """Holds not released, with the invoice's number and the client's name, latest first."""
    named = (
        select(
            hold,
            invoice.c.number,
            invoice.c.client_id.label("debtor_id"),
            invoice.c.currency,
            invoice.c.open_amount,
        )
        .select_from(hold.outerjoin(invoice, invoice.c.id == hold.c.invoice_id))
        .where(hold.c.released_at.is_(None))
        .subquery()
    )
    return list(
        conn.execute(
            select(named, client.c.name.label("client_name"))
            .select_from(
                named.join(
                    client, (client.c.id == named.c.client_id) | (client.c.id == named.c.debtor_id)
                )
            )
            .order_by(named.c.id.desc())
        )
    )
