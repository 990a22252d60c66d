"""What there is to tell of one client: what is owed, what was said, and how invoices get paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection

from relance_core import french
from relance_core.commitments import LATE_REASON_LABELS, LateReason
from relance_core.receivables.behaviour import behaviour, kept_promises
from relance_core.store.journal import lines
from relance_core.store.late_reasons import last_reasons
from relance_core.store.messages import list_messages
from relance_core.store.payment_plans import instalments
from relance_core.store.promises import promises
from relance_core.ui.plan_tables import carried_lines, withheld_lines
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    MESSAGE_LABELS,
    STATE_LABELS,
    TONE_LABELS,
    Channel,
    InvoiceKind,
    MessageState,
    Tone,
)
from relance_core.workflows.today_plan import Day

OWED_HEADINGS = {
    "number": "Pièce",
    "open_amount": "Restant dû",
    "days_late": "Jours de retard",
    "due_date": "Échéance",
    "disputed_amount": "En litige",
    "state": "Aujourd'hui",
    "next_words": "Étape",
    "reason": "Pourquoi",
}
MESSAGE_HEADINGS = {
    "day": "Pour le",
    "step": "Étape",
    "tone": "Ton",
    "channel": "Par",
    "subject": "Objet",
    "state": "État",
}
STORY_HEADINGS = {"day": "Jour", "by": "Par", "text": "Ce qui a été fait"}
_KINDS = {
    InvoiceKind.CREDIT_NOTE.value: "Avoir, déduit",
    InvoiceKind.PAYMENT.value: "Règlement non affecté, déduit",
}


def owed(day: Day, client_id: int, *, today: date) -> pl.DataFrame:
    """What is open with a client, as debtor or as payer, oldest first.

    ``invoice_id, kind, currency`` and ``OWED_HEADINGS``: ``state`` is the reason's label, or says
    that today's message carries the invoice; ``days_late`` is null before the due date; a credit
    counts below zero.
    """
    sentences = day.plan.reminders.select("addressee_id", "reason")
    carried = (
        carried_lines(day)
        .join(sentences, on="addressee_id")
        .select(
            "invoice_id",
            pl.lit("Dans le message du jour").alias("state"),
            "reason",
            pl.col("step_label").alias("next_words"),
        )
    )
    withheld = withheld_lines(day).select(
        "invoice_id", pl.col("reason_label").alias("state"), "reason", "next_words"
    )
    is_invoice = pl.col("kind") == InvoiceKind.INVOICE.value
    days = (pl.lit(today) - pl.col("due_date")).dt.total_days()
    return (
        day.situation.ledger.filter(
            (pl.col("client_id") == client_id) | (pl.col("payer_id") == client_id)
        )
        .join(pl.concat([carried, withheld]), on="invoice_id", how="left")
        .with_columns(
            pl.when(is_invoice & (days > 0)).then(days).alias("days_late"),
            pl.when(is_invoice)
            .then("open_amount")
            .otherwise(-pl.col("open_amount"))
            .alias("open_amount"),
            pl.when(pl.col("disputed_amount") > 0).then("disputed_amount").alias("disputed_amount"),
            pl.coalesce("state", pl.col("kind").replace_strict(_KINDS, default=None)).alias(
                "state"
            ),
        )
        .sort("due_date", "invoice_id")
        .select("invoice_id", "kind", "currency", *OWED_HEADINGS)
    )


def owed_words(frame: pl.DataFrame) -> str:
    """What ``owed`` comes to, per currency: open, and overdue; credits apart."""
    invoices = frame.filter(pl.col("kind") == InvoiceKind.INVOICE.value)
    credits = frame.filter(pl.col("kind") != InvoiceKind.INVOICE.value)
    if invoices.is_empty():
        told = "Aucune facture ouverte"
    else:
        late = invoices.filter(pl.col("days_late") > 0)
        count = french.plural(invoices.height, "facture ouverte", "factures ouvertes")
        told = f"{count}, {_total(invoices)}"
        if late.height == invoices.height:
            told += ", échue" if late.height == 1 else ", toutes échues"
        else:
            told += f", dont {_total(late)} échus" if late.height else ", rien d'échu"
    if credits.height:
        deducted = credits.with_columns(-pl.col("open_amount"))
        told += f" ; avoirs et règlements à déduire : {_total(deducted)}"
    return f"{told}."


def behaviour_words(portfolio: pl.DataFrame, client_id: int, *, today: date) -> str:
    """How the client pays, in one sentence; empty without history, and for natural persons."""
    mine = portfolio.filter(pl.col("client_id") == client_id)
    found = behaviour(mine, today=today)
    if found.is_empty():
        return ""
    row = found.row(0, named=True)
    median = round(row["median_days"])
    when = f"à J+{median}" if median > 0 else "le jour de l'échéance"
    if median < 0:
        when = f"{french.plural(-median, 'jour')} avant l'échéance"
    about = "" if row["exact"] else ", au jour des imports près"
    count = french.plural(row["paid_count"], "facture réglée", "factures réglées")
    return f"Paie {when} (médiane sur {count} en douze mois{about})."


def promise_words(conn: Connection, client: Mapping[str, Any], *, today: date) -> str:
    """How a client keeps his word, in one sentence; empty without a promise judged.

    ``client``: ``client_id, debtor_type``. Natural persons are told nothing of.
    """
    columns = ["client_id", "since", "promised_on", "outcome"]
    given = pl.concat(
        [
            found.filter(pl.col("client_id") == client["client_id"]).select(columns)
            for found in (promises(conn, today=today), instalments(conn, today=today))
        ]
    ).with_columns(pl.lit(client["debtor_type"]).alias("debtor_type"))
    found = kept_promises(given, today=today)
    if found.is_empty():
        return ""
    row = found.row(0, named=True)
    judged = row["kept"] + row["part_kept"] + row["broken"]
    told = f"{french.plural(row['kept'], 'promesse tenue', 'promesses tenues')} sur {judged}"
    part = row["part_kept"]
    return f"{told} (et {part} en partie)." if part else f"{told}."


def reason_words(conn: Connection, owed_lines: pl.DataFrame) -> str:
    """Why the late ones of ``owed_lines`` are late, as was said last; empty when nobody said."""
    late = owed_lines.filter(pl.col("days_late") > 0).select("invoice_id")
    said = last_reasons(conn).join(late, on="invoice_id", how="semi")
    counts = said.group_by("reason").len().sort("len", "reason", descending=[True, False])
    parts = [
        f"{LATE_REASON_LABELS[LateReason(reason)].lower()} ({french.plural(count, 'facture')})"
        for reason, count in counts.iter_rows()
    ]
    return f"Raisons dites : {french.listed(parts)}." if parts else ""


def messages_of(conn: Connection, client_id: int) -> pl.DataFrame:
    """The messages to a client, latest first (``MESSAGE_HEADINGS``)."""
    return pl.DataFrame(
        [
            (
                row.for_date,
                MESSAGE_LABELS[row.step],
                TONE_LABELS[Tone(row.tone)],
                CHANNEL_LABELS[Channel(row.channel)],
                row.subject,
                STATE_LABELS[MessageState(row.state)],
            )
            for row in list_messages(conn, client_id=client_id, limit=200)
        ],
        schema={"day": pl.Date} | dict.fromkeys(list(MESSAGE_HEADINGS)[1:], pl.String),
        orient="row",
    )


def story_of(conn: Connection, client_id: int) -> pl.DataFrame:
    """The journal of a client, latest first (``STORY_HEADINGS``)."""
    return pl.DataFrame(
        [(row.at.date(), row.by, row.text) for row in lines(conn, client_id=client_id, limit=200)],
        schema={"day": pl.Date, "by": pl.String, "text": pl.String},
        orient="row",
    )


def _total(frame: pl.DataFrame) -> str:
    sums = frame.group_by("currency").agg(pl.col("open_amount").sum())
    return french.amounts(dict(sums.iter_rows()))
