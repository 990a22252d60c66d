"""The letters to post: one file to print, in posting order with its list, or a file each."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from sqlalchemy import Connection, Row

from relance_core.errors import Refused
from relance_core.exports import to_workbook
from relance_core.messages.binding import bound, page_count
from relance_core.messages.electronic_list import ElectronicLetter, recipient_list
from relance_core.messages.posting_list import (
    LIST_HEADINGS,
    PRINTED_CHANNELS,
    Posting,
    in_posting_order,
    posting_list_csv,
    posting_list_frame,
    posting_list_pdf,
)
from relance_core.outbox.folder import file_stem
from relance_core.outbox.outgoing import Outgoing
from relance_core.store.database import reading
from relance_core.store.messages import list_messages, message_bytes
from relance_core.store.postings import addresses_of, places_of, write_places
from relance_core.store.settings import read_settings
from relance_core.vocabulary import LETTER_CHANNELS, Channel, DebtorType, MessageState
from relance_core.workflows.space import Space

RECIPIENTS_FILE = "destinataires.csv"
_NONE = "Aucun courrier n'attend d'être {what} : il n'y a rien à télécharger."


@dataclass(frozen=True)
class Waiting:
    """How many letters wait to be posted, by what is done with them."""

    printed: int  # to print and post
    electronic: int  # to register by electronic means


def waiting_letters(rows: Collection[Row[Any]]) -> Waiting:
    """What is to be posted among rows of ``list_messages``."""
    printed = sum(row.channel in PRINTED_CHANNELS for row in rows)
    return Waiting(printed, sum(row.channel == Channel.ELECTRONIC_REGISTERED for row in rows))


def waiting_now(space: Space) -> Waiting:
    """The same of an espace, as it is now."""
    with reading(space.engine) as conn:
        return waiting_letters(_waiting(conn))


def posting_order(space: Space, rows: Collection[Row[Any]]) -> list[tuple[int | None, Row[Any]]]:
    """Rows of ``list_messages`` in the order of the list, each with its number there.

    The number on the last list made stays, whatever was posted since; before there is a list, the
    number that it will have. What is on no list comes after, and has none.
    """
    with reading(space.engine) as conn:
        addresses = addresses_of(conn, list(rows))
        kept = places_of(conn, [row.id for row in rows])
    by_id = {row.id: row for row in rows}
    letters = in_posting_order([_posting(row, addresses[row.id]) for row in rows])
    if kept:
        placed = [
            (kept[one.message_id][0], one.message_id) for one in letters if one.message_id in kept
        ]
        placed.sort(key=lambda one: (kept[one[1]][1], one[0]))
    else:
        placed = [(at, one.message_id) for at, one in enumerate(letters, start=1)]
    numbered: list[tuple[int | None, Row[Any]]] = [(at, by_id.pop(one)) for at, one in placed]
    return numbered + [(None, row) for row in by_id.values()]


def print_batch(
    space: Space, *, today: date, with_list: bool = True, duplex: bool = False
) -> bytes:
    """Every letter to print as one PDF in posting order, its list first; their places are kept.

    Raises ``Refused`` when there is none, ``LetterFailed``.
    """
    with reading(space.engine) as conn:
        letters, contents = _printed(conn)
        firm = read_settings(conn).firm
    parts = [contents[one.message_id] for one in letters]
    if with_list:
        parts.insert(0, posting_list_pdf(firm, letters, on=today, duplex=duplex))
        _keep_places(space, letters, today)
    return bound(parts, duplex=duplex)


def posting_list(space: Space, kind: str, *, today: date, duplex: bool = False) -> bytes:
    """The list alone, as ``pdf``, ``xlsx`` or ``csv``; raises and keeps as ``print_batch``."""
    with reading(space.engine) as conn:
        letters, _ = _printed(conn)
        firm = read_settings(conn).firm
    _keep_places(space, letters, today)
    if kind == "pdf":
        return posting_list_pdf(firm, letters, on=today, duplex=duplex)
    if kind == "csv":
        return posting_list_csv(letters, duplex=duplex)
    return to_workbook(
        {"Bordereau": posting_list_frame(letters, duplex=duplex)},
        title="Bordereau de dépôt",
        generated_on=today,
        headings=LIST_HEADINGS,
    )


def electronic_batch(space: Space) -> bytes:
    """A zip of the letters to register by electronic means, a file each, and their recipients.

    The same letters give the same bytes. Raises ``Refused`` when there is none.
    """
    with reading(space.engine) as conn:
        rows = [row for row in _waiting(conn) if row.channel == Channel.ELECTRONIC_REGISTERED]
        if not rows:
            raise Refused(_NONE.format(what="enregistré"), code="no_letter")
        addresses = addresses_of(conn, rows)
        rows.sort(key=lambda row: (addresses[row.id]["name"].casefold(), row.id))
        letters = [_electronic(row, addresses[row.id]) for row in rows]
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            _pack(archive, RECIPIENTS_FILE, recipient_list(letters), rows[0].for_date)
            for row, letter in zip(rows, letters, strict=True):
                _pack(archive, letter.file, message_bytes(conn, row.id) or b"", row.for_date)
    return packed.getvalue()


def _keep_places(space: Space, letters: Collection[Posting], today: date) -> None:
    """The paper is numbered once: on the screen a letter keeps the number that it has there."""
    with space.engine.begin() as conn:
        write_places(conn, [one.message_id for one in letters], today)


def _waiting(conn: Connection) -> list[Row[Any]]:
    rows = list_messages(conn, states=[MessageState.PRINTED.value])
    return [row for row in rows if row.channel in LETTER_CHANNELS and row.struck_reason is None]


def _printed(conn: Connection) -> tuple[list[Posting], dict[int, bytes]]:
    """The letters to print in posting order, and the bytes of each, as they were approved."""
    rows = [row for row in _waiting(conn) if row.channel in PRINTED_CHANNELS]
    if not rows:
        raise Refused(_NONE.format(what="posté"), code="no_letter")
    addresses = addresses_of(conn, rows)
    contents = {row.id: message_bytes(conn, row.id) or b"" for row in rows}
    letters = [_posting(row, addresses[row.id]) for row in rows]
    return [
        replace(one, pages=page_count(contents[one.message_id]))
        for one in in_posting_order(letters)
    ], contents


def _posting(row: Row[Any], address: dict[str, str]) -> Posting:
    return Posting(
        message_id=row.id,
        channel=Channel(row.channel),
        name=address["name"],
        window=tuple(address["window"].splitlines()),
        postcode=address["postcode"],
        city=address["city"],
        country=address["country"],
        totals={code: Decimal(net) for code, net in row.totals.items()},
        reference=f"{row.id:06d}",
        tracking=row.tracking or "",
    )


def _electronic(row: Row[Any], address: dict[str, str]) -> ElectronicLetter:
    return ElectronicLetter(
        name=address["name"],
        contact=address["contact"],
        debtor_type=DebtorType(address["debtor_type"]),
        email=", ".join(row.recipients.get("to", ())),
        address=tuple(address["address"].splitlines()),
        postcode=address["postcode"],
        city=address["city"],
        country=address["country"],
        reference=f"{row.id:06d}",
        subject=row.subject,
        file=f"{_stem(row)}.pdf",
    )


def _stem(row: Row[Any]) -> str:
    """As the folder names the same letter."""
    return file_stem(
        Outgoing(row.id, row.client_name, row.step, row.channel, row.for_date, (), (), (), b"")
    )


def _pack(archive: zipfile.ZipFile, name: str, content: bytes, day: date) -> None:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 12, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
