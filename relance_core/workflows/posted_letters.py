"""What is kept of a letter once it is posted: its number, corrected if need be, and its proofs."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from relance_core.documents import DocumentKind
from relance_core.errors import Refused
from relance_core.french import short_date
from relance_core.messages.clean import one_line
from relance_core.store.database import reading
from relance_core.store.documents import documents_of
from relance_core.store.journal import note
from relance_core.store.messages import message_row
from relance_core.store.postings import write_received, write_tracking
from relance_core.vocabulary import LETTER_CHANNELS
from relance_core.workflows.kept_files import Shelf
from relance_core.workflows.space import Act, Space

#: Files that prove one letter: deposit, delivery, an envelope come back.
MOST_PROOFS = 5
_TRACKING_LIMIT = 60


def number_letter(space: Space, act: Act, message_id: int, tracking: str) -> str:
    """Write or correct the number of a posted letter; gives the one that was there.

    Raises ``Refused`` for a letter that is not posted.
    """
    number = one_line(tracking)[:_TRACKING_LIMIT]
    with space.engine.begin() as conn:
        row = _letter(conn, message_id)
        if not write_tracking(conn, message_id, number):
            raise Refused("Ce courrier n'est pas posté : rien n'a été noté.")
        told = f"n° {number}" if number else "numéro effacé"
        _told(conn, row, act, told)
    return row.tracking or ""


def note_received(space: Space, act: Act, message_id: int, day: date | None) -> date | None:
    """Write when a posted letter was received or first presented; gives the day that was there.

    A private person owes interest from then on only (C. civ. 1344-1). Raises ``Refused`` for a day
    to come or before the posting, and for a letter that is not posted.
    """
    with space.engine.begin() as conn:
        row = _letter(conn, message_id)
        if row.posted_on is None:
            raise Refused("Ce courrier n'est pas posté : rien n'a été noté.")
        if day is not None and not row.posted_on <= day <= act.today:
            raise Refused(
                "La date de réception doit se situer entre l'envoi "
                f"({short_date(row.posted_on)}) et aujourd'hui : rien n'a été noté."
            )
        write_received(conn, message_id, day)
        told = f"reçu ou présenté le {short_date(day)}" if day else "date de réception effacée"
        _told(conn, row, act, told)
    before: date | None = row.received_on
    return before


def add_proof(space: Space, act: Act, message_id: int, name: str, content: bytes) -> int:
    """Keep a scanned receipt with its letter; its id.

    Raises ``Refused`` for what is no PDF, PNG or JPEG of 10 MB at most, for more files than a
    letter needs, and for what is no letter.
    """
    with space.engine.begin() as conn:
        row = _letter(conn, message_id)
        return _shelf(message_id).keep(conn, act, name, content, partial(_told, conn, row, act))


def remove_proof(space: Space, act: Act, message_id: int, document_id: int) -> None:
    """Take a receipt away from its letter; ``restore_proof`` undoes it."""
    with space.engine.begin() as conn:
        row = _letter(conn, message_id)
        _shelf(message_id).take_away(conn, act, document_id, partial(_told, conn, row, act))


def restore_proof(space: Space, act: Act, message_id: int, document_id: int) -> None:
    """Give a letter again the receipt that was taken away."""
    with space.engine.begin() as conn:
        row = _letter(conn, message_id)
        _shelf(message_id).give_back(conn, document_id, partial(_told, conn, row, act))


def proofs(space: Space, message_ids: list[int]) -> dict[int, list[Row[Any]]]:
    """Message -> the receipts kept with it, oldest first, without their bytes."""
    found: dict[int, list[Row[Any]]] = {one: [] for one in message_ids}
    with reading(space.engine) as conn:
        for row in documents_of(conn, DocumentKind.RECEIPT, "message", message_ids):
            found[row.message_id].append(row)
    return found


def _shelf(message_id: int) -> Shelf:
    return Shelf(
        DocumentKind.RECEIPT, "message", message_id, MOST_PROOFS, "Ce courrier", "justificatif"
    )


def _letter(conn: Connection, message_id: int) -> Row[Any]:
    row = message_row(conn, message_id)
    if row is None or row.channel not in LETTER_CHANNELS:
        raise Refused("Ce message n'est pas un courrier : rien n'a été gardé.")
    return row


def _told(conn: Connection, row: Row[Any], act: Act, what: str) -> None:
    note(
        conn,
        "posted",
        f"Courrier à {row.client_name} : {what}.",
        by=act.by,
        at=act.at,
        client_id=row.addressee_id,
        message_id=row.id,
    )
