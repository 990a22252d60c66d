"""Exports of French accounting programs, as exports.md 1.1 describes them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, credit, layout, row, rows
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.shapes import LEDGER
from tests.intake.layouts.writers import comma, delimited, english, formatted, headings, written
from tests.intake.spreadsheets import workbook

SAGE_100 = headings(
    "Code journal;Date pièce;N° pièce;N° facture;Référence;N° compte général;N° compte tiers;"
    "Libellé écriture;Date échéance;Débit;Crédit",
    ";",
)


@layout
def sage_100_accounting_canvas(book: Ledger) -> Case:
    """Sage 100, all entries of the sales [C]: dates JJMMAA, cp1252; a ledger, not a list."""
    cells: list[list[Any]] = [SAGE_100]
    for at, bill in enumerate(book.bills, 1):
        start = ["VTE", bill.issue, str(at), bill.number, bill.number]
        label = f"Facture {bill.client}"
        cells.append([*start, "411000", bill.code, label, bill.due, bill.amount, None])
        cells.append([*start, "706000", None, label, None, None, bill.excl_tax])
        cells.append([*start, "445710", None, label, None, None, bill.tax])
    content = delimited(written(cells, "%d%m%y", comma), encoding="cp1252")
    return Case(content, "sage.txt", refused=LEDGER)


@layout
def sage_100_without_a_header(book: Ledger) -> Case:
    """The TXT of the canvas has no header line [C]: nothing to read columns by."""
    cells = [
        ["VTE", bill.issue, "1", bill.number, bill.number, "411000", bill.code, "x", bill.due]
        for bill in book.bills
    ]
    content = delimited(written(cells, "%d%m%y", comma), encoding="cp1252", ends="\r\n")
    return Case(content, "sage.txt", refused=[*LEDGER, "no_table", "no_header"])


@layout
def sage_warehouse_with_a_payer(book: Ledger) -> Case:
    """Compte Payeur [C]: the payer differs from the invoiced client, and is reminded."""
    head = ["Compte Tiers", "Intitulé tiers", "N° Facture", "Date GL", "Date échéance"]
    cells: list[list[Any]] = [[*head, "Montant TTC", "N° Compte Payeur", "Intitulé tiers payeur"]]
    for bill in book.bills:
        start = [bill.code, bill.client, bill.number, bill.issue, bill.due, bill.amount]
        cells.append([*start, "P01", "Holding Payeuse"])
    truth = [
        row(bill, client_code=bill.code, payer_code="P01", payer_name="Holding Payeuse")
        for bill in book.bills
    ]
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def sage_schedule_as_printed(book: Ledger) -> Case:
    """Sage échéancier as Excel [M]: title, period, totals per tiers, blank columns, page breaks."""
    head = ["Compte", None, "Intitulé", "N° pièce", "Date", None, "Échéance", "Montant"]
    cells: list[list[Any]] = [
        ["ÉCHÉANCIER CLIENTS"],
        ["Edition du 15/03/2026", None, "Période du 01/10/2025 au 15/03/2026"],
        [],
    ]
    for page, (code, client) in enumerate(book.clients, 1):
        cells.append(head)
        for bill in book.of(code):
            start = [code, None, client, bill.number, bill.issue, None]
            cells.append([*start, bill.due, bill.amount])
        cells.append(["Total tiers", None, client, *[None] * 4, book.due_of(code)])
        cells.append([f"Page {page}"])
    cells.append(["Total général", *[None] * 6, book.total])
    truth = [row(bill, client_code=bill.code) for bill in book.bills]
    return Case(formatted({"Feuil1": cells}, merges=["A1:H1"]), "f.xlsx", truth)


@layout
def sage_x3_payment_schedule(book: Ledger) -> Case:
    """Sage X3 échéancier [C]: dispute code, debit, credit, progressive balance, totals."""
    head = ["Date échéance", "Code tiers", "Raison sociale", "Code litige", "Type pièce"]
    cells: list[list[Any]] = [
        ["Échéancier clients"],
        [*head, "N° pièce", "Mode règlement", "Débit", "Crédit", "Solde progressif"],
    ]
    running = Decimal(0)
    for bill in book.bills:
        running += bill.amount
        contested = "LIT" if bill is book.bills[2] else None
        start = [bill.due, bill.code, bill.client, contested, "FACCL", bill.number, "VIR"]
        cells.append([*start, bill.amount, None, running])
    cells.append([*[None] * 5, "Total", None, running, None, None])
    truth = [
        row(
            bill,
            "issue_date",
            client_code=bill.code,
            disputed_amount=bill.amount if bill is book.bills[2] else Decimal(0),
        )
        for bill in book.bills
    ]
    return Case(workbook(cells), "f.xlsx", truth)


EBP = ["Date échéance", "Numéro du document", "Montant", "Soldée", "Code tiers", "Client"]


@layout
def ebp_schedule(book: Ledger) -> Case:
    """EBP échéancier client [C]: Soldée is yes or no, commas mark thousands, sub-totals undated."""
    cells: list[list[Any]] = [[*EBP, "Moyen de paiement", "Solde dû"]]
    for bill in book.bills:
        told = english(bill.amount)
        start = [bill.due, bill.number, told, "Non", bill.code, bill.client]
        cells.append([*start, "Virement", told])
    first = book.bills[0]
    paid = [date(2026, 1, 15), "F-0900", "500.00", "Oui", first.code, first.client]
    cells.append([*paid, "Chèque", "0.00"])
    cells.append([None, None, english(book.total + 500), *[None] * 4, english(book.total)])
    truth = [row(bill, "issue_date", client_code=bill.code) for bill in book.bills]
    settled = {"number": "F-0900", "client_name": first.client, "open_amount": Decimal(0)}
    return Case(workbook(cells), "f.xlsx", [*truth, settled])


@layout
def ebp_schedule_in_instalments(book: Ledger) -> Case:
    """EBP échéancier, a row per instalment [C]."""
    cells: list[list[Any]] = [[*EBP, "Moyen de paiement", "Solde dû"]]
    truth = []
    for bill in book.bills:
        later = bill.due + timedelta(days=31)
        for day, part in zip((bill.due, later), bill.parts(30, 70), strict=True):
            told = [day, bill.number, part, "Non", bill.code, bill.client, "Virement", part]
            cells.append(told)
            truth.append(row(bill, "amount", "issue_date", due_date=day, open_amount=part))
    return Case(workbook(cells), "f.xlsx", truth, answers={"shape": "instalments"})


@layout
def quadra_schedule(book: Ledger) -> Case:
    """Quadra Échéancier [M]: debit, credit and a running balance, which is no one's due."""
    head = ["Compte", "Libellé", "Journal", "Date", "Pièce", "Echéance", "Débit", "Crédit"]
    cells: list[list[Any]] = [[*head, "Solde", "Lettrage"]]
    running = Decimal(0)
    for bill in book.bills:
        running += bill.amount
        start = [bill.code, bill.client, "VE", bill.issue, bill.number, bill.due]
        cells.append([*start, bill.amount, None, running, None])
    truth = [row(bill, client_code=bill.code) for bill in book.bills]
    return Case(workbook(cells), "f.xlsx", truth)


PENNYLANE = "invoice_number customer_name date deadline status paid amount"


@layout
def pennylane_vocabulary(book: Ledger) -> Case:
    """Pennylane's API words [C]: amounts as text, deadline is the due date, paid is a boolean."""
    cells: list[list[Any]] = [[*PENNYLANE.split(), "remaining_amount_with_tax", "currency"]]
    for at, bill in enumerate(book.bills):
        status = ("late", "upcoming", "incomplete")[at % 3]
        told = [bill.number, bill.client, bill.issue, bill.due, status, "false", bill.amount]
        cells.append([*told, bill.amount, "EUR"])
    bill, ten = book.bills[0], Decimal("10.00")
    day = [bill.issue, bill.due]
    for number, status in (
        ("D-1", "draft"),
        ("C-1", "cancelled"),
        ("PF-1", "proforma"),
        ("SO-1", "shipping_order"),
        ("EST-1", "estimate_pending"),
    ):
        cells.append([number, bill.client, *day, status, "false", ten, ten, "EUR"])
    cells.append(["P-1", bill.client, *day, "paid", "true", ten, Decimal(0), "EUR"])
    cells.append(["N-1", bill.client, *day, "credit_note", "false", -ten, -ten, "EUR"])
    cells.append(["R-1", bill.client, *day, "partially_paid", "false", ten, Decimal(4), "EUR"])
    truth = [
        *rows(book.bills),
        {"number": "P-1", "open_amount": Decimal(0)},
        {"number": "R-1", "amount": ten, "open_amount": Decimal(4), "kind": "invoice"},
        credit("N-1", bill.client, ten),
    ]
    answers = {"status:incomplete": "open"}
    return Case(
        delimited(written(cells, "%Y-%m-%d", comma), ";"),
        "f.csv",
        truth,
        answers=answers,
        told=["D-1", "C-1", "PF-1", "SO-1", "EST-1"],
    )
