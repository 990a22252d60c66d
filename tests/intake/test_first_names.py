"""Persons whose first name stands in a column of its own are each their own client."""

from __future__ import annotations

from typing import Any

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY

ROWS = "13/01/2026;13/02/2026;100,00"


def read(headings: str, *rows: str, **answers: Any) -> Reading:
    lines = [f"{headings};Facture;Date;Échéance;TTC"]
    lines += [f"{row};F{at};{ROWS}" for at, row in enumerate(rows, start=1)]
    return read_file("\n".join(lines).encode(), "x.csv", today=TODAY, answers=answers)


def clients(reading: Reading) -> list[str]:
    return reading.invoices["client_name"].to_list()


def test_two_persons_of_one_name_are_two_clients() -> None:
    reading = read("Client;Prénom", "Martin;Paul", "Martin;Julie")
    assert clients(reading) == ["Martin Paul", "Martin Julie"]
    assert any("Martin Paul" in note for note in reading.notes)


def test_the_name_follows_the_order_of_its_columns() -> None:
    assert clients(read("Prénom;Nom", "Paul;Martin", "Julie;Martin")) == [
        "Paul Martin",
        "Julie Martin",
    ]


def test_a_row_without_a_first_name_keeps_its_name() -> None:
    reading = read("Nom;Prénom", "Mairie de Plouha;", "Martin;Julie", "Kerfleur SARL;Anne")
    assert clients(reading) == ["Mairie de Plouha", "Martin Julie", "Kerfleur SARL"]


def test_a_company_keeps_its_name_and_the_person_is_the_client_where_there_is_none() -> None:
    reading = read("Nom;Prénom;Société", "DURAND;Paul;", "MOREL;Anne;MOREL SARL", "DURAND;Julie;")
    assert clients(reading) == ["DURAND Paul", "MOREL SARL", "DURAND Julie"]
    assert reading.invoices["client_code"].null_count() == 3


def test_the_first_name_of_a_contact_is_no_part_of_the_company_beside_it() -> None:
    reading = read("Client;Nom;Prénom", "Kerfleur;Le Du;Anne", "Mor Braz;Riou;Luc")
    assert clients(reading) == ["Kerfleur", "Mor Braz"]
    reading = read("Client;Contact;Prénom", "Kerfleur;Le Du;Anne", "Mor Braz;Riou;Luc")
    assert clients(reading) == ["Kerfleur", "Mor Braz"]


def test_a_person_without_a_company_is_the_client() -> None:
    reading = read("Billing Company;Billing Name", "Koper SAS;Ann Koper", ";Li Wei", ";Mo Ba")
    assert reading.questions == ()
    assert clients(reading) == ["Koper SAS", "Li Wei", "Mo Ba"]


def test_the_person_of_the_company_above_is_no_client_of_the_row_below() -> None:
    reading = read("Billing Company;Billing Name", "Koper SAS;Ann Koper", ";Ann Koper")
    assert clients(reading) == ["Koper SAS"]
    assert reading.issues["code"].to_list() == ["missing_client"]
