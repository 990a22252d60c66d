"""Amounts in a column for each currency: each is in the currency of its column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from relance_core.intake import read_file
from tests.intake.spreadsheets import TODAY, asked, codes, text

START = ["N° facture", "Client", "Date", "Échéance"]
LINES = [
    ["F1", "Alpha", "13/10/2025", "13/11/2025"],
    ["F2", "Acme Inc", "14/10/2025", "14/11/2025"],
    ["F3", "Swiss", "15/10/2025", "15/11/2025"],
]


@pytest.mark.parametrize(
    "headings",
    [
        ["Montant EUR", "Montant USD", "Montant CHF"],
        ["Montant TTC (€)", "Montant TTC (USD)", "Montant TTC (CHF)"],
        ["Total in EUR", "Total in USD", "Total in CHF"],
    ],
)
def test_each_amount_is_in_the_currency_of_its_column(headings: list[str]) -> None:
    amounts = [["1200,00", "", ""], ["0,00", "500,00", ""], ["", "", "80,50"]]
    rows = [[*START, *headings], *([*a, *b] for a, b in zip(LINES, amounts, strict=True))]
    reading = read_file(text(rows), "x.csv", today=TODAY)
    assert reading.invoices.select("number", "currency", "open_amount").rows() == [
        ("F1", "EUR", Decimal(1200)),
        ("F2", "USD", Decimal(500)),
        ("F3", "CHF", Decimal("80.50")),
    ]
    assert (asked(reading), codes(reading)) == ([], [])
    assert "sont réunies" in " ".join(reading.notes)


def test_what_is_left_stands_in_columns_of_its_own() -> None:
    head = [*START, "Montant EUR", "Montant USD", "Solde EUR", "Solde USD"]
    rows = [
        head,
        [*LINES[0], "1200,00", "", "200,00", ""],
        [*LINES[1], "", "500,00", "", "40,00"],
    ]
    reading = read_file(text(rows), "x.csv", today=TODAY)
    assert reading.invoices.select("number", "currency", "amount", "open_amount").rows() == [
        ("F1", "EUR", Decimal(1200), Decimal(200)),
        ("F2", "USD", Decimal(500), Decimal(40)),
    ]


def test_one_amount_told_in_two_currencies_is_not_two_amounts() -> None:
    rows = [
        [*START, "Montant EUR", "Montant USD"],
        [*LINES[0], "1200,00", "1300,00"],
        [*LINES[1], "460,00", "500,00"],
    ]
    reading = read_file(text(rows), "x.csv", today=TODAY)
    assert "choose_amount" in asked(reading)
