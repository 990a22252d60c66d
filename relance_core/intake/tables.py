"""Finds the table in a sheet: its header row, and the rows that are not rows of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.intake.content import DATE, NUMBER
from relance_core.intake.headings import candidates, tokens
from relance_core.intake.workbook import CellError, Sheet, Workbook

HEADER_DEPTH = 60  # rows searched for the header
MIN_FIELDS = 3
#: Without one of each, a sheet is no list of invoices.
WHO = frozenset({"client_name", "client_code", "email"})
HOW_MUCH = frozenset({"amount", "balance", "amount_excl_tax", "ageing_bucket"})
#: What may be all that a small table says of its client; asked before it is believed.
STANDS_FOR_CLIENT = frozenset({"contact_name", "payer_name", "payer_code"})
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
    def may_be_invoices(self) -> bool:
        """Whether the headings can be read as those of a list of invoices, each in any sense."""
        claims = {field for heading in self.headings for field, _ in candidates(heading)}
        return bool(claims & (WHO | STANDS_FOR_CLIENT)) and bool(claims & HOW_MUCH)

    @property
    def score(self) -> int:
        """How much of an invoice the headings tell."""
        return len(self.fields & ESSENTIAL) * 100 + len(self.fields)


def find_tables(workbook: Workbook, *, minimum: int = MIN_FIELDS) -> list[Table]:
    """Every table of the workbook, visible sheets first, in the order of the sheets.

    A row is a header when ``minimum`` of its cells are known headings.
    """
    read = [find_table(sheet, minimum=minimum) for sheet in workbook.sheets]
    found = [table for table in read if table is not None]
    return sorted(found, key=lambda table: not table.visible)


def find_table(sheet: Sheet, *, minimum: int = MIN_FIELDS) -> Table | None:
    """The table of a sheet, or None when no row looks like headings."""
    if not sheet.cells.height:
        return None
    head = sheet.cells.head(HEADER_DEPTH).rows()
    best: tuple[int, int, tuple[str | None, ...]] | None = None
    for index, row in enumerate(head):
        if not _is_header_like(row, minimum):
            continue
        for headings in _with_line_above(row, head[index - 1] if index else None):
            score = len(_fields(headings))
            if score >= minimum and (best is None or score > best[0]):
                best = (score, index, headings)
    if best is None:
        return None
    _, index, written = best
    used = [
        position
        for position, name in enumerate(sheet.cells.columns)
        if written[position] is not None
        or sheet.cells[name][index + 1 :].null_count() < sheet.cells.height - index - 1
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
    fields = frozenset(_fields(headings))
    if not fields & WHO:
        frame, headings = _with_groups(frame, headings)
        fields = frozenset(_fields(headings))
    return Table(
        sheet.name,
        sheet.visible,
        index + 1,
        headings,
        duplicated,
        frame,
        errors,
        fields,
    )


def _with_groups(
    frame: pl.DataFrame, headings: tuple[str, ...]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The client written on each row, where a report writes it once above its invoices."""
    filled = pl.sum_horizontal(pl.exclude("row").is_not_null().cast(pl.Int32))
    for at, heading in enumerate(headings):
        cell = pl.col(f"c{at}")
        total = cell.str.contains(r"(?i)^\W*(?:sous-?|grand )?tota(?:l|ux)\b").fill_null(False)
        titles = frame.filter(cell.is_not_null() & ~total)
        alone = titles.filter(filled == 1).height
        if candidates(heading) or not alone or alone * 10 < titles.height * 9:
            continue
        spread = cell.forward_fill()
        name = pl.when(total | (filled == 1)).then(cell).otherwise(spread)
        # No other heading means the client, or this one would not be looked for.
        return frame.with_columns(name.alias(f"c{at}")), (
            *headings[:at],
            "Client",
            *headings[at + 1 :],
        )
    return frame, headings


def _with_error_rows(
    frame: pl.DataFrame, sheet: Sheet, errors: tuple[CellError, ...], used: Sequence[int]
) -> pl.DataFrame:
    """The frame with "#N/A" written where a cell holds an error: it must not pass for blank."""
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


def _is_header_like(row: Sequence[str | None], minimum: int) -> bool:
    filled = [cell.strip() for cell in row if cell and cell.strip()]
    values = sum(1 for cell in filled if NUMBER.match(cell) or DATE.match(cell))
    return len(filled) >= minimum and values * 4 <= len(filled)


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
    columns = {field: column_of(field) for field in (*ESSENTIAL, "amount_excl_tax")}
    client = _present(columns, "client_name", "client_code")
    number = _present(columns, "number")
    dates = _present(columns, "issue_date", "due_date")
    money = _present(columns, "amount", "balance", "amount_excl_tax")
    heading_again = pl.sum_horizontal(
        (pl.col(name).str.strip_chars() == table.headings[int(name[1:])]).fill_null(False).cast(int)
        for name in (*client, *number, *dates, *money)
    )
    has_date = ~_none_of(dates) if dates else pl.lit(False)
    suspects = table.frame.filter(
        ~has_date
        | _none_of(number)
        | _none_of(client)
        | (heading_again >= 2)
        | (pl.col("row") == table.header_row + 1)
    )
    if not suspects.height:
        return table.frame, {}
    pattern = r"(?i)^\W*(?:" + "|".join(re.escape(word) for word in total_words) + r")\b"
    says_total = pl.any_horizontal(
        pl.col(name).str.contains(pattern).fill_null(False)
        for name in table.frame.columns
        if name != "row"
    )
    number_is_total = pl.any_horizontal(
        *(pl.col(name).str.contains(pattern).fill_null(False) for name in number), pl.lit(False)
    )
    no_number, no_date = _none_of(number), _none_of(dates)
    no_client, no_money = _none_of(client), _none_of(money)
    has_digit = pl.any_horizontal(
        *(pl.col(name).str.contains(r"\d|#").fill_null(False) for name in (*money, *dates)),
        pl.lit(False),
    )
    kinds = suspects.select(
        "row",
        pl.when(heading_again >= 2)
        .then(pl.lit("header"))
        .when(no_date & (no_number | number_is_total) & (says_total | (no_client & ~no_money)))
        .then(pl.lit("total"))
        .when(no_date & no_money & (no_number | no_client))
        .then(pl.lit("stamp"))
        .when(~has_digit & (pl.col("row") == table.header_row + 1))
        .then(pl.lit("stamp"))
        .alias("kind"),
    ).drop_nulls("kind")
    others: dict[str, list[int]] = {}
    for row, kind in kinds.iter_rows():
        others.setdefault(kind, []).append(row)
    return table.frame.filter(~pl.col("row").is_in(kinds["row"].to_list())), others


def _present(columns: Mapping[str, str | None], *fields: str) -> list[str]:
    return [name for field in fields if (name := columns[field]) is not None]


def _none_of(columns: Sequence[str]) -> pl.Expr:
    """Whether every one of these cells is blank; true when there is no such column."""
    blank = [(pl.col(name).str.strip_chars() == "").fill_null(True) for name in columns]
    return pl.all_horizontal(blank) if blank else pl.lit(True)
