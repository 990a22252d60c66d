"""Which scenario a client's way of paying suggests, and why; nobody changes it but the user."""

from __future__ import annotations

import polars as pl

from relance_core.reminders.scenario import GOOD_PAYER, WATCHED
from relance_core.vocabulary import DebtorType

#: Fewer invoices paid in twelve months say nothing about a habit.
FEWEST_PAID = 5
#: Median lateness, in days, from which a client is worth watching.
LATE_FROM = 15
#: Who pays by the due date, and four times in five at most this many days late, pays well.
PROMPT_UNTIL = 3

#: One row per client whose habits suggest another scenario.
SUGGESTIONS = pl.Schema(
    {"client_id": pl.Int64, "scenario": pl.String, "reason": pl.String}  # a French sentence
)
#: Their scenario follows what they are, not how they pay.
_OWN_SCENARIO = [DebtorType.PUBLIC.value, DebtorType.CONSUMER.value]


def suggestions(clients: pl.DataFrame, behaviour: pl.DataFrame) -> pl.DataFrame:
    """``SUGGESTIONS`` for ``clients`` (``CLIENTS``) whose scenario is not the one suggested.

    ``behaviour``: ``client_id, paid_count, median_days, p80_days``, over twelve months; natural
    persons are not in it.
    """
    median, p80 = pl.col("median_days_paid"), pl.col("p80_days")
    scenario = (
        pl.when(median >= LATE_FROM)
        .then(pl.lit(WATCHED.key))
        .when((median <= 0) & (p80 <= PROMPT_UNTIL))
        .then(pl.lit(GOOD_PAYER.key))
    )
    name = pl.col("suggested").replace_strict(
        {WATCHED.key: WATCHED.name, GOOD_PAYER.key: GOOD_PAYER.name}, return_dtype=pl.String
    )
    days = median.round().cast(pl.Int64)
    when = (
        pl.when(days == 0)
        .then(pl.lit("le jour de l'échéance"))
        .when(days > 0)
        .then(pl.format("J+{}", days))
        .otherwise(pl.format("J\u2212{}", -days))
    )
    known = behaviour.filter(pl.col("paid_count") >= FEWEST_PAID).select(
        "client_id", "paid_count", "p80_days", pl.col("median_days").alias("median_days_paid")
    )
    return (
        clients.filter(~pl.col("debtor_type").is_in(_OWN_SCENARIO))
        .join(known, on="client_id")
        .with_columns(scenario.alias("suggested"))
        .filter(pl.col("suggested").is_not_null(), pl.col("suggested") != pl.col("scenario"))
        .select(
            "client_id",
            pl.col("suggested").alias("scenario"),
            pl.format("{} factures payées, médiane {} → {}", "paid_count", when, name).alias(
                "reason"
            ),
        )
    )
