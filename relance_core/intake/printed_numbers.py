"""Asks which number the client knows, where an internal one stands beside that of the invoice."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.intake.columns import Clash
from relance_core.intake.headings import ColumnReading
from relance_core.intake.tables import Table

#: A number that a program gave to an entry: figures alone.
_INTERNAL = r"^\s*\d+(?:\.0+)?\s*$"
#: A number as it is printed: "FA2609-01", "INV-0027".
_PRINTED = r"(?i)^\s*(?:FA|FAC|FACT|FC|FV|F|INV|VE|VT)[A-Z]{0,2}\s?[-_/.]?\d[\dA-Z\-_/.]*\s*$"
_LEAST, _SAMPLE = 2, 200
#: What another column of numbers may have been taken for.
_OTHERS = frozenset({None, "order_ref"})


def ask_printed_number(table: Table, columns: Sequence[ColumnReading]) -> list[Clash]:
    """The column of figures taken for the number and the one that seems printed, for a question.

    A reminder that cites a number which the client has never seen is answered by nobody.
    """
    number = next((one for one in columns if one.field == "number" and one.confidence < 1), None)
    if number is None:
        return []
    own = _cells(table, number)
    if own.len() < _LEAST or not own.str.contains(_INTERNAL).all():
        return []
    printed = [
        column.heading
        for column in columns
        if column.field in _OTHERS and column.confidence < 1 and _is_printed(table, column)
    ]
    return [Clash("number", (number.heading, *printed))] if printed else []


def _cells(table: Table, column: ColumnReading) -> pl.Series:
    return table.frame[f"c{column.position}"].head(_SAMPLE).drop_nulls()


def _is_printed(table: Table, column: ColumnReading) -> bool:
    cells = _cells(table, column).str.strip_chars()
    cells = cells.filter(cells != "")
    rows = min(table.frame.height, _SAMPLE)
    if cells.len() < _LEAST or cells.len() * 10 < rows * 9 or cells.n_unique() < cells.len():
        return False
    return bool(cells.str.contains(_PRINTED).all())
