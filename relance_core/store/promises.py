"""Promises of payment and what became of them, as the imports that followed tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, select

from relance_core.commitments import PromiseOutcome
from relance_core.money import MONEY, from_thousandths
from relance_core.schemas import schema_of
from relance_core.store.claims import Move, moves_of
from relance_core.store.holds import holds_of_invoices
from relance_core.store.tables import hold, import_run
from relance_core.vocabulary import Withheld

PROMISES = schema_of(
    {
        "hold_id": pl.Int64,
        "invoice_id": pl.Int64,
        "client_id": pl.Int64,
        "payer_id": pl.Int64,
        "client_name": pl.String,
        "number": pl.String,
        "currency": pl.String,
        "promised": MONEY,
        "paid": MONEY,  # of what was due when it was promised
        "open_amount": MONEY,
        "since": pl.Date,
        "promised_on": pl.Date,
        "until": pl.Date,  # the day given and the days of grace
        "contact": pl.String,
        "means": pl.String,
        "note": pl.String,
        "by": pl.String,
        "outcome": pl.String,  # commitments.PromiseOutcome
        "runs": pl.Boolean,  # nobody lifted or replaced it
    }
)
_NOT_KEPT = (PromiseOutcome.BROKEN.value, PromiseOutcome.PART_KEPT.value)


def promises(conn: Connection, *, today: date) -> pl.DataFrame:
    """``PROMISES``, the latest first; those that another one replaced are left out.

    A promise is judged on the first data dated after its days of grace, never before: without such
    data it is not known whether it was kept.
    """
    rows: list[Row[Any]] = list(
        conn.execute(
            holds_of_invoices()
            .where(hold.c.code == Withheld.PROMISE.value, hold.c.until.is_not(None))
            .order_by(hold.c.id.desc())
        )
    )
    moves = moves_of(conn, sorted({row.invoice_id for row in rows}))
    days = data_days(conn)
    told = [_told(row, moves.get(row.invoice_id, []), days, today) for row in rows]
    newest: set[int] = set()
    kept = []
    for one in told:
        # A promise lifted because a newer one was given says nothing any more.
        if one[-2] == PromiseOutcome.LIFTED.value and one[1] in newest:
            continue
        newest.add(one[1])
        kept.append(one)
    return pl.DataFrame(kept, schema=PROMISES, orient="row")


def data_days(conn: Connection) -> list[tuple[date, datetime]]:
    """Up to which day each import in force tells, and when it was made, the oldest data first."""
    query = select(import_run.c.data_date, import_run.c.at).where(import_run.c.undone_at.is_(None))
    return sorted((row.data_date, row.at) for row in conn.execute(query))


def broken_promisers(conn: Connection, *, today: date) -> frozenset[int]:
    """The addressees whose last promise on a still open invoice was not kept, or in part only."""
    found = promises(conn, today=today)
    late = found.filter("runs", pl.col("open_amount") > 0, pl.col("outcome").is_in(_NOT_KEPT))
    return frozenset(late["payer_id"].to_list())


def _told(
    row: Row[Any], moves: Sequence[Move], days: Sequence[tuple[date, datetime]], today: date
) -> tuple[Any, ...]:
    due = open_on(moves, row.since, row.left)
    promised = due if row.amount is None else min(row.amount, due)
    judged = judging(days, row.until)
    left = row.left if judged is None else open_on(moves, judged[0], row.left)
    paid = max(due - left, 0)
    return (
        row.id,
        row.invoice_id,
        row.debtor_id,
        row.payer_id,
        row.client_name,
        row.number,
        row.currency,
        from_thousandths(promised),
        from_thousandths(min(paid, promised)),
        from_thousandths(row.left),
        row.since,
        row.promised_on or row.until,
        row.until,
        row.contact,
        row.means,
        row.note,
        row.by,
        outcome_of(
            met=promised > 0 and paid >= promised,
            paid=paid,
            ended=row.released_at,
            judged=judged,
            until=row.until,
            today=today,
        ).value,
        row.released_at is None,
    )


def outcome_of(
    *,
    met: bool,
    paid: int,
    ended: datetime | None,
    judged: tuple[date, datetime] | None,
    until: date,
    today: date,
) -> PromiseOutcome:
    """What became of a promise, or of an instalment, of which ``paid`` came in when ``judged``.

    ``met``: all of it; ``ended``: when somebody lifted it; ``judged``: as ``judging`` gives it.
    """
    if met:
        return PromiseOutcome.KEPT
    # One that was judged first stays broken, whatever was promised or lifted afterwards.
    if ended is not None and (judged is None or ended < judged[1] or ended.date() < judged[0]):
        return PromiseOutcome.LIFTED
    if judged is not None:
        return PromiseOutcome.PART_KEPT if paid > 0 else PromiseOutcome.BROKEN
    return PromiseOutcome.RUNNING if until >= today else PromiseOutcome.UNKNOWN


def judging(days: Sequence[tuple[date, datetime]], until: date) -> tuple[date, datetime] | None:
    """The first of the ``data_days`` that tells what happened after ``until``; None: none yet."""
    after = bisect_right(days, until, key=lambda one: one[0])
    return days[after] if after < len(days) else None


def open_on(moves: Sequence[Move], day: date, now: int) -> int:
    """What was due as the data of ``day`` told it; what is due now when no import ever told it."""
    told = [move for move in moves if move.data_date <= day]
    if told:
        return told[-1].open_amount
    return moves[0].open_amount if moves else now
