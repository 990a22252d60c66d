"""The letters to post, in the order of the post office, and the list that goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from relance_core.csv_export import to_csv
from relance_core.french import amounts, plural, short_date
from relance_core.messages.clean import one_line
from relance_core.messages.document import breakable, document_data
from relance_core.messages.postal import country_line, posting_key
from relance_core.messages.typeset import compiled
from relance_core.money import MONEY
from relance_core.schemas import schema_of
from relance_core.settings import Firm
from relance_core.vocabulary import Channel

#: The channels that are printed, registered letters first.
PRINTED_CHANNELS = (Channel.REGISTERED_LETTER, Channel.LETTER)
_CHANNELS = {
    Channel.REGISTERED_LETTER: ("lettre recommandée avec avis", "lettres recommandées avec avis"),
    Channel.LETTER: ("lettre simple", "lettres simples"),
}
_ONE = {
    Channel.REGISTERED_LETTER: "Recommandé avec AR",
    Channel.LETTER: "Lettre simple",
    Channel.ELECTRONIC_REGISTERED: "Recommandé électronique",
}
#: Sheets that 20 grams hold with their envelope: beyond, the next tariff.
_LIGHT_SHEETS = 3
_HEADINGS = (
    *("N°", "Destinataire", "Adresse", "Envoi"),
    *("Pages", "Feuilles", "N° de recommandé"),  # no sum: the post office has no need of it
)
LIST_HEADINGS = {
    "place": "N°",
    "name": "Destinataire",
    "address": "Adresse",
    "postcode": "Code postal",
    "city": "Ville",
    "country": "Pays",
    "channel": "Envoi",
    "pages": "Pages",
    "sheets": "Feuilles",
    "total": "Montant",
    "others": "Autres devises",
    "tracking": "N° de recommandé",
    "reference": "Référence",
}
_ROWS = schema_of(
    {
        "place": pl.Int64,
        "name": pl.String,
        "address": pl.String,
        "postcode": pl.String,
        "city": pl.String,
        "country": pl.String,
        "channel": pl.String,
        "pages": pl.Int64,
        "sheets": pl.Int64,
        "total": MONEY,
        "currency": pl.String,
        "others": pl.String,
        "tracking": pl.String,
        "reference": pl.String,
    }
)


@dataclass(frozen=True)
class Posting:
    """A letter to post: where it goes as its window shows it, and what it asks."""

    message_id: int
    channel: Channel
    name: str
    window: tuple[str, ...]  # the lines of the address, the name first
    postcode: str
    city: str
    country: str
    totals: dict[str, Decimal]
    reference: str  # ours, also in the name of its file
    tracking: str = ""
    pages: int = 0

    def sheets(self, *, duplex: bool) -> int:
        """Sheets of paper once printed."""
        return -(-self.pages // 2) if duplex else self.pages


def in_posting_order(letters: Sequence[Posting]) -> list[Posting]:
    """The letters to print: registered first, then by postcode, abroad last, then by client."""
    printed = [one for one in letters if one.channel in PRINTED_CHANNELS]
    return sorted(
        printed,
        key=lambda one: (
            PRINTED_CHANNELS.index(one.channel),
            *posting_key(one.postcode, one.country, one.name),
            one.message_id,
        ),
    )


def posting_list_pdf(
    firm: Firm, letters: Sequence[Posting], *, on: date, duplex: bool = False
) -> bytes:
    """The list of ``letters``, in the order given, as PDF/A-2a. Raises ``LetterFailed``."""
    data = posting_list_data(firm, letters, on=on, duplex=duplex)
    failed = "Le bordereau n'a pas pu être mis en page. Les courriers, eux, sont prêts."
    return bytes(compiled("posting", data, dated=on, kind="pdf", failed=failed))


def posting_list_data(
    firm: Firm, letters: Sequence[Posting], *, on: date, duplex: bool
) -> dict[str, Any]:
    """What the template receives, as plain JSON values in French."""
    title = f"Bordereau de dépôt du {short_date(on)}"
    heavy = [at for at, one in _numbered(letters) if one.sheets(duplex=duplex) > _LIGHT_SHEETS]
    notes = ["Recto verso : une feuille porte deux pages."] if duplex else []
    if heavy:
        numbers = ", ".join(str(at) for at in heavy)
        notes.append(
            f"Plus de {_LIGHT_SHEETS} feuilles, à peser avant d'affranchir : n° {numbers}."
        )
    return document_data(firm, title=title, on=on, language="fr") | {
        "running": f"{one_line(firm.name)} – {title}",
        "summary": _summary(letters, duplex=duplex),
        "headings": list(_HEADINGS),
        "rows": [
            [
                str(at),
                breakable(one_line(one.name)),
                breakable(", ".join(_address(one))),
                _ONE[one.channel],
                str(one.pages),
                str(one.sheets(duplex=duplex)),
                one_line(one.tracking),
            ]
            for at, one in _numbered(letters)
        ],
        "notes": notes,
    }


def posting_list_frame(letters: Sequence[Posting], *, duplex: bool = False) -> pl.DataFrame:
    """One row per letter: ``currency`` and the columns of ``LIST_HEADINGS``.

    ``total`` is in the row's ``currency``, euros if there are any; ``others`` writes the rest.
    """
    rows: list[tuple[Any, ...]] = []
    for at, one in _numbered(letters):
        codes = sorted(one.totals, key=lambda code: (code != "EUR", code))
        rest = {code: one.totals[code] for code in codes[1:]}
        rows.append(
            (
                at,
                one_line(one.name),
                ", ".join(_address(one)),
                one.postcode,
                one.city,
                country_line(one.country),
                _ONE[one.channel],
                one.pages,
                one.sheets(duplex=duplex),
                one.totals[codes[0]] if codes else None,
                codes[0] if codes else "EUR",
                amounts(rest) if rest else "",
                one_line(one.tracking),
                one.reference,
            )
        )
    return pl.DataFrame(rows, schema=_ROWS, orient="row")


def posting_list_csv(letters: Sequence[Posting], *, duplex: bool = False) -> bytes:
    """The same rows as a CSV for the post office's own tools."""
    rows = [
        [
            str(at),
            one_line(one.name),
            ", ".join(_address(one)),
            one.postcode,
            one.city,
            country_line(one.country),
            _ONE[one.channel],
            str(one.pages),
            str(one.sheets(duplex=duplex)),
            amounts(one.totals),
            one_line(one.tracking),
            one.reference,
        ]
        for at, one in _numbered(letters)
    ]
    return to_csv([words for key, words in LIST_HEADINGS.items() if key != "others"], rows)


def _numbered(letters: Sequence[Posting]) -> list[tuple[int, Posting]]:
    return list(enumerate(letters, start=1))


def _address(letter: Posting) -> tuple[str, ...]:
    """The lines of the window under the name."""
    return letter.window[1:]


def _summary(letters: Sequence[Posting], *, duplex: bool) -> str:
    counted = [
        plural(sum(one.channel is channel for one in letters), *_CHANNELS[channel])
        for channel in PRINTED_CHANNELS
        if any(one.channel is channel for one in letters)
    ]
    sheets = sum(one.sheets(duplex=duplex) for one in letters)
    return f"{' et '.join(counted)}, {plural(sheets, 'feuille')} en tout."
