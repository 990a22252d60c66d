"""Columns of real lists that were lost in silence, or asked about for nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import asked

TODAY = date(2026, 11, 20)


def read(text: str, **answers: str) -> Reading:
    return read_file(text.encode(), "x.csv", today=TODAY, answers=answers)


def left(reading: Reading) -> list[Decimal]:
    return reading.invoices["open_amount"].to_list()


def decisions(reading: Reading) -> list[bool]:
    return reading.invoices["decision"].is_not_null().to_list()


def test_what_a_swiss_list_calls_open_is_what_is_left() -> None:
    reading = read(
        "Débiteur;N° facture;Date;Échéance;Montant;Ouvert\n"
        "Alma;1;15/09/2026;15/10/2026;1250,00;1250,00\n"
        "Brice;2;22/09/2026;22/10/2026;300,00;150,00\n"
    )
    assert (asked(reading), left(reading)) == ([], [1250, 150])


def test_yes_and_no_under_open_are_a_state() -> None:
    reading = read(
        "Client;N° facture;Date;Échéance;Montant TTC;Ouvert\n"
        "Alma;1;15/09/2026;15/10/2026;1250,00;Oui\n"
        "Brice;2;22/09/2026;22/10/2026;300,00;Non\n"
    )
    assert (asked(reading), left(reading)) == ([], [1250, 0])


@pytest.mark.parametrize("paid", ["Oui", "Payée"])
def test_a_net_to_pay_that_never_changes_is_paid_where_the_file_says_so(paid: str) -> None:
    text = (
        "Numéro;Date;Client;Total TTC;Acompte;Net à payer;Échéance;Payée\n"
        "1;15/09/2026;Alma;600,00;200,00;400,00;15/10/2026;Non\n"
        f"2;18/09/2026;Brice;120,00;0,00;120,00;18/10/2026;{paid}\n"
        f"3;19/09/2026;Brice;90,00;30,00;60,00;19/10/2026;{paid}\n"
    )
    reading = read(text)
    assert (left(reading), decisions(reading)) == ([400, 0, 0], [False] * 3)
    assert any(
        "2 factures que le fichier dit réglées ne doivent plus rien" in one for one in reading.notes
    )


def test_a_balance_left_on_a_paid_invoice_is_still_decided_on() -> None:
    reading = read(
        "Numéro;Date;Client;Total TTC;Net à payer;Échéance;Payée\n"
        "1;15/09/2026;Alma;600,00;0,00;15/10/2026;Oui\n"
        "2;18/09/2026;Brice;120,00;120,00;18/10/2026;Oui\n"
    )
    assert decisions(reading) == [False, True]


@pytest.mark.parametrize(("heading", "unknown"), [("Net à payer", True), ("Reste dû", False)])
def test_a_net_to_pay_does_not_tell_what_is_left_of_an_invoice_paid_in_part(
    heading: str, unknown: bool
) -> None:
    reading = read(
        f"Numéro;Date;Client;Total TTC;{heading};Échéance;Statut\n"
        "1;15/09/2026;Alma;600,00;600,00;15/10/2026;Partiellement payée\n"
        "2;18/09/2026;Brice;120,00;100,00;18/10/2026;Partiellement payée\n"
    )
    assert (left(reading), decisions(reading)) == ([600, 100], [unknown, False])


def test_figures_that_are_the_amount_of_most_rows_and_less_on_some_are_asked_about() -> None:
    text = (
        "Facture;Client;Date;Échéance;Montant TTC;Position\n"
        "1;Alma;15/09/2026;15/10/2026;600,00;600,00\n"
        "2;Brice;18/09/2026;18/10/2026;120,00;40,00\n"
        "3;Cora;19/09/2026;19/10/2026;90,00;90,00\n"
    )
    assert asked(read(text)) == ["unread_amount"]
    assert left(read(text, unread_amount="balance=Position")) == [600, 40, 90]


def test_figures_without_the_tax_of_some_rows_ask_nothing() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant TTC;Assiette\n"
        "1;Alma;15/09/2026;15/10/2026;600,00;600,00\n"
        "2;Brice;18/09/2026;18/10/2026;120,00;100,00\n"
        "3;Cora;19/09/2026;19/10/2026;90,00;90,00\n"
    )
    assert (asked(reading), left(reading)) == ([], [600, 120, 90])


def test_the_total_of_a_line_among_several_of_an_invoice_asks_nothing() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Total TTC;Total ligne TTC\n"
        "1;Alma;15/09/2026;15/10/2026;180,00;120,00\n"
        "1;Alma;15/09/2026;15/10/2026;180,00;60,00\n"
        "2;Brice;18/09/2026;18/10/2026;120,00;120,00\n"
        "3;Cora;19/09/2026;19/10/2026;90,00;90,00\n"
    )
    assert (asked(reading), left(reading)) == ([], [180, 120, 90])


def test_a_day_of_sending_that_is_that_of_the_invoice_asks_nothing() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant TTC;Date d'envoi\n"
        "1;Alma;15/09/2026;15/10/2026;600,00;15/09/2026\n"
        "2;Brice;18/09/2026;18/10/2026;120,00;\n"
    )
    assert asked(reading) == []
    assert reading.invoices["issue_date"].to_list() == [date(2026, 9, 15), date(2026, 9, 18)]


def test_a_day_of_sending_that_is_another_one_is_asked_about() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant TTC;Date d'envoi\n"
        "1;Alma;15/09/2026;15/10/2026;600,00;16/09/2026\n"
        "2;Brice;18/09/2026;18/10/2026;120,00;18/09/2026\n"
    )
    assert asked(reading) == ["choose_issue_date"]


def test_what_a_fund_takes_in_charge_is_asked_about() -> None:
    text = (
        "Facture;Client;Date;Échéance;Montant TTC;Prise en charge OPCO;Reste à charge\n"
        "1;Alma;15/09/2026;15/10/2026;1200,00;900,00;300,00\n"
        "2;Brice;16/09/2026;16/10/2026;600,00;0,00;600,00\n"
    )
    assert "unread_amount" in asked(read(text))
    assert left(read(text, unread_amount="balance=Reste à charge")) == [300, 600]


def test_the_family_and_its_child_are_both_offered_as_the_client() -> None:
    reading = read(
        "Facture;Famille;Élève;Date;Échéance;Montant\n"
        "1;MARTIN;Léo;15/09/2026;15/10/2026;300,00\n"
        "2;NGUYEN;Mai;18/09/2026;18/10/2026;300,00\n"
    )
    assert asked(reading) == ["choose_client_name"]


@pytest.mark.parametrize("heading", ["Maître d'ouvrage", "Société débitrice", "Famille"])
def test_who_is_invoiced_has_other_names(heading: str) -> None:
    reading = read(
        f"N° FA;{heading};Date FA;Échéance;Montant TTC\n"
        "F26-1;Alma;15/09/2026;15/10/2026;300,00\n"
        "F26-2;Brice;18/09/2026;18/10/2026;300,00\n"
    )
    assert asked(reading) == []
    assert reading.invoices["client_name"].to_list() == ["Alma", "Brice"]
    assert reading.invoices["number"].to_list() == ["F26-1", "F26-2"]


def test_an_owner_may_be_the_client_where_nobody_else_is_named() -> None:
    reading = read(
        "N°;Propriétaire;Animal;Date;Échéance;Montant TTC\n"
        "V-1;Mme Faure;Rex;15/09/2026;15/10/2026;120,00\n"
        "V-2;M. Ott;Mia;18/09/2026;18/10/2026;80,00\n"
    )
    question = next(one for one in reading.questions if one.code == "choose_client_name")
    assert [choice.value for choice in question.choices] == ["Propriétaire", "Animal"]


def test_who_insures_the_credit_is_not_asked_about_as_a_payer() -> None:
    text = (
        "Facture;Client;Date;Échéance;Montant TTC;Assureur\n"
        "1;Alma;15/09/2026;15/10/2026;1200,00;Allianz Trade\n"
        "2;Brice;16/09/2026;16/10/2026;600,00;{}\n"
    )
    assert asked(read(text.format("Coface"))) == []
    assert asked(read(text.format("MAIF"))) == ["who_pays"]


def test_an_invoice_that_a_program_has_locked_is_open() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant TTC;Etat\n"
        "1;Alma;15/09/2026;15/10/2026;1200,00;Inaltérable\n"
        "2;Brice;16/09/2026;16/10/2026;600,00;Soldé\n"
    )
    assert (asked(reading), left(reading)) == ([], [1200, 0])


def test_english_short_words_are_those_of_an_invoice() -> None:
    reading = read(
        "Customer,Inv No,Inv Date,Due,Gross\n"
        "Nordic,10231,15-Sep-26,15-Oct-26,1200.00\n"
        "Bolts,10240,22-Sep-26,22-Oct-26,300.00\n"
    )
    assert asked(reading) == []
    assert reading.invoices["issue_date"].to_list() == [date(2026, 9, 15), date(2026, 9, 22)]


def test_the_part_of_a_patient_is_asked_about_where_what_was_paid_stands_beside() -> None:
    text = (
        "N° facture;Patient;Date;Échéance;Montant;Part RO;Part RC;Part patient;Réglé\n"
        "S-1;ROUX;15/09/2026;15/10/2026;100,00;70,00;20,00;10,00;0,00\n"
        "S-2;PONS;18/09/2026;18/10/2026;50,00;35,00;12,00;3,00;0,00\n"
    )
    assert asked(read(text)) == ["unread_amount"]
    assert left(read(text, unread_amount="balance=Part patient")) == [10, 3]


def test_what_a_tenant_has_left_to_pay_beside_an_allowance_is_asked_about() -> None:
    text = (
        "Quittance;Locataire;Échéance;Loyer;Charges;Total;APL;Reste locataire;Encaissé\n"
        "Q-1;Mme Diop;15/10/2026;600,00;80,00;680,00;210,00;470,00;470,00\n"
        "Q-2;M. Rey;15/10/2026;500,00;60,00;560,00;0,00;560,00;200,00\n"
    )
    assert asked(read(text)) == ["unread_amount"]
    whole = text.replace(";APL;Reste locataire", ";A;B").replace(";A;B", ";Part A;Part B")
    assert asked(read(whole)) == ["unread_amount"]


@pytest.mark.parametrize("heading", ["Centrale payeuse", "Établissement payeur"])
def test_who_pays_for_the_client_has_other_names(heading: str) -> None:
    reading = read(
        f"Facture;Client;{heading};Date;Échéance;Montant TTC\n"
        "1;Pharmacie A;CERP;15/09/2026;15/10/2026;300,00\n"
        "2;Pharmacie B;;18/09/2026;18/10/2026;300,00\n"
    )
    assert reading.invoices["payer_name"].to_list() == ["CERP", None]


@pytest.mark.parametrize(("word", "held"), [("En pause", True), ("Relance 2 envoyée", False)])
def test_states_of_reminders_are_known(word: str, held: bool) -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant TTC;Statut\n"
        f"1;Alma;15/09/2026;15/10/2026;1200,00;{word}\n"
        "2;Brice;16/09/2026;16/10/2026;600,00;Payée\n"
    )
    assert (asked(reading), left(reading), decisions(reading)[0]) == ([], [1200, 0], held)


@pytest.mark.parametrize("heading", ["N° titre", "Quittance", "Appel de cotisation"])
def test_what_is_claimed_has_other_numbers(heading: str) -> None:
    reading = read(
        f"{heading};Client;Date;Échéance;Montant TTC\n"
        "T-1;Alma;15/09/2026;15/10/2026;300,00\n"
        "T-2;Brice;18/09/2026;18/10/2026;300,00\n"
    )
    assert reading.invoices["number"].to_list() == ["T-1", "T-2"]


@pytest.mark.parametrize("heading", ["Envoyée", "Transmise le", "Sent on"])
def test_the_day_on_which_an_invoice_was_sent_is_its_day_where_no_other_is(heading: str) -> None:
    reading = read(
        f"Facture;Client;{heading};À payer pour le;Montant TTC\n"
        "1;Alma;15/09/2026;15/10/2026;300,00\n"
        "2;Brice;18/09/2026;18/10/2026;300,00\n"
    )
    assert asked(reading) == []
    assert reading.invoices["issue_date"].to_list() == [date(2026, 9, 15), date(2026, 9, 18)]
    assert reading.invoices["due_date"].to_list() == [date(2026, 10, 15), date(2026, 10, 18)]


def test_a_yes_or_no_of_sending_is_no_day() -> None:
    reading = read(
        "Facture;Client;Envoyée;Échéance;Montant TTC\n"
        "1;Alma;Oui;15/10/2026;300,00\n"
        "2;Brice;Oui;18/10/2026;300,00\n"
    )
    assert (asked(reading), left(reading)) == ([], [300, 300])
    assert reading.invoices["issue_date"].to_list() == [None, None]


@pytest.mark.parametrize(
    "heading", ["À régler au plus tard le", "Payer avant le", "Payable pour le"]
)
def test_the_day_by_which_to_pay_has_other_names(heading: str) -> None:
    reading = read(
        f"Facture;Client;Date;{heading};Montant TTC\n"
        "1;Alma;15/09/2026;15/10/2026;300,00\n"
        "2;Brice;18/09/2026;18/10/2026;300,00\n"
    )
    assert reading.invoices["due_date"].to_list() == [date(2026, 10, 15), date(2026, 10, 18)]
