"""What a client owes in all, where it stands for what is left of its invoices."""

from __future__ import annotations

import polars as pl

from relance_core.french import plural
from relance_core.intake.client_balances import FIELD
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CENT, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.rough_amounts import own_figures
from relance_core.money import MONEY
from relance_core.vocabulary import Severity


def with_client_balances(
    frame: pl.DataFrame, layout: Layout, issues: IssueList
) -> tuple[pl.DataFrame, list[str]]:
    """``v_balance`` where what its client owes in all says it of an invoice; the note.

    A client that owes nothing has paid its invoices; one that owes less than a lone invoice has
    paid a part of it. Of several, nobody can tell which one was paid: a decision.
    """
    heading = layout.heading(FIELD)
    if heading is None:
        return frame, []
    told = f"« {heading} » est ce que le client doit en tout"
    if layout.has("balance"):
        return frame, [f"{told} : ce n'est pas le reste dû de ses factures."]
    amount, invoice = pl.col("v_amount").abs(), pl.col("kind") == INVOICE
    settled = (pl.col("meaning") == "paid").fill_null(False) | (
        pl.col("v_paid_date").is_not_null() & pl.col("meaning").is_null()
    )
    due = amount - pl.col("v_paid_amount").abs().fill_null(ZERO) - pl.col("v_deducted")
    rows = frame.with_columns(
        own_figures(frame[FIELD]).cast(MONEY, strict=False).alias("whole"),
        pl.when(settled).then(ZERO).when(invoice).then(due).otherwise(-amount).alias("due"),
    ).with_columns(
        pl.col("due").sum().over("party").alias("all_due"),
        (invoice & ~settled & (pl.col("due") > ZERO)).sum().over("party").alias("open_ones"),
    )
    less = (pl.col("whole") < pl.col("all_due") - CENT).fill_null(False) & invoice & ~settled
    nothing = pl.col("whole") <= CENT
    unsaid = ~pl.col("meaning").is_in(["open", "overdue", "partial"]).fill_null(False)
    paid_up = less & nothing & unsaid
    alone = less & ~nothing & (pl.col("open_ones") == 1) & (pl.col("whole") < pl.col("due"))
    doubtful = less & ~paid_up & ~alone
    found = rows.select(
        paid_up.alias("paid_up"), alone.alias("alone"), doubtful.alias("doubtful"), "whole"
    )
    tell(
        frame,
        pl.lit(found["doubtful"]),
        "client_balance",
        Severity.DECISION,
        f"{told} : « {{value}} », moins que le total de ses factures. Que reste-t-il dû "
        "de celle-ci ?",
        issues,
        heading,
        FIELD,
    )
    frame = frame.with_columns(
        pl.when(pl.lit(found["paid_up"]))
        .then(ZERO)
        .when(pl.lit(found["alone"]))
        .then(pl.lit(found["whole"]))
        .otherwise("v_balance")
        .cast(MONEY)
        .alias("v_balance")
    )
    notes = [f"{told}, répété sur ses factures : ce n'est pas le reste dû de chacune."]
    if gone := int(found["paid_up"].sum()):
        notes.append(
            f"{plural(gone, 'facture est tenue', 'factures sont tenues')} pour réglée"
            f"{'s' if gone > 1 else ''} : leur client ne doit plus rien selon « {heading} »."
        )
    return frame, notes
