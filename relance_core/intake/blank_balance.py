"""What an empty cell of the balance says: nothing left to pay, or nothing paid yet; asked once."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.asked_words import EACH
from relance_core.intake.issues import IssueList
from relance_core.intake.kinds import INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.lettering import with_lettered
from relance_core.intake.reading import Question
from relance_core.intake.settled_rows import SETTLED, Doubt, settled_rows, with_nothing_left

QUESTION = "blank_balance"
DUE = "due"
ANSWERS = (DUE, SETTLED, EACH)


def with_untold_balances(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``v_balance`` where only a letter, or an empty cell, may tell that nothing is left to pay."""
    frame, letters = with_lettered(frame, layout, answers, issues)
    frame, blank = _with_blank_balances(frame, layout, answers, issues)
    return frame, [*letters, *blank]


def _with_blank_balances(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``v_balance`` zero on the rows whose empty balance was said to mean settled.

    Asked of the rows where nothing else tells: no part paid, no word, no date of payment.
    """
    filled = frame["v_balance"].is_not_null()
    if not layout.has("balance") or filled.all() or not filled.any():
        return frame, []
    blank = frame.filter(
        pl.col("v_balance").is_null()
        & pl.col("balance").is_null()
        & (pl.col("v_amount").abs() > ZERO)
        & (pl.col("kind") == INVOICE)
        & pl.all_horizontal(
            pl.col("v_paid_amount", "v_paid_date", "meaning", "marked_credit").is_null()
        )
    )
    doubt = Doubt(
        QUESTION,
        f"Colonne « {layout.heading('balance')} » : des cases sont vides ({{weight}}). Que veut "
        "dire une case vide ?",
        settled="Il ne reste rien à payer : la facture est réglée",
        still_due="Rien n'est encore payé : toute la facture reste due",
        decision="Le reste dû est vide : la facture est-elle réglée, ou entièrement due ?",
        heading=layout.heading("balance"),
        field=None,
        open_code=DUE,
    )
    rows, questions = settled_rows(doubt, frame, blank, answers, issues)
    return frame if rows is None else with_nothing_left(frame, rows), questions
