"""The two lists of the plan of the day as frames ready to be shown, counted and exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from relance_core import french
from relance_core.money import MONEY
from relance_core.ui.plan_words import short_reason
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    WITHHELD_LABELS,
    Channel,
    InvoiceKind,
    Withheld,
)
from relance_core.workflows.today_plan import Day, withheld_rows

_STEPS = {step.value: label for step, label in STEP_LABELS.items()}
_TONES = {tone.value: label for tone, label in TONE_LABELS.items()}
_CHANNELS = {channel.value: label for channel, label in CHANNEL_LABELS.items()}
_REASONS = {code.value: label for code, label in WITHHELD_LABELS.items()}
_PRECEDENCE = {code.value: order for order, code in enumerate(Withheld)}

MESSAGE_HEADINGS = {
    "client_name": "Client",
    "amount": "À demander",
    "step_label": "Étape",
    "tone_label": "Ton",
    "why": "Pourquoi",
    "channel_label": "Par",
}
LINE_HEADINGS = {
    "client_name": "Client",
    "open_amount": "Restant dû",
    "number": "Facture",
    "due_date": "Échéance",
    "reason": "Pourquoi",
    "next_words": "Prochaine étape",
}
CARRIED_HEADINGS = {
    "number": "Facture",
    "amount_due": "Demandé",
    "open_amount": "Restant dû",
    "due_date": "Échéance",
    "step_label": "Étape de la facture",
}
EXPORT_HEADINGS = {
    "client_name": "Client",
    "client_code": "Code client",
    "number": "Facture",
    "due_date": "Échéance",
    "open_amount": "Restant dû",
    "amount_due": "Demandé",
    "step_label": "Étape de la facture",
    "message_step": "Message",
    "tone_label": "Ton",
    "channel_label": "Par",
    "reason_label": "Raison",
    "held_until": "Suspendue jusqu'au",
    "next_words": "Ensuite",
    "reason": "Pourquoi",
}


@dataclass(frozen=True)
class Side:
    """One of the two lists: how many open invoices, and their gross amounts by currency."""

    invoices: int
    totals: dict[str, Decimal]

    def words(self) -> str:
        """``37 · 84 210 €``."""
        return f"{french.number(self.invoices)} · {french.amounts(self.totals, cents=False)}"


@dataclass(frozen=True)
class Partition:
    """The open invoices, each on one side; ``whole`` is counted apart, from the ledger."""

    messages: int
    carried: Side
    withheld: Side
    whole: Side

    @property
    def holds(self) -> bool:
        """Whether the two sides make the whole, in number and in each currency."""
        summed = {
            currency: self.carried.totals.get(currency, 0) + self.withheld.totals.get(currency, 0)
            for currency in self.carried.totals | self.withheld.totals
        }
        return (
            self.carried.invoices + self.withheld.invoices == self.whole.invoices
            and summed == self.whole.totals
        )

    def words(self) -> str:
        """The check line: the whole is the sum of the two lists."""
        equals = "=" if self.holds else "≠"
        return (
            f"{french.plural(self.whole.invoices, 'facture ouverte', 'factures ouvertes')} "
            f"{equals} {french.number(self.carried.invoices)} à relancer + "
            f"{french.plural(self.withheld.invoices, 'non relancée', 'non relancées')} ; "
            f"{french.amounts(self.whole.totals)} au total {equals} "
            f"{french.amounts(self.carried.totals)} + {french.amounts(self.withheld.totals)}."
        )


def partition(day: Day) -> Partition:
    """Both sides of the plan of ``day``."""
    ledger = day.situation.ledger.filter(
        pl.col("kind") == InvoiceKind.INVOICE.value, pl.col("open_amount") > 0
    )
    return Partition(
        messages=day.plan.reminders.height,
        carried=side(ledger.join(day.plan.lines, on="invoice_id", how="semi")),
        withheld=side(ledger.join(day.plan.withheld, on="invoice_id", how="semi")),
        whole=side(ledger),
    )


def side(lines: pl.DataFrame) -> Side:
    """The count and the totals of ``lines`` (``currency, open_amount``)."""
    totals = lines.group_by("currency").agg(pl.col("open_amount").sum()).sort("currency")
    return Side(lines.height, dict(totals.iter_rows()))


def message_lines(day: Day) -> pl.DataFrame:
    """One row per message and currency of the plan, in the order of ``MESSAGE_HEADINGS``.

    ``why`` is the plan's ``reason`` in few words. ``amount`` is what the message asks for: its
    invoices without their disputed part, less ``credit``, which is null when there is none.
    """
    plan, clients = day.plan, day.situation.clients
    keys = ["addressee_id", "currency"]
    asked = plan.lines.group_by(keys).agg(pl.col("amount_due").sum())
    deducted = plan.credits.group_by(keys).agg(pl.col("amount").sum().alias("credit"))
    numbers = (
        plan.lines.join(day.situation.ledger.select("invoice_id", "number"), on="invoice_id")
        .group_by("addressee_id")
        .agg(pl.col("number").str.join(" ").alias("numbers"))
    )
    return (
        plan.reminders.join(asked, on="addressee_id")
        .join(deducted, on=keys, how="left")
        .join(numbers, on="addressee_id")
        .join(_named(clients, "addressee_id"), on="addressee_id")
        .with_columns(
            (pl.col("amount_due") - pl.col("credit").fill_null(0).cast(MONEY)).alias("amount"),
            pl.col("step").replace_strict(_STEPS, default=None).alias("step_label"),
            pl.col("tone").replace_strict(_TONES, default=None).alias("tone_label"),
            pl.col("channel").replace_strict(_CHANNELS, default=None).alias("channel_label"),
        )
        .with_columns(short_reason(plan.for_date))
        .select(
            "addressee_id", "step", "channel", "currency", "client_code", "numbers",
            "contact_name", "phone", "reason", "credit", *MESSAGE_HEADINGS,
        )
        .sort("amount", "client_name", descending=[True, False])
    )  # fmt: skip


def carried_lines(day: Day) -> pl.DataFrame:
    """One row per invoice carried by a message; ``step_label`` is null when it rides along."""
    ledger = day.situation.ledger.select("invoice_id", "number", "open_amount")
    return (
        day.plan.lines.join(ledger, on="invoice_id")
        .join(_named(day.situation.clients, "addressee_id"), on="addressee_id")
        .with_columns(
            pl.col("step")
            .replace_strict(_STEPS, default=None)
            .fill_null("avec les autres")
            .alias("step_label")
        )
        .sort("client_name", "addressee_id", "due_date", "invoice_id")
    )


def withheld_lines(day: Day) -> pl.DataFrame:
    """One row per invoice that no message carries: by order of precedence, oldest first."""
    ahead = pl.concat_str(
        pl.col("next_date").dt.strftime("%d/%m/%Y"),
        pl.col("next_step").replace_strict(_STEPS, default=None),
        separator=" · ",
    )
    return (
        withheld_rows(day)
        .with_columns(
            pl.col("code").replace_strict(_REASONS).alias("reason_label"),
            pl.col("code").replace_strict(_PRECEDENCE).alias("order"),
            pl.coalesce(
                ahead,
                pl.when(pl.col("code") == Withheld.NO_ADDRESS.value).then(
                    pl.lit("rien sans une adresse")
                ),
                pl.lit("rien avant votre décision"),
            ).alias("next_words"),
        )
        .sort("order", "due_date", "invoice_id")
        .drop("order")
    )


def exported(day: Day) -> dict[str, pl.DataFrame]:
    """Both lists, one row per invoice, as the sheets of one workbook (``EXPORT_HEADINGS``)."""
    messages = message_lines(day).select(
        "addressee_id",
        "currency",
        pl.col("step_label").alias("message_step"),
        "tone_label",
        "channel_label",
        "reason",
    )
    carried = carried_lines(day).join(messages, on=["addressee_id", "currency"])
    withheld = withheld_lines(day).with_columns(_last_day_held().alias("held_until"))
    both = {"À relancer": carried, "Non relancées": withheld}
    return {
        title: frame.select("currency", *(one for one in EXPORT_HEADINGS if one in frame.columns))
        for title, frame in both.items()
    }


def _last_day_held() -> pl.Expr:
    """The last day on which an invoice waits, whatever it waits for; null without an end.

    ``until`` is that day for a pause or a promise, but the first free one after another message. A
    step to come holds nothing: it has its own date.
    """
    code = pl.col("code")
    gap = [Withheld.TOO_SOON.value, Withheld.OTHER_MESSAGE_LEAVING.value]
    to_come = [Withheld.NO_STEP_DUE.value, Withheld.NOT_DUE.value]
    return (
        pl.when(code.is_in(gap))
        .then(pl.col("until") - pl.duration(days=1))
        .when(~code.is_in(to_come))
        .then("until")
    )


def reason_groups(lines: pl.DataFrame) -> dict[str, Side]:
    """The sides of ``withheld_lines`` by code, in order of precedence."""
    parts = lines.partition_by("code", as_dict=True, maintain_order=True)
    return {str(code): side(part) for (code,), part in parts.items()}


def old_without_history(day: Day) -> pl.DataFrame:
    """``withheld_lines`` that wait for somebody to choose where their sequence begins.

    Late invoices that need a decision although nobody noted anything about them, with no known
    message and no entry step: decisions.md, Steps.
    """
    noted = day.situation.holds.select("invoice_id")
    known = day.situation.history.filter(pl.col("step").is_not_null()).select("invoice_id")
    begun = day.situation.ledger.filter(pl.col("entry_step").is_not_null()).select("invoice_id")
    lines = withheld_lines(day).filter(
        pl.col("code") == Withheld.NEEDS_DECISION.value,
        pl.col("due_date") < day.plan.for_date,
    )
    for told in (noted, known, begun):
        lines = lines.join(told, on="invoice_id", how="anti")
    return lines


def calls(messages: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``message_lines`` that are calls to make."""
    return messages.filter(pl.col("channel") == Channel.CALL.value)


def day_words(for_date: date, today: date) -> str:
    """For which day the plan is, and why it is not today's on a closed day."""
    told = french.long_date(for_date)
    if for_date == today:
        return f"Pour aujourd'hui, {told}."
    return (
        f"Pour le {told}, premier jour ouvré : le {french.long_date(today)}, aucun message ne part."
    )


def _named(clients: pl.DataFrame, column: str) -> pl.DataFrame:
    return clients.select(
        pl.col("client_id").alias(column),
        pl.col("name").alias("client_name"),
        pl.col("code").alias("client_code"),
        "phone",
        "contact_name",
    )
