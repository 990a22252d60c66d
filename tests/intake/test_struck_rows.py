"""A row struck out by hand is asked about: settled, cancelled, or still due."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import Any

import openpyxl
from openpyxl.styles import Font

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes


def row(number: str, amount: int = 100) -> list[Any]:
    return [number, "Dupont", "13/01/2026", "13/02/2026", amount]


def read(
    *sheets: Collection[int], width: int = 5, answers: dict[str, str] | None = None
) -> Reading:
    """A sheet of four invoices for each collection of rows to strike out, ``width`` cells wide."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for at, struck in enumerate(sheets):
        sheet = book.create_sheet(f"F{at}")
        for cells in (list(HEADINGS), *(row(f"F{at}{one}") for one in range(4))):
            sheet.append(cells)
        for struck_row in struck:
            for cell in sheet[struck_row][:width]:
                cell.font = Font(strike=True)
                cell.number_format = '#,##0.00 "€"'
    target = io.BytesIO()
    book.save(target)
    return read_file(target.getvalue(), "suivi.xlsx", today=TODAY, answers=answers)


def due(reading: Reading) -> list[int]:
    return [int(amount) for amount in reading.invoices["open_amount"]]


def test_one_struck_row_awaits_a_decision() -> None:
    reading = read([3])
    assert (asked(reading), codes(reading)) == ([], ["struck"])
    assert reading.issues["row"].to_list() == [3]


def test_several_struck_rows_are_asked_about_once() -> None:
    assert asked(read([3, 5])) == ["struck"]
    assert due(read([3, 5], answers={"struck": "settled"})) == [100, 0, 100, 0]
    assert due(read([3, 5], answers={"struck": "open"})) == [100] * 4
    assert codes(read([3, 5], answers={"struck": "rows"})) == ["struck"] * 2


def test_a_lone_struck_cell_is_a_correction() -> None:
    assert codes(read([3], width=1)) == []


def test_struck_rows_of_every_sheet_are_seen() -> None:
    answers = {"choose_sheet": "every", "struck": "settled"}
    assert due(read([2], [4, 5], answers=answers)) == [0, 100, 100, 100, 100, 100, 0, 0]
