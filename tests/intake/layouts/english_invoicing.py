"""Exports of Zoho, FreshBooks, Invoice Ninja and their like, as exports.md 1.2 describes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, layout, row, rows
from tests.intake.layouts.item_lines import ITEM_LINES
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import delimited, english, headings, point, written
from tests.intake.spreadsheets import workbook_of

NONE, TEN = Decimal(0), Decimal("10.00")
THIRTY_DAYS = {"missing_due_date": "30"}
ISO = "%Y-%m-%d"

ZOHO = headings(
    "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer Name,Company Name,Customer ID,"
    "Due Date,Expected Payment Date,PurchaseOrder,Currency Code,Item Name,Quantity,Item Total,"
    "SubTotal,Total,Balance,Sales person,Payment Terms,Payment Terms Label,Last Payment Date,"
    "WriteOff Date,WriteOff Amount,Billing Address,Billing City,Billing Country,Billing Code",
    ",",
)


@layout
def zoho_row_per_item(book: Ledger) -> Case:
    """Zoho Invoice [F]: ISO dates, the total repeated on each item, ids of 19 digits, Net 30."""
    first = book.bills[0]
    told = [(bill, bill.number, "Overdue", bill.amount) for bill in book.bills]
    told += [
        (first, "P-1", "Closed", NONE),
        (first, "D-1", "Draft", TEN),
        (first, "V-1", "Void", TEN),
    ]
    cells: list[list[Any]] = [ZOHO]
    for bill, number, status, due in told:
        for part in bill.parts(35, 65):
            start = [bill.issue, "1234567890123456789", number, status, bill.client, bill.client]
            items = [bill.code, bill.due, None, None, "EUR", "Article", 1, part, bill.excl_tax]
            end = [bill.amount, due, None, 30, "Net 30", None, None, None, "1 rue", "Nice"]
            cells.append([*start, *items, *end, "France", "06000"])
    truth = [
        *rows(book.bills),
        {"number": "P-1", "client_name": first.client, "open_amount": NONE},
    ]
    content = delimited(written(cells, ISO, point), ",")
    return Case(content, "f.csv", truth, told=["D-1", "V-1"])


@layout
def freshbooks_line_totals(book: Ledger) -> Case:
    """FreshBooks [F]: no due date, no invoice total; the line totals add up to it."""
    head = ["Client Name", "Invoice #", "Date Issued", "Invoice Status", "Date Paid", "Item Name"]
    cells: list[list[Any]] = [[*head, "Rate", "Quantity", "Line Total", "Currency"]]
    for bill in book.bills:
        for part in bill.parts(45, 55):
            start = [bill.client, bill.number, bill.issue, "overdue", None, "Article"]
            cells.append([*start, part, 1, part, "EUR"])
    return Case(
        delimited(written(cells, ISO, point), ","),
        "f.csv",
        rows(book.bills, due_calculated=True),
        asks=["missing_due_date"],
        answers={**ITEM_LINES, **THIRTY_DAYS, "choose_amount": "Line Total"},
    )


@layout
def invoice2go_with_cells_of_text(book: Ledger) -> Case:
    """Invoice2go [F]: cells that hold a csv of their own, no due date."""
    head = ["DocumentDate", "DocumentNumber", "Name", "EmailRecipient", "DocumentStatus", "Lines"]
    amounts = ["TotalAmount", "BalanceDueAmount", "AmountPaidAmount", "CurrencyCode"]
    cells: list[list[Any]] = [[*head, *amounts]]
    inside = 'Code,Qty\n"A, b",1\n"C",2'
    for bill in book.bills:
        paid, due = bill.parts(20, 80)
        start = [
            bill.issue,
            bill.number,
            bill.client,
            f"{bill.code.lower()}@exemple.test",
            "unpaid",
            inside,
        ]
        cells.append([*start, bill.amount, due, paid, "EUR"])
    truth = [row(bill, open_amount=bill.parts(20, 80)[1]) for bill in book.bills]
    content = delimited(written(cells, "%Y-%m-%dT00:00:00", point), ",")
    return Case(content, "f.csv", truth, asks=["missing_due_date"], answers=THIRTY_DAYS)


@layout
def invoicely_due_is_a_status_and_a_column(book: Ledger) -> Case:
    """Invoicely [F]: "Jan 28 2021", Due is a heading and a status, 1,020.00 within quotes."""
    cells: list[list[Any]] = [["Date", "Due", "Details", "Client", "Status", "Total"]]
    for bill in book.bills:
        cells.append([bill.issue, bill.due, bill.number, bill.client, "Due", bill.amount])
    content = delimited(written(cells, "%b %d %Y", english), ",", quoted=True)
    return Case(content, "f.csv", rows(book.bills))


NINJA = headings(
    "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,"
    "Partial/Deposit,Partial Due Date,Item Product,Item Cost,Item Quantity",
    ",",
)


@layout
def invoice_ninja_4(book: Ledger) -> Case:
    """Invoice Ninja v4 [F]: three title lines, $13.50, a row per item with the total repeated."""
    cells: list[list[Any]] = [["ACME"], ["Invoices"], ["2026"], NINJA]
    for bill in book.bills:
        for part in bill.parts(50, 50):
            start = [
                bill.client,
                f"{bill.code.lower()}@exemple.test",
                bill.number,
                bill.amount,
                NONE,
                None,
                "Sent",
            ]
            cells.append([*start, bill.issue, bill.due, "0", NONE, None, "Article", part, 1])
    lines = written(cells, ISO, lambda amount: f"${amount:,.2f}")
    told = rows(book.bills, currency="USD")
    return Case(delimited(lines, ","), "f.csv", told, {"dollar": "USD"})


@layout
def invoice_ninja_5_status_numbers(book: Ledger) -> Case:
    """Invoice Ninja v5 [C]: statuses are numbers, 2 sent, 3 partial, 4 paid, -1 overdue.

    Numbers mean nothing by themselves: the balance does; the words may be asked, or held.
    """
    cells: list[list[Any]] = [
        ["Client", "Invoice Number", "Amount", "Balance", "Status", "Invoice Date", "Due Date"]
    ]
    truth = []
    for at, bill in enumerate(book.bills):
        status = (2, 3, 4, -1)[at % 4]
        due = {3: bill.parts(60, 40)[0], 4: NONE}.get(status, bill.amount)
        cells.append([bill.client, bill.number, bill.amount, due, status, bill.issue, bill.due])
        truth.append(row(bill, open_amount=due))
    content = delimited(written(cells, ISO, point), ",")
    answers = {"status:2": "open", "status:3": "open", "status:4": "paid", "status:-1": "open"}
    numbers = [bill.number for bill in book.bills]
    return Case(content, "f.csv", truth, answers=answers, either=numbers)


@layout
def invoice_ninja_in_french(book: Ledger) -> Case:
    """Invoice Ninja in French [C]: Impayé is overdue, En retard is past due, both still open."""
    cells: list[list[Any]] = [
        ["Client", "Numéro de facture", "Montant", "Solde", "Statut", "Date de facture"]
    ]
    cells[0].append("Date d'échéance")
    for at, bill in enumerate(book.bills):
        word = ("Impayé", "En retard", "Envoyé", "Vu")[at % 4]
        cells.append(
            [bill.client, bill.number, bill.amount, bill.amount, word, bill.issue, bill.due]
        )
    numbers = [bill.number for at, bill in enumerate(book.bills) if at % 4 == 3]
    return Case(delimited(written(cells)), "f.csv", rows(book.bills), either=numbers)


@layout
def akaunting_six_sheets(book: Ledger) -> Case:
    """Akaunting [F]: six sheets keyed by invoice_number, the payments in a sheet of their own."""
    head = "invoice_number,order_number,status,invoiced_at,due_at,amount,currency_code,contact_name"
    invoices: list[list[Any]] = [[*head.split(","), "contact_email"]]
    paid: list[list[Any]] = [["invoice_number", "paid_at", "amount", "account_id"]]
    truth, partial = [], []
    for at, bill in enumerate(book.bills):
        status = ("sent", "partial", "overdue", "paid")[at % 4]
        start = [bill.number, None, status, bill.issue, bill.due, bill.amount, "EUR"]
        invoices.append([*start, bill.client, f"{bill.code.lower()}@exemple.test"])
        part = {"partial": bill.parts(15, 85)[0], "paid": bill.amount}.get(status, NONE)
        if part:
            paid.append([bill.number, bill.due, part, "bank"])
        if status == "partial":
            partial.append(bill.number)
        truth.append(
            row(bill, open_amount=bill.amount - part, email=f"{bill.code.lower()}@exemple.test")
        )
    items = [[bill.number, "Article", 1, bill.amount, bill.amount] for bill in book.bills]
    totals = [[bill.number, "total", bill.amount] for bill in book.bills]
    content = workbook_of(
        {
            "invoices": invoices,
            "invoice_items": [
                ["invoice_number", "item_name", "quantity", "price", "total"],
                *items,
            ],
            "invoice_histories": [["invoice_number", "status"]],
            "invoice_totals": [["invoice_number", "code", "amount"], *totals],
            "invoice_transactions": paid,
            "invoice_item_taxes": [["invoice_number", "tax"]],
        }
    )
    # Held as long as the part that was paid is not taken from its sheet.
    return Case(content, "f.xlsx", truth, either=partial)
