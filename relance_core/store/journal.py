"""The journal: one French sentence for everything done, by whom and when; only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from relance_core.store.tables import attempt, client, journal


def note(
    conn: Connection,
    kind: str,
    text: str,
    *,
    by: str,
    at: datetime,
    client_id: int | None = None,
    invoice_id: int | None = None,
    message_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Add one line, and give its id. ``text``: a French sentence; ``kind``: a word to filter by."""
    added = conn.execute(
        insert(journal)
        .values(
            at=at,
            by=by[:120],
            kind=kind,
            text=text,
            client_id=client_id,
            invoice_id=invoice_id,
            message_id=message_id,
            data=dict(data) if data else None,
        )
        .returning(journal.c.id)
    )
    return int(added.scalar_one())


def revision(conn: Connection) -> tuple[int, int]:
    """Changes whenever anything was noted or attempted: what a page has read is stale then."""
    noted = conn.scalar(select(func.coalesce(func.max(journal.c.id), 0)))
    tried = conn.scalar(select(func.coalesce(func.max(attempt.c.id), 0)))
    return noted or 0, tried or 0


def lines(
    conn: Connection,
    *,
    kinds: tuple[str, ...] = (),
    client_id: int | None = None,
    by: str | None = None,
    search: str = "",
    limit: int = 500,
) -> list[Row[Any]]:
    """The latest lines first, with ``client_name`` beside the columns of the journal."""
    query = (
        select(
            journal.c.id,
            journal.c.at,
            journal.c.by,
            journal.c.kind,
            journal.c.client_id,
            client.c.name.label("client_name"),
            journal.c.invoice_id,
            journal.c.message_id,
            journal.c.text,
        )
        .select_from(journal.outerjoin(client, client.c.id == journal.c.client_id))
        .order_by(journal.c.id.desc())
        .limit(limit)
    )
    if kinds:
        query = query.where(journal.c.kind.in_(kinds))
    if client_id is not None:
        query = query.where(journal.c.client_id == client_id)
    if by:
        query = query.where(journal.c.by == by)
    if search:
        query = query.where(
            journal.c.text.icontains(search, autoescape=True)
            | client.c.name.icontains(search, autoescape=True)
        )
    return list(conn.execute(query))


def people(conn: Connection) -> list[str]:
    """Everybody who ever did something here, by name."""
    return list(conn.scalars(select(journal.c.by).distinct().order_by(journal.c.by)))
