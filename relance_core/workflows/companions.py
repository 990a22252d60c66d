"""Messages that accompany the sequence: proposed from facts, approved as read, taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relance_core.documents import Document
from relance_core.errors import Refused
from relance_core.french import listed
from relance_core.messages.checks import Problem
from relance_core.messages.companion import CompanionFacts, CompanionText
from relance_core.messages.companion_draft import check_companion
from relance_core.messages.companion_words import companion_text
from relance_core.messages.mime import Attachment
from relance_core.reminders.assemble import addressee_of
from relance_core.store import outbox
from relance_core.store.companions import held_companions, invoice_lines, people_of
from relance_core.store.documents import clients_with
from relance_core.store.journal import note
from relance_core.store.messages import wordings
from relance_core.vocabulary import Companion
from relance_core.workflows.attached import Attached, attached_file, mark_of, proven_files
from relance_core.workflows.freeze_companion import freeze_companion
from relance_core.workflows.kept_files import file_of
from relance_core.workflows.space import Act, Space
from relance_core.workflows.today_plan import Day


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
    own = {place: (row.subject, row.body) for place, row in wordings(conn).items()}
    return CompanionFacts(kind, addressee, on, lines, own_texts=own, **told)


def propose(day: Day, facts: CompanionFacts) -> CompanionText:
    """The words proposed for these facts."""
    return companion_text(facts, day.settings.firm)


def to_whom_it_goes_now(day: Day, text: CompanionText) -> CompanionText:
    """The same words to the address known now, when the one they were written for is no more."""
    client_id = text.facts.addressee.client_id
    now = addressee_of(day.situation, client_id)
    if now is None:
        return text
    roles = day.situation.contacts.filter(pl.col("client_id") == client_id)["emails"]
    known = {*now.to, *(one for emails in roles.to_list() for one in emails)}
    if text.to and known.issuperset(text.to):
        return text
    return replace(text, facts=replace(text.facts, addressee=now))


def problems_of(
    day: Day, text: CompanionText, *, attached: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """What keeps the words from leaving as they stand, or deserves a second look."""
    return check_companion(text, day.settings.firm, attached=attached)


def invoice_files(conn: Connection, text: CompanionText) -> tuple[Attached, ...]:
    """The PDFs kept of the invoices of a duplicate, those that are known to be the right ones."""
    if text.kind is not Companion.DUPLICATE_INVOICE:
        return ()
    kept = proven_files(conn, [line.invoice_id for line in text.facts.lines])
    return tuple(attached_file(row) for rows in kept.values() for row in rows)


def approve_companion(
    space: Space,
    act: Act,
    text: CompanionText,
    *,
    replaces: int | None = None,
    shown: Sequence[Attached] = (),
    files: Sequence[Document] = (),
) -> ApprovedCompanion:
    """Put the words as they were read into the outbox; they leave with the next sending.

    Without a usable address the message is kept and held. ``replaces``: one held before, which this
    one takes the place of; ``shown``: the ``invoice_files`` read with it, which ``files`` come
    after. Raises ``Refused`` when a check blocks it, when an invoice or a file has changed since it
    was written, or when the same was approved today already.
    """
    with space.engine.begin() as conn:
        settings = space.settings_in(conn)
        blocking = [
            one.message for one in check_companion(text, settings.firm) if one.severity == "block"
        ]
        if blocking:
            raise Refused(f"{' '.join(blocking)} Rien n'a été approuvé.", code="blocked")
        _refuse_changed(conn, text)
        kept = invoice_files(conn, text)
        _refuse_other_files(shown, kept)
        _refuse_of_others(conn, text, kept)
        if replaces is not None:
            outbox.cancel(
                conn, replaces, "Repris et remplacé.", moment=act.moment(settings), by=act.by
            )
        try:
            with conn.begin_nested():
                attachments = _attachments(conn, kept, files)
                message_id = freeze_companion(conn, text, settings, act, attachments)
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


def _refuse_other_files(shown: Sequence[Attached], kept: Sequence[Attached]) -> None:
    if mark_of(shown) == mark_of(kept):
        return
    goes = listed([f"« {one.name} »" for one in kept]) or "aucune"
    raise Refused(
        f"Les pièces jointes ont changé depuis que ce message a été affiché ({goes} à présent) : "
        "rien n'a été approuvé. Vérifiez-les, puis approuvez-le.",
        code="files_changed",
    )


def _refuse_of_others(conn: Connection, text: CompanionText, files: Sequence[Attached]) -> None:
    """What a client gets is about its own invoices, and carries nobody else's."""
    addressee = text.facts.addressee
    people = people_of(conn, [one.invoice_id for one in text.facts.lines])
    if any(addressee.client_id not in both for both in people.values()):
        raise Refused(
            f"Ce message parle d'une facture qui n'est pas de « {addressee.name} » : rien n'a été "
            "approuvé. Proposez-le de nouveau.",
            code="invoice_of_another",
        )
    ours = {debtor for debtor, _ in people.values()}
    kept = {one.sha256: one.name for one in files}
    for digest, owners in clients_with(conn, kept).items():
        others = [name for owner, name in owners.items() if owner not in ours]
        if others:
            raise Refused(
                f"La pièce « {kept[digest]} » est aussi celle d'une facture de « {others[0]} » : "
                "rien n'a été approuvé. Retirez-la de l'une des deux.",
                code="attachment_of_another",
            )


def _attachments(
    conn: Connection, kept: Sequence[Attached], files: Sequence[Document]
) -> tuple[Attachment, ...]:
    ids = [one.document_id for one in kept if one.document_id is not None]
    return tuple(
        Attachment(one.name, one.media_type, one.content)
        for one in (*(file_of(conn, one) for one in ids), *files)
    )
