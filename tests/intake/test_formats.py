"""What a number format shows is part of what the user sees: currencies, zeros, the year 1904."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from relance_core.intake import read_file, read_workbook
from relance_core.intake.formats import code_of, column_of, formats_of, xls_epoch_1904
from tests.intake.spreadsheets import HEADINGS, TODAY, euros


def book(
    rows: list[tuple[Any, ...]], formats: dict[str, str], *, epoch_1904: bool = False
) -> bytes:
    """A workbook with these rows, and these number formats ("E2" -> format)."""
    written = openpyxl.Workbook()
    if epoch_1904:
        written.epoch = CALENDAR_MAC_1904
    sheet = written.active
    for row in rows:
        sheet.append(row)
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    target = io.BytesIO()
    written.save(target)
    return target.getvalue()


def invoice(number: Any, amount: float) -> tuple[Any, ...]:
    return number, "A", "13/01/2026", "13/02/2026", amount


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('#,##0.00\\ "€"', "currency EUR"),
        ("#,##0.00 [$€-40C]", "currency EUR"),
        ("[$$-409]#,##0.00", "currency USD"),
        ("[$$-1009]#,##0.00", "currency CAD"),
        ('"$"#,##0.00', "currency $"),
        ('#,##0.00\\ "USD"', "currency USD"),
        ("[$CHF-807] #,##0.00", "currency CHF"),
        ("£#,##0;[Red]-£#,##0", "currency GBP"),
        ("000000", "padded 6"),
        ('"F-"0000', "padded 4 F-"),
        ("#,##0.00", None),
        ('#,##0.00" TTC"', None),
        ("dd/mm/yyyy", None),
        ("[$-40C]d mmmm yyyy", None),
        ("0.00", None),
        ("General", None),
        ("0", None),
    ],
)
def test_a_format_says_its_currency_or_its_zeros(written: str, code: str | None) -> None:
    assert code_of(written) == code


def test_a_currency_that_only_the_format_shows_is_that_of_the_amount() -> None:
    rows = [HEADINGS, invoice("F1", 1200.5), invoice("F2", 12.125), invoice("F3", 30)]
    content = book(rows, {"E2": "[$$-409]#,##0.00", "E3": "[$$-409]#,##0.00", "E4": '0.00 "€"'})
    reading = read_file(content, "x.xlsx", today=TODAY)
    assert not reading.questions
    assert reading.invoices.select("number", "currency", "open_amount").rows() == [
        ("F1", "USD", euros("1200.50")),
        ("F2", "USD", euros("12.13")),
        ("F3", "EUR", euros("30")),
    ]


def test_zeros_that_only_the_format_shows_belong_to_the_number() -> None:
    rows = [HEADINGS, invoice(123, 10), invoice(45, 10)]
    content = book(rows, {"A2": "000000", "A3": '"FA"0000'})
    reading = read_file(content, "x.xlsx", today=TODAY)
    assert reading.invoices["number"].to_list() == ["000123", "FA0045"]


def test_no_cell_is_looked_at_where_every_currency_is_the_euro() -> None:
    content = book([HEADINGS, invoice("F1", 10)], {"E2": '#,##0.00 "€"'})
    assert formats_of(content).runs == {}


def test_equal_formats_of_one_column_are_told_as_one_run() -> None:
    rows = [HEADINGS, *(invoice(at, 10) for at in range(1, 50))]
    content = book(rows, {f"A{row}": "0000" for row in range(2, 51)})
    assert formats_of(content).runs == {"Sheet": [(0, "padded 4", 2, 50)]}


def test_a_workbook_tells_its_year_zero() -> None:
    rows = [HEADINGS, invoice("F1", 10)]
    assert read_workbook(book(rows, {}, epoch_1904=True), "x.xlsx").epoch_1904
    assert not read_workbook(book(rows, {}), "x.xlsx").epoch_1904


@pytest.mark.parametrize(("year", "told"), [(b"\x01\x00", True), (b"\x00\x00", False)])
def test_an_old_workbook_tells_its_year_zero_before_its_sheets(year: bytes, told: bool) -> None:
    begins = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 12
    code_page = b"\x42\x00\x02\x00\xb0\x04"
    # A cell of row 34 looks the same, but comes after the sheets are named.
    sheet, cell = b"\x85\x00\x00\x00", b"\x22\x00\x02\x00\x01\x00"
    written = begins + code_page + b"\x22\x00\x02\x00" + year + sheet + cell
    assert xls_epoch_1904(b"\x00" * 512 + written) is told
    assert not xls_epoch_1904(begins + sheet + cell)


def test_what_is_no_usual_workbook_says_nothing_of_its_formats() -> None:
    assert formats_of(b"PK\x03\x04").runs == {}


def test_letters_are_counted_from_a() -> None:
    assert [column_of(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16383]


def test_empty_columns_on_the_left_are_counted_as_excel_does() -> None:
    rows = [(None, None, *HEADINGS), (None, None, *invoice("F1", 10))]
    [sheet] = read_workbook(book(rows, {}), "x.xlsx").sheets
    assert sheet.cells.row(0) == (None, None, *HEADINGS)
