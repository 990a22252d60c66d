"""Payments in another sheet of the workbook: what the balances count is never taken twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, codes, workbook_of

SOLD, DUE = date(2026, 9, 1), date(2026, 10, 1)
HEAD = ("N° facture", "Client", "Date facture", "Échéance", "Montant TTC")
PAID = ("Date", "N° facture", "Client", "Montant", "Mode")


def invoice(number: str, amount: int, *more: object, client: str = "Dupont") -> tuple[object, ...]:
    return (number, client, SOLD, DUE, amount, *more)


def paid(number: str | None, amount: int, day: int = 3, client: str = "Dupont") -> tuple[Any, ...]:
    return (date(2026, 10, day), number, client, amount, "VIR")


def read(
    invoices: list[tuple[object, ...]],
    payments: list[tuple[object, ...]],
    *more: str,
    head: tuple[str, ...] = HEAD,
    name: str = "Règlements",
    **answers: str,
) -> Reading:
    sheets = {"Factures": [(*head, *more), *invoices], name: [PAID, *payments]}
    return read_file(workbook_of(sheets), "x.xlsx", today=TODAY, answers=answers)


def left(reading: Reading) -> list[tuple[str | None, Decimal | None]]:
    """What is still to be checked, of every sheet."""
    return [(one.number, one.amount) for sheet in reading.payments for one in sheet.read.lines]


def test_what_a_file_without_balance_does_not_deduct_awaits_a_decision() -> None:
    reading = read(
        [invoice("F1", 100), invoice("F2", 200), invoice("F3", 300)],
        [paid("F1", 100), paid("F2", 50)],
    )
    assert not reading.questions
    assert reading.sheet == "Factures"
    assert reading.invoices["open_amount"].to_list() == [100, 200, 300]
    assert codes(reading) == ["payments_beside"] * 2
    assert [told is None for told in reading.invoices["decision"]] == [False, False, True]
    assert left(reading) == [("F1", 100), ("F2", 50)]


def test_what_the_balance_counts_already_is_told_and_proposed_no_more() -> None:
    reading = read(
        [invoice("F1", 100, 0), invoice("F2", 200, 150), invoice("F3", 300, 300)],
        [paid("F1", 100), paid("F2", 50)],
        "Reste dû",
    )
    assert codes(reading) == []
    assert left(reading) == []
    assert reading.payments[0].counted == 2
    assert any("2 règlements déjà déduits" in note for note in reading.notes)


def test_a_payment_after_those_that_the_balance_counts_is_still_to_be_deducted() -> None:
    reading = read(
        [invoice("F1", 100, 60), invoice("F2", 200, 200)],
        [paid("F1", 30, day=9), paid("F1", 40, day=3), paid("F2", 200)],
        "Reste dû",
    )
    assert left(reading) == [("F1", 30), ("F2", 200)]
    assert not reading.payments[0].doubted


def test_a_balance_that_no_payment_explains_leaves_a_doubt() -> None:
    reading = read([invoice("F1", 100, 75)], [paid("F1", 40)], "Reste dû")
    assert left(reading) == [("F1", 40)]
    assert "25,00" in reading.payments[0].doubted[2]
    assert codes(reading) == ["payments_beside"]


def test_a_payment_that_was_sent_back_is_in_doubt() -> None:
    reading = read([invoice("F1", 100)], [paid("F1", 100), paid("F1", -100, day=9)])
    assert "rejet" in reading.payments[0].doubted[2]


def test_an_invoice_that_its_status_settles_takes_no_payment() -> None:
    reading = read(
        [invoice("F1", 100, "Payée"), invoice("F2", 200, "Échue")], [paid("F1", 100)], "Statut"
    )
    assert reading.payments[0].counted == 1
    assert left(reading) == []


@pytest.mark.parametrize(("answer", "expected"), [("counted", []), ("due", [("F1", 100)])])
def test_where_only_what_is_left_is_told_whether_it_counts_the_payments_is_asked(
    answer: str, expected: list[tuple[str, int]]
) -> None:
    head = ("N° facture", "Client", "Date facture", "Échéance", "Reste dû")
    invoices, payments = [invoice("F1", 100), invoice("F2", 50)], [paid("F1", 100)]
    [question] = read(invoices, payments, head=head).questions
    assert question.code == "payments_beside"
    assert "1 règlement" in question.message
    answered = read(invoices, payments, head=head, payments_beside=answer)
    assert not answered.questions
    assert left(answered) == expected


def test_payments_that_name_no_invoice_are_in_doubt_where_the_file_deducts_some() -> None:
    reading = read(
        [invoice("F1", 100, 0), invoice("F2", 200, 200)],
        [paid("F1", 100), paid(None, 200)],
        "Reste dû",
    )
    assert left(reading) == [(None, 200)]
    assert "peut-être déjà" in reading.payments[0].doubted[3]


@pytest.mark.parametrize("name", ["Factures et règlements", "Clients"])
def test_a_sheet_that_is_named_otherwise_and_tells_no_payment_is_none(name: str) -> None:
    invoices = [invoice("F1", 100), invoice("F2", 200)]
    sheets = {"Liste": [HEAD, *invoices], name: [("Code", "Client", "Ville"), ("1", "Dupont", "X")]}
    assert not read_file(workbook_of(sheets), "x.xlsx", today=TODAY).payments


def test_a_follow_up_of_payments_is_the_list_of_invoices_where_nothing_else_numbers_them() -> None:
    followed = [("N° facture", "Client", "Date facture", "Montant TTC"), ("F1", "Dupont", SOLD, 9)]
    clients = [("Client", "Facturé TTC", "Encours"), ("Dupont", 9, 9)]
    sheets = {"Suivi paiements": followed, "Clients": clients}
    reading = read_file(workbook_of(sheets), "x.xlsx", today=TODAY, terms_days=30)
    assert reading.sheet == "Suivi paiements"
    assert reading.invoices["number"].to_list() == ["F1"]


def test_a_sheet_of_payments_with_states_is_not_taken_for_money_received() -> None:
    payments = [("N° facture", "Payé le", "Montant", "Statut"), ("F1", DUE, 100, "Rejeté")]
    sheets = {"Factures": [HEAD, invoice("F1", 100)], "Encaissements": payments}
    assert not read_file(workbook_of(sheets), "x.xlsx", today=TODAY).payments


def test_payments_of_other_invoices_are_none_of_this_file() -> None:
    reading = read([invoice("F1", 100)], [paid("Z9", 50, client="Zorg")])
    assert not reading.payments
    assert codes(reading) == []


@pytest.mark.parametrize("heading", ["Payé le", "Réglé le", "Encaissé le", "Date de paiement"])
def test_the_day_of_a_payment_is_no_amount(heading: str) -> None:
    sheets = {
        "Factures": [HEAD, invoice("F1", 100)],
        "Encaissements": [("Facture", heading, "Montant"), ("F1", date(2026, 11, 3), 40)],
    }
    [sheet] = read_file(workbook_of(sheets), "x.xlsx", today=TODAY).payments
    [line] = sheet.read.lines
    assert (line.amount, line.paid_on) == (40, date(2026, 11, 3))


def test_an_invoice_was_last_paid_on_the_last_day_that_the_other_sheet_gives() -> None:
    undated, more = (None, "F3", "Dupont", 300, "VIR"), paid("F4", 400)
    owed = [invoice("F1", 100, 0), invoice("F2", 200, 150), invoice("F3", 300, 0)]
    owed.append(invoice("F4", 400, 400))
    had = [paid("F1", 30, day=9), paid("F1", 70, day=12), paid("F2", 50), undated, more]
    content = workbook_of({"Factures": [(*HEAD, "Reste dû"), *owed], "Règlements": [PAID, *had]})
    reading = read_file(content, "x.xlsx", today=date(2026, 11, 1))
    assert reading.invoices["paid_date"].to_list() == [
        date(2026, 10, 12),
        date(2026, 10, 3),
        None,
        None,
    ]
    before = read_file(content, "x.xlsx", today=date(2026, 10, 10))
    assert before.invoices["paid_date"].null_count() == 3  # F1: a day that has not come
