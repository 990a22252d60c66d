"""Steps recorded or sent by mistake: struck by somebody with a reason, and taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.transition import Answer, log_attempt, note
from relance_core.store.tables import hold, message, message_line
from relance_core.vocabulary import MessageState, Withheld

#: What has been done, as far as anybody knows; what has not left yet is cancelled instead.
STRIKABLE = (MessageState.SENT, MessageState.DEPOSITED, MessageState.PRINTED)


def strike(
    connection: Connection, message_id: int, reason: str, *, moment: Moment, by: str
) -> bool:
    """A message counts as not done: its lines are no longer live, so its steps come again.

    The hand-over that it was is taken back. False when the message is not there to be struck.
    """
    struck = {"struck_reason": reason, "struck_at": moment.at, "struck_by": by[:120]}
    if not _changed(connection, message_id, struck, message.c.struck_reason.is_(None)):
        return False
    connection.execute(
        update(message_line).where(message_line.c.message_id == message_id).values(live=False)
    )
    connection.execute(
        update(hold)
        .where(*_handed_over_by(message_id), hold.c.released_at.is_(None))
        .values(released_at=moment.at, released_by=by[:120])
    )
    _tell(connection, message_id, moment, by, "struck", reason, "rayé pour {client} : " + reason)
    return True


def unstrike(connection: Connection, message_id: int, *, moment: Moment, by: str) -> bool:
    """A struck message counts as done again; False when it was not struck.

    Raises ``sqlalchemy.exc.IntegrityError`` when one of its steps has been done again since.
    """
    struck_at = connection.scalar(select(message.c.struck_at).where(message.c.id == message_id))
    counts: dict[str, Any] = {"struck_reason": None, "struck_at": None, "struck_by": None}
    if not _changed(connection, message_id, counts, message.c.struck_reason.is_not(None)):
        return False
    connection.execute(
        update(message_line).where(message_line.c.message_id == message_id).values(live=True)
    )
    connection.execute(
        update(hold)
        .where(*_handed_over_by(message_id), hold.c.released_at == struck_at)
        .values(released_at=None, released_by=None)
    )
    _tell(connection, message_id, moment, by, "unstruck", "", "compté de nouveau pour {client}")
    return True


def _changed(
    connection: Connection, message_id: int, values: dict[str, Any], *where: ColumnElement[bool]
) -> bool:
    return (
        connection.execute(
            update(message)
            .where(message.c.id == message_id, message.c.state.in_(STRIKABLE), *where)
            .values(values)
        ).rowcount
        == 1
    )


def _handed_over_by(message_id: int) -> tuple[ColumnElement[bool], ...]:
    """The holds that a hand-over put on its invoices when it was approved."""
    approved_at = select(message.c.approved_at).where(message.c.id == message_id)
    carried = select(message_line.c.invoice_id).where(message_line.c.message_id == message_id)
    return (
        hold.c.code == Withheld.HANDED_OVER,
        hold.c.at == approved_at.scalar_subquery(),
        hold.c.invoice_id.in_(carried),
    )


def _tell(
    connection: Connection,
    message_id: int,
    moment: Moment,
    by: str,
    phase: str,
    reason: str,
    happened: str,
) -> None:
    n = connection.scalar(select(message.c.attempt).where(message.c.id == message_id)) or 0
    log_attempt(connection, message_id, n, moment, by, phase, Answer(words=reason))
    note(connection, message_id, moment, by=by, kind="cancelled", happened=happened.rstrip("."))
