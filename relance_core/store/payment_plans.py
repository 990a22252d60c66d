"""Payment plans: a series of promises over some invoices, each judged on the data after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, insert, select

from relance_core.calendar import add_open_days
from relance_core.commitments import PROMISE_GRACE
from relance_core.french import amount as money
from relance_core.french import short_date
from relance_core.money import MONEY, from_thousandths
from relance_core.receivables.agreed_days import AGREED
from relance_core.schemas import schema_of
from relance_core.store.claims import Move, moves_of
from relance_core.store.database import inserted_id
from relance_core.store.holds import holds_of_invoices
from relance_core.store.promises import data_days, judging, open_on, outcome_of
from relance_core.store.tables import hold, invoice, payment_plan, payment_plan_part
from relance_core.vocabulary import Withheld

INSTALMENTS = schema_of(
    {
        "plan_id": pl.Int64,
        "client_id": pl.Int64,
        "payer_id": pl.Int64,
        "client_name": pl.String,
        "numbers": pl.String,  # of its invoices
        "rank": pl.Int64,  # from 1
        "count": pl.Int64,
        "currency": pl.String,
        "promised": MONEY,
        "paid": MONEY,
        "since": pl.Date,
        "promised_on": pl.Date,
        "until": pl.Date,  # the day given and the days of grace
        "contact": pl.String,
        "by": pl.String,
        "outcome": pl.String,  # commitments.PromiseOutcome
        "runs": pl.Boolean,  # nobody ended the plan
    }
)


class Standing(StrEnum):
    """Where a plan stands today."""

    RUNNING = "running"
    UNPROVEN = "unproven"  # an instalment is past, and no newer data tells
    BEHIND = "behind"  # the data shows one that was not paid
    DONE = "done"


@dataclass(frozen=True)
class Plan:
    """A plan with its instalments (day, end of grace, thousandths) and what came in."""

    plan_id: int
    holds: tuple[Row[Any], ...]  # one for each invoice
    parts: tuple[tuple[date, date, int], ...]
    moves: Mapping[int, Sequence[Move]]
    days: Sequence[tuple[date, datetime]]

    @property
    def runs(self) -> bool:
        """Whether nobody has ended it; it runs as long as one of its invoices is in it."""
        return any(row.released_at is None for row in self.holds)

    @property
    def client(self) -> Row[Any]:
        """What all its holds share."""
        return self.holds[0]

    def paid(self, day: date | None = None) -> int:
        """What came in since it was agreed, as the data of ``day`` (None: the latest) tells."""
        total = 0
        for row in {row.invoice_id: row for row in self.holds}.values():
            moves = self.moves.get(row.invoice_id, [])
            left = row.left if day is None else open_on(moves, day, row.left)
            total += max(open_on(moves, row.since, row.left) - left, 0)
        return total

    def awaited(self) -> int | None:
        """Index of the first instalment that is not paid; None when all are."""
        paid = self.paid()
        sums = accumulate(amount for *_, amount in self.parts)
        return next((at for at, due in enumerate(sums) if paid < due), None)

    def standing(self, today: date) -> Standing:
        """Where it stands on ``today``."""
        at = self.awaited()
        if at is None:
            return Standing.DONE
        until = self.parts[at][1]
        if until >= today:
            return Standing.RUNNING
        return Standing.UNPROVEN if judging(self.days, until) is None else Standing.BEHIND

    def words(self) -> str:
        """``Échéancier : 2e échéance sur 5, 500,00 € le 05/12/2026.``"""
        at = self.awaited()
        if at is None:
            return "Échéancier réglé."
        day, _, amount = self.parts[at]
        rank = "1re" if at == 0 else f"{at + 1}e"
        sum_ = money(from_thousandths(amount), self.client.currency)
        return f"Échéancier : {rank} échéance sur {len(self.parts)}, {sum_} le {short_date(day)}."


def plans(conn: Connection, *, running: bool = False) -> list[Plan]:
    """Every plan, the latest first; only those that run when ``running``."""
    query = (
        holds_of_invoices()
        .where(hold.c.payment_plan_id.is_not(None))
        .order_by(hold.c.payment_plan_id.desc(), invoice.c.due_date, invoice.c.id)
    )
    held: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(query):
        held[row.payment_plan_id].append(row)
    if running:
        held = {one: rows for one, rows in held.items() if any(r.released_at is None for r in rows)}
    if not held:
        return []
    parts: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
    rows = conn.execute(select(payment_plan_part).order_by(payment_plan_part.c.due_on))
    for row in rows:
        until = add_open_days(row.due_on, PROMISE_GRACE)
        parts[row.payment_plan_id].append((row.due_on, until, row.amount))
    moves = moves_of(conn, sorted({row.invoice_id for rows in held.values() for row in rows}))
    days = data_days(conn)
    return [Plan(one, tuple(rows), tuple(parts[one]), moves, days) for one, rows in held.items()]


def instalments(conn: Connection, *, today: date) -> pl.DataFrame:
    """``INSTALMENTS`` of every plan, the latest plan first, each in the order of its days."""
    rows = [row for plan in plans(conn) for row in _told(plan, today)]
    return pl.DataFrame(rows, schema=INSTALMENTS, orient="row")


def running_instalments(conn: Connection, *, today: date) -> pl.DataFrame:
    """``INSTALMENTS`` of the plans that nobody ended and of which something is still due."""
    rows = [
        row
        for plan in plans(conn, running=True)
        if plan.standing(today) is not Standing.DONE
        for row in _told(plan, today)
    ]
    return pl.DataFrame(rows, schema=INSTALMENTS, orient="row")


def awaited_instalments(conn: Connection, *, today: date) -> pl.DataFrame:
    """``AGREED``: what the plans that run still await of each invoice, on which day.

    What came in is taken off the first instalments, and each pays the oldest invoices first. A plan
    behind its days is agreed no more.
    """
    rows = [
        row
        for plan in plans(conn, running=True)
        if plan.standing(today) in (Standing.RUNNING, Standing.UNPROVEN)
        for row in _awaited(plan)
    ]
    return pl.DataFrame(rows, schema=AGREED, orient="row")


def _awaited(plan: Plan) -> list[tuple[int, date, Decimal]]:
    paid, found = plan.paid(), []
    left = [[row.invoice_id, row.left] for row in plan.holds if row.released_at is None]
    for day, _, amount in plan.parts:
        done = min(paid, amount)
        paid, wanted = paid - done, amount - done
        for place in left:
            part = min(place[1], wanted)
            if part > 0:
                found.append((place[0], day, from_thousandths(part)))
                place[1] -= part
                wanted -= part
    return found


def late_on_plans(conn: Connection, *, today: date) -> frozenset[int]:
    """The addressees who missed an instalment of a plan that runs, and have not caught up."""
    return frozenset(
        row.payer_id
        for plan in plans(conn, running=True)
        if plan.standing(today) is Standing.BEHIND
        for row in plan.holds
        if row.left > 0
    )


def plan_holds(conn: Connection, by_hand: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """``by_hand`` (``hold_frames.hand_frame``) with plans as they stand, and a ``told`` sentence.

    A plan that runs holds to its end; one instalment past of which nothing is known holds as an
    unproven promise; a plan behind, or paid, holds nothing.
    """
    standing: dict[int, Standing] = {}
    ends: dict[int, date] = {}
    words: dict[int, str] = {}
    for plan in plans(conn, running=True):
        standing[plan.plan_id] = found = plan.standing(today)
        words[plan.plan_id] = plan.words()
        awaited = plan.awaited() if found is Standing.UNPROVEN else None
        ends[plan.plan_id] = plan.parts[-1 if awaited is None else awaited][1]
    which = pl.col("payment_plan_id")
    state = which.replace_strict(standing, default=None, return_dtype=pl.String)
    return (
        by_hand.with_columns(state.alias("standing"))
        .filter(
            pl.col("standing").is_null()
            | pl.col("standing").is_in([Standing.RUNNING.value, Standing.UNPROVEN.value])
        )
        .with_columns(
            pl.when(pl.col("standing") == Standing.UNPROVEN.value)
            .then(pl.lit(Withheld.PROMISE.value))
            .otherwise("code")
            .alias("code"),
            pl.coalesce(
                which.replace_strict(ends, default=None, return_dtype=pl.Date), "until"
            ).alias("until"),
            which.replace_strict(words, default=None, return_dtype=pl.String).alias("told"),
        )
        .drop("standing")
    )


def add_plan(conn: Connection, parts: Sequence[tuple[date, int]], *, by: str, at: datetime) -> int:
    """Write a plan with its instalments (day, thousandths); returns its id."""
    plan_id = inserted_id(conn.execute(insert(payment_plan).values(by=by, at=at)))
    conn.execute(
        insert(payment_plan_part),
        [{"payment_plan_id": plan_id, "due_on": day, "amount": amount} for day, amount in parts],
    )
    return plan_id


def _told(plan: Plan, today: date) -> list[tuple[Any, ...]]:
    row, rows, due = plan.client, [], 0
    ended = None if plan.runs else max(one.released_at for one in plan.holds)
    now = plan.paid()
    for at, (day, until, amount) in enumerate(plan.parts):
        judged = judging(plan.days, until)
        then = now if judged is None else plan.paid(judged[0])
        rows.append(
            (
                plan.plan_id,
                row.debtor_id,
                row.payer_id,
                row.client_name,
                ", ".join(one.number for one in plan.holds),
                at + 1,
                len(plan.parts),
                row.currency,
                from_thousandths(amount),
                from_thousandths(min(max(now - due, 0), amount)),
                row.since,
                day,
                until,
                row.contact,
                row.by,
                outcome_of(
                    met=then - due >= amount,
                    paid=then - due,
                    ended=ended,
                    judged=judged,
                    until=until,
                    today=today,
                ).value,
                plan.runs,
            )
        )
        due += amount
    return rows
