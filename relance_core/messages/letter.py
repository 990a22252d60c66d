"""Sets a draft as an A4 letter (PDF) for a window envelope, from the same blocks as the e-mail."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from relance_core.french import short_date, siren_in_groups
from relance_core.messages import creditor, interest_pdf, invoice_table, writing
from relance_core.messages.blocks import BlockKind
from relance_core.messages.clean import one_line
from relance_core.messages.document import (
    breakable,
    column_widths,
    document_data,
    minus,
    running_head,
    unbroken,
)
from relance_core.messages.payment_qr import qr_svg
from relance_core.messages.placeholders import names_in
from relance_core.messages.postal import postal_address
from relance_core.messages.render import Draft
from relance_core.messages.typeset import compiled
from relance_core.reminders.reminder import Addressee, Reminder
from relance_core.settings import Firm
from relance_core.vocabulary import FORMAL_STEPS, Channel, Step

_MENTIONS = {
    Channel.REGISTERED_LETTER: "Lettre recommandée avec avis de réception",
    Channel.ELECTRONIC_REGISTERED: "Lettre recommandée électronique",
}

#: Characters that a line of text has room for.
_LINE = 60


def letter_pdf(draft: Draft, reminder: Reminder, firm: Firm, *, dated: date) -> bytes:
    """The letter as PDF/A-2a, tagged, fonts embedded; the same arguments give the same bytes.

    A character that the bundled fonts cannot draw makes PDF/A impossible: the letter is then set
    with the fonts of the machine and, if need be, as a plain tagged PDF. Raises ``LetterFailed``.
    """
    result = _set(letter_data(draft, reminder, firm, dated), dated, "pdf")
    assert isinstance(result, bytes)
    return result


def letter_pictures(draft: Draft, reminder: Reminder, firm: Firm, *, dated: date) -> list[bytes]:
    """The pages of the letter as PNG, for the screen. Raises ``LetterFailed``."""
    result = _set(letter_data(draft, reminder, firm, dated), dated, "png")
    return result if isinstance(result, list) else [result]


def letter_data(draft: Draft, reminder: Reminder, firm: Firm, dated: date) -> dict[str, Any]:
    """What the template receives, as plain JSON values: never a piece of its source."""
    firm = firm.signing(reminder.step)
    language = draft.language
    table = invoice_table.invoice_table(reminder, language)
    place = one_line(firm.city)
    day = writing.day_in_words(dated, language)
    payment = any(block.kind is BlockKind.PAYMENT for block in draft.blocks)
    name = one_line(reminder.addressee.name)
    return document_data(firm, title=draft.subject, on=dated, language=language) | {
        "heading": _heading(draft),
        "recipient": recipient_lines(reminder.addressee),
        "mention": _MENTIONS.get(reminder.channel, ""),
        "place_date": f"{place}, le {day}" if place and language == "fr" else day,
        "running": running_head(one_line(firm.name), name, day),
        "references": _references(draft, reminder),
        "blocks": _blocks(draft, firm),
        "headings": list(table.headings),
        "rows": [
            {"kind": str(row.kind), "cells": [minus(breakable(cell)) for cell in row.cells]}
            for row in table.rows
        ],
        "widths": _widths(table),
        "qr": (qr_svg(reminder, firm) or "") if payment else "",
        **_annexed(reminder),
    }


def recipient_lines(addressee: Addressee) -> list[str]:
    """The lines that show in the envelope's window: at most six, as La Poste asks."""
    return list(postal_address(addressee).lines)


def cheque_lines(firm: Firm, language: str) -> list[str]:
    """How to pay by cheque, when the firm takes them: payee and where to send it."""
    if not firm.cheques:
        return []
    payee = one_line(firm.cheque_order) or one_line(firm.name)
    place = " ".join(part for part in (one_line(firm.postcode), one_line(firm.city)) if part)
    written = firm.cheque_address.splitlines() or [firm.address, place]
    address = ", ".join(part for part in map(one_line, written) if part)
    if language == "en":
        sent = f", sent to: {address}" if address else ""
        return [f"Or by cheque payable to: {payee}{sent}"]
    sent = f", envoyé à : {address}" if address else ""
    return [unbroken(writing.typeset(f"Ou par chèque à l'ordre de : {payee}{sent}", language))]


def _blocks(draft: Draft, firm: Firm) -> list[dict[str, Any]]:
    """Each block with its lines; the signature is one of its own, with room for a hand above it."""
    signature = creditor.signature(firm)
    found: list[dict[str, Any]] = []
    for block in draft.blocks:
        if block.kind is BlockKind.FOOTER:
            continue
        closing, signed = block.text, False
        if signature and block.text.endswith(signature):
            closing, signed = block.text.removesuffix(signature).rstrip("\n"), True
        if closing:
            kind = str(block.kind)
            found.append({"kind": kind, "lines": _lines(block.kind, closing, firm, draft.language)})
        if signed:
            lines = [breakable(line, _LINE) for line in signature.split("\n")]
            found.append({"kind": "signature", "lines": lines})
    return found


def _widths(table: invoice_table.InvoiceTable) -> list[int]:
    """Those of every column but the first; a sum spans all but the last."""
    kinds = invoice_table.RowKind
    whole = [row.cells for row in table.rows if row.kind is kinds.INVOICE]
    sums = [("",) * (len(row.cells) - 1) + row.cells[-1:] for row in table.rows]
    return column_widths(table.headings, [*whole, *sums])


def _heading(draft: Draft) -> str:
    subject = breakable(draft.subject, _LINE)
    if draft.language != "fr":
        return subject
    return unbroken(writing.typeset(f"Objet : {subject}", "fr"))


def _lines(kind: BlockKind, text: str, firm: Firm, language: str) -> list[str]:
    lines = [breakable(line, _LINE) for line in text.split("\n")]
    if kind is BlockKind.PAYMENT:  # an IBAN is copied with its plain spaces
        return [*lines, *cheque_lines(firm, language)]
    return [unbroken(line) for line in lines] if language == "fr" else lines


def _references(draft: Draft, reminder: Reminder) -> list[str]:
    """Who exactly is asked to pay, where the window may have shortened it (law.md 2.7)."""
    addressee = reminder.addressee
    code = one_line(addressee.code)
    if draft.language == "en":
        return [breakable(f"Our reference: client {code}", _LINE)] if code else []
    lines = [f"Nos références : client {code}"] if code else []
    if reminder.step in FORMAL_STEPS and "debiteur" not in names_in(draft.source.body):
        siren = siren_in_groups(one_line(addressee.siren))
        place = (one_line(addressee.postcode), one_line(addressee.city))
        parts = (
            one_line(addressee.name),
            f"SIREN {siren}" if siren else "",
            *(one_line(line).rstrip(" ,") for line in (addressee.address or "").splitlines()),
            " ".join(part for part in place if part),
            one_line(addressee.country),
        )
        lines.append("Débiteur : " + ", ".join(part for part in parts if part))
    return [writing.typeset(breakable(line, _LINE), "fr") for line in lines]


def _annexed(reminder: Reminder) -> dict[str, Any]:
    """The statement of interest that goes with a formal notice, where interest is owed."""
    charges = reminder.charges
    if charges is None or not charges.entries or reminder.step is not Step.FORMAL_NOTICE:
        return {"interest": None, "annexes": []}
    body = interest_pdf.body_data(
        charges.entries, on=charges.on, interest_first=charges.interest_first
    )
    told = f"P. j. : décompte des intérêts de retard arrêté au {short_date(charges.on)}"
    return {
        "interest": body | {"title": f"Annexe : {_lower(body['title'])}"},
        "annexes": [writing.typeset(told, "fr")],
    }


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _set(data: dict[str, Any], dated: date, kind: Literal["pdf", "png"]) -> Any:
    name = data["recipient"][0] if data["recipient"] else "?"
    failed = (
        f"La lettre à « {name} » n'a pas pu être mise en page : rien n'a été imprimé. Vérifiez le "
        "texte de la lettre."
    )
    return compiled("letter", data, dated=dated, kind=kind, failed=failed)
