"""The moves a message may make, and the one function that makes them: fenced and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from relance_core.store import journal
from relance_core.store.outbox.moment import Moment
from relance_core.store.tables import attempt, client, message, message_line
from relance_core.vocabulary import (
    LETTER_CHANNELS,
    LIVE_STATES,
    MESSAGE_LABELS,
    MessageState,
)

S = MessageState
#: Where a message stands: its state, refined by the phase while it is being sent.
CLAIMED = (S.SENDING, "claimed")
DATA = (S.SENDING, "data")


def _state(state: MessageState) -> tuple[MessageState, str | None]:
    return (state, None)


@dataclass(frozen=True)
class Transition:
    """A move: from one of ``sources`` to ``target``; ``target_phase`` only while sending."""

    sources: tuple[tuple[MessageState, str | None], ...]
    target: MessageState
    target_phase: str | None = None


#: Name of the move (the ``phase`` of its attempt row) -> what it does. Whatever is absent is
#: impossible: above all, nothing but an answer of the server or a person leaves ``data``.
TRANSITIONS = {
    # the worker
    "claimed": Transition((_state(S.APPROVED),), S.SENDING, "claimed"),
    "data": Transition((CLAIMED,), S.SENDING, "data"),
    "sent": Transition((DATA,), S.SENT),
    "deposited": Transition((CLAIMED,), S.DEPOSITED),
    "shown": Transition((CLAIMED,), S.SENT),  # demonstration: a deposit counts as sent
    "printed": Transition((CLAIMED,), S.PRINTED),
    "refused": Transition((CLAIMED, DATA), S.REFUSED),
    "retry": Transition((CLAIMED, DATA), S.APPROVED),  # the server did not take it
    "stopped": Transition((CLAIMED, DATA), S.APPROVED),  # nor anything else of this account
    "requeued": Transition((CLAIMED,), S.APPROVED),  # it never left
    "uncertain": Transition((DATA,), S.UNCERTAIN),
    "late_sent": Transition((_state(S.UNCERTAIN),), S.SENT),
    # people and imports
    "held": Transition((_state(S.APPROVED), CLAIMED), S.HELD),
    "cancelled": Transition(
        (_state(S.APPROVED), CLAIMED, _state(S.HELD), _state(S.PRINTED)), S.CANCELLED
    ),
    "confirmed": Transition((_state(S.DEPOSITED),), S.SENT),
    "returned": Transition((_state(S.DEPOSITED),), S.CANCELLED),
    "posted": Transition((_state(S.PRINTED),), S.SENT),
    "settled_sent": Transition((_state(S.UNCERTAIN),), S.SENT),
    "settled_resend": Transition((_state(S.UNCERTAIN),), S.CANCELLED),
    # a message that an older copy of the database believes still to be sent
    "journal_sent": Transition((_state(S.APPROVED), _state(S.UNCERTAIN)), S.SENT),
}


@dataclass(frozen=True)
class Answer:
    """What was said about an attempt: a server's code and words, or a person's reason."""

    code: int | None = None
    words: str = ""


SILENCE = Answer()


def stands_at(state: MessageState, phase: str | None) -> ColumnElement[bool]:
    """The condition that a message stands there."""
    if phase is None:
        return message.c.state == state
    return and_(message.c.state == state, message.c.phase == phase)


def move(
    connection: Connection,
    name: str,
    message_id: int,
    moment: Moment,
    *,
    actor: str,
    where: tuple[ColumnElement[bool], ...] = (),
    values: dict[str, Any] | None = None,
    answer: Answer = SILENCE,
) -> bool:
    """Make the move ``name`` if the message stands at one of its sources and ``where`` holds.

    One compare-and-swap: True when this call made the move, False when nothing changed. The
    attempt row is written in the same transaction, and the lines stop being live with the
    message. ``actor`` is the process that sends, or the person who decided.
    """
    transition = TRANSITIONS[name]
    changed: dict[str, Any] = {"state": transition.target, "phase": transition.target_phase}
    if transition.target is not S.SENDING:
        changed |= {"owner": None, "lease_until": None}
    moved = connection.execute(
        update(message)
        .where(
            message.c.id == message_id,
            or_(*(stands_at(*source) for source in transition.sources)),
            *where,
        )
        .values(changed | (values or {}))
        .returning(message.c.attempt)
    ).all()
    if not moved:
        return False
    if transition.target not in LIVE_STATES:
        connection.execute(
            update(message_line).where(message_line.c.message_id == message_id).values(live=False)
        )
    log_attempt(connection, message_id, moved[0].attempt, moment, actor, name, answer)
    return True


def log_attempt(
    connection: Connection,
    message_id: int,
    n: int,
    moment: Moment,
    actor: str,
    phase: str,
    answer: Answer = SILENCE,
) -> None:
    """Add a line to the append-only history of a message."""
    connection.execute(
        insert(attempt).values(
            message_id=message_id,
            n=n,
            owner=actor[:120],
            phase=phase,
            code=answer.code,
            reply=answer.words,
            at=moment.at,
            epoch=moment.epoch,
        )
    )


def note(
    connection: Connection,
    message_id: int,
    moment: Moment,
    *,
    by: str,
    kind: str,
    happened: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Write one French sentence about a message in the journal.

    ``happened`` follows the message and its addressee: ``"envoyé à {client} ({addresses})"``;
    both placeholders are filled in here.
    """
    row = connection.execute(
        select(
            message.c.step,
            message.c.channel,
            message.c.recipients,
            message.c.addressee_id,
            client.c.name,
        )
        .join(client, client.c.id == message.c.addressee_id)
        .where(message.c.id == message_id)
    ).one()
    noun = "Courrier" if row.channel in LETTER_CHANNELS else "E-mail"
    addresses = ", ".join(row.recipients.get("to", [])) or "sans adresse"
    filled = happened.replace("{client}", row.name).replace("{addresses}", addresses)
    journal.note(
        connection,
        kind,
        f"{noun} « {MESSAGE_LABELS[row.step]} » {filled}.",
        by=by,
        at=moment.at,
        client_id=row.addressee_id,
        message_id=message_id,
        data=data,
    )
