"""The papers of a dispute: kept with it, opened, taken away and given back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from relance_core.documents import DocumentKind, document_of
from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.disputes import dispute_row
from relance_core.store.documents import (
    add_document,
    document_content,
    documents_of,
    remove_document,
    restore_document,
)
from relance_core.store.journal import note
from relance_core.workflows.space import Act, Space

#: Files of one dispute: letters, photos, a delivery note.
MOST_PAPERS = 20


def add_paper(space: Space, act: Act, hold_id: int, name: str, content: bytes) -> int:
    """Keep a file with a dispute; its id.

    Raises ``Refused`` for what is no PDF, PNG or JPEG of 10 MB at most, for too many files, and
    for a dispute that the espace has no more.
    """
    file = document_of(name, content)
    with space.engine.begin() as conn:
        row = _dispute(conn, hold_id)
        kept = documents_of(conn, DocumentKind.DISPUTE, "hold", [hold_id])
        if len(kept) >= MOST_PAPERS:
            raise Refused(
                f"Ce litige a déjà {MOST_PAPERS} documents : rien n'a été gardé. Retirez-en un "
                "d'abord."
            )
        found = add_document(conn, DocumentKind.DISPUTE, file, by=act.by, at=act.at, hold=hold_id)
        if found not in {one.id for one in kept}:
            _note(conn, act, row, f"document « {file.name} » gardé")
    return found


def remove_paper(space: Space, act: Act, hold_id: int, document_id: int) -> None:
    """Take a file away from a dispute; ``restore_paper`` undoes it."""
    with space.engine.begin() as conn:
        row = _dispute(conn, hold_id)
        if not remove_document(conn, document_id, by=act.by, at=act.at):
            raise Refused("Ce document a déjà été retiré.")
        _note(conn, act, row, f"document « {_name(conn, document_id)} » retiré")


def restore_paper(space: Space, act: Act, hold_id: int, document_id: int) -> None:
    """Give a dispute again the file that was taken away."""
    with space.engine.begin() as conn:
        row = _dispute(conn, hold_id)
        if restore_document(conn, document_id):
            _note(conn, act, row, f"document « {_name(conn, document_id)} » remis")


def papers(space: Space, hold_id: int) -> list[Row[Any]]:
    """The files kept with a dispute, oldest first, without their bytes."""
    with reading(space.engine) as conn:
        return documents_of(conn, DocumentKind.DISPUTE, "hold", [hold_id])


def paper_bytes(space: Space, document_id: int) -> bytes:
    """The file as it was given; empty when there is none."""
    with reading(space.engine) as conn:
        file = document_content(conn, document_id)
    return file.content if file else b""


def _name(conn: Connection, document_id: int) -> str:
    file = document_content(conn, document_id)
    return file.name if file else ""


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
