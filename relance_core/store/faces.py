"""Reads the clients as they are compared with one another: names, codes, SIREN, addresses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import Connection, func, select

from relance_core.intake.addresses import split_addresses
from relance_core.intake.clients import name_key, siren_of
from relance_core.intake.joining import CLIENTS
from relance_core.intake.likeness import Face
from relance_core.money import from_thousandths, plain
from relance_core.store.clients import gone_ids
from relance_core.store.tables import client, client_alias, client_setting, invoice
from relance_core.vocabulary import InvoiceKind


@dataclass(frozen=True)
class ClientFace:
    """A client with what compares him, and what he owes."""

    client_id: int
    name: str
    code: str | None
    city: str | None
    email: str | None  # as written
    face: Face
    open_invoices: int
    open_amounts: dict[str, Decimal]  # invoices still open, per currency

    def to_json(self) -> dict[str, Any]:
        """As the terminal prints it."""
        return {
            "client": self.client_id,
            "client_code": self.code,
            "client_name": self.name,
            "open_invoices": self.open_invoices,
            "open_amount": {one: plain(due, one) for one, due in self.open_amounts.items()},
        }


def client_faces(conn: Connection) -> list[ClientFace]:
    """Every client who is not another one now, by id."""
    codes: dict[int, list[str]] = defaultdict(list)
    for alias in conn.execute(select(client_alias).where(client_alias.c.kind == "code")):
        codes[alias.client_id].append(alias.value)
    owed: dict[int, dict[str, Decimal]] = defaultdict(dict)
    counts: dict[int, int] = defaultdict(int)
    query = (
        select(
            invoice.c.client_id,
            invoice.c.currency,
            func.count().label("n"),
            func.sum(invoice.c.open_amount).label("due"),
        )
        .where(invoice.c.open_amount > 0, invoice.c.kind == InvoiceKind.INVOICE.value)
        .group_by(invoice.c.client_id, invoice.c.currency)
    )
    for row in conn.execute(query):
        owed[row.client_id][row.currency] = from_thousandths(int(row.due))
        counts[row.client_id] += row.n
    people = (
        select(
            client.c.id,
            client.c.name,
            client.c.code,
            client.c.siren,
            client.c.vat_number,
            func.coalesce(client_setting.c.city, client.c.city).label("city"),
            func.coalesce(client_setting.c.emails, client.c.email).label("email"),
        )
        .select_from(client.outerjoin(client_setting, client_setting.c.client_id == client.c.id))
        .where(client.c.id.not_in(gone_ids()))
        .order_by(client.c.id)
    )
    return [
        ClientFace(
            row.id,
            row.name,
            row.code,
            row.city,
            row.email,
            Face(
                row.id,
                row.name,
                tuple(codes[row.id]),
                row.siren or (siren_of(row.vat_number) if row.vat_number else None),
                split_addresses(row.email)[0],
            ),
            counts[row.id],
            owed[row.id],
        )
        for row in conn.execute(people)
    ]


def known_clients(conn: Connection) -> pl.DataFrame:
    """``joining.CLIENTS``: every client, then every other name that he is known by."""
    faces = client_faces(conn)
    rows = [(one.code, one.name, one.email, one.face.siren) for one in faces]
    by_id = {one.client_id: one for one in faces}
    for alias in conn.execute(select(client_alias)):
        one = by_id.get(alias.client_id)
        if one is None or alias.value in (name_key(one.name), name_key(one.code or "")):
            continue
        named = alias.kind == "name"
        code, name = (one.code, alias.value) if named else (alias.value, one.name)
        rows.append((code, name, one.email, one.face.siren))
    return pl.DataFrame(rows, schema=CLIENTS, orient="row")


def known_terms(conn: Connection) -> dict[tuple[str, str], str]:
    """The terms that a file of contacts told of each client, by his aliases."""
    query = (
        select(client_alias.c.kind, client_alias.c.value, client.c.code, client.c.terms)
        .join(client, client.c.id == client_alias.c.client_id)
        .where(client.c.terms.is_not(None))
    )
    return {
        ("bare_name" if row.kind == "name" and not row.code else row.kind, row.value): row.terms
        for row in conn.execute(query)
    }
