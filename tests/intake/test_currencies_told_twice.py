"""The currency that a column says, against the one that the amounts or a heading are written in."""

from __future__ import annotations

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, euros, read_text

DATES = ("13/01/2026", "13/02/2026")
DEVISE = (*HEADINGS, "Devise")
#: A program that shows the amounts of a French firm in dollars, on each row of its export.
SHOWN = (
    ("F1", "Dupont", *DATES, "9.00 $", "€"),
    ("F2", "Martin", *DATES, "1,914.00 $", "€"),
    ("F3", "Durand", *DATES, "96.50 $", "€"),
)


def currencies(reading: Reading) -> list[str]:
    return reading.invoices["currency"].to_list()


def test_a_contradiction_on_every_row_is_asked_once_and_loses_no_row() -> None:
    reading = read_text(*SHOWN, headings=DEVISE)
    assert asked(reading) == ["currency_clash"]
    assert "« 9.00 $ »" in reading.questions[0].message
    assert reading.invoices.height == 3
    assert codes(reading) == []


def test_the_answer_says_which_of_the_two_is_right() -> None:
    column = read_text(*SHOWN, headings=DEVISE, answers={"currency_clash": "column"})
    assert currencies(column) == ["EUR"] * 3
    assert column.invoices["amount"].to_list() == [euros("9"), euros("1914"), euros("96.5")]
    amounts = {"currency_clash": "amounts", "dollar": "USD"}
    assert currencies(read_text(*SHOWN, headings=DEVISE, answers=amounts)) == ["USD"] * 3


def test_a_single_row_that_contradicts_itself_is_left_out() -> None:
    reading = read_text(
        ("F1", "Dupont", *DATES, "100,00 €", "EUR"),
        ("F2", "Martin", *DATES, "200,00 €", "EUR"),
        ("F3", "Durand", *DATES, "300,00 £", "EUR"),
        headings=DEVISE,
    )
    assert asked(reading) == []
    assert reading.invoices["number"].to_list() == ["F1", "F2"]
    assert codes(reading) == ["currency_contradiction"]


@pytest.mark.parametrize(
    ("heading", "currency"),
    [
        ("Montant TTC (лв)", "BGN"),
        ("Montant TTC (zł)", "PLN"),
        ("Total (INR)", "INR"),
        ("Montant TTC [RON]", "RON"),
        ("Montant TTC ₺", "TRY"),
        ("TOTAL ALL TTC", "EUR"),
    ],
)
def test_a_heading_names_the_currency_of_its_amounts(heading: str, currency: str) -> None:
    reading = read_text(
        ("F1", "Dupont", *DATES, "100,00"), headings=(*HEADINGS[:-1], heading), answers={}
    )
    assert currencies(reading) == [currency]
