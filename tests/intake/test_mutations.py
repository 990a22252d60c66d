"""Whatever happens to a file, no value is imported that is not in it, and nothing dies of it."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import psutil
import pytest

from relance_core.errors import Refused
from relance_core.intake import Reading, Workbook, read_file, read_workbook, understand
from tests.intake.layouts.writers import delimited
from tests.intake.mutations import mutant, serial_days
from tests.intake.spreadsheets import HEADINGS, TODAY, workbook

#: Read before the variables of this machine are put out of reach.
COUNT = int(os.environ.get("RELANCE_MUTATIONS", "200"))
SEED = os.environ.get("RELANCE_MUTATIONS_SEED", "1")
BATCH = 20
#: A small file is read in a tenth of a second; the limit of the reader itself is thirty.
SECONDS = 15
#: What a credit or a payment that bears no number is called.
NAMELESS = r"(?:Avoir|Règlement) du \d\d/\d\d/\d{4}"
MEGABYTES = 500  # that this process may grow by, over a whole batch


HEADINGS_OF_ALL = [*HEADINGS, "E-mail"]


@pytest.mark.parametrize("batch", range(-(-COUNT // BATCH)))
def test_a_mutant_is_refused_or_read_for_what_it_holds(batch: int, tmp_path: Path) -> None:
    before = psutil.Process().memory_info().rss
    for at in range(batch * BATCH, min(COUNT, (batch + 1) * BATCH)):
        _survives(f"{SEED}-{at}", tmp_path)
    assert psutil.Process().memory_info().rss - before < MEGABYTES * 2**20


def _survives(seed: str, folder: Path) -> None:
    changed = mutant(seed)
    kept = folder / f"{seed}-{changed.filename}"
    kept.write_bytes(changed.content)  # to look at, when this test fails
    start = time.perf_counter()
    try:
        cells = read_workbook(changed.content, changed.filename)
        reading = understand(cells, today=TODAY)
    except Refused as refusal:
        # What happened, what was kept, what to do.
        assert refusal.message.count(".") >= 2, f"{kept} ({changed.how})"
    else:
        wrong = list(invented(reading, cells))
        assert not wrong, f"{kept} ({changed.how}): {wrong[:3]}"
    assert time.perf_counter() - start < SECONDS, f"{kept} ({changed.how})"


LONGEST = "x" * 32_767  # that a cell of Excel holds


@pytest.mark.parametrize("at", range(6), ids=lambda at: HEADINGS_OF_ALL[at])
def test_the_longest_cell_takes_no_time_in_any_column(at: int) -> None:
    line = ["F-1", "Alpha SARL", "13/01/2026", "23/02/2026", "10,00", "a@exemple.test"]
    line[at] = LONGEST
    other = ["F-2", "Bêta & Fils", "13/01/2026", "23/02/2026", "12,00", "b@exemple.test"]
    start = time.perf_counter()
    reading = read_file(delimited([HEADINGS_OF_ALL, line, other]), "f.csv", today=TODAY)
    assert time.perf_counter() - start < 3
    assert "F-2" in set(reading.invoices["number"])


@pytest.mark.parametrize("at", range(5), ids=lambda at: HEADINGS_OF_ALL[at])
def test_an_error_of_a_formula_is_no_number_no_name_and_no_date(at: int) -> None:
    line: list[Any] = ["F-1", "Alpha SARL", date(2026, 1, 13), date(2026, 2, 23), 10, "a@b.test"]
    other = ["F-2", "Bêta & Fils", date(2026, 1, 13), date(2026, 2, 23), 12, "b@b.test"]
    line[at] = "#REF!"
    content = workbook([HEADINGS_OF_ALL, line, other])
    reading = read_file(content, "f.xlsx", today=TODAY, answers={"missing_due_date": "30"})
    read = reading.invoices.filter(row=2)
    assert "#REF!" not in read.select("number", "client_name").row(0) if read.height else True
    assert 2 in set(reading.issues["row"])


def invented(reading: Reading, file: Workbook) -> Iterator[str]:
    """The values of invoices that do not stand in their row of the file."""
    sheet = next(sheet for sheet in file.sheets if sheet.name == reading.sheet)
    lines = sheet.cells.rows()
    errors = {(error.row, error.text) for error in sheet.errors}
    rounded = set(reading.issues.filter(code="rounded_amount")["row"].drop_nulls())
    # Rows that say the same number are one invoice, whose parts may have been added up.
    repeated = _repeated(reading)
    for invoice in reading.invoices.iter_rows(named=True):
        row, number = invoice["row"], invoice["number"]
        # An invoice that stands on several rows may take each of its values from another.
        stands_on = invoice["rows"]
        cells = [cell for at in stands_on for cell in lines[at - 1] if cell]
        cells += [text for at, text in errors if at in stands_on]
        plain = {" ".join(re.sub(r"[\x00-\x08\x0e-\x1f]", "", cell).split()) for cell in cells}
        if not {number, f"{number}.0"} & plain and not re.fullmatch(NAMELESS, number):
            yield f"number {number!r} of row {row}"
        if number not in repeated and row not in rounded and not _holds_amount(cells, invoice):
            yield f"amount {invoice['amount']} of row {row}"
        for name in ("issue_date", "due_date"):
            day = invoice[name]
            terms = name == "due_date" and invoice["due_calculated"] and "30 jours" in plain
            if day is not None and not terms and not any(_says(cell, day) for cell in cells):
                yield f"{name} {day} of row {row}"
        if not any(_letters(invoice["client_name"]) == _letters(cell) for cell in cells):
            yield f"client {invoice['client_name']!r} of row {row}"


def _repeated(reading: Reading) -> set[str]:
    told = reading.issues.filter(reading.issues["message"].str.contains("lignes? "))
    numbers = {value for value in told["value"].to_list() if value}
    return numbers | ({*reading.invoices["number"]} if reading.shape.can_change else set())


def _holds_amount(cells: list[str], invoice: dict[str, Any]) -> bool:
    amount: Decimal = invoice["amount"]
    return any(_digits(cell) == _digits(f"{amount:f}") or _value(cell) == amount for cell in cells)


def _digits(text: str) -> str:
    """The digits alone, without the zeros before and after: the same however it is spelled."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\D", "", plain).strip("0")


def _value(cell: str) -> Decimal | None:
    try:
        return abs(round(Decimal(cell), 3))
    except InvalidOperation:
        return None


def _says(cell: str, day: date) -> bool:
    """Whether the cell can mean that day, in one spelling or another."""
    numbers = [int(number) for number in re.findall(r"\d+", cell)]
    spelled = {day.day, day.month} <= set(numbers) and {day.year, day.year % 100} & set(numbers)
    return bool(spelled) or f"{day:%Y%m%d}" in cell or day in serial_days(cell)


def _letters(text: str) -> str:
    """A name as compared here: what cannot be printed is no letter of it."""
    plain = unicodedata.normalize("NFC", text)
    return re.sub(r"[^\w]", "", plain).casefold()
