"""A bare "$" is proven by the rest of the file, or asked about; it is never guessed."""

from __future__ import annotations

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, euros, one, read_text

INVOICE = ("F1", "Dupont", "13/01/2026", "13/02/2026")


def currencies(reading: Reading) -> list[str]:
    return reading.invoices["currency"].to_list()


def test_a_dollar_that_nothing_tells_is_asked_about_once() -> None:
    rows = ((*INVOICE, "114,98 $"), ("F2", *INVOICE[1:], "20,00 $"))
    reading = read_text(*rows)
    assert asked(reading) == ["dollar"]
    assert reading.questions[0].message == (
        "Les montants sont en « $ », sans dire de quel pays. De quel dollar s'agit-il ?"
    )
    answered = read_text(*rows, answers={"dollar": "CAD"})
    assert (asked(answered), currencies(answered)) == ([], ["CAD", "CAD"])


@pytest.mark.parametrize(
    ("heading", "cell", "currency"),
    [
        ("TVQ", "9,98 $", "CAD"),
        ("GST/HST", "9,98 $", "CAD"),
        ("Pays", "Canada", "CAD"),
        ("Code postal", "H2X 1Y4", "CAD"),
        ("Province", "QC", "CAD"),
        ("Country", "United States", "USD"),
        ("ABN", "51 824 753 556", "AUD"),
    ],
)
def test_taxes_and_places_tell_whose_dollar_it_is(heading: str, cell: str, currency: str) -> None:
    reading = read_text((*INVOICE, "114,98 $", cell), headings=(*HEADINGS, heading))
    assert (asked(reading), currencies(reading)) == ([], [currency])
    assert any(currency in note for note in reading.notes)


@pytest.mark.parametrize(
    ("cell", "currency"),
    [
        ("US$ 1 234,50", "USD"),
        ("1 234,50 $US", "USD"),
        ("1 234,50 $ CA", "CAD"),
        ("C$1,234.50", "CAD"),
        ("A$1,234.50", "AUD"),
    ],
)
def test_a_dollar_may_say_its_country(cell: str, currency: str) -> None:
    reading = read_text((*INVOICE, cell))
    assert one(reading)["currency"] == currency
    assert one(reading)["open_amount"] == euros("1234.50")


def test_two_countries_in_one_file_are_asked_about() -> None:
    headings = (*HEADINGS, "Pays")
    rows = ((*INVOICE, "10,00 $", "Canada"), ("F2", *INVOICE[1:], "20,00 $", "USA"))
    assert asked(read_text(*rows, headings=headings)) == ["dollar"]


def test_a_dollar_beside_its_code_is_no_contradiction() -> None:
    reading = read_text((*INVOICE, "10,00 $", "CAD"), headings=(*HEADINGS, "Devise"))
    assert (currencies(reading), codes(reading)) == (["CAD"], [])


def test_a_column_of_signs_tells_euros_from_dollars() -> None:
    headings = (*HEADINGS, "Dev.")
    rows = ((*INVOICE, "10,00", "E"), ("F2", *INVOICE[1:], "20,00", "$"))
    assert asked(read_text(*rows, headings=headings)) == ["dollar"]
    answered = read_text(*rows, headings=headings, answers={"dollar": "USD"})
    assert currencies(answered) == ["EUR", "USD"]


@pytest.mark.parametrize(
    ("heading", "currency"),
    [
        ("Montant TTC ($ CA)", "CAD"),
        ("Montant TTC US$", "USD"),
        ("Montant TTC (en dirhams)", "MAD"),
        ("Montant TTC (FCFA)", "XOF"),
        ("Total TTC en francs suisses", "CHF"),
    ],
)
def test_the_heading_of_the_amount_may_name_its_currency(heading: str, currency: str) -> None:
    reading = read_text((*INVOICE, "10"), headings=(*HEADINGS[:4], heading))
    assert (asked(reading), currencies(reading)) == ([], [currency])


def test_a_bare_dollar_in_the_heading_is_asked_about_too() -> None:
    assert asked(read_text((*INVOICE, "10"), headings=(*HEADINGS[:4], "Montant ($)"))) == ["dollar"]


def test_a_currency_of_the_amount_beside_is_not_that_of_the_amount() -> None:
    headings = (*HEADINGS, "Montant en devise", "Devise")
    rows = ((*INVOICE, "100,00", "110,00", "USD"), ("F2", *INVOICE[1:], "10,00", "10,00", "EUR"))
    assert asked(read_text(*rows, headings=headings)) == ["local_currency"]
    told = read_text(*rows, headings=headings, answers={"local_currency": "EUR"})
    assert currencies(told) == ["EUR", "EUR"]


def test_the_amount_in_the_currency_of_the_document_has_it() -> None:
    headings = (*HEADINGS[:4], "Total signé en devises", "Devise")
    assert currencies(read_text((*INVOICE, "110,00", "USD"), headings=headings)) == ["USD"]
