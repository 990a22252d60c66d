"""Figures about messages on their way: by state, per day, and what an old copy does not know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from relance_core.store.database import IN_AT_ONCE
from relance_core.store.tables import attempt, batch, message
from relance_core.vocabulary import MessageState


@dataclass(frozen=True)
class Progress:
    """How far the batches are, for « 120/500 »."""

    total: int
    by_state: dict[MessageState, int]
    paused: tuple[str, ...]  # French reasons of the paused batches

    @property
    def handled(self) -> int:
        """Messages that are neither waiting nor leaving."""
        waiting = (MessageState.APPROVED, MessageState.SENDING)
        return self.total - sum(self.by_state.get(state, 0) for state in waiting)


def counts(
    connection: Connection, batch_ids: Collection[int] | None = None
) -> dict[MessageState, int]:
    """Messages by state, of all batches or of ``batch_ids``; states without any are left out."""
    query = select(message.c.state, func.count()).group_by(message.c.state)
    if batch_ids is not None:
        query = query.where(message.c.batch_id.in_(list(batch_ids)))
    return {MessageState(state): number for state, number in connection.execute(query).all()}


def progress(connection: Connection, batch_ids: Collection[int] | None = None) -> Progress:
    """How far ``batch_ids`` are; without them, the batches that are not over."""
    if batch_ids is None:
        batch_ids = (
            connection.execute(
                select(batch.c.id).where(batch.c.state.in_(("waiting", "running", "paused")))
            )
            .scalars()
            .all()
        )
    by_state = counts(connection, batch_ids)
    paused = connection.execute(
        select(batch.c.state_reason)
        .where(batch.c.id.in_(list(batch_ids)), batch.c.state == "paused")
        .order_by(batch.c.id)
    ).scalars()
    return Progress(sum(by_state.values()), by_state, tuple(dict.fromkeys(paused)))


def data_attempts(connection: Connection, since: float) -> int:
    """Messages given to a server since ``since`` (epoch), whatever it answered."""
    number: int = connection.execute(
        select(func.count()).where(attempt.c.phase == "data", attempt.c.epoch >= since)
    ).scalar_one()
    return number


def latest_data_epoch(connection: Connection) -> float | None:
    """When the last message was given to a server (epoch); None when none ever was."""
    latest: float | None = connection.execute(
        select(func.max(attempt.c.epoch)).where(attempt.c.phase == "data")
    ).scalar_one()
    return latest


def unknown_to_us(
    connection: Connection, sent: Iterable[tuple[str, int]]
) -> tuple[tuple[str, int], ...]:
    """Of (Message-ID, attempt) pairs that left, those this database has never seen leave.

    Some only when the database is an older copy: what it believes still to be sent has left. Such
    a copy lacks what left last, so that ``sent`` (in the order of time) is read from its end, and
    no further than what is known without a gap.
    """
    unknown: list[tuple[str, int]] = []
    pairs = list(sent)
    while pairs:
        last = pairs[-IN_AT_ONCE:]
        known = {
            (row.message_id, row.n)
            for row in connection.execute(
                select(message.c.message_id, attempt.c.n)
                .join(attempt, attempt.c.message_id == message.c.id)
                .where(
                    attempt.c.phase.in_(("data", "journal_sent")),
                    message.c.message_id.in_({message_id for message_id, _ in last}),
                )
            )
        }
        missing = [pair for pair in last if pair not in known]
        if not missing:
            break
        unknown[:0] = missing
        del pairs[-IN_AT_ONCE:]
    return tuple(unknown)
