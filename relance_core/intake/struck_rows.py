"""Rows that somebody struck out by hand in a workbook: settled, cancelled, or still due; asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from relance_core.intake.asked_words import EACH, weight
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.stacking import STEP
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

QUESTION = "struck"
SETTLED, OPEN = "settled", "open"
ANSWERS = (SETTLED, OPEN, EACH)


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
    said = answers.get(QUESTION)
    if found.is_empty() or said == OPEN:
        return frame, []
    ours = pl.col("row").is_in(found["row"].to_list())
    if said == SETTLED:
        zero = pl.when(ours).then(ZERO).otherwise("v_balance").cast(MONEY)
        return frame.with_columns(zero.alias("v_balance")), []
    if said == EACH or found.height == 1:
        tell(
            frame,
            ours,
            QUESTION,
            Severity.DECISION,
            "La ligne de « {value} » est barrée dans le classeur : cette facture est-elle due ?",
            issues,
            layout.heading("number"),
            "number",
        )
        return frame, []
    return frame, [
        Question(
            QUESTION,
            f"Des lignes sont barrées dans le classeur ({weight(found)}). Que veut dire une ligne "
            "barrée ?",
            (
                Choice(SETTLED, "La facture est réglée, ou annulée : elle n'est plus à relancer"),
                Choice(OPEN, "Rien : la facture reste due"),
                Choice(EACH, "À décider ligne par ligne"),
            ),
        )
    ]


def _rows(struck: Mapping[str, Sequence[int]], layout: Layout) -> list[int]:
    """The struck rows as the frame numbers them, those of stacked sheets included."""
    table = layout.table
    if len(table.sheets) < 2:
        return list(struck.get(table.sheet, ()))
    return [
        at * STEP + row for at, sheet in enumerate(table.sheets) for row in struck.get(sheet, ())
    ]
