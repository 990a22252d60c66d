"""Lists as small French programs write them, each with what would make another list of it."""

from __future__ import annotations

from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, read_text

DATES = ("13/01/2026", "13/02/2026")


def read(text: str, name: str = "x.csv", **given: Any) -> Reading:
    return read_file(text.encode(), name, today=TODAY, **given)


def owed(reading: Reading) -> list[tuple[str, int]]:
    assert not reading.questions, reading.questions
    rows = reading.invoices.filter(reading.invoices["open_amount"] > 0)
    return [(number, int(due)) for number, due in rows.select("number", "open_amount").iter_rows()]


def test_a_list_whose_first_heading_is_an_id_is_no_sylk() -> None:
    text = (
        "ID;Propriété;Locataire;N° appel;Date échéance;Montant\n"
        "101;Rue Haute;Anne Roux;AP-1;13/01/2026;700\n"
    )
    assert owed(read(text)) == [("AP-1", 700)]


def test_a_true_sylk_is_still_named() -> None:
    with pytest.raises(UnreadableFile, match="SYLK"):
        read("ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K1\r\nE\r\n")


def test_numbers_that_look_like_days_of_a_spreadsheet_are_numbers() -> None:
    rows = [
        ("45101", "Alpha", *DATES, "1200,00"),
        ("45102", "Beta", "14/01/2026", "14/02/2026", "600,00"),
    ]
    reading = read_text(*rows, headings=("Facture", "Client", "Date", "Éch.", "Montant"))
    assert owed(reading) == [("45101", 1200), ("45102", 600)]
    assert str(reading.invoices["issue_date"][0]) == "2026-01-13"


@pytest.mark.parametrize("heading", ["Facturé le", "Facturée le", "Facturé le :"])
def test_the_day_of_billing_is_a_day(heading: str) -> None:
    rows = [("F1", "Alpha", *DATES, "100,00")]
    reading = read_text(*rows, headings=(HEADINGS[0], "Client", heading, *HEADINGS[3:]))
    assert str(reading.invoices["issue_date"][0]) == "2026-01-13"


@pytest.mark.parametrize("heading", ["Pièce / Facture", "Facture / pièce", "Note n°", "N° note"])
def test_headings_made_of_words_for_a_number_are_the_number(heading: str) -> None:
    rows = [("FA-1", "Alpha", *DATES, "100,00")]
    assert owed(read_text(*rows, headings=(heading, *HEADINGS[1:]))) == [("FA-1", 100)]


def test_calls_for_funds_are_no_reminders() -> None:
    text = (
        "Lot;Copropriétaire;Appel;Date exigibilité;Montant appelé;Versé;Solde\n"
        "12;Mme Roux;AP-2026-4-12;13/01/2026;350,00;100,00;250,00\n"
        "14;M. Petit;AP-2026-4-14;13/01/2026;400,00;400,00;0,00\n"
    )
    reading = read(text)
    assert owed(reading) == [("AP-2026-4-12", 250)]
    assert reading.invoices["reminder_level"].null_count() == 2


def test_the_amount_of_the_whole_contract_is_not_what_is_invoiced() -> None:
    text = (
        "N° facture;Client;Date;Montant marché TTC;Cumul facturé;Montant situation TTC;RG 5%;"
        "Net à payer;Échéance\n"
        "S1;Mairie de Plouha;13/01/2026;120000,00;36000,00;12000,00;600,00;11400,00;13/02/2026\n"
        "S2;M. Caro;14/01/2026;50000,00;6000,00;6000,00;300,00;5700,00;14/02/2026\n"
    )
    assert owed(read(text)) == [("S1", 11400), ("S2", 5700)]


def test_letters_under_l_are_those_of_reconciled_entries() -> None:
    text = (
        "Compte;Libellé compte;Date;Jnl;Pièce;Libellé;Échéance;Débit;Crédit;L\n"
        "411ALPHA;ALPHA;13/01/2026;VE;FA101;FACTURE;13/02/2026;1200,00;;\n"
        "411BETA;BETA;14/01/2026;VE;FA102;FACTURE;14/02/2026;600,00;;AA\n"
        "411BETA;BETA;22/02/2026;BQ;CHQ;CHQ BETA;;;600,00;AA\n"
    )
    assert owed(read(text)) == [("FA101", 1200)]


def test_a_nought_in_the_column_of_credits_says_nothing_of_what_was_paid() -> None:
    text = (
        "Date;Type de pièce;Référence;Tiers;Débit;Crédit;Solde dû;Échéance\n"
        "13/01/2026;Facture;F-101;Alpha;1200;0;1000;13/02/2026\n"
        "20/01/2026;Paiement;P-5;Alpha;0;200;0;20/01/2026\n"
    )
    reading = read(text)
    assert owed(reading) == [("F-101", 1000)]
    assert codes(reading) == []


PAYMENTS = (
    "Date;Montant;Mode de paiement;Référence;N° Facture;Client\n"
    "15/01/2026;1320,00;Virement;VIR-2026-001;FA-1;Alpha\n"
    "16/01/2026;200,00;Chèque;CHQ-12;FA-2;Beta\n"
)


def test_payments_that_cite_their_invoice_are_asked_about() -> None:
    assert "payments_list" in asked(read(PAYMENTS))
    with pytest.raises(UnreadableFile, match="règlements reçus"):
        read(PAYMENTS, answers={"payments_list": "payments"})
    answers = {"payments_list": "invoices", "missing_due_date": "30"}
    assert owed(read(PAYMENTS, answers=answers)) == [("FA-1", 1320), ("FA-2", 200)]


def test_the_name_of_a_file_may_say_that_it_lists_payments() -> None:
    text = PAYMENTS.replace("VIR-2026-001", "A1").replace("CHQ-12", "A2")
    assert "payments_list" in asked(read(text, "reglements_2026.csv"))
    assert "payments_list" not in asked(read(text, "factures_2026.csv"))


SHARED = (
    "N° facture;Patient;Date;Échéance;AMO;Part AMO;Part AMC;Part patient;Total\n"
    "F101;Martin Paul;13/01/2026;13/02/2026;CPAM 22;70,00;30,00;0,00;100,00\n"
    "F102;Roux Anne;14/01/2026;14/02/2026;CPAM 22;70,00;0,00;30,00;100,00\n"
    "F103;Petit Luc;15/01/2026;15/02/2026;MSA;35,00;15,00;0,00;50,00\n"
)


def test_an_invoice_shared_out_among_payers_is_asked_about() -> None:
    assert asked(read(SHARED)) == ["unread_amount"]
    own = read(SHARED, answers={"unread_amount": "balance=Part patient"})
    assert owed(own) == [("F102", 30)]
    assert owed(read(SHARED, answers={"unread_amount": "neither"})) == [
        ("F101", 100),
        ("F102", 100),
        ("F103", 50),
    ]


def test_a_direct_debit_that_came_back_is_collected_by_nobody() -> None:
    text = (
        "Facture;Client;Émise le;Échéance;Montant;Prélèvement le;Résultat prélèvement\n"
        "F1;Alpha;13/01/2026;13/02/2026;50,00;13/02/2026;Rejeté AM04\n"
        "F2;Beta;13/01/2026;13/02/2026;60,00;13/02/2026;\n"
    )
    reading = read(text, answers={"status:rejete am04": "open"})
    assert reading.invoices["direct_debit"].to_list() == [False, True]


def test_a_day_of_reminder_by_its_other_name_is_known() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "2", "20/02/2026")]
    reading = read_text(*rows, headings=(*HEADINGS, "Rappel", "Date rappel"))
    assert str(reading.invoices["last_reminder_date"][0]) == "2026-02-20"


def test_a_day_of_birth_is_offered_for_no_other_day() -> None:
    text = (
        "N° facture;Nom;Date de naissance;Montant\n"
        "F1;Martin;15/05/1985;250,00\nF2;Bernard;20/10/1990;100,00\n"
    )
    with pytest.raises(UnreadableFile, match="ni date d'échéance ni date de facture"):
        read(text)


def test_of_two_amounts_due_the_payment_tells_which_is_left() -> None:
    text = (
        "N° facture;Élève;Date échéance;Montant dû;Déjà payé;Reste dû\n"
        "E1;Awa Diop;13/01/2026;500,00;200,00;300,00\n"
        "E2;Ali Sow;14/01/2026;400,00;0,00;400,00\n"
    )
    reading = read(text)
    assert owed(reading) == [("E1", 300), ("E2", 400)]
    assert reading.invoices["amount"].to_list() == [500, 400]


def test_a_share_paid_says_nothing_beside_what_is_left() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "50", "50,00")]
    reading = read_text(*rows, headings=(*HEADINGS, "% payé", "Reste dû"))
    assert owed(reading) == [("F1", 50)]


def test_the_rank_of_a_row_is_no_number_of_invoice() -> None:
    rows = [("1", "Alpha", *DATES, "100,00"), ("2", "Beta", *DATES, "50,00")]
    reading = read_text(*rows, headings=("#", *HEADINGS[1:]))
    assert asked(reading) == ["choose_number"]
    assert [choice.value for choice in reading.questions[0].choices] == ["#", "by_day"]


def test_what_is_left_of_a_share_is_offered_before_the_share() -> None:
    text = (
        "N° facture;Client;Date;Échéance;Montant total;Part CAF;Part famille;Solde famille\n"
        "C1;Roux;13/01/2026;13/02/2026;500,00;300,00;200,00;150,00\n"
        "C2;Petit;14/01/2026;14/02/2026;400,00;250,00;150,00;0,00\n"
        "C3;Le Goff;15/01/2026;15/02/2026;450,00;250,00;200,00;200,00\n"
    )
    reading = read(text)
    assert asked(reading) == ["unread_amount"]
    first = reading.questions[0].choices[0].value
    assert first == "balance=Solde famille"
    assert owed(read(text, answers={"unread_amount": first})) == [("C1", 150), ("C3", 200)]


def test_the_period_charged_for_is_offered_for_no_due_date() -> None:
    text = (
        "N° facture;Client;Date facture;Période début;Période fin;Montant TTC\n"
        "F1;Alpha;13/01/2026;01/01/2026;31/01/2026;100,00\n"
        "F2;Beta;14/01/2026;01/01/2026;31/01/2026;100,00\n"
    )
    choices = [choice.value for choice in read(text).questions[0].choices]
    assert not any("Période" in value for value in choices)


def test_a_balance_to_be_paid_before_a_day_is_due_that_day() -> None:
    text = (
        "N° facture;Client;Acompte versé;Solde;Solde à régler avant le\n"
        "G1;Roux;200;500;13/01/2026\n"
    )
    assert str(read(text).invoices["due_date"][0]) == "2026-01-13"


def test_a_column_of_quotes_is_no_misspelt_currency() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "D1"), ("F2", "Beta", *DATES, "50,00", "D2")]
    reading = read_text(*rows, headings=(*HEADINGS, "Devis"))
    assert owed(reading) == [("F1", 100), ("F2", 50)]
    assert codes(reading) == []


def test_figures_under_l_are_no_letters() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "1"), ("F2", "Beta", *DATES, "50,00", "2")]
    reading = read_text(*rows, headings=(*HEADINGS, "L"))
    assert owed(reading) == [("F1", 100), ("F2", 50)]


def test_the_rank_of_an_instalment_is_no_day() -> None:
    rows = [
        ("F1", "Alpha", "13/01/2026", "1/3", "13/02/2026", "100,00"),
        ("F2", "Beta", "14/01/2026", "2/3", "14/02/2026", "50,00"),
    ]
    headings = ("N° facture", "Client", "Date", "Échéance", "Date échéance", "Montant TTC")
    reading = read_text(*rows, headings=headings)
    assert owed(reading) == [("F1", 100), ("F2", 50)]
    assert str(reading.invoices["due_date"][0]) == "2026-02-13"


def test_amounts_under_the_word_for_a_funder_fund_nothing() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "12,50"), ("F2", "Beta", *DATES, "50,00", "")]
    assert owed(read_text(*rows, headings=(*HEADINGS, "Assurance"))) == [("F1", 100), ("F2", 50)]


def test_rows_whose_last_cells_are_left_out_are_cut_at_the_same_sign() -> None:
    text = (
        "N° facture;Client;Date;Échéance;Montant TTC;Impayé le;Motif impayé\n"
        "F1;Alpha;13/01/2026;13/02/2026;1200,00;20/02/2026;Provision insuffisante\n"
        "F2;Beta;14/01/2026;14/02/2026;600,00;\n"
        "F3;Gamma;15/01/2026;15/02/2026;60,00;\n"
        "F4;Alpha;16/01/2026;16/02/2026;70,00;\n"
    )
    assert owed(read(text)) == [("F1", 1200), ("F2", 600), ("F3", 60), ("F4", 70)]


@pytest.mark.parametrize("heading", ["En attente jusqu'au", "Ne pas relancer avant le"])
def test_a_hold_until_a_day_is_a_hold(heading: str) -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "31/12/2026"), ("F2", "B", *DATES, "50,00", "")]
    assert codes(read_text(*rows, headings=(*HEADINGS, heading))) == ["held_back"]


def test_a_number_of_remittance_asks_whether_the_invoice_is_paid() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "R-101"), ("F2", "B", *DATES, "50,00", "")]
    assert codes(read_text(*rows, headings=(*HEADINGS, "Remise n°"))) == ["reconciled"]


@pytest.mark.parametrize("heading", ["Payé par", "Paiement direct", "Délégation de paiement"])
def test_whoever_pays_instead_of_the_client_is_asked_about(heading: str) -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "Groupe Alpha"), ("F2", "B", *DATES, "50,00", "")]
    assert asked(read_text(*rows, headings=(*HEADINGS, heading))) == ["who_pays"]


def test_the_means_of_a_payment_are_no_payer() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "Virement"), ("F2", "B", *DATES, "50,00", "CB")]
    assert not read_text(*rows, headings=(*HEADINGS, "Payé par")).questions


def test_steps_of_reminders_are_known_and_those_of_a_court_decided_on() -> None:
    cells = ("Mise en demeure", "Relance 1", "", "Injonction de payer")
    rows = [(f"F{at}", f"C{at}", *DATES, "100,00", cell) for at, cell in enumerate(cells, 1)]
    reading = read_text(*rows, headings=(*HEADINGS, "Étape"))
    assert reading.invoices["reminder_level"].to_list()[:2] == [4, 1]
    assert reading.invoices["decision"].is_not_null().to_list() == [False, False, False, True]
    other = [(*row[:5], "Livraison") for row in rows]
    assert not read_text(*other, headings=(*HEADINGS, "Étape")).issues.height


def test_the_way_a_tax_is_due_tells_nothing_of_the_invoice() -> None:
    rows = [("F1", "Alpha", *DATES, "100,00", "Oui"), ("F2", "B", *DATES, "50,00", "Non")]
    assert not read_text(*rows, headings=(*HEADINGS, "TVA sur encaissements")).questions
