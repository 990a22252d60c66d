"""The table is found where it stands, and what is not a row of it is left aside."""

from __future__ import annotations

from datetime import date

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import read_file
from relance_core.intake.contacts import read_contacts
from tests.intake.spreadsheets import (
    HEADINGS,
    TODAY,
    asked,
    codes,
    euros,
    one,
    read_text,
    text,
    workbook,
    workbook_of,
)

ROW = ("F1", "Dupont", "13/01/2026", "13/02/2026", 120)


def test_a_title_block_above_and_totals_below_are_left_aside_and_rows_keep_their_numbers() -> None:
    rows = [
        (None,),
        ("Échéancier clients",),
        ("Édité le 16/03/2026",),
        (None,),
        HEADINGS,
        ROW,
        HEADINGS,
        ("F2", "Durand", "14/01/2026", "14/02/2026", 30),
        ("TOTAL", None, None, None, 150),
        (None, None, None, None, 150),
        ("Page 1/1",),
    ]
    reading = read_file(workbook(rows), "x.xlsx", today=TODAY)
    assert reading.header_row == 5
    assert reading.invoices["row"].to_list() == [6, 8]
    assert reading.issues.height == 0
    assert len(reading.notes) >= 3


def test_an_instruction_under_the_headings_is_no_invoice() -> None:
    rows = [HEADINGS, ("obligatoire", "nom complet", "date", "date", "en euros"), ROW]
    assert one(read_file(workbook(rows), "x.xlsx", today=TODAY))["row"] == 3


def test_headings_on_two_lines_are_put_together() -> None:
    rows = [
        ("Facture", None, "Client", None, None),
        ("N° facture", "Date facture", None, "Échéance", "Montant TTC"),
        ("F1", "13/01/2026", "Dupont", "13/02/2026", 120),
    ]
    assert one(read_file(workbook(rows), "x.xlsx", today=TODAY))["client_name"] == "Dupont"


def test_the_sheet_of_the_invoices_is_found_wherever_it_stands() -> None:
    sheets = {
        "Config": [("clé", "valeur")],
        "Clients": [("Client", "E-mail"), ("Dupont", "a@b.test")],
    }
    content = workbook_of({**sheets, "Suivi": [HEADINGS, ROW]})
    assert read_file(content, "x.xlsx", today=TODAY).sheet == "Suivi"


def test_a_hidden_sheet_never_wins_over_a_visible_one() -> None:
    content = workbook_of(
        {"Ancien": [HEADINGS, ROW, ROW], "Factures": [HEADINGS, ROW]}, hidden=["Ancien"]
    )
    assert read_file(content, "x.xlsx", today=TODAY).sheet == "Factures"


def test_two_sheets_of_invoices_are_asked_about() -> None:
    content = workbook_of({"2025": [HEADINGS, ROW], "2026": [HEADINGS, ("F9", *ROW[1:])]})
    assert asked(read_file(content, "x.xlsx", today=TODAY)) == ["choose_sheet"]
    answered = read_file(content, "x.xlsx", today=TODAY, answers={"choose_sheet": "2026"})
    assert one(answered)["number"] == "F9"


def test_a_client_written_once_above_its_invoices_is_theirs() -> None:
    rows = [
        ("", "Date", "Num", "Due date", "Amount"),
        ("Cool Cars", "", "", "", ""),
        ("", "13/01/2026", "1001", "12/02/2026", "200.00"),
        ("Total for Cool Cars", "", "", "", "200.00"),
        ("Bob SAS", "", "", "", ""),
        ("", "13/01/2026", "1003", "12/02/2026", "300.00"),
    ]
    reading = read_file(text(rows, ","), "x.csv", today=TODAY)
    assert reading.invoices.select("client_name", "number").rows() == [
        ("Cool Cars", "1001"),
        ("Bob SAS", "1003"),
    ]


def test_two_columns_with_one_heading_are_asked_about_when_they_differ() -> None:
    headings = (*HEADINGS, "Montant TTC")
    row = ("F1", "A", "13/01/2026", "13/02/2026", "100,00", "120,00")
    assert asked(read_text(row, headings=headings)) == ["choose_amount"]
    chosen = read_text(row, headings=headings, answers={"choose_amount": "Montant TTC (2)"})
    assert one(chosen)["amount"] == euros("120")
    same = read_text((*row[:5], "100,00"), headings=headings)
    assert not same.questions


def test_a_mapping_by_hand_wins_over_the_headings() -> None:
    reading = read_text(
        ("F1", "A", "13/01/2026", "13/02/2026", "100,00", "B"),
        headings=(*HEADINGS, "Chantier"),
        mapping={"client_name": "Chantier"},
    )
    assert one(reading)["client_name"] == "B"
    column = next(column for column in reading.columns if column.heading == "Chantier")
    assert (column.field, column.confidence) == ("client_name", 1.0)


def test_a_column_that_nobody_recognised_is_asked_for() -> None:
    reading = read_text(
        ("F1", "A", "13/01/2026", "13/02/2026", "100,00"),
        headings=("Zorglub", *HEADINGS[1:]),
    )
    assert asked(reading) == ["choose_number"]
    answered = read_text(
        ("F1", "A", "13/01/2026", "13/02/2026", "100,00"),
        headings=("Zorglub", *HEADINGS[1:]),
        answers={"choose_number": "Zorglub"},
    )
    assert one(answered)["number"] == "F1"


def test_the_next_export_of_the_same_shape_has_the_same_layout_key() -> None:
    row = ("F1", "A", "13/01/2026", "13/02/2026", "100,00")
    shouted = [heading.upper() for heading in HEADINGS]
    keys = {read_text(row).layout_key, read_text(row, headings=shouted).layout_key}
    assert len(keys) == 1
    assert read_text((*row, "x"), headings=(*HEADINGS, "Note")).layout_key not in keys


@pytest.mark.parametrize(
    "rows",
    [
        [HEADINGS],
        [("Recette", "Farine", "Œufs"), ("Crêpes", "250", "4")],
        [
            ("JournalCode", "EcritureNum", "CompteNum", "CompAuxLib", "Debit"),
            ("VE", "1", "4", "A", "1"),
        ],
    ],
)
def test_a_file_without_invoices_is_refused(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(UnreadableFile):
        read_file(text(rows), "x.csv", today=TODAY)


def test_a_file_of_clients_gives_one_row_per_client() -> None:
    rows = [
        ("Code client", "Raison sociale", "E-mail", "Téléphone", "SIREN", "Délai de règlement"),
        ("C1", "Dupont SARL", "a@b.test", "612345678", "732 829 320", "30 jours"),
        ("C2", "Mairie de Lyon", "bad@@x", "", "", "45 jours fin de mois"),
        ("C1", "Dupont SARL", "new@b.test", "", "", ""),
    ]
    reading = read_contacts(text(rows), "clients.csv")
    fields = ("client_code", "email", "phone", "siren", "debtor_type", "terms")
    assert sorted(reading.contacts.select(fields).rows()) == [
        ("C1", "new@b.test", "0612345678", "732829320", "business", "30 jours"),
        ("C2", "bad@@x", None, None, None, "45 jours fin de mois"),
    ]
    assert sorted(reading.issues["code"]) == ["bad_email", "repeated_client"]


def test_dates_of_a_real_workbook_are_read() -> None:
    rows = [HEADINGS, ("F1", "A", date(2026, 1, 13), date(2026, 2, 13), 120)]
    invoice = one(read_file(workbook(rows), "x.xlsx", today=TODAY))
    assert (invoice["issue_date"], invoice["due_date"]) == (date(2026, 1, 13), date(2026, 2, 13))


@pytest.mark.parametrize(
    "headings",
    [
        ("Client", "N°", "Montant", "Échéance"),
        ("Client", "Facture", "Solde", "Échéance"),
        ("ID client", "N°", "Due", "Facturation"),
        ("Société cliente", "Facture", "À payer", "Date d'échéance"),
        ("Partner", "Facture no", "Dû", "À payer le"),
    ],
)
@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_tiny_table_is_read_or_asked_about(headings: tuple[str, ...], rows: int) -> None:
    cells = [(name, str(at), str(at), f"{12 + at}/02/2026") for at, name in enumerate("ABC", 1)]
    reading = read_text(*cells[:rows], headings=headings)
    assert all(question.choices for question in reading.questions)
    assert reading.questions or reading.invoices["number"].to_list() == ["1", "2", "3"][:rows]


def test_a_contact_may_stand_for_the_client_when_somebody_says_so() -> None:
    rows = [("A", "1", "1", "13/02/2026"), ("B", "2", "2", "14/02/2026")]
    headings = ("Contact", "N° facture", "Montant TTC", "Échéance")
    [question] = read_text(*rows, headings=headings).questions
    assert question.code == "choose_client_name"
    answered = read_text(*rows, headings=headings, answers={question.code: "Contact"})
    assert answered.invoices["client_name"].to_list() == ["A", "B"]


def test_a_table_without_any_date_is_refused_with_what_to_add() -> None:
    with pytest.raises(UnreadableFile, match="ni date d'échéance ni date de facture"):
        read_text(("A", "1", "1"), headings=("Client", "N° facture", "Montant TTC"))


def test_a_delivery_date_may_be_said_to_be_the_due_date() -> None:
    headings = ("Client", "N° facture", "Montant TTC", "Date de livraison")
    [question] = read_text(("A", "1", "1", "13/02/2026"), headings=headings).questions
    assert question.code == "choose_due_date"
    assert question.choices[0].value == "Date de livraison"


@pytest.mark.parametrize("word", ["Sous-total", "Sous total", "S/Total", "SOUS-TOTAUX"])
def test_a_sub_total_is_a_total_however_it_is_written_and_not_that_of_the_file(word: str) -> None:
    dates = ("13/01/2026", "13/02/2026")
    reading = read_text(
        ("F1", "A", *dates, "100,00"),
        (word, "A", "", "", "100,00"),
        ("F2", "B", *dates, "50,00"),
        (word, "B", "", "", "50,00"),
        ("", "Total", "", "", "150,00"),
    )
    assert reading.invoices["number"].to_list() == ["F1", "F2"]
    assert codes(reading) == []
    assert reading.stated_total == euros("150")
    parts = read_text(
        ("F1", "A", *dates, "100,00"),
        ("", word, "", "", "100,00"),
        ("F2", "B", *dates, "50,00"),
        ("", word, "", "", "50,00"),
    )
    assert parts.stated_total is None
