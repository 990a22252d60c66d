"""What a status says of credits: "Avoir" on an invoice may be one that was credited, or is one."""

from __future__ import annotations

import polars as pl

from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CREDIT, CREDIT_LABEL, CREDIT_PREFIX, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.statuses import UNKNOWN
from relance_core.vocabulary import Severity


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


def tell_credits_of_cancelled(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    """Decisions on the credit notes that are said to have cancelled an invoice that is left out.

    Deducted, such a credit note would lower what its client owes on other invoices. It is of the
    same amount, and one of both rows has the number of the other in some cell.
    """
    amount = pl.coalesce("v_amount", "v_balance").abs().alias("cancelled_amount")
    gone = frame.filter(
        (pl.col("meaning") == "cancelled") & (pl.col("kind") == INVOICE) & (amount > ZERO)
    )
    credits = frame.filter(
        (pl.col("kind") == CREDIT) & (pl.col("meaning") != "cancelled").fill_null(True)
    )
    if gone.is_empty() or credits.is_empty():
        return
    pairs = credits.select("row", "who", "number", amount).join(
        gone.select("who", amount, invoice="number", its_row="row"), on=["who", "cancelled_amount"]
    )
    if pairs.is_empty():
        return
    raw = layout.table.frame.filter(pl.col("row").is_in([*pairs["row"], *pairs["its_row"]]))
    cells = {row: [cell.strip() for cell in texts if cell] for row, *texts in raw.rows()}
    of: dict[int, str] = {}
    for row, number, invoice, its_row in pairs.select("row", "number", "invoice", "its_row").rows():
        if invoice in cells.get(row, []) or number in cells.get(its_row, []):
            of[row] = invoice
    told = frame.with_columns(
        pl.col("row").replace_strict(of, default=None, return_dtype=pl.String).alias("cancelled")
    )
    tell(
        told,
        pl.col("cancelled").is_not_null(),
        "credit_of_cancelled",
        Severity.DECISION,
        "Cet avoir est celui de la facture « {value} », annulée et laissée de côté : est-il encore "
        "à déduire ?",
        issues,
        layout.heading("number"),
        "cancelled",
    )


def _without_states_of_credits(frame: pl.DataFrame) -> pl.DataFrame:
    """No unknown ``meaning`` ("À utiliser", "Unused") where a credit has a balance that says it."""
    credit = pl.col("document").is_in(["credit_note", "payment"]) & (pl.col("v_balance") < ZERO)
    known = pl.when(~(credit & (pl.col("meaning") == UNKNOWN)).fill_null(False)).then("meaning")
    return frame.with_columns(known.alias("meaning"))
