"""What was already sent or is on its way, and what the files say was sent before us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl
from sqlalchemy import Connection, insert, literal, select

from relance_core.reminders.scenario import STANDARD
from relance_core.schemas import HISTORY
from relance_core.store.frames import frame_of
from relance_core.store.sent_lines import LEFT_ON, counted_lines
from relance_core.store.tables import invoice, message, message_line, put_off
from relance_core.vocabulary import Companion, MessageState, Step, Tone

#: What a file's reminder level means. Above the third, no file proves a formal notice: the last
#: reminder is taken as done, and the notice is ours to send.
_LEVELS = {1: Step.REMINDER_1, 2: Step.REMINDER_2, 3: Step.REMINDER_3}
_USUAL_TONE = {step.step.value: step.tone.value for step in STANDARD.steps}


def read_history(conn: Connection) -> pl.DataFrame:
    """``HISTORY``: our own messages, the level that a file says was reached, what was put off."""
    sent = frame_of(
        conn,
        counted_lines(
            message_line.c.invoice_id,
            message.c.addressee_id,
            message.c.id,
            message_line.c.own_step,
            message.c.step,
            message.c.tone,
            message.c.state,
            message.c.posted_on,
            message.c.sent_at,
            message.c.for_date,
            message.c.deadline,
        ).where(
            message_line.c.live,
            # What accompanies the sequence is no step of it, and counts for no gap (decisions.md).
            message.c.step.not_in(list(Companion)),
        ),
        {
            "invoice_id": pl.Int64,
            "addressee_id": pl.Int64,
            "message_id": pl.Int64,
            "step": pl.String,
            "message_step": pl.String,
            "tone": pl.String,
            "state": pl.String,
            "posted_on": pl.Date,
            "sent_at": pl.Datetime("us"),
            "for_date": pl.Date,
            "deadline": pl.Date,
        },
    ).with_columns(LEFT_ON.alias("day"))
    return pl.concat([sent.select(list(HISTORY)), _known_history(conn), _put_off(conn)])


def _known_history(conn: Connection) -> pl.DataFrame:
    """Levels that the files say were reached before us, as history rows without a message."""
    known = conn.execute(
        select(
            invoice.c.id,
            invoice.c.payer_id,
            invoice.c.known_level,
            invoice.c.known_date,
            invoice.c.first_seen,
        ).where(invoice.c.known_level > 0, invoice.c.open_amount > 0)
    ).all()
    rows = []
    for row in known:
        step = _LEVELS.get(row.known_level, Step.REMINDER_3).value
        day = row.known_date or row.first_seen
        rows.append(
            (
                row.id,
                row.payer_id,
                None,
                step,
                step,
                _USUAL_TONE[step],
                MessageState.SENT.value,
                day,
                None,
            )
        )
    return pl.DataFrame(rows, schema=HISTORY, orient="row")


def _put_off(conn: Connection) -> pl.DataFrame:
    """Formal steps that an approval left out, as history rows without a message."""
    query = (
        select(
            put_off.c.invoice_id,
            invoice.c.client_id,
            literal(None).label("message_id"),
            put_off.c.step,
            put_off.c.step.label("message_step"),
            literal(Tone.FORMAL.value).label("tone"),
            literal(MessageState.CANCELLED.value).label("state"),
            put_off.c.day,
            literal(None).label("deadline"),
        )
        .select_from(put_off.join(invoice, invoice.c.id == put_off.c.invoice_id))
        .where(invoice.c.open_amount > 0)
    )
    return frame_of(conn, query, dict(HISTORY))


def note_put_off(conn: Connection, steps: Iterable[tuple[int, str]], day: date) -> None:
    """Keep that the formal ``(invoice, step)`` were left out of an approval made on ``day``."""
    known = {tuple(row) for row in conn.execute(select(put_off.c.invoice_id, put_off.c.step))}
    fresh = [
        {"invoice_id": one, "step": step, "day": day}
        for one, step in dict.fromkeys(steps)
        if (one, step) not in known
    ]
    if fresh:
        conn.execute(insert(put_off), fresh)
