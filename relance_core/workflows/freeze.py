"""Writes one approved message with its very bytes; the hand-over is done by being decided."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection

from relance_core.french import amounts, plural
from relance_core.messages.mime import Attachment
from relance_core.messages.postal import written_address
from relance_core.messages.render import unedited
from relance_core.money import plain
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Settings
from relance_core.store.holds import add_hold
from relance_core.store.journal import note
from relance_core.store.messages import NewLine, add_message, next_message_number
from relance_core.vocabulary import STEP_LABELS, Channel, MessageState, Step, Withheld
from relance_core.workflows.drafts import Prepared, bytes_of
from relance_core.workflows.space import Act


def freeze(
    conn: Connection,
    prepared: Prepared,
    batch_id: int,
    settings: Settings,
    act: Act,
    *,
    said: str = "",
    attachments: Sequence[Attachment] = (),
) -> int:
    """Write the message that ``prepared`` stands for; its id. Its lines then belong to it alone.

    ``said``: what was said during a call, which is done once it is written down; ``attachments``:
    the files that go with an e-mail.
    Raises ``IntegrityError`` when a live message already does one of its steps.
    """
    reminder, draft = prepared.reminder, prepared.draft
    number = next_message_number(conn)
    raw: bytes | None = None
    header: str | None = None
    if draft is not None:
        raw, header = bytes_of(prepared, settings, attachments, at=act.at, number=number)
    handed_over = reminder.step is Step.HAND_OVER
    called = reminder.channel is Channel.CALL
    done = handed_over or called
    message_id = add_message(
        conn,
        {
            "batch_id": batch_id,
            "addressee_id": reminder.addressee.client_id,
            "step": reminder.step.value,
            "tone": reminder.tone.value,
            "channel": reminder.channel.value,
            "language": draft.language if draft else "fr",
            "for_date": reminder.for_date,
            "deadline": reminder.deadline,
            "subject": draft.subject if draft else STEP_LABELS[reminder.step],
            "recipients": {
                "to": list(reminder.addressee.to),
                "cc": list(reminder.addressee.copies),
                # Where a letter goes, whatever becomes of the client's address later.
                **({"post": written_address(reminder.addressee)} if prepared.is_letter else {}),
            },
            "text": draft.text if draft else said or reminder.reason,
            "raw": raw,
            "sha256": hashlib.sha256(raw or b"").hexdigest(),
            "message_id": header,
            "totals": {key: plain(net, key) for key, net in reminder.totals.items()},
            "reason": reminder.reason,
            "edited": bool(draft and draft.edited),
            "unedited": _unedited(prepared, settings),
            "approved_by": act.by,
            "approved_at": act.at,
            "state": (MessageState.SENT if done else MessageState.APPROVED).value,
            "sent_at": act.at if done else None,
        },
        [
            NewLine(
                line.invoice_id,
                line.step.value if line.step else None,
                line.amount_due,
                line.currency,
            )
            for line in reminder.lines
        ],
        live=not settings.sending.redirect_to,
    )
    if handed_over:
        _hand_over(conn, reminder, act)
    what = (
        f"{STEP_LABELS[reminder.step]}, appel passé à"
        if called
        else (f"{STEP_LABELS[reminder.step]} approuvée pour")
    )
    words = f" Dit : {said}" if said else ""
    note(
        conn,
        "call" if called else "approval",
        f"{what} {reminder.addressee.name} : "
        f"{plural(len(reminder.lines), 'facture')}, {amounts(reminder.totals)}.{words}",
        by=act.by,
        at=act.at,
        client_id=reminder.addressee.client_id,
        message_id=message_id,
    )
    return message_id


def _unedited(prepared: Prepared, settings: Settings) -> str | None:
    """What the wording alone would have said, to tell later what the reviewer changed."""
    if prepared.draft is None or not prepared.draft.edited:
        return None
    base = unedited(prepared.draft, prepared.reminder, settings.firm)
    return f"{base.subject}\n\n{base.text}"


def _hand_over(conn: Connection, reminder: Reminder, act: Act) -> None:
    """The file leaves our hands: our own reminders of these invoices stop."""
    for line in reminder.lines:
        add_hold(
            conn,
            Withheld.HANDED_OVER.value,
            since=act.today,
            by=act.by,
            at=act.at,
            invoice_id=line.invoice_id,
            note="dossier transmis à un tiers",
        )
