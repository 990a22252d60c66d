"""A credit note is known under each of its disguises, and deducts what it was written for."""

from __future__ import annotations

import pytest

from tests.intake.spreadsheets import codes, euros, one, read_rows


@pytest.mark.parametrize(
    "row",
    [
        {"Montant TTC": "-40,00"},
        {"Montant TTC": "40,00", "Type": "Avoir"},
        {"Montant TTC": "-40,00", "Type": "Facture"},
        {"Montant TTC": "40,00", "Libellé": "Avoir sur F12"},
        {"Montant TTC": "-40,00", "Échéance": ""},
    ],
)
def test_a_credit_note_is_known_under_each_of_its_disguises(row: dict[str, str]) -> None:
    invoice = one(read_rows(row))
    assert (invoice["kind"], invoice["open_amount"]) == ("credit_note", euros("40"))


def test_a_credit_prefix_alone_proves_nothing() -> None:
    reading = read_rows({}, {"N° facture": "F2"}, {"N° facture": "AV-3"})
    assert codes(reading) == ["credit_note_or_invoice"]
    assert reading.invoices["kind"].to_list() == ["invoice"] * 3


def test_an_unallocated_payment_is_told_apart() -> None:
    reading = read_rows(
        {"Type": "Facture"}, {"N° facture": "", "Montant TTC": "-30,00", "Type": "Règlement"}
    )
    assert reading.invoices["kind"].to_list() == ["invoice", "payment"]
    assert reading.invoices["number"].to_list() == ["F1", "Règlement du 13/01/2026"]


def test_a_credit_deducts_no_more_than_it_was_written_for() -> None:
    credit = {"N° facture": "AV1", "Montant TTC": "-30,00", "Reste dû": "-70,00"}
    reading = read_rows({"Reste dû": "100,00"}, credit)
    assert dict(reading.invoices.select("number", "open_amount").iter_rows())["AV1"] == euros("30")


def test_a_credit_with_the_number_of_its_invoice_is_no_instalment_of_it() -> None:
    reading = read_rows({"Montant TTC": "500,00"}, {"Montant TTC": "-200,00"})
    assert reading.questions == ()
    assert sorted(reading.invoices["kind"].to_list()) == ["credit_note", "invoice"]
    assert reading.invoices["instalment"].null_count() == 2
