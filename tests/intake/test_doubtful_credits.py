"""What is called a credit note, or money given back, is deducted only where that is proven."""

from __future__ import annotations

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, read_text

DATES = ("13/01/2026", "13/02/2026")
STATUS = (*HEADINGS, "Statut")
TYPE = (*HEADINGS, "Type")


def kinds(reading: Reading) -> dict[str, str]:
    return dict(reading.invoices.select("number", "kind").iter_rows())


@pytest.mark.parametrize("word", ["Avoir", "Note de crédit", "Credit note"])
def test_an_invoice_called_a_credit_note_by_its_status_is_asked_about(word: str) -> None:
    rows = (
        ("F1", "Alpha", *DATES, "1000,00", word),
        ("F2", "Alpha", *DATES, "1500,00", "À régler"),
    )
    (question,) = read_text(*rows, headings=STATUS).questions
    assert question.code.startswith("status:")
    told = read_text(*rows, headings=STATUS, answers={question.code: "cancelled"})
    assert (kinds(told), codes(told)) == ({"F2": "invoice"}, ["cancelled"])
    credit = read_text(*rows, headings=STATUS, answers={question.code: "credit_note"})
    assert kinds(credit) == {"F1": "credit_note", "F2": "invoice"}


def test_a_status_does_not_belie_the_type_of_an_invoice() -> None:
    rows = (
        ("A1", "Alpha", *DATES, "1000,00", "Facture", "Avoir"),
        ("F2", "Alpha", *DATES, "1500,00", "Facture", "À régler"),
    )
    assert asked(read_text(*rows, headings=(*TYPE, "Statut"))) == ["status:avoir"]


@pytest.mark.parametrize(
    ("number", "amount"), [("A2026-1", "100,00"), ("F3", "-100,00"), ("AV12", "100,00")]
)
def test_a_series_of_its_own_or_a_minus_proves_the_credit_note(number: str, amount: str) -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "1000,00", "À régler"),
        (number, "Alpha", *DATES, amount, "Avoir"),
        headings=STATUS,
    )
    assert asked(reading) == []
    assert kinds(reading)[number] == "credit_note"


def test_a_refund_written_positive_is_asked_about_and_not_deducted() -> None:
    rows = (
        ("F1", "Trey", *DATES, "1000,00", "Invoice"),
        ("P1", "Trey", *DATES, "-50,00", "Payment"),
        ("R1", "Trey", *DATES, "7,00", "Refund"),
    )
    assert asked(read_text(*rows, headings=TYPE)) == ["type:refund"]
    told = read_text(*rows, headings=TYPE, answers={"type:refund": "other"})
    assert kinds(told) == {"F1": "invoice", "P1": "payment"}


def test_a_refund_below_zero_is_a_credit_note() -> None:
    reading = read_text(
        ("F1", "Trey", *DATES, "1000,00", "Facture"),
        ("R1", "Trey", *DATES, "-7,00", "Remboursement"),
        headings=TYPE,
    )
    assert (asked(reading), kinds(reading)["R1"]) == ([], "credit_note")


def test_a_deposit_below_zero_without_a_number_is_a_payment() -> None:
    reading = read_text(
        ("F1", "Trey", *DATES, "1000,00", "Facture"),
        ("", "Trey", *DATES, "-50,00", "ACOMPTE"),
        headings=(*HEADINGS, "Libellé"),
    )
    assert sorted(kinds(reading).values()) == ["invoice", "payment"]


def test_what_is_left_of_a_credit_is_not_asked_of_its_state() -> None:
    reading = read_text(
        ("F1", "Trey", *DATES, "1000,00", "Facture", "Envoyée", "1000,00"),
        ("A1", "Trey", *DATES, "-50,00", "Avoir", "À utiliser", "-50,00"),
        headings=(*TYPE, "Statut", "Reste dû"),
    )
    assert (asked(reading), kinds(reading)["A1"]) == ([], "credit_note")
