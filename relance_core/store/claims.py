"""What late interest depends on, invoice by invoice: what was owed, and what came in on which day.

Files tell balances, and seldom on which day a payment came. A payment whose day is not written is
taken to have come as early as the files allow: no interest is then claimed that may not be owed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from relance_core.legal_rates import Evidence, LegalRate, LegalRates, Semester, shipped_rates
from relance_core.money import from_thousandths
from relance_core.receivables.late_interest import Claim, Payment
from relance_core.store.database import in_parts
from relance_core.store.holds import PAID
from relance_core.store.sent_lines import counted_lines, left_on
from relance_core.store.tables import (
    client,
    client_setting,
    hold,
    import_change,
    import_run,
    invoice,
    message,
    message_line,
    setting,
)
from relance_core.vocabulary import DebtorType, InvoiceKind, MessageState, Step, Withheld

RATES_SECTION = "rates"


@dataclass(frozen=True)
class InvoiceClaim:
    """An invoice of the ledger that fell due, with its claim.

    ``estimated``: the day of some payment is not written, and was taken as early as it may be.
    ``due_calculated``: the due date comes from terms and nobody confirmed it.
    """

    invoice_id: int
    number: str
    issue_date: date | None
    claim: Claim
    disputed: Decimal
    estimated: bool
    due_calculated: bool


def read_rates(conn: Connection) -> LegalRates:
    """The shipped rates, with those that somebody wrote or corrected."""
    kept = conn.scalar(select(setting.c.content).where(setting.c.section == RATES_SECTION)) or {}
    rates = shipped_rates()
    for code, values in sorted(kept.items()):
        rates = rates.with_rate(
            LegalRate(
                Semester.parse(code),
                Decimal(values["ecb_refinancing"]),
                Decimal(values["legal_professional"]),
                values["reference"],
                Evidence.BY_HAND,
            )
        )
    return rates


def claims_of(conn: Connection, client_id: int, *, today: date) -> list[InvoiceClaim]:
    """The invoices of a client that fell due before ``today``, open or settled, oldest first."""
    kind = func.coalesce(
        client_setting.c.debtor_type, client.c.debtor_type, DebtorType.UNKNOWN.value
    )
    rows = conn.execute(
        select(invoice, kind.label("debtor_type"))
        .join(client, client.c.id == invoice.c.client_id)
        .outerjoin(client_setting, client_setting.c.client_id == client.c.id)
        .where(
            invoice.c.client_id == client_id,
            invoice.c.kind == InvoiceKind.INVOICE.value,
            invoice.c.due_date < today,
        )
        .order_by(invoice.c.due_date, invoice.c.id)
    ).all()
    ids = [row.id for row in rows]
    moves, noted = moves_of(conn, ids), _noted(conn, ids)
    notices, insolvency = _notices(conn, ids), _insolvency(conn, client_id)
    found = []
    for row in rows:
        payments, estimated = _payments(row, moves.get(row.id, []), noted.get(row.id, []))
        claim = Claim(
            from_thousandths(row.amount),
            row.currency,
            row.due_date,
            DebtorType(row.debtor_type),
            payments,
            notice_received=notices.get(row.id),
            insolvency=insolvency,
        )
        found.append(
            InvoiceClaim(
                row.id,
                row.number,
                row.issue_date,
                claim,
                from_thousandths(min(row.disputed_amount, row.open_amount)),
                estimated,
                row.due_calculated and not row.due_confirmed,
            )
        )
    return found


@dataclass(frozen=True)
class Move:
    """What a file showed as due, on the day up to which it tells."""

    data_date: date
    open_amount: int


def moves_of(conn: Connection, ids: Sequence[int]) -> dict[int, list[Move]]:
    """Invoice -> what each import in force changed of what is due, in their order."""
    found: dict[int, list[Move]] = defaultdict(list)
    for some in in_parts(ids):
        query = (
            select(import_change.c.invoice_id, import_run.c.data_date, import_change.c.after)
            .join(import_run, import_run.c.id == import_change.c.import_id)
            .where(import_change.c.invoice_id.in_(some), import_run.c.undone_at.is_(None))
            .order_by(import_run.c.data_date, import_run.c.id)
        )
        for row in conn.execute(query):
            if row.after:
                found[row.invoice_id].append(Move(row.data_date, row.after["open_amount"]))
    return found


def _payments(
    row: Row[Any], moves: Sequence[Move], noted: Sequence[Row[Any]]
) -> tuple[tuple[Payment, ...], bool]:
    """The payments of an invoice and whether the day of one of them was not written.

    What each file shows less than the one before it came in between; the last of them on the day
    of payment that the file writes, when it lies there.
    """
    falls: list[tuple[date | None, date, int]] = []  # after, at the latest, thousandths
    before, since = row.amount, None
    for move in moves:
        shown = min(
            move.open_amount, row.amount
        )  # a credit note may have lowered the invoice since
        if shown < before:
            falls.append((since, move.data_date, before - shown))
        else:
            _give_back(falls, shown - before)
        before, since = shown, move.data_date
    if row.open_amount < before:  # it was settled already when it was first seen
        latest = row.settled_on or row.paid_date or row.due_date
        falls.append((since, latest, before - row.open_amount))
    payments, estimated = [], False
    for at, (after, latest, amount) in enumerate(falls):
        last = at == len(falls) - 1
        told = row.paid_date if last and row.paid_date and row.paid_date <= latest else None
        if told is not None and (after is None or told > after):
            day = told
        else:
            estimated = True
            day = row.due_date if after is None else after + timedelta(days=1)
        payments.append(Payment(day, from_thousandths(amount)))
    left = row.open_amount
    for hand in noted:
        part = left if hand.amount is None else min(hand.amount, left)
        if part > 0:
            payments.append(Payment(hand.since, from_thousandths(part)))
            left -= part
    return tuple(sorted(payments, key=lambda payment: payment.day)), estimated


def _give_back(falls: list[tuple[date | None, date, int]], amount: int) -> None:
    """What a later file shows as due again was not paid: the latest falls give way."""
    while amount > 0 and falls:
        after, latest, fallen = falls.pop()
        if fallen > amount:
            falls.append((after, latest, fallen - amount))
        amount -= fallen


def _noted(conn: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Invoice -> the payments noted by hand that run."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for some in in_parts(ids):
        query = (
            select(hold.c.invoice_id, hold.c.since, hold.c.amount)
            .where(hold.c.invoice_id.in_(some), hold.c.code == PAID, hold.c.released_at.is_(None))
            .order_by(hold.c.since, hold.c.id)
        )
        rows: list[Row[Any]] = list(conn.execute(query))
        for row in rows:
            found[row.invoice_id].append(row)
    return found


def _notices(conn: Connection, ids: Sequence[int]) -> dict[int, date]:
    """Invoice -> the day its first formal notice was received, or left when nobody noted more.

    A consumer owes interest from then on.
    """
    found: dict[int, date] = {}
    for some in in_parts(ids):
        query = (
            counted_lines(
                message_line.c.invoice_id,
                message.c.received_on,
                message.c.posted_on,
                message.c.sent_at,
                message.c.for_date,
            )
            .where(
                message_line.c.invoice_id.in_(some),
                message_line.c.own_step == Step.FORMAL_NOTICE.value,
                message.c.state == MessageState.SENT.value,
            )
            .order_by(message.c.id)
        )
        for row in conn.execute(query):
            left = left_on(row.posted_on, row.sent_at, row.for_date)
            found.setdefault(row.invoice_id, row.received_on or left)
    return found


def _insolvency(conn: Connection, client_id: int) -> date | None:
    """Since when the client, or one of his invoices, is noted in insolvency proceedings."""
    of_invoices = select(invoice.c.id).where(invoice.c.client_id == client_id)
    day: date | None = conn.scalar(
        select(func.min(hold.c.since)).where(
            hold.c.code == Withheld.INSOLVENCY.value,
            hold.c.released_at.is_(None),
            (hold.c.client_id == client_id) | hold.c.invoice_id.in_(of_invoices),
        )
    )
    return day


def with_agreed_rate(found: InvoiceClaim, rate: Decimal) -> InvoiceClaim:
    """The claim under the yearly rate that the firm's terms provide, in percent; 0 for none."""
    return replace(found, claim=replace(found.claim, agreed_rate=rate)) if rate else found
