"""Disputes noted by hand: what was done about each, how it ended, and the credit that ends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, Select, select, update

from relance_core.commitments import DisputeTurn
from relance_core.french import amount as money
from relance_core.french import listed, short_date
from relance_core.money import MONEY, from_thousandths
from relance_core.schemas import schema_of
from relance_core.store.claims import Move, moves_of
from relance_core.store.holds import holds_of_invoices
from relance_core.store.promises import open_on
from relance_core.store.tables import hold, invoice, journal
from relance_core.vocabulary import InvoiceKind, Withheld

#: What is known of a dispute beside its amount and its words, by column of ``hold``.
FOLLOWED = ("motive", "owner", "deadline", "turn", "contact")

#: Disputes that are over.
CLOSED = schema_of(
    {
        "hold_id": pl.Int64,
        "invoice_id": pl.Int64,
        "client_id": pl.Int64,
        "client_name": pl.String,
        "number": pl.String,
        "currency": pl.String,
        "amount": MONEY,  # the part that was contested; null: all of it
        "motive": pl.String,  # commitments.DisputeMotive
        "owner": pl.String,
        "since": pl.Date,
        "closed_on": pl.Date,
        "closed_by": pl.String,
        "days": pl.Int64,
        "outcome": pl.String,  # commitments.DisputeOutcome
    }
)
_LOGGED = ("dispute", "hold")


@dataclass(frozen=True)
class Sign:
    """What the data shows of a dispute's end; ``sure``: nothing else can explain it."""

    hold_id: int
    invoice_id: int
    client_id: int
    number: str
    settled: bool  # nothing is due any more
    sure: bool
    words: str  # French


def dispute_row(conn: Connection, hold_id: int) -> Row[Any] | None:
    """A dispute with its invoice's ``number, debtor_id, currency, open_amount, paid_date``."""
    return conn.execute(_disputes().where(hold.c.id == hold_id)).one_or_none()


def _disputes() -> Select[Any]:
    return (
        select(
            hold,
            invoice.c.number,
            invoice.c.client_id.label("debtor_id"),
            invoice.c.currency,
            invoice.c.open_amount,
            invoice.c.paid_date,
        )
        .join(invoice, invoice.c.id == hold.c.invoice_id)
        .where(hold.c.code == Withheld.DISPUTE.value)
    )


def edit_row(conn: Connection, hold_id: int, values: Mapping[str, Any]) -> None:
    """Write ``values`` by column on a dispute."""
    conn.execute(update(hold).where(hold.c.id == hold_id).values(**values))


def told_by_file(conn: Connection, invoice_id: int) -> bool:
    """Whether the file says that the invoice is disputed."""
    told = select(invoice.c.id).where(invoice.c.id == invoice_id, invoice.c.disputed_amount > 0)
    return conn.execute(told).first() is not None


def closed_disputes(conn: Connection, *, limit: int = 200) -> pl.DataFrame:
    """``CLOSED``, the latest first; one lifted without a word of its outcome is no end."""
    query = (
        holds_of_invoices()
        .where(
            hold.c.code == Withheld.DISPUTE.value,
            hold.c.outcome.is_not(None),
            hold.c.released_at.is_not(None),
        )
        .order_by(hold.c.released_at.desc(), hold.c.id.desc())
        .limit(limit)
    )
    rows = [
        (
            row.id,
            row.invoice_id,
            row.debtor_id,
            row.client_name,
            row.number,
            row.currency,
            None if row.amount is None else from_thousandths(row.amount),
            row.motive,
            row.owner,
            row.since,
            row.released_at.date(),
            row.released_by,
            (row.released_at.date() - row.since).days,
            row.outcome,
        )
        for row in conn.execute(query)
    ]
    return pl.DataFrame(rows, schema=CLOSED, orient="row")


def dispute_log(conn: Connection, invoice_id: int) -> pl.DataFrame:
    """Everything noted about an invoice's disputes and decisions: ``day, by, text``."""
    query = (
        select(journal.c.at, journal.c.by, journal.c.text)
        .where(journal.c.invoice_id == invoice_id, journal.c.kind.in_(_LOGGED))
        .order_by(journal.c.id.desc())
    )
    return pl.DataFrame(
        [(row.at.date(), row.by, row.text) for row in conn.execute(query)],
        schema={"day": pl.Date, "by": pl.String, "text": pl.String},
        orient="row",
    )


def signs_of_an_end(conn: Connection, import_id: int | None = None) -> list[Sign]:
    """What the data shows since of the disputes by hand that run, in their order.

    Sure: the invoice is settled; or the credit was granted, and exactly the contested sum left the
    invoice, or came with the import ``import_id`` as a credit note that answers no other dispute.
    Anything else is proposed, never taken as the end.
    """
    running = _disputes().where(hold.c.released_at.is_(None)).order_by(hold.c.id)
    rows = list(conn.execute(running))
    moves = moves_of(conn, sorted({row.invoice_id for row in rows}))
    credits = _credits(conn, {row.debtor_id for row in rows})
    answers = {row.id: [one for one in credits if _answers(one, row)] for row in rows}
    shared = Counter(one.id for found in answers.values() for one in found)
    told = []
    for row in rows:
        found = answers[row.id]
        alone = len(found) == 1 and shared[found[0].id] == 1
        fresh = alone and found[0].first_import_id == import_id
        told.append(_sign(row, moves.get(row.invoice_id, []), found, fresh))
    return [one for one in told if one is not None]


def _answers(credit: Row[Any], row: Row[Any]) -> bool:
    """Whether a credit note came since a dispute, for exactly the contested sum."""
    return bool(
        credit.client_id == row.debtor_id
        and credit.currency == row.currency
        and credit.first_seen >= row.since
        and credit.open_amount == (row.amount or row.open_amount)
    )


def _sign(row: Row[Any], moves: list[Move], credits: list[Row[Any]], fresh: bool) -> Sign | None:
    """``credits`` answer the dispute; ``fresh``: the only one came just now, for it alone."""

    def sign(words: str, *, settled: bool = False, sure: bool = False) -> Sign:
        return Sign(row.id, row.invoice_id, row.debtor_id, row.number, settled, sure, words)

    if row.open_amount <= 0:
        return sign("la facture est soldée", settled=True, sure=True)
    granted = row.turn == DisputeTurn.CREDIT_NOTE.value
    fallen = open_on(moves, row.since, row.open_amount) - row.open_amount
    part = row.amount
    if credits:
        named = listed([credit.number for credit in credits])
        sum_ = _told(credits[0].open_amount, row.currency)
        words = f"l'avoir {named} de {sum_} est arrivé"
        if len(credits) > 1:
            words = f"des avoirs de {sum_} sont arrivés : {named}"
        return sign(words, sure=granted and fresh)
    if part is None or fallen <= 0:
        return None
    paid_since = row.paid_date is not None and row.paid_date >= row.since
    if fallen == part:
        words = f"le restant dû a baissé de {_told(part, row.currency)}, la somme contestée"
        return sign(words, sure=granted and not paid_since)
    if fallen > part:
        return sign(f"le restant dû a baissé de {_told(fallen, row.currency)}")
    return None


def _credits(conn: Connection, clients: Collection[int]) -> list[Row[Any]]:
    """Credit notes of these clients that are still to be deducted."""
    if not clients:
        return []
    query = select(invoice).where(
        invoice.c.kind == InvoiceKind.CREDIT_NOTE.value, invoice.c.open_amount > 0
    )
    return [row for row in conn.execute(query.order_by(invoice.c.id)) if row.client_id in clients]


def _told(thousandths: int, currency: str) -> str:
    return money(from_thousandths(thousandths), currency)


def closed_words(sign: Sign, day: date) -> str:
    """``Litige de la facture F-12 clos : l'avoir AV-3 de 200,00 € est arrivé (données du …).``"""
    return f"Litige de la facture {sign.number} clos : {sign.words} (données du {short_date(day)})."
