"""Writes the workbooks with known troubles: what real exports do, each in one small file.

python -m sample_data.troubles [--out FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from sample_data.generate import saved
from sample_data.ledger import FOLDER, Line, lines

#: The day the files pretend to be exported on.
TODAY = date(2026, 11, 20)


def open_lines(count: int) -> list[Line]:
    """The first open invoices of the demonstration, credit notes left aside."""
    return [line for line in lines(TODAY) if line.gross > line.paid][:count]


def french(amount: Decimal) -> str:
    """``1 234,56 €`` as text, with the no-break spaces that exports write."""
    marks = str.maketrans({",": "\N{NARROW NO-BREAK SPACE}", ".": ","})
    return f"{amount:,.2f}".translate(marks) + "\N{NO-BREAK SPACE}€"


def printed_report() -> Workbook:
    """A title block, a heading on row 6, amounts as text, a total per client and one at the end."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Échéancier"
    sheet["A1"] = "ATELIER SARMENT & LIN"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A1:F1")
    sheet["A2"] = "Échéancier clients au 20/11/2026"
    sheet["A3"] = "Édité le 20/11/2026 à 08:12"
    sheet.append([])
    sheet.append([])
    sheet.append(["Client", "N° pièce", "Date", "Échéance", "Montant TTC", "Solde dû"])
    total = Decimal(0)
    chosen = sorted(open_lines(18), key=lambda line: line.client["name"])
    for name in sorted({line.client["name"] for line in chosen}):
        own = [line for line in chosen if line.client["name"] == name]
        for line in own:
            left = french(line.gross - line.paid)
            dates = f"{line.issued:%d/%m/%Y}", f"{line.due:%d/%m/%Y}"
            sheet.append([name, line.number, *dates, french(line.gross), left])
        subtotal = sum((line.gross - line.paid for line in own), Decimal(0))
        sheet.append([f"Total {name}", None, None, None, None, french(subtotal)])
        total += subtotal
    sheet.append(["TOTAL GÉNÉRAL", None, None, None, None, french(total)])
    return book


def half_converted(day: date) -> Any:
    """A US date opened by a French Excel: swapped into a wrong date when it can be, else text."""
    if day.day <= 12:
        return datetime(day.year, day.day, day.month)
    return f"{day.month}/{day.day}/{day.year}"


def us_dates() -> Workbook:
    """Month and day swapped in half of the cells, text in the others."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Invoices"
    sheet.append(["Customer", "Invoice Number", "Invoice Date", "Due Date", "Amount", "Balance"])
    for line in open_lines(24):
        dates = half_converted(line.issued), half_converted(line.due)
        left = line.gross - line.paid
        sheet.append([line.client["name"], line.number, *dates, line.gross, left])
    return book


def duplicates() -> Workbook:
    """One invoice exactly twice, one twice with two amounts, one number under two clients."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Factures"
    headings = ["Code client", "Client", "N° facture", "Date facture", "Date d'échéance"]
    sheet.append([*headings, "Montant TTC", "Reste à payer"])

    def row(line: Line, *, client: Line | None = None, extra: int = 0) -> list[Any]:
        who = (client or line).client
        gross, left = line.gross + extra, line.gross - line.paid + extra
        return [who["code"], who["name"], line.number, line.issued, line.due, gross, left]

    chosen = open_lines(12)
    for line in chosen:
        sheet.append(row(line))
    sheet.append(row(chosen[1]))
    sheet.append(row(chosen[4], extra=150))
    sheet.append(row(chosen[7], client=chosen[8]))
    return book


def old_csv() -> bytes:
    """A Windows export: cp1252, semicolons, decimal commas, short years, a line break inside."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Client", "N° facture", "Date", "Échéance", "Montant TTC", "Solde dû", "Note"])
    for index, line in enumerate(open_lines(10)):
        amounts = (
            f"{amount:.2f}".replace(".", ",") for amount in (line.gross, line.gross - line.paid)
        )
        note = "Rappeler Mme Perrodin ;\ncourrier du 12" if index == 3 else ""
        dates = f"{line.issued:%d/%m/%y}", f"{line.due:%d/%m/%y}"
        writer.writerow([line.client["name"], line.number, *dates, *amounts, note])
    return text.getvalue().encode("cp1252")


def build_troubles() -> dict[str, bytes]:
    """Every trouble's file name with its bytes."""
    return {
        "edition_imprimee.xlsx": saved(printed_report(), TODAY),
        "dates_americaines.xlsx": saved(us_dates(), TODAY),
        "doublons.xlsx": saved(duplicates(), TODAY),
        "export_windows.csv": old_csv(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER / "troubles")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in build_troubles().items():
        (options.out / name).write_bytes(content)
