"""Columns and titles that were read as another thing, in silence, are read right or asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from relance_core.intake import Reading, read_file
from relance_core.workflows.answers import check_answers
from tests.intake.spreadsheets import TODAY

HEAD = "N° facture;Client;Date facture;Échéance;Montant TTC"
ROWS = (
    "F1;Alpha;13/09/2026;13/10/2026;1000,00",
    "F2;Beta;14/09/2026;14/10/2026;500,00",
    "F3;Cap;15/09/2026;15/10/2026;90,00",
)


def read(text: str) -> Reading:
    return read_file(text.encode(), "factures.csv", today=TODAY)


def with_column(heading: str, *cells: str) -> Reading:
    rows = [f"{row};{cell}" for row, cell in zip(ROWS, cells, strict=True)]
    return read("\n".join([f"{HEAD};{heading}", *rows, ""]))


def open_amounts(reading: Reading) -> list[Decimal]:
    return reading.invoices["open_amount"].to_list()


def test_rows_without_currency_beside_foreign_ones_are_asked_about() -> None:
    (question,) = with_column("Code devise", "", "USD", "").questions
    assert question.code == "missing_currency"
    assert question.choices[0].value == "EUR"


@pytest.mark.parametrize(
    "heading",
    ["À encaisser", "À percevoir", "Montant non lettré", "Non encaissé", "Unpaid", "Open"],
)
def test_what_is_still_to_come_is_what_is_due(heading: str) -> None:
    reading = with_column(heading, "1000,00", "0,00", "70,00")
    assert sum(open_amounts(reading)) == Decimal(1070)


@pytest.mark.parametrize("heading", ["Reçu", "Versements", "Applied", "Montant imputé"])
def test_what_was_received_is_taken_off(heading: str) -> None:
    reading = with_column(heading, "0,00", "500,00", "20,00")
    assert sum(open_amounts(reading)) == Decimal(1070)


@pytest.mark.parametrize("heading", ["Date de paiement prévue", "Date encaissement prévue"])
def test_a_payment_that_is_foreseen_settles_nothing(heading: str) -> None:
    dates = ("13/10/2025", "14/10/2025", "15/10/2025")
    assert sum(open_amounts(with_column(heading, *dates))) == Decimal(1590)


@pytest.mark.parametrize("heading", ["Créé par", "Envoyée par", "Sent by", "EMAILREP"])
def test_who_made_an_invoice_is_not_its_client(heading: str) -> None:
    reading = with_column(heading, "jean@nous.fr", "lise@nous.fr", "jean@nous.fr")
    assert reading.invoices["email"].null_count() == 3


def test_a_supplier_that_is_the_same_on_every_row_is_the_firm_itself() -> None:
    rows = ["F1;Mairie A;NOUS;13/10/2026;100", "F2;Mairie B;NOUS;13/10/2026;50"]
    head = "Numéro de facture;Destinataire;Fournisseur;Date d'échéance;Montant TTC"
    reading = read("\n".join([head, *rows, ""]))
    assert reading.invoices["client_name"].to_list() == ["Mairie A", "Mairie B"]


def test_dirhams_in_a_heading_are_not_euros() -> None:
    text = "N° facture;Client;Échéance;Montant TTC (DH)\nF1;Atlas;13/10/2026;100,00\n"
    assert read(text).invoices["currency"].to_list() == ["MAD"]


def test_the_firms_name_at_the_top_of_a_page_is_no_client() -> None:
    head = "Pièce;Date;Échéance;Libellé;Solde"
    lines = [
        head,
        "ALPHA BATIMENT;;;;",
        "1024;13/09/2026;13/10/2026;FACTURE;1245,60",
        "SARL MENUISERIE BRETON;;;;",
        head,
        "1060;13/10/2026;12/11/2026;FACTURE;80,00",
        "Total ALPHA BATIMENT;;;;1325,60",
        "BETA;;;;",
        "1030;20/09/2026;31/10/2026;FACTURE;88,20",
        "Total BETA;;;;88,20",
    ]
    names = read("\n".join([*lines, ""])).invoices["client_name"].to_list()
    assert names == ["ALPHA BATIMENT", "ALPHA BATIMENT", "BETA"]


def test_the_title_of_the_first_page_said_again_is_no_client() -> None:
    head = "Pièce;Date;Échéance;Libellé;Solde"
    lines = [
        "SARL MENUISERIE BRETON;;;;Page 1",
        "Échéancier;;;;",
        head,
        "ALPHA BATIMENT;;;;",
        "1024;13/09/2026;13/10/2026;FACTURE;1245,60",
        "SARL MENUISERIE BRETON;;;;Page 2",
        head,
        "1060;13/10/2026;12/11/2026;FACTURE;80,00",
        "BETA;;;;",
        "1030;20/09/2026;31/10/2026;FACTURE;88,20",
    ]
    reading = read("\n".join([*lines, ""]))
    assert "SARL MENUISERIE BRETON" not in reading.invoices["client_name"].to_list()


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("% réglé", ("1", "0,5", "0")),
        ("Réglé", ("100%", "50%", "0%")),
        ("% payé", ("100", "50", "0")),
    ],
)
def test_a_share_that_was_paid_is_no_amount(heading: str, cells: tuple[str, str, str]) -> None:
    assert [question.code for question in with_column(heading, *cells).questions] == ["paid_rate"]


def test_a_lone_unknown_date_may_be_that_of_the_invoice() -> None:
    text = "N° facture;Client;Date NH;Montant TTC\nF1;Alpha;13/09/2026;100,00\n"
    (question,) = read(text).questions
    assert [choice.value for choice in question.choices] == ["Date NH", "issue_date=Date NH"]
    answers = {"choose_due_date": "issue_date=Date NH", "missing_due_date": "30"}
    invoice = read_file(text.encode(), "f.csv", today=TODAY, answers=answers).invoices.row(
        0, named=True
    )
    assert (invoice["issue_date"].month, invoice["due_calculated"]) == (9, True)


def test_a_date_that_was_not_understood_is_offered_before_the_terms() -> None:
    text = (
        "N° facture;Client;Date facture;Jour J;Montant TTC\nF1;Alpha;13/09/2026;13/10/2026;100,00\n"
    )
    (question,) = read(text).questions
    assert question.choices[0].value == "due_date=Jour J"
    answers = {question.code: question.choices[0].value}
    reading = read_file(text.encode(), "f.csv", today=TODAY, answers=answers)
    assert not reading.questions
    assert reading.invoices["due_calculated"].to_list() == [False]


@pytest.mark.parametrize(
    "answer", [("paid_rate", "ignored"), ("missing_due_date", "due_date=Client")]
)
def test_the_answers_to_these_questions_are_taken(answer: tuple[str, str]) -> None:
    reading = with_column("% réglé", "1", "0,5", "0")
    check_answers(dict([answer]), reading)
