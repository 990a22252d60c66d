"""What a status says of credits: "Avoir" on an invoice may be one that was credited, or is one."""

from __future__ import annotations

import polars as pl

from relance_core.intake.kinds import CREDIT_LABEL, CREDIT_PREFIX, ZERO
from relance_core.intake.statuses import UNKNOWN


def with_doubted_credits(frame: pl.DataFrame) -> pl.DataFrame:
    """``meaning`` unknown on positive rows of the invoices' own series that only a status credits.

    "Avoir" may be said of an invoice that a credit note cancelled: deducted, it would lower what
    the client owes twice. A type, a mark, a label, a minus or a series of its own proves the credit
    note.
    """
    said = frame["meaning"].unique().to_list()
    if UNKNOWN in said:
        frame = _without_states_of_credits(frame)
    if "credit_note" not in said:
        return frame
    called = (pl.col("meaning") == "credit_note").fill_null(False)
    owed = (pl.coalesce("v_amount", "v_balance") > ZERO).fill_null(False)
    proven = (
        (pl.col("document") == "credit_note").fill_null(False)
        | pl.col("marked_credit").fill_null(False)
        | pl.col("description").str.contains(CREDIT_LABEL).fill_null(False)
        | pl.col("number").str.contains(CREDIT_PREFIX).fill_null(False)
    )
    suspect = called & owed & ~proven
    if not frame.select(suspect.any()).item():
        return frame
    # "FA-" of FA-2026-12: what stands before the first figure.
    series = pl.col("number").str.extract(r"^([^\d]*)\d", 1).str.strip_chars().str.to_uppercase()
    others = frame.filter(~called & owed).select("number", series.alias("series"))
    alike = series.is_in(others["series"].drop_nulls().unique().to_list()).fill_null(False)
    # Under an invoice's own number, it is what takes something off that invoice.
    alike = alike & ~pl.col("number").is_in(others["number"].drop_nulls().implode())
    typed = (pl.col("document") == "invoice").fill_null(False)
    meaning = pl.when(suspect & (alike | typed)).then(pl.lit(UNKNOWN)).otherwise("meaning")
    return frame.with_columns(meaning.alias("meaning"))


def _without_states_of_credits(frame: pl.DataFrame) -> pl.DataFrame:
    """No unknown ``meaning`` ("À utiliser", "Unused") where a credit has a balance that says it."""
    credit = pl.col("document").is_in(["credit_note", "payment"]) & (pl.col("v_balance") < ZERO)
    known = pl.when(~(credit & (pl.col("meaning") == UNKNOWN)).fill_null(False)).then("meaning")
    return frame.with_columns(known.alias("meaning"))
