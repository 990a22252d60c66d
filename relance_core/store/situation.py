"""Reads what is known today as the frames that the plan and the figures are computed from."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, func, select

from relance_core.intake.addresses import split_addresses
from relance_core.money import thousandths_expr
from relance_core.reminders.plan import Situation
from relance_core.reminders.scenario import STANDARD, usual_scenario
from relance_core.schemas import CLIENTS, HISTORY, HOLDS, LEDGER, conform
from relance_core.settings import Rules
from relance_core.store.holds import CHASE, PAID
from relance_core.store.tables import (
    batch,
    client,
    client_setting,
    dead_address,
    hold,
    import_run,
    invoice,
    message,
    message_line,
)
from relance_core.vocabulary import DebtorType, MessageState, Step, ToneSetting, Withheld

#: What a file's reminder level means; anything above is a formal notice.
_LEVELS = {1: Step.REMINDER_1, 2: Step.REMINDER_2, 3: Step.REMINDER_3}
_USUAL_TONE = {step.step.value: step.tone.value for step in STANDARD.steps}


def frame_of(conn: Connection, query: Select[Any], schema: dict[str, Any]) -> pl.DataFrame:
    """The rows of ``query`` as a frame of exactly the columns and types of ``schema``."""
    rows = conn.execute(query).all()
    if not rows:
        return pl.DataFrame(schema=schema)
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, list(values), dtype=dtype)
            for (name, dtype), values in zip(schema.items(), columns, strict=True)
        ]
    )


def read_situation(conn: Connection, rules: Rules) -> Situation:
    """Ledger, clients, holds and history as they stand."""
    data_date = conn.scalar(
        select(func.max(import_run.c.data_date)).where(import_run.c.undone_at.is_(None))
    )
    by_hand = _hand_frame(conn)
    ledger = _ledger(conn, by_hand, data_date)
    holds = pl.concat([_hand_holds(by_hand, data_date), _file_holds(conn, by_hand)])
    return Situation(
        ledger=conform(ledger, LEDGER, "LEDGER"),
        clients=conform(_clients(conn, rules), CLIENTS, "CLIENTS"),
        holds=conform(holds, HOLDS, "HOLDS"),
        history=conform(_history(conn), HISTORY, "HISTORY"),
        data_date=data_date,
    )


def _hand_frame(conn: Connection) -> pl.DataFrame:
    """Holds not released: ``invoice_id, client_id, code, amount, since, until, note, noted_on``."""
    query = select(
        hold.c.invoice_id,
        hold.c.client_id,
        hold.c.code,
        hold.c.amount,
        hold.c.since,
        hold.c.until,
        hold.c.note,
    ).where(hold.c.released_at.is_(None))
    return frame_of(
        conn,
        query,
        {
            "invoice_id": pl.Int64,
            "client_id": pl.Int64,
            "code": pl.String,
            "amount": pl.Int64,
            "since": pl.Date,
            "until": pl.Date,
            "note": pl.String,
        },
    )


def _contradicted(by_hand: pl.DataFrame, data_date: date | None) -> pl.Expr:
    """A payment noted by hand that data newer than it does not show."""
    return (pl.col("code") == PAID) & (pl.lit(data_date, dtype=pl.Date) > pl.col("since"))


def _ledger(conn: Connection, by_hand: pl.DataFrame, data_date: date | None) -> pl.DataFrame:
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
            invoice.c.due_date,
            (invoice.c.due_calculated & ~invoice.c.due_confirmed).label("due_calculated"),
            invoice.c.amount,
            invoice.c.open_amount,
            invoice.c.disputed_amount,
            invoice.c.entry_step,
        )
        .where(invoice.c.open_amount > 0)
        .order_by(invoice.c.id)
    )
    schema = dict(LEDGER) | {
        column: pl.Int64 for column in ("amount", "open_amount", "disputed_amount")
    }
    frame = frame_of(conn, query, schema)
    paid = by_hand.filter(
        pl.col("code") == PAID, ~_contradicted(by_hand, data_date).fill_null(False)
    ).select("invoice_id")
    disputed = (
        by_hand.filter(pl.col("code") == Withheld.DISPUTE.value, pl.col("invoice_id").is_not_null())
        .group_by("invoice_id")
        .agg(pl.col("amount").max().alias("part"), pl.col("amount").is_null().any().alias("whole"))
    )
    by_hand_dispute = pl.when(pl.col("whole")).then("open_amount").otherwise("part").fill_null(0)
    return (
        frame.join(paid, on="invoice_id", how="anti")
        .join(disputed, on="invoice_id", how="left")
        .with_columns(
            pl.min_horizontal(
                "open_amount", pl.max_horizontal("disputed_amount", by_hand_dispute)
            ).alias("disputed_amount")
        )
        .with_columns(
            thousandths_expr("amount"),
            thousandths_expr("open_amount"),
            thousandths_expr("disputed_amount"),
        )
        .select(list(LEDGER))
    )


def _hand_holds(by_hand: pl.DataFrame, data_date: date | None) -> pl.DataFrame:
    """``HOLDS`` noted by hand; a partial dispute holds nothing, a contradicted payment asks."""
    since = pl.col("since").dt.strftime("%d/%m/%Y")
    until = pl.col("until").dt.strftime("%d/%m/%Y")
    noted = (
        pl.when(pl.col("note") != "").then(pl.format(" : {}", pl.col("note"))).otherwise(pl.lit(""))
    )
    words = (
        pl.when(pl.col("code") == Withheld.DISPUTE.value)
        .then(pl.format("Litige ouvert le {}{}.", since, noted))
        .when(pl.col("code") == Withheld.PROMISE.value)
        .then(pl.format("Promesse de paiement jusqu'au {}{}.", until, noted))
        .when(pl.col("code") == Withheld.EXCLUDED.value)
        .then(pl.format("Exclue à la main le {}{}.", since, noted))
        .when(pl.col("until").is_not_null())
        .then(pl.format("Suspendue jusqu'au {}{}.", until, noted))
        .otherwise(pl.format("Suspendue depuis le {}{}.", since, noted))
    )
    plain = by_hand.filter(
        ~pl.col("code").is_in([PAID, CHASE]),
        ~((pl.col("code") == Withheld.DISPUTE.value) & pl.col("amount").is_not_null()),
    )
    asked = by_hand.filter(_contradicted(by_hand, data_date).fill_null(False)).with_columns(
        pl.lit(Withheld.NEEDS_DECISION.value).alias("code"),
        pl.lit(None, dtype=pl.Date).alias("until"),
    )
    day = f"{data_date:%d/%m/%Y}" if data_date else ""
    contradiction = pl.format(
        "Notée payée le {}, mais l'export du {} la montre encore ouverte : à trancher.",
        since,
        pl.lit(day),
    )
    columns = ["invoice_id", "client_id", "code", "since", "until", "reason"]
    return pl.concat(
        [
            plain.with_columns(words.alias("reason")).select(columns),
            asked.with_columns(contradiction.alias("reason")).select(columns),
        ]
    )


def _file_holds(conn: Connection, by_hand: pl.DataFrame) -> pl.DataFrame:
    """``HOLDS`` that the files state: disputes, direct debits, doubts, disappearances."""
    query = select(
        invoice.c.id,
        invoice.c.open_amount,
        invoice.c.disputed_amount,
        invoice.c.dispute_reason,
        invoice.c.direct_debit,
        invoice.c.decision,
        invoice.c.missing_since,
        invoice.c.first_seen,
    ).where(
        invoice.c.open_amount > 0,
        (invoice.c.disputed_amount > 0)
        | invoice.c.direct_debit
        | invoice.c.decision.is_not_null()
        | invoice.c.missing_since.is_not_null(),
    )
    frame = frame_of(
        conn,
        query,
        {
            "invoice_id": pl.Int64,
            "open_amount": pl.Int64,
            "disputed_amount": pl.Int64,
            "dispute_reason": pl.String,
            "direct_debit": pl.Boolean,
            "decision": pl.String,
            "missing_since": pl.Date,
            "since": pl.Date,
        },
    )
    released = by_hand.filter(pl.col("code") == CHASE).select("invoice_id")
    frame = frame.join(released, on="invoice_id", how="anti")
    motive = pl.format("En litige selon votre fichier : {}.", pl.col("dispute_reason"))
    parts = [
        _file_hold(
            frame.filter(pl.col("disputed_amount") >= pl.col("open_amount")),
            Withheld.DISPUTE,
            pl.coalesce(motive, pl.lit("En litige selon votre fichier.")),
        ),
        _file_hold(
            frame.filter(pl.col("direct_debit")),
            Withheld.DIRECT_DEBIT,
            pl.lit("Réglée par prélèvement : pas de relance avant un rejet."),
        ),
        _file_hold(
            frame.filter(pl.col("decision").is_not_null()),
            Withheld.NEEDS_DECISION,
            pl.col("decision"),
        ),
        _file_hold(
            frame.filter(pl.col("missing_since").is_not_null()),
            Withheld.NEEDS_DECISION,
            pl.format(
                "Absente de l'export du {} : réglée ou retirée ? À confirmer.",
                pl.col("missing_since").dt.strftime("%d/%m/%Y"),
            ),
        ),
    ]
    return pl.concat(parts)


def _file_hold(frame: pl.DataFrame, code: Withheld, words: pl.Expr) -> pl.DataFrame:
    return frame.select(
        "invoice_id",
        pl.lit(None, dtype=pl.Int64).alias("client_id"),
        pl.lit(code.value).alias("code"),
        "since",
        pl.lit(None, dtype=pl.Date).alias("until"),
        words.alias("reason"),
    )


def _clients(conn: Connection, rules: Rules) -> pl.DataFrame:
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
        .order_by(file.id)
    )
    schema = dict(CLIENTS)
    del schema["bad_emails"]
    rows = []
    for row in conn.execute(query):
        values = list(row)
        good, bad = _addresses(values[11] or "", dead)
        values[4] = values[4] or usual_scenario(DebtorType(values[3]), rules.default_scenario)
        values[11] = list(good)
        values[12] = list(_addresses(values[12] or "", dead)[0])
        values.insert(12, list(bad))
        rows.append(values)
    return pl.DataFrame(rows, schema=CLIENTS, orient="row")


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


def _history(conn: Connection) -> pl.DataFrame:
    """``HISTORY``: our own messages, and the level that a file says was already reached."""
    sent = frame_of(
        conn,
        select(
            message_line.c.invoice_id,
            message.c.addressee_id,
            message.c.id,
            message_line.c.own_step,
            message.c.step,
            message.c.tone,
            message.c.state,
            message.c.posted_on,
            message.c.sent_at,
            message.c.for_date,
            message.c.deadline,
        )
        .select_from(
            message_line.join(message, message.c.id == message_line.c.message_id).join(
                batch, batch.c.id == message.c.batch_id
            )
        )
        .where(
            message_line.c.live,
            message.c.struck_reason.is_(None),
            batch.c.mode == "live",
        ),
        {
            "invoice_id": pl.Int64,
            "addressee_id": pl.Int64,
            "message_id": pl.Int64,
            "step": pl.String,
            "message_step": pl.String,
            "tone": pl.String,
            "state": pl.String,
            "posted_on": pl.Date,
            "sent_at": pl.Datetime("us"),
            "for_date": pl.Date,
            "deadline": pl.Date,
        },
    ).with_columns(pl.coalesce("posted_on", pl.col("sent_at").dt.date(), "for_date").alias("day"))
    return pl.concat([sent.select(list(HISTORY)), _known_history(conn)])


def _known_history(conn: Connection) -> pl.DataFrame:
    """Levels that the files say were reached before us, as history rows without a message."""
    known = conn.execute(
        select(
            invoice.c.id,
            invoice.c.payer_id,
            invoice.c.known_level,
            invoice.c.known_date,
            invoice.c.first_seen,
        ).where(invoice.c.known_level > 0, invoice.c.open_amount > 0)
    ).all()
    rows = []
    for row in known:
        step = _LEVELS.get(row.known_level, Step.FORMAL_NOTICE).value
        day = row.known_date or row.first_seen
        rows.append(
            (
                row.id,
                row.payer_id,
                None,
                step,
                step,
                _USUAL_TONE[step],
                MessageState.SENT.value,
                day,
                None,
            )
        )
    return pl.DataFrame(rows, schema=HISTORY, orient="row")
