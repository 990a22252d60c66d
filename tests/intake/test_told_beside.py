"""What further columns tell of an invoice is not lost: payments, days to run, states, continued."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_core.intake import Reading, read_file
from relance_core.intake.terms import read_terms
from tests.intake.spreadsheets import TODAY, asked, workbook


def read(text: str, **answers: str) -> Reading:
    return read_file(text.encode(), "x.csv", today=TODAY, answers=answers)


def test_payments_beside_deducted_deposits_are_asked_about_and_added_up() -> None:
    text = (
        "Facture;Client;Date;Échéance;Total TTC;Acomptes déduits;Réglé\n"
        "F1;Alma;13/01/2026;13/02/2026;1000,00;300,00;200,00\n"
        "F2;Brice;14/01/2026;14/02/2026;100,00;0,00;100,00\n"
    )
    assert "choose_paid_amount" in asked(read(text))
    reading = read(text, choose_paid_amount="+", deduction_paid_amount="before")
    assert reading.invoices["open_amount"].to_list() == [Decimal(500), Decimal(0)]


def test_amounts_paid_are_no_days_because_one_of_them_could_be_a_serial() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;TTC;Réglé\n"
        "F1;Alma;13/01/2026;13/02/2026;12000;11400\n"
        "F2;Brice;14/01/2026;14/02/2026;1000;400\n"
    )
    assert reading.invoices["open_amount"].to_list() == [Decimal(600), Decimal(600)]


def test_days_still_to_run_are_no_terms() -> None:
    assert read_terms("-28") is None
    reading = read(
        "Client;Facture;Date facture;Jours avant échéance;Montant TTC\n"
        "Alma;F1;13/01/2026;-28;100,00\n"
        "Brice;F2;14/03/2026;12;200,00\n"
    )
    assert asked(reading) == ["counted_on"]


def test_a_payment_under_way_is_decided_on_even_where_the_file_gives_what_is_due() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;TTC;Reste à payer;Statut\n"
        "F1;Mairie de Plouha;13/01/2026;13/02/2026;100,00;100,00;Mise en paiement\n"
        "F2;Mairie de Plouha;14/01/2026;14/02/2026;50,00;50,00;Mise à disposition\n"
    )
    decisions = reading.invoices["decision"].to_list()
    assert decisions[0] is not None and "en route" in decisions[0]
    assert decisions[1] is None


def test_the_day_of_posting_is_the_day_of_an_invoice_that_has_no_other() -> None:
    reading = read(
        "N° facture;Client;Date comptabilisation;Échéance;TTC\nF1;Alma;13/01/2026;13/02/2026;10\n"
    )
    assert reading.invoices["issue_date"].to_list() == [date(2026, 1, 13)]


def test_whom_an_invoice_is_charged_to_is_its_client_wherever_it_was_delivered() -> None:
    reading = read(
        "N° Facture;Livré à;Facturé à;Date;Echéance;TTC\n"
        "F1;Magasin Brest;Centrale Ouest;13/01/2026;13/02/2026;100,00\n"
        "F2;Chantier 3;Durand SA;14/01/2026;14/02/2026;300,00\n"
    )
    assert reading.issues.is_empty()
    assert reading.invoices["client_name"].to_list() == ["Centrale Ouest", "Durand SA"]


def test_a_group_that_goes_on_is_the_same_client() -> None:
    rows = [
        ("Date", "Jal", "Pièce", "Libellé", "Echéance", "Débit", "Crédit"),
        ("411001 ALPHA BATIMENT",),
        (date(2026, 1, 13), "VT", "F1", "Facture", date(2026, 2, 13), 100, None),
        ("411002 BETA & FILS",),
        (date(2026, 1, 14), "VT", "F2", "Facture", date(2026, 2, 14), 200, None),
        ("411002 BETA & FILS (suite)",),
        (date(2026, 1, 15), "VT", "F3", "Facture", date(2026, 2, 15), 300, None),
    ]
    reading = read_file(workbook(rows), "x.xlsx", today=TODAY)
    assert reading.invoices["client_name"].to_list() == ["ALPHA BATIMENT"] + ["BETA & FILS"] * 2


def one(heading: str, cell: str) -> Reading:
    return read(
        f"N° facture;Client;Date facture;Échéance;Montant TTC;{heading}\n"
        "F1;Alma;13/01/2026;13/02/2026;1000,00;\n"
        f"F2;Brice;14/01/2026;14/02/2026;500,00;{cell}\n"
        "F3;Cléo;15/01/2026;15/02/2026;70,00;\n"
    )


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Commentaire interne", "client en redressement judiciaire"),
        ("Observations comptables", "livraison incomplète"),
        ("Date lettrage", "12/02/2026"),
        ("Soldé par avoir", "AV12"),
        ("Passé en perte", "10,00"),
        ("Info", "facture contestée"),
        ("Situation client", "en liquidation judiciaire"),
        ("N° chèque", "1234567"),
        ("Nouvelle date", "31/12/2026"),
    ],
)
def test_what_a_further_column_tells_of_one_invoice_is_decided_on(heading: str, cell: str) -> None:
    reading = one(heading, cell)
    decisions = reading.invoices["decision"].to_list()
    assert [decision is None for decision in decisions] == [True, False, True]


def test_nothing_lost_is_no_mark_of_a_loss() -> None:
    assert one("Pertes", "0,00").invoices["decision"].null_count() == 3


def test_a_refusal_and_its_reason_contest_the_invoice() -> None:
    reading = one("Motif de refus", "SIREN erroné")
    assert reading.invoices["dispute_reason"].to_list() == [None, "SIREN erroné", None]


def test_a_rebate_is_asked_about_before_the_whole_is_claimed() -> None:
    assert asked(one("Ristourne", "50,00")) == ["deduction_discount"]


def test_a_rate_of_exchange_is_not_what_is_left_to_pay() -> None:
    reading = one("Cours", "1,15")
    assert reading.invoices["open_amount"].to_list() == [Decimal(1000), Decimal(500), Decimal(70)]


def test_a_full_column_of_labels_is_no_column_of_remarks() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant TTC;Prestation\n"
        "F1;Alma;13/01/2026;13/02/2026;1000,00;Sauvegarde en ligne\n"
        "F2;Brice;14/01/2026;14/02/2026;500,00;Sauvegarde en ligne\n"
    )
    assert reading.invoices["decision"].null_count() == 2


def test_states_without_one_of_a_payment_are_asked_about_too() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant TTC;Avancement\n"
        "F1;Alma;13/01/2026;13/02/2026;1000,00;Envoyée\n"
        "F2;Brice;14/01/2026;14/02/2026;500,00;En litige\n"
    )
    assert asked(reading) == ["unread_words"]


def test_a_day_at_the_bank_is_that_of_the_payment() -> None:
    reading = one("Date remise en banque", "12/02/2026")
    assert reading.invoices["open_amount"].to_list() == [Decimal(1000), Decimal(0), Decimal(70)]


def test_a_day_of_payment_beside_the_whole_amount_to_pay_is_decided_on() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;TTC;Net à payer;Payé le\n"
        "F1;Alma;13/01/2026;13/02/2026;120,00;120,00;14/02/2026\n"
        "F2;Brice;14/01/2026;14/02/2026;50,00;50,00;\n"
        "F3;Cléo;14/01/2026;14/02/2026;50,00;20,00;15/02/2026\n"
    )
    decisions = reading.invoices["decision"].to_list()
    assert [decision is None for decision in decisions] == [False, True, True]
