"""Who pays in the client's stead, and which of the user's own firms issued an invoice: asked."""

from __future__ import annotations

from typing import Any

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, read_text

DATES = ("13/01/2026", "13/02/2026")


def financed(heading: str, *cells: str, **given: Any) -> Reading:
    """One invoice of 100 euros per cell of a column of who finances it."""
    rows = [(f"F{at}", f"Client {at}", *DATES, "100,00", cell) for at, cell in enumerate(cells, 1)]
    return read_text(*rows, headings=(*HEADINGS, heading), **given)


@pytest.mark.parametrize("heading", ["OPCO", "Financeur", "Organisme financeur", "Mutuelle"])
def test_who_pays_is_asked_where_a_funder_is_named(heading: str) -> None:
    reading = financed(heading, "AKTO", "", "Autofinancement", "Client 4")
    assert asked(reading) == ["who_pays"]
    assert "(1 ligne, 100,00\u00a0€ : F1 de Client 1)" in reading.questions[0].message


def test_a_funder_who_pays_is_the_one_to_remind() -> None:
    reading = financed("OPCO", "AKTO", "", "Client 3", answers={"who_pays": "funder"})
    assert not reading.questions
    assert reading.invoices["payer_name"].to_list() == ["AKTO", None, None]


def test_a_funder_who_refunds_the_client_changes_nothing() -> None:
    reading = financed("OPCO", "AKTO", "Ocapiat", answers={"who_pays": "client"})
    assert reading.invoices["payer_name"].to_list() == [None, None]
    assert codes(reading) == []


def test_each_invoice_may_be_decided_apart() -> None:
    reading = financed("OPCO", "AKTO", "", answers={"who_pays": "rows"})
    assert codes(reading, "decision") == ["funder"]


def test_a_mere_yes_names_nobody_and_is_to_be_decided() -> None:
    reading = financed("OPCO", "oui", "non", "")
    assert not reading.questions
    assert reading.invoices["decision"].is_not_null().to_list() == [True, False, False]


def of_firms(*rows: tuple[str, ...], heading: str = "Société", **given: Any) -> Reading:
    headings = (heading, *HEADINGS)
    return read_text(*rows, headings=headings, **given)


TWO_FIRMS = (
    ("A SARL", "F1", "Alpha", *DATES, "100,00"),
    ("A SARL", "F2", "Beta", *DATES, "200,00"),
    ("B SAS", "F1", "Alpha", *DATES, "300,00"),
    ("B SAS", "F2", "Gamma", *DATES, "400,00"),
    ("A SARL", "F3", "Beta", *DATES, "50,00"),
)


@pytest.mark.parametrize("heading", ["Société", "Company", "Entité juridique", "Société émettrice"])
def test_several_firms_of_the_user_are_asked_about_and_nothing_else_is(heading: str) -> None:
    reading = of_firms(*TWO_FIRMS, heading=heading)
    assert asked(reading) == ["which_firm"]
    values = [choice.value for choice in reading.questions[0].choices]
    assert values == ["only=A SARL", "only=B SAS", "every", "other"]


def test_the_invoices_of_one_firm_are_read_and_the_others_told() -> None:
    reading = of_firms(*TWO_FIRMS, answers={"which_firm": "only=B SAS"})
    assert reading.invoices["number"].to_list() == ["F1", "F2"]
    assert reading.invoices["open_amount"].to_list() == [300, 400]
    assert codes(reading) == ["other_firm"] * 3
    assert reading.column_totals[0].total == 1050


def test_all_of_them_may_be_read_together() -> None:
    rows = [row for row in TWO_FIRMS if row[1] != "F1"]
    reading = of_firms(*rows, answers={"which_firm": "every"})
    assert reading.invoices.height == 3


def test_the_companies_of_the_clients_are_no_firms_of_the_user() -> None:
    rows = [(f"Société {at}", f"F{at}", f"M. Martin {at}", *DATES, "100,00") for at in range(6)]
    assert "which_firm" not in asked(of_firms(*rows))
    twice = [(f"Société {at // 2}", f"F{at}", f"M. {at // 2}", *DATES, "100,00") for at in range(6)]
    assert "which_firm" not in asked(of_firms(*twice))
    assert asked(of_firms(*[("A SARL", *row[1:]) for row in TWO_FIRMS[:2]])) == []
