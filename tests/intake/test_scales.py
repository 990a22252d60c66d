"""Amounts in thousands, in cents or converted into the firm's currency are asked, not believed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from relance_core.intake.scales import factor_of_heading
from tests.intake.spreadsheets import TODAY, asked, euros, workbook

ISSUED, DUE = date(2026, 1, 13), date(2026, 2, 13)


def table(headings: tuple[str, ...], *rows: tuple[Any, ...], **given: Any) -> Reading:
    """The reading of a workbook whose first columns are a number, a client and both dates."""
    numbered = [(f"F{at}", "Alpha", ISSUED, DUE, *row) for at, row in enumerate(rows, start=1)]
    content = workbook([("N° facture", "Client", "Date facture", "Échéance", *headings), *numbered])
    return read_file(content, "x.xlsx", today=TODAY, **given)


def labels(reading: Reading) -> list[str]:
    (question,) = reading.questions
    return [choice.label for choice in question.choices]


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("Montant TTC (k€)", 1_000),
        ("Montant TTC en k€", 1_000),
        ("Montant KEUR", 1_000),
        ("Total (en milliers d'euros)", 1_000),
        ("Amount (000)", 1_000),
        ("Encours M€", 1_000_000),
        ("Montant TTC (€)", 1),
        ("Total TTC 20%", 1),
        ("Montant MEUNIER", 1),
    ],
)
def test_a_heading_tells_its_unit(heading: str, factor: int) -> None:
    assert factor_of_heading(heading) == factor


def test_thousands_are_asked_with_a_sample_and_converted_by_the_answer() -> None:
    heading = ("Montant TTC (k€)",)
    reading = table(heading, (1.2,), (35,))
    assert asked(reading) == ["thousands"]
    assert labels(reading)[0] == "Convertir, arrondis compris : 1\u202f200,00\u00a0€"
    converted = table(heading, (1.2,), (35,), answers={"thousands": "thousands"})
    assert converted.invoices["amount"].to_list() == [euros("1200"), euros("35000")]
    assert any("en milliers" in note for note in converted.notes)
    kept = table(heading, (1.2,), (35,), answers={"thousands": "units"})
    assert kept.invoices["amount"].to_list() == [euros("1.2"), euros("35")]


def test_whole_numbers_beside_a_currency_in_small_letters_may_be_cents() -> None:
    headings = ("amount_due", "amount_paid", "currency")
    rows = ((120_000, 20_000, "eur"), (5_000, 0, "jpy"))
    reading = table(headings, *rows)
    assert asked(reading) == ["cents"]
    assert labels(reading)[0] == "En centimes : « 120000 » vaut 1\u202f200,00\u00a0€"
    cents = table(headings, *rows, answers={"cents": "cents"}).invoices
    assert cents["amount"].to_list() == [euros("1200"), euros("5000")]  # a yen has no cents


@pytest.mark.parametrize(
    "rows",
    [
        ((1200, "EUR"), (350, "EUR")),
        ((1200.5, "eur"), (350, "eur")),
    ],
)
def test_other_whole_numbers_are_units(rows: tuple[tuple[Any, ...], ...]) -> None:
    assert asked(table(("Montant TTC", "Devise"), *rows)) == []


def test_a_heading_that_says_cents_is_believed_and_told() -> None:
    reading = table(("amount_in_cents",), (120_050,))
    assert reading.invoices["amount"].to_list() == [euros("1200.50")]
    assert any("centimes" in note for note in reading.notes)


def test_an_amount_converted_into_the_firms_currency_is_not_in_that_of_its_document() -> None:
    headings = ("Amount in local currency", "Document currency")
    reading = table(headings, (100, "USD"), (200, "EUR"))
    assert asked(reading) == ["local_currency"]
    local = table(headings, (100, "USD"), (200, "EUR"), answers={"local_currency": "EUR"})
    assert local.invoices["currency"].to_list() == ["EUR", "EUR"]
    assert asked(table(headings, (100, "EUR"), (200, "EUR"))) == []
