"""Files kept beside an invoice, a dispute or a letter: added, listed, removed and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update

from relance_core.documents import Document, DocumentKind
from relance_core.store.database import in_parts, inserted_id
from relance_core.store.tables import client, document, invoice

#: What a file may be kept beside.
_SHOWS = {
    "invoice": document.c.invoice_id,
    "client": document.c.client_id,
    "hold": document.c.hold_id,
    "message": document.c.message_id,
}


def add_document(
    conn: Connection,
    kind: DocumentKind,
    file: Document,
    *,
    by: str,
    at: datetime,
    doubt: str = "",
    **shows: int,
) -> int:
    """Keep a file; its id. ``shows``: ``invoice=``, ``client=``, ``hold=`` or ``message=`` an id.

    ``doubt``: a French sentence, what is not proven of the file until somebody says it is right.
    The same bytes kept of the same thing already are not kept twice: the id of those is given.
    """
    digest = hashlib.sha256(file.content).hexdigest()
    same = select(document.c.id).where(
        document.c.kind == kind.value,
        document.c.sha256 == digest,
        document.c.removed_at.is_(None),
        *(_SHOWS[name] == one for name, one in shows.items()),
    )
    kept = conn.scalar(same.limit(1))
    if kept is not None:
        return int(kept)
    return inserted_id(
        conn.execute(
            insert(document).values(
                kind=kind.value,
                name=file.name,
                media_type=file.media_type,
                size=len(file.content),
                sha256=digest,
                content=file.content,
                by=by,
                at=at,
                doubt=doubt,
                **{f"{name}_id": one for name, one in shows.items()},
            )
        )
    )


def documents_of(
    conn: Connection, kind: DocumentKind, beside: str, ids: Collection[int]
) -> list[Row[Any]]:
    """Files kept of ``ids`` of what ``beside`` names (``invoice``…), oldest first.

    Columns: ``id, name, media_type, size, sha256, by, at, doubt, seen_by`` and ``invoice_id,
    client_id, hold_id, message_id``; never the bytes.
    """
    found: list[Row[Any]] = []
    for part in in_parts(sorted(set(ids))):
        found += conn.execute(_listed(kind).where(_SHOWS[beside].in_(part)))
    return found


def clients_with(conn: Connection, digests: Collection[str]) -> dict[str, dict[int, str]]:
    """By sha256, the clients whose invoices have a file of these bytes: id and name."""
    found: dict[str, dict[int, str]] = {}
    for part in in_parts(sorted(set(digests))):
        query = (
            select(document.c.sha256, invoice.c.client_id, client.c.name)
            .join(invoice, invoice.c.id == document.c.invoice_id)
            .join(client, client.c.id == invoice.c.client_id)
            .where(
                document.c.kind == DocumentKind.INVOICE.value,
                document.c.removed_at.is_(None),
                (document.c.doubt == "") | document.c.seen_by.is_not(None),
                document.c.sha256.in_(part),
            )
        )
        for row in conn.execute(query):
            found.setdefault(row.sha256, {})[row.client_id] = row.name
    return found


def every_document(conn: Connection, kind: DocumentKind) -> list[Row[Any]]:
    """Files kept of a kind, oldest first, with the columns of ``documents_of``."""
    return list(conn.execute(_listed(kind)))


def has_documents(conn: Connection, kind: DocumentKind) -> bool:
    """Whether one file of a kind is kept at all."""
    query = select(document.c.id).where(
        document.c.kind == kind.value, document.c.removed_at.is_(None)
    )
    return conn.execute(query.limit(1)).first() is not None


def _listed(kind: DocumentKind) -> Select[Any]:
    columns = [column for column in document.c if column is not document.c.content]
    return (
        select(*columns)
        .where(document.c.kind == kind.value, document.c.removed_at.is_(None))
        .order_by(document.c.id)
    )


def document_content(conn: Connection, document_id: int) -> Document | None:
    """A file with its bytes, removed or not; None when they are gone, or not those once kept."""
    row = conn.execute(
        select(document.c.name, document.c.media_type, document.c.sha256, document.c.content).where(
            document.c.id == document_id
        )
    ).first()
    if row is None or hashlib.sha256(row.content).hexdigest() != row.sha256:
        return None
    return Document(row.name, row.media_type, bytes(row.content))


def document_name(conn: Connection, document_id: int) -> str:
    """What a file is called, removed or not; empty when there is none of this id."""
    return conn.scalar(select(document.c.name).where(document.c.id == document_id)) or ""


def accept_document(conn: Connection, document_id: int, *, by: str) -> bool:
    """Somebody looked at a file with a doubt and takes it for the right one; whether it waited."""
    waits = (document.c.doubt != "") & document.c.seen_by.is_(None)
    return _set(conn, document_id, waits & document.c.removed_at.is_(None), seen_by=by)


def forget_acceptance(conn: Connection, document_id: int) -> bool:
    """A file with a doubt waits again; whether somebody had taken it for the right one."""
    return _set(conn, document_id, document.c.seen_by.is_not(None), seen_by=None)


def remove_document(conn: Connection, document_id: int, *, by: str, at: datetime) -> bool:
    """Take a file away, so that it can be taken back; whether it was there."""
    return _set(conn, document_id, document.c.removed_at.is_(None), removed_at=at, removed_by=by)


def restore_document(conn: Connection, document_id: int) -> bool:
    """Take back a file that was removed; whether it had been."""
    return _set(
        conn, document_id, document.c.removed_at.is_not(None), removed_at=None, removed_by=None
    )


def _set(
    conn: Connection, document_id: int, so_far: ColumnElement[bool], **values: datetime | str | None
) -> bool:
    query = update(document).where(document.c.id == document_id, so_far).values(**values)
    return conn.execute(query).rowcount == 1
