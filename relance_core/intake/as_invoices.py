"""Gives what was understood of the rows the columns of INVOICES, and the decisions they await."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.clients import clean_text
from relance_core.intake.parties import once
from relance_core.vocabulary import Severity

#: Decisions about a state that a column tells of its rows: they last as long as it is not told
#: otherwise. The others are about cells, which each file has of its own.
OF_A_STATE = (
    *("held_back", "not_issued", "legal_status", "unclear_mark", "telling_remark"),
    *("einvoice_status", "funder"),
)


def as_invoices(frame: pl.DataFrame, sheet: str) -> pl.DataFrame:
    """The rows that are kept with the columns of INVOICES, and who and party they are of."""
    return frame.select(
        pl.lit(sheet).alias("sheet"),
        "party",
        "who",
        "row",
        "rows",
        "client_code",
        "client_name",
        "payer_code",
        "payer_name",
        "number",
        "instalment",
        "kind",
        pl.col("v_issue_date").alias("issue_date"),
        pl.col("v_delivery_date").alias("delivery_date"),
        pl.col("due").alias("due_date"),
        pl.col("calculated").alias("due_calculated"),
        "currency",
        pl.col("gross").alias("amount"),
        "open_amount",
        "disputed_amount",
        clean_text(frame["reason"], 500).alias("dispute_reason"),
        pl.col("v_paid_date").alias("paid_date"),
        pl.col("direct_debit_by").is_not_null().alias("direct_debit"),
        "direct_debit_by",
        pl.col("factored_by").is_not_null().alias("factored"),
        "factored_by",
        "dispute_by",
        "order_ref",
        "reminder_level",
        pl.col("v_last_reminder_date").alias("last_reminder_date"),
        pl.lit(None, dtype=pl.String).alias("decision"),
        pl.lit(None, dtype=pl.List(pl.String)).alias("asked_by"),
        pl.lit(None, dtype=pl.List(pl.String)).alias("asked"),
        once(frame, "email", lambda cells: cells.str.strip_chars()),
        "contact_name",
        "phone",
        "siren",
        "vat_number",
        "debtor_type",
        "language",
        "address",
        "postcode",
        "city",
        "country",
    )


def decided(
    invoices: pl.DataFrame, told: pl.DataFrame, headings: Mapping[str, str]
) -> pl.DataFrame:
    """Invoices with the sentences of the decisions that their row awaits.

    Those of a state that a column tells are named apart, with the field of that column.
    """
    decisions = (
        told.filter((pl.col("severity") == Severity.DECISION.value) & pl.col("row").is_not_null())
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("message").unique(maintain_order=True).str.join(" ").alias("awaited"),
            pl.col("column").filter(pl.col("code").is_in(OF_A_STATE)).alias("by"),
            pl.col("message").filter(pl.col("code").is_in(OF_A_STATE)).alias("states"),
        )
    )
    if decisions.is_empty():
        return invoices
    rows = invoices.select("row").join(decisions, on="row", how="left", maintain_order="left")
    fields = {heading: field for field, heading in headings.items()}
    by = rows["by"].list.eval(pl.element().replace(fields))
    stated = (rows["states"].list.len() > 0).fill_null(False)
    return invoices.with_columns(
        rows["awaited"].alias("decision"),
        pl.when(stated).then(by).alias("asked_by"),
        pl.when(stated).then(rows["states"]).alias("asked"),
    )
