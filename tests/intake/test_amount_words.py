"""Words and signs around an amount: understood, or told; never another amount."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from relance_core.intake.amounts import Decimals, read_amounts
from tests.intake.spreadsheets import codes, euros, one, read_text


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1 200,-", "1200"),
        ("1 200,--", "1200"),
        ("1.200,—", "1200"),
        ("1'200.-", "1200"),
        ("CHF 1'200.-", "1200"),
        ("1 200,- €", "1200"),
        ("1200,00 EUR TTC", "1200"),
        ("1 200,00 € T.T.C.", "1200"),
        ("1 200,00 (TTC)", "1200"),
        ("1.200,00-", "-1200"),
        ("néant", "0"),
        ("Offert", "0"),
        ("gratuit", "0"),
        ("0,00 (soldée)", "0"),
        ("0,00 € - réglée", "0"),
        ("1 200,00 (à vérifier)", None),
        ("1 200,00 dont 50,00 de port", None),
        ("1 200 € HT", None),
        ("1,200,-", None),
        ("12,00 %", None),
        ("soldée", None),
    ],
)
def test_an_amount_is_read_for_what_it_is_or_not_at_all(written: str, amount: str | None) -> None:
    column = read_amounts(pl.Series([written]), Decimals.COMMA, spreadsheet=False)
    assert column.values[0] == (None if amount is None else Decimal(amount))
    assert column.unreadable[0] is (amount is None)


def test_without_tax_is_said_of_an_amount_without_tax_only() -> None:
    cells = pl.Series(["1 200 € HT", "1 200,00 TTC"])
    column = read_amounts(cells, Decimals.COMMA, spreadsheet=False, untaxed=True)
    assert column.values.to_list() == [Decimal(1200), None]


def test_an_amount_said_to_be_without_tax_is_left_out_and_told_so() -> None:
    rows = [("F1", "A", "13/01/2026", "13/02/2026", cell) for cell in ("1 200 € HT", "1 200,50")]
    reading = read_text(rows[0], ("F2", *rows[1][1:]))
    assert one(reading)["number"] == "F2"
    assert codes(reading) == ["unreadable_amount"]
    assert "hors taxes" in reading.issues["message"][0]


def test_words_of_a_column_of_remains_are_understood() -> None:
    headings = ("N° facture", "Client", "Date facture", "Échéance", "Montant TTC", "Reste dû")
    dates = ("13/01/2026", "13/02/2026")
    reading = read_text(
        ("F1", "A", *dates, "100,00", "néant"),
        ("F2", "A", *dates, "200,00", "200,-"),
        ("F3", "A", *dates, "300,00", "0,00 (soldée)"),
        headings=headings,
    )
    assert reading.invoices["open_amount"].to_list() == [euros("0"), euros("200"), euros("0")]
    assert codes(reading) == []
