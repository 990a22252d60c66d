"""Writes one approved message of no step with its very bytes, in a batch of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from relance_core.french import amounts, plural
from relance_core.messages.companion import CompanionText
from relance_core.messages.companion_draft import companion_draft
from relance_core.messages.companion_words import companion_text
from relance_core.messages.mime import Attachment, email_bytes, make_message_id
from relance_core.money import plain, totals_by_currency
from relance_core.outbox.account import sender_address
from relance_core.settings import Settings
from relance_core.store.journal import note
from relance_core.store.messages import NewLine, add_batch, add_message, next_message_number
from relance_core.vocabulary import COMPANION_LABELS, Channel, MessageState, Tone
from relance_core.workflows.drafts import NO_SENDER
from relance_core.workflows.space import Act

#: Why a message waits that nobody can be written to.
NO_ADDRESS = "Aucune adresse e-mail utilisable pour ce client : complétez sa fiche."


def freeze_companion(
    conn: Connection,
    text: CompanionText,
    settings: Settings,
    act: Act,
    attachments: Sequence[Attachment],
) -> int:
    """Write the message; its id. Without an address it is held.

    Raises ``IntegrityError`` when the same words are approved today already.
    """
    facts, firm = text.facts, settings.firm
    addressee = facts.addressee
    held = not addressee.to
    trial = bool(settings.sending.redirect_to)
    proposed = companion_text(facts, firm)
    edited = (text.subject, text.body) != (proposed.subject, proposed.body)
    draft = companion_draft(text, firm, edited=edited)
    key = _key(text, act)
    batch_id = add_batch(
        conn,
        by=act.by,
        at=act.at,
        for_date=act.today,
        plan_id="",
        mode="redirect" if trial else "live",
    )
    raw: bytes | None = None
    header: str | None = None
    if not held:
        sender = sender_address(settings.sending) or firm.email or NO_SENDER
        header = make_message_id(
            firm.siren or firm.name,
            str(addressee.client_id),
            facts.kind.value,
            ",".join(str(one) for one in sorted(line.invoice_id for line in facts.lines)),
            str(next_message_number(conn)),
            domain=sender.rpartition("@")[2],
        )
        raw = email_bytes(
            draft,
            facts,
            sender=sender,
            sender_name=settings.sending.sender_name or firm.name,
            reply_to=firm.email,
            to=addressee.to,
            cc=addressee.copies,
            message_id=header,
            date=act.at.replace(tzinfo=ZoneInfo(settings.sending.timezone)),
            references=(),
            key=key[:32],
            attachments=attachments,
        )
    totals = totals_by_currency([(line.currency, line.open_amount) for line in facts.lines])
    message_id = add_message(
        conn,
        {
            "batch_id": batch_id,
            "addressee_id": addressee.client_id,
            "step": facts.kind.value,
            "tone": Tone.COURTEOUS.value,
            "channel": Channel.EMAIL.value,
            "language": draft.language,
            "for_date": act.today,
            "subject": draft.subject,
            "recipients": {"to": list(addressee.to), "cc": list(addressee.copies)},
            "text": draft.text,
            "raw": raw,
            "sha256": hashlib.sha256(raw or b"").hexdigest(),
            "message_id": header,
            "totals": {currency: plain(sum_, currency) for currency, sum_ in totals.items()},
            "reason": COMPANION_LABELS[facts.kind],
            "edited": edited,
            "approved_by": act.by,
            "approved_at": act.at,
            "state": (MessageState.HELD if held else MessageState.APPROVED).value,
            "state_reason": NO_ADDRESS if held else "",
            # A trial reaches nobody else: the real one may still be approved after it.
            "companion_key": None if trial else key,
        },
        [NewLine(line.invoice_id, None, line.ledger_amount, line.currency) for line in facts.lines],
        live=not trial and not held,
    )
    what = "gardé pour" if held else "approuvé pour"
    about = f" : {plural(len(facts.lines), 'facture')}, {amounts(totals)}" if facts.lines else ""
    why = f" {NO_ADDRESS}" if held else ""
    note(
        conn,
        "held" if held else "approval",
        f"« {COMPANION_LABELS[facts.kind]} » {what} {addressee.name}{about}.{why}",
        by=act.by,
        at=act.at,
        client_id=addressee.client_id,
        message_id=message_id,
    )
    return message_id


def _key(text: CompanionText, act: Act) -> str:
    """What makes a message the same as another: kind, addressee, invoices, day and words."""
    parts = (
        text.kind.value,
        str(text.facts.addressee.client_id),
        ",".join(str(one) for one in sorted(line.invoice_id for line in text.facts.lines)),
        act.today.isoformat(),
        " ".join(text.subject.split()),
        " ".join(text.body.split()),
    )
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
