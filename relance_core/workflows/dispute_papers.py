"""The papers of a dispute: kept with it, taken away and given back."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from relance_core.documents import DocumentKind
from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.disputes import dispute_row
from relance_core.store.documents import documents_of
from relance_core.store.journal import note
from relance_core.workflows.kept_files import Shelf
from relance_core.workflows.space import Act, Space

#: Files of one dispute: letters, photos, a delivery note.
MOST_PAPERS = 20


def add_paper(space: Space, act: Act, hold_id: int, name: str, content: bytes) -> int:
    """Keep a file with a dispute; its id.

    Raises ``Refused`` for what is no PDF, PNG or JPEG of 10 MB at most, for too many files, and
    for a dispute that the espace has no more.
    """
    with space.engine.begin() as conn:
        row = _dispute(conn, hold_id)
        return _shelf(hold_id).keep(conn, act, name, content, partial(_note, conn, act, row))


def remove_paper(space: Space, act: Act, hold_id: int, document_id: int) -> None:
    """Take a file away from a dispute; ``restore_paper`` undoes it."""
    with space.engine.begin() as conn:
        row = _dispute(conn, hold_id)
        _shelf(hold_id).take_away(conn, act, document_id, partial(_note, conn, act, row))


def restore_paper(space: Space, act: Act, hold_id: int, document_id: int) -> None:
    """Give a dispute again the file that was taken away."""
    with space.engine.begin() as conn:
        row = _dispute(conn, hold_id)
        _shelf(hold_id).give_back(conn, document_id, partial(_note, conn, act, row))


def papers(space: Space, hold_id: int) -> list[Row[Any]]:
    """The files kept with a dispute, oldest first, without their bytes."""
    with reading(space.engine) as conn:
        return documents_of(conn, DocumentKind.DISPUTE, "hold", [hold_id])


def _shelf(hold_id: int) -> Shelf:
    return Shelf(DocumentKind.DISPUTE, "hold", hold_id, MOST_PAPERS, "Ce litige", "document")


def _dispute(conn: Connection, hold_id: int) -> Row[Any]:
    row = dispute_row(conn, hold_id)
    if row is None:
        raise Refused("Ce litige n'existe plus dans cet espace : rien n'a été gardé.")
    return row


def _note(conn: Connection, act: Act, row: Row[Any], what: str) -> None:
    note(
        conn,
        "dispute",
        f"Litige de la facture {row.number} : {what}.",
        by=act.by,
        at=act.at,
        client_id=row.debtor_id,
        invoice_id=row.invoice_id,
    )
