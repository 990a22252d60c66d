"""Undoes an import: what it changed is put back as it was, what it brought is taken away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, Row, delete, exists, select, update

from relance_core.store.database import in_parts
from relance_core.store.tables import (
    client,
    client_alias,
    client_contact,
    client_merge,
    client_setting,
    client_unlike,
    hold,
    import_change,
    import_run,
    invoice,
    journal,
    late_reason,
    layout,
    message,
    message_line,
    put_off,
)


@dataclass(frozen=True)
class Before:
    """What an import changed, as it was; kept with it as JSON."""

    invoices: dict[int, dict[str, Any]]  # the columns that it wrote otherwise
    clients: dict[int, dict[str, tuple[Any, Any]]]  # column -> before, after
    created: list[int]  # clients
    named: list[tuple[str, str]]  # aliases: kind, value
    layout: dict[str, Any] | None  # mapping and answers; None when it was new


def keep_before(conn: Connection, import_id: int, before: Before) -> None:
    """Keep what an import changed, with the import."""
    conn.execute(
        update(import_run).where(import_run.c.id == import_id).values(before_content=asdict(before))
    )


def layout_before(conn: Connection, key: str) -> dict[str, Any] | None:
    """How a layout is read until now, as ``Before`` keeps it."""
    row = conn.execute(select(layout).where(layout.c.key == key)).one_or_none()
    return {"mapping": row.mapping, "answers": row.answers} if row else None


def can_be_undone(conn: Connection, import_id: int) -> bool:
    """Whether it is known what an import changed."""
    return bool(
        conn.scalar(
            select(import_run.c.id).where(
                import_run.c.id == import_id, import_run.c.before_content.is_not(None)
            )
        )
    )


def brought_by(conn: Connection, import_id: int) -> dict[int, str]:
    """The invoices that an import brought, with their numbers: they vanish when it is undone."""
    rows = conn.execute(
        select(invoice.c.id, invoice.c.number).where(invoice.c.first_import_id == import_id)
    )
    return {row.id: row.number for row in rows}


def in_messages(conn: Connection, invoice_ids: Collection[int]) -> set[int]:
    """Those of the invoices that some message carries, whatever became of it."""
    return _referring(conn, message_line.c.invoice_id, invoice_ids)


def in_decisions(conn: Connection, invoice_ids: Collection[int]) -> set[int]:
    """Those of the invoices that somebody has decided or noted something about."""
    noted = _referring(conn, journal.c.invoice_id, invoice_ids)
    noted |= _referring(conn, late_reason.c.invoice_id, invoice_ids)
    return noted | _referring(conn, hold.c.invoice_id, invoice_ids)


def _referring(conn: Connection, column: Column[Any], ids: Collection[int]) -> set[int]:
    return {
        int(found)
        for some in in_parts(sorted(ids))
        for found in conn.scalars(select(column).where(column.in_(some)))
    }


def merged_since(conn: Connection, import_id: int) -> bool:
    """Whether clients were merged after an import, or made two again: what it changed has moved."""
    at = select(import_run.c.at).where(import_run.c.id == import_id).scalar_subquery()
    query = select(client_merge.c.id).where(
        client_merge.c.undone_at.is_(None), client_merge.c.at >= at
    )
    return conn.scalar(query.limit(1)) is not None or parted_since(conn, import_id)


def parted_since(conn: Connection, import_id: int) -> bool:
    """Whether clients that were one at an import are two since: its file is to be read again."""
    at = select(import_run.c.at).where(import_run.c.id == import_id).scalar_subquery()
    query = select(client_merge.c.id).where(client_merge.c.at < at, client_merge.c.undone_at >= at)
    return conn.scalar(query.limit(1)) is not None


def read_again_since(conn: Connection, import_id: int) -> tuple[Row[Any], int] | None:
    """The first later import in force that relies on what this one wrote, and on how much of it.

    Relies: it read or settled one of its invoices, or replaced what it had said of a client. Being
    absent from a later file is no such thing.
    """
    before = _before(conn, import_id)
    own = {int(one) for one in before["invoices"]} | set(brought_by(conn, import_id))
    query = (
        select(import_run.c.id, import_run.c.filename, import_run.c.at, import_run.c.before_content)
        .where(import_run.c.id > import_id, import_run.c.undone_at.is_(None))
        .order_by(import_run.c.id)
    )
    later: list[Row[Any]] = list(conn.execute(query))
    for row in later:
        seen = conn.scalars(select(invoice.c.id).where(invoice.c.last_import_id == row.id))
        there = row.before_content or {"invoices": {}, "clients": {}}
        written = {
            int(one)
            for one, was in there["invoices"].items()
            if set(was) - {"missing_since", "last_import_id"}
        }
        count = len(own & (set(seen) | written))
        count += sum(
            1
            for client_id, columns in there["clients"].items()
            for column, (was, _) in columns.items()
            if was is not None
            and before["clients"].get(client_id, {}).get(column, (None, None))[1] == was
        )
        if count:
            return row, count
    return None


def touched_by(conn: Connection, import_id: int) -> list[int]:
    """The invoices known before an import that it changed."""
    return [int(one) for one in _before(conn, import_id)["invoices"]]


def undo(conn: Connection, import_id: int, *, by: str, at: datetime) -> None:
    """Put everything back; nothing that vanishes may be in a message or a decision."""
    before = _before(conn, import_id)
    _reopen_disputes(conn, import_id)
    for some in in_parts(sorted(brought_by(conn, import_id))):
        conn.execute(delete(import_change).where(import_change.c.invoice_id.in_(some)))
        conn.execute(delete(put_off).where(put_off.c.invoice_id.in_(some)))
        conn.execute(delete(invoice).where(invoice.c.id.in_(some)))
    for invoice_id, was in before["invoices"].items():
        values = {column: _value(column, value) for column, value in was.items()}
        conn.execute(update(invoice).where(invoice.c.id == int(invoice_id)).values(**values))
    _put_clients_back(conn, before)
    _put_layout_back(conn, import_id, before["layout"], by, at)
    conn.execute(
        update(import_run)
        .where(import_run.c.id == import_id)
        .values(undone_at=at, undone_by=by[:120], before_content=None)
    )
    _forget_last_import(conn, import_id)


def _reopen_disputes(conn: Connection, import_id: int) -> None:
    """Those that the import showed as over run again."""
    again = dict.fromkeys(("released_at", "released_by", "outcome", "closing_import_id"))
    conn.execute(update(hold).where(hold.c.closing_import_id == import_id).values(**again))


def _before(conn: Connection, import_id: int) -> dict[str, Any]:
    query = select(import_run.c.before_content).where(import_run.c.id == import_id)
    return dict(conn.execute(query).scalar_one())


def _value(column: str, kept: Any) -> Any:
    is_day = isinstance(invoice.c[column].type, Date)
    return date.fromisoformat(kept) if is_day and kept is not None else kept


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def _put_clients_back(conn: Connection, before: dict[str, Any]) -> None:
    """What a file said of clients, unless another file has said otherwise since."""
    for client_id, columns in before["clients"].items():
        for column, (was, became) in columns.items():
            if column == "terms_days":  # what an import kept before terms were text
                column, was, became = "terms", _as_text(was), _as_text(became)
            if column not in client.c:
                continue
            conn.execute(
                update(client)
                .where(client.c.id == int(client_id), client.c[column] == became)
                .values({column: was})
            )
    # A client that a later import has given invoices keeps the names by which it is found.
    used = exists().where(
        (invoice.c.client_id == client_alias.c.client_id)
        | (invoice.c.payer_id == client_alias.c.client_id)
    )
    created = client_alias.c.client_id.in_(before["created"])
    for kind, value in before["named"]:
        conn.execute(
            delete(client_alias).where(
                client_alias.c.kind == kind, client_alias.c.value == value, ~(created & used)
            )
        )
    for some in in_parts(before["created"]):
        conn.execute(delete(client).where(client.c.id.in_(some), *_unused()))


def _unused() -> list[Any]:
    """Nothing else knows of a client."""
    columns = (
        invoice.c.client_id,
        invoice.c.payer_id,
        client_alias.c.client_id,
        client_setting.c.client_id,
        client_contact.c.client_id,
        client_merge.c.kept_id,
        client_merge.c.gone_id,
        client_unlike.c.first_id,
        client_unlike.c.second_id,
        hold.c.client_id,
        message.c.addressee_id,
        journal.c.client_id,
    )
    return [~exists().where(column == client.c.id) for column in columns]


def _put_layout_back(
    conn: Connection, import_id: int, was: dict[str, Any] | None, by: str, at: datetime
) -> None:
    key = conn.scalar(select(import_run.c.layout_key).where(import_run.c.id == import_id))
    later = select(import_run.c.id).where(
        import_run.c.layout_key == key,
        import_run.c.id > import_id,
        import_run.c.undone_at.is_(None),
    )
    if conn.execute(later.limit(1)).first() is not None:
        return  # what was chosen for this layout since stays chosen
    if was is None:
        conn.execute(delete(layout).where(layout.c.key == key))
    else:
        conn.execute(
            update(layout).where(layout.c.key == key).values(**was, changed_at=at, changed_by=by)
        )


def _forget_last_import(conn: Connection, import_id: int) -> None:
    """Invoices that it only repeated were last seen in the import before it."""
    earlier = (
        select(import_run.c.id)
        .where(import_run.c.undone_at.is_(None), import_run.c.id < import_id)
        .order_by(import_run.c.id.desc())
        .limit(1)
    )
    conn.execute(
        update(invoice)
        .where(invoice.c.last_import_id == import_id)
        .values(last_import_id=earlier.scalar_subquery())
    )
