"""Names the columns of a table by the field that each of them tells."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.intake.at_once import at_once
from relance_core.intake.headings import ColumnReading, dictionary


def is_filled(cells: pl.Series) -> bool:
    """Whether it is plain that no cell is blank: none is null, none may begin with a space."""
    return not cells.null_count() and not _may_be_blank(cells)


def _may_be_blank(cells: pl.Series) -> bool:
    # A blank cell sorts before "!", or after all of ASCII where its space is an odd one,
    if not ((cells < "!") | (cells > "~~")).any():
        return False
    # which no letter of western Europe does.
    odd = cells.is_between("\x7f", "\u00bf") | (cells >= "\u1680")
    return bool(((cells < "!") | odd).any())


def _filled(cells: pl.Series) -> pl.Series:
    """Cells of which those that hold only spaces are null."""
    if not _may_be_blank(cells):
        return cells
    return cells.zip_with(cells.str.strip_chars() != "", pl.Series([None], dtype=pl.String))


def by_field(rows: pl.DataFrame, columns: Sequence[ColumnReading]) -> pl.DataFrame:
    """Rows with one column per known field: as written, with cells that hold only spaces null."""
    present = {column.field: f"c{column.position}" for column in columns if column.field}
    filled = at_once(lambda field: _filled(rows[present[field]]), present)
    selected: list[pl.Expr | pl.Series] = [pl.col("row")]
    for field in dictionary()["fields"]:
        if field in present:
            selected.append(filled[field].alias(field))
        else:
            selected.append(pl.lit(None, dtype=pl.String).alias(field))
    return rows.select(selected)
