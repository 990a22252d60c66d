"""Asks what a column without a known heading is, whose figures run from nothing to the amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from relance_core.intake.amounts import Decimals, decimal_evidence, read_amounts
from relance_core.intake.field_names import SAID
from relance_core.intake.headings import ColumnReading
from relance_core.intake.reading import Choice, Question
from relance_core.intake.tables import Table
from relance_core.money import MONEY

CODE, NEITHER = "unread_amount", "neither"
#: Where one of these is known, nothing is missing that such a column could say.
_KNOWN = frozenset({*SAID[CODE], "ageing_bucket", "retention", "credited_amount", "side"})
_LEAST = 3  # rows


def ask_unread_amounts(
    table: Table, columns: Sequence[ColumnReading], answers: Mapping[str, str]
) -> list[Question]:
    """A question when one unread column lies, on each row, between zero and the amount.

    Both must be among its figures: so do what was paid, and what is left to pay. The answer
    (``balance=HEADING``) is taken by ``layout``.
    """
    fields = {column.field for column in columns}
    amount = next((column for column in columns if column.field == "amount"), None)
    if amount is None or fields & _KNOWN or answers.get(CODE) == NEITHER:
        return []
    whole = _figures(table, amount)
    found = [
        column for column in columns if column.field is None and _runs_up_to(table, column, whole)
    ]
    if len(found) != 1:
        return []
    heading = found[0].heading
    shown = ", ".join(sample[:20] for sample in found[0].samples)
    return [
        Question(
            CODE,
            f"Que donne la colonne « {heading} » ({shown}) ?",
            (
                Choice(f"paid_amount={heading}", "Ce qui est déjà réglé, à déduire"),
                Choice(f"balance={heading}", "Ce qui reste dû"),
                Choice(NEITHER, "Ni l'un ni l'autre : ne pas en tenir compte"),
            ),
        )
    ]


def _figures(table: Table, column: ColumnReading) -> pl.Series:
    cells = table.frame[f"c{column.position}"]
    decimals = next(iter(decimal_evidence(cells)), Decimals.COMMA)
    return read_amounts(cells, decimals, spreadsheet=True).values.cast(MONEY, strict=False)


def _runs_up_to(table: Table, column: ColumnReading, whole: pl.Series) -> bool:
    cells = table.frame[f"c{column.position}"]
    if not cells.head(200).str.contains(r"^\W*\d[\d\s.,'’]*\W*(?:EUR|€)?\s*$").any():
        return False
    rows = pl.DataFrame({"part": _figures(table, column), "whole": whole, "cell": cells})
    rows = rows.filter(pl.col("cell").str.strip_chars() != "", pl.col("whole").is_not_null())
    if rows.height < _LEAST or rows["part"].null_count():
        return False
    part, amount = pl.col("part"), pl.col("whole")
    within = rows.select(((part >= 0) & (part <= amount)).all()).item()
    both = rows.select((part == 0).any() & ((part == amount) & (part > 0)).any()).item()
    return bool(within and both)
