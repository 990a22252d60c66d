"""Tells, in a report drawn as an outline, the rows of clients with their sums from their lines.

Odoo and its like print the client's name and the sums of its lines on one row, and the number of
each line below it in the same column: such a row is a title, however many cells of it are filled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.intake.ageing import is_age
from relance_core.intake.client_columns import is_general_account
from relance_core.intake.content import DATE, NUMBER
from relance_core.intake.headings import candidates
from relance_core.intake.outline_sums import SumRow, groups_of_sums, is_outer
from relance_core.intake.parties import different
from relance_core.intake.rough_amounts import plain_amount
from relance_core.intake.row_kinds import DATES, MONEY, RowKind, total_pattern

#: Beyond these, rows of a table without dates are no titles of a report.
MOST = 20_000
_WHO = frozenset({"client_name", "client_code"})
_CARRIED = re.compile(r"(?i)^\W*(?:[àa]\s+)?report(?:er|s|é)?\b(?!.*nouveau)")
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[€$£])$")
_DATED = (
    r"\d{1,4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|"
    r"\d{1,2}\D{0,3}[\s\-]\pL{3,9}\.?,?[\s\-]+\d{2,4}|\pL{3,9}\.?\s+\d{1,2},?\s+\d{4}|^\d{5,8}$"
)


@dataclass(frozen=True)
class Subtotal:
    """The row of a client's name and sums: where it stands, and the last row of its lines."""

    row: int  # 1-based
    name: str
    last: int  # the same row when no line is shown below it
    closed: bool = False  # by a total of the same name

    def lines(self, rows: pl.Series) -> slice:
        """Where its lines stand among ``rows``, numbers of rows in their order."""
        # Looked up rather than compared: a report may have thousands of clients.
        return slice(*(int(rows.search_sorted(at, "right")) for at in (self.row, self.last)))


def outlined(
    frame: pl.DataFrame, kinds: pl.Series, headings: tuple[str, ...]
) -> tuple[pl.Series, tuple[str, ...], tuple[Subtotal, ...]]:
    """The kinds of rows, titles with sums being those of titles; the headings; the sums' rows.

    ``frame`` has "row", then c0, c1, …; ``kinds`` are those of ``row_kinds``. A row is a title
    where its sums are those of the lines below it, or where their total repeats its name; all are,
    once most of them are proven. A column that holds the lines' numbers under a blank heading, or
    under the client's, is headed as what it holds.
    """
    nothing = kinds, headings, ()
    fields = [claims[0][0] if (claims := candidates(one)) else "" for one in headings]
    dates = [at for at, field in enumerate(fields) if field in DATES]
    money = [at for at, one in enumerate(headings) if fields[at] in MONEY or is_age(one)]
    if not dates or not money or not frame.height:
        return nothing
    who = [at for at, field in enumerate(fields) if field in _WHO]
    if who and any(_is_whole(frame[f"c{at}"]) for at in dates):
        return nothing  # no row but those of invoices
    undated = ~frame.select(
        pl.any_horizontal(pl.col(f"c{at}").str.contains(_DATED).fill_null(False) for at in dates)
    ).to_series()
    undated &= ~kinds.is_in([RowKind.HEADER.value, RowKind.STAMP.value])
    if not undated.any() or undated.sum() > MOST:
        return nothing
    number = [at for at, field in enumerate(fields) if field == "number"]
    if who and number:  # a number beside its client is an invoice, dated or not
        both = [
            pl.any_horizontal(pl.col(f"c{at}").is_not_null() for at in some)
            for some in (who, number)
        ]
        undated &= ~frame.select(pl.all_horizontal(both)).to_series()
    found = _candidates(frame, undated, money, dates)
    if found is None:
        return nothing
    column, rows = found
    named = any(_is_told(frame, kinds, undated, at, column) for at in who)
    told, headed, subtotals = _told(frame, kinds, undated, headings, column, rows, money)
    if named or (headed == headings and column in who and _repeats(frame, subtotals, column)):
        # The lines name their client themselves: these are sums, of an age, a state or that client.
        sums = frame["row"].is_in([one.row for one in subtotals])
        stamps = pl.repeat(RowKind.STAMP.value, told.len(), dtype=pl.String, eager=True)
        return stamps.zip_with(sums, told), headings, subtotals
    return told, headed, subtotals


def _repeats(frame: pl.DataFrame, subtotals: Sequence[Subtotal], column: int) -> bool:
    """Whether the lines below the sums of a client bear its name again."""
    rows, names = frame["row"], frame[f"c{column}"].str.strip_chars()
    return bool(subtotals) and all(
        names[one.lines(rows)].eq_missing(one.name).all() for one in subtotals
    )


def _is_whole(cells: pl.Series) -> bool:
    """Whether a column of dates holds one on each row, without a word anywhere."""
    return not cells.null_count() and not different(cells).str.contains("[A-Za-zÀ-ÿ]{3}").any()


def _is_told(
    frame: pl.DataFrame, kinds: pl.Series, undated: pl.Series, at: int, column: int
) -> bool:
    """Whether the lines say their client themselves, in a column of their own."""
    own = frame[f"c{at}"].filter(~undated & (kinds == RowKind.DATA.value))
    said = own.null_count() < own.len() and not is_general_account(own.drop_nulls())
    return at != column and said


def _candidates(
    frame: pl.DataFrame, undated: pl.Series, money: Sequence[int], dates: Sequence[int]
) -> tuple[int, list[SumRow]] | None:
    """The column of the names, and the rows that hold a name and sums, totals included."""
    width = frame.width - 1
    at = undated.arg_true().to_list()
    rows: list[SumRow] = []
    columns: list[int] = []
    for position, (row, *cells) in zip(at, frame.filter(undated).iter_rows(), strict=True):
        texts = [
            (column, cell.strip())
            for column, cell in enumerate(cells[:width])
            if cell and cell.strip() and column not in money
        ]
        texts = [one for one in texts if one[0] in dates or not _CURRENCY.match(one[1])]
        texts = [one for one in texts if not NUMBER.match(one[1]) or one is texts[0]]
        if not 1 <= len(texts) <= 2 or not re.search(r"[^\W\d_]{2}", texts[-1][1]):
            continue
        written = {column: cell for column in money if (cell := cells[column]) and cell.strip()}
        if not all(NUMBER.match(cell.strip()) for cell in written.values()):
            continue
        sums = {
            column: value
            for column, cell in written.items()
            if (value := plain_amount(cell)) is not None
        }
        columns.append(texts[0][0])
        rows.append(SumRow(position, row, texts[-1][1], sums))
    if not any(one.sums for one in rows):
        return None
    column = max(set(columns), key=columns.count)
    return column, [one for one, at in zip(rows, columns, strict=True) if at == column]


def _told(
    frame: pl.DataFrame,
    kinds: pl.Series,
    undated: pl.Series,
    headings: tuple[str, ...],
    column: int,
    rows: list[SumRow],
    money: Sequence[int],
) -> tuple[pl.Series, tuple[str, ...], tuple[Subtotal, ...]]:
    """The report once its names are known; as it was where nothing proves them."""
    total = re.compile(total_pattern())
    cells = frame[f"c{column}"].to_list()
    dated = (~undated & (kinds == RowKind.DATA.value)).to_list()
    shapes = {_shape(cells[at]) for at, line in enumerate(dated) if line and cells[at]} - {""}
    carried = [one for one in rows if _CARRIED.match(one.text)]  # from one page to the next
    rows = [one for one in rows if one not in carried]
    totals = [one for one in rows if total.match(one.text)]
    names = [one for one in rows if not total.match(one.text) and _shape(one.text) not in shapes]
    if not names:
        return kinds, headings, ()
    groups, closing = groups_of_sums(frame, names, totals, dated, money)
    led = [group for group in groups if group.lines]
    if not any(group.head.sums for group in led) or sum(one.sure for one in led) * 2 <= len(led):
        return kinds, headings, ()
    told = kinds.to_list()
    subtotals: list[Subtotal] = []
    last = max(group.lines[-1] for group in led)
    for group in groups:
        one, lines = group.head, group.lines
        for at in lines:
            told[at] = RowKind.DATA.value
        if not one.sums:
            continue  # a title as any other
        told[one.at] = RowKind.TITLE.value if lines else RowKind.STAMP.value
        if not lines and (one.at > last or is_outer(one, groups)):
            told[one.at] = RowKind.TOTAL.value
        else:
            end = lines[-1] if lines else one.at
            subtotals.append(Subtotal(one.row, one.text, frame["row"][end], group.closed))
    for one in [*closing, *carried]:
        told[one.at] = RowKind.TOTAL.value
    series = pl.Series(kinds.name, told, dtype=pl.String)
    lines_of = [cells[at].strip() for group in led for at in group.lines if cells[at]]
    return series, _headed(headings, column, lines_of), tuple(subtotals)


def _shape(text: str) -> str:
    """How a text is written: the numbers of one list are written alike, names are not."""
    bare = re.sub(r"\d+", "9", text.strip())
    return bare if "9" in bare else ""


def _headed(headings: tuple[str, ...], column: int, lines: Sequence[str]) -> tuple[str, ...]:
    """The headings, that of the lines' numbers said where it was blank or the clients'."""
    heading = headings[column]
    claims = {field for field, _ in candidates(heading)}
    elsewhere = any(
        claim[0][0] == "number"
        for at, other in enumerate(headings)
        if at != column and (claim := candidates(other)) and claim[0][1] > 0.9
    )
    numbered = sum(bool(re.search(r"\d", one)) and not DATE.match(one) for one in lines)
    if "number" in claims or elsewhere or not lines or numbered * 10 < len(lines) * 8:
        return headings
    if len(set(lines)) * 10 < len(lines) * 8 or (claims and not claims & _WHO):
        return headings
    return (*headings[:column], f"Numéro ({heading[:20]})", *headings[column + 1 :])
