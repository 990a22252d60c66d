"""The state of invoices told elsewhere than in a status: titles, sheets, crosses, payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, Row, credit, layout, row, rows
from tests.intake.layouts.kinds import plain
from tests.intake.layouts.ledger import Bill, Ledger
from tests.intake.layouts.meaning import listed, with_column
from tests.intake.spreadsheets import workbook, workbook_of

NONE = Decimal(0)


def thirds(book: Ledger) -> tuple[Sequence[Bill], Sequence[Bill], Sequence[Bill]]:
    """The invoices in three runs, as they stand under three titles."""
    size = max(len(book.bills) // 3, 1)
    return book.bills[:size], book.bills[size : 2 * size], book.bills[2 * size :]


def lines(bills: Sequence[Bill]) -> list[list[Any]]:
    """Their rows under the usual headings."""
    return plain(Ledger(tuple(bills)))[1:]


def told(bills: Sequence[Bill], numbers: Sequence[int], **said: Any) -> list[Row]:
    """The truth of the invoices of these places, told otherwise than the rest."""
    return [row(bill, **said) if at in numbers else row(bill) for at, bill in enumerate(bills)]


def crossed(book: Ledger) -> list[int]:
    """The places that ``with_column`` gives a cross, one in three."""
    return list(range(0, len(book.bills), 3))


CROSSES = ["X", None, None]


@layout
def titles_of_state_above_their_rows(book: Ledger) -> Case:
    """Titles cut the list into what is due, settled and contested [O]: home-made trackers."""
    due, paid, disputed = thirds(book)
    cells = [
        plain(book)[0],
        ["FACTURES EN COURS"],
        *lines(due),
        ["FACTURES RÉGLÉES"],
        *lines(paid),
        ["LITIGES"],
        *lines(disputed),
    ]
    truth = [
        *rows(due),
        *rows(paid, open_amount=NONE),
        *(row(bill, disputed_amount=bill.amount) for bill in disputed),
    ]
    return Case(workbook(cells), "f.xlsx", truth)


@layout
def titles_of_state_with_sub_totals(book: Ledger) -> Case:
    """Each title of state with a sub-total below its rows [O]."""
    due, paid, gone = thirds(book)
    cells = [plain(book)[0]]
    for title, bills in (("À régler", due), ("Factures soldées", paid), ("Annulées", gone)):
        amount = sum((bill.amount for bill in bills), NONE)
        cells += [[title], *lines(bills), ["Total", None, None, None, amount], []]
    numbers = [bill.number for bill in gone]
    truth = [*rows(due), *rows(paid, open_amount=NONE)]
    return Case(workbook(cells), "f.xlsx", truth, told=numbers, optional=numbers)


@layout
def title_of_state_above_the_headings(book: Ledger) -> Case:
    """The whole list is of one state, which its title says [O]."""
    cells = [["Factures payées 2026"], ["Édité le 15/03/2026"], [], *plain(book)]
    return Case(workbook(cells), "f.xlsx", rows(book.bills, open_amount=NONE))


@layout
def filter_of_state_above_the_headings(book: Ledger) -> Case:
    """A filter block that tells what was exported [C]: OCA; here only what is not paid."""
    cells = [["Statut : Non réglées"], [], *plain(book)]
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def sheets_named_by_their_state(book: Ledger) -> Case:
    """A sheet of what is due, one of what is paid, one of quotes [O]: home-made trackers."""
    due, paid, quotes = thirds(book)
    head = plain(book)[0]
    sheets = {
        "En cours": [head, *lines(due)],
        "Payées": [head, *lines(paid)],
        "Devis": [head, *lines(quotes)],
    }
    numbers = [bill.number for bill in quotes]
    return Case(
        workbook_of(sheets),
        "f.xlsx",
        [*rows(due), *rows(paid, open_amount=NONE)],
        answers={"choose_sheet": "every"},
        told=numbers,
        optional=numbers,
    )


@layout
def the_status_of_a_row_wins_over_its_title(book: Ledger) -> Case:
    """A row under "Factures réglées" whose own status says sent [O]: to be decided."""
    head, *own = with_column(book, "Statut", ["Payée", "Envoyée", None])
    sent = list(range(1, len(book.bills), 3))
    truth = [
        row(bill) if at in sent else row(bill, open_amount=NONE)
        for at, bill in enumerate(book.bills)
    ]
    held = [book.bills[at].number for at in sent]
    return Case(workbook([head, ["Factures réglées"], *own]), "f.xlsx", truth, held=held)


@layout
def a_cross_in_a_column_of_cancelled_invoices(book: Ledger) -> Case:
    """A cross in "Annulée" [O]."""
    gone = {book.bills[at].number for at in crossed(book)}
    truth = [row(bill) for bill in book.bills if bill.number not in gone]
    cells = listed(with_column(book, "Annulée", CROSSES))
    return Case(cells, "f.csv", truth, told=gone, optional=gone)


@layout
def a_yes_or_no_in_a_column_of_drafts(book: Ledger) -> Case:
    """Oui or non in "Brouillon" [O]."""
    gone = {book.bills[at].number for at in crossed(book)}
    truth = [row(bill) for bill in book.bills if bill.number not in gone]
    cells = listed(with_column(book, "Brouillon", ["oui", "non", "non"]))
    return Case(cells, "f.csv", truth, told=gone, optional=gone)


@layout
def a_cross_in_a_column_of_reconciled_invoices(book: Ledger) -> Case:
    """A cross in "Pointé" [O]: probably paid, asked once."""
    truth = told(book.bills, crossed(book), open_amount=NONE)
    cells = listed(with_column(book, "Pointé", CROSSES))
    several = len(crossed(book)) > 1
    return Case(
        cells,
        "f.csv",
        truth,
        answers={"reconciled": "settled"},
        asks=["reconciled"] if several else [],
    )


@layout
def a_cross_in_a_column_not_to_be_reminded(book: Ledger) -> Case:
    """A cross in "Ne pas relancer" [O]: held back until decided."""
    held = [book.bills[at].number for at in crossed(book)]
    cells = listed(with_column(book, "Ne pas relancer", CROSSES))
    return Case(cells, "f.csv", rows(book.bills), held=held)


@layout
def a_cross_in_a_column_of_legal_files(book: Ledger) -> Case:
    """A cross in "Contentieux" [O]: somebody else has the file."""
    held = [book.bills[at].number for at in crossed(book)]
    cells = listed(with_column(book, "Contentieux", CROSSES))
    return Case(cells, "f.csv", rows(book.bills), held=held)


@layout
def paid_yes_or_no_asked_in_the_heading(book: Ledger) -> Case:
    """A yes or a no that the heading asks for, "Payée O/N" [O]."""
    truth = told(book.bills, crossed(book), open_amount=NONE)
    return Case(listed(with_column(book, "Payée O/N", ["O", "N", None])), "f.csv", truth)


@layout
def payments_noted_with_their_means_and_day(book: Ledger) -> Case:
    """A column of payments with "VIR 15/02/2026" or "CHQ 12 du 15/02/2026" [O]."""
    days = [bill.issue + timedelta(days=20) for bill in book.bills]
    head, *own = plain(book)
    cells = [[*head, "Paiement"]]
    truth = []
    for at, (bill, line, day) in enumerate(zip(book.bills, own, days, strict=True)):
        notes = [f"VIR {day:%d/%m/%Y}", f"CHQ 123 du {day:%d/%m/%Y}", None]
        cells.append([*line, notes[at % 3]])
        paid = at % 3 < 2
        truth.append(row(bill, open_amount=NONE, paid_date=day) if paid else row(bill))
    return Case(listed(cells), "f.csv", truth)


@layout
def deposits_noted_with_their_amount(book: Ledger) -> Case:
    """A column of payments with "acompte 1 €" [O]: the rest is due."""
    truth = told(book.bills, [])
    for at in crossed(book):
        truth[at] = row(book.bills[at], open_amount=book.bills[at].amount - Decimal(1))
    return Case(listed(with_column(book, "Paiement", ["acompte 1 €", None, None])), "f.csv", truth)


@layout
def reminders_planned_and_sent_in_one_column(book: Ledger) -> Case:
    """A column for each reminder with "faite", "à faire", "prévue 20/09" [O]."""
    words = ["faite", "à faire", "prévue 20/09/2026", "01/03/2026"]
    levels = [1, None, None, 1]
    truth = [row(bill, reminder_level=levels[at % 4]) for at, bill in enumerate(book.bills)]
    return Case(listed(with_column(book, "Relance 1", words)), "f.csv", truth)


@layout
def statuses_of_online_invoicing(book: Ledger) -> Case:
    """Words of online programs of invoicing [C]: Pennylane, Sellsy, Dolibarr, QuickBooks, Zoho."""
    words = ["Finalisée", "À venir", "Classée payée", "Échéance dépassée", "Deposited"]
    truth = told(
        book.bills, [at for at in range(len(book.bills)) if at % 5 in (2, 4)], open_amount=NONE
    )
    return Case(listed(with_column(book, "Statut", words)), "f.csv", truth)


@layout
def credit_notes_under_the_number_of_their_invoice(book: Ledger) -> Case:
    """A credit note of the same number and the same day, told by its label [O]."""
    head, *own = with_column(book, "Libellé", ["Prestation"])
    first = book.bills[0]
    own.insert(1, [*own[0][:4], Decimal("5.00"), "Avoir"])
    told_credit = credit(first.number, first.client, Decimal("5.00"))
    return Case(listed([head, *own]), "f.csv", [*rows(book.bills), told_credit])


@layout
def promises_noted_in_a_column(book: Ledger) -> Case:
    """A day in "Promesse" [O]: held back until decided."""
    held = [book.bills[at].number for at in crossed(book)]
    cells = listed(with_column(book, "Promesse", ["20/03/2026", None, None]))
    return Case(cells, "f.csv", rows(book.bills), held=held)


@layout
def invoices_not_sent_yet(book: Ledger) -> Case:
    """A no in "Envoyée" [O]: to be decided."""
    held = [book.bills[at].number for at in crossed(book)]
    cells = listed(with_column(book, "Envoyée", ["non", "oui", "oui"]))
    return Case(cells, "f.csv", rows(book.bills), held=held)
