"""The lines of the grid of clients, and what the edits of a line change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl

from relance_core import french
from relance_core.reminders.outlook import next_messages
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    DEBTOR_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    TONE_SETTING_LABELS,
    Channel,
    InvoiceKind,
)
from relance_core.workflows.today_plan import Day

#: What can be edited in the grid, and how a change is told.
EDITABLE = {
    "scenario": "scénario",
    "tone": "ton",
    "shift_days": "décalage",
    "pause_until": "pause",
    "manual_only": "suivi à la main",
    "emails": "e-mails",
    "copies": "copies",
    "debtor_type": "type",
}
_LABELS: Mapping[str, Mapping[str, str]] = {
    "tone": {key.value: label for key, label in TONE_SETTING_LABELS.items()},
    "debtor_type": {key.value: label for key, label in DEBTOR_LABELS.items()},
}


class Shown(StrEnum):
    """Which clients the grid shows."""

    ALL = "all"
    OVERDUE = "overdue"
    NO_ADDRESS = "no_address"
    HELD = "held"


@dataclass(frozen=True)
class Edit:
    """What was typed on one line: values by column, as before and after."""

    client_id: int
    name: str
    before: dict[str, Any]
    after: dict[str, Any]

    def told(self, scenarios: Mapping[str, str]) -> str:
        """``Dupont SA, ton : Selon l'étape → Un cran plus doux``; ``scenarios``: their names."""
        changes = " ; ".join(
            f"{EDITABLE[column]} : {value_words(column, self.before[column], scenarios)} → "
            f"{value_words(column, self.after[column], scenarios)}"
            for column in self.after
        )
        return f"{self.name}, {changes}"


def main_currency(ledger: pl.DataFrame) -> str:
    """The currency of most lines of the ledger; euros when it is empty."""
    modes = ledger["currency"].drop_nulls().mode().sort()
    return str(modes[0]) if len(modes) else "EUR"


def client_lines(day: Day, *, today: date) -> pl.DataFrame:
    """One row per client, most overdue first: its settings, and the message that follows.

    ``client_id, name, code, overdue`` (MONEY, in the ledger's main currency; null when nothing is),
    ``elsewhere`` (overdue in other currencies, in words), ``next_message``, the columns of
    ``EDITABLE``, ``deducted`` (MONEY, credits that messages deduct; null without any), and
    ``to_mend`` (something open, and an e-mail address missing or unusable).
    """
    ledger, clients = day.situation.ledger, day.situation.clients
    settings = clients.select(
        "client_id",
        "name",
        "code",
        "scenario",
        "tone",
        "shift_days",
        "pause_until",
        "manual_only",
        pl.col("emails").list.concat("bad_emails").list.join(", ").alias("emails"),
        pl.col("copies").list.join(", "),
        "debtor_type",
        ((pl.col("emails").list.len() == 0) | (pl.col("bad_emails").list.len() > 0)).alias(
            "unreachable"
        ),
    )
    return (
        settings.join(_overdue(ledger, today), on="client_id", how="left")
        .join(_deducted(ledger), on="client_id", how="left")
        .join(_next_words(day, today), on="client_id", how="left")
        .with_columns(
            (pl.col("unreachable") & pl.col("writes").fill_null(False)).alias("to_mend"),
            pl.col("next_message").fill_null("Rien à réclamer."),
        )
        .with_columns(
            pl.when(pl.col("to_mend") & pl.col("by_email").fill_null(False))
            .then(pl.col("next_message") + " · adresse à compléter")
            .otherwise("next_message")
            .alias("next_message")
        )
        .drop("unreachable", "writes", "by_email")
        .sort("overdue", "name", "client_id", descending=[True, False, False], nulls_last=True)
    )


def chosen_lines(lines: pl.DataFrame, shown: Shown, *, today: date) -> pl.DataFrame:
    """The lines of ``client_lines`` that ``shown`` keeps."""
    kept = {
        Shown.ALL: pl.lit(True),
        Shown.OVERDUE: pl.col("overdue").is_not_null() | pl.col("elsewhere").is_not_null(),
        Shown.NO_ADDRESS: pl.col("to_mend"),
        Shown.HELD: pl.col("manual_only") | (pl.col("pause_until") >= today).fill_null(False),
    }
    return lines.filter(kept[shown])


def edits_of(lines: pl.DataFrame, edited_rows: Mapping[int, Mapping[str, Any]]) -> list[Edit]:
    """What the editor's ``edited_rows`` (position: column: value) say otherwise than ``lines``."""
    edits = []
    for position, typed in edited_rows.items():
        row = lines.row(int(position), named=True)
        after = {column: _value(column, value) for column, value in typed.items()}
        changed = {
            column: value
            for column, value in after.items()
            if column in EDITABLE and value != _value(column, row[column])
        }
        if changed:
            before = {column: row[column] for column in changed}
            edits.append(Edit(row["client_id"], row["name"], before, changed))
    return edits


def scenario_names(day: Day) -> dict[str, str]:
    """The name of each scenario, by key."""
    return {key: scenario.name for key, scenario in day.scenarios.items()}


def value_words(column: str, value: Any, scenarios: Mapping[str, str]) -> str:
    """A setting as people read it; what is empty goes back to the file or the default."""
    if column == "scenario" and value in scenarios:
        return scenarios[value]
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return f"jusqu'au {french.short_date(value)}"
    if column == "shift_days" and value is not None:
        return f"{value:+d} jours" if value else "aucun"
    if value is None or value == "":
        return "aucune" if column in ("pause_until", "emails", "copies") else "par défaut"
    return _LABELS.get(column, {}).get(value, str(value))


def _value(column: str, value: Any) -> Any:
    """A cell as it is kept: a browser sends dates as text, and empty text for nothing."""
    if isinstance(value, str):
        value = value.strip()
        if column == "pause_until" and value:
            return date.fromisoformat(value[:10])
    return None if value == "" else value


def _overdue(ledger: pl.DataFrame, today: date) -> pl.DataFrame:
    """``client_id, overdue, elsewhere``: gross amounts past their due date."""
    main = main_currency(ledger)
    late = (
        ledger.filter(pl.col("kind") == InvoiceKind.INVOICE.value, pl.col("due_date") < today)
        .group_by("client_id", "currency")
        .agg(pl.col("open_amount").sum())
    )
    others: dict[int, dict[str, Any]] = {}
    for row in late.filter(pl.col("currency") != main).iter_rows(named=True):
        others.setdefault(row["client_id"], {})[row["currency"]] = row["open_amount"]
    elsewhere = pl.DataFrame(
        {
            "client_id": list(others),
            "elsewhere": [french.amounts(totals) for totals in others.values()],
        },
        schema={"client_id": pl.Int64, "elsewhere": pl.String},
    )
    return (
        late.filter(pl.col("currency") == main)
        .select("client_id", pl.col("open_amount").alias("overdue"))
        .join(elsewhere, on="client_id", how="full", coalesce=True)
    )


def _deducted(ledger: pl.DataFrame) -> pl.DataFrame:
    """``client_id, deducted``: credits still to deduct, in the ledger's main currency."""
    return (
        ledger.filter(
            pl.col("kind") != InvoiceKind.INVOICE.value,
            pl.col("open_amount") > 0,
            pl.col("currency") == main_currency(ledger),
        )
        .group_by("client_id")
        .agg(pl.col("open_amount").sum().alias("deducted"))
    )


def _next_words(day: Day, today: date) -> pl.DataFrame:
    """``client_id, next_message, writes, by_email``: what follows, in a few words.

    ``writes``: messages about open invoices go to this client; ``by_email``: the next one would.
    """
    following = next_messages(day.plan, day.situation, day.scenarios)
    same_year = pl.col("day").dt.year() == today.year
    when = (
        pl.when(pl.col("day") == today)
        .then(pl.lit("Aujourd'hui"))
        .when(same_year)
        .then(pl.col("day").dt.strftime("%d/%m"))
        .otherwise(pl.col("day").dt.strftime("%d/%m/%Y"))
    )
    # « Courtoisie » is a step and « Courtois » a tone: side by side they say nothing.
    tone = pl.col("tone").replace_strict(_words(TONE_LABELS), default=None).str.to_lowercase()
    step = pl.concat_str(
        pl.col("step").replace_strict(_words(STEP_LABELS), default=None),
        pl.format("ton {}", tone),
        separator=", ",
        ignore_nulls=True,
    )
    planned = pl.concat_str(
        when,
        step,
        pl.col("channel").replace_strict(_words(CHANNEL_LABELS), default=None),
        separator=" · ",
        ignore_nulls=True,
    )
    told = following.select(
        "client_id",
        pl.when(pl.col("day").is_null()).then("reason").otherwise(planned).alias("next_message"),
        pl.lit(True).alias("writes"),
        (pl.col("day").is_not_null() & (pl.col("channel") == Channel.EMAIL.value)).alias(
            "by_email"
        ),
    )
    return pl.concat([told, _written_to_another(day).join(told, on="client_id", how="anti")])


def _written_to_another(day: Day) -> pl.DataFrame:
    """Clients whose open invoices are paid, and reminded, elsewhere."""
    payers = day.situation.clients.select(
        pl.col("client_id").alias("payer_id"), pl.col("name").alias("payer")
    )
    return (
        day.situation.ledger.filter(
            pl.col("payer_id") != pl.col("client_id"),
            pl.col("kind") == InvoiceKind.INVOICE.value,
        )
        .unique("client_id", keep="first", maintain_order=True)
        .join(payers, on="payer_id")
        .select(
            "client_id",
            pl.format("Les messages partent à {}.", "payer").alias("next_message"),
            pl.lit(False).alias("writes"),
            pl.lit(False).alias("by_email"),
        )
    )


def _words(labels: Mapping[Any, str]) -> dict[str, str]:
    return {key.value: label for key, label in labels.items()}
