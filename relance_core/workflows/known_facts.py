"""What is already noted of a client and may be written to him: a promise, a dispute, a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row

from relance_core.commitments import DISPUTE_MOTIVE_LABELS, DisputeMotive, DisputeOutcome
from relance_core.money import from_thousandths
from relance_core.store.disputes import closed_disputes
from relance_core.store.holds import running_holds
from relance_core.store.payment_plans import plans
from relance_core.vocabulary import Companion, Withheld


@dataclass(frozen=True)
class Known:
    """What a message of a kind would say; empty where nothing is noted."""

    invoice_ids: tuple[int, ...] = ()
    spoke_to: str = ""
    promised_on: date | None = None
    amount: Decimal | None = None  # None: all of it
    means: str = ""
    said: str = ""
    owner: str = ""
    answer_by: date | None = None
    outcome: DisputeOutcome | None = None
    parts: tuple[tuple[date, Decimal], ...] = ()


def known_of(conn: Connection, client_id: int, kind: Companion) -> Known:
    """What was noted last of a client that a message of ``kind`` would be about."""
    if kind is Companion.PROMISE_CONFIRMATION:
        return _promised(_last(conn, client_id, Withheld.PROMISE))
    if kind is Companion.DISPUTE_ACKNOWLEDGEMENT:
        return _contested(_last(conn, client_id, Withheld.DISPUTE))
    if kind is Companion.PAYMENT_PLAN:
        return _planned(conn, client_id)
    if kind is Companion.DISPUTE_CLOSING:
        return _closed(conn, client_id)
    return Known()


def _last(conn: Connection, client_id: int, code: Withheld) -> list[Row[Any]]:
    """The running holds of one kind on a client's invoices that were noted together, the last."""
    rows = [
        row
        for row in running_holds(conn)
        if row.code == code.value and row.debtor_id == client_id and row.open_amount
    ]
    return [row for row in rows if row.at == rows[0].at]


def _promised(rows: Sequence[Row[Any]]) -> Known:
    if not rows:
        return Known()
    return Known(
        invoice_ids=tuple(row.invoice_id for row in rows),
        spoke_to=rows[0].contact or "",
        promised_on=rows[0].promised_on,
        amount=_part(rows),
        means=rows[0].means or "",
    )


def _contested(rows: Sequence[Row[Any]]) -> Known:
    if not rows:
        return Known()
    motive = DISPUTE_MOTIVE_LABELS[DisputeMotive(rows[0].motive)].lower() if rows[0].motive else ""
    return Known(
        invoice_ids=tuple(row.invoice_id for row in rows),
        spoke_to=rows[0].contact or "",
        amount=_part(rows),
        said=", ".join(one for one in (motive, rows[0].note) if one),
        owner=rows[0].owner or "",
        answer_by=rows[0].deadline,
    )


def _part(rows: Sequence[Row[Any]]) -> Decimal | None:
    """The sum concerned, when it is a part; None: all that these invoices owe."""
    if all(row.amount is None for row in rows):
        return None
    return from_thousandths(
        sum(row.open_amount if row.amount is None else row.amount for row in rows)
    )


def _planned(conn: Connection, client_id: int) -> Known:
    for plan in plans(conn, running=True):
        if plan.client.debtor_id == client_id:
            return Known(
                invoice_ids=tuple(row.invoice_id for row in plan.holds),
                spoke_to=plan.client.contact or "",
                parts=tuple((day, from_thousandths(sum_)) for day, _, sum_ in plan.parts),
            )
    return Known()


def _closed(conn: Connection, client_id: int) -> Known:
    mine = closed_disputes(conn).filter(pl.col("client_id") == client_id)
    if mine.is_empty():
        return Known()
    last = mine.row(0, named=True)
    return Known(
        invoice_ids=(last["invoice_id"],),
        amount=last["amount"],
        outcome=DisputeOutcome(last["outcome"]),
    )
