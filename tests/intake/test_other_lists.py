"""What is no list of clients' invoices is refused by its name, with what to export instead."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import read_file
from tests.intake.spreadsheets import TODAY, asked, codes, read_text, workbook, workbook_of

DATES = ("13/01/2026", "13/02/2026")
FEC = "JournalCode;JournalLib;EcritureNum;EcritureDate;CompteNum;CompteLib;Debit;Credit"
PLAIN = [("N° facture", "Client", "Échéance", "Date facture", "Montant TTC")]
PLAIN += [("F1", "Dupont", "13/02/2026", "13/01/2026", "100")]


def refused(*rows: Sequence[str], headings: Sequence[str]) -> UnreadableFile:
    """The refusal of a list."""
    with pytest.raises(UnreadableFile) as told:
        read_text(*rows, headings=headings)
    return told.value


def test_a_fec_is_named_even_when_its_headings_are_spaced_or_cut() -> None:
    row = ("VE", "Ventes", "1", "20260313", "411000", "Clients", "12,00", "0,00")
    spaced = ["Journal Code", "Ecriture Num", "Ecriture Date", "Compte Num", "Débit", "Crédit"]
    assert refused(row, headings=FEC.split(";")).code == "fec_not_read_yet"
    cut = (row[0], row[2], row[3], row[4], row[6], row[7])
    assert refused(cut, headings=spaced).code == "fec_not_read_yet"


def test_a_fec_beside_a_list_of_invoices_does_not_refuse_it() -> None:
    fec = [FEC.split(";"), ["VE", "Ventes", "1", "20260313", "411000", "Clients", "12", "0"]]
    reading = read_file(workbook_of({"FEC": fec, "Factures": PLAIN}), "f.xlsx", today=TODAY)
    assert reading.invoices["number"].to_list() == ["F1"]


ENTRIES = ("Journal", "Date", "N° pièce", "N° compte général", "Client", "Débit", "Crédit")


def test_a_journal_of_entries_is_refused_with_the_column_that_tells_it() -> None:
    told = refused(
        ("VE", DATES[0], "F1", "411000", "Dupont", "120,00", ""),
        ("VE", DATES[0], "F1", "706000", "Dupont", "", "100,00"),
        ("VE", DATES[0], "F1", "445710", "Dupont", "", "20,00"),
        headings=ENTRIES,
    )
    assert told.code == "ledger_not_read_yet"
    assert "N° compte général" in told.message
    assert "non lettrées" in told.message


def test_open_items_of_clients_accounts_are_read() -> None:
    reading = read_text(
        ("VE", DATES[0], "F1", "411000", "Dupont", "120,00", ""),
        ("VE", DATES[0], "F2", "411000", "Durand", "100,00", ""),
        headings=(*ENTRIES[:6], "Crédit"),
        answers={"missing_due_date": "30"},
    )
    assert reading.invoices["client_name"].to_list() == ["Dupont", "Durand"]


def test_numbers_of_clients_that_begin_as_accounts_do_are_no_journal() -> None:
    headings = ("Compte", "Client", "N° facture", "Date facture", "Échéance", "Montant TTC")
    rows = [
        (code, f"Client {at}", f"F{at}", *DATES, "10,00")
        for at, code in enumerate(("70012", "60433", "51200", "41177", "23001", "80100"))
    ]
    assert read_text(*rows, headings=headings).invoices.height == 6


def test_a_list_of_suppliers_is_refused() -> None:
    headings = ("Société", "Fournisseur", "Numéro", "Date facture", "Échéance", "Montant TTC")
    told = refused(
        ("Ma Société", "Alpha", "F1", *DATES, "10,00"),
        ("Ma Société", "Bêta", "F2", *DATES, "20,00"),
        headings=headings,
    )
    assert told.code == "payables"
    assert "Fournisseur" in told.message


@pytest.mark.parametrize("title", ["Factures fournisseurs", "Accounts Payable", "Achats à payer"])
def test_a_title_that_names_suppliers_is_heard_where_no_column_names_clients(title: str) -> None:
    rows = [(title,), (), ("Tiers", "Numéro", "Date facture", "Échéance", "Montant TTC")]
    rows += [("Alpha", "F1", *DATES, "10"), ("Bêta", "F2", *DATES, "20")]
    with pytest.raises(UnreadableFile) as told:
        read_file(workbook(rows), "f.xlsx", today=TODAY)
    assert told.value.code == "payables"


def test_the_firm_itself_in_a_column_of_suppliers_is_no_reason_to_refuse() -> None:
    headings = ("Fournisseur", "Client", "Numéro", "Date facture", "Échéance", "Montant TTC")
    reading = read_text(
        ("Ma Société", "Alpha", "F1", *DATES, "10,00"),
        ("Ma Société", "Bêta", "F2", *DATES, "20,00"),
        headings=headings,
    )
    assert reading.invoices["client_name"].to_list() == ["Alpha", "Bêta"]


def test_suppliers_and_clients_in_one_list_are_asked_about() -> None:
    headings = ("Fournisseur", "Client", "Numéro", "Date facture", "Échéance", "Montant TTC")
    rows = [
        ("Alpha", "Dupont", "F1", *DATES, "10,00"),
        ("Bêta", "Durand", "F2", *DATES, "20,00"),
    ]
    assert asked(read_text(*rows, headings=headings)) == ["payables"]
    kept = read_text(*rows, headings=headings, answers={"payables": "receivables"})
    assert kept.invoices.height == 2
    with pytest.raises(UnreadableFile, match="fournisseurs"):
        read_text(*rows, headings=headings, answers={"payables": "payables"})


def test_suppliers_accounts_among_clients_accounts_are_left_out_with_the_reason() -> None:
    headings = ("Compte", "Client", "N° facture", "Date facture", "Échéance", "Montant TTC")
    reading = read_text(
        ("411DUPONT", "Dupont", "F1", *DATES, "10,00"),
        ("411DURAND", "Durand", "F2", *DATES, "20,00"),
        ("401ALPHA", "Alpha", "A1", *DATES, "30,00"),
        headings=headings,
    )
    assert reading.invoices["number"].to_list() == ["F1", "F2"]
    assert codes(reading) == ["payable"]
    assert "fournisseur" in reading.issues["message"][0]


def test_a_list_of_suppliers_accounts_alone_is_refused() -> None:
    headings = ("Compte", "Nom", "N° facture", "Date facture", "Échéance", "Montant TTC")
    rows = [("401ALPHA", "Alpha", "A1", *DATES, "30,00"), ("401BETA", "B", "A2", *DATES, "3,00")]
    assert refused(*rows, headings=headings).code == "payables"


@pytest.mark.parametrize("word", ["in_invoice", "Facture fournisseur", "ACCPAY", "Achat", "Bill"])
def test_a_type_that_names_a_purchase_is_left_out_with_the_reason(word: str) -> None:
    headings = ("N° facture", "Client", "Date facture", "Échéance", "Montant TTC", "Type")
    reading = read_text(
        ("F1", "Dupont", *DATES, "10,00", "Facture"),
        ("A1", "Alpha", *DATES, "30,00", word),
        headings=headings,
    )
    assert reading.invoices["number"].to_list() == ["F1"]
    assert codes(reading) == ["payable"]


@pytest.mark.parametrize("heading", ["id_fournisseur", "Provider", "Supplier", "Vendor ID"])
def test_suppliers_invoices_without_any_client_are_named_for_what_they_are(heading: str) -> None:
    with pytest.raises(UnreadableFile, match=f"fournisseurs.*« {heading} »"):
        read_text(
            ("FA1", "F005", "06/01/2026", "06/02/2026", "120,00", "Payée"),
            ("FA2", "F001", "16/01/2026", "16/02/2026", "240,00", "À payer"),
            headings=("Numéro", heading, "Date facture", "Échéance", "Montant TTC", "Statut"),
        )
