"""Gives each invoice of an aged balance what it owes, from the columns of age that share it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.intake.ageing import spread_amount
from relance_core.intake.amounts import WIDE
from relance_core.intake.headings import ColumnReading
from relance_core.intake.rough_amounts import CENT, plain_amounts
from relance_core.intake.tables import Table

#: Headings of the columns that are made here.
AMOUNT, BALANCE = "Montant (colonnes d'ancienneté)", "Reste dû (colonnes d'ancienneté)"
Columns = tuple[ColumnReading, ...]


def with_spread_amount(
    table: Table, columns: Columns, ages: Sequence[int]
) -> tuple[Table, Columns]:
    """The table with what each invoice owes in one column, where columns of age share it out.

    An amount that is left blank is that of the one age that is filled; ages that hold less than
    the amount are what is left of it.
    """
    if len(ages) < 2:
        return table, columns
    fields = {column.field: column for column in columns if column.field}
    due = table.frame.select(spread_amount(table.frame, list(ages)).alias("due"))["due"]
    if "balance" in fields:
        return _filled(table, fields["balance"], due), columns
    if "amount" not in fields:
        if "amount_excl_tax" in fields:
            return table, columns
        return _with_column(table, columns, AMOUNT, due, ages)
    whole = _filled(table, fields["amount"], due)
    figures = pl.DataFrame(
        {"due": _sums(whole.frame, ages), "whole": whole.frame[f"c{fields['amount'].position}"]}
    ).with_columns(plain_amounts(pl.col("whole")))
    told = figures.drop_nulls()
    left, amount = pl.col("due").abs(), pl.col("whole").abs()
    if told.is_empty() or not told.select((left <= amount + CENT).all()).item():
        return whole, columns
    if told.select((left >= amount - CENT).all()).item():
        return whole, columns
    several = _written(figures["due"], whole.frame, ages)
    return _with_column(whole, columns, BALANCE, due.zip_with(due.is_not_null(), several), ages)


def _filled(table: Table, column: ColumnReading, due: pl.Series) -> Table:
    """The table with the blank cells of a column of amounts filled."""
    name = f"c{column.position}"
    cells = table.frame[name]
    blank = (cells.is_null() | (cells.str.strip_chars() == "")) & due.is_not_null()
    if not blank.any():
        return table
    frame = table.frame.with_columns(due.zip_with(blank, cells).alias(name))
    return replace(table, frame=frame)


def _with_column(
    table: Table, columns: Columns, heading: str, due: pl.Series, ages: Sequence[int]
) -> tuple[Table, Columns]:
    at = len(table.headings)
    frame = table.frame.with_columns(due.alias(f"c{at}"))
    aside = table.aside
    if aside.width:  # what the file's own lines of total add up to
        sums = _written(_sums(aside, ages), aside, ages)
        aside = aside.with_columns(sums.alias(f"c{at}"))
    samples = tuple(due.drop_nulls().head(3))
    column = ColumnReading(heading, "balance", 0.9, samples, at)
    wider = replace(
        table,
        frame=frame,
        aside=aside,
        headings=(*table.headings, heading),
        places=(*table.places, None),
    )
    return wider, (*columns, column)


def _sums(frame: pl.DataFrame, ages: Sequence[int]) -> pl.Series:
    """What the ages of each row add up to; null where all are blank or nil.

    What is not due yet may have no age: it is not settled for that.
    """
    cells = [plain_amounts(pl.col(f"c{at}")) for at in ages]
    some = pl.any_horizontal((cell != 0).fill_null(False) for cell in cells)
    added = pl.sum_horizontal(cell.fill_null(0) for cell in cells)
    return frame.select(pl.when(some).then(added).cast(WIDE).alias("sum"))["sum"]


def _written(sums: pl.Series, frame: pl.DataFrame, ages: Sequence[int]) -> pl.Series:
    """Sums as the table writes its amounts, with a comma where it has some."""
    comma = any(frame[f"c{at}"].str.contains(r",\d{1,2}\D*$").any() for at in ages)
    # Two decimals, unless there are three: "1200.000" would pass for more than a million.
    text = sums.cast(pl.Decimal(38, 3)).cast(pl.String).str.replace(r"(\.\d\d)0$", "$1")
    return text.str.replace(".", ",", literal=True) if comma else text
