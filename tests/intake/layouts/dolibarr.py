"""Export sets of Dolibarr, as exports.md 1.1 describes them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, Row, credit, layout, row
from tests.intake.layouts.ledger import Ledger
from tests.intake.spreadsheets import workbook

TEN, NONE = Decimal("10.00"), Decimal(0)


@layout
def dolibarr_invoices_with_lines(book: Ledger) -> Case:
    """Dolibarr export set 1, French labels [C]: the invoice repeats on each of its lines."""
    head = ["Société", "Adresse", "Ville", "Ref. facture", "Date facturation", "Date échéance"]
    totals = ["Total HT", "Total TVA", "Total TTC", "Facture payée", "Statut facture"]
    cells: list[list[Any]] = [[*head, *totals, "Ligne", "Quantité", "Prix unitaire"]]
    words = ["Validée (à payer)", "Impayée", "Payée (partiellement)"]
    truth = []
    for at, bill in enumerate(book.bills):
        start = [bill.client, "1 rue", "Nice", bill.number, bill.issue, bill.due]
        sums = [bill.excl_tax, bill.tax, bill.amount, 0, words[at % 3]]
        cells += [[*start, *sums, line, 2, bill.excl_tax / 4] for line in (1, 2)]
        # "Payée (partiellement)" is closed short, and nothing more is asked of the client.
        truth.append(row(bill, **({"open_amount": NONE} if at % 3 == 2 else {})))
    return Case(workbook(cells), "f.xlsx", truth)


LABELS = (
    "Société|Ref. facture|Date facturation|Date échéance|Total TTC|Facture payée|Statut facture"
)
KEYS = "CompanyName|InvoiceRef|DateInvoice|DateDue|TotalTTC|InvoicePaid|InvoiceStatus"


def _dolibarr_payments(book: Ledger, head: list[str]) -> Case:
    """Set 2: one invoice in three paid in two parts, the second at once, the others not at all."""
    cells: list[list[Any]] = [head]
    truth = []
    for at, bill in enumerate(book.bills):
        first, second = bill.parts(20, 30, 50)[:2]
        start = [bill.client, bill.number, bill.issue, bill.due, bill.amount]
        if at % 3 == 0:
            for paid, day in ((first, bill.due), (second, bill.due + timedelta(days=9))):
                cells.append([*start, 0, "Règlement commencé", paid, day])
            truth.append(row(bill, open_amount=bill.amount - first - second))
        elif at == 1:
            cells.append([*start, 1, "Payée", bill.amount, bill.due])
            truth.append(row(bill, open_amount=NONE))
        else:
            cells.append([*start, 0, "Impayée", None, None])
            truth.append(row(bill))
    bill = book.bills[0]
    for number, word in (("B-1", "Brouillon (à valider)"), ("A-1", "Abandonnée")):
        cells.append([bill.client, number, bill.issue, bill.due, TEN, 0, word, None, None])
    answers = {"shape": "payments"}
    return Case(workbook(cells), "f.xlsx", truth, answers=answers, told=["B-1", "A-1"])


@layout
def dolibarr_invoices_with_payments(book: Ledger) -> Case:
    """Dolibarr export set 2, French labels [C]: a row per payment."""
    return _dolibarr_payments(book, [*LABELS.split("|"), "Montant paiement", "Date paiement"])


@layout
def dolibarr_invoices_with_payments_by_key(book: Ledger) -> Case:
    """Dolibarr export set 2, headings are the keys of its fields [C]."""
    return _dolibarr_payments(book, [*KEYS.split("|"), "AmountPayment", "DatePayment"])


#: Status -> what is left of an invoice of that status; None when it is not imported.
STATUSES = {
    "Validée (à payer)": 1,
    "Impayée": 1,
    "Payée": 0,
    "Payée (partiellement)": 0,  # closed short: nothing more is asked
    "Remboursé ou converti en réduction": 0,
    "Brouillon (à valider)": None,
    "Abandonnée": None,
    "Fermée (impayée)": None,
}


@layout
def dolibarr_statuses(book: Ledger) -> Case:
    """Every status of Dolibarr in French [C]; what was closed or given up is never asked for."""
    cells: list[list[Any]] = [[*LABELS.split("|")[:5], "Statut facture", "Type facture"]]
    truth: list[Row] = []
    told, closed = [], []
    words = list(STATUSES.items())
    for at, bill in enumerate(book.bills):
        word, left = words[at % len(words)]
        start = [bill.client, bill.number, bill.issue, bill.due, bill.amount]
        cells.append([*start, word, "Facture standard"])
        if left is None:
            told.append(bill.number)
        else:
            truth.append(row(bill, open_amount=bill.amount * left))
        if left != 1:
            closed.append(bill.number)
            truth += [row(bill, open_amount=NONE)] if left is None else []
    bill = book.bills[0]
    back = ["AV-1", bill.issue, bill.due, -TEN, "Validée (à payer)", "Facture avoir"]
    cells.append([bill.client, *back])
    truth.append(credit("AV-1", bill.client, TEN))
    # Closed: settled, left out, or waiting for a decision.
    return Case(workbook(cells), "f.xlsx", truth, optional=closed, either=closed, told=told)
