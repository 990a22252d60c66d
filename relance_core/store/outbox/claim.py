"""Taking a message for sending, and the point of no return before its last byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)

from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.transition import Answer, log_attempt, move, note
from relance_core.store.tables import batch, client, hold, invoice, message, message_line
from relance_core.vocabulary import LETTER_CHANNELS, Companion, MessageState

#: Longer than the ten minutes that the final dot may wait for its answer.
LEASE_SECONDS = 900.0

CHANGED_REASON = "Une facture a changé depuis l'approbation : à revoir et à approuver de nouveau."


@dataclass(frozen=True)
class Claimed:
    """A message that this process alone may send now."""

    id: int
    attempt: int  # fence: another claim has another number
    tries: int  # that counted before this one
    owner: str
    batch_id: int
    mode: str  # "live" | "redirect"
    person: str  # who asked for the batch
    addressee: str
    channel: str
    step: str
    for_date: date
    recipients: dict[str, list[str]]
    raw: bytes
    message_id: str | None

    @property
    def fence(self) -> tuple[ColumnElement[bool], ...]:
        """The condition that the claim is still ours."""
        return (message.c.owner == self.owner, message.c.attempt == self.attempt)


def _may_leave(moment: Moment, letters: bool | None) -> Select[tuple[int]]:
    """Messages of running batches with something to send, oldest first."""
    query = (
        select(message.c.id)
        .join(batch, batch.c.id == message.c.batch_id)
        .where(
            message.c.state == MessageState.APPROVED,
            message.c.raw.is_not(None),
            batch.c.state == "running",
            or_(message.c.not_before.is_(None), message.c.not_before <= moment.epoch),
        )
        .order_by(message.c.id)
        .limit(1)
    )
    if letters is None:
        return query
    is_letter = message.c.channel.in_(LETTER_CHANNELS)
    return query.where(is_letter if letters else not_(is_letter))


def something_to_mail(connection: Connection, moment: Moment) -> bool:
    """Whether an e-mail could be claimed now."""
    return connection.execute(_may_leave(moment, letters=False)).first() is not None


def claim(
    connection: Connection, owner: str, moment: Moment, *, letters: bool | None = None
) -> Claimed | None:
    """Take the oldest message that may leave now; None when there is none.

    Not those that wait after a temporary refusal. ``letters`` narrows the choice to letters
    (True) or to the others (False). On PostgreSQL several senders skip each other's rows.
    """
    oldest = (
        _may_leave(moment, letters).with_for_update(skip_locked=True, of=message).scalar_subquery()
    )
    row = connection.execute(
        update(message)
        .where(message.c.id == oldest, message.c.state == MessageState.APPROVED)
        .values(
            state=MessageState.SENDING,
            phase="claimed",
            owner=owner,
            lease_until=moment.epoch + LEASE_SECONDS,
            attempt=message.c.attempt + 1,
            not_before=None,
        )
        .returning(*message.c)
    ).one_or_none()
    if row is None:
        return None
    log_attempt(connection, row.id, row.attempt, moment, owner, "claimed")
    return _claimed(connection, row, owner)


def _claimed(connection: Connection, row: Row[Any], owner: str) -> Claimed:
    context = connection.execute(
        select(batch.c.mode, batch.c.by, client.c.name)
        .select_from(message)
        .join(batch, batch.c.id == message.c.batch_id)
        .join(client, client.c.id == message.c.addressee_id)
        .where(message.c.id == row.id)
    ).one()
    return Claimed(
        id=row.id,
        attempt=row.attempt,
        tries=row.tries,
        owner=owner,
        batch_id=row.batch_id,
        mode=context.mode,
        person=context.by,
        addressee=context.name,
        channel=row.channel,
        step=row.step,
        for_date=row.for_date,
        recipients=row.recipients,
        raw=row.raw,
        message_id=row.message_id,
    )


def _changed_since_approval() -> ColumnElement[bool]:
    """Whether the message asks for something else than what is still due.

    What is due leaves out the disputed part that the file states, or the part held by hand, or
    both: where something is held by hand, any of the three may have been deducted at approval. A
    hold newer than the approval always counts. A message that accompanies the sequence asks for
    nothing: it notes what stood open, promised, contested or settled, and that alone must hold.
    """
    beside = message.c.step.in_(list(Companion))
    by_hand = (
        select(func.coalesce(func.sum(hold.c.amount), 0))
        .where(hold.c.invoice_id == invoice.c.id, hold.c.released_at.is_(None))
        .correlate(invoice)
        .scalar_subquery()
    )
    # A credit's line may be noted below zero: its size is what matters.
    asked = func.abs(message_line.c.amount)
    due = invoice.c.open_amount
    disputed = invoice.c.disputed_amount
    deducted_by_hand = and_(
        by_hand > 0, or_(asked == due - by_hand, asked == due - disputed - by_hand)
    )
    other_amount = exists().where(
        message_line.c.message_id == message.c.id,
        invoice.c.id == message_line.c.invoice_id,
        or_(
            and_(beside, asked != due),
            and_(
                not_(beside),
                or_(
                    invoice.c.settled_on.is_not(None),
                    and_(asked != due - disputed, not_(deducted_by_hand)),
                ),
            ),
        ),
    )
    newer_hold = exists().where(
        hold.c.released_at.is_(None),
        hold.c.at > message.c.approved_at,
        or_(
            hold.c.client_id == message.c.addressee_id,
            hold.c.invoice_id.in_(
                select(message_line.c.invoice_id)
                .where(message_line.c.message_id == message.c.id)
                .correlate(message)
            ),
        ),
    )
    return or_(other_amount, newer_hold)


def _batch_runs() -> ColumnElement[bool]:
    return exists().where(batch.c.id == message.c.batch_id, batch.c.state == "running")


def still_wanted(moment: Moment) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a claimed message may leave: lease, batch and invoices."""
    return (
        message.c.lease_until > moment.epoch,
        _batch_runs(),
        not_(_changed_since_approval()),
    )


def point_of_no_return(connection: Connection, claimed: Claimed, moment: Moment) -> bool:
    """Move to phase ``data``, just before the final dot; False when the dot must not be sent.

    Committed by the caller before the dot leaves. This one write is the fence against another
    sender and the last look at payments, disputes, pause and cancellation.
    """
    return move(
        connection,
        "data",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=(*claimed.fence, *still_wanted(moment)),
    )


def give_back(connection: Connection, claimed: Claimed, moment: Moment) -> None:
    """Put a message that was not sent where it belongs: held, cancelled or approved again."""
    mine = (message.c.id == claimed.id, *claimed.fence)
    row = connection.execute(
        select(batch.c.state, _changed_since_approval().label("changed"))
        .select_from(message)
        .join(batch, batch.c.id == message.c.batch_id)
        .where(and_(*mine))
    ).one_or_none()
    if row is None:
        return  # someone held, cancelled or recovered it meanwhile
    if row.changed:
        hold_back(connection, claimed.id, CHANGED_REASON, moment, claimed.owner)
    elif row.state == "stopped":
        move(
            connection,
            "cancelled",
            claimed.id,
            moment,
            actor=claimed.owner,
            where=claimed.fence,
            values={"state_reason": "Lot arrêté."},
        )
    else:
        move(connection, "requeued", claimed.id, moment, actor=claimed.owner, where=claimed.fence)


def hold_back(
    connection: Connection, message_id: int, reason: str, moment: Moment, by: str
) -> bool:
    """Hold a message that has not left, with its reason in French; False when it was too late."""
    moved = move(
        connection,
        "held",
        message_id,
        moment,
        actor=by,
        values={"state_reason": reason},
        answer=Answer(words=reason),
    )
    if moved:
        note(
            connection,
            message_id,
            moment,
            by=by,
            kind="held",
            happened="retenu pour {client} : " + reason.rstrip("."),
        )
    return moved
