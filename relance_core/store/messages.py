"""Batches and messages as approved, read again, and told; their journey is in ``outbox``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from relance_core.money import to_thousandths
from relance_core.store.database import in_parts, inserted_id
from relance_core.store.tables import (
    batch,
    client,
    invoice,
    message,
    message_line,
    review_edit,
    wording,
)


@dataclass(frozen=True)
class NewLine:
    """One invoice of a message about to be approved."""

    invoice_id: int
    own_step: str | None
    amount: Decimal
    currency: str


def add_batch(
    conn: Connection, *, by: str, at: datetime, for_date: date, plan_id: str, mode: str = "live"
) -> int:
    """Open a batch; it waits until somebody sends it."""
    result = conn.execute(
        insert(batch).values(
            created_at=at, by=by, mode=mode, for_date=for_date, plan_id=plan_id, state="waiting"
        )
    )
    return inserted_id(result)


def batch_mode(conn: Connection, batch_id: int) -> str:
    """Whether a batch is ``live`` or a trial (``redirect``)."""
    return str(conn.execute(select(batch.c.mode).where(batch.c.id == batch_id)).scalar_one())


def drop_batch(conn: Connection, batch_id: int) -> None:
    """Take back a batch that no message was put into."""
    conn.execute(delete(batch).where(batch.c.id == batch_id))


def next_message_number(conn: Connection) -> int:
    """A number no approval has had before, for the Message-ID."""
    return (conn.scalar(select(func.coalesce(func.max(message.c.id), 0))) or 0) + 1


def add_message(
    conn: Connection, values: Mapping[str, Any], lines: Sequence[NewLine], *, live: bool = True
) -> int:
    """Freeze an approved message and its lines; a trial sent to oneself is never ``live``.

    Raises ``sqlalchemy.exc.IntegrityError`` when one of its invoices already has a live message
    for the same step.
    """
    result = conn.execute(insert(message).values(**values))
    message_id = inserted_id(result)
    written = [
        {
            "message_id": message_id,
            "invoice_id": line.invoice_id,
            "own_step": line.own_step,
            "amount": to_thousandths(line.amount),
            "currency": line.currency,
            "live": live,
        }
        for line in lines
    ]
    if written:  # a message beside the sequence may be about no invoice
        conn.execute(insert(message_line), written)
    return message_id


_LISTED = [column for column in message.c if column.name not in ("raw",)]


def list_messages(
    conn: Connection,
    *,
    states: Iterable[str] = (),
    batch_id: int | None = None,
    client_id: int | None = None,
    limit: int | None = None,
) -> list[Row[Any]]:
    """Messages with their client's name and code, latest first, without their bytes.

    All of them, unless ``limit`` says how many.
    """
    query = (
        select(*_LISTED, client.c.name.label("client_name"), client.c.code.label("client_code"))
        .join(client, client.c.id == message.c.addressee_id)
        .order_by(message.c.id.desc())
        .limit(limit)
    )
    states = list(states)
    if states:
        query = query.where(message.c.state.in_(states))
    if batch_id is not None:
        query = query.where(message.c.batch_id == batch_id)
    if client_id is not None:
        query = query.where(message.c.addressee_id == client_id)
    return list(conn.execute(query))


def count_messages(conn: Connection, states: Iterable[str]) -> int:
    """How many messages are in one of ``states``."""
    query = select(func.count()).select_from(message).where(message.c.state.in_(list(states)))
    return int(conn.scalar(query) or 0)


def message_row(conn: Connection, message_id: int) -> Row[Any] | None:
    """One message with its client's name and code, without its bytes; None when unknown."""
    rows: list[Row[Any]] = list(
        conn.execute(
            select(*_LISTED, client.c.name.label("client_name"), client.c.code.label("client_code"))
            .join(client, client.c.id == message.c.addressee_id)
            .where(message.c.id == message_id)
        )
    )
    return rows[0] if rows else None


def message_bytes(conn: Connection, message_id: int) -> bytes | None:
    """The frozen bytes of a message, exactly as approved."""
    return conn.scalar(select(message.c.raw).where(message.c.id == message_id))


def lines_of(conn: Connection, message_id: int) -> list[Row[Any]]:
    """The lines of a message with the invoice's number and due date."""
    return list(
        conn.execute(
            select(message_line, invoice.c.number, invoice.c.due_date)
            .join(invoice, invoice.c.id == message_line.c.invoice_id)
            .where(message_line.c.message_id == message_id)
            .order_by(invoice.c.due_date, invoice.c.id)
        )
    )


def sent_texts(conn: Connection, message_ids: Iterable[int]) -> dict[int, str]:
    """The plain text of some messages, by their id."""
    found: dict[int, str] = {}
    for part in in_parts(sorted(set(message_ids))):
        rows = conn.execute(select(message.c.id, message.c.text).where(message.c.id.in_(part)))
        found |= {row.id: row.text for row in rows}
    return found


def header_ids(conn: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The RFC 5322 Message-ID of our messages, for threading."""
    known = select(message.c.id, message.c.message_id).where(message.c.message_id.is_not(None))
    return {
        row.id: row.message_id
        for some in in_parts(sorted(ids))
        for row in conn.execute(known.where(message.c.id.in_(some)))
    }


def open_batches(conn: Connection) -> list[Row[Any]]:
    """Every batch that is not over, latest first."""
    return list(
        conn.execute(
            select(batch)
            .where(batch.c.state.in_(("waiting", "running", "paused")))
            .order_by(batch.c.id.desc())
        )
    )


def review_edits(conn: Connection, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """What reviewers changed in the messages of these keys."""
    return {
        row.key: row
        for some in in_parts(list(keys))
        for row in conn.execute(select(review_edit).where(review_edit.c.key.in_(some)))
    }


def write_review_edit(
    conn: Connection,
    key: str,
    *,
    subject: str | None,
    body: str | None,
    excluded: bool,
    by: str,
    at: datetime,
) -> None:
    """Keep what the reviewer typed or excluded, before anything is approved."""
    conn.execute(delete(review_edit).where(review_edit.c.key == key))
    if subject is None and body is None and not excluded:
        return
    conn.execute(
        insert(review_edit).values(
            key=key, subject=subject, body=body, excluded=excluded, by=by, at=at
        )
    )


def wordings(conn: Connection) -> dict[tuple[str, str, str], Row[Any]]:
    """The user's own wording in force, by (step, tone, language)."""
    rows = conn.execute(select(wording).order_by(wording.c.id))
    latest = {(row.step, row.tone, row.language): row for row in rows}
    return {key: row for key, row in latest.items() if not row.restored}


def wording_versions(conn: Connection, step: str, tone: str, language: str) -> list[Row[Any]]:
    """Every version of one text that was ever saved, latest first, restored ones too."""
    return list(
        conn.execute(
            select(wording)
            .where(wording.c.step == step, wording.c.tone == tone, wording.c.language == language)
            .order_by(wording.c.id.desc())
        )
    )


def latest_wording(conn: Connection, step: str, tone: str, language: str) -> Row[Any] | None:
    """The last version of one text, even a return to the one that ships; None when none was."""
    return next(iter(wording_versions(conn, step, tone, language)), None)


def add_wording(
    conn: Connection,
    *,
    step: str,
    tone: str,
    language: str,
    subject: str,
    body: str,
    by: str,
    at: datetime,
    restored: bool = False,
) -> None:
    """A new version of a text; the earlier ones are kept."""
    conn.execute(
        insert(wording).values(
            step=step,
            tone=tone,
            language=language,
            subject=subject,
            body=body,
            by=by,
            at=at,
            restored=restored,
        )
    )
