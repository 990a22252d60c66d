"""What is planned over the next weeks, day by day and step by step, if nobody pays anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import altair as alt
import polars as pl

from relance_core import french
from relance_core.receivables.ageing import Bucket
from relance_core.reminders.ahead import Ahead
from relance_core.reminders.plan import Situation
from relance_core.ui.charts.spec import dimmed, inline, layered
from relance_core.ui.theme import PALETTES, Mode, Palette
from relance_core.vocabulary import CHANNEL_LABELS, STEP_LABELS, TONE_LABELS, Step

HEADINGS = {
    "day": "Jour",
    "client_name": "Client",
    "amount_due": "Montant",
    "step_label": "Étape",
    "about": "De la facture",
    "tone_label": "Ton",
    "channel_label": "Par",
}
#: Why one client's lines can seem to go back.
EACH_ITS_OWN = (
    "Chaque facture a ses propres étapes. Le message porte celle de la facture nommée ; les autres "
    "voyagent avec elle."
)
#: Pixels: « Lettre recommandée » is read whole.
WIDTHS = {"day": 96, "client_name": 210, "amount_due": 110, "channel_label": 150}
_LONG_LABEL = 17  # signs
_ORDER = {step.value: order for order, step in enumerate(Step)}
_LABELS = {step.value: label for step, label in STEP_LABELS.items()}


def planned(ahead: Ahead, situation: Situation) -> pl.DataFrame:
    """One row per message to come and currency.

    Columns ``addressee_id, step, currency`` and those of ``HEADINGS``; ``about`` names the invoice
    whose step the message bears, and counts those that travel with it.
    """
    clients = situation.clients
    numbers = situation.ledger.select(pl.col("invoice_id").alias("leader_id"), "number")
    lines = ahead.lines.group_by("day", "addressee_id", "currency").agg(
        pl.len().alias("invoices"), pl.col("amount_due").sum()
    )
    names = clients.select(
        pl.col("client_id").alias("addressee_id"), pl.col("name").alias("client_name")
    )
    return (
        ahead.messages.join(lines, on=["day", "addressee_id"])
        .join(names, on="addressee_id")
        .join(numbers, on="leader_id")
        .with_columns(
            _about(pl.col("invoices").sum().over("day", "addressee_id")),
            pl.col("step").replace_strict(_LABELS).alias("step_label"),
            pl.col("tone").replace_strict(_words(TONE_LABELS)).alias("tone_label"),
            pl.col("channel").replace_strict(_words(CHANNEL_LABELS)).alias("channel_label"),
        )
        .sort("day", "amount_due", "client_name", descending=[False, True, False])
        .select("addressee_id", "step", "currency", *HEADINGS)
    )


def _about(carried: pl.Expr) -> pl.Expr:
    """« FA-12 et 2 autres »."""
    others = carried - 1
    return (
        pl.when(others > 1)
        .then(pl.format("{} et {} autres", "number", others))
        .when(others == 1)
        .then(pl.format("{} et 1 autre", "number"))
        .otherwise("number")
        .alias("about")
    )


def planned_messages(frame: pl.DataFrame) -> pl.DataFrame:
    """``day, step, messages`` of ``planned``: a message in two currencies is one message."""
    return (
        frame.unique(["day", "addressee_id", "step"])
        .group_by("day", "step")
        .agg(pl.len().alias("messages"))
        .sort("day", pl.col("step").replace_strict(_ORDER))
    )


def _words(labels: Mapping[Any, str]) -> dict[str, str]:
    return {code.value: label for code, label in labels.items()}


def calendar_chart(days: pl.DataFrame, *, mode: Mode) -> alt.LayerChart | None:
    """Messages per day, stacked by step; ``days`` as ``planned_messages`` gives it.

    None when nothing is planned. A click selects a ``day_key`` (ISO text).
    """
    if days.is_empty():
        return None
    steps = sorted(days["step"].unique(), key=lambda step: _ORDER[step])
    colours = _colours(PALETTES[mode])
    labels = [_LABELS[step] for step in steps]
    data = days.with_columns(
        pl.col("day").dt.strftime("%Y-%m-%d").alias("day_key"),
        # With its hour, a browser takes a day as its own; without, as Greenwich's.
        pl.col("day").dt.strftime("%Y-%m-%dT00:00:00"),
        pl.col("step").replace_strict(_LABELS).alias("step_label"),
        pl.col("step").replace_strict(_ORDER).alias("order"),
    )
    clicked = alt.selection_point(name="planned_day", fields=["day_key"])
    bars = (
        alt.Chart(inline(data))
        # A share of the day: bars of so many pixels cover each other on a phone.
        .mark_bar(width={"band": 0.7}, cursor="pointer")
        .encode(
            x=alt.X(
                "yearmonthdate(day):T",
                title=None,
                axis=alt.Axis(format="%d/%m", grid=False, values=_mondays(days["day"])),
                scale=alt.Scale(padding=8),  # else half of the first and last bars is cut away
            ),
            y=alt.Y(
                "messages:Q",
                title="Messages",
                axis=alt.Axis(format=",d", tickMinStep=1, tickCount=4),
            ),
            order=alt.Order("order:Q"),
            opacity=dimmed(clicked),
            color=alt.Color(
                "step_label:N",
                scale=alt.Scale(
                    domain=labels,
                    range=[colours[Step(step)] for step in steps],
                ),
                legend=alt.Legend(
                    columns=_legend_columns(labels), symbolType="square", symbolStrokeWidth=0
                ),
            ),
            tooltip=[
                alt.Tooltip("day:T", title="Jour", format="%A %e %B"),
                alt.Tooltip("step_label:N", title="Étape"),
                alt.Tooltip("messages:Q", title="Messages"),
            ],
        )
        .add_params(clicked)
    )
    busiest = days.group_by("day").agg(pl.col("messages").sum()).sort("messages", "day").row(-1)
    ordered = days["day"].sort()
    first, last = ordered[0], ordered[-1]
    description = (
        f"{french.plural(int(days['messages'].sum()), 'message prévu', 'messages prévus')} "
        f"du {french.short_date(first)} au {french.short_date(last)} ; "
        f"le jour le plus chargé est le {french.short_date(busiest[0])}, avec "
        f"{french.plural(busiest[1], 'message')}."
    )
    return layered(bars, height=250, description=description, mode=mode, currency="EUR")


def _mondays(days: pl.Series) -> list[alt.DateTime]:
    """The Mondays from the week of the first day to the last day: a browser would name Sundays."""
    first, last = min(days.to_list()), max(days.to_list())
    monday = first - timedelta(days=first.weekday())
    weeks = range((last - monday).days // 7 + 1)
    named = [monday + timedelta(weeks=week) for week in weeks]
    return [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in named]


def _legend_columns(labels: list[str]) -> int:
    """As many as a phone shows without cutting the last one."""
    return 2 if any(len(label) > _LONG_LABEL for label in labels) else 3


def _colours(palette: Palette) -> dict[Step, str]:
    """The later the step, the warmer: the scale of the ageing."""
    ageing = palette.ageing
    return {
        Step.SATISFACTION_CALL: palette.primary,
        Step.CONFIRMATION_CALL: palette.quiet,
        Step.COURTESY: palette.soft,
        Step.DUE_DAY: ageing[Bucket.NOT_DUE],
        Step.REMINDER_1: ageing[Bucket.DAYS_1_30],
        Step.REMINDER_2: ageing[Bucket.DAYS_31_60],
        Step.REMINDER_3: ageing[Bucket.DAYS_61_90],
        Step.FORMAL_NOTICE: ageing[Bucket.OVER_90],
        Step.LAST_NOTICE: palette.disputed,
        Step.HAND_OVER: palette.ink,
    }
