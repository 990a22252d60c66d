"""Why no formal notice comes over the next weeks about an invoice that is late."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.reminders.ahead import Ahead
from relance_core.reminders.ground import Situation, ground_of
from relance_core.reminders.plan import Plan
from relance_core.reminders.scenario import RANK, Scenario
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS, LETTER_CHANNELS, Step

#: Late invoices that no formal notice follows, one row each.
NO_NOTICE = pl.Schema({"invoice_id": pl.Int64, "client_id": pl.Int64, "reason": pl.String})

_FORMAL = [step.value for step in FORMAL_STEPS]
_NO_POST = "Adresse postale manquante : à compléter dans la fiche du client."
_CALCULATED = "Échéance calculée, non confirmée : à confirmer avant la mise en demeure."


def without_notice(
    plan: Plan,
    situation: Situation,
    scenarios: Mapping[str, Scenario],
    rules: Rules,
    ahead: Ahead,
) -> pl.DataFrame:
    """``NO_NOTICE``: what keeps a formal notice from late invoices, the oldest first.

    ``ahead``: the look ahead from the day of ``plan``. An invoice that had its notice, or whose
    turn merely comes after the days looked at, is left out.
    """
    ground = ground_of(situation, scenarios, rules, on=plan.for_date)
    coming = ahead.lines.lazy().filter(pl.col("step").is_in(_FORMAL)).select("invoice_id")
    held = plan.withheld.lazy().select("invoice_id", "reason", "next_date")
    missing = ground.people.select(pl.col("addressee_id").alias("client_id"), "has_post")
    return (
        ground.cases.filter(
            pl.col("due_date") < pl.col("on"),
            pl.col("done_rank").fill_null(-1) < RANK[Step.FORMAL_NOTICE],
        )
        .join(coming, on="invoice_id", how="anti")
        .join(held, on="invoice_id", how="left")
        .join(missing, on="client_id", how="left")
        .with_columns(_reason(scenarios))
        .filter(pl.col("reason").is_not_null())
        .sort("due_date", "invoice_id")
        .select(list(NO_NOTICE))
        .collect(engine="in-memory")
    )


def _reason(scenarios: Mapping[str, Scenario]) -> pl.Expr:
    """What holds the invoice without an end, else what will hold its formal notice."""
    notices = {
        key: step.channel
        for key, scenario in scenarios.items()
        for step in scenario.steps
        if step.step is Step.FORMAL_NOTICE
    }
    by_post = [key for key, channel in notices.items() if channel in LETTER_CHANNELS]
    names = {key: one.name for key, one in scenarios.items()}
    no_such_step = pl.format(
        "Le scénario « {} » n'a pas de mise en demeure.",
        pl.col("scenario").replace_strict(names, default="", return_dtype=pl.String),
    )
    return (
        pl.when(pl.col("reason").is_not_null() & pl.col("next_date").is_null())
        .then("reason")
        .when(~pl.col("scenario").is_in(list(notices)))
        .then(no_such_step)
        .when(pl.col("scenario").is_in(by_post) & ~pl.col("has_post"))
        .then(pl.lit(_NO_POST))
        .when("due_calculated")
        .then(pl.lit(_CALCULATED))
        .alias("reason")
    )
