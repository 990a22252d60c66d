"""Columns that say whose an invoice is: codes, names, suppliers; terms and addresses beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import ANY, Case, layout, row, rows
from tests.intake.layouts.kinds import plain
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.meaning import listed
from tests.intake.layouts.writers import formatted
from tests.intake.spreadsheets import HEADINGS, workbook

TEN = Decimal("10.00")


def _code_and_name(book: Ledger, code: str, name: str) -> Case:
    lines: list[list[Any]] = [[code, name, "N° facture", *HEADINGS[2:]]]
    lines += [[b.code, b.client, b.number, b.issue, b.due, b.amount] for b in book.bills]
    return Case(
        workbook(lines), "f.xlsx", [row(bill, client_code=bill.code) for bill in book.bills]
    )


@layout
def client_code_under_customer(book: Ledger) -> Case:
    """Customer holds the code beside Customer Name [C]: ERPNext."""
    return _code_and_name(book, "Customer", "Customer Name")


@layout
def client_code_under_client(book: Ledger) -> Case:
    """Client holds the code beside Raison sociale [M]."""
    return _code_and_name(book, "Client", "Raison sociale")


@layout
def client_code_under_account(book: Ledger) -> Case:
    """Compte and Intitulé [M]: Sage."""
    return _code_and_name(book, "Compte", "Intitulé")


@layout
def client_code_under_tiers(book: Ledger) -> Case:
    """Tiers holds the code beside Nom du tiers [C]."""
    return _code_and_name(book, "Tiers", "Nom du tiers")


@layout
def suppliers_by_type(book: Ledger) -> Case:
    """Achat, ACCPAY, Bill among the types [F]: what the firm owes is left out."""
    head, *lines = plain(book)
    told = [[*line, "Vente"] for line in lines]
    words = ("Achat", "Facture fournisseur", "ACCPAY", "in_invoice", "Bill")
    day = book.bills[0].issue
    numbers = [f"FF-{at}" for at in range(len(words))]
    told += [
        [number, "Fournisseur X", day, day, TEN, word]
        for number, word in zip(numbers, words, strict=True)
    ]
    return Case(workbook([[*head, "Type"], *told]), "f.xlsx", rows(book.bills), told=numbers)


@layout
def suppliers_by_account(book: Ledger) -> Case:
    """Accounts 411 and 401 side by side [F]: 401 is a supplier's."""
    lines: list[list[Any]] = [["Compte", "Client", "N° facture", *HEADINGS[2:]]]
    for b in book.bills:
        lines.append([f"411{b.code}", b.client, b.number, b.issue, b.due, b.amount])
    first = book.bills[0]
    lines.append(["401FOUR", "Fournisseur X", "FF-1", first.issue, first.due, TEN])
    truth = [row(bill, client_code=f"411{bill.code}") for bill in book.bills]
    return Case(listed(lines), "f.csv", truth, told=["FF-1"])


@layout
def contacts_beside_the_invoices(book: Ledger) -> Case:
    """A second table to the right [O]: its addresses are not those of the rows beside them."""
    head, *lines = plain(book)
    others = [(name, f"{code.lower()}@exemple.test") for code, name in reversed(book.clients)]
    told: list[list[Any]] = []
    for at, line in enumerate(lines):
        beside = others[at] if at < len(others) else (None, None)
        told.append([*line, None, *beside])
    truth = [row(bill, email=None) for bill in book.bills]
    content = workbook([[*head, None, "Client", "E-mail"], *told])
    return Case(content, "f.xlsx", truth)


@layout
def credits_below_the_invoices(book: Ledger) -> Case:
    """A second table below, with a heading of its own [O]: read as what it is, or asked about."""
    first = book.bills[0]
    below: list[list[Any]] = [
        [],
        ["Avoirs"],
        ["N° avoir", "Client", "Date", "Montant TTC"],
        ["AV-1", first.client, first.due, TEN],
    ]
    note = {"number": "AV-1", "kind": "credit_note", "amount": TEN}
    answers = {"choose_sheet": f"{len(book.bills)} lignes"}
    content = workbook([*plain(book), *below])
    return Case(content, "f.xlsx", [*rows(book.bills), note], answers, [ANY], optional=["AV-1"])


@layout
def number_whose_zeros_are_only_shown(book: Ledger) -> Case:
    """123 shown as 000123 by its format [O]: the client knows it with its zeros."""
    lines = plain(book)
    for line in lines[1:]:
        line[0] = int(line[0][2:])
    content = formatted({"F": lines}, formats={"A": "000000"})
    truth = [row(bill, number=f"00{bill.number[2:]}") for bill in book.bills]
    return Case(content, "f.xlsx", truth)


@layout
def number_as_a_float(book: Ledger) -> Case:
    """1001.0 is 1001 [F]."""
    lines = plain(book)
    for line in lines[1:]:
        line[0] = float(line[0][2:])
    truth = [row(bill, number=bill.number[2:]) for bill in book.bills]
    return Case(workbook(lines), "f.xlsx", truth)


# --- terms ---------------------------------------------------------------------------------------


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def without_due_dates(book: Ledger) -> list[list[Any]]:
    """The list with codes and without due dates."""
    lines: list[list[Any]] = [["N° facture", "Client", "Code client", "Date facture"]]
    lines[0].append("Montant TTC")
    return lines + [[b.number, b.client, b.code, b.issue, b.amount] for b in book.bills]


def _terms(book: Ledger, answer: str, dues: list[date]) -> Case:
    truth = [
        row(bill, due_date=due, due_calculated=True)
        for bill, due in zip(book.bills, dues, strict=True)
    ]
    content = listed(without_due_dates(book))
    answers = {"missing_due_date": answer}
    return Case(content, "f.csv", truth, answers, ["missing_due_date"])


@layout
def terms_of_net_days(book: Ledger) -> Case:
    """Asked once [C]: 45 days."""
    return _terms(book, "45", [bill.issue + timedelta(days=45) for bill in book.bills])


@layout
def terms_of_days_then_end_of_month(book: Ledger) -> Case:
    """Asked once [C]: 45 days, then the end of that month."""
    dues = [end_of_month(bill.issue + timedelta(days=45)) for bill in book.bills]
    return _terms(book, "45 jours fin de mois", dues)


@layout
def terms_of_end_of_month_then_days(book: Ledger) -> Case:
    """Asked once [C]: the end of the month, then 45 days."""
    dues = [end_of_month(bill.issue) + timedelta(days=45) for bill in book.bills]
    return _terms(book, "fin de mois 45 jours", dues)


@layout
def terms_of_days_then_the_tenth(book: Ledger) -> Case:
    """Asked once [M]: 30 days, then the tenth that follows."""
    dues = []
    for bill in book.bills:
        day = bill.issue + timedelta(days=30)
        month = day if day.day <= 10 else end_of_month(day) + timedelta(days=1)
        dues.append(month.replace(day=10))
    return _terms(book, "30 jours le 10", dues)


@layout
def terms_in_a_column(book: Ledger) -> Case:
    """Conditions de règlement per row [C]: net days, end of month, on receipt."""
    words = ("30 jours", "45 jours fin de mois", "À réception")
    lines = without_due_dates(book)
    lines = [[*line, words[at % 3]] for at, line in enumerate(lines, -1)]
    lines[0][-1] = "Conditions de règlement"
    truth = []
    for at, bill in enumerate(book.bills):
        late = end_of_month(bill.issue + timedelta(days=45))
        due = (bill.due, late, bill.issue)[at % 3]
        truth.append(row(bill, due_date=due, due_calculated=True))
    return Case(listed(lines), "f.csv", truth)


@layout
def terms_missing_on_some_rows(book: Ledger) -> Case:
    """Half the due dates are there [M]: the terms of the others are asked once."""
    lines = [
        [*line[:3], line[3] if at % 2 else None, *line[4:]]
        for at, line in enumerate(plain(book)[1:])
    ]
    truth = [row(bill, due_calculated=at % 2 == 0) for at, bill in enumerate(book.bills)]
    answers = {"missing_due_date": "30"}
    content = workbook([list(HEADINGS), *lines])
    return Case(content, "f.xlsx", truth, answers, ["missing_due_date"])


@layout
def terms_of_each_client_in_the_contacts(book: Ledger) -> Case:
    """A file of clients gives the terms of each [F]: nothing is asked."""
    words = ("60", "45 jours fin de mois", "30 jours")
    contacts: list[list[Any]] = [["Code client", "Nom", "E-mail", "Délai de paiement"]]
    due = {}
    for at, (code, client) in enumerate(book.clients):
        contacts.append([code, client, f"{code.lower()}@exemple.test", words[at % 3]])
        for bill in book.of(code):
            late = end_of_month(bill.issue + timedelta(days=45))
            due[bill.number] = (bill.issue + timedelta(days=60), late, bill.due)[at % 3]
    truth = [row(bill, due_date=due[bill.number], due_calculated=True) for bill in book.bills]
    content = workbook(without_due_dates(book))
    return Case(content, "f.xlsx", truth, contacts=workbook(contacts))
