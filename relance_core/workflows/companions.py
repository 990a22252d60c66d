"""Messages that accompany the sequence: proposed from facts, approved as read, taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relance_core.errors import Refused
from relance_core.french import amounts, plural
from relance_core.messages.checks import Problem
from relance_core.messages.companion import CompanionFacts, CompanionText
from relance_core.messages.companion_draft import check_companion, companion_draft
from relance_core.messages.companion_words import companion_text
from relance_core.messages.mime import email_bytes, make_message_id
from relance_core.money import plain, totals_by_currency
from relance_core.outbox.account import sender_address
from relance_core.reminders.assemble import addressee_of
from relance_core.settings import Settings
from relance_core.store import outbox
from relance_core.store.companions import held_companions, invoice_lines
from relance_core.store.journal import note
from relance_core.store.messages import NewLine, add_batch, add_message, next_message_number
from relance_core.vocabulary import COMPANION_LABELS, Channel, Companion, MessageState, Tone
from relance_core.workflows.drafts import NO_SENDER
from relance_core.workflows.space import Act, Space
from relance_core.workflows.today_plan import Day

#: Why a message waits that nobody can be written to.
NO_ADDRESS = "Aucune adresse e-mail utilisable pour ce client : complétez sa fiche."


@dataclass(frozen=True)
class ApprovedCompanion:
    """What an approval wrote; ``held``: it waits for an address."""

    message_id: int
    held: bool


def facts_of(
    conn: Connection,
    day: Day,
    kind: Companion,
    client_id: int,
    invoice_ids: Collection[int] = (),
    *,
    on: date,
    **told: Any,
) -> CompanionFacts:
    """The facts of a message of ``kind`` to a client about these invoices, open or settled.

    ``told``: the fields of ``CompanionFacts`` that only a person knows. Raises ``Refused`` when the
    espace has the client no more.
    """
    addressee = addressee_of(day.situation, client_id)
    if addressee is None:
        raise Refused("Ce client n'existe plus dans cet espace : rien n'a été écrit.")
    asked = dict(day.situation.ledger.select("invoice_id", "open_amount").iter_rows())
    lines = tuple(
        replace(line, open_amount=asked.get(line.invoice_id, line.open_amount))
        for line in invoice_lines(conn, invoice_ids)
    )
    return CompanionFacts(kind, addressee, on, lines, **told)


def propose(day: Day, facts: CompanionFacts) -> CompanionText:
    """The words proposed for these facts."""
    return companion_text(facts, day.settings.firm)


def problems_of(
    day: Day, text: CompanionText, *, attached: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """What keeps the words from leaving as they stand, or deserves a second look."""
    return check_companion(text, day.settings.firm, attached=attached)


def approve_companion(
    space: Space, act: Act, text: CompanionText, *, replaces: int | None = None
) -> ApprovedCompanion:
    """Put the words as they were read into the outbox; they leave with the next sending.

    Without a usable address the message is kept and held. ``replaces``: one held before, which this
    one takes the place of. Raises ``Refused`` when a check blocks it, when an invoice has changed
    since it was written, or when the same was approved today already.
    """
    with space.engine.begin() as conn:
        settings = space.settings_in(conn)
        blocking = [
            one.message for one in check_companion(text, settings.firm) if one.severity == "block"
        ]
        if blocking:
            raise Refused(f"{' '.join(blocking)} Rien n'a été approuvé.", code="blocked")
        _refuse_changed(conn, text)
        if replaces is not None:
            outbox.cancel(
                conn, replaces, "Repris et remplacé.", moment=act.moment(settings), by=act.by
            )
        try:
            with conn.begin_nested():
                message_id = _freeze(conn, text, settings, act)
        except IntegrityError:
            raise Refused(
                "Le même message à ce client est déjà approuvé aujourd'hui : il ne part qu'une "
                "fois. Rien de plus n'a été approuvé.",
                code="approved_already",
            ) from None
    return ApprovedCompanion(message_id, held=not text.to)


def withdraw_companion(space: Space, act: Act, message_id: int) -> None:
    """Take an approval back. Raises ``Refused`` when the message has left or was withdrawn."""
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        if not outbox.cancel(conn, message_id, "Approbation retirée.", moment=moment, by=act.by):
            raise Refused("Ce message est déjà parti, ou déjà retiré : rien n'a changé.")


def note_sent_elsewhere(space: Space, act: Act, text: CompanionText) -> None:
    """Write down that the words left from the user's own mail program."""
    with space.engine.begin() as conn:
        to = ", ".join(text.to) or "sans adresse"
        note(
            conn,
            "call",
            f"Message envoyé depuis la messagerie ({to}) : {text.subject}.",
            by=act.by,
            at=act.at,
            client_id=text.facts.addressee.client_id,
            data={"to": list(text.to), "subject": text.subject, "body": text.body},
        )


def held_texts(
    conn: Connection, day: Day, client_id: int, *, on: date
) -> list[tuple[int, str, CompanionText]]:
    """The messages of no step that wait: id, why, and the words to take up again."""
    found = []
    for row, invoice_ids in held_companions(conn, client_id):
        facts = facts_of(conn, day, Companion(row.step), client_id, invoice_ids, on=on)
        body = row.text.partition("\n\n-- \n")[0].rstrip("\n")
        found.append((row.id, row.state_reason, CompanionText(facts, row.subject, body)))
    return found


def _refuse_changed(conn: Connection, text: CompanionText) -> None:
    now = invoice_lines(conn, [one.invoice_id for one in text.facts.lines])
    amounts_now = {one.invoice_id: one.ledger_amount for one in now}
    for one in text.facts.lines:
        if amounts_now.get(one.invoice_id) != one.ledger_amount:
            raise Refused(
                f"La facture {one.number} a changé depuis que ce texte a été proposé : rien n'a "
                "été approuvé. Proposez-le de nouveau, puis relisez-le.",
                code="changed",
            )


def _freeze(conn: Connection, text: CompanionText, settings: Settings, act: Act) -> int:
    """The message with its very bytes, in a batch of its own."""
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
            "companion_key": key,
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
