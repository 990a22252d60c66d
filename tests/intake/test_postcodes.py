"""The zero that a spreadsheet takes off a French postcode is put back, and no other is added."""

from __future__ import annotations

from relance_core.intake import read_file
from tests.intake.spreadsheets import TODAY

ROWS = "13/01/2026;13/02/2026;100,00"


def postcodes(headings: str, *rows: str) -> list[str]:
    lines = [f"{headings};Facture;Date;Échéance;TTC"]
    lines += [f"{row};F{at};{ROWS}" for at, row in enumerate(rows, start=1)]
    reading = read_file("\n".join(lines).encode(), "x.csv", today=TODAY)
    return reading.invoices["postcode"].to_list()


def test_a_french_postcode_has_its_zero_again() -> None:
    assert postcodes("Client;Code postal", "Alpha;69002", "Bêta;6000") == ["69002", "06000"]


def test_four_digits_are_all_that_a_belgian_postcode_has() -> None:
    assert postcodes(
        "Client;Code postal;Pays", "Alpha;69002;France", "Bêta;1000;Belgique", "Gamma;6000;"
    ) == ["69002", "1000", "06000"]
