"""An invoice whose row names nobody is imported once somebody has said whose it is."""

from __future__ import annotations

from tests.intake.spreadsheets import codes, read_text

ROWS = (
    ("F1", "Alpha", "13/01/2026", "13/02/2026", "100,00"),
    ("F2", "", "14/01/2026", "14/02/2026", "200,00"),
    ("F3", "Gamma", "14/01/2026", "14/02/2026", "300,00"),
    ("F4", "Alpha", "14/01/2026", "14/02/2026", "300,00"),
    ("F5", "", "14/01/2026", "14/02/2026", "300,00"),
)


def test_without_a_name_the_rows_are_left_out_and_told() -> None:
    assert codes(read_text(*ROWS)) == ["missing_client", "missing_client"]


def test_a_name_given_for_a_number_imports_its_invoice() -> None:
    reading = read_text(*ROWS, answers={"client_of:F2": "Beta"})
    assert reading.invoices["client_name"].to_list() == ["Alpha", "Beta", "Gamma", "Alpha"]
    assert codes(reading) == ["missing_client"]


def test_a_name_given_changes_no_row_that_names_its_own() -> None:
    reading = read_text(*ROWS, answers={"client_of:F1": "Beta"})
    assert reading.invoices["client_name"].to_list() == ["Alpha", "Gamma", "Alpha"]
