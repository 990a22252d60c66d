"""Aged balances as programs print them: a client's name with its sums, its lines below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, credit, layout, row, rows
from tests.intake.layouts.ledger import Bill, Ledger
from tests.intake.spreadsheets import workbook

NONE = Decimal(0)
#: The day of the reports: later than every due date of a ledger.
DAY = date(2026, 3, 15)
#: Days late of each age but the first, which is not late; the last one is open.
AGES = (30, 60, 90, 120)


def aged(bill: Bill, blank: Any, count: int = 6) -> list[Any]:
    """The amount of a bill in the column of its age, from what is not due to the oldest."""
    late = (DAY - bill.due).days
    at = 0 if late <= 0 else 1 + sum(late > days for days in AGES[: count - 2])
    return [bill.amount if place == at else blank for place in range(count)]


def summed(lines: Sequence[Sequence[Any]]) -> list[Decimal]:
    """What each column of amounts adds up to, and all of them at the end."""
    sums = [sum((cell or NONE for cell in column), NONE) for column in zip(*lines, strict=True)]
    return [*sums, sum(sums, NONE)]


def odoo(book: Ledger, first: str | None, *, totals: bool, total: bool) -> Case:
    """Odoo's aged receivable: number and name in one column, the total on the name's row only."""
    head = [first, "Date de la facture", "Date d'échéance", f"Au : {DAY:%d/%m/%Y}"]
    head += ["1 - 30", "31 - 60", "61 - 90", "91 - 120", "Plus ancien", "Total"]
    cells: list[list[Any]] = [["Balance âgée client"], [f"Au {DAY:%d/%m/%Y}"], [], head]
    every = []
    for code, client in book.clients:
        lines = [aged(bill, None) for bill in book.of(code)]
        every += lines
        cells.append([client, None, None, *summed(lines)])
        for bill, line in zip(book.of(code), lines, strict=True):
            whole = bill.amount if total else None
            cells.append([f"     {bill.number}", bill.issue, bill.due, *line, whole])
        if totals:
            cells.append([f"Total {client}", None, None, *summed(lines)])
    cells.append(["Balance âgée client", None, None, *summed(every)])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def odoo_aged_receivable(book: Ledger) -> Case:
    """Odoo 16 and 17 in French [M]: no heading over names and numbers, no total on the lines."""
    return odoo(book, None, totals=True, total=False)


@layout
def odoo_aged_receivable_without_closing_lines(book: Ledger) -> Case:
    """The same, each group opened and not closed [M]: its sums alone prove the name."""
    return odoo(book, "Numéro", totals=False, total=False)


@layout
def odoo_aged_receivable_under_the_partner(book: Ledger) -> Case:
    """The same under Partenaire, the total on every line [M]."""
    return odoo(book, "Partenaire", totals=True, total=True)


@layout
def odoo_aged_receivable_in_english(book: Ledger) -> Case:
    """Aged Receivable with currency, account and expected date [M]: one account for all."""
    head = [None, "Invoice Date", "Amount Currency", "Currency", "Account", "Due Date"]
    head += [f"As of {DAY:%m/%d/%Y}", "1 - 30", "31 - 60", "61 - 90", "91 - 120", "Older", "Total"]
    cells: list[list[Any]] = [["Aged Receivable"], [f"As of {DAY:%m/%d/%Y}"], [], head]
    for code, client in book.clients:
        lines = [aged(bill, None) for bill in book.of(code)]
        cells.append([client, *[None] * 5, *summed(lines)])
        for bill, line in zip(book.of(code), lines, strict=True):
            start = [f"  {bill.number}", bill.issue, bill.amount, "EUR", "411100", bill.due]
            cells.append([*start, *line, None])
        cells.append([f"Total {client}", *[None] * 5, *summed(lines)])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def sap_items_by_customer_with_stars(book: Ledger) -> Case:
    """FBL5N by customer [M]: the account above its items, sums marked with stars."""
    head = [None, "St", "Assignment", "DocumentNo", "Type", "Doc. Date", "Net due dt"]
    cells: list[list[Any]] = [["Customer Line Item Display"], []]
    cells.append([*head, "Amt in loc.cur.", "LCurr", "Text"])
    for code, client in book.clients:
        cells.append([None, f"Customer {code} - {client}"])
        for bill in book.of(code):
            start = [None, "@5B@", f"00{bill.number[2:]}", bill.number, "RV", bill.issue, bill.due]
            cells.append([*start, bill.amount, "EUR", None])
        cells.append([None, "*", *[None] * 5, book.due_of(code), "EUR", None])
    cells.append([None, "**", *[None] * 5, book.total, "EUR", None])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def sage_aged_balance_in_detail(book: Ledger) -> Case:
    """Sage's balance âgée détaillée [M]: code, name and sums on one row, pieces below."""
    head = ["Date", "Pièce", "Libellé", "Échéance", "Solde", "Non échu", "1 à 30 jours"]
    head += ["31 à 60 jours", "61 à 90 jours", "Plus de 90 jours"]
    cells: list[list[Any]] = [["MENUISERIE BRETON"], ["Balance âgée détaillée"], [], head]
    every = []
    for code, client in book.clients:
        lines = [aged(bill, NONE, 5) for bill in book.of(code)]
        every += lines
        *ages, due = summed(lines)
        cells.append([f"411{code}", client, None, None, due, *ages])
        for bill, line in zip(book.of(code), lines, strict=True):
            cells.append([bill.issue, bill.number, "Facture", bill.due, bill.amount, *line])
    *ages, due = summed(every)
    cells.append(["Total général", None, None, None, due, *ages])
    truth = [row(bill, client_code=f"411{bill.code}") for bill in book.bills]
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def quickbooks_ageing_detail_with_sums_beside_the_name(book: Ledger) -> Case:
    """QuickBooks A/R ageing detail, folded rows opened [M]: sums stand beside the name."""
    cells: list[list[Any]] = [["ACME SARL"], ["A/R Ageing Detail"], ["As of 15 March 2026"], []]
    cells.append([None, "Date", "Transaction type", "Num", "Due date", "Amount", "Open balance"])
    back = Decimal("1.00")
    first = book.bills[0]
    for code, client in book.clients:
        lines = [
            [None, bill.issue, "Invoice", bill.number, bill.due, bill.amount, bill.amount]
            for bill in book.of(code)
        ]
        if client == first.client:
            lines.append([None, first.due, "Credit Memo", "CM-1", first.due, -back, -back])
        sums = [sum((line[at] for line in lines), NONE) for at in (5, 6)]
        cells += [[client, *[None] * 4, *sums], *lines, [f"Total for {client}", *[None] * 4, *sums]]
    cells.append(["TOTAL", *[None] * 4, book.total - back, book.total - back])
    truth = [*rows(book.bills), credit("CM-1", first.client, back)]
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def xero_aged_detail_with_percentages(book: Ledger) -> Case:
    """Xero's new Aged Receivables Detail [M]: sums at the foot, then their shares."""
    head = ["Invoice Date", "Due Date", "Invoice Number", "Invoice Reference", "Current"]
    head += ["< 1 Month", "1 Month", "2 Months", "3 Months", "Older", "Total"]
    cells: list[list[Any]] = [["Aged Receivables Detail"], ["ACME"], ["As at 15 March 2026"], []]
    cells += [head, []]
    every = []
    for code, client in book.clients:
        lines = [aged(bill, NONE) for bill in book.of(code)]
        every += lines
        cells.append([client])
        for bill, line in zip(book.of(code), lines, strict=True):
            cells.append([bill.issue, bill.due, bill.number, "PO 88", *line, bill.amount])
        cells += [[f"Total {client}", *[None] * 3, *summed(lines)], []]
    sums = summed(every)
    cells.append(["Total", *[None] * 3, *sums])
    shares = [f"{100 * one / sums[-1]:.2f}%" for one in sums]
    cells.append(["Percentage of total", *[None] * 3, *shares])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def zoho_aging_details_by_interval(book: Ledger) -> Case:
    """Zoho's AR Aging Details [M]: intervals above the lines, days late and no due date."""
    head = ["Date", "Transaction#", "Type", "Status", "Customer Name", "Age", "Amount"]
    cells: list[list[Any]] = [["ACME"], ["AR Aging Details"], ["As of 15 March 2026"], []]
    cells.append([*head, "Balance Due"])
    known = sorted(book.bills, key=lambda bill: bill.due)
    half = len(known) // 2
    for interval, bills in (("> 45 Days", known[:half]), ("1 - 15 Days", known[half:])):
        due = sum((bill.amount for bill in bills), NONE)
        cells.append([interval, *[None] * 5, due, due])
        for bill in bills:
            late = f"{(DAY - bill.due).days} Days"
            start = [bill.issue, bill.number, "Invoice", "Overdue", bill.client, late]
            cells.append([*start, bill.amount, bill.amount])
    cells.append(["Total", *[None] * 5, book.total, book.total])
    return Case(workbook(cells), "f.xlsx", rows(book.bills, due_calculated=True))


@layout
def statement_of_one_client(book: Ledger) -> Case:
    """The statement of one client [O]: named above the table, and nowhere in it."""
    code, client = book.clients[0]
    cells: list[list[Any]] = [["LE MEN"], ["Client :", client], ["Code :", code], []]
    cells.append(["Date", "Pièce", "Libellé", "Échéance", "Montant", "Reste dû"])
    bills = book.of(code)
    for bill in bills:
        cells.append([bill.issue, bill.number, "Facture", bill.due, bill.amount, bill.amount])
    truth = [row(bill, client_code=code) for bill in bills]
    answers = {"one_client": "its_client"}
    return Case(workbook(cells), "f.xlsx", truth, answers=answers, asks=["one_client"])


@layout
def amounts_in_a_column_for_each_currency(book: Ledger) -> Case:
    """Montant EUR, USD and CHF side by side [O]: each amount in one of them."""
    codes = ("EUR", "USD", "CHF")
    head = ["N° facture", "Client", "Date", "Échéance", *(f"Montant {code}" for code in codes)]
    cells: list[list[Any]] = [head]
    truth = []
    for at, bill in enumerate(book.bills):
        amounts = [bill.amount if at % 3 == place else None for place in range(3)]
        cells.append([bill.number, bill.client, bill.issue, bill.due, *amounts])
        truth.append(row(bill, currency=codes[at % 3]))
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def due_dates_above_their_invoices(book: Ledger) -> Case:
    """Échéancier by date [M]: Cegid's print names the due date once above its invoices."""
    cells: list[list[Any]] = [["Échéancier clients par date"], ["Tiers", "Nom", "Pièce"]]
    cells[1] += ["Date pièce", "Mode", "Montant"]
    for due in sorted({bill.due for bill in book.bills}):
        cells.append([f"Échéance du {due:%d/%m/%Y}"])
        bills = [bill for bill in book.bills if bill.due == due]
        for bill in bills:
            cells.append([bill.code, bill.client, bill.number, bill.issue, "VIR", bill.amount])
        total = sum((bill.amount for bill in bills), NONE)
        cells.append([*[None] * 4, f"Total au {due:%d/%m/%Y}", total])
    assert all(bill.due - bill.issue == timedelta(days=30) for bill in book.bills)
    return Case(workbook(cells), "f.xlsx", rows(book.bills))
