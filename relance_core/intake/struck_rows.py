"""Rows that somebody struck out by hand in a workbook: settled, cancelled, or still due; asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from relance_core.intake.issues import IssueList
from relance_core.intake.kinds import INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Question
from relance_core.intake.settled_rows import Doubt, settled_rows, with_nothing_left
from relance_core.intake.stacking import STEP

QUESTION = "struck"


def with_struck_rows(
    frame: pl.DataFrame,
    struck: Mapping[str, Sequence[int]],
    layout: Layout,
    answers: Mapping[str, str],
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """``v_balance`` zero on the struck rows that were said to be settled.

    ``struck``: rows of each sheet. Asked of the invoices that nothing else tells to be paid; one
    alone is left to be decided.
    """
    rows = _rows(struck, layout)
    if not rows:
        return frame, []
    rest = pl.coalesce("v_balance", "v_amount")
    owed = (pl.col("kind") == INVOICE) & (rest > ZERO) & pl.col("v_paid_date").is_null()
    told = pl.col("meaning").is_in(["paid", "cancelled", "draft"]).fill_null(False)
    found = frame.filter(pl.col("row").is_in(rows) & owed.fill_null(False) & ~told)
    doubt = Doubt(
        QUESTION,
        "Des lignes sont barrées dans le classeur ({weight}). Que veut dire une ligne barrée ?",
        settled="La facture est réglée, ou annulée : elle n'est plus à relancer",
        still_due="Rien : la facture reste due",
        decision="La ligne de « {value} » est barrée dans le classeur : cette facture est-elle "
        "due ?",
        heading=layout.heading("number"),
        field="number",
    )
    settled, questions = settled_rows(doubt, frame, found, answers, issues)
    return frame if settled is None else with_nothing_left(frame, settled), questions


def _rows(struck: Mapping[str, Sequence[int]], layout: Layout) -> list[int]:
    """The struck rows as the frame numbers them, those of stacked sheets included."""
    table = layout.table
    if len(table.sheets) < 2:
        return list(struck.get(table.sheet, ()))
    return [
        at * STEP + row for at, sheet in enumerate(table.sheets) for row in struck.get(sheet, ())
    ]
