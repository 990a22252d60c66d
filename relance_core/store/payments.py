"""Payments noted by hand: what they take off an invoice, and what the files say of them since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, func, select

from relance_core.money import from_thousandths
from relance_core.schemas import schema_of
from relance_core.store.database import in_parts
from relance_core.store.holds import PAID
from relance_core.store.tables import (
    client,
    client_alias,
    hold,
    import_change,
    import_run,
    invoice,
    journal,
)
from relance_core.vocabulary import InvoiceKind

#: What payments by hand do to an invoice: one row for each invoice that has any.
NOTED = schema_of(
    {
        "invoice_id": pl.Int64,
        "part": pl.Int64,  # thousandths that the file does not know yet; null: the whole
        "asked": pl.Boolean,  # a newer file does not show the payment: somebody must decide
        "since": pl.Date,
        "amount": pl.Int64,  # thousandths noted; null: the whole
    }
)


#: Lines of the journal that tell of a list of payments, with its holds.
LIST_KIND = "payments"


@dataclass(frozen=True)
class OpenItem:
    """An invoice on which something is still due, payments by hand deducted."""

    invoice_id: int
    client_id: int
    client_name: str
    names: tuple[str, ...]  # every name and code of the client, and of who pays for it
    number: str
    currency: str
    due: Decimal
    due_date: date


def noted_payments(conn: Connection, data_date: date | None) -> pl.DataFrame:
    """``NOTED``: payments by hand that run, each weighed against the imports that followed it.

    A part that the file shows as deducted since has no more effect. What a newer file contradicts
    is asked about, and deducts nothing until then.
    """
    query = (
        select(
            hold.c.id,
            hold.c.invoice_id,
            hold.c.amount,
            hold.c.since,
            hold.c.at,
            invoice.c.open_amount,
        )
        .join(invoice, invoice.c.id == hold.c.invoice_id)
        .where(hold.c.code == PAID, hold.c.released_at.is_(None), invoice.c.open_amount > 0)
        .order_by(hold.c.id)
    )
    rows: list[Row[Any]] = list(conn.execute(query))
    later = _moves(conn, sorted({row.invoice_id for row in rows if row.amount is not None}))
    after = _last_import_known(conn) if later else {}
    by_invoice: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_invoice.setdefault(row.invoice_id, []).append(row)
    told = [
        (invoice_id, *_weighed(noted, later.get(invoice_id, []), after, data_date))
        for invoice_id, noted in by_invoice.items()
    ]
    return pl.DataFrame(told, schema=NOTED, orient="row")


def _last_import_known(conn: Connection) -> dict[int, int]:
    """Hold -> the last import when its list was noted: a clock set back misleads nobody."""
    lists = conn.scalars(
        select(journal.c.data).where(journal.c.kind == LIST_KIND, journal.c.data.is_not(None))
    )
    return {int(one): int(data["after_import"]) for data in lists for one in data["holds"]}


def _moves(conn: Connection, ids: list[int]) -> dict[int, list[tuple[int, Any, int]]]:
    """Invoice -> the imports in force that changed what is due: id, moment, due before."""
    found: dict[int, list[tuple[int, Any, int]]] = {}
    for some in in_parts(ids):
        query = (
            select(
                import_change.c.invoice_id,
                import_run.c.id,
                import_run.c.at,
                import_change.c.before,
                import_change.c.after,
            )
            .join(import_run, import_run.c.id == import_change.c.import_id)
            .where(import_change.c.invoice_id.in_(some), import_run.c.undone_at.is_(None))
            .order_by(import_run.c.id)
        )
        for row in conn.execute(query):
            if row.before and row.after and row.before["open_amount"] != row.after["open_amount"]:
                move = (row.id, row.at, row.before["open_amount"])
                found.setdefault(row.invoice_id, []).append(move)
    return found


def _weighed(
    noted: list[Row[Any]],
    moves: list[tuple[int, Any, int]],
    after: dict[int, int],
    data_date: date | None,
) -> tuple[int | None, bool, date, int | None]:
    """Part to deduct (None: all), whether it is contradicted, since when, and what was noted."""
    since = min(row.since for row in noted)
    last = max(row.since for row in noted)
    newer = data_date is not None and data_date > last
    total = None if any(row.amount is None for row in noted) else sum(row.amount for row in noted)
    if total is None:
        return (0, True, since, None) if newer else (None, False, since, None)
    groups: dict[int | None, int] = {}  # what was due before the file first moved, else None
    for row in noted:
        moved = next(
            (
                before
                for import_id, at, before in moves
                if (import_id > after[row.id] if row.id in after else at > row.at)
            ),
            None,
        )
        groups[moved] = groups.get(moved, 0) + row.amount
    now = noted[0].open_amount
    part = groups.pop(None, 0)
    asked = any(now > before - paid for before, paid in groups.items() if before is not None)
    if part and newer:
        return 0, True, since, total
    return part, asked, since, total


def less_payments(frame: pl.DataFrame, noted: pl.DataFrame) -> pl.DataFrame:
    """``frame`` (``invoice_id, open_amount`` in thousandths) with what is due after payments.

    ``noted``: ``NOTED``.
    """
    due = pl.when(pl.col("noted") & pl.col("part").is_null()).then(0)
    return (
        frame.join(
            noted.select("invoice_id", "part", pl.lit(True).alias("noted")),
            on="invoice_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            due.otherwise(
                pl.max_horizontal(pl.col("open_amount") - pl.col("part").fill_null(0), 0)
            ).alias("open_amount")
        )
        .drop("part", "noted")
    )


def latest_data(conn: Connection) -> date | None:
    """The day up to which the files in force tell."""
    found: date | None = conn.scalar(
        select(func.max(import_run.c.data_date)).where(import_run.c.undone_at.is_(None))
    )
    return found


def open_items(conn: Connection) -> list[OpenItem]:
    """Every invoice on which something is due, the oldest first."""
    rows = conn.execute(
        select(
            invoice.c.id,
            invoice.c.client_id,
            invoice.c.payer_id,
            client.c.name,
            invoice.c.number,
            invoice.c.currency,
            invoice.c.open_amount,
            invoice.c.due_date,
        )
        .join(client, client.c.id == invoice.c.client_id)
        .where(invoice.c.open_amount > 0, invoice.c.kind == InvoiceKind.INVOICE.value)
        .order_by(invoice.c.due_date, invoice.c.id)
    ).all()
    names: dict[int, list[str]] = {}
    for client_id, name, code in conn.execute(select(client.c.id, client.c.name, client.c.code)):
        names[client_id] = [one for one in (name, code) if one]
    for client_id, alias in conn.execute(select(client_alias.c.client_id, client_alias.c.value)):
        names.setdefault(client_id, []).append(alias)
    noted = {
        row[0]: row[1]
        for row in noted_payments(conn, latest_data(conn)).select("invoice_id", "part").iter_rows()
    }
    items = []
    for row in rows:
        part = noted.get(row.id, 0)
        due = 0 if part is None else row.open_amount - part
        known = dict.fromkeys([*names[row.client_id], *names[row.payer_id]])
        if due > 0:
            items.append(
                OpenItem(
                    row.id,
                    row.client_id,
                    row.name,
                    tuple(known),
                    row.number,
                    row.currency,
                    from_thousandths(due),
                    row.due_date,
                )
            )
    return items


def all_numbers(conn: Connection) -> frozenset[str]:
    """The numbers of every invoice, open or settled."""
    return frozenset(conn.scalars(select(invoice.c.number).distinct()))


def contradicted(conn: Connection) -> frozenset[int]:
    """The invoices of which newer data does not show what was noted paid."""
    asked = noted_payments(conn, latest_data(conn)).filter("asked")["invoice_id"]
    return frozenset(asked.to_list())
