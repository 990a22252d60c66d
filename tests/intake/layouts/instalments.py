"""Tables whose rows hold several due dates, and hand-made ones with cells merged downwards."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl

from tests.intake.layouts.case import Case, layout, row, rows
from tests.intake.layouts.ledger import Bill, Ledger
from tests.intake.layouts.writers import delimited, written
from tests.intake.spreadsheets import HEADINGS, workbook

WHOLE = ["Client", "N° facture", "Date facture", "Montant TTC"]
NONE_PAID = {"instalments_paid": "none"}


def _parts(bill: Bill) -> list[tuple[Any, Decimal]]:
    """Three instalments, a month apart; the last one takes what remains."""
    days = [bill.due + timedelta(days=31 * at) for at in range(3)]
    return list(zip(days, bill.parts(30, 30, 40), strict=True))


def _truth(bill: Bill, *paid: int) -> list[dict[str, Any]]:
    return [
        row(bill, due_date=day, amount=part, open_amount=Decimal(0) if at in paid else part)
        for at, (day, part) in enumerate(_parts(bill))
    ]


def _wide(book: Ledger, headings: Sequence[str]) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """A row per invoice with its pairs; every fourth one is due at once, in the first pair."""
    cells: list[list[Any]] = [[*WHOLE, *headings]]
    truth: list[dict[str, Any]] = []
    for at, bill in enumerate(book.bills):
        start = [bill.client, bill.number, bill.issue, bill.amount]
        if at % 4 == 3:
            cells.append([*start, bill.due, bill.amount, *[None] * 4])
            truth.append(row(bill))
        else:
            cells.append([*start, *(cell for pair in _parts(bill) for cell in pair)])
            truth += _truth(bill)
    return cells, truth


@layout
def instalments_side_by_side(book: Ledger) -> Case:
    """Échéance 1, Montant 1, Échéance 2, Montant 2 [M]: each pair has its own date."""
    headings = [f"{what} {at}" for at in (1, 2, 3) for what in ("Échéance", "Montant")]
    cells, truth = _wide(book, headings)
    return Case(workbook(cells), "f.xlsx", truth, NONE_PAID, ["instalments_paid"])


@layout
def instalments_side_by_side_in_a_text(book: Ledger) -> Case:
    """1re échéance, Montant 1re échéance, as a text [M]."""
    ranks = ("1re", "2e", "3e")
    headings = [f"{before}{rank} échéance" for rank in ranks for before in ("", "Montant ")]
    cells, truth = _wide(book, headings)
    return Case(delimited(written(cells)), "f.csv", truth, NONE_PAID, ["instalments_paid"])


@layout
def instalments_side_by_side_without_numbers(book: Ledger) -> Case:
    """Échéance, Montant, Échéance, Montant [M]: told apart by where they stand."""
    cells, truth = _wide(book, ["Échéance", "Montant"] * 3)
    return Case(workbook(cells), "f.xlsx", truth, NONE_PAID, ["instalments_paid"])


@layout
def instalments_side_by_side_with_what_is_paid(book: Ledger) -> Case:
    """Date éch. 1, Mt éch. 1, Payé 1 [M]: the first instalment of every other invoice is paid."""
    pairs = [f"{what} {at}" for at in (1, 2, 3) for what in ("Date éch.", "Mt éch.", "Payé")]
    cells: list[list[Any]] = [[*WHOLE, *pairs]]
    truth: list[dict[str, Any]] = []
    for at, bill in enumerate(book.bills):
        line: list[Any] = [bill.client, bill.number, bill.issue, bill.amount]
        for rank, (day, part) in enumerate(_parts(bill)):
            line += [day, part, part if rank == 0 and at % 2 == 0 else None]
        cells.append(line)
        truth += _truth(bill, *([0] if at % 2 == 0 else []))
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def instalments_side_by_side_with_the_balance(book: Ledger) -> Case:
    """The balance of the invoice beside its pairs [M]: the first instalments are those paid."""
    pairs = [f"{what} {at}" for at in (1, 2, 3) for what in ("Échéance", "Montant")]
    cells: list[list[Any]] = [[*WHOLE, "Reste dû", *pairs]]
    truth: list[dict[str, Any]] = []
    for at, bill in enumerate(book.bills):
        paid = range(at % 4)
        parts = _parts(bill)
        left = sum((part for _, part in parts[at % 4 :]), Decimal(0))
        start = [bill.client, bill.number, bill.issue, bill.amount, left]
        cells.append([*start, *(cell for pair in parts for cell in pair)])
        truth += _truth(bill, *paid)
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def due_dates_beside_terms_in_words(book: Ledger) -> Case:
    """One column holds dates and "30 jours fin de mois" [M]: words become terms."""
    cells: list[list[Any]] = [list(HEADINGS)]
    truth = []
    for at, bill in enumerate(book.bills):
        words = (None, "30 jours", "à réception", None)[at % 4]
        due: Any = words or bill.due
        reckoned = {"30 jours": bill.due, "à réception": bill.issue}.get(words or "", bill.due)
        cells.append([bill.number, bill.client, bill.issue, due, bill.amount])
        truth.append(row(bill, due_date=reckoned, due_calculated=words is not None))
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def retention_of_the_building_trade(book: Ledger) -> Case:
    """Retenue de garantie without a net amount [M]: asked, then kept out of what is due."""
    cells: list[list[Any]] = [[*HEADINGS, "RG 5%"]]
    truth = []
    for bill in book.bills:
        kept = (bill.amount * 5 / 100).quantize(Decimal("0.01"))
        cells.append([bill.number, bill.client, bill.issue, bill.due, bill.amount, kept])
        truth.append(row(bill, open_amount=bill.amount - kept))
    answers = {"deduction_retention": "before"}
    return Case(workbook(cells), "f.xlsx", truth, answers, ["deduction_retention"])


@layout
def retention_proven_by_the_net_amount(book: Ledger) -> Case:
    """Retenue de garantie and Net à payer [M]: one is the other less the amount."""
    cells: list[list[Any]] = [[*HEADINGS, "Retenue de garantie", "Net à payer"]]
    truth = []
    for bill in book.bills:
        kept = (bill.amount * 5 / 100).quantize(Decimal("0.01"))
        start = [bill.number, bill.client, bill.issue, bill.due, bill.amount]
        cells.append([*start, kept, bill.amount - kept])
        truth.append(row(bill, open_amount=bill.amount - kept))
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def client_merged_over_his_invoices(book: Ledger) -> Case:
    """A list kept by hand [M]: the client's cell is merged over the rows of his invoices."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Client", "N° facture", "Date facture", "Échéance", "Montant TTC"])
    for code, client in book.clients:
        first = sheet.max_row + 1
        for at, bill in enumerate(book.of(code)):
            name = client if at == 0 else None
            sheet.append([name, bill.number, bill.issue, bill.due, bill.amount])
        if sheet.max_row > first:
            sheet.merge_cells(f"A{first}:A{sheet.max_row}")
    target = io.BytesIO()
    made.save(target)
    return Case(target.getvalue(), "f.xlsx", rows(book.bills))
