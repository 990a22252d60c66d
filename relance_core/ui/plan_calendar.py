"""What is planned over the next weeks, day by day and step by step, if nobody pays anything."""

from __future__ import annotations

from datetime import timedelta

import altair as alt
import polars as pl

from relance_core import french
from relance_core.receivables.ageing import Bucket
from relance_core.ui.charts.spec import dimmed, inline, layered
from relance_core.ui.theme import PALETTES, Mode, Palette
from relance_core.vocabulary import STEP_LABELS, Step
from relance_core.workflows.today_plan import Day

HORIZON = timedelta(days=60)
HEADINGS = {
    "day": "Jour",
    "step_label": "Étape",
    "messages": "Messages",
    "invoices": "Factures",
    "open_amount": "Restant dû",
}
_ORDER = {step.value: order for order, step in enumerate(Step)}
_LABELS = {step.value: label for step, label in STEP_LABELS.items()}


def planned(day: Day) -> pl.DataFrame:
    """One row per day, step and currency up to ``HORIZON``.

    Columns ``day, step, currency`` and those of ``HEADINGS``.
    """
    return (
        _coming(day)
        .group_by("day", "step", "currency")
        .agg(
            pl.col("addressee_id").n_unique().alias("messages"),
            pl.len().alias("invoices"),
            pl.col("open_amount").sum(),
        )
        .with_columns(
            pl.col("step").replace_strict(_LABELS).alias("step_label"),
            pl.col("step").replace_strict(_ORDER).alias("order"),
        )
        .sort("day", "order", "currency")
        .drop("order")
    )


def planned_messages(day: Day) -> pl.DataFrame:
    """``day, step, messages`` up to ``HORIZON``: a message in two currencies is one message."""
    return (
        _coming(day)
        .group_by("day", "step")
        .agg(pl.col("addressee_id").n_unique().alias("messages"))
        .sort("day", pl.col("step").replace_strict(_ORDER))
    )


def _coming(day: Day) -> pl.DataFrame:
    """One row per invoice: ``day, step, addressee_id, currency, open_amount``.

    The messages of the plan itself, then the next step of each invoice withheld: those of one
    payer and day are one message, at the step of the oldest.
    """
    plan = day.plan
    amounts = day.situation.ledger.select(
        "invoice_id", "payer_id", "due_date", "currency", "open_amount"
    )
    leaving = (
        plan.lines.select("invoice_id", "addressee_id")
        .join(plan.reminders.select("addressee_id", "step"), on="addressee_id")
        .join(amounts, on="invoice_id")
        .with_columns(pl.lit(plan.for_date).alias("day"))
    )
    oldest = pl.col("next_step").sort_by("due_date", "invoice_id").first()
    later = (
        plan.withheld.filter(
            pl.col("next_date") <= plan.for_date + HORIZON, pl.col("next_step").is_not_null()
        )
        .join(amounts, on="invoice_id")
        .with_columns(
            pl.col("next_date").alias("day"),
            oldest.over("payer_id", "next_date").alias("step"),
            pl.col("payer_id").alias("addressee_id"),
        )
    )
    columns = ["day", "step", "addressee_id", "currency", "open_amount"]
    return pl.concat([leaving.select(columns), later.select(columns)])


def calendar_chart(days: pl.DataFrame, *, mode: Mode) -> alt.LayerChart | None:
    """Messages per day, stacked by step; ``days`` as ``planned_messages`` gives it.

    None when nothing is planned. A click selects a ``day_key`` (ISO text).
    """
    if days.is_empty():
        return None
    steps = sorted(days["step"].unique(), key=lambda step: _ORDER[step])
    colours = _colours(PALETTES[mode])
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
        .mark_bar(width=9, cursor="pointer")
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m", grid=False, tickCount=8)),
            y=alt.Y(
                "messages:Q",
                title="Messages",
                axis=alt.Axis(format="d", tickMinStep=1, tickCount=4),
            ),
            order=alt.Order("order:Q"),
            opacity=dimmed(clicked),
            color=alt.Color(
                "step_label:N",
                scale=alt.Scale(
                    domain=[_LABELS[step] for step in steps],
                    range=[colours[Step(step)] for step in steps],
                ),
                legend=alt.Legend(columns=4, symbolType="square", symbolStrokeWidth=0),
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
    return layered(bars, height=190, description=description, mode=mode, currency="EUR")


def _colours(palette: Palette) -> dict[Step, str]:
    """The later the step, the warmer: the scale of the ageing."""
    ageing = palette.ageing
    return {
        Step.SATISFACTION_CALL: palette.soft,
        Step.CONFIRMATION_CALL: palette.soft,
        Step.COURTESY: palette.soft,
        Step.DUE_DAY: ageing[Bucket.NOT_DUE],
        Step.REMINDER_1: ageing[Bucket.DAYS_1_30],
        Step.REMINDER_2: ageing[Bucket.DAYS_31_60],
        Step.REMINDER_3: ageing[Bucket.DAYS_61_90],
        Step.FORMAL_NOTICE: ageing[Bucket.OVER_90],
        Step.LAST_NOTICE: palette.disputed,
        Step.HAND_OVER: palette.ink,
    }
