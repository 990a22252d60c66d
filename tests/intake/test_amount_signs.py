"""Where most amounts are negative, what a minus means is asked once, and never guessed."""

from __future__ import annotations

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import asked, euros, read_text

DATES = ("13/01/2026", "13/02/2026")
SOLD = ("Compte", "Nom", "Pièce", "Date", "Échéance", "Solde")
ACCOUNTS = (
    ("411A", "Alpha", "F1", *DATES, "-1000,00"),
    ("411B", "Beta", "F2", *DATES, "-500,00"),
    ("411B", "Beta", "R9", *DATES, "50,00"),
    ("411C", "Cap", "F4", *DATES, "-70,00"),
)


def due(reading: Reading) -> dict[str, tuple[str, str]]:
    """Kind and amount by number."""
    rows = reading.invoices.select("number", "kind", "open_amount").iter_rows()
    return {number: (kind, f"{amount.normalize():f}") for number, kind, amount in rows}


def test_accounts_that_write_a_debt_below_zero_are_asked_about_once() -> None:
    (question,) = read_text(*ACCOUNTS, headings=SOLD).questions
    assert question.code == "amount_sign"
    assert question.message.startswith("Colonne « Solde » : la plupart des montants sont négatifs")
    assert "F1 de Alpha, F2 de Beta, F4 de Cap" in question.message


def test_a_minus_said_to_be_a_debt_turns_the_whole_column_over() -> None:
    reading = read_text(*ACCOUNTS, headings=SOLD, answers={"amount_sign": "owed"})
    assert asked(reading) == []
    assert due(reading) == {
        "F1": ("invoice", "1000"),
        "F2": ("invoice", "500"),
        "R9": ("credit_note", "50"),
        "F4": ("invoice", "70"),
    }


def test_a_minus_said_to_be_a_credit_stays_one() -> None:
    reading = read_text(*ACCOUNTS, headings=SOLD, answers={"amount_sign": "credited"})
    assert due(reading)["F1"] == ("credit_note", "1000")
    assert due(reading)["R9"] == ("invoice", "50")


def test_an_amount_and_its_balance_are_turned_over_together() -> None:
    headings = ("N° facture", "Client", "Date", "Échéance", "Montant", "Reste dû", "Type")
    rows = (
        ("F1", "Alpha", *DATES, "-1000,00", "-400,00", "Facture"),
        ("F2", "Beta", *DATES, "-500,00", "0,00", "Facture"),
        ("A1", "Beta", *DATES, "60,00", "60,00", "Avoir"),
    )
    assert asked(read_text(*rows, headings=headings)) == ["amount_sign"]
    told = read_text(*rows, headings=headings, answers={"amount_sign": "owed"})
    assert due(told) == {
        "F1": ("invoice", "400"),
        "F2": ("invoice", "0"),
        "A1": ("credit_note", "60"),
    }
    assert told.invoices["amount"].to_list() == [euros("1000"), euros("500"), euros("60")]


@pytest.mark.parametrize(
    "credits",
    [
        (("AV1", "Dupont", *DATES, "-40,00"), ("AV2", "Dupont", *DATES, "-30,00")),
        (("Avoir 12", "Dupont", *DATES, "-40,00"), ("Règlement", "Dupont", *DATES, "-30,00")),
        (("X1", "Dupont", *DATES, "-40,00"),),
    ],
)
def test_credits_that_say_so_raise_no_question(credits: tuple[tuple[str, ...], ...]) -> None:
    reading = read_text(("F1", "Dupont", *DATES, "100,00"), *credits)
    assert asked(reading) == []
    assert due(reading)["F1"] == ("invoice", "100")


def test_a_client_who_paid_too_much_turns_no_sign_over() -> None:
    reading = read_text(
        ("F1", "A", *DATES, "100,00", "120,00", "-20,00"),
        ("F2", "B", *DATES, "200,00", "0,00", "200,00"),
        ("F3", "C", *DATES, "-50,00", "0,00", "-50,00"),
        headings=("N° facture", "Client", "Date", "Échéance", "TTC", "Réglé", "Solde"),
    )
    assert asked(reading) == []
    assert due(reading)["F3"] == ("credit_note", "50")
