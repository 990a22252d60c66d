"""What somebody is typing and has not saved, one text for each place and person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from relance_core.store.tables import unsaved_text as table

#: A message of a day long gone is reviewed no more.
_KEPT = timedelta(days=180)


def read_unsaved(conn: Connection, place: str, by: str) -> Row[Any] | None:
    """Subject and body as they were last typed; None when nothing waits to be saved."""
    query = select(table).where(table.c.place == place, table.c.by == by)
    return conn.execute(query).one_or_none()


def unsaved_places(conn: Connection, beginning: str, by: str) -> set[str]:
    """The places that begin so where something typed waits to be saved."""
    query = select(table.c.place).where(table.c.place.startswith(beginning, autoescape=True))
    return set(conn.scalars(query.where(table.c.by == by)))


def write_unsaved(
    conn: Connection,
    place: str,
    *,
    subject: str,
    body: str,
    by: str,
    at: datetime,
    base: int | None = None,
) -> None:
    """Keep what is typed, instead of what was typed there before; what is very old goes.

    ``base``: the version that was on the screen when the typing began, which stays the first one.
    """
    before = read_unsaved(conn, place, by)
    if before is not None and before.base is not None:
        base = before.base
    drop_unsaved(conn, place, by)
    conn.execute(delete(table).where(table.c.at < at - _KEPT))
    conn.execute(
        insert(table).values(place=place, by=by, subject=subject, body=body, at=at, base=base)
    )


def drop_unsaved(conn: Connection, place: str, by: str) -> None:
    """It was saved, or given up."""
    conn.execute(delete(table).where(table.c.place == place, table.c.by == by))
