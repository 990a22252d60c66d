"""The currency of a row, and its due date where the file gives none: told, reckoned or asked."""

from __future__ import annotations

from datetime import date

import pytest

from relance_core.intake.terms import read_terms
from tests.intake.spreadsheets import HEADINGS, asked, codes, one, read_rows, read_text


def test_currencies_are_told_apart_and_a_blank_among_several_is_asked() -> None:
    rows = [
        {"Devise": "EUR"},
        {"N° facture": "F2", "Devise": "USD"},
        {"N° facture": "F3", "Devise": ""},
    ]
    reading = read_rows(*rows)
    assert asked(reading) == ["missing_currency"]
    answered = read_rows(*rows, answers={"missing_currency": "USD"})
    assert answered.invoices["currency"].to_list() == ["EUR", "USD", "USD"]


def test_a_sign_in_the_amount_is_its_currency() -> None:
    assert one(read_rows({"Montant TTC": "£100.00"}))["currency"] == "GBP"


def test_an_unknown_currency_leaves_its_row_out() -> None:
    reading = read_rows({"Devise": "XXX"}, {"N° facture": "F2", "Devise": "EUR"})
    assert codes(reading) == ["unknown_currency"]


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("30 jours", date(2026, 2, 12)),
        ("30", date(2026, 2, 12)),
        ("Net 30", date(2026, 2, 12)),
        ("45 jours fin de mois", date(2026, 2, 28)),
        ("fin de mois 45 jours", date(2026, 3, 17)),
        ("30 jours fin de mois le 10", date(2026, 3, 10)),
        ("30j FDM", date(2026, 2, 28)),
        ("À réception", date(2026, 1, 13)),
    ],
)
def test_a_due_date_follows_from_the_terms_and_says_that_it_was_calculated(
    terms: str, due: date
) -> None:
    headings = ("N° facture", "Client", "Date facture", "Conditions de règlement", "Montant TTC")
    invoice = one(read_text(("F1", "A", "13/01/2026", terms, "100,00"), headings=headings))
    assert (invoice["due_date"], invoice["due_calculated"]) == (due, True)


@pytest.mark.parametrize("text", ["30/60", "selon accord", "", "1000 jours"])
def test_unclear_terms_give_no_date(text: str) -> None:
    assert read_terms(text) is None


def test_a_file_without_due_dates_asks_for_the_terms() -> None:
    headings = [heading for heading in HEADINGS if heading != "Échéance"]
    row = ("F1", "A", "13/01/2026", "100,00")
    assert asked(read_text(row, headings=headings)) == ["missing_due_date"]
    answered = read_text(row, headings=headings, answers={"missing_due_date": "30_eom"})
    assert one(answered)["due_date"] == date(2026, 2, 28)
    assert one(read_text(row, headings=headings, terms_days=30))["due_date"] == date(2026, 2, 12)


def test_a_row_without_its_due_date_is_left_out() -> None:
    reading = read_rows({"Échéance": ""}, {"N° facture": "F2"})
    assert codes(reading) == ["missing_due_date"]
