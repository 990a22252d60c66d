"""What people and imports do to messages: hold, cancel, confirm, settle, post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from relance_core.calendar import add_open_days
from relance_core.store.database import in_parts
from relance_core.store.outbox.claim import hold_back
from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.transition import Answer, move, note
from relance_core.store.tables import message, message_line
from relance_core.vocabulary import Companion, MessageState, Withheld

#: Open days during which an approval is good (decisions.md, Terminal).
APPROVAL_DAYS = 2
STALE_REASON = "Approbation de plus de deux jours ouvrés : à approuver de nouveau."


@dataclass(frozen=True)
class HeldMessages:
    """What became of the messages that carry invoices which have just changed."""

    held: tuple[int, ...]
    leaving: tuple[int, ...]  # too late: they were leaving at that very moment
    deposited: tuple[tuple[int, str], ...]  # (message, file to delete unless already sent)
    printed: tuple[tuple[int, str], ...]  # (message, letter not to post)


def hold_messages_of(
    connection: Connection,
    invoice_ids: Iterable[int],
    reason: str,
    *,
    moment: Moment,
    by: str,
) -> HeldMessages:
    """Hold every message not yet gone that carries one of ``invoice_ids``.

    To be called in the transaction that writes the payment or the dispute: the row of the message
    then orders it against the point of no return of a sender at work (sending.md 2.3).
    """
    held, leaving, deposited, printed = [], [], [], []
    for message_id in _messages_carrying(connection, invoice_ids):
        if hold_back(connection, message_id, reason, moment, by):
            held.append(message_id)
            continue
        row = connection.execute(
            select(message.c.state, message.c.path).where(message.c.id == message_id)
        ).one()
        if row.state == MessageState.SENDING:
            leaving.append(message_id)
        elif row.state == MessageState.DEPOSITED:
            deposited.append((message_id, row.path or ""))
        elif row.state == MessageState.PRINTED:
            printed.append((message_id, row.path or ""))
    return HeldMessages(tuple(held), tuple(leaving), tuple(deposited), tuple(printed))


def _messages_carrying(connection: Connection, invoice_ids: Iterable[int]) -> list[int]:
    unsent = (
        MessageState.APPROVED,
        MessageState.SENDING,
        MessageState.DEPOSITED,
        MessageState.PRINTED,
    )
    found: set[int] = set()
    for some in in_parts(sorted(set(invoice_ids))):
        found.update(
            connection.execute(
                select(message.c.id)
                .join(message_line, message_line.c.message_id == message.c.id)
                .where(
                    message.c.state.in_(unsent),
                    message_line.c.invoice_id.in_(some),
                )
            ).scalars()
        )
    return sorted(found)


def hold_stale(connection: Connection, moment: Moment) -> tuple[int, ...]:
    """Hold the messages whose approval has run out: they need a fresh one."""
    limit = _approvals_good_from(moment.at.date())
    stale = connection.execute(
        select(message.c.id)
        .where(
            message.c.state == MessageState.APPROVED,
            message.c.approved_at < datetime.combine(limit, time()),
        )
        .order_by(message.c.id)
    ).scalars()
    return tuple(
        id_ for id_ in stale.all() if hold_back(connection, id_, STALE_REASON, moment, "Relance")
    )


def _approvals_good_from(today: date) -> date:
    """The first day whose approvals still hold on ``today``."""
    day = today
    while add_open_days(day - timedelta(days=1), APPROVAL_DAYS) >= today:
        day -= timedelta(days=1)
    return day


def cancel(
    connection: Connection, message_id: int, reason: str, *, moment: Moment, by: str
) -> bool:
    """Cancel a message that has not left (or a letter not posted); False when it was too late."""
    moved = move(
        connection,
        "cancelled",
        message_id,
        moment,
        actor=by,
        values={"state_reason": reason},
        answer=Answer(words=reason),
    )
    if moved:
        _note(connection, message_id, moment, by, "cancelled", "annulé pour {client} : " + reason)
    return moved


#: What a decision by hand is confirmed by, in writing (``call_report.CONFIRMED_BY`` writes it).
CONFIRMS = {
    Withheld.PROMISE.value: (Companion.PROMISE_CONFIRMATION,),
    Withheld.PAYMENT_PLAN.value: (Companion.PAYMENT_PLAN,),
    Withheld.DISPUTE.value: (Companion.DISPUTE_ACKNOWLEDGEMENT,),
    Withheld.REPLY_PENDING.value: (Companion.DUPLICATE_INVOICE, Companion.REMITTANCE_DETAIL),
}


def cancel_confirmations(
    connection: Connection, code: str, invoice_id: int, *, moment: Moment, by: str
) -> tuple[int, ...]:
    """Cancel what would confirm a decision of this kind that was lifted; gives the messages.

    Those that have left have left.
    """
    found = connection.scalars(
        select(message.c.id)
        .join(message_line, message_line.c.message_id == message.c.id)
        .where(
            message_line.c.invoice_id == invoice_id,
            message.c.step.in_(CONFIRMS.get(code, ())),
            message.c.state.in_((MessageState.APPROVED, MessageState.SENDING, MessageState.HELD)),
        )
        .order_by(message.c.id)
    ).all()
    reason = "Ce que ce message confirmait a été levé."
    return tuple(one for one in found if cancel(connection, one, reason, moment=moment, by=by))


def confirm(connection: Connection, message_id: int, *, moment: Moment, by: str) -> bool:
    """« Je les ai transmis » : a deposited message was sent by the person's own program."""
    moved = move(
        connection, "confirmed", message_id, moment, actor=by, values={"sent_at": moment.at}
    )
    if moved:
        _note(connection, message_id, moment, by, "confirmed", "transmis à {client} ({addresses})")
    return moved


def return_deposited(connection: Connection, message_id: int, *, moment: Moment, by: str) -> bool:
    """A deposited message will not be sent: cancelled, its invoices may be reminded again."""
    reason = "Brouillon retiré sans avoir été transmis."
    moved = move(
        connection, "returned", message_id, moment, actor=by, values={"state_reason": reason}
    )
    if moved:
        _note(
            connection, message_id, moment, by, "cancelled", "retiré sans être transmis à {client}"
        )
    return moved


def settle_uncertain(
    connection: Connection, message_id: int, *, sent: bool, moment: Moment, by: str
) -> bool:
    """A person says what became of an uncertain message.

    ``sent=False`` cancels it: its invoices may be proposed again, and a new message needs a new
    approval and gets another Message-ID.
    """
    if sent:
        moved = move(
            connection,
            "settled_sent",
            message_id,
            moment,
            actor=by,
            values={"sent_at": moment.at, "state_reason": "Tenu pour envoyé, à la main."},
        )
        sentence = "tenu pour envoyé à {client} ({addresses}), à la main"
    else:
        moved = move(
            connection,
            "settled_resend",
            message_id,
            moment,
            actor=by,
            values={"state_reason": "Tenu pour non parti : à approuver de nouveau."},
        )
        sentence = "tenu pour non parti vers {client} ({addresses}), à la main"
    if moved:
        _note(connection, message_id, moment, by, "settled", sentence)
    return moved


def mark_posted(
    connection: Connection,
    message_id: int,
    *,
    posted_on: date,
    tracking: str | None,
    moment: Moment,
    by: str,
) -> bool:
    """A printed letter went to the post on ``posted_on``, with its number when registered."""
    moved = move(
        connection,
        "posted",
        message_id,
        moment,
        actor=by,
        values={"posted_on": posted_on, "tracking": tracking or None, "sent_at": moment.at},
        answer=Answer(words=tracking or ""),
    )
    if moved:
        number = f", n° {tracking}" if tracking else ""
        sentence = f"posté à {{client}} le {posted_on:%d/%m/%Y}{number}"
        _note(connection, message_id, moment, by, "posted", sentence)
    return moved


def _note(
    connection: Connection, message_id: int, moment: Moment, by: str, kind: str, happened: str
) -> None:
    note(connection, message_id, moment, by=by, kind=kind, happened=happened.rstrip("."))
