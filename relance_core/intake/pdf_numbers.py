"""Invoices' numbers as pages spell them, and the doubt of a PDF that bears more than its own."""

from __future__ import annotations

import re

from relance_core.french import plain_key
from relance_core.intake.pdf_process import PAGES_READ

#: What a number is made of: a run of figures or of letters.
PIECE = re.compile(r"[0-9]+|[^\W\d_]+")
_POSTCODE = re.compile(r"f\d{5}")  # F-69002 Lyon
_LETTER = re.compile(r"[^\W\d_]")
_HEADING = r"(?:facture|invoice)\W{0,3}(?:n\w{0,5}\W{0,4})?"


def number_key(number: str) -> str:
    """A number without its signs, accents and capitals: "F-2026/12" is "f202612"."""
    return "".join(PIECE.findall(plain_key(number)))


def doubt_of_pages(text: str, number: str, *, alone: bool) -> str:
    """Whether a PDF may hold the invoices of several clients, printed in one go; empty if not.

    ``text``: its pages, apart by a form feed. ``alone``: the name of the file says nothing, so that
    no page may bear another number made as this one; else each that does must bear this one too.
    """
    pages = text.split("\f")
    if len(pages) > PAGES_READ:
        return f"ce PDF a {len(pages)} pages : est-ce bien une seule facture ?"
    own, like = number_key(number), _made_as(number)
    for page in pages:
        found = {number_key(one[1]): one[1] for one in like.finditer(page)}
        others = [
            written
            for key, written in found.items()
            if key != own and (not _POSTCODE.fullmatch(key) or _POSTCODE.fullmatch(own))
        ]
        if others and (alone or own not in found):
            return f"ce PDF porte aussi le numéro « {others[0]} » : est-ce bien une seule facture ?"
    return ""


def _made_as(number: str) -> re.Pattern[str]:
    """Finds numbers made as this one: the same letters, figures in the same places."""
    made = r"[^\w\n]{0,2}".join(
        rf"\d{{{max(1, len(piece) - 2)},{len(piece) + 2}}}" if piece.isdigit() else re.escape(piece)
        for piece in PIECE.findall(plain_key(number))
    )
    # Figures alone may be anything, but for those that the paper says are an invoice's.
    heading = "" if _LETTER.search(number) else _HEADING
    return re.compile(rf"{heading}(?<!\w)({made})(?!\w)", re.IGNORECASE)
