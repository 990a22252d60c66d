"""What a plan is made from: open invoices with their settings, credits, contacts with clients."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.reminders.choice import scenario_of
from relance_core.reminders.holds import LEFT, ON_ITS_WAY
from relance_core.reminders.scenario import Scenario
from relance_core.settings import Rules
from relance_core.vocabulary import InvoiceKind, Step


def open_invoices(
    ledger: pl.LazyFrame, clients: pl.LazyFrame, scenarios: Mapping[str, Scenario], rules: Rules
) -> pl.LazyFrame:
    """Positive open invoices with the settings of the invoiced client, or their own scenario."""
    settings = clients.select(
        "client_id",
        "debtor_type",
        "median_days",
        pl.when("scenario_by_hand").then("scenario").alias("client_scenario"),
        pl.col("tone").alias("tone_setting"),
        "shift_days",
        "pause_until",
        "manual_only",
    )
    chosen = (pl.col("scenario"), pl.col("client_scenario"))
    return (
        ledger.filter(pl.col("kind") == InvoiceKind.INVOICE.value, pl.col("open_amount") > 0)
        .with_columns((pl.col("open_amount") - pl.col("disputed_amount")).alias("amount_due"))
        .join(settings, on="client_id", how="left")
        .with_columns(scenario_of(rules, scenarios, *chosen).alias("scenario"))
    )


def open_credits(ledger: pl.LazyFrame) -> pl.LazyFrame:
    """Credit notes and unallocated payments still to deduct."""
    return ledger.filter(
        pl.col("kind") != InvoiceKind.INVOICE.value, pl.col("open_amount") > 0
    ).select(
        "invoice_id", "client_id", "payer_id", "currency", pl.col("open_amount").alias("amount")
    )


def credits_by_addressee(credits: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Each credit beside the addressee whose message deducts it, for the currencies of ``lines``.

    A credit belongs to its payer's messages; to its own client's when the message is a formal one
    addressed to the debtor.
    """
    addressees = lines.select("addressee_id", "currency").unique()
    by_payer = credits.join(
        addressees, left_on=["payer_id", "currency"], right_on=["addressee_id", "currency"]
    ).with_columns(pl.col("payer_id").alias("addressee_id"))
    by_client = (
        credits.filter(pl.col("client_id") != pl.col("payer_id"))
        .join(addressees, left_on=["client_id", "currency"], right_on=["addressee_id", "currency"])
        .with_columns(pl.col("client_id").alias("addressee_id"))
        .join(by_payer.select("invoice_id"), on="invoice_id", how="anti")
    )
    columns = ["addressee_id", "invoice_id", "currency", "amount"]
    return pl.concat([by_payer.select(columns), by_client.select(columns)])


def gaps_of(clients: pl.LazyFrame, scenarios: Mapping[str, Scenario], rules: Rules) -> pl.LazyFrame:
    """``addressee_id, min_gap``: calendar days between two messages to one addressee."""
    gap = {key: scenario.min_gap_days for key, scenario in scenarios.items()}
    return clients.select(
        pl.col("client_id").alias("addressee_id"),
        pl.col("scenario")
        .replace_strict(gap, default=gap[rules.default_scenario], return_dtype=pl.Int64)
        .alias("min_gap"),
    )


def contacts_of(history: pl.LazyFrame, gaps: pl.LazyFrame) -> pl.LazyFrame:
    """``addressee_id, min_gap, last_day, handed_on, waiting``: when each was last written to.

    A hand-over writes to nobody: it has a day of its own.
    """
    state, day = pl.col("state"), pl.col("day")
    handed = pl.col("message_step") == Step.HAND_OVER.value
    left = state.is_in(LEFT)
    written = (
        history.select(
            "addressee_id",
            pl.when(left & ~handed).then(day).alias("last_day"),
            pl.when(left & handed).then(day).alias("handed_on"),
            (state.is_in(ON_ITS_WAY) & ~left).alias("waiting"),
        )
        .group_by("addressee_id")
        .agg(pl.col("last_day", "handed_on", "waiting").max())
    )
    return gaps.join(written, on="addressee_id", how="left")
