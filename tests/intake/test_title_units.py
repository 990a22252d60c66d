"""A title that says "(en k€)" above the table gives the unit of all its amounts: asked once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked, workbook

ISSUED, DUE = date(2026, 1, 13), date(2026, 2, 13)


def read(title: str, **answers: str) -> Reading:
    rows = [
        (title,),
        (),
        ("Client", "Facture", "Date facture", "Échéance", "Facturé", "Encaissé", "Reste dû"),
        ("Alpha", "F1", ISSUED, DUE, 12.5, 0, 12.5),
        ("Bêta", "F2", ISSUED, DUE, 8, 3.25, 4.75),
    ]
    return read_file(workbook(rows), "x.xlsx", today=TODAY, answers=answers)


@pytest.mark.parametrize(
    "title",
    [
        "Encours clients (en k€)",
        "Balance clients - montants en KEUR",
        "Encours en milliers d'euros",
        "Créances (k€)",
    ],
)
def test_thousands_told_by_the_title_are_asked_and_converted_by_the_answer(title: str) -> None:
    assert asked(read(title)) == ["thousands"]
    reading = read(title, thousands="thousands")
    assert reading.questions == ()
    assert reading.invoices["open_amount"].to_list() == [Decimal(12_500), Decimal(4_750)]


@pytest.mark.parametrize("title", ["Capital social 100 k€", "Encours clients", "KESKIN SARL"])
def test_a_title_that_speaks_of_something_else_asks_nothing(title: str) -> None:
    reading = read(title)
    assert reading.questions == ()
    assert reading.invoices["open_amount"].to_list() == [Decimal("12.5"), Decimal("4.75")]
