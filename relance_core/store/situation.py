"""Reads what is known today as the frames that the plan and the figures are computed from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache

import polars as pl
from sqlalchemy import Connection, func, select

from relance_core.intake.addresses import split_addresses
from relance_core.money import MONEY, thousandths_expr
from relance_core.receivables.behaviour import behaviour
from relance_core.reminders.choice import scenario_of
from relance_core.reminders.plan import Situation
from relance_core.schemas import CLIENTS, CONTACT_ROLES, HISTORY, HOLDS, LEDGER, conform
from relance_core.settings import Rules
from relance_core.store.clients import gone_ids
from relance_core.store.frames import frame_of
from relance_core.store.history import read_history
from relance_core.store.hold_frames import (
    file_holds,
    hand_frame,
    hand_holds,
    with_disputes,
)
from relance_core.store.payment_plans import late_on_plans, plan_holds
from relance_core.store.payments import less_payments, noted_payments
from relance_core.store.portfolio import read_portfolio
from relance_core.store.promises import broken_promisers
from relance_core.store.tables import (
    client,
    client_contact,
    client_setting,
    dead_address,
    import_run,
    invoice,
)
from relance_core.vocabulary import DebtorType, ToneSetting


def read_situation(
    conn: Connection, rules: Rules, scenarios: Collection[str], *, today: date
) -> Situation:
    """Ledger, clients, holds and history as they stand; ``scenarios``: the keys that exist."""
    data_date = conn.scalar(
        select(func.max(import_run.c.data_date)).where(import_run.c.undone_at.is_(None))
    )
    by_hand = plan_holds(conn, hand_frame(conn), today=today)
    noted = noted_payments(conn, data_date)
    ledger = _ledger(conn, by_hand, noted)
    holds = pl.concat([hand_holds(by_hand, noted, data_date), file_holds(conn, by_hand)])
    return Situation(
        ledger=conform(ledger, LEDGER, "LEDGER"),
        clients=conform(_clients(conn, rules, scenarios, today), CLIENTS, "CLIENTS"),
        holds=conform(holds, HOLDS, "HOLDS"),
        history=conform(read_history(conn), HISTORY, "HISTORY"),
        data_date=data_date,
        contacts=_contacts(conn),
    )


def _contacts(conn: Connection) -> pl.DataFrame:
    """``CONTACT_ROLES``: whom some steps are addressed to."""
    rows = conn.execute(
        select(
            client_contact.c.client_id,
            client_contact.c.role,
            client_contact.c.name,
            client_contact.c.emails,
        )
    )
    dead = frozenset(conn.scalars(select(dead_address.c.address)))
    told = [(who, role, name, list(_addresses(cell, dead)[0])) for who, role, name, cell in rows]
    return pl.DataFrame(told, schema=CONTACT_ROLES, orient="row")


def _ledger(conn: Connection, by_hand: pl.DataFrame, noted: pl.DataFrame) -> pl.DataFrame:
    """``LEDGER``: what is still open, less what was noted as paid by hand since the last import."""
    query = (
        select(
            invoice.c.id,
            invoice.c.client_id,
            invoice.c.payer_id,
            invoice.c.number,
            invoice.c.kind,
            invoice.c.currency,
            invoice.c.issue_date,
            invoice.c.delivery_date,
            invoice.c.due_date,
            (invoice.c.due_calculated & ~invoice.c.due_confirmed).label("due_calculated"),
            invoice.c.amount,
            invoice.c.open_amount,
            invoice.c.disputed_amount,
            invoice.c.entry_step,
            invoice.c.scenario,
        )
        .where(invoice.c.open_amount > 0)
        .order_by(invoice.c.id)
    )
    schema = dict(LEDGER) | {
        column: pl.Int64 for column in ("amount", "open_amount", "disputed_amount")
    }
    frame = less_payments(frame_of(conn, query, schema), noted)
    return (
        with_disputes(frame.filter(pl.col("open_amount") > 0), by_hand)
        .with_columns(
            thousandths_expr("amount"),
            thousandths_expr("open_amount"),
            thousandths_expr("disputed_amount"),
        )
        .select(list(LEDGER))
    )


#: Columns of ``CLIENTS`` that are reckoned from the others.
_RECKONED = ("scenario_by_hand", "median_days")


def _clients(
    conn: Connection, rules: Rules, scenarios: Collection[str], today: date
) -> pl.DataFrame:
    """``CLIENTS``: what was set by hand, else what the files say, else the default."""
    dead = frozenset(conn.scalars(select(dead_address.c.address)))
    hand, file = client_setting.c, client.c
    query = (
        select(
            file.id,
            file.code,
            file.name,
            func.coalesce(hand.debtor_type, file.debtor_type, DebtorType.UNKNOWN.value),
            hand.scenario,
            func.coalesce(hand.tone, ToneSetting.AS_STEP.value),
            func.coalesce(hand.shift_days, 0),
            hand.pause_until,
            func.coalesce(hand.manual_only, False),
            func.coalesce(hand.contact_name, file.contact_name),
            func.coalesce(hand.phone, file.phone),
            func.coalesce(hand.emails, file.email),
            hand.copies,
            func.coalesce(hand.language, file.language, "fr"),
            file.siren,
            func.coalesce(hand.address, file.address),
            func.coalesce(hand.postcode, file.postcode),
            func.coalesce(hand.city, file.city),
            func.coalesce(hand.country, file.country),
        )
        .select_from(client.outerjoin(client_setting, hand.client_id == file.id))
        .where(file.id.not_in(gone_ids()))
        .order_by(file.id)
    )
    rows = []
    for row in conn.execute(query):
        values = list(row)
        good, bad = _addresses(values[11] or "", dead)
        values[11] = list(good)
        values[12] = list(_addresses(values[12] or "", dead)[0])
        values.insert(12, list(bad))
        rows.append(values)
    schema = {name: kind for name, kind in CLIENTS.items() if name not in _RECKONED}
    frame = pl.DataFrame(rows, schema=schema, orient="row").join(
        _usual_lateness(conn, rules, today), on="client_id", how="left"
    )
    return (
        frame.with_columns(
            pl.col("scenario").is_in(list(scenarios)).fill_null(False).alias("scenario_by_hand"),
            pl.lit(None, dtype=MONEY).alias("amount_due"),
        )
        .with_columns(scenario_of(rules, scenarios, pl.col("scenario")).alias("scenario"))
        .with_columns(_after_broken_promises(conn, today).alias("tone"))
        .select(list(CLIENTS))
    )


def _after_broken_promises(conn: Connection, today: date) -> pl.Expr:
    """The tone set for a client, one notch firmer while a promise on an open invoice is broken."""
    firmer = {
        ToneSetting.SOFTER.value: ToneSetting.AS_STEP.value,
        ToneSetting.AS_STEP.value: ToneSetting.FIRMER.value,
    }
    not_kept = broken_promisers(conn, today=today) | late_on_plans(conn, today=today)
    broken = pl.col("client_id").is_in(list(not_kept))
    return pl.when(broken).then(pl.col("tone").replace(firmer)).otherwise(pl.col("tone"))


def _usual_lateness(conn: Connection, rules: Rules, today: date) -> pl.DataFrame:
    """``client_id, median_days``: read only when a rule of choice asks for it."""
    if all(rule.median_from is None for rule in rules.scenario_rules):
        return pl.DataFrame(schema={"client_id": pl.Int64, "median_days": pl.Float64})
    return behaviour(read_portfolio(conn), today=today).select("client_id", "median_days")


@lru_cache(maxsize=200_000)
def _split(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return split_addresses(cell)


def _addresses(cell: str, dead: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The usable and the unusable addresses of a cell; one that a server refused is unusable."""
    if not cell:
        return (), ()
    good, bad = _split(cell)
    usable = tuple(one for one in good if one not in dead)
    return usable, bad + tuple(one for one in good if one in dead)
