"""Cuts a sheet that holds several tables, side by side or one above the other, at their borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.intake.content import DATE, NUMBER
from relance_core.intake.headers import (
    LONG,
    Cells,
    Header,
    fields_of,
    find_header,
    is_header_like,
)
from relance_core.intake.headings import candidates

#: What a table says once: said twice, with a blank column between, it is said of two things.
SAID_ONCE = frozenset({"client_name", "client_code", "number"})
#: Joined to the wrong row, these would send a reminder to a stranger.
NAMES_SOMEBODY = SAID_ONCE | {"email", "payer_name", "payer_code"}
#: Fields whose cells hold figures: a row without any there may be a row of headings.
FIGURES = frozenset(
    {"number", "issue_date", "due_date", "amount", "balance", "amount_excl_tax", "paid_amount"}
)
SUSPECTS = 2_000
#: A neighbour that ends before this share of the rows, without a gap, is a table of its own.
SHORT = 0.6


@dataclass(frozen=True)
class Region:
    """Where one table stands: its header, its columns, and its rows (0-based, end excluded)."""

    header: Header
    columns: tuple[int, ...]
    end: int


def regions_of(cells: pl.DataFrame, minimum: int) -> list[Region]:
    """Every table of a sheet, from the left to the right, then downwards."""
    header = find_header(cells, minimum)
    if header is None:
        return []
    found = _tables_above(cells, header, minimum)
    for columns in _side_by_side(cells, header):
        own: Header | None = header
        if columns != _used(cells, header):
            wanted = minimum if fields_of([header.written[at] for at in columns]) else 2
            own = _within(cells, columns, min(wanted, 2))
        if own is not None:
            found += _one_above_the_other(cells, own, columns)
    return found


def _tables_above(cells: pl.DataFrame, header: Header, minimum: int) -> list[Region]:
    """The lists of invoices that end above the best header: it may be that of the second one."""
    above = cells.head(max(header.row - header.lines + 1, 0))
    first = find_header(above, max(minimum, 3)) if above.height > 1 else None
    if first is None or not fields_of(first.written) >= {"number"}:
        return []
    figures = [
        pl.col(f"c{at}").str.contains(r"\d").fill_null(False)
        for at, heading in enumerate(first.written)
        if heading and fields_of([heading]) & FIGURES
    ]
    rows = above.slice(first.row + 1).select(pl.sum_horizontal(figures) >= 2).to_series()
    return regions_of(above, minimum) if rows.any() else []


def _used(cells: pl.DataFrame, header: Header) -> tuple[int, ...]:
    """The columns with a heading, or with a cell below it."""
    below = cells.slice(header.row + 1)
    return tuple(
        at
        for at in range(cells.width)
        if header.written[at] is not None or below.to_series(at).null_count() < below.height
    )


def _within(cells: pl.DataFrame, columns: Sequence[int], minimum: int) -> Header | None:
    """The header of some columns alone, written at their places in the sheet."""
    found = find_header(cells.select(f"c{at}" for at in columns), minimum)
    if found is None:
        return None
    written: list[str | None] = [None] * cells.width
    for at, heading in zip(columns, found.written, strict=True):
        written[at] = heading
    return Header(found.row, tuple(written), found.lines)


# --- side by side ------------------------------------------------------------------------------


def _side_by_side(cells: pl.DataFrame, header: Header) -> list[tuple[int, ...]]:
    """The columns of each table; blank columns that a table holds for looks do not cut it."""
    used = _used(cells, header)
    runs: list[list[int]] = []
    for at in used:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    tables: list[list[int]] = []
    for run in runs:
        if tables and not _stands_apart(cells, header, tables[-1], run):
            tables[-1] += run
        else:
            tables.append(list(run))
    return [tuple(columns) for columns in tables]


def _stands_apart(
    cells: pl.DataFrame, header: Header, left: Sequence[int], right: Sequence[int]
) -> bool:
    """Whether the cells on the right are those of another table, and not of the same rows."""
    told = _sure([header.written[at] for at in left])
    if told & _sure([header.written[at] for at in right]) & SAID_ONCE:
        return True
    here = [header.written[at] for at in right]
    own = _within(cells, right, 2)
    if own is not None and own.row != header.row:
        there = [own.written[at] for at in right]
        if len(fields_of(there)) > len(fields_of(here)):
            return True
    if not _sure(here) & NAMES_SOMEBODY:
        return False
    # A legend fills the first rows and stops; remarks are scattered along the whole table.
    below = cells.slice(header.row + 1)
    beside = _filled(below, right)
    rows = _filled(below, left).arg_true()
    if len(right) < 2 or not rows.len() or not beside.any():
        return False
    last = int(beside.arg_true()[-1])
    height = int(rows[-1]) + 1
    return last + 1 < height * SHORT and bool(beside.head(last + 1).all())


def _sure(headings: Sequence[str | None]) -> set[str]:
    """The first meaning of each heading."""
    return {candidates(one)[0][0] for one in headings if one and candidates(one)}


def _filled(cells: pl.DataFrame, columns: Sequence[int]) -> pl.Series:
    return cells.select(
        pl.any_horizontal(pl.col(f"c{at}").is_not_null() for at in columns)
    ).to_series()


# --- one above the other -----------------------------------------------------------------------


def _one_above_the_other(
    cells: pl.DataFrame, header: Header, columns: Sequence[int]
) -> list[Region]:
    """The table of a header, and those that begin below it with other headings."""
    headers = [header, *_other_headers(cells, header, columns)]
    ends = [*(below.row - below.lines + 1 for below in headers[1:]), cells.height]
    return [
        Region(one, _columns_of(cells, one, columns, end), end)
        for one, end in zip(headers, ends, strict=True)
    ]


def _columns_of(
    cells: pl.DataFrame, header: Header, columns: Sequence[int], end: int
) -> tuple[int, ...]:
    rows = cells.slice(header.row + 1, end - header.row - 1)
    return tuple(
        at
        for at in columns
        if header.written[at] is not None or rows.to_series(at).null_count() < rows.height
    )


def _other_headers(cells: pl.DataFrame, header: Header, columns: Sequence[int]) -> list[Header]:
    """Rows of headings below the header that do not repeat it."""
    telling = [
        at for at in columns if (heading := header.written[at]) and fields_of([heading]) & FIGURES
    ]
    names = [pl.col(f"c{at}") for at in (telling or columns)[:4]]
    filled = pl.sum_horizontal(pl.col(f"c{at}").is_not_null().cast(pl.Int32) for at in columns)
    figureless = [~name.str.contains(r"\d").fill_null(False) for name in names]
    rows = cells.with_row_index("at").slice(header.row + 1)
    # Nearly every row has a figure in the first of these columns: the others are not looked at.
    rows = rows.filter(rows.select(figureless[0]).to_series())
    suspects = rows.filter(pl.all_horizontal(figureless) & (filled >= 3))["at"].head(SUSPECTS)
    first = max(0, header.row - 1)
    known = [header.written, *(cells.row(at) for at in range(first, header.row + 1))]
    found = []
    for at in suspects:
        row = cells.row(at)
        if not any(_repeats(row, one, columns) for one in known) and _is_header(row, columns):
            written = [None] * cells.width
            for place in columns:
                written[place] = row[place].strip() if row[place] else None
            found.append(Header(at, tuple(written), 1))
            known.append(row)
    return found


def _repeats(
    row: Sequence[str | None], known: Sequence[str | None], columns: Sequence[int]
) -> bool:
    """Whether a row is a known row of headings again: none of its headings stands elsewhere."""
    filled = [(cell.split(), known[at], cell) for at in columns if (cell := row[at])]
    same = sum(1 for words, other, _ in filled if other and other.split() == words)
    moved = any(
        candidates(cell.strip())
        for words, other, cell in filled
        if not other or other.split() != words
    )
    return same * 2 >= len(filled) and not moved


def _is_header(row: Cells, columns: Sequence[int]) -> bool:
    cells = [cell.strip() for at in columns if (cell := row[at]) and cell.strip()]
    if not is_header_like(cells, 3) or any(
        len(cell) > LONG or NUMBER.match(cell) or DATE.match(cell) for cell in cells
    ):
        return False
    fields = fields_of(cells)
    return len(fields) >= 3 and len(fields) * 10 >= len(cells) * 6
