"""Finds the tables of a workbook: where they stand, their headings and the rows of theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from relance_core.intake.due_titles import HEADING as DUE
from relance_core.intake.due_titles import with_due_titles
from relance_core.intake.groups import client_groups, settled, told_groups
from relance_core.intake.headers import MIN_FIELDS, Header, fields_of, unique_headings
from relance_core.intake.headings import candidates
from relance_core.intake.instalment_headings import heads_instalments
from relance_core.intake.lost_cells import refuse_split_amounts, rows_too_long
from relance_core.intake.merged_rows import Shared, as_headed, bands_note, filled_down
from relance_core.intake.other_rows import others_of
from relance_core.intake.outlines import Subtotal, outlined
from relance_core.intake.page_headers import kinds_by_page
from relance_core.intake.parties import kept_rows
from relance_core.intake.pivots import pivoted
from relance_core.intake.regions import Region, regions_of
from relance_core.intake.row_kinds import RowKind, kinds_of
from relance_core.intake.sections import states_in, with_states, with_type
from relance_core.intake.title_block import one_client, own_titles
from relance_core.intake.workbook import CellError, Sheet, Workbook

#: Without one of each, a sheet is no list of invoices.
WHO = frozenset({"client_name", "client_code", "email"})
HOW_MUCH = frozenset({"amount", "balance", "amount_excl_tax", "ageing_bucket"})
#: What may be all that a small table says of its client; asked before it is believed.
STANDS_FOR_CLIENT = frozenset({"contact_name", "payer_name", "payer_code"})
ESSENTIAL = frozenset(
    {"number", "client_name", "client_code", "issue_date", "due_date", "amount", "balance"}
)
#: Rows above the headings that a page may repeat.
ABOVE = 12


@dataclass(frozen=True)
class Table:
    """One table of a sheet. ``frame`` has ``row`` (1-based, as Excel shows it), then c0, c1, …

    The rows whose form alone says that they are no rows of the table are in ``aside`` instead,
    their numbers in ``others`` by kind (``row_kinds.RowKind``).
    """

    sheet: str
    visible: bool
    header_row: int
    headings: tuple[str, ...]  # unique: a second "Montant" is "Montant (2)"
    duplicated: frozenset[str]  # headings that stood twice, as made unique
    frame: pl.DataFrame
    errors: tuple[CellError, ...]
    fields: frozenset[str]  # what the headings alone may mean
    aside: pl.DataFrame = field(default_factory=pl.DataFrame)  # with the columns of ``frame``
    others: dict[str, list[int]] = field(default_factory=dict)
    #: Where each column stands in the sheet, 0 for A; None for one that titles of groups made.
    places: tuple[int | None, ...] = ()
    notes: tuple[str, ...] = ()  # French sentences
    too_long: tuple[int, ...] = ()  # rows with more cells than headings: their cells have moved
    name: str = ""  # what tells it from the other tables of the workbook
    headless: bool = False  # no headings: every column is asked about
    sheets: tuple[str, ...] = ()  # of tables put one under the other (``stacking``)
    #: Of those: the sheet of each, and where its columns stand in it, as ``places`` says.
    apart: tuple[tuple[str, tuple[int | None, ...]], ...] = ()
    shared: tuple[Shared, ...] = ()  # amounts merged over several rows
    above: tuple[str, ...] = ()  # the lines over the headings
    subtotals: tuple[Subtotal, ...] = ()  # rows of clients that hold the sums of theirs

    def written(self, rows: Sequence[int]) -> pl.DataFrame:
        """The cells of some rows, those set aside included."""
        every = pl.concat([self.frame, self.aside], how="diagonal")
        return every.filter(pl.col("row").is_in(list(rows))).sort("row")

    @property
    def is_invoices(self) -> bool:
        """Whether the headings are those of a list of invoices."""
        return bool(self.fields & WHO) and bool(self.fields & HOW_MUCH)

    @property
    def may_be_invoices(self) -> bool:
        """Whether it can be a list of invoices, each heading read in any of its senses.

        A column without a heading may be that of the clients: it is asked about.
        """
        claims = {field for heading in self.headings for field, _ in candidates(heading)}
        claims |= self.fields
        named = bool(claims & (WHO | STANDS_FOR_CLIENT))
        if not named and claims & {"number", "due_date", "issue_date"}:
            named = any(self._is_nameless(at) for at in range(len(self.headings)))
        return named and bool(claims & HOW_MUCH)

    def _is_nameless(self, at: int) -> bool:
        """Whether a column has words but no heading."""
        if self.headings[at] != f"Colonne {at + 1}":
            return False
        cells = self.frame[f"c{at}"].drop_nulls().head(50)
        return cells.len() > 0 and bool(cells.str.contains(r"\pL{2}").any())

    @property
    def score(self) -> int:
        """How much of an invoice the headings tell."""
        return len(self.fields & ESSENTIAL) * 100 + len(self.fields)


def find_tables(workbook: Workbook, *, minimum: int = MIN_FIELDS) -> list[Table]:
    """Every table of the workbook, visible sheets first, in the order of the sheets.

    A row is a header when ``minimum`` of its cells are known headings.
    """
    found: list[Table] = []
    for sheet in workbook.sheets:
        regions = regions_of(as_headed(sheet), minimum) if sheet.cells.height else []
        found += [_table(sheet, region, several=len(regions) > 1) for region in regions]
    return sorted(found, key=lambda table: not table.visible)


def _table(sheet: Sheet, region: Region, *, several: bool) -> Table:
    header, used = region.header, region.columns
    headings, duplicated = unique_headings([header.written[position] for position in used])
    errors = tuple(
        CellError(error.row, used.index(error.column), error.text)
        for error in sheet.errors
        if error.column in used and header.row + 1 < error.row <= region.end
    )
    frame = _rows(sheet, region, errors)
    frame, shared = filled_down(frame, sheet, used, headings, header.row)
    too_long = rows_too_long(sheet, header.row, used, frame)
    refuse_split_amounts(sheet, headings, frame)
    above = sheet.cells.slice(max(0, header.row - ABOVE), min(header.row, ABOVE))
    first = [" ".join(cell for cell in row if cell) for row in above.iter_rows()]
    # Beside another table, a title is that of the columns it stands over.
    own = [" ".join(row[at] for at in used if row[at]) for row in above.iter_rows()]
    titles = own if several else first
    kinds = kinds_of(frame, headings, first)
    kinds, headings, subtotals = pivoted(frame, kinds, headings) or outlined(frame, kinds, headings)
    kinds = kinds_by_page(frame, kinds, first)
    due, kinds = with_due_titles(frame, kinds, headings)
    states, kinds = states_in(frame, kinds, sheet.name, titles, [one.row for one in subtotals])
    places: tuple[int | None, ...] = used
    over = [sheet.cells.row(header.row - 1)[at] for at in used] if header.row else []
    groups = client_groups(frame, kinds, headings, header.row, over)
    if groups is not None:
        for heading, cells in groups.columns.items():
            column = pl.Series(f"c{len(headings)}", cells, dtype=pl.String)
            frame = frame.with_columns(column)
            headings, places = (*headings, heading), (*places, None)
    if due is not None:
        frame = frame.with_columns(due.alias(f"c{len(headings)}"))
        headings, places = (*headings, DUE), (*places, None)
    if not fields_of(headings) & WHO and (client := one_client(own_titles(above.rows()))):
        for heading, cell in client.columns.items():
            frame = frame.with_columns(pl.lit(cell).alias(f"c{len(headings)}"))
            headings, places = (*headings, heading), (*places, None)
    frame, headings, places, told = with_states(frame, kinds, headings, places, states)
    kinds = settled(frame, kinds, headings, groups)
    frame, headings, places = with_type(frame, headings, places, sheet.name, first)
    data = kinds == RowKind.DATA.value
    others: dict[str, list[int]] = {}
    for row, kind in zip(frame["row"].filter(~data), kinds.filter(~data), strict=True):
        others.setdefault(kind, []).append(row)
    return Table(
        sheet.name,
        sheet.visible,
        header.row + 1,
        headings,
        duplicated,
        kept_rows(frame, data),
        errors,
        _fields(headings),
        frame.filter(~data),
        others,
        places,
        (*_notes(sheet, header), *told_groups(frame, headings, places), *told),
        too_long,
        _name(sheet, region) if several else sheet.name,
        shared=shared,
        above=tuple(titles),
        subtotals=subtotals,
    )


def _fields(headings: Sequence[str]) -> frozenset[str]:
    wide = {"amount", "due_date"} if heads_instalments(headings) else set()
    return frozenset(fields_of(headings) | wide) - {"section"}


def _rows(sheet: Sheet, region: Region, errors: Sequence[CellError]) -> pl.DataFrame:
    """The rows below the header that hold something, under c0, c1, …"""
    start = region.header.row + 1
    frame = sheet.cells.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"),
        *(pl.col(f"c{position}").alias(f"c{at}") for at, position in enumerate(region.columns)),
    ).slice(start, region.end - start)
    some = frame.select(pl.any_horizontal(pl.exclude("row").is_not_null()).alias("some"))["some"]
    frame = kept_rows(frame, some)
    return _with_error_rows(frame, sheet, errors, region.columns) if errors else frame


def _with_error_rows(
    frame: pl.DataFrame, sheet: Sheet, errors: Sequence[CellError], used: Sequence[int]
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


def _notes(sheet: Sheet, header: Header) -> tuple[str, ...]:
    if header.lines == 1:
        return bands_note(sheet, header.row)
    return (f"L'en-tête tient sur deux lignes ({header.row} et {header.row + 1}).",)


def _name(sheet: Sheet, region: Region) -> str:
    """What tells a table from the others of its sheet: where it stands."""
    rows = f"lignes {region.header.row + 1} à {region.end}"
    letters = f"{_letters(region.columns[0])} à {_letters(region.columns[-1])}"
    return f"{sheet.name or 'Texte'}, {rows}, colonnes {letters}"


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def drop_other_rows(
    table: Table, column_of: Callable[[str], str | None], total_words: Sequence[str]
) -> tuple[pl.DataFrame, dict[str, list[int]]]:
    """The rows that are invoices, and the numbers of those that are not, by kind.

    Kinds: ``header`` (headings repeated on each page), ``total``, ``group`` (the titles of a
    report), ``stamp`` (prints, page numbers, instructions, rows prepared and left blank).
    """
    found = others_of(table.frame, table.headings, table.header_row, column_of, total_words)
    others = {kind: list(rows) for kind, rows in table.others.items()}
    for kind, rows in found.items():
        others[kind] = sorted([*others.get(kind, []), *rows])
    left = [row for rows in found.values() for row in rows]
    kept = table.frame.filter(~pl.col("row").is_in(left)) if left else table.frame
    return kept, others
