"""A sheet for each client, whose name is written nowhere but on the sheet: asked, never guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked, workbook_of

HEADINGS = ("N° facture", "Date", "Échéance", "Montant TTC")


def row(number: str, amount: int) -> tuple[Any, ...]:
    return number, date(2026, 1, 13), date(2026, 2, 13), amount


SHEETS = {
    "Alpha SARL": [HEADINGS, row("F1", 100), row("F2", 200)],
    "Beta": [HEADINGS, row("F3", 300)],
    "Gamma & Cie": [HEADINGS, row("F4", 400)],
}


def read(sheets: dict[str, Any], **answers: str) -> Reading:
    return read_file(workbook_of(sheets), "suivi.xlsx", today=TODAY, answers=answers)


def test_all_sheets_are_read_once_their_names_are_said_to_be_the_clients() -> None:
    assert asked(read(SHEETS)) == ["choose_sheet"]
    both = read(SHEETS, choose_sheet="every")
    assert asked(both) == ["one_client"]
    assert "le nom de sa feuille (« Alpha SARL », « Beta »" in both.questions[0].message
    reading = read(SHEETS, choose_sheet="every", one_client="its_client")
    assert not reading.questions
    owed = reading.invoices.select("client_name", "number", "open_amount").rows()
    assert owed == [
        ("Alpha SARL", "F1", 100),
        ("Alpha SARL", "F2", 200),
        ("Beta", "F3", 300),
        ("Gamma & Cie", "F4", 400),
    ]


def test_a_lone_sheet_named_after_its_client_asks_too() -> None:
    assert asked(read({"Alpha SARL": SHEETS["Alpha SARL"]})) == ["one_client"]


def test_a_sheet_that_sums_the_clients_up_is_no_list_of_invoices() -> None:
    summed = [("Client", "Facturé", "Solde"), ("Alpha SARL", 300, 300), ("Beta", 300, 300)]
    reading = read({"Récap": summed, **SHEETS}, choose_sheet="every", one_client="its_client")
    assert reading.invoices.height == 4


@pytest.mark.parametrize("name", ["Feuil1", "Sheet 2", "Factures 2026", "Janvier", "Export", "T1"])
def test_the_name_of_what_a_sheet_lists_is_no_client(name: str) -> None:
    with pytest.raises(UnreadableFile):
        read({name: SHEETS["Alpha SARL"]})


def test_the_user_may_say_that_it_is_nobody() -> None:
    with pytest.raises(UnreadableFile, match="de quel client"):
        read({"Alpha SARL": SHEETS["Alpha SARL"]}, one_client="another")
