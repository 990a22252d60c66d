"""A person under "Client" beside a company: whose invoice it is, is asked where both may owe it."""

from __future__ import annotations

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, read_text

DATES = ("13/01/2026", "13/02/2026")
ROWS = (
    ("F1", "Awa Diop", *DATES, "100,00", "Diop SARL"),
    ("F2", "Moussa Fall", *DATES, "200,00", ""),
    ("F3", "Ali Sow", *DATES, "300,00", "Sow et Fils"),
)


def owed_by(reading: Reading) -> list[str]:
    assert not reading.questions
    return reading.invoices["client_name"].to_list()


@pytest.mark.parametrize("heading", ["Entreprise", "Société", "Company"])
def test_the_company_owes_where_it_is_said_and_the_person_where_there_is_none(heading: str) -> None:
    headings = (*HEADINGS, heading)
    assert asked(read_text(*ROWS, headings=headings)) == ["choose_client_name"]
    answers = {"choose_client_name": heading}
    reading = read_text(*ROWS, headings=headings, answers=answers)
    assert owed_by(reading) == ["Diop SARL", "Moussa Fall", "Sow et Fils"]
    answers = {"choose_client_name": "Client"}
    reading = read_text(*ROWS, headings=headings, answers=answers)
    assert owed_by(reading) == ["Awa Diop", "Moussa Fall", "Ali Sow"]


def test_clients_that_are_companies_themselves_ask_nothing() -> None:
    rows = [(row[0], f"{row[1]} SARL", *row[2:5], "Groupe " + row[0]) for row in ROWS]
    assert not read_text(*rows, headings=(*HEADINGS, "Entreprise")).questions
    same = [(*row[:5], row[1].upper()) for row in ROWS]
    assert not read_text(*same, headings=(*HEADINGS, "Entreprise")).questions


def test_one_company_for_all_is_the_firm_itself() -> None:
    rows = [(*row[:5], "Menuiserie Breton") for row in ROWS]
    reading = read_text(*rows, headings=(*HEADINGS, "Société"))
    assert owed_by(reading) == ["Awa Diop", "Moussa Fall", "Ali Sow"]
