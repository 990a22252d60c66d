"""The balance of a client, repeated on its invoices, is not what is left of each of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import asked

TODAY = date(2026, 11, 20)
HEADINGS = "Facture;Code client;Client;Date;Échéance;Montant TTC"
ROWS = (
    "F1;C1;Alma;22/09/2026;22/10/2026;1200,00",
    "F2;C1;Alma;25/09/2026;25/10/2026;2500,00",
    "F3;C2;Brice;13/09/2026;13/10/2026;900,00",
)


def read(heading: str, *cells: str, rows: tuple[str, ...] = ROWS) -> Reading:
    lines = [
        f"{HEADINGS};{heading}",
        *(f"{row};{cell}" for row, cell in zip(rows, cells, strict=True)),
    ]
    return read_file("\n".join(lines).encode(), "x.csv", today=TODAY)


def left(reading: Reading) -> list[Decimal]:
    return reading.invoices["open_amount"].to_list()


def decisions(reading: Reading) -> list[bool]:
    return reading.invoices["decision"].is_not_null().to_list()


@pytest.mark.parametrize("heading", ["Encours client", "Encours", "Solde du compte", "Total dû"])
def test_a_balance_that_repeats_for_a_client_is_not_that_of_its_invoices(heading: str) -> None:
    reading = read(heading, "3700,00", "3700,00", "900,00")
    assert left(reading) == [1200, 2500, 900]
    assert decisions(reading) == [False] * 3
    assert any(heading in note and "le client doit en tout" in note for note in reading.notes)


@pytest.mark.parametrize("heading", ["Encours client", "Balance", "Total dû", "Customer balance"])
def test_beside_the_balance_of_the_invoice_that_of_the_client_asks_nothing(heading: str) -> None:
    reading = read(
        f"Montant restant;{heading}", "1200,00;2900,00", "1700,00;2900,00", "900,00;900,00"
    )
    assert asked(reading) == []
    assert left(reading) == [1200, 1700, 900]
    assert decisions(reading) == [False] * 3


def test_a_client_that_owes_less_than_its_lone_invoice_has_paid_a_part_of_it() -> None:
    assert left(read("Encours client", "3700,00", "3700,00", "450,00")) == [1200, 2500, 450]


def test_a_client_that_owes_less_than_its_invoices_is_decided_on() -> None:
    reading = read("Encours client", "3000,00", "3000,00", "900,00")
    assert decisions(reading) == [True, True, False]
    assert "doit en tout" in reading.invoices["decision"][0]


def test_a_client_that_owes_nothing_more_has_paid_its_invoices() -> None:
    reading = read("Encours client", "0,00", "0,00", "900,00")
    assert left(reading) == [0, 0, 900]
    assert any(note.startswith("2 factures sont tenues pour réglées") for note in reading.notes)


def test_balances_that_differ_for_a_client_are_those_of_its_invoices() -> None:
    assert left(read("Encours client", "200,00", "2500,00", "900,00")) == [200, 2500, 900]
    assert left(read("Solde client", "200,00", "2500,00", "900,00")) == [200, 2500, 900]


def test_the_lines_of_one_invoice_that_bear_its_balance_make_it_no_balance_of_a_client() -> None:
    rows = ("F1;C1;Alma;22/09/2026;22/10/2026;100,00", "F1;C1;Alma;02/09/2026;02/10/2026;50,00")
    reading = read("Solde", "150,00", "150,00", rows=rows)
    assert {column.field for column in reading.columns if column.heading == "Solde"} == {"balance"}


def test_what_a_client_may_owe_at_most_is_no_balance() -> None:
    reading = read("Encours client autorisé", "10000,00", "10000,00", "5000,00")
    assert left(reading) == [1200, 2500, 900]
    assert decisions(reading) == [False] * 3
