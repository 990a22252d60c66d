"""A list without headings, or with unknown ones, is asked about column by column."""

from __future__ import annotations

from datetime import date

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import read_file
from tests.intake.spreadsheets import TODAY, asked, euros, one, text, workbook

ROWS = [
    ("F1", "C001", "Anne SARL", "13/01/2026", "13/02/2026", "100,00"),
    ("F2", "C002", "Bruno SAS", "14/01/2026", "14/02/2026", "1 200,50"),
]
ANSWERS = {
    "choose_number": "Colonne 1 : texte",
    "choose_client_name": "Colonne 3 : texte",
    "choose_due_date": "Colonne 5 : date",
    "choose_amount": "Colonne 6 : nombre",
}


def test_every_column_is_asked_about_with_its_first_cells() -> None:
    reading = read_file(text(ROWS), "x.csv", today=TODAY)
    assert set(asked(reading)) == set(ANSWERS)
    labels = [choice.label for question in reading.questions for choice in question.choices]
    assert any("Anne SARL" in label for label in labels)


def test_the_answers_give_the_invoices_first_row_included() -> None:
    reading = read_file(text(ROWS), "x.csv", today=TODAY, answers=ANSWERS)
    assert not reading.questions
    assert reading.invoices.select("row", "number", "client_name", "due_date", "amount").rows() == [
        (1, "F1", "Anne SARL", date(2026, 2, 13), euros("100")),
        (2, "F2", "Bruno SAS", date(2026, 2, 14), euros("1200.50")),
    ]


def test_headings_of_a_language_that_is_not_known_are_no_invoice() -> None:
    head = ("Zorg", "Blip", "Quux", "Tarn", "Wibl", "Frob")
    answers = {
        "choose_number": "Zorg",
        "choose_client_name": "Quux",
        "choose_due_date": "Wibl",
        "choose_amount": "Frob",
    }
    reading = read_file(text([head, ROWS[0]]), "x.csv", today=TODAY, answers=answers)
    assert (one(reading)["number"], one(reading)["row"], reading.header_row) == ("F1", 2, 1)


def test_two_lists_of_other_kinds_have_other_layouts() -> None:
    turned = [tuple(reversed(row)) for row in ROWS]
    keys = {read_file(text(rows), "x.csv", today=TODAY).layout_key for rows in (ROWS, turned)}
    assert len(keys) == 2


def test_a_sheet_without_dates_is_no_list_of_invoices() -> None:
    with pytest.raises(UnreadableFile):
        read_file(text([("Farine", "250", "g"), ("Sucre", "100", "g")]), "x.csv", today=TODAY)


def test_headings_far_below_a_long_preface_are_found() -> None:
    head = ("N° facture", "Client", "Date facture", "Échéance", "Montant TTC")
    preface = [(f"Article {at} des conditions générales",) for at in range(300)]
    rows = [*preface, head, ("F1", "Anne", "13/01/2026", "13/02/2026", 100)]
    reading = read_file(workbook(rows), "x.xlsx", today=TODAY)
    assert (reading.header_row, one(reading)["row"]) == (301, 302)


def test_a_heading_merged_over_two_columns_goes_to_the_one_that_is_filled() -> None:
    head = ("N° facture", "Client", None, "Date facture", "Échéance", "Montant TTC")
    rows = [head, ("F1", None, "Anne", "13/01/2026", "13/02/2026", 100)]
    assert one(read_file(workbook(rows), "x.xlsx", today=TODAY))["client_name"] == "Anne"


def test_headings_on_two_lines_are_told() -> None:
    rows = [
        ("N°", "Client", "Date", "Date", "Montant"),
        ("facture", None, "facture", "échéance", "TTC"),
        ("F1", "Anne", "13/01/2026", "13/02/2026", 100),
    ]
    reading = read_file(workbook(rows), "x.xlsx", today=TODAY)
    assert one(reading)["due_date"] == date(2026, 2, 13)
    assert any("deux lignes (1 et 2)" in note for note in reading.notes)


def test_a_heading_left_out_over_the_clients_is_asked_for() -> None:
    head = ("N° facture", None, "Date facture", "Échéance", "Montant TTC")
    rows = [head, ("F1", "Anne", "13/01/2026", "13/02/2026", 100)]
    assert asked(read_file(workbook(rows), "x.xlsx", today=TODAY)) == ["choose_client_name"]
