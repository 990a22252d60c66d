"""Takes up a table without headings, or with none that is known: its columns are asked about."""

from __future__ import annotations

import polars as pl

from relance_core.intake.content import COMPACT_DATE, DATE, NUMBER
from relance_core.intake.headers import fields_of, unique_headings
from relance_core.intake.tables import Table
from relance_core.intake.workbook import Sheet, Workbook

#: Rows looked at, cells that a row has at least, and share of cells that make a column's kind.
DEPTH, CELLS, MOST = 500, 3, 0.8


def headless_tables(workbook: Workbook) -> list[Table]:
    """The visible sheets whose rows have words, amounts and dates, but no known headings."""
    found = [_table(sheet) for sheet in workbook.sheets if sheet.visible and sheet.cells.height]
    return [table for table in found if table is not None]


def _table(sheet: Sheet) -> Table | None:
    filled = pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int32))
    counted = sheet.cells.select(filled.alias("filled"))["filled"]
    rows = (counted >= CELLS).arg_true()
    if rows.len() < 2:
        return None
    start = int(rows[0])
    below = sheet.cells.slice(start)
    used = [at for at in range(below.width) if below.to_series(at).null_count() < below.height]
    # The first row may be headings that are not known.
    kinds = [_kind(below.to_series(at).slice(1)) for at in used]
    if not {"texte", "nombre", "date"} <= set(kinds):
        return None
    first = [cell if (cell := below.row(0)[at]) and cell.strip() else None for at in used]
    foreign = all(
        cell is None or not any(character.isdigit() for character in cell)
        for cell, kind in zip(first, kinds, strict=True)
        if kind != "texte"
    )
    if foreign:
        headings, duplicated = unique_headings(first)
        start += 1
    else:
        # The kinds make the layout known again: the widths of two lists may be the same.
        headings = tuple(f"Colonne {at + 1} : {kind}" for at, kind in enumerate(kinds))
        duplicated = frozenset()
    frame = (
        sheet.cells.select(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"),
            *(pl.col(f"c{position}").alias(f"c{at}") for at, position in enumerate(used)),
        )
        .slice(start)
        .filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
    )
    return Table(
        sheet.name,
        sheet.visible,
        start,
        headings,
        duplicated,
        frame,
        (),
        frozenset(fields_of(headings)),
        places=tuple(used),
        notes=(
            "Les en-têtes de ce tableau ne sont pas connus : le sens de ses colonnes vous est "
            "demandé."
            if foreign
            else "Ce tableau n'a pas d'en-têtes : le sens de ses colonnes vous est demandé.",
        ),
        name=sheet.name,
        headless=True,
    )


def _kind(column: pl.Series) -> str:
    """What most cells of a column are, in French."""
    cells = [cell.strip() for cell in column.drop_nulls().head(DEPTH).to_list() if cell.strip()]
    enough = MOST * max(len(cells), 1)
    dates = sum(bool(DATE.match(cell) or COMPACT_DATE.match(cell)) for cell in cells)
    if dates >= enough:
        return "date"
    if sum(bool(NUMBER.match(cell)) for cell in cells) >= enough:
        return "nombre"
    return "texte"
