"""Exports of ERPNext, SAP, Business Central, Stripe and German programs (exports.md 1.2)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, credit, layout, row, rows
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import delimited, german, headings, point, trailing_minus, written
from tests.intake.spreadsheets import workbook

NONE = Decimal(0)
PAID, BACK = Decimal("5.00"), Decimal("1.00")
ISO, DOTS = "%Y-%m-%d", "%d.%m.%Y"

ERPNEXT = headings(
    "Posting Date,Customer,Customer Name,Receivable Account,Cost Center,Voucher Type,Voucher No,"
    "Due Date,Invoiced Amount,Paid Amount,Credit Note,Outstanding Amount,Age (Days),0-30,31-60,"
    "61-90,91-120,121-Above,Currency,Customer LPO,Territory,Customer Group,Sales Person,Remarks",
    ",",
)


@layout
def erpnext_receivables(book: Ledger) -> Case:
    """ERPNext Accounts Receivable [C]: credit notes and payments as rows, columns of age, Total."""
    first = book.bills[0]
    cells: list[list[Any]] = [ERPNEXT]
    ends = ["EUR", None, "France", "Commercial", None, None]

    def line(
        code: str, name: str, kind: str, number: str, days: list[Any], sums: list[Any]
    ) -> list[Any]:
        start = [days[0], code, name, "Debtors", "Main", kind, number, days[1], *sums]
        return [*start, 40, NONE, sums[3], NONE, NONE, NONE, *ends]

    truth = []
    for bill in book.bills:
        paid, due = bill.parts(10, 90)
        days, sums = [bill.issue, bill.due], [bill.amount, paid, NONE, due]
        cells.append(line(bill.code, bill.client, "Sales Invoice", bill.number, days, sums))
        truth.append(row(bill, open_amount=due, client_code=bill.code))
    days = [first.due, first.due]
    sums = [-BACK, NONE, NONE, -BACK]
    cells.append(line(first.code, first.client, "Sales Invoice", "RET-1", days, sums))
    sums = [NONE, NONE, NONE, -PAID]
    cells.append(line(first.code, first.client, "Payment Entry", "PE-1", days, sums))
    cells.append(["Total", *[None] * 7, book.total, NONE, NONE, book.total])
    truth.append(credit("RET-1", first.client, BACK))
    truth.append({"number": "PE-1", "kind": "payment", "open_amount": PAID})
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def erpnext_receivables_by_payment_terms(book: Ledger) -> Case:
    """ERPNext, "based on payment terms" [C]: a row per instalment, the grand total repeated."""
    head = ["Posting Date", "Customer", "Voucher Type", "Voucher No", "Due Date", "Payment Term"]
    sums = ["Invoice Grand Total", "Invoiced Amount", "Paid Amount", "Credit Note"]
    cells: list[list[Any]] = [[*head, *sums, "Outstanding Amount", "Currency"]]
    truth = []
    for bill in book.bills:
        later = bill.due + timedelta(days=31)
        for day, part in zip((bill.due, later), bill.parts(40, 60), strict=True):
            start = [bill.issue, bill.client, "Sales Invoice", bill.number, day, "40/60"]
            cells.append([*start, bill.amount, part, NONE, NONE, part, "EUR"])
            truth.append(row(bill, "amount", due_date=day, open_amount=part))
    answers = {"shape": "instalments", "choose_amount": "Invoiced Amount"}
    return Case(workbook(cells), "f.xlsx", truth, answers=answers)


SAP_SHORT = (
    "Customer Number;Customer Name;Document Date;Reference;Due Date;Currency;Amount in Local Cur"
)


def _sap_short(book: Ledger, separator: str, encoding: str, *, quoted: bool) -> Case:
    cells: list[list[Any]] = [SAP_SHORT.split(";")]
    for bill in book.bills:
        start = [bill.code, bill.client, bill.issue, bill.number, bill.due, "EUR"]
        cells.append([*start, bill.amount])
    lines = written(cells, DOTS)
    content = delimited(lines, separator, encoding, quoted=quoted)
    return Case(content, "f.csv", [row(bill, client_code=bill.code) for bill in book.bills])


@layout
def sap_fbl5n_short(book: Ledger) -> Case:
    """SAP FBL5N as a French tool requires it [C]: dd.mm.yyyy, 1 234,56, semicolons."""
    return _sap_short(book, ";", "cp1252", quoted=False)


@layout
def sap_fbl5n_short_with_commas(book: Ledger) -> Case:
    """The same separated by commas [C]."""
    return _sap_short(book, ",", "utf-8", quoted=True)


@layout
def sap_fbl5n_short_as_a_spreadsheet(book: Ledger) -> Case:
    """The local file of SAP [M]: tabs under the name of .xls."""
    case = _sap_short(book, "\t", "utf-16", quoted=False)
    return Case(case.content, "export.xls", case.rows)


SAP_FULL = headings(
    "Account,Assignment,Document Number,Document Type,Document Date,Net due date,"
    "Amount in local currency,Amount in doc. curr.,Document currency,Arrears after net due date,"
    "Clearing date,Clearing Document,Dunning Block,Text,Reference Key 3,Payment Method",
    ",",
)


@layout
def sap_fbl5n_full(book: Ledger) -> Case:
    """SAP FBL5N, all columns [C]: RV is an invoice, RV below zero a credit note, DZ a payment.

    A dunning block holds the invoice back; AB clears and is no invoice; a sub-total stands alone.
    """
    first, second, blocked = book.bills[:3]
    told = [(bill.number, "RV", bill, bill.amount) for bill in book.bills]
    told += [("1800001", "RV", second, -BACK), ("1400001", "DZ", first, -PAID)]
    cells: list[list[Any]] = [SAP_FULL]
    for number, kind, bill, amount in told:
        start = [bill.code, "x", number, kind, bill.issue, bill.due, amount, amount, "EUR", 12]
        block = "A" if bill is blocked else None
        cells.append([*start, None, None, block, bill.client, None, None])
    cells.append([*[None] * 6, book.total - BACK - PAID, None, "EUR"])
    end = [None, None, None, first.client]
    cells.append([first.code, "x", "9", "AB", first.due, first.due, BACK, BACK, "EUR", 1, *end])
    truth = [
        row(
            bill,
            "client_name",
            client_code=bill.code,
            disputed_amount=bill.amount if bill is blocked else NONE,
        )
        for bill in book.bills
    ]
    truth.append({"number": "1800001", "kind": "credit_note", "amount": BACK})
    truth.append({"number": "1400001", "kind": "payment", "amount": PAID})
    return Case(
        workbook(written(cells, DOTS, trailing_minus)),
        "f.xlsx",
        truth,
        answers={"choose_amount": "Amount in local currency", "type:ab": "other"},
        told=["9"],
    )


@layout
def sap_fbl5n_in_french(book: Ledger) -> Case:
    """SAP FBL5N in French [C]: the account is the client's code, no name in the file."""
    head = "Compte|Affectation|Numéro de document|Type de document|Date du document"
    more = "Date d'échéance nette|Montant en devise locale|Arriérés après échéance|Compte général"
    cells: list[list[Any]] = [[*head.split("|"), *more.split("|")]]
    for bill in book.bills:
        start = [bill.code, "x", bill.number, "RV", bill.issue, bill.due, bill.amount]
        cells.append([*start, 12, "411000"])
    truth = [row(bill, "client_name", client_code=bill.code) for bill in book.bills]
    return Case(workbook(cells), "f.xlsx", truth)


BUSINESS_CENTRAL = headings(
    "Posting Date,Document Type,Customer No.,Document No.,Due Date,Document Date,"
    "External Document No.,Amount,Currency Code,Closed at Date,Open,Remaining Amount",
    ",",
)


@layout
def business_central_entries(book: Ledger) -> Case:
    """Business Central customer ledger entries [C]: 0001-01-01 is no date, Open is yes or no."""
    never = "0001-01-01"
    cells: list[list[Any]] = [BUSINESS_CENTRAL]
    truth = []
    for bill in book.bills:
        due = bill.parts(75, 25)[0]
        start = [bill.issue, "Invoice", bill.code, bill.number, bill.due, bill.issue, None]
        cells.append([*start, bill.amount, None, never, "True", due])
        truth.append(row(bill, "client_name", client_code=bill.code, open_amount=due))
    first, day = book.bills[0], book.bills[0].due
    for kind, number, due_date, amount, closed in (
        ("Credit Memo", "CM-1", day, -BACK, False),
        ("Payment", "PAY-1", never, -PAID, False),
        ("Reminder", "REM-1", never, NONE, False),
        ("Invoice", "OLD-1", day, PAID, True),
        ("Finance Charge Memo", "FIN-1", day, PAID, False),
    ):
        start = [day, kind, first.code, number, due_date, day, None, amount, None]
        left = NONE if closed else amount
        cells.append([*start, day if closed else never, str(not closed), left])
    truth += [
        {"number": "CM-1", "kind": "credit_note", "amount": BACK, "open_amount": BACK},
        {"number": "PAY-1", "kind": "payment", "amount": PAID, "open_amount": PAID},
        {"number": "OLD-1", "open_amount": NONE},
        {"number": "FIN-1", "kind": "invoice", "open_amount": PAID},
    ]
    content = delimited(written(cells, ISO, point), ",")
    charge = ["FIN-1"]  # interest is no invoice of goods: out, held, or owed as it stands
    return Case(content, "f.csv", truth, optional=charge, either=charge, told=["REM-1", *charge])


@layout
def business_central_in_french(book: Ledger) -> Case:
    """Business Central in French [C]: Montant ouvert is what is still due."""
    head = "Date document|Type document|N° client|N° document|Date d'échéance|Montant"
    cells: list[list[Any]] = [[*head.split("|"), "Code devise", "Ouvert", "Montant ouvert"]]
    for bill in book.bills:
        start = [bill.issue, "Facture", bill.code, bill.number, bill.due, bill.amount]
        cells.append([*start, None, "Oui", bill.parts(75, 25)[0]])
    truth = [
        row(b, "client_name", client_code=b.code, open_amount=b.parts(75, 25)[0])
        for b in book.bills
    ]
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def stripe_in_cents(book: Ledger) -> Case:
    """Stripe's API fields [C]: whole numbers of cents, currency in lower case: never ×100."""
    head = "id,number,customer_name,customer_email,created,due_date,currency,amount_due,amount_paid"
    cells: list[list[Any]] = [[*head.split(","), "amount_remaining", "status"]]
    for bill in book.bills:
        cents = int(bill.amount * 100)
        start = [
            "in_1",
            bill.number,
            bill.client,
            f"{bill.code.lower()}@exemple.test",
            bill.issue,
            bill.due,
            "eur",
        ]
        cells.append([*start, cents, 0, cents, "open"])
    return Case(
        delimited(written(cells, ISO), ","),
        "f.csv",
        rows(book.bills),
        answers={"amount_unit": "cents", "cents": "cents", "unit": "cents"},
    )


@layout
def datev_extf(book: Ledger) -> Case:
    """DATEV EXTF [C]: a meta line, DDMM dates without a year, Soll/Haben: a ledger, refused."""
    head = "Umsatz;Soll/Haben-Kennzeichen;Konto;Gegenkonto;Belegdatum;Belegfeld 1;Buchungstext"
    cells: list[list[Any]] = [head.split(";")]
    for bill in book.bills:
        cells.append([bill.amount, "S", bill.code, "8400", bill.issue, bill.number, bill.client])
    meta = b'"EXTF";700;21;"Buchungsstapel";12;20260101\r\n'
    content = meta + delimited(written(cells, "%d%m", german), encoding="cp1252")
    refused = ["ledger", "ledger_not_read_yet", "fec_not_read_yet", "no_table"]
    return Case(content, "f.csv", refused=refused)


@layout
def german_open_items(book: Ledger) -> Case:
    """Open items of a German program [C]: 1.234,56, dd.mm.yyyy, Offener Betrag."""
    head = "Rechnungsnummer;Kunde;Rechnungsdatum;Fälligkeitsdatum;Rechnungsbetrag;Bezahlt"
    more = "Offener Betrag;Währung;Überfällig;Tage überfällig"
    cells: list[list[Any]] = [[*head.split(";"), *more.split(";")]]
    for bill in book.bills:
        paid, due = bill.parts(5, 95)
        start = [bill.number, bill.client, bill.issue, bill.due, bill.amount, paid, due]
        cells.append([*start, "EUR", "ja", 12])
    truth = [row(bill, open_amount=bill.parts(5, 95)[1]) for bill in book.bills]
    return Case(delimited(written(cells, DOTS, german), encoding="cp1252"), "f.csv", truth)
