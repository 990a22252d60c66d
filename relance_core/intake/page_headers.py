"""Tells the head of a printed page, the firm's own name, from the title of a group of invoices."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.row_kinds import RowKind

#: What stands before a group's name on the line of its total.
BEFORE = ("sous total", "total general", "total")


def kinds_by_page(frame: pl.DataFrame, kinds: pl.Series, above: Sequence[str]) -> pl.Series:
    """The kinds of rows, heads of pages being those of rows without invoice.

    ``kinds`` are those of ``row_kinds``, row by row; ``above`` the lines over the headings. A
    title just above headings that are repeated is in doubt where others stand above invoices:
    the total of a group says its name, and the top of a page says that of the first page again.
    Where nothing tells them apart, no title names a client: a firm is never its own debtor.
    """
    title, header = RowKind.TITLE.value, RowKind.HEADER.value
    doubtful = (kinds == title) & (kinds.shift(-1) == header)
    if not doubtful.any() or not ((kinds == title) & (kinds.shift(-1) == RowKind.DATA.value)).any():
        return kinds
    totals = [_named(text) for text in _openings(frame, kinds == RowKind.TOTAL.value)]
    totals = [name for name in totals if name]
    lines = [plain_key(line) for line in above]
    pages = []
    rows = frame["row"].filter(doubtful).to_list()
    for row, text in zip(rows, _openings(frame, doubtful), strict=True):
        name = plain_key(text)
        if any(total in name or name in total for total in totals):
            continue
        pages.append(row)
        if not totals and not any(line.startswith(name) for line in lines):
            pages = frame["row"].filter(kinds == title).to_list()
            break
    stamps = pl.repeat(RowKind.STAMP.value, kinds.len(), eager=True)
    return stamps.zip_with(frame["row"].is_in(pages), kinds)


def _openings(frame: pl.DataFrame, chosen: pl.Series) -> list[str]:
    """The first filled cell of each chosen row, of which there are few."""
    cells = frame.filter(chosen).drop("row").rows()
    return [next((cell for cell in row if cell and cell.strip()), "") for row in cells]


def _named(text: str) -> str:
    """The group that a line of total names; nothing for that of the whole file."""
    plain = plain_key(text)
    word = next((word for word in BEFORE if plain.startswith(word)), "")
    return plain.removeprefix(word).strip()
