"""Columns that say what a row is: statuses, types, sides, disputes, reminders, suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, Cells, Row, credit, layout, row, rows
from tests.intake.layouts.kinds import plain
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import delimited, written
from tests.intake.spreadsheets import HEADINGS

NONE, TEN = Decimal(0), Decimal("10.00")


def listed(lines: Cells) -> bytes:
    """The rows as a text: what a workbook adds to it is looked at elsewhere."""
    return delimited(written(lines))


def with_column(
    book: Ledger, heading: str, words: Sequence[Any], *more: Sequence[Any]
) -> list[list[Any]]:
    """The plain list with one more column, whose words follow each other, and more rows."""
    head, *lines = plain(book)
    told = [[*line, words[at % len(words)]] for at, line in enumerate(lines)]
    return [[*head, heading], *told, *(list(line) for line in more)]


def settled(book: Ledger, paid: Sequence[int], of: int) -> list[Row]:
    """The truth when the words of these places mean that nothing is due any more."""
    return [
        row(bill, open_amount=NONE) if at % of in paid else row(bill)
        for at, bill in enumerate(book.bills)
    ]


def one_more(book: Ledger, number: str | None, amount: Decimal, word: Any) -> list[Any]:
    """A row of the first client beside the others."""
    first = book.bills[0]
    return [number, first.client, first.issue, first.due, amount, word]


@layout
def status_unpaid_is_open(book: Ledger) -> Case:
    """Impayée is open in Dolibarr [C]."""
    return Case(listed(with_column(book, "Statut", ["Impayée"])), "f.csv", rows(book.bills))


@layout
def status_settled_yes_or_no(book: Ledger) -> Case:
    """Soldée is yes or no [M]: EBP."""
    lines = with_column(book, "Soldée", ["Oui", "Non", "O", "N"])
    return Case(listed(lines), "f.csv", settled(book, (0, 2), 4))


@layout
def status_open_yes_or_no(book: Ledger) -> Case:
    """Open is yes or no [C]: Business Central; no means settled."""
    lines = with_column(book, "Open", ["Yes", "No", "True", "False"])
    return Case(listed(lines), "f.csv", settled(book, (1, 3), 4))


@layout
def status_paid_as_zero_or_one(book: Ledger) -> Case:
    """Facture payée is 0 or 1 [C]: Dolibarr."""
    lines = with_column(book, "Facture payée", [0, 1])
    return Case(listed(lines), "f.csv", settled(book, (1,), 2))


@layout
def status_word_that_nobody_knows(book: Ledger) -> Case:
    """A word of the house [O]: asked once for all its rows."""
    lines = with_column(book, "Statut", ["Zblorg"])
    answers = {"status:zblorg": "open"}
    return Case(listed(lines), "f.csv", rows(book.bills), answers, ["status:zblorg"])


@layout
def status_not_due_yet_is_open(book: Ledger) -> Case:
    """Non échue, Échue, À échoir [M]: still due, all of them."""
    lines = with_column(book, "Statut", ["Non échue", "Échue", "À échoir"])
    return Case(listed(lines), "f.csv", rows(book.bills))


@layout
def status_at_law_is_never_live(book: Ledger) -> Case:
    """Contentieux, Liquidation judiciaire [M]: in other hands, to be decided."""
    lines = with_column(book, "Statut", ["Contentieux", "Liquidation judiciaire"])
    numbers = [bill.number for bill in book.bills]
    return Case(listed(lines), "f.csv", rows(book.bills), held=numbers)


@layout
def status_of_drafts_and_quotes(book: Ledger) -> Case:
    """Brouillon, Annulée, Devis [F]: no invoices."""
    more = [
        one_more(book, number, TEN, word)
        for number, word in (("D-1", "Brouillon"), ("D-2", "Annulée"), ("D-3", "Devis"))
    ]
    lines = with_column(book, "Statut", ["Envoyée"], *more)
    return Case(listed(lines), "f.csv", rows(book.bills), told=["D-1", "D-2", "D-3"])


@layout
def paid_date_alone(book: Ledger) -> Case:
    """A date of payment and no other word [F]: settled."""
    lines = with_column(book, "Date de paiement", [date(2026, 3, 2), None])
    return Case(listed(lines), "f.csv", settled(book, (0,), 2))


def _with_credit(book: Ledger, heading: str, word: Any, mark: Any, amount: Decimal) -> Case:
    lines = with_column(book, heading, [word], one_more(book, "X-1", amount, mark))
    truth = [*rows(book.bills), credit("X-1", book.bills[0].client, abs(amount))]
    return Case(listed(lines), "f.csv", truth)


@layout
def credit_note_by_type(book: Ledger) -> Case:
    """Type Avoir, positive amount [C]."""
    return _with_credit(book, "Type", "Facture", "Avoir", TEN)


@layout
def credit_note_by_code(book: Ledger) -> Case:
    """Type 381, positive amount [F]: e-invoices."""
    return _with_credit(book, "TypeCode", 380, 381, TEN)


@layout
def credit_note_below_zero_under_an_invoice_code(book: Ledger) -> Case:
    """Type 380 with a negative payable [F]."""
    return _with_credit(book, "TypeCode", 380, 380, -TEN)


@layout
def credit_note_by_label(book: Ledger) -> Case:
    """Avoir sur facture F-1002, positive amount [O]."""
    return _with_credit(book, "Libellé", "Prestation", "Avoir sur facture F-1002", TEN)


@layout
def credit_note_by_mark(book: Ledger) -> Case:
    """A column Avoir of O and N [O]."""
    return _with_credit(book, "Avoir", "N", "O", TEN)


@layout
def credit_note_by_side(book: Ledger) -> Case:
    """A column Sens of D and C [C]."""
    return _with_credit(book, "Sens", "D", "C", TEN)


@layout
def credit_note_in_a_column_of_its_own(book: Ledger) -> Case:
    """Débit beside Avoir, each with its amounts [M]."""
    lines: list[list[Any]] = [[*HEADINGS[:4], "Débit", "Avoir"]]
    lines += [[*line, None] for line in plain(book)[1:]]
    first = book.bills[0]
    lines.append(["AV-1", first.client, first.issue, first.due, None, TEN])
    truth = [*rows(book.bills), credit("AV-1", first.client, TEN)]
    return Case(listed(lines), "f.csv", truth)


@layout
def credit_note_known_by_its_prefix_alone(book: Ledger) -> Case:
    """Number AV-0001 and a positive amount [F]: asked, never deducted or demanded unasked."""
    lines = [*plain(book), one_more(book, "AV-0001", TEN, None)[:5]]
    more = {"number": "AV-0001", "amount": TEN}
    return Case(listed(lines), "f.csv", [*rows(book.bills), more], held=["AV-0001"])


@layout
def credit_note_without_dates(book: Ledger) -> Case:
    """A credit below zero needs no date [O]: left out, the client would be asked too much."""
    first = book.bills[0]
    lines = [*plain(book), ["AV-1", first.client, None, None, -TEN]]
    truth = [*rows(book.bills), credit("AV-1", first.client, TEN)]
    return Case(listed(lines), "f.csv", truth)


@layout
def payment_without_a_number(book: Ledger) -> Case:
    """A payment below zero, no number, no due date [C]: QuickBooks; deducted in sight."""
    first = book.bills[0]
    payment = [None, first.client, first.due, None, -TEN, "Règlement"]
    lines = with_column(book, "Type", ["Facture"], payment)
    number = f"Règlement du {first.due:%d/%m/%Y}"
    truth = [*rows(book.bills), credit(number, first.client, TEN, kind="payment")]
    return Case(listed(lines), "f.csv", truth)


@layout
def credit_that_cannot_be_read(book: Ledger) -> Case:
    """A credit whose amount is unreadable [O]: its client's invoices wait for a decision."""
    bad = one_more(book, "AV-1", TEN, None)[:5]
    bad[4] = "-100 à vérifier"
    held = [bill.number for bill in book.of(book.bills[0].code)]
    lines = [*plain(book), bad]
    return Case(listed(lines), "f.csv", rows(book.bills), held=held, told=["AV-1"])


@layout
def dispute_with_its_reason(book: Ledger) -> Case:
    """Litige yes or no, Motif du litige [M]."""
    head, *lines = plain(book)
    told = [
        [*line, *(("Oui", "Marchandise abîmée") if at == 0 else ("Non", None))]
        for at, line in enumerate(lines)
    ]
    truth = [
        row(b, disputed_amount=b.amount, dispute_reason="Marchandise abîmée")
        if b is book.bills[0]
        else row(b, disputed_amount=NONE)
        for b in book.bills
    ]
    return Case(listed([[*head, "Litige", "Motif du litige"], *told]), "f.csv", truth)


def _disputed(book: Ledger, heading: str, mark: Any, amount: Decimal | None = None) -> Case:
    head, *lines = plain(book)
    told = [[*line, mark if at == 0 else None] for at, line in enumerate(lines)]
    truth = [
        row(b, disputed_amount=(amount or b.amount) if b is book.bills[0] else NONE)
        for b in book.bills
    ]
    return Case(listed([[*head, heading], *told]), "f.csv", truth)


@layout
def dispute_as_a_cross(book: Ledger) -> Case:
    """X under Bloqué [M]."""
    return _disputed(book, "Bloqué", "X")


@layout
def dispute_as_a_code(book: Ledger) -> Case:
    """P1 under Code litige [C]: Sage X3."""
    return _disputed(book, "Code litige", "P1")


@layout
def dispute_of_a_part(book: Ledger) -> Case:
    """Montant en litige [M]: the rest keeps running."""
    return _disputed(book, "Montant en litige", Decimal("3.00"), Decimal("3.00"))


@layout
def dispute_in_the_status(book: Ledger) -> Case:
    """En litige among the statuses [F]."""
    head, *lines = plain(book)
    told = [[*line, "En litige" if at == 0 else "Envoyée"] for at, line in enumerate(lines)]
    truth = _disputed(book, "Bloqué", "X").rows
    return Case(listed([[*head, "Statut"], *told]), "f.csv", truth)


@layout
def dispute_in_a_remark(book: Ledger) -> Case:
    """ "LITIGE qualité, ne pas relancer" among the comments [O]: to be decided, never chased."""
    head, *lines = plain(book)
    remarks = ["LITIGE qualité, ne pas relancer", "RAS", None]
    told = [[*line, remarks[min(at, 2)]] for at, line in enumerate(lines)]
    held = [book.bills[0].number]
    return Case(listed([[*head, "Commentaire"], *told]), "f.csv", rows(book.bills), held=held)


@layout
def reminders_sent_as_a_level(book: Ledger) -> Case:
    """Niveau de relance and its date [M]."""
    head, *lines = plain(book)
    day = date(2026, 2, 20)
    told = [[*line, 2, day] for line in lines]
    truth = rows(book.bills, reminder_level=2, last_reminder_date=day)
    heads = [*head, "Niveau de relance", "Date dernière relance"]
    return Case(listed([heads, *told]), "f.csv", truth)


@layout
def reminders_sent_as_dates(book: Ledger) -> Case:
    """1ère relance and 2ème relance hold the dates [C]."""
    head, *lines = plain(book)
    days = (date(2026, 2, 10), date(2026, 2, 20))
    told = [[*line, *days] for line in lines]
    truth = rows(book.bills, reminder_level=2, last_reminder_date=days[1])
    return Case(listed([[*head, "1ère relance", "2ème relance"], *told]), "f.csv", truth)


@layout
def reminders_sent_as_yes(book: Ledger) -> Case:
    """Rappel 1 envoyé is yes or no [C]."""
    lines = with_column(book, "Rappel 1 envoyé", ["Oui"])
    return Case(listed(lines), "f.csv", rows(book.bills, reminder_level=1))
