"""Lists that tell what was paid and what is left of each invoice, but not its amount."""

from __future__ import annotations

import pytest

from relance_core.errors import UnreadableFile
from tests.intake.spreadsheets import HEADINGS as USUAL
from tests.intake.spreadsheets import asked, codes, euros, read_text

HEADINGS = ("Customer", "Invoice Number", "Invoice Date", "Due Date", "Payment Amount")
BALANCE = (*HEADINGS, "Open Balance")
DATES = ("2026-05-11", "2026-06-10")


def test_what_was_paid_and_what_is_left_make_the_amount() -> None:
    reading = read_text(
        ("Acme", "INV-1", *DATES, "0.00", "1200.00"),
        ("Acme", "INV-2", *DATES, "300.00", "700.00"),
        ("Bolt", "INV-3", *DATES, "450.00", "0.00"),
        ("Totals", "", "", "", "750.00", "1900.00"),
        headings=BALANCE,
    )
    told = reading.invoices.select("number", "amount", "open_amount").rows()
    assert told == [
        ("INV-1", euros("1200"), euros("1200")),
        ("INV-2", euros("1000"), euros("700")),
        ("INV-3", euros("450"), euros("0")),
    ]
    assert codes(reading) == []
    assert any("ligne de total" in note for note in reading.notes)


def test_a_heading_short_of_one_letter_is_still_known() -> None:
    reading = read_text(
        ("F1", "Dupont", "2026-05-11", "2026-06-10", "100,00", "impayé"),
        ("F2", "Dupont", "2026-05-11", "2026-06-10", "200,00", "payé"),
        headings=("Numéro", "Client", "Date", "Échéance", "Montant TTC", "Statu"),
    )
    assert reading.invoices["open_amount"].to_list() == [euros("100"), euros("0")]


def test_a_column_of_amounts_is_not_offered_for_a_day() -> None:
    with pytest.raises(UnreadableFile, match="ni date d'échéance ni date de facture"):
        read_text(
            ("F-1001", "SCC", "2000,00", "2000,00"),
            ("F-1002", "SCC", "3000,00", "1000,00"),
            headings=("numero_facture", "client", "montant", "reste a letrer"),
        )


def test_deposit_and_payment_that_add_up_to_what_is_left_ask_nothing() -> None:
    rows = [
        ("F1", "A", *DATES, "1000,00", "300,00", "200,00", "500,00"),
        ("F2", "B", *DATES, "500,00", "0,00", "500,00", "0,00"),
        ("F3", "C", *DATES, "70,00", "", "", "70,00"),
    ]
    reading = read_text(*rows, headings=(*USUAL, "Acompte", "Réglé", "Reste"))
    assert not reading.questions
    assert codes(reading) == []
    assert reading.invoices["open_amount"].to_list() == [500, 0, 70]


def test_a_payment_that_holds_the_deposit_is_the_only_one_counted() -> None:
    rows = [
        ("F1", "A", *DATES, "1000,00", "300,00", "500,00", "500,00"),
        ("F2", "B", *DATES, "500,00", "100,00", "500,00", "0,00"),
    ]
    reading = read_text(*rows, headings=(*USUAL, "Acompte", "Réglé", "Reste"))
    assert not reading.questions
    assert codes(reading) == []


def test_sums_that_prove_nothing_are_still_asked_about() -> None:
    rows = [
        ("F1", "A", *DATES, "1000,00", "300,00", "200,00", "650,00"),
        ("F2", "B", *DATES, "500,00", "100,00", "50,00", "400,00"),
    ]
    reading = read_text(*rows, headings=(*USUAL, "Acompte", "Réglé", "Reste"))
    assert asked(reading) == ["choose_paid_amount"]
