"""Item lines that repeat their invoice: its total on each of them, or their own amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, layout, row, rows
from tests.intake.layouts.ledger import Bill, Ledger
from tests.intake.spreadsheets import workbook

LINES = ["Numéro de facture", "Client", "Date facture", "Date échéance", "Désignation", "Qté"]
#: What the user says of the shape when it is asked.
ITEM_LINES = {"shape": "lines"}
TOTAL_ON_LINES = {"shape": "lines_with_total"}


def lines_of(book: Ledger, heading: str, *shares: int, total: bool = False) -> bytes:
    """Each invoice in as many lines as there are shares, or each line with the whole total."""
    cells: list[list[Any]] = [[*LINES, heading]]
    for bill in book.bills:
        for at, part in enumerate(bill.parts(*shares), 1):
            told = bill.amount if total else part
            cells.append([bill.number, bill.client, bill.issue, bill.due, f"Article {at}", 1, told])
    return workbook(cells)


@layout
def item_lines_that_repeat_the_total(book: Ledger) -> Case:
    """The invoice total stands on each of its lines [F]: Zoho, Invoice Ninja."""
    return Case(lines_of(book, "Total TTC facture", 30, 70, total=True), "f.xlsx", rows(book.bills))


@layout
def item_lines_that_repeat_the_net_and_the_total(book: Ledger) -> Case:
    """Total HT and Total TTC both repeat on each line [F]: their ratio proves nothing."""
    cells: list[list[Any]] = [[*LINES[:5], "Total HT", "Total TTC"]]
    for bill in book.bills:
        start = [bill.number, bill.client, bill.issue, bill.due]
        cells += [[*start, f"Article {at}", bill.excl_tax, bill.amount] for at in (1, 2)]
    return Case(workbook(cells), "f.xlsx", rows(book.bills), answers=TOTAL_ON_LINES)


@layout
def item_lines_with_their_own_amounts(book: Ledger) -> Case:
    """A lone amount that the lines share [F]: summed, once the shape was asked or proven."""
    content = lines_of(book, "Montant ligne TTC", 30, 70)
    return Case(content, "f.xlsx", rows(book.bills), answers=ITEM_LINES)


@layout
def item_lines_of_equal_amounts(book: Ledger) -> Case:
    """Few invoices, each of two lines of one price [F]: a total repeated looks alike, so asked."""
    bills = [_even(bill) for bill in book.bills[:4]]
    content = lines_of(Ledger(tuple(bills)), "Total TTC", 50, 50)
    return Case(content, "f.xlsx", rows(bills), asks=["shape"], answers=ITEM_LINES)


@layout
def item_lines_some_of_equal_amounts(book: Ledger) -> Case:
    """One invoice in two lines of the same price [F]: both lines count, or that is asked."""
    cells: list[list[Any]] = [[*LINES[:5], "Total TTC"]]
    bills = [_even(book.bills[0]), *book.bills[1:]]
    for bill in bills:
        for part in bill.parts(*((50, 50) if bill is bills[0] else (30, 70))):
            cells.append([bill.number, bill.client, bill.issue, bill.due, "Article", part])
    return Case(
        workbook(cells), "f.xlsx", rows(bills), answers=ITEM_LINES, either=[bills[0].number]
    )


def _even(bill: Bill) -> Bill:
    """The invoice at an amount that halves to the cent."""
    amount = bill.amount - bill.amount % Decimal("0.02") + Decimal("0.02")
    return Bill(bill.number, bill.code, bill.client, bill.issue, bill.due, amount, bill.excl_tax)


@layout
def item_lines_of_unequal_amounts(book: Ledger) -> Case:
    """Unequal parts under Total TTC [F]."""
    content = lines_of(book, "Total TTC", 25, 75)
    return Case(content, "f.xlsx", rows(book.bills), answers=ITEM_LINES)


@layout
def item_lines_below_the_invoice(book: Ledger) -> Case:
    """Number, client and dates on the first line only [C]: Odoo with lines."""
    cells: list[list[Any]] = [[*LINES[:5], "Total TTC"]]
    for bill in book.bills:
        cells.append([bill.number, bill.client, bill.issue, bill.due, "Article 1", bill.amount])
        cells.append([None, None, None, None, "Article 2", None])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def item_lines_that_repeat_net_tax_and_total(book: Ledger) -> Case:
    """HT, TVA and TTC all repeat, nothing names an item [C]: Dolibarr set 1."""
    cells: list[list[Any]] = [[*LINES[:4], "Total HT", "Total TVA", "Total TTC", "Ligne"]]
    for bill in book.bills:
        start = [bill.number, bill.client, bill.issue, bill.due]
        cells += [[*start, bill.excl_tax, bill.tax, bill.amount, at] for at in (1, 2, 3)]
    return Case(workbook(cells), "f.xlsx", rows(book.bills), answers=TOTAL_ON_LINES)


@layout
def item_lines_with_net_prices_beside_the_total(book: Ledger) -> Case:
    """Each line its own HT, the TTC of the invoice on each [F]: the total counts once."""
    cells: list[list[Any]] = [[*LINES[:5], "Montant HT", "Total TTC"]]
    for bill in book.bills:
        first = (bill.excl_tax / 4).quantize(Decimal("0.01"))
        for part in (first, bill.excl_tax - first):
            start = [bill.number, bill.client, bill.issue, bill.due, "Article"]
            cells.append([*start, part, bill.amount])
    return Case(workbook(cells), "f.xlsx", rows(book.bills), answers=TOTAL_ON_LINES)


@layout
def item_lines_with_the_balance_of_the_invoice(book: Ledger) -> Case:
    """Each line its own amount, what is due of the invoice on each [F]: the balance counts once."""
    cells: list[list[Any]] = [[*LINES[:5], "Montant TTC ligne", "Reste dû facture"]]
    truth = []
    for bill in book.bills:
        due = bill.parts(60, 40)[0]
        for part in bill.parts(30, 70):
            cells.append([bill.number, bill.client, bill.issue, bill.due, "Article", part, due])
        truth.append(row(bill, open_amount=due))
    return Case(workbook(cells), "f.xlsx", truth, answers=ITEM_LINES)
