"""Reports that name the client, or the age, once above the invoices of the group."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, layout, row, rows
from tests.intake.layouts.ledger import Ledger
from tests.intake.spreadsheets import workbook


def grouped(book: Ledger, title: str, *, totals: bool) -> Case:
    """A report that names the client once above its invoices, in the first column."""
    cells: list[list[Any]] = [["Échéancier clients"], ["Édité le 15/03/2026"]]
    cells.append(["Pièce", "Date", "Échéance", "Montant"])
    for code, client in book.clients:
        cells.append([title.format(code=code, client=client)])
        cells += [[bill.number, bill.issue, bill.due, bill.amount] for bill in book.of(code)]
        if totals:
            cells.append([f"Total {client}", None, None, book.due_of(code)])
    if totals:
        cells.append(["TOTAL", None, None, book.total])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def grouped_by_client_in_the_first_column(book: Ledger) -> Case:
    """The name alone on a row, then its invoices, then its total [M]: Sage, EBP prints."""
    return grouped(book, "{client}", totals=True)


@layout
def grouped_by_client_without_totals(book: Ledger) -> Case:
    """Nothing but the name stands between two clients [M]."""
    return grouped(book, "{client}", totals=False)


@layout
def grouped_by_client_with_its_code(book: Ledger) -> Case:
    """Client : C001 - Alpha SARL [M]: the code and the name in one cell."""
    case = grouped(book, "Client : {code} - {client}", totals=True)
    truth = [row(bill, client_code=bill.code) for bill in book.bills]
    return Case(case.content, "f.xlsx", truth)


@layout
def grouped_by_client_code_and_name_apart(book: Ledger) -> Case:
    """The group's row holds the code, then the name [M]."""
    cells: list[list[Any]] = [["Pièce", "Date", "Échéance", "Montant"]]
    for code, client in book.clients:
        cells.append([code, client])
        cells += [[bill.number, bill.issue, bill.due, bill.amount] for bill in book.of(code)]
    truth = [row(bill, client_code=bill.code) for bill in book.bills]
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def grouped_by_client_in_a_column_of_its_own(book: Ledger) -> Case:
    """A blank first heading, the client under it [C]: QuickBooks by client."""
    cells: list[list[Any]] = [[None, "Pièce", "Date", "Échéance", "Montant"]]
    for code, client in book.clients:
        cells.append([client])
        cells += [[None, bill.number, bill.issue, bill.due, bill.amount] for bill in book.of(code)]
        cells.append([f"Total {client}", None, None, None, book.due_of(code)])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def grouped_by_age(book: Ledger) -> Case:
    """Sections of age, the client on each row [C]."""
    half = len(book.bills) // 2
    cells: list[list[Any]] = [["Client", "N° facture", "Date facture", "Échéance", "Montant TTC"]]
    for age, bills in (("91 jours et plus", book.bills[:half]), ("Non échu", book.bills[half:])):
        cells.append([age])
        cells += [[bill.client, bill.number, bill.issue, bill.due, bill.amount] for bill in bills]
        due = sum((bill.amount for bill in bills), Decimal(0))
        cells.append([f"Total {age}", None, None, None, due])
    return Case(
        workbook([*cells, ["TOTAL", None, None, None, book.total]]), "f.xlsx", rows(book.bills)
    )
