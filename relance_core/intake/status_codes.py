"""What the figures of a second column of states mean: 0 for a draft, 3 for abandoned; asked."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.asked_words import EACH, weight
from relance_core.intake.headings import word_key
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.statuses import UNKNOWN, read_statuses
from relance_core.vocabulary import Severity

FIELD = "document_status"
#: More of them would be something else than a state.
MAX_CODES = 6
_CODE = r"^\s*\d{1,2}(?:[.,]0+)?\s*$"


def with_codes(
    frame: pl.DataFrame,
    layout: Layout,
    owed: pl.Expr,
    answers: Mapping[str, str],
    choices: Mapping[str, str],
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """``meaning``, and ``by_document``, where the code of a row was said to mean a state.

    ``owed`` says which rows are still due, ``choices`` what a code may be said to mean. The codes
    are those of this column alone: their questions bear its name.
    """
    cells = frame[FIELD].drop_nulls().unique()
    if not 2 <= cells.len() <= MAX_CODES or not cells.str.contains(_CODE).all():
        return frame, []
    heading = layout.heading(FIELD) or ""
    if UNKNOWN not in read_statuses(cells, heading):
        return frame, []  # 0 and 1 under "Payée": no and yes
    keys = {cell: f"status:{word_key(heading)} {_plain(cell)}" for cell in cells.to_list()}
    due = frame.filter(owed & pl.col(FIELD).is_not_null())
    due = due.filter(pl.col("meaning").is_null() | (pl.col("meaning") != "paid"))
    said = {cell: answers[key] for cell, key in keys.items() if answers.get(key) in choices}
    if "ignored" in said.values():
        return frame, []
    told = {cell: word for cell, word in said.items() if word not in (EACH, "open")}
    rows = pl.col("row").is_in(due["row"].to_list())
    tell(
        frame,
        rows & pl.col(FIELD).is_in([cell for cell, word in said.items() if word == EACH]),
        "unknown_status",
        Severity.DECISION,
        f"Colonne « {heading} » : « {{value}} » ; la facture est-elle encore due ?",
        issues,
        heading,
        FIELD,
    )
    if told:
        meant = pl.col(FIELD).replace_strict(told, default=None, return_dtype=pl.String)
        frame = frame.with_columns(
            pl.when(rows & meant.is_not_null()).then(meant).otherwise("meaning").alias("meaning"),
            (pl.col("by_document") | (rows & meant.is_not_null())).alias("by_document"),
        )
    left = due.filter(~pl.col(FIELD).is_in(list(said)))
    questions = [
        Question(
            keys[group[FIELD][0]],
            f"Colonne « {heading} » : « {_plain(group[FIELD][0])} » ({weight(group)}). Que veut "
            "dire ce code, pour toutes ces lignes ?",
            tuple(Choice(value, label) for value, label in choices.items()),
        )
        for group in left.partition_by(FIELD, maintain_order=True)
    ]
    return frame, questions


def told_in() -> pl.Expr:
    """The field of the column whose words gave a row its ``meaning``."""
    return (
        pl.when("titled")
        .then(pl.lit("section"))
        .when("by_einvoice")
        .then(pl.lit("einvoice_status"))
        .when("by_document")
        .then(pl.lit(FIELD))
        .otherwise(pl.lit("status"))
    )


def _plain(cell: str) -> str:
    return cell.strip().split(".")[0].split(",")[0]
