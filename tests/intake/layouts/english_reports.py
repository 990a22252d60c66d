"""Reports of QuickBooks and Xero, as exports.md 1.2 describes them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, credit, layout, row, rows
from tests.intake.layouts.ledger import Bill, Ledger
from tests.intake.layouts.shapes import BALANCES_ONLY
from tests.intake.layouts.writers import delimited, headings, point, written
from tests.intake.spreadsheets import workbook

NONE = Decimal(0)
STAMP = ["Monday, 14 September 2026 12:27 PM GMT+08:00"]
PAID, LEFT, BACK = Decimal("5.00"), Decimal("2.00"), Decimal("1.00")
Line = tuple[str, list[Any]]  # client, cells


def _entries(book: Ledger) -> list[Line]:
    """Every kind of line: invoices, a payment of which some is left, a credit note."""

    def line(kind: str, number: str | None, bill: Bill, amount: Decimal, due: Decimal) -> Line:
        day = bill.issue if kind == "Invoice" else bill.due
        cells = [None, day.strftime("%d/%m/%Y"), kind, number, bill.client]
        return bill.client, [*cells, bill.due.strftime("%d/%m/%Y"), amount, due]

    first, second = book.bills[0], book.bills[1]
    return [
        *(line("Invoice", bill.number, bill, bill.amount, bill.amount) for bill in book.bills),
        line("Payment", None, first, -PAID, -LEFT),
        line("Credit Memo", "CM-1", second, -BACK, -BACK),
    ]


def _report(book: Ledger, groups: list[tuple[str, list[Line]]], *, client: bool = True) -> Case:
    """A/R Ageing Detail with these groups, the client repeated on each line or not."""
    cells: list[list[Any]] = [["ACME SARL"], ["A/R Ageing Detail"], ["As of 31 July 2026"], []]
    head = [None, "Date", "Transaction type", "Num", "Customer full name", "Due date", "Amount"]
    cells.append([*head, "Open balance"])
    for title, lines in groups:
        cells += [[title], *(line for _, line in lines)]
        sums = [sum((line[at] for _, line in lines), NONE) for at in (6, 7)]
        cells.append([f"Total for {title}", *[None] * 5, *sums])
    cells.append(["TOTAL", *[None] * 5, book.total - PAID - BACK, book.total - LEFT - BACK])
    if not client:
        cells = [[*line[:4], *line[5:]] for line in cells]
    first, second = book.bills[0], book.bills[1]
    payment = f"Règlement du {first.due:%d/%m/%Y}"
    truth = [
        *rows(book.bills),
        credit(payment, first.client, PAID, kind="payment", open_amount=LEFT),
        credit("CM-1", second.client, BACK),
    ]
    return Case(workbook([*cells, [], STAMP]), "f.xlsx", truth)


def _of_clients(book: Ledger) -> list[tuple[str, list[Line]]]:
    lines = _entries(book)
    return [(name, [line for line in lines if line[0] == name]) for _, name in book.clients]


@layout
def quickbooks_ageing_detail_by_age(book: Ledger) -> Case:
    """QuickBooks A/R Ageing Detail [C]: sections of age, payments among the invoices, a stamp."""
    lines = _entries(book)
    half = len(lines) // 2
    return _report(book, [("91 or more days past due", lines[:half]), ("CURRENT", lines[half:])])


@layout
def quickbooks_ageing_detail_by_client(book: Ledger) -> Case:
    """The same grouped by client, whose name is also on each line [C]."""
    return _report(book, _of_clients(book))


@layout
def quickbooks_ageing_detail_client_in_the_groups(book: Ledger) -> Case:
    """The same grouped by client, named above the lines only [C]."""
    return _report(book, _of_clients(book), client=False)


@layout
def quickbooks_summary(book: Ledger) -> Case:
    """A/R Ageing Summary [M]: a row per client under a blank heading."""
    cells: list[list[Any]] = [["ACME"], ["A/R Ageing Summary"], ["As of 31 July 2026"], []]
    cells.append([None, "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total"])
    for code, client in book.clients:
        due = book.due_of(code)
        cells.append([client, NONE, due, NONE, NONE, NONE, due])
    cells.append(["TOTAL", NONE, book.total, NONE, NONE, NONE, book.total])
    return Case(workbook(cells), "f.xlsx", refused=[*BALANCES_ONLY, "no_table"])


XERO = headings(
    "*ContactName,EmailAddress,POAddressLine1,POCity,PORegion,POPostalCode,POCountry,"
    "*InvoiceNumber,Reference,*InvoiceDate,*DueDate,InventoryItemCode,*Description,*Quantity,"
    "*UnitAmount,Discount,*AccountCode,*TaxType,Currency,BrandingTheme",
    ",",
)


def _xero_line(bill: Bill, number: str, price: Decimal) -> list[Any]:
    start = [
        bill.client,
        f"{bill.code.lower()}@exemple.test",
        None,
        None,
        None,
        None,
        None,
        number,
        "PO",
    ]
    return [*start, bill.issue, bill.due, None, "Art", 1, price, None, "200", "20%", "EUR", None]


@layout
def xero_sales_template(book: Ledger) -> Case:
    """Xero sales template [C]: unit prices without tax and no total: nothing says what is due."""
    lines = [
        _xero_line(bill, bill.number, part) for bill in book.bills for part in bill.parts(60, 40)
    ]
    content = delimited(written([XERO, *lines], money=point), ",")
    return Case(content, "f.csv", refused=["no_table", "no_amount", "lines_only"])


@layout
def xero_export(book: Ledger) -> Case:
    """Xero export [C]: lines, ACCREC and ACCPAY mixed, AUTHORISED, SUBMITTED, VOIDED, DRAFT."""
    head = [*XERO, "Type", "Status", "PaidDate", "Total", "InvoiceAmountPaid", "InvoiceAmountDue"]
    cells: list[list[Any]] = [head]
    truth = []
    for bill in book.bills:
        paid, due = bill.parts(10, 90)
        for part in bill.parts(50, 50):
            start = [*_xero_line(bill, bill.number, part), "ACCREC", "AUTHORISED", None]
            cells.append([*start, bill.amount, paid, due])
        truth.append(row(bill, open_amount=due))
    bill, some = book.bills[0], Decimal("77.00")
    for number, kind, status in (
        ("BILL-1", "ACCPAY", "AUTHORISED"),
        ("V-1", "ACCREC", "VOIDED"),
        ("D-1", "ACCREC", "DRAFT"),
        ("S-1", "ACCREC", "SUBMITTED"),
    ):
        start = [*_xero_line(bill, number, some), kind, status, None]
        cells.append([*start, some, NONE, NONE if status == "VOIDED" else some])
    return Case(
        delimited(written(cells, money=point), ","),
        "f.csv",
        truth,
        answers={"status:submitted": "draft"},  # awaits approval: the client has not received it
        told=["BILL-1", "V-1", "D-1", "S-1"],
    )


@layout
def xero_aged_receivables_detail(book: Ledger) -> Case:
    """Xero Aged Receivables Detail [M]: the contact above its invoices, amounts by age."""
    head = ["Invoice Date", "Due Date", "Invoice Number", "Reference", "Current", "< 1 Month"]
    cells: list[list[Any]] = [["Aged Receivables Detail"], ["ACME"], ["As at 31 July 2026"], []]
    cells.append([*head, "1 Month", "2 Months", "Older", "Total"])
    for code, client in book.clients:
        cells.append([client])
        for bill in book.of(code):
            days = [day.strftime("%d %b %Y") for day in (bill.issue, bill.due)]
            cells.append(
                [*days, bill.number, "PO", NONE, NONE, NONE, NONE, bill.amount, bill.amount]
            )
        due = book.due_of(code)
        cells.append([f"Total {client}", *[None] * 3, NONE, NONE, NONE, NONE, due, due])
    cells.append(["Total", *[None] * 3, NONE, NONE, NONE, NONE, book.total, book.total])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def journal_of_wave(book: Ledger) -> Case:
    """Wave accounting export [F]: journal rows of every account, debit and credit columns."""
    head = "Transaction ID|Transaction Date|Account Name|Transaction Description"
    amounts = [f"{side} Amount (Two Column Approach)" for side in ("Debit", "Credit")]
    cells: list[list[Any]] = [[*head.split("|"), *amounts, "Customer", "Invoice Number"]]
    for at, bill in enumerate(book.bills):
        end = [bill.client, bill.number]
        day = bill.issue + timedelta(days=0)
        cells.append([at, day, "Accounts Receivable", "Invoice", bill.amount, None, *end])
        cells.append([at, day, "Sales", "Invoice", None, bill.excl_tax, *end])
        cells.append([at, day, "Sales Tax", "Invoice", None, bill.tax, *end])
    content = delimited(written(cells, "%Y-%m-%d", point), ",")
    truth = rows(book.bills, due_calculated=True)
    return Case(
        content,
        "f.csv",
        truth,
        answers={"missing_due_date": "30"},
        refused=["ledger", "ledger_not_read_yet", "fec_not_read_yet", "no_table"],
    )
