"""Applies the invoices of an import to the ledger and tells what changed since the last one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from relance_core.money import to_thousandths
from relance_core.store.changes import WRITTEN, Changes, before_of, change_row, kind_of_change
from relance_core.store.clients import FILE_COLUMNS, ClientBook, parted_clients
from relance_core.store.database import in_parts
from relance_core.store.kept import keep_what_is_absent, told_by
from relance_core.store.recognise import key_of, moved, moved_sentence, recognised
from relance_core.store.tables import import_change, invoice

_CLIENT_COLUMNS = tuple(column for column in FILE_COLUMNS if column not in ("terms", "people"))


def apply_invoices(
    conn: Connection,
    invoices: pl.DataFrame,
    *,
    import_id: int,
    book: ClientBook,
    data_date: date,
    fields: frozenset[str],
    left_out: frozenset[str],
    cancelled: frozenset[tuple[str | None, str]],
    missing_settles: bool,
) -> Changes:
    """Write ``invoices`` (``schemas.INVOICES``) to the ledger under the import ``import_id``.

    ``fields``: what the file has a column for; what it has none for changes nothing.
    ``left_out``: numbers that the file has but that could not be read: they are not missing.
    ``cancelled``: (client code or name, number) of those among them that the file says are
    cancelled: they are settled. ``missing_settles``: this layout lists open invoices only, so
    what disappeared was settled.
    """
    known = [dict(row._mapping) for row in conn.execute(select(invoice))]
    next_id = (conn.scalar(select(func.coalesce(func.max(invoice.c.id), 0))) or 0) + 1
    changes = Changes()
    inserts: list[dict[str, Any]] = []
    updates: list[dict[str, Any]] = []
    history: list[dict[str, Any]] = []
    read = _once([_values(row, book, data_date) for row in invoices.iter_rows(named=True)])
    seen: set[int] = set()
    matched = recognised(read, known, parted_clients(conn))
    doubts: dict[int, str] = {}
    for place, other in moved(read, matched, known).items():
        names = (book.row(row["client_id"])["name"] for row in (other, read[place]))
        doubts[other["id"]] = moved_sentence(other, read[place], *names)
        read[place]["decision"] = _with_doubt(read[place]["decision"], doubts[other["id"]])
    for fresh, old in zip(read, matched, strict=True):
        stamp = {"last_import_id": import_id, "missing_since": None}
        if old is None:
            fresh |= stamp | {"id": next_id, "first_import_id": import_id, "first_seen": data_date}
            inserts.append(fresh)
            if fresh["open_amount"] > 0:
                changes.new.append(next_id)
                history.append(change_row(import_id, next_id, "new", None, fresh))
            next_id += 1
            continue
        seen.add(old["id"])
        for state in keep_what_is_absent(fresh, old, fields):
            if fresh["open_amount"] > 0:
                changes.kept.setdefault(state, []).append(old["id"])
        kind = kind_of_change(old, fresh)
        if kind == "settled":
            changes.settled.append(old["id"])
        elif kind == "reappeared":
            changes.reappeared.append(old["id"])
        elif kind == "changed":
            changes.changed.append(old["id"])
        else:
            changes.unchanged += 1
        if kind:
            history.append(change_row(import_id, old["id"], kind, old, fresh))
        if fresh["open_amount"] > 0:
            fresh["settled_on"] = None
        elif old["settled_on"] is not None:
            fresh["settled_on"] = old["settled_on"]
        updates.append(fresh | stamp | {"row_id": old["id"]})
    void = {(_client_of(book, who), number) for who, number in cancelled}
    for old in known:
        told = (old["client_id"], old["number"]) in void
        if told and old["id"] not in seen and old["open_amount"] > 0:
            gone = {column: old[column] for column in WRITTEN}
            gone |= {"open_amount": 0, "settled_on": data_date, "last_import_id": import_id}
            seen.add(old["id"])
            changes.settled.append(old["id"])
            history.append(change_row(import_id, old["id"], "settled", old, gone))
            updates.append(gone | {"row_id": old["id"]})
    _missing(
        *(known, seen, left_out, doubts, missing_settles, data_date, import_id),
        *(changes, updates, history),
    )
    _write(conn, inserts, updates, history)
    changes.before = before_of(known, updates)
    return changes


def _once(read: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``read`` without the rows that repeat an invoice: two names may prove to be one client."""
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in read:
        kept = first.setdefault((*key_of(row), row["instalment"]), row)
        if any(
            kept[name] != row[name] for name in ("amount", "open_amount", "due_date", "currency")
        ):
            kept["decision"] = kept["decision"] or (
                f"La facture « {row['number'][:60]} » figure sous deux noms de ce client, avec des "
                "montants ou des dates différents : laquelle est juste ?"
            )
    return list(first.values())


def _client_of(book: ClientBook, who: str | None) -> int | None:
    """The client known by a code, else by a name."""
    return (book.find(who, None) or book.find(None, who)) if who else None


def _values(row: Mapping[str, Any], book: ClientBook, data_date: date) -> dict[str, Any]:
    """One row of ``INVOICES`` as columns of the ledger."""
    client_id = book.resolve(row["client_code"], row["client_name"])
    book.fill(client_id, {column: row.get(column) for column in _CLIENT_COLUMNS})
    payer_id = client_id
    if row["payer_code"] or row["payer_name"]:
        payer_id = book.resolve(row["payer_code"], row["payer_name"])
    open_amount = to_thousandths(row["open_amount"])
    return {
        "client_id": client_id,
        "payer_id": payer_id,
        "number": row["number"],
        "instalment": row["instalment"] or "",
        "kind": row["kind"],
        "currency": row["currency"],
        "issue_date": row["issue_date"],
        "delivery_date": row["delivery_date"],
        "due_date": row["due_date"] or row["issue_date"] or data_date,
        "due_calculated": bool(row["due_calculated"]),
        "amount": to_thousandths(row["amount"]),
        "open_amount": open_amount,
        "disputed_amount": to_thousandths(row["disputed_amount"]),
        "dispute_reason": row["dispute_reason"],
        "paid_date": row["paid_date"],
        "settled_on": None if open_amount else (row["paid_date"] or data_date),
        "direct_debit": bool(row["direct_debit"]),
        "factored": bool(row["factored"]),
        "told_by": told_by(row),
        "order_ref": row["order_ref"],
        "decision": row["decision"],
        "known_level": row["reminder_level"],
        "known_date": row["last_reminder_date"],
    }


def _with_doubt(decision: str | None, doubt: str | None) -> str | None:
    """A decision to be taken, with one more doubt."""
    told = decision or ""
    if doubt is None or doubt in told:
        return decision
    return f"{told} {doubt}".strip()


def _missing(
    known: Collection[Mapping[str, Any]],
    seen: set[int],
    left_out: frozenset[str],
    doubts: Mapping[int, str],
    missing_settles: bool,
    data_date: date,
    import_id: int,
    changes: Changes,
    updates: list[dict[str, Any]],
    history: list[dict[str, Any]],
) -> None:
    """Open invoices that the file no longer has: asked about, or settled if the layout says so.

    ``doubts``: of those that the file may have under another client or number, what is asked.
    """
    gone = [
        old
        for old in known
        if old["id"] not in seen and old["open_amount"] > 0 and old["number"] not in left_out
    ]
    # More than three in ten at once looks like another file, not like payments.
    was_open = sum(1 for old in known if old["open_amount"] > 0)
    vanished = sum(1 for old in gone if old["id"] not in doubts)
    believable = missing_settles and 10 * vanished <= 3 * was_open
    for old in gone:
        fresh = {column: old[column] for column in WRITTEN}
        fresh["decision"] = _with_doubt(old["decision"], doubts.get(old["id"]))
        if believable and old["id"] not in doubts:
            fresh |= {"open_amount": 0, "settled_on": data_date, "missing_since": None}
            changes.settled.append(old["id"])
            history.append(change_row(import_id, old["id"], "settled", old, fresh))
        else:
            fresh["missing_since"] = old["missing_since"] or data_date
            changes.missing.append(old["id"])
            if old["missing_since"] is None:
                history.append(change_row(import_id, old["id"], "missing", old, None))
        updates.append(fresh | {"row_id": old["id"]})


def _write(
    conn: Connection,
    inserts: list[dict[str, Any]],
    updates: list[dict[str, Any]],
    history: list[dict[str, Any]],
) -> None:
    if inserts:
        conn.execute(insert(invoice), [row | {"due_confirmed": False} for row in inserts])
    if updates:
        conn.execute(
            update(invoice)
            .where(invoice.c.id == bindparam("row_id"))
            .values({column: bindparam(column) for column in WRITTEN}),
            updates,
        )
    if history:
        conn.execute(insert(import_change), history)


def read_invoice(conn: Connection, invoice_id: int) -> Row[Any] | None:
    """An invoice as it stands; None when there is none of this id."""
    return conn.execute(select(invoice).where(invoice.c.id == invoice_id)).one_or_none()


def read_invoices(conn: Connection, invoice_ids: Collection[int]) -> list[Row[Any]]:
    """Invoices as they stand, the first due first."""
    query = select(invoice).where(invoice.c.id.in_(sorted(set(invoice_ids))))
    return list(conn.execute(query.order_by(invoice.c.due_date, invoice.c.id)))


def update_invoices(conn: Connection, ids: list[int], **values: Any) -> int:
    """Write ``values`` on these invoices; returns how many there were."""
    return sum(
        conn.execute(update(invoice).where(invoice.c.id.in_(some)).values(**values)).rowcount
        for some in in_parts(ids)
    )
