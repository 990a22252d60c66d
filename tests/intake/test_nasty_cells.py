"""Workbooks that others broke on: cells as an independent reader sees them, or the true reason."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Workbook, read_file, read_workbook, understand
from tests.intake.spreadsheets import SHARED, TODAY

FOLDER = SHARED / "data" / "nasty"
FILES = {
    path.name: path
    for folder in ("calamine", "openspout")
    for path in sorted((FOLDER / folder).glob("*"))
}
pytestmark = pytest.mark.skipif(not FILES, reason="the collected nasty files are not here")

#: Refused for these reasons; every other file is opened, whatever is in it.
NOT_OPENED: Mapping[str, Collection[str]] = {
    "pass_protected.ods": {"password_protected"},
    "pass_protected.xlsb": {"password_protected"},
    "pass_protected.xlsx": {"password_protected"},
    "attack_billion_laughs.xlsx": {"doctype"},
    "attack_billion_laughs.ods": {"doctype"},
    "attack_quadratic_blowup.xlsx": {"doctype"},
    "attack_quadratic_blowup.ods": {"doctype"},
    "OOM_alloc3.xls": {"damaged", "reader_stopped", "empty_workbook", "no_table"},
    "malformed_format.xls": {"damaged", "no_table"},
    "file_corrupted.ods": {"damaged"},
    "one_sheet_with_invalid_xml_characters.xlsx": {"damaged"},
    "file_with_sheet_xml_not_matching_content_types.xlsx": {"damaged", "no_table"},
}
#: Nothing is in them, and that is what must be said.
EMPTY = (
    "empty_sheet.xlsx",
    "picture.xlsx",
    "vba.xlsm",
    "sheet_with_no_cells.xlsx",
    "file_with_no_sheets_in_workbook_xml.xlsx",
    "two_sheets_one_hidden_one_not.xlsx",
    "capitalized_wbook_stream.xls",
)
#: A few bytes of text under a workbook's name.
TEXT = ("too_small.xls", "file_corrupted.xlsx", "non_zip.ods")
#: Where the independent reader is wrong: a carriage return left as its escape, an ISO date lost.
READER_IS_WRONG = {"has_x000D_.xlsx": {"R1C1"}, "date_iso.xlsx": {"R2C1"}}

STILL_WRONG: dict[str, str] = {}


def named(names: Any) -> list[Any]:
    """The files, those still wrong expected to fail."""
    marks = {
        name: [pytest.mark.xfail(strict=False, reason=reason)]
        for name, reason in STILL_WRONG.items()
    }
    return [pytest.param(name, marks=marks.get(name, [])) for name in names]


def refused(name: str) -> str | None:
    """The code of the refusal to import; None when the file is read."""
    path = FILES[name]
    try:
        reading = read_file(path.read_bytes(), path.name, today=TODAY)
    except UnreadableFile as refusal:
        return refusal.code
    assert reading.invoices.is_empty(), "there is no invoice in any of them"
    return None


@pytest.mark.parametrize("name", named(NOT_OPENED))
def test_a_file_that_cannot_be_opened_is_refused_for_the_true_reason(name: str) -> None:
    assert refused(name) in NOT_OPENED[name]


@pytest.mark.parametrize("name", named(EMPTY))
def test_an_empty_workbook_is_said_to_be_empty(name: str) -> None:
    assert refused(name) in ("empty_workbook", "empty_file", "no_cells")


@pytest.mark.parametrize("name", named(TEXT))
def test_a_few_bytes_of_text_are_not_taken_for_a_table(name: str) -> None:
    assert refused(name) in ("damaged", "not_a_workbook", "unknown_kind")


def opened() -> list[str]:
    """The workbooks that hold something and that a careful reader opens."""
    return [name for name in FILES if name not in {*NOT_OPENED, *EMPTY, *TEXT}]


@pytest.mark.parametrize("name", named(opened()))
def test_every_cell_is_as_an_independent_reader_sees_it(name: str) -> None:
    path = FILES[name]
    ours = read_workbook(path.read_bytes(), path.name)
    assert any(sheet.cells.height for sheet in ours.sheets)
    assert invoices_of(ours) == 0  # none of them holds invoices
    book = independent(path)
    if book is not None:
        assert list(apart(book, ours, READER_IS_WRONG.get(name, set()))) == []


def invoices_of(workbook: Workbook) -> int:
    """How many invoices the import would take from it."""
    try:
        return understand(workbook, today=TODAY).invoices.height
    except UnreadableFile:
        return 0


def independent(path: Path) -> Any:
    """The workbook as openpyxl reads it; None where it cannot, or sees no sheet."""
    if path.suffix not in (".xlsx", ".xlsm"):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(path, data_only=True)
        except (TypeError, KeyError, IndexError, ValueError):
            return None
    return book if book.sheetnames else None


def apart(book: Any, ours: Workbook, known: set[str]) -> Iterator[str]:
    """The cells that differ, sheet by sheet."""
    sheets = {sheet.name: sheet for sheet in ours.sheets}
    for theirs in book.worksheets:
        sheet = sheets.get(theirs.title)
        if sheet is None:
            if theirs.max_row > 1 or theirs["A1"].value is not None:
                yield f"{theirs.title} is not read"
            continue
        errors = {(error.row, error.column) for error in sheet.errors}
        lines = sheet.cells.rows()
        for row, cells in enumerate(theirs.iter_rows(values_only=True), 1):
            for column, value in enumerate(cells):
                line = lines[row - 1] if row <= len(lines) else ()
                cell = line[column] if column < len(line) else None
                place = f"R{row}C{column + 1}"
                if (row, column) in errors or place in known or same(cell, value):
                    continue
                yield f"{theirs.title} {place}: {cell!r} for {value!r}"


def same(cell: str | None, value: object) -> bool:
    """Whether our text of a cell says what the other reader's value says."""
    if cell is None or not cell.strip():
        return value is None or not str(value).strip() or str(value).startswith("#")
    if isinstance(value, bool):
        return cell.lower() == str(value).lower()
    if isinstance(value, int | float):
        try:
            return abs(float(cell) - value) <= 1e-6 * max(1, abs(value))
        except ValueError:
            return False
    if isinstance(value, datetime):
        return cell.replace("T", " ")[:16] == str(value)[:16]
    if isinstance(value, date):
        return cell[:10] == str(value)
    if isinstance(value, time | timedelta):
        return True  # an hour or a duration is no value of an invoice
    return " ".join(str(value).split()) == " ".join(cell.split())
