"""A batch's own life: started, paused with its reason, resumed, stopped, done."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, exists, func, select, update

from relance_core.french import plural
from relance_core.store.journal import note
from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.transition import Answer, move
from relance_core.store.tables import batch, message
from relance_core.vocabulary import MessageState

_UNFINISHED = (MessageState.APPROVED, MessageState.SENDING)


def _change(
    connection: Connection, state: str, reason: str, *where: ColumnElement[bool]
) -> tuple[int, ...]:
    moved = connection.execute(
        update(batch).where(*where).values(state=state, state_reason=reason).returning(batch.c.id)
    ).scalars()
    return tuple(sorted(moved))


def start_batches(
    connection: Connection, batch_ids: Collection[int] | None = None
) -> tuple[int, ...]:
    """Let waiting batches leave (all of them, or ``batch_ids``); starting twice changes nothing."""
    where: list[ColumnElement[bool]] = [batch.c.state == "waiting"]
    if batch_ids is not None:
        where.append(batch.c.id.in_(list(batch_ids)))
    return _change(connection, "running", "", *where)


def ask_to_send(
    connection: Connection,
    batch_ids: Collection[int] | None = None,
    *,
    moment: Moment,
    by: str,
) -> None:
    """Let waiting batches leave because ``by`` asked for it, and note who did; once each."""
    started = start_batches(connection, batch_ids)
    messages: int = connection.execute(
        select(func.count()).where(
            message.c.batch_id.in_(started), message.c.state == MessageState.APPROVED
        )
    ).scalar_one()
    if messages:
        note(
            connection,
            "batch",
            f"Envoi demandé : {plural(messages, 'message')}.",
            by=by,
            at=moment.at,
            data={"batch_ids": list(started)},
        )


def pause_batch(
    connection: Connection, batch_id: int, reason: str, *, moment: Moment, by: str
) -> bool:
    """Pause before the next message; what is already leaving leaves."""
    return _told(
        connection,
        _change(
            connection,
            "paused",
            reason,
            batch.c.id == batch_id,
            batch.c.state.in_(("waiting", "running")),
        ),
        moment,
        by,
        f"Lot mis en pause : {reason.rstrip('.')}.",
    )


def pause_batches(
    connection: Connection, reason: str, *, moment: Moment, by: str
) -> tuple[int, ...]:
    """Pause every running batch: the account itself cannot send."""
    paused = _change(connection, "paused", reason, batch.c.state == "running")
    _told(connection, paused, moment, by, f"Envoi mis en pause : {reason.rstrip('.')}.")
    return paused


def resume_batch(connection: Connection, batch_id: int, *, moment: Moment, by: str) -> bool:
    """Let a paused batch go on."""
    return _told(
        connection,
        _change(connection, "running", "", batch.c.id == batch_id, batch.c.state == "paused"),
        moment,
        by,
        "Lot repris.",
    )


def stop_batch(connection: Connection, batch_id: int, *, moment: Moment, by: str) -> int | None:
    """Stop for good: what has not left is cancelled and may be proposed again.

    Gives the number of messages cancelled; None when the batch was already over.
    """
    reason = f"Lot arrêté par {by}."
    stopped = _change(
        connection,
        "stopped",
        reason,
        batch.c.id == batch_id,
        batch.c.state.in_(("waiting", "running", "paused")),
    )
    if not stopped:
        return None
    waiting = connection.execute(
        select(message.c.id)
        .where(message.c.batch_id == batch_id, message.c.state.in_(_UNFINISHED))
        .order_by(message.c.id)
    ).scalars()
    cancelled = sum(
        move(
            connection,
            "cancelled",
            id_,
            moment,
            actor=by,
            values={"state_reason": reason},
            answer=Answer(words=reason),
        )
        for id_ in waiting.all()
    )
    _told(connection, stopped, moment, by, f"Lot arrêté, messages annulés : {cancelled}.")
    return cancelled


def finish_batches(connection: Connection) -> tuple[int, ...]:
    """Close the running batches of which nothing is left to send."""
    unfinished = exists().where(
        message.c.batch_id == batch.c.id,
        message.c.state.in_(_UNFINISHED),
        message.c.raw.is_not(None),
    )
    return _change(connection, "done", "", batch.c.state == "running", ~unfinished)


def due_later(connection: Connection) -> float | None:
    """When the next message of a running batch may leave (epoch); None when nothing is left.

    0 for a message that waits for nothing.
    """
    earliest: float | None = connection.execute(
        select(func.min(func.coalesce(message.c.not_before, 0.0)))
        .join(batch, batch.c.id == message.c.batch_id)
        .where(
            batch.c.state == "running",
            message.c.state == MessageState.APPROVED,
            message.c.raw.is_not(None),
        )
    ).scalar_one()
    return earliest


def _told(
    connection: Connection, batch_ids: tuple[int, ...], moment: Moment, by: str, text: str
) -> bool:
    for id_ in batch_ids:
        note(connection, "batch", text, by=by, at=moment.at, data={"batch_id": id_})
    return bool(batch_ids)
