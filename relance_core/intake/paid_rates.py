"""Asks about what was paid as a share of the invoice: 50 % is no amount of 50, nor one of 0.50."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from relance_core.intake.headings import ColumnReading
from relance_core.intake.reading import Choice, Question
from relance_core.intake.tables import Table

CODE, IGNORED, AMOUNT = "paid_rate", "ignored", "amount"
#: What a column of shares may have been taken for.
TAKEN_FOR = frozenset({"paid_amount", "balance", "status", "paid_date"})
WRITTEN = r"^\s*\d{1,3}(?:[.,]\d+)?\s*%\s*$"
#: Cells that a column of shares begins with; a few of them may be blank.
FIRST = 1_000


def ask_rates(
    table: Table, columns: Sequence[ColumnReading], answers: Mapping[str, str]
) -> tuple[tuple[ColumnReading, ...], list[Question]]:
    """The columns without those of shares that the user leaves aside, and what is to be asked."""
    kept: list[ColumnReading] = []
    questions: list[Question] = []
    for column in columns:
        share = column.field in TAKEN_FOR and column.confidence < 1 and _is_share(table, column)
        if not share or answers.get(CODE) == AMOUNT:
            kept.append(column)
            continue
        kept.append(replace(column, field=None, confidence=0.0))
        left = any(one.field == "balance" and one is not column for one in columns)
        if answers.get(CODE) != IGNORED and not left:  # what is left says all of it
            questions.append(_question(column))
    return tuple(kept), questions[:1]


def _is_share(table: Table, column: ColumnReading) -> bool:
    cells = table.frame[f"c{column.position}"].drop_nulls()
    if "%" not in column.heading and not cells.head(FIRST).str.contains(WRITTEN).any():
        return False
    cells = cells.str.strip_chars()
    cells = cells.filter(cells != "")
    if not cells.len():
        return False
    if cells.str.contains(WRITTEN).mean() == 1:
        return True
    if "%" not in column.heading:
        return False
    values = cells.str.replace(",", ".", literal=True).cast(pl.Decimal(20, 6), strict=False)
    return bool(values.null_count() == 0 and values.is_between(0, 100).all())


def _question(column: ColumnReading) -> Question:
    return Question(
        CODE,
        f"« {column.heading} » semble donner une part de chaque facture ({column.samples[0]}), et "
        "non un montant. Pour en tenir compte, mettez dans le fichier une colonne « Montant réglé "
        "» ou « Reste dû », puis déposez-le de nouveau. Sinon, que faire de cette colonne ?",
        (
            Choice(IGNORED, "La laisser de côté : le réglé sera inconnu, tout sera dû"),
            Choice(AMOUNT, "Ce sont des montants, ou des mots : la lire telle quelle"),
        ),
    )
