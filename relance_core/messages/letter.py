"""Sets a draft as an A4 letter (PDF) for a window envelope, from the same blocks as the e-mail."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from relance_core.messages import creditor, invoice_table, writing
from relance_core.messages.blocks import BlockKind
from relance_core.messages.clean import one_line
from relance_core.messages.payment_qr import qr_svg
from relance_core.messages.render import Draft
from relance_core.messages.typeset import compiled
from relance_core.reminders.reminder import Addressee, Reminder
from relance_core.settings import Firm
from relance_core.vocabulary import Channel

_MENTIONS = {
    Channel.REGISTERED_LETTER: "Lettre recommandée avec avis de réception",
    Channel.ELECTRONIC_REGISTERED: "Lettre recommandée électronique",
}


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
    table = invoice_table.invoice_table(reminder, draft.language)
    place = one_line(firm.city)
    day = writing.day_in_words(dated, draft.language)
    signature = creditor.signature(firm)
    payment = any(block.kind is BlockKind.PAYMENT for block in draft.blocks)
    return {
        "lang": draft.language,
        "title": draft.subject,
        "firm": one_line(firm.name),
        "sender": sender_lines(firm),
        "recipient": recipient_lines(reminder.addressee),
        "mention": _MENTIONS.get(reminder.channel, ""),
        "place_date": f"{place}, le {day}" if place and draft.language == "fr" else day,
        "year": dated.year,
        "month": dated.month,
        "day": dated.day,
        "identity": creditor.identity_line(firm),
        "blocks": [
            {
                # Room for a hand above the printed name.
                "kind": "signature" if block.text == signature else str(block.kind),
                "lines": block.text.split("\n"),
            }
            for block in draft.blocks
            if block.kind is not BlockKind.FOOTER
        ],
        "headings": list(table.headings),
        "rows": [{"kind": str(row.kind), "cells": list(row.cells)} for row in table.rows],
        "qr": (qr_svg(reminder, firm) or "") if payment else "",
    }


def recipient_lines(addressee: Addressee) -> list[str]:
    """The lines that show in the envelope's window: at most six, as La Poste asks."""
    place = " ".join(
        part for part in (one_line(addressee.postcode), one_line(addressee.city)) if part
    )
    country = one_line(addressee.country)
    lines = [
        one_line(addressee.name),
        *(one_line(part) for part in (addressee.address or "").splitlines()),
        place,
        "" if country.casefold() in ("", "fr", "france") else country,
    ]
    return [line for line in lines if line][:6]


def sender_lines(firm: Firm) -> list[str]:
    """Where the firm can be reached, a line each."""
    place = " ".join(part for part in (one_line(firm.postcode), one_line(firm.city)) if part)
    reach = (one_line(firm.address), place, one_line(firm.phone), one_line(firm.email))
    return [part for part in reach if part]


def _set(data: dict[str, Any], dated: date, kind: Literal["pdf", "png"]) -> Any:
    name = data["recipient"][0] if data["recipient"] else "?"
    failed = (
        f"La lettre à « {name} » n'a pas pu être mise en page : rien n'a été imprimé. Vérifiez le "
        "texte de la lettre."
    )
    return compiled("letter", data, dated=dated, kind=kind, failed=failed)
