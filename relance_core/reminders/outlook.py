"""What follows: the next step and its date for each invoice withheld, and for each client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from relance_core.calendar import WorkCalendar
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.tone import last_tones, with_tone
from relance_core.vocabulary import Withheld

if TYPE_CHECKING:
    from relance_core.reminders.plan import Plan, Situation

#: The message that follows for each client.
NEXT_MESSAGES = pl.Schema(
    {
        "client_id": pl.Int64,
        "day": pl.Date,
        "step": pl.String,
        "tone": pl.String,  # with the client's setting; never softer than the last message
        "channel": pl.String,
        "today": pl.Boolean,
        "reason": pl.String,  # why it leaves, or why nothing is planned
    }
)

_TOLD_BY_FIRST_FREE_DAY = [Withheld.TOO_SOON.value, Withheld.OTHER_MESSAGE_LEAVING.value]
_TO_COME = [Withheld.NO_STEP_DUE.value, Withheld.NOT_DUE.value]
#: Holds that end by themselves on the same day, or as soon as another message has left.
_PASSING = [*_TOLD_BY_FIRST_FREE_DAY, *_TO_COME]


def first_free_day() -> pl.Expr:
    """The first day on which a hold no longer holds, from its ``code`` and ``until``.

    A gap ends on the day told; every other hold is told with its last day. A step to come holds
    nothing: it has its own date.
    """
    code = pl.col("code")
    return (
        pl.when(code.is_in(_TOLD_BY_FIRST_FREE_DAY))
        .then("until")
        .when(~code.is_in(_TO_COME))
        .then(pl.col("until") + pl.duration(days=1))
    )


def with_outlook(frame: pl.LazyFrame, calendar: WorkCalendar, on: date) -> pl.LazyFrame:
    """``frame`` with ``next_date`` as it would come if nothing else changed, null when unknown.

    ``frame``: withheld invoices with ``codes, next_step, next_date, free_from``. A hold without
    an end leaves no date; one with an end pushes the step to the day after it.
    """
    endless = (
        pl.col("codes").list.eval(~pl.element().is_in(_PASSING)).list.any() & pl.col("endless")
    ).fill_null(False)
    earliest = pl.max_horizontal("next_date", "free_from", pl.lit(on, dtype=pl.Date))
    holidays = calendar.closed_days(range(on.year, on.year + 3))
    rolled = earliest.dt.add_business_days(n=0, holidays=holidays, roll="forward")
    return frame.with_columns(
        pl.when(endless | pl.col("next_step").is_null())
        .then(None)
        .otherwise(rolled)
        .alias("next_date"),
        pl.when(endless).then(None).otherwise(pl.col("next_step")).alias("next_step"),
    )


def next_messages(
    plan: Plan, situation: Situation, scenarios: Mapping[str, Scenario]
) -> pl.DataFrame:
    """``NEXT_MESSAGES``: for each client with open invoices, today's message or the next to come.

    A client whose invoices are all held without an end gets a row without a day, with the reason.
    """
    leaving = plan.reminders.select(
        pl.col("addressee_id").alias("client_id"),
        pl.lit(plan.for_date).alias("day"),
        "step",
        "tone",
        "channel",
        pl.lit(True).alias("today"),
        "reason",
    )
    steps = pl.DataFrame(
        [
            (key, step.step.value, step.tone.value, step.channel.value)
            for key, scenario in scenarios.items()
            for step in scenario.steps
        ],
        schema=["scenario", "step", "usual_tone", "channel"],
        orient="row",
    )
    payers = situation.ledger.select("invoice_id", "payer_id")
    later = (
        plan.withheld.join(payers, on="invoice_id")
        .sort("next_date", "invoice_id", nulls_last=True)
        .unique("payer_id", keep="first", maintain_order=True)
        .select(
            pl.col("payer_id").alias("client_id"),
            pl.col("next_date").alias("day"),
            pl.col("next_step").alias("step"),
            pl.lit(False).alias("today"),
            "reason",
        )
        .join(leaving, on="client_id", how="anti")
        .join(
            situation.clients.select(
                "client_id", "scenario", pl.col("tone").alias("tone_setting"), "debtor_type"
            ),
            on="client_id",
        )
        .join(steps, on=["scenario", "step"], how="left")
        .with_columns(pl.col("client_id").alias("addressee_id"))
    )
    last = last_tones(situation.history.lazy(), situation.ledger.lazy())
    known = later.filter(pl.col("usual_tone").is_not_null())
    unknown = later.filter(pl.col("usual_tone").is_null()).with_columns(
        pl.lit(None, dtype=pl.String).alias("tone")
    )
    columns = list(NEXT_MESSAGES)
    return pl.concat(
        [
            leaving.select(columns),
            with_tone(known.lazy(), last).select(columns).collect(),
            unknown.select(columns),
        ]
    )
