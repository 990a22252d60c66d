"""Finds the table in a sheet: its header row, and the rows that are not rows of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.intake.content import DATE, NUMBER
from relance_core.intake.headings import candidates, tokens
from relance_core.intake.workbook import CellError, Sheet, Workbook

HEADER_DEPTH = 60  # rows searched for the header
MIN_FIELDS = 3
#: Without one of each, a sheet is no list of invoices.
WHO = frozenset({"client_name", "client_code", "email"})
HOW_MUCH = frozenset({"amount", "balance", "amount_excl_tax"})
ESSENTIAL = frozenset(
    {"number", "client_name", "client_code", "issue_date", "due_date", "amount", "balance"}
)


@dataclass(frozen=True)
class Table:
    """One table of a sheet. ``frame`` has ``row`` (1-based, as Excel shows it), then c0, c1, …"""

    sheet: str
    visible: bool
    header_row: int
    headings: tuple[str, ...]  # unique: a second "Montant" is "Montant (2)"
    duplicated: frozenset[str]  # headings that stood twice, as made unique
    frame: pl.DataFrame
    errors: tuple[CellError, ...]
    fields: frozenset[str]  # what the headings alone may mean

    @property
    def is_invoices(self) -> bool:
        """Whether the headings are those of a list of invoices."""
        return bool(self.fields & WHO) and bool(self.fields & HOW_MUCH)

    @property
    def score(self) -> int:
        """How much of an invoice the headings tell."""
        return len(self.fields & ESSENTIAL) * 100 + len(self.fields)


def find_tables(workbook: Workbook) -> list[Table]:
    """Every table of the workbook, visible sheets first, in the order of the sheets."""
    found = [table for sheet in workbook.sheets if (table := find_table(sheet)) is not None]
    return sorted(found, key=lambda table: not table.visible)


def find_table(sheet: Sheet) -> Table | None:
    """The table of a sheet, or None when no row looks like headings."""
    if not sheet.cells.height:
        return None
    head = sheet.cells.head(HEADER_DEPTH).rows()
    best: tuple[int, int, tuple[str | None, ...]] | None = None
    for index, row in enumerate(head):
        if not _is_header_like(row):
            continue
        for headings in _with_line_above(row, head[index - 1] if index else None):
            score = len(_fields(headings))
            if score >= MIN_FIELDS and (best is None or score > best[0]):
                best = (score, index, headings)
    if best is None:
        return None
    _, index, written = best
    used = [
        position
        for position, name in enumerate(sheet.cells.columns)
        if written[position] is not None or sheet.cells[name][index + 1 :].null_count()
        < sheet.cells.height - index - 1
    ]
    headings, duplicated = _unique([written[position] for position in used])
    frame = (
        sheet.cells.select(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"),
            *(pl.col(f"c{position}").alias(f"c{at}") for at, position in enumerate(used)),
        )
        .slice(index + 1)
        .filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
    )
    errors = tuple(
        CellError(error.row, used.index(error.column), error.text)
        for error in sheet.errors
        if error.column in used and error.row > index + 1
    )
    if errors:
        frame = _with_error_rows(frame, sheet, errors, used)
    return Table(
        sheet.name,
        sheet.visible,
        index + 1,
        headings,
        duplicated,
        frame,
        errors,
        frozenset(_fields(headings)),
    )


def _with_error_rows(
    frame: pl.DataFrame, sheet: Sheet, errors: tuple[CellError, ...], used: Sequence[int]
) -> pl.DataFrame:
    """The frame with "#N/A" written where a cell holds an error, so that nothing reads it as blank."""
    rows = sheet.cells.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    missing = sorted({error.row for error in errors} - set(frame["row"].to_list()))
    lost = rows.filter(pl.col("row").is_in(missing)).select(
        "row", *(pl.col(f"c{position}").alias(f"c{at}") for at, position in enumerate(used))
    )
    frame = pl.concat([frame, lost]).sort("row")
    for at in sorted({error.column for error in errors}):
        texts = {error.row: error.text for error in errors if error.column == at}
        frame = frame.with_columns(
            pl.coalesce(
                pl.col("row").replace_strict(texts, default=None, return_dtype=pl.String),
                pl.col(f"c{at}"),
            ).alias(f"c{at}")
        )
    return frame


def _is_header_like(row: Sequence[str | None]) -> bool:
    filled = [cell.strip() for cell in row if cell and cell.strip()]
    values = sum(1 for cell in filled if NUMBER.match(cell) or DATE.match(cell))
    return len(filled) >= MIN_FIELDS and values * 4 <= len(filled)


def _with_line_above(
    row: tuple[str | None, ...], above: tuple[str | None, ...] | None
) -> list[tuple[str | None, ...]]:
    """The row alone, and the row completed by a heading that spans two lines."""
    alone = tuple(cell.strip() if cell and cell.strip() else None for cell in row)
    if above is None or not any(above):
        return [alone]
    if any(cell and (NUMBER.match(cell.strip()) or DATE.match(cell.strip())) for cell in above):
        return [alone]
    both = tuple(
        cell or (over.strip() if over and candidates(over.strip()) else None)
        for cell, over in zip(alone, above, strict=True)
    )
    return [alone, both]


def _fields(headings: Sequence[str | None]) -> set[str]:
    """The fields that the headings may mean, each heading counted for one."""
    fields: set[str] = set()
    for heading in headings:
        if heading is None or len(heading) > 80:
            continue
        free = [field for field, _ in candidates(heading) if field not in fields]
        if free:
            fields.add(free[0])
    return fields


def _unique(written: Sequence[str | None]) -> tuple[tuple[str, ...], frozenset[str]]:
    seen: dict[frozenset[str] | str, int] = {}
    taken: set[str] = set()
    headings: list[str] = []
    first: dict[frozenset[str] | str, str] = {}
    duplicated: set[str] = set()
    for position, heading in enumerate(written):
        text = " ".join(heading.split()) if heading else f"Colonne {position + 1}"
        key = (tokens(text) or text) if heading else text
        seen[key] = seen.get(key, 0) + 1
        unique = text if text not in taken else f"{text} ({seen[key]})"
        while unique in taken:
            unique += "'"
        if seen[key] > 1:
            duplicated |= {unique, first[key]}
        first.setdefault(key, unique)
        taken.add(unique)
        headings.append(unique)
    return tuple(headings), frozenset(duplicated)


def drop_other_rows(
    table: Table, column_of: Callable[[str], str | None], total_words: Sequence[str]
) -> tuple[pl.DataFrame, dict[str, list[int]]]:
    """The rows that are invoices, and the numbers of those that are not, by kind.

    Kinds: ``header`` (headings repeated on each page), ``total``, ``stamp`` (prints, page numbers,
    group titles, instructions, rows prepared and left blank).
    """
    frame = table.frame
    texts = [name for name in frame.columns if name != "row"]
    repeated = (
        pl.sum_horizontal(
            *(
                (pl.col(f"c{at}").str.strip_chars() == heading).fill_null(False).cast(pl.Int32)
                for at, heading in enumerate(table.headings)
            )
        )
        >= 3
    )
    pattern = r"(?i)^\W*(?:" + "|".join(re.escape(word) for word in total_words) + r")\b"
    client = [c for field in ("client_name", "client_code") if (c := column_of(field))]
    number = column_of("number")
    dates = [c for field in ("issue_date", "due_date") if (c := column_of(field))]
    money = [c for field in ("amount", "balance", "amount_excl_tax") if (c := column_of(field))]

    def none_of(columns: Sequence[str]) -> pl.Expr:
        blank = [pl.col(name).is_null() | (pl.col(name).str.strip_chars() == "") for name in columns]
        return pl.all_horizontal(blank) if blank else pl.lit(True)

    says_total = pl.any_horizontal(
        *(pl.col(name).str.contains(pattern).fill_null(False) for name in texts)
    )
    no_number = none_of([number]) if number else pl.lit(True)
    number_is_total = (
        pl.col(number).str.contains(pattern).fill_null(False) if number else pl.lit(False)
    )
    no_date, no_client, no_money = none_of(dates), none_of(client), none_of(money)
    has_digit = pl.any_horizontal(
        *(pl.col(name).str.contains(r"\d|#").fill_null(False) for name in (*money, *dates))
    )
    kinds = frame.select(
        "row",
        pl.when(repeated)
        .then(pl.lit("header"))
        .when(no_date & (no_number | number_is_total) & (says_total | (no_client & ~no_money)))
        .then(pl.lit("total"))
        .when(no_date & no_money & (no_number | no_client))
        .then(pl.lit("stamp"))
        .when(~has_digit & (pl.col("row") == table.header_row + 1))
        .then(pl.lit("stamp"))
        .alias("kind"),
    )
    others: dict[str, list[int]] = {}
    for row, kind in kinds.filter(pl.col("kind").is_not_null()).iter_rows():
        others.setdefault(kind, []).append(row)
    if not others:
        return frame, {}
    return frame.filter(kinds["kind"].is_null()), others
