"""What rows without a mark are, where a column marks the unpaid ones: settled or not; asked."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.issues import IssueList
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Question
from relance_core.intake.settled_rows import Doubt, settled_rows
from relance_core.intake.statuses import marks_unpaid

QUESTION = "unmarked"


def with_unmarked(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``meaning`` paid on the rows that bear no mark under "Impayé", once that was said.

    Asked where some rows bear one, and nothing else tells what was paid of the others.
    """
    heading = layout.heading("status") or ""
    if not marks_unpaid(heading) or not frame["status"].null_count():
        return frame, []
    words = set(frame["meaning"].unique().to_list())
    if words != {"open", None}:
        return frame, []
    silent = pl.all_horizontal(
        pl.col("meaning", "v_balance", "v_paid_amount", "v_paid_date").is_null()
    )
    found = frame.filter(silent & (pl.col("v_amount") > ZERO))
    doubt = Doubt(
        QUESTION,
        f"Colonne « {heading} » : des lignes ne sont pas marquées ({{weight}}). Ces factures "
        "sont-elles réglées ?",
        settled="Oui : seules les factures marquées restent dues",
        still_due="Non : toutes les factures restent dues",
        decision=f"Colonne « {heading} » : cette ligne n'est pas marquée. La facture est-elle "
        "réglée ?",
        heading=heading,
        field="status",
    )
    rows, questions = settled_rows(doubt, frame, found, answers, issues)
    if rows is None:
        return frame, questions
    paid = pl.when(rows).then(pl.lit("paid")).otherwise("meaning").alias("meaning")
    return frame.with_columns(paid), []
