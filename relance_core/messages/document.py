"""What every document of the firm tells its template: who sends it, how it looks, when it is of."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from relance_core.colours import WHITE, readable_on
from relance_core.messages.clean import one_line, shortened
from relance_core.messages.creditor import identity_line
from relance_core.settings import Firm, Logo

#: Characters of one part of the running line: three of them hold on its width.
_RUNNING_LIMIT = 48
#: Millimetres on paper that a logo may take.
_LOGO_WIDTH, _LOGO_HEIGHT = 60, 16
#: Characters without a place to break them that a column of a table has room for.
_COLUMN = 24
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNBROKEN = (
    re.compile(r"(\bn°|\bart\.|\barticles?|\b[LRD]\.|\bM\.|\bMme) (?=\S)"),
    re.compile(rf"(\b\d{{1,2}}|1er) (?=(?:{_MONTHS})\b)"),
    re.compile(rf"(\b(?:{_MONTHS})) (?=\d{{4}}\b)"),
    re.compile(r"(\d) (?=\d{2}\b)"),  # a telephone number
    re.compile(r"(\b\d+) (?=(?:factures?|jours?)\b)"),
    re.compile(r"(\b(?:le|du|au|les)) (?=\d)"),
)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_HYPHEN = re.compile(r"(?<=\bci)-(?=dess)")
_QR_ALT = {
    "fr": "QR code de paiement par virement",
    "en": "QR code for payment by bank transfer",
}


def document_data(firm: Firm, *, title: str, on: date, language: str) -> dict[str, Any]:
    """The part of a document's data that ``frame.typ`` reads, as plain JSON values."""
    return {
        "lang": language,
        "title": title,
        "firm": one_line(firm.name),
        "sender": sender_lines(firm),
        "identity": identity_line(firm),
        "accent": readable_on(WHITE, firm.accent) if firm.accent else "",
        **_logo(firm.logo),
        "qr": "",
        "qr-alt": _QR_ALT[language],
        "year": on.year,
        "month": on.month,
        "day": on.day,
    }


def sender_lines(firm: Firm) -> list[str]:
    """Where the firm can be reached, a line each."""
    place = " ".join(part for part in (one_line(firm.postcode), one_line(firm.city)) if part)
    reach = (one_line(firm.address), place, one_line(firm.phone), one_line(firm.email))
    return [part for part in reach if part]


def running_head(*parts: str) -> str:
    """The line above the pages after the first: each part short enough for all to stand on it."""
    return " – ".join(shortened(part, _RUNNING_LIMIT) for part in parts if part)


def breakable(text: str, run: int = _COLUMN) -> str:
    """``text`` with places where a run of more than ``run`` characters may be cut."""
    if len(text) <= run:
        return text
    return re.sub(rf"\S{{{run}}}(?=\S)", lambda found: found.group() + "\u200b", text)


def column_widths(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[int]:
    """Millimetres of each column of a table in 9 points but the first, which has the rest.

    Told from the text rather than by setting every cell twice, which takes a tenth of a letter's
    time. A figure is 1.5 mm wide, most bold letters less than 1.8.
    """
    longest = [0] * len(headings)
    for cells in rows:
        longest = [max(known, len(cell)) for known, cell in zip(longest, cells, strict=True)]
    return [
        3 + max(-(-16 * chars // 10), -(-18 * len(heading) // 10))
        for chars, heading in zip(longest[1:], headings[1:], strict=True)
    ]


def unbroken(text: str) -> str:
    """French ``text`` as a printer sets it: true apostrophes, and no line ending inside a date,
    an article of law, a telephone number or a count."""
    for pattern in _UNBROKEN:
        text = pattern.sub("\\1\u00a0", text)
    return _APOSTROPHE.sub("\u2019", _HYPHEN.sub("\u2011", text))


def minus(amount: str) -> str:
    """``amount`` with a true minus sign, as wide as a figure."""
    return amount.replace("-", "\u2212", 1) if amount.startswith("-") else amount


def _logo(logo: Logo | None) -> dict[str, Any]:
    """The logo as an SVG, the one kind of picture that JSON carries, and its height in mm."""
    if logo is None or not logo.width or not logo.height:
        return {"logo": "", "logo-height": 0}
    height = min(_LOGO_HEIGHT, _LOGO_WIDTH * logo.height // logo.width)
    return {"logo": logo.drawing or _framed(logo), "logo-height": max(height, 4)}


def _framed(logo: Logo) -> str:
    picture = base64.b64encode(logo.picture).decode("ascii")
    size = f'width="{logo.width}" height="{logo.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:{logo.media_type};base64,{picture}"/></svg>'
    )
