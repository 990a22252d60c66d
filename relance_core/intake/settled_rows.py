"""Rows that something marks, and that may be settled for it: asked once, or decided one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from relance_core.intake.asked_words import EACH, weight
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import ZERO
from relance_core.intake.reading import Choice, Question
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

SETTLED, OPEN = "settled", "open"
ANSWERS = (SETTLED, OPEN, EACH)


@dataclass(frozen=True)
class Doubt:
    """Why rows may be settled, and the French sentences that ask whether they are."""

    code: str
    question: str  # about all of them; ``{weight}``: how many they are, and of how much
    settled: str  # the two answers
    still_due: str
    decision: str  # about one row; ``{value}``: its cell of ``field``
    heading: str | None
    field: str | None
    open_code: str = OPEN  # how the answer that they are still due is kept


def settled_rows(
    doubt: Doubt,
    frame: pl.DataFrame,
    found: pl.DataFrame,
    answers: Mapping[str, str],
    issues: IssueList,
) -> tuple[pl.Expr | None, list[Question]]:
    """Which rows of ``frame`` were said to be settled (None: none), and the question still open.

    ``found``: the rows in doubt. One of them alone awaits a decision: the whole file need not.
    """
    said = answers.get(doubt.code)
    if found.is_empty() or said == doubt.open_code:
        return None, []
    rows = pl.col("row").is_in(found["row"].to_list())
    if said == SETTLED:
        return rows, []
    if said == EACH or found.height == 1:
        decision = Severity.DECISION
        tell(frame, rows, doubt.code, decision, doubt.decision, issues, doubt.heading, doubt.field)
        return None, []
    choices = (
        Choice(SETTLED, doubt.settled),
        Choice(doubt.open_code, doubt.still_due),
        Choice(EACH, "À décider ligne par ligne"),
    )
    question = doubt.question.replace("{weight}", weight(found))
    return None, [Question(doubt.code, question, choices)]


def with_nothing_left(frame: pl.DataFrame, rows: pl.Expr) -> pl.DataFrame:
    """``frame`` with ``v_balance`` zero on these rows."""
    zero = pl.when(rows).then(ZERO).otherwise("v_balance").cast(MONEY)
    return frame.with_columns(zero.alias("v_balance"))
