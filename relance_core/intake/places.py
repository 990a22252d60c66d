"""Where the columns that were understood stand in the sheet itself, as Excel letters them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from relance_core.intake.reading import Reading
from relance_core.intake.workbook import Sheet, Workbook

#: What makes a heading unique: "Montant (2)", "Montant'".
_MADE_UNIQUE = re.compile(r"( \(\d+\))?'*$")
#: Rows below the heading in which the first sample of a column is looked for.
DEPTH = 500


def sheet_of(workbook: Workbook, name: str | None) -> Sheet | None:
    """The sheet of that name."""
    return next((sheet for sheet in workbook.sheets if sheet.name == name), None)


def places_of(workbook: Workbook, reading: Reading) -> Mapping[str, int]:
    """Heading (as made unique) -> position in the sheet, 0 for column A.

    A column that stands nowhere, such as the client of a report that names him above his invoices,
    is not among them.
    """
    sheet = sheet_of(workbook, reading.sheet)
    if sheet is None or not 0 < reading.header_row <= sheet.cells.height:
        return {}
    head = [_words(cell) for cell in sheet.cells.row(reading.header_row - 1)]
    above = (
        [_words(cell) for cell in sheet.cells.row(reading.header_row - 2)]
        if reading.header_row > 1
        else [""] * len(head)
    )
    places: dict[str, int] = {}
    free = list(range(len(head)))
    for column in sorted(reading.columns, key=lambda one: one.position):
        bare = _MADE_UNIQUE.sub("", column.heading)
        at = next(
            (
                place
                for written in (head, above)
                for place in free
                if written[place] and written[place] in (column.heading, bare)
            ),
            None,
        )
        if at is not None:
            places[column.heading] = at
            free.remove(at)
    for column in reading.columns:
        if column.heading not in places and column.samples:
            at = _by_sample(sheet.cells, reading.header_row, free, column.samples[0])
            if at is not None:
                places[column.heading] = at
                free.remove(at)
    return places


def _by_sample(cells: pl.DataFrame, header_row: int, free: list[int], sample: str) -> int | None:
    """The first column without a place whose first cells hold ``sample``."""
    below = cells.slice(header_row, DEPTH)
    for place in free:
        values = below.to_series(place).drop_nulls().str.strip_chars().str.slice(0, 80)
        if values.len() and values[0] == sample:
            return place
    return None


def _words(cell: str | None) -> str:
    return " ".join(cell.split()) if cell else ""
