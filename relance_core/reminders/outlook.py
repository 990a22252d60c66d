"""What follows: the next step and its date for each invoice withheld, and for each client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from relance_core.reminders.obstacles import LEFT_BEHIND
from relance_core.reminders.past import last_tones
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.timetable import Timetable
from relance_core.reminders.tone import with_tone

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


#: The first day on which a case that stays (``Decided.staying``) is free; null when not known.
_FREE = pl.when(pl.col("net").is_null()).then(
    pl.when(LEFT_BEHIND.holds).then(LEFT_BEHIND.free_from).otherwise("free_from")
)
_EARLIEST = pl.when(_FREE.is_not_null() & pl.col("next_step").is_not_null()).then(
    pl.max_horizontal("next_date", _FREE)
)


def next_day(timetable: Timetable) -> pl.Expr:
    """The open day on which a case that stays is next written about if nothing else changes.

    Null when a hold has no known end, or no step is left.
    """
    return timetable.rolled(_EARLIEST, "forward")


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
    later = later.lazy().join(last, on="addressee_id", how="left").collect()
    known = later.filter(pl.col("usual_tone").is_not_null())
    unknown = later.filter(pl.col("usual_tone").is_null()).with_columns(
        pl.lit(None, dtype=pl.String).alias("tone")
    )
    columns = list(NEXT_MESSAGES)
    return pl.concat(
        [
            leaving.select(columns),
            with_tone(known.lazy()).select(columns).collect(),
            unknown.select(columns),
        ]
    )
