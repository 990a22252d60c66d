"""Tables in which a row is no invoice: payments, instalments, balances, entries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, credit, layout, row, rows
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import delimited, french, written
from tests.intake.spreadsheets import HEADINGS, workbook

BALANCES_ONLY = ("balances_only", "client_balances")
LEDGER = ("ledger_not_read_yet", "fec_not_read_yet", "entries_not_read_yet", "ledger")


def payments(book: Ledger, every: int, *, twins: bool = False) -> Case:
    """One invoice in ``every`` is paid in two parts, the second at once, the others not."""
    head = ["Ref. facture", "Client", "Date facturation", "Date échéance", "Total TTC"]
    cells: list[list[Any]] = [[*head, "Montant règlement", "Date paiement"]]
    parts = (Decimal("3.10"), Decimal("3.10" if twins else "2.05"))
    truth, often = [], []
    for at, bill in enumerate(book.bills):
        start = [bill.number, bill.client, bill.issue, bill.due, bill.amount]
        if at % every == 0:
            second = bill.issue + timedelta(days=8 if twins else 21)
            cells.append([*start, parts[0], bill.issue + timedelta(days=8)])
            cells.append([*start, parts[1], second])
            truth.append(row(bill, open_amount=bill.amount - sum(parts)))
            often.append(bill.number)
        elif at == 1:
            cells.append([*start, bill.amount, bill.issue + timedelta(days=12)])
            truth.append(row(bill, open_amount=Decimal(0)))
        else:
            cells.append([*start, None, None])
            truth.append(row(bill))
    # One repeated number in a whole file may as well be a mistake, and so may a payment written
    # twice: then it is asked.
    either = often if twins or len(often) == 1 else []
    answers = {"shape": "payments"}
    return Case(workbook(cells), "f.xlsx", truth, answers=answers, either=either)


@layout
def a_row_per_payment(book: Ledger) -> Case:
    """Part payments repeat the invoice [C]: Dolibarr set 2."""
    return payments(book, 3)


@layout
def a_row_per_payment_with_what_is_due(book: Ledger) -> Case:
    """A row per payment, and what is still due of the invoice on each [C]."""
    head = [*HEADINGS, "Montant règlement", "Date règlement", "Reste dû"]
    cells: list[list[Any]] = [head]
    truth = []
    for at, bill in enumerate(book.bills):
        first, second, due = bill.parts(20, 30, 50)
        start = [bill.number, bill.client, bill.issue, bill.due, bill.amount]
        if at % 2 == 0:
            cells.append([*start, first, bill.due, due])
            cells.append([*start, second, bill.due + timedelta(days=9), due])
            truth.append(row(bill, open_amount=due))
        else:
            cells.append([*start, None, None, bill.amount])
            truth.append(row(bill))
    return Case(workbook(cells), "f.xlsx", truth, answers={"shape": "payments"})


@layout
def a_row_per_payment_once(book: Ledger) -> Case:
    """A single invoice of the file was paid in two parts [C]."""
    return payments(book, 99)


@layout
def a_row_per_payment_twice_alike(book: Ledger) -> Case:
    """Two payments of the same day and amount [C]: both count, or that is asked."""
    return payments(book, 3, twins=True)


@layout
def a_row_per_payment_once_twice_alike(book: Ledger) -> Case:
    """The only part payments of the file are twins [C]."""
    return payments(book, 99, twins=True)


@layout
def a_row_per_instalment(book: Ledger) -> Case:
    """Échéancier [C]: the same number, one row per date; the parts add up to the invoice."""
    cells: list[list[Any]] = [
        ["Numéro", "Client", "Date facture", "Date échéance", "Montant échéance"]
    ]
    truth = []
    for bill in book.bills:
        later = bill.due + timedelta(days=31)
        for day, part in zip((bill.due, later), bill.parts(40, 60), strict=True):
            cells.append([bill.number, bill.client, bill.issue, day, part])
            truth.append(row(bill, "amount", due_date=day, open_amount=part))
    answers = {"shape": "instalments"}
    return Case(workbook(cells), "f.xlsx", truth, answers=answers)


@layout
def amounts_spread_over_columns_of_age(book: Ledger) -> Case:
    """No total column: each amount stands under its age [M]."""
    ages = ["Non échu", "1 - 30", "31 - 60", "61 - 90", "91 and over"]
    cells: list[list[Any]] = [["Client", "N° facture", "Date facture", "Échéance", *ages]]
    for at, bill in enumerate(book.bills):
        spread = [bill.amount if place == at % 5 else None for place in range(5)]
        cells.append([bill.client, bill.number, bill.issue, bill.due, *spread])
    answers = {"shape": "ageing_columns"}
    return Case(workbook(cells), "f.xlsx", rows(book.bills), answers=answers)


@layout
def balances_per_client(book: Ledger) -> Case:
    """Balance âgée [C]: no invoice in it, so nothing to import."""
    cells: list[list[Any]] = [["Balance âgée clients"]]
    cells.append(["Code", "Client", "Non échu", "0 à 30 jours", "31 à 60 jours", "Total"])
    for code, client in book.clients:
        due = book.due_of(code)
        cells.append([code, client, Decimal(0), due, Decimal(0), due])
    cells.append(["Total", None, Decimal(0), book.total, Decimal(0), book.total])
    return Case(workbook(cells), "f.xlsx", refused=BALANCES_ONLY)


@layout
def balances_in_two_columns(book: Ledger) -> Case:
    """Client and Solde [O]: named for what it is."""
    cells: list[list[Any]] = [
        ["Client", "Solde"],
        *([name, book.due_of(code)] for code, name in book.clients),
    ]
    return Case(workbook(cells), "f.xlsx", refused=[*BALANCES_ONLY, "no_table"])


@layout
def open_items_in_debit_and_credit(book: Ledger) -> Case:
    """Open entries of the clients' accounts [M]: the credits are payments and credit notes."""
    first, second = book.bills[0], book.bills[1]
    head = ["Compte", "Intitulé", "Pièce", "Date", "Échéance", "Libellé", "Débit", "Crédit"]
    cells: list[list[Any]] = [head]
    for bill in book.bills:
        cells.append(
            [bill.code, bill.client, bill.number, bill.issue, bill.due, "Facture", bill.amount]
        )
    paid, returned = Decimal("3.10"), Decimal("1.05")
    cells.append([first.code, first.client, "RG-1", first.due, None, "Règlement", None, paid])
    cells.append([second.code, second.client, "AV-1", second.due, None, "Avoir", None, returned])
    truth = [
        *(row(bill, client_code=bill.code) for bill in book.bills),
        credit("RG-1", first.client, paid, kind="payment"),
        credit("AV-1", second.client, returned),
    ]
    answers = {"shape": "open_items"}
    return Case(workbook(cells), "f.xlsx", truth, answers=answers)


@layout
def entries_of_all_accounts_with_sides(book: Ledger) -> Case:
    """A Sage journal of sales [C]: sens D or C, one amount, accounts 411 and 706."""
    head = "code journal;date;numero de facture;libelle;compte general;compte tiers;date echeance"
    cells: list[list[Any]] = [[*head.split(";"), "sens", "montant"]]
    for bill in book.bills:
        start = ["VE", bill.issue, bill.number, bill.client]
        cells.append([*start, "411000", bill.code, bill.due, "D", bill.amount])
        cells.append([*start, "706000", None, bill.due, "C", bill.excl_tax])
        cells.append([*start, "445710", None, bill.due, "C", bill.tax])
    return Case(delimited(written(cells, money=french)), "f.csv", refused=LEDGER)
