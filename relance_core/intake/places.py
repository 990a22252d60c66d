"""Where the columns that were understood stand in the sheet itself, as Excel letters them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from openpyxl.utils import get_column_letter

from relance_core.intake.merged_rows import as_headed
from relance_core.intake.reading import Reading
from relance_core.intake.workbook import Sheet, Workbook

#: What makes a heading unique: "Montant (2)", "Montant'".
_MADE_UNIQUE = re.compile(r"( \(\d+\))?'*$")
#: Rows in which headings are looked for, and the first sample of a column below them.
HEADER_DEPTH, DEPTH = 60, 500
FIRST = 2  # a name may stand above the first number of a report


@dataclass(frozen=True)
class Places:
    """Sheet -> heading (as made unique) -> position in the sheet, 0 for column A.

    A column that stands nowhere, such as the client of a report that names him above his invoices,
    is not among them.
    """

    by_sheet: Mapping[str, Mapping[str, int]]

    def of(self, sheet: str | None) -> Mapping[str, int]:
        """The columns of one sheet."""
        return self.by_sheet.get(sheet or "", {})

    def column(self, sheet: str | None, heading: str | None) -> int | None:
        """The position of a column; None when it has none there."""
        return self.of(sheet).get(heading or "")

    def cell(self, sheet: str | None, heading: str | None, row: int | None) -> str | None:
        """``F12``; None for what is no cell."""
        at = self.column(sheet, heading)
        return None if at is None or row is None else f"{get_column_letter(at + 1)}{row}"


def sheet_of(workbook: Workbook, name: str | None) -> Sheet | None:
    """The sheet of that name."""
    return next((sheet for sheet in workbook.sheets if sheet.name == name), None)


def places_of(workbook: Workbook, reading: Reading) -> Places:
    """Where the columns of ``reading`` stand, in its sheet and in those that its issues name."""
    names = [reading.sheet, *reading.issues["sheet"].drop_nulls().unique(maintain_order=True)]
    sheets = {name: sheet for name in names if (sheet := sheet_of(workbook, name)) is not None}
    return Places({name: _in_sheet(sheet, reading) for name, sheet in sheets.items()})


def _in_sheet(sheet: Sheet, reading: Reading) -> dict[str, int]:
    cells = as_headed(sheet)
    headings = {_bare(column.heading) for column in reading.columns}
    head_row = _header_row(cells, headings, reading.header_row)
    if head_row is None:
        return {}
    head = [_words(cell) for cell in cells.row(head_row - 1)]
    above = [_words(cell) for cell in cells.row(head_row - 2)] if head_row > 1 else [""] * len(head)
    places: dict[str, int] = {}
    free = list(range(len(head)))
    for column in sorted(reading.columns, key=lambda one: one.position):
        at = _by_heading((head, above), free, column.heading)
        if at is not None:
            places[column.heading] = at
            free.remove(at)
    for column in reading.columns:
        if column.heading not in places and column.samples:
            at = _by_sample(cells, head_row, free, column.samples[0])
            if at is not None:
                places[column.heading] = at
                free.remove(at)
    return places


def _header_row(cells: pl.DataFrame, headings: set[str], expected: int) -> int | None:
    """The row that holds the most headings: the expected one, unless another sheet differs."""
    best, most = None, 0
    rows = cells.head(max(HEADER_DEPTH, expected)).rows()
    order = [expected - 1, *range(len(rows))]
    for at in order:
        if not 0 <= at < len(rows):
            continue
        held = sum(1 for cell in rows[at] if cell and _words(cell) in headings)
        if held > most:
            best, most = at + 1, held
    return best


def _by_heading(lines: Sequence[Sequence[str]], free: list[int], heading: str) -> int | None:
    bare = _bare(heading)
    return next(
        (
            place
            for line in lines
            for place in free
            if line[place] and line[place] in (heading, bare)
        ),
        None,
    )


def _by_sample(cells: pl.DataFrame, header_row: int, free: list[int], sample: str) -> int | None:
    """The first column without a place whose first cells hold ``sample``."""
    below = cells.slice(header_row, DEPTH)
    for place in free:
        values = below.to_series(place).drop_nulls().str.strip_chars().str.slice(0, 80)
        if (values.head(FIRST) == sample).any():
            return place
    return None


def _bare(heading: str) -> str:
    return _MADE_UNIQUE.sub("", heading)


def _words(cell: str | None) -> str:
    return " ".join(cell.split()) if cell else ""
