"""What was imported: the bytes, how they were read, what could not be, and how a layout is read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from relance_core.store.database import inserted_id
from relance_core.store.tables import (
    client,
    import_change,
    import_issue,
    import_run,
    invoice,
    layout,
)


def latest_import(conn: Connection) -> Row[Any] | None:
    """The last import still in force, without its bytes; None before the first."""
    columns = [column for column in import_run.c if not column.name.endswith("content")]
    return conn.execute(
        select(*columns)
        .where(import_run.c.undone_at.is_(None))
        .order_by(import_run.c.id.desc())
        .limit(1)
    ).one_or_none()


def find_import(conn: Connection, import_id: int) -> Row[Any] | None:
    """One import, undone or not, without its bytes."""
    columns = [column for column in import_run.c if not column.name.endswith("content")]
    return conn.execute(select(*columns).where(import_run.c.id == import_id)).one_or_none()


def content_of(conn: Connection, import_id: int) -> bytes | None:
    """The bytes of an import as they were dropped; None once purged."""
    found: bytes | None = conn.scalar(
        select(import_run.c.content).where(import_run.c.id == import_id)
    )
    return found


def list_imports(conn: Connection, limit: int = 20) -> list[Row[Any]]:
    """The last imports, latest first, without their bytes."""
    columns = [column for column in import_run.c if not column.name.endswith("content")]
    return list(conn.execute(select(*columns).order_by(import_run.c.id.desc()).limit(limit)))


def add_import(conn: Connection, values: dict[str, Any], issues: pl.DataFrame) -> int:
    """Keep an import and its issues (``schemas.ISSUES``); returns its id."""
    result = conn.execute(insert(import_run).values(**values))
    import_id = inserted_id(result)
    if not issues.is_empty():
        conn.execute(
            insert(import_issue),
            [row | {"import_id": import_id} for row in issues.iter_rows(named=True)],
        )
    return import_id


def renew_data_date(conn: Connection, import_id: int, data_date: date) -> None:
    """The same bytes were imported again: only the date of the data moves on."""
    conn.execute(update(import_run).where(import_run.c.id == import_id).values(data_date=data_date))


def issues_of(conn: Connection, import_id: int) -> list[Row[Any]]:
    """The issues of an import, in the order of its rows."""
    return list(
        conn.execute(
            select(import_issue)
            .where(import_issue.c.import_id == import_id)
            .order_by(import_issue.c.sheet, import_issue.c.row, import_issue.c.id)
        )
    )


def changes_of(conn: Connection, import_id: int) -> list[Row[Any]]:
    """What an import changed: ``change, number, kind, client_name, currency, before, after``."""
    return list(
        conn.execute(
            select(
                import_change.c.change,
                import_change.c.invoice_id,
                invoice.c.number,
                invoice.c.kind,
                invoice.c.currency,
                client.c.name.label("client_name"),
                import_change.c.before,
                import_change.c.after,
            )
            .select_from(
                import_change.join(invoice, invoice.c.id == import_change.c.invoice_id).join(
                    client, client.c.id == invoice.c.client_id
                )
            )
            .where(import_change.c.import_id == import_id)
            .order_by(import_change.c.change, client.c.name, invoice.c.number)
        )
    )


def remembered_layout(conn: Connection, key: str) -> tuple[dict[str, str], dict[str, str]]:
    """How a layout was read last time: field → heading, question → answer; empty when new."""
    row = conn.execute(select(layout).where(layout.c.key == key)).one_or_none()
    return (dict(row.mapping), dict(row.answers)) if row else ({}, {})


def remember_layout(
    conn: Connection,
    key: str,
    mapping: dict[str, str],
    answers: dict[str, str],
    *,
    by: str,
    at: datetime,
) -> None:
    """Keep how a layout is read, for the next export of that shape."""
    conn.execute(delete(layout).where(layout.c.key == key))
    conn.execute(
        insert(layout).values(
            key=key, mapping=mapping, answers=answers, changed_at=at, changed_by=by
        )
    )


def last_payment_known(conn: Connection) -> date | None:
    """The latest payment date that any file told."""
    latest: date | None = conn.scalar(select(func.max(invoice.c.paid_date)))
    return latest
