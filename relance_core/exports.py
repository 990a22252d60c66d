"""Frames to files that open well in a French office: a styled workbook with its totals.

Nothing that came from a file or a person may become a formula in somebody's spreadsheet: every text
is written as text, whatever its first character.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from relance_core import french
from relance_core.money import exponent

#: Excel's own limits.
MAX_TEXT = 32_767
MAX_SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")

DATE_FORMAT = "DD/MM/YYYY"
DATETIME_FORMAT = "DD/MM/YYYY HH:MM"
HEADER_ROW = 4  # after the title, the date and an empty line

_TITLE = Font(bold=True, size=14, color="0F5C5C")
_QUIET = Font(color="5F6B76")
_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0F5C5C")
_HEAD_ALIGN = Alignment(vertical="center", wrap_text=True)
_HEAD_ALIGN_RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
_BOLD = Font(bold=True)
_ABOVE = Border(top=Side(style="thin", color="5F6B76"))


def money_format(currency: str) -> str:
    """Excel number format of a currency: ``#,##0.00 "€"``, with its own decimals."""
    digits = exponent(currency)
    decimals = "." + "0" * digits if digits else ""
    symbol = french.currency_symbol(currency).replace('"', "")
    return f'#,##0{decimals} "{symbol}"'


def to_workbook(
    frames: Mapping[str, pl.DataFrame],
    *,
    title: str,
    generated_on: date,
    headings: Mapping[str, str],
    currency: str = "EUR",
    no_totals: frozenset[str] = frozenset(),
) -> bytes:
    """An .xlsx with one sheet per frame.

    ``headings`` gives the French heading of each column; a column without one is left out, so that
    ids stay inside. Decimal columns are money, in the currency of the row's ``currency`` column
    when the frame has one, else in ``currency``; each gets a total per currency, written as a
    value, unless named in ``no_totals``. Dates are real dates.
    """
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = "Relance"
    names: set[str] = set()
    for name, frame in frames.items():
        sheet_name = _sheet_name(name, names)
        _Sheet(book, sheet_name, frame, headings, currency, no_totals).write(title, generated_on)
    if not frames:
        book.create_sheet("Vide")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class _Sheet:
    """One sheet being written, row after row (openpyxl's write-only mode keeps no rows)."""

    def __init__(
        self,
        book: Workbook,
        name: str,
        frame: pl.DataFrame,
        headings: Mapping[str, str],
        currency: str,
        no_totals: frozenset[str],
    ) -> None:
        self.sheet = book.create_sheet(name)
        self.columns = [column for column in frame.columns if column in headings]
        self.frame = frame
        self.headings = headings
        self.currencies = (
            frame["currency"].fill_null(currency)
            if "currency" in frame.columns
            else pl.Series([currency], dtype=pl.String).new_from_index(0, frame.height)
        )
        self.money = [column for column in self.columns if frame.schema[column].is_decimal()]
        self.totalled = [column for column in self.money if column not in no_totals]
        self.formats: dict[str, str] = {}

    def write(self, title: str, generated_on: date) -> None:
        """Title, headings, rows and totals, with widths, frozen pane and filter."""
        for number, column in enumerate(self.columns, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = self._width(column)
        self.sheet.freeze_panes = f"A{HEADER_ROW + 1}"
        self.sheet.sheet_view.showGridLines = False
        self.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.append([self._cell(title, font=_TITLE)])
        self.sheet.append([self._cell(f"Édité le {french.short_date(generated_on)}", font=_QUIET)])
        self.sheet.append([])
        self.sheet.append([self._head(column) for column in self.columns])
        rows = self.frame.select(self.columns).iter_rows()
        for values, currency in zip(rows, self.currencies, strict=True):
            self.sheet.append([self._cell(value, currency=currency) for value in values])
        if self.columns:
            last = f"{get_column_letter(len(self.columns))}{HEADER_ROW + self.frame.height}"
            self.sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}"
        self._totals()

    def _totals(self) -> None:
        if not self.totalled or self.frame.is_empty():
            return
        sums = (
            self.frame.select(self.totalled)
            .with_columns(self.currencies.alias("_currency"))
            .group_by("_currency")
            .agg(pl.col(self.totalled).sum())
            .sort("_currency")
        )
        self.sheet.append([])  # keeps the totals out of the filter and of sorting
        for row in sums.iter_rows(named=True):
            code = row["_currency"]
            label = "Total" if sums.height == 1 else f"Total {code}"
            cells = []
            for position, column in enumerate(self.columns):
                value = row.get(column, label if position == 0 else None)
                cell = self._cell(value, currency=code, font=_BOLD)
                cell.border = _ABOVE
                cells.append(cell)
            self.sheet.append(cells)

    def _head(self, column: str) -> Any:
        cell = self._cell(self.headings[column], font=_HEAD)
        cell.fill = _HEAD_FILL
        right = self.frame.schema[column].is_numeric()
        cell.alignment = _HEAD_ALIGN_RIGHT if right else _HEAD_ALIGN
        return cell

    def _cell(self, value: Any, *, currency: str = "EUR", font: Font | None = None) -> Any:
        if isinstance(value, list | tuple):
            value = ", ".join(str(item) for item in value)
        elif isinstance(value, bool):
            value = "Oui" if value else "Non"
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:MAX_TEXT]
        cell = WriteOnlyCell(self.sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"
            if value[:1] in ("=", "+", "-", "@", "\t", "\r"):
                # Typing in the cell later must not turn it into a formula either.
                cell.quotePrefix = True
        elif isinstance(value, Decimal):
            if currency not in self.formats:
                self.formats[currency] = money_format(currency)
            cell.number_format = self.formats[currency]
        elif isinstance(value, datetime):
            cell.number_format = DATETIME_FORMAT
        elif isinstance(value, date):
            cell.number_format = DATE_FORMAT
        if font is not None:
            cell.font = font
        return cell

    def _width(self, column: str) -> int:
        """Characters that the heading and nearly every value need, within reason."""
        dtype = self.frame.schema[column]
        if dtype.is_decimal():
            return 16
        if dtype == pl.Date:
            return 12
        values = self.frame[column].drop_nulls()
        longest = 0
        if dtype == pl.String and len(values):
            longest = int(values.str.len_chars().quantile(0.95, "higher") or 0)
        return min(max(longest, len(self.headings[column]), 8) + 3, 48)


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _NOT_IN_SHEET_NAME.sub(" ", name).strip().strip("'") or "Feuille"
    candidate, number = base[:MAX_SHEET_NAME], 2
    while candidate.casefold() in taken:
        suffix = f" ({number})"
        candidate, number = base[: MAX_SHEET_NAME - len(suffix)] + suffix, number + 1
    taken.add(candidate.casefold())
    return candidate
