"""A statement names its one client above the table: that is asked, then taken for every row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked, workbook, workbook_of

HEAD = ("Date", "Pièce", "Libellé", "Échéance", "Débit", "Crédit")
LINES: list[tuple[Any, ...]] = [
    ("13/10/2025", "FA2601", "Facture", "13/11/2025", 1000, None),
    ("15/11/2025", "FA2699", "Facture", "15/12/2025", 400, None),
]


def read(*above: tuple[Any, ...], **answers: str) -> Reading:
    content = workbook([*above, (None,), HEAD, *LINES])
    return read_file(content, "x.xlsx", today=TODAY, answers=answers)


@pytest.mark.parametrize(
    ("above", "code"),
    [
        (
            [
                ("TRANSPORTS LE MEN - RELEVÉ DE COMPTE",),
                ("Client :", "SODIAL SAS"),
                ("Code :", "C0042"),
            ],
            True,
        ),
        ([("Client : C0042 - SODIAL SAS",)], True),
        ([("LE MEN",), (None, None, None, "Destinataire : SODIAL SAS")], False),
        ([("Relevé de compte de SODIAL SAS",)], False),
        ([("Customer", "SODIAL SAS"), ("Account No.", "C0042")], True),
        ([("To: SODIAL SAS",), ("RELEVÉ DE COMPTE",)], False),
        ([("Nom du client", "N° client"), ("SODIAL SAS", "C0042")], True),
    ],
)
def test_the_client_of_the_titles_is_asked_about(above: list[tuple[Any, ...]], code: bool) -> None:
    reading = read(*above)
    assert asked(reading) == ["one_client"]
    assert "« SODIAL SAS »" in reading.questions[0].message
    reading = read(*above, one_client="its_client")
    assert asked(reading) == []
    whose = ("C0042" if code else None, "SODIAL SAS")
    assert reading.invoices.select(
        "number", "client_code", "client_name", "open_amount"
    ).rows() == [
        ("FA2601", *whose, Decimal(1000)),
        ("FA2699", *whose, Decimal(400)),
    ]


def test_the_address_of_the_titles_is_that_of_the_client() -> None:
    reading = read(("Client : SODIAL SAS",), ("Mail compta :", "compta@sodial.example"))
    assert "compta@sodial.example" in reading.questions[0].message
    assert reading.invoices["email"].unique().to_list() == ["compta@sodial.example"]


def test_a_name_that_is_not_the_clients_leaves_nobody_to_write_to() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(("Client : SODIAL SAS",), one_client="another")
    assert refused.value.code == "no_client"


def test_two_names_above_the_table_are_nobodys() -> None:
    with pytest.raises(UnreadableFile):
        read(("Client : SODIAL SAS",), ("Client : AUTRE SARL",))


def test_the_code_of_a_client_is_enough_to_ask_and_that_of_a_bank_account_is_not() -> None:
    reading = read(("RELEVÉ DE COMPTE",), ("N° client : C0042",))
    assert asked(reading) == ["one_client"]
    assert "« C0042 »" in reading.questions[0].message
    with pytest.raises(UnreadableFile):
        read(("RELEVÉ DE COMPTE",), ("Compte : 00012345678",))


def test_all_clients_are_no_client() -> None:
    with pytest.raises(UnreadableFile):
        read(("Client : Tous les clients",))


def test_a_table_that_names_its_clients_is_not_asked_about_its_titles() -> None:
    rows = [("Client : SODIAL SAS",), (*HEAD, "Client"), *((*line, "Alpha") for line in LINES)]
    reading = read_file(workbook(rows), "x.xlsx", today=TODAY)
    assert asked(reading) == []
    assert reading.invoices["client_name"].unique().to_list() == ["Alpha"]


def test_a_sheet_for_each_client_is_read_under_the_client_of_its_title() -> None:
    sheets = {
        name: [(f"Client : {name}",), (None,), HEAD, (day, number, "Facture", due, 100, None)]
        for name, number, day, due in (
            ("Alpha SARL", "F1", "13/10/2025", "13/11/2025"),
            ("Bêta SAS", "F2", "14/10/2025", "14/11/2025"),
        )
    }
    answers = {"choose_sheet": "every"}
    first = read_file(workbook_of(sheets), "x.xlsx", today=TODAY, answers=answers)
    assert asked(first) == ["one_client"]
    assert "« Alpha SARL », « Bêta SAS »" in first.questions[0].message
    answers["one_client"] = "its_client"
    reading = read_file(workbook_of(sheets), "x.xlsx", today=TODAY, answers=answers)
    assert reading.invoices.select("number", "client_name").rows() == [
        ("F1", "Alpha SARL"),
        ("F2", "Bêta SAS"),
    ]


def test_the_rows_of_another_table_are_no_titles() -> None:
    invoices = ("Numéro", "Client", "Date création", "Échéance", "Total TTC")
    rows = [
        invoices,
        ("F1", "Alpha", "13/10/2025", "13/11/2025", "1200,00"),
        ("F2", "Bêta", "14/10/2025", "14/11/2025", "600,00"),
        (None,),
        ("DEPENSES",),
        ("Date", "Catégorie", "Montant", "Description"),
        ("21/09/2025", "Train", "50,00", "Paris"),
    ]
    reading = read_file(workbook(rows), "x.xlsx", today=TODAY)
    assert asked(reading) == []
    assert reading.invoices["client_name"].to_list() == ["Alpha", "Bêta"]
