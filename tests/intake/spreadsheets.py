"""Small workbooks and texts for the tests of the import."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from relance_core.intake import Reading, read_file

TODAY = date(2026, 3, 16)
SHARED = Path(__file__).resolve().parents[3] / "shared"
HEADINGS = ("N° facture", "Client", "Date facture", "Échéance", "Montant TTC")


def workbook(rows: Sequence[Sequence[Any]], *, sheet: str = "Factures") -> bytes:
    """The bytes of an .xlsx that holds these rows."""
    return workbook_of({sheet: rows})


def workbook_of(sheets: dict[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> bytes:
    """The bytes of an .xlsx with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def text(rows: Sequence[Sequence[str]], separator: str = ";") -> bytes:
    """The bytes of a delimited text."""
    return "\r\n".join(separator.join(row) for row in rows).encode()


def read_text(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, **given: Any) -> Reading:
    """The reading of a semicolon file with these rows under the usual headings."""
    return read_file(text([headings, *rows]), "factures.csv", today=TODAY, **given)


def one(reading: Reading) -> dict[str, Any]:
    """The only invoice of a reading."""
    assert reading.invoices.height == 1, reading.issues.rows()
    return reading.invoices.row(0, named=True)


def codes(reading: Reading, severity: str | None = None) -> list[str]:
    """The codes of the issues, in order."""
    issues = reading.issues.filter(severity=severity) if severity else reading.issues
    return issues["code"].to_list()


def asked(reading: Reading) -> list[str]:
    """The codes of the questions."""
    return [question.code for question in reading.questions]


def cell_far_away() -> bytes:
    """A workbook of two kilobytes that asks its reader for 16,384 columns of 1,048,576 rows."""
    content = io.BytesIO(workbook([HEADINGS, ("F1", "A", "13/01/2026", "13/02/2026", 10)]))
    target = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                part = part.replace(b"</sheetData>", far)
            copy.writestr(entry.filename, part)
    return target.getvalue()


def euros(amount: str) -> Decimal:
    """An amount as the frames hold it."""
    return Decimal(amount).quantize(Decimal("0.001"))


#: A plain invoice of 100 euros.
BASE = {
    "N° facture": "F1",
    "Client": "Dupont",
    "Date facture": "13/01/2026",
    "Échéance": "13/02/2026",
    "Montant TTC": "100,00",
}


def read_rows(*rows: dict[str, str], **given: Any) -> Reading:
    """Rows that differ from a plain invoice of 100 euros by what is given."""
    full = [{**BASE, **row} for row in rows]
    headings = list(dict.fromkeys(heading for row in full for heading in row))
    cells = [[row.get(heading, "") for heading in headings] for row in full]
    return read_text(*cells, headings=headings, **given)
