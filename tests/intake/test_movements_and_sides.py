"""Statements are refused, balances on two sides are read, credits of cancelled invoices asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY


def read(text: str, **answers: str) -> Reading:
    return read_file(text.encode(), "x.csv", today=TODAY, answers=answers)


@pytest.mark.parametrize(
    "text",
    [
        "Date de la valeur (UTC);Date de l'opération (UTC);Montant total (TTC);Statut;"
        "Type d'opération;Nom de la contrepartie;Référence\n"
        "13-01-2026;13-01-2026;1200,00;Exécuté;Crédit;ALPHA BATIMENT;FA-2026-010\n"
        "14-01-2026;14-01-2026;-89,00;Exécuté;Débit;ORANGE;\n",
        "Date;Nom;Type;État;Devise;Avant commission;Commission;Net;Numéro de transaction;"
        "Numéro de facture\n"
        "13/01/2026;Jean Petit;Paiement;Terminé;EUR;49,90;-1,60;48,30;5TX001;FA-101\n"
        "14/01/2026;Lea Roy;Paiement;Terminé;EUR;120,00;-3,20;116,80;5TX002;FA-102\n",
    ],
)
def test_a_statement_of_payments_is_no_list_of_invoices(text: str) -> None:
    with pytest.raises(UnreadableFile, match="mouvement d'argent"):
        read(text)


def test_a_list_of_invoices_with_a_day_of_value_is_read() -> None:
    reading = read(
        "Facture;Client;Date;Date de valeur;Échéance;TTC\n"
        "F1;Alma;13/01/2026;13/01/2026;13/02/2026;100,00\n"
    )
    assert reading.invoices["number"].to_list() == ["F1"]


def test_debtor_and_creditor_balances_are_the_two_sides_of_an_account() -> None:
    reading = read(
        "Compte;Nom;Facture;Date;Echeance;Solde débiteur;Solde créditeur\n"
        "411A;Alma;F1;13/01/2026;13/02/2026;1000,00;\n"
        "411B;Brice;AV1;14/01/2026;14/01/2026;;100,00\n"
    )
    assert reading.invoices.select("number", "kind", "open_amount").rows() == [
        ("F1", "invoice", Decimal(1000)),
        ("AV1", "credit_note", Decimal(100)),
    ]


def test_a_credit_note_that_cancelled_an_invoice_is_not_deducted_from_another_unasked() -> None:
    reading = read(
        "Numéro;Type;Client;Date;Échéance;TTC;Statut;Pièce d'origine\n"
        "F1;Facture;Gamma;13/01/2026;13/02/2026;60,00;Annulée;\n"
        "A1;Avoir;Gamma;20/01/2026;20/01/2026;-60,00;Validé;F1\n"
        "A2;Avoir;Gamma;21/01/2026;21/01/2026;-60,00;Validé;F9\n"
        "F2;Facture;Gamma;22/01/2026;22/02/2026;200,00;Envoyée;\n"
    )
    decisions = dict(reading.invoices.select("number", "decision").rows())
    assert "F1" in decisions["A1"]
    assert decisions["A2"] is None
    assert decisions["F2"] is None


def test_the_number_of_a_works_statement_is_no_state_of_its_invoice() -> None:
    reading = read(
        "Client;Situation;N° facture;Date;Échéance;Net à payer\n"
        "Horizon;n° 1;S1;13/01/2026;13/02/2026;100,00\n"
        "Horizon;n° 2;S2;14/01/2026;14/02/2026;200,00\n"
    )
    assert reading.questions == ()
    assert reading.invoices["number"].to_list() == ["S1", "S2"]


def test_a_code_written_before_each_name_is_no_part_of_the_name() -> None:
    reading = read(
        "Tiers;Numéro;Date;Echéance;Montant TTC\n"
        "C001 - ALPHA;1;13/01/2026;13/02/2026;100,00\n"
        "C002 - 3M France;2;14/01/2026;14/02/2026;200,00\n"
    )
    assert reading.invoices.select("client_code", "client_name").rows() == [
        ("C001", "ALPHA"),
        ("C002", "3M France"),
    ]
    reading = read(
        "Tiers;Numéro;Date;Echéance;Montant TTC\n"
        "Atelier 22 - Brest;1;13/01/2026;13/02/2026;100,00\n"
        "C002 - BETA;2;14/01/2026;14/02/2026;200,00\n"
    )
    assert reading.invoices["client_name"].to_list() == ["Atelier 22 - Brest", "C002 - BETA"]
