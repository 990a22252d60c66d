"""What is left or paid, told without tax: never taken for what is left with it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, codes, read_text

DATES = ("13/01/2026", "13/02/2026")


def read(heading: str, *cells: str) -> Reading:
    """One invoice of 120 euros per cell of one more column."""
    rows = [(f"F{at}", f"Client {at}", *DATES, "120,00", cell) for at, cell in enumerate(cells, 1)]
    return read_text(*rows, headings=(*HEADINGS, heading))


def due(reading: Reading) -> list[Decimal]:
    """What is left of each invoice."""
    assert not reading.questions
    return [one.normalize() for one in reading.invoices["open_amount"]]


@pytest.mark.parametrize("heading", ["Reste HT", "Solde HT", "Reste à payer HT", "Non réglé HT"])
def test_nothing_left_and_the_whole_without_tax_are_what_they_say(heading: str) -> None:
    reading = read(heading, "100,00", "0,00", "")
    assert due(reading) == [120, 0, 120]
    assert codes(reading) == []


@pytest.mark.parametrize("heading", ["Payé HT", "Réglé HT", "Montant réglé HT", "Encaissé HT"])
def test_nothing_paid_and_the_whole_without_tax_are_what_they_say(heading: str) -> None:
    reading = read(heading, "0,00", "100,00", "")
    assert due(reading) == [120, 0, 120]


def test_a_part_without_tax_is_to_be_decided_and_never_the_rest() -> None:
    reading = read("Reste HT", "50,00", "0,00")
    assert due(reading) == [120, 0]
    assert codes(reading) == ["untaxed_part"]
    assert "sans dire combien TTC" in reading.invoices["decision"][0]


def test_a_part_is_reckoned_where_the_amount_without_tax_is_known() -> None:
    rows = [
        ("F1", "A", *DATES, "100,00", "120,00", "50,00"),
        ("F2", "B", *DATES, "100,00", "120,00", "0,00"),
    ]
    headings = (*HEADINGS[:4], "Montant HT", "Montant TTC")
    for heading, rest in (("Reste HT", [60, 0]), ("Payé HT", [60, 120])):
        reading = read_text(*rows, headings=(*headings, heading))
        assert due(reading) == rest
        assert codes(reading) == ["untaxed_part"]


def test_what_cannot_be_read_is_to_be_decided() -> None:
    reading = read("Reste HT", "voir Paul", "0,00", "100,00")
    assert codes(reading, "decision") == ["untaxed_part"]


@pytest.mark.parametrize("heading", ["Reste TTC", "Reste EUR", "Encours TTC", "Non soldé TTC"])
def test_the_side_or_the_currency_of_an_amount_does_not_hide_what_it_is(heading: str) -> None:
    assert due(read(heading, "20,00", "0,00", "120,00")) == [20, 0, 120]


def test_beside_what_is_left_with_tax_it_says_nothing_more() -> None:
    rows = [("F1", "A", *DATES, "120,00", "60,00", "50,00")]
    reading = read_text(*rows, headings=(*HEADINGS, "Reste TTC", "Reste HT"))
    assert due(reading) == [60]
    assert "« Reste HT » est hors taxes : « Reste TTC » est retenu." in reading.notes
