"""What a row means: what is due, what is contested, what is owed to the client, what is asked."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_core.intake import Reading
from relance_core.intake.terms import read_terms
from tests.intake.spreadsheets import HEADINGS, asked, codes, euros, one, read_text

BASE = {
    "N° facture": "F1",
    "Client": "Dupont",
    "Date facture": "13/01/2026",
    "Échéance": "13/02/2026",
    "Montant TTC": "100,00",
}


def read_rows(*rows: dict[str, str], **given: Any) -> Reading:
    """Rows that differ from a plain invoice of 100 euros by what is given."""
    full = [{**BASE, **row} for row in rows]
    headings = list(dict.fromkeys(heading for row in full for heading in row))
    cells = [[row.get(heading, "") for heading in headings] for row in full]
    return read_text(*cells, headings=headings, **given)


@pytest.mark.parametrize(
    ("row", "due"),
    [
        ({}, "100"),
        ({"Réglé": "40,00"}, "60"),
        ({"Réglé": "100,00"}, "0"),
        ({"Reste dû": "60,00"}, "60"),
        ({"Réglé": "40,00", "Reste dû": "60,00"}, "60"),
        ({"Statut": "Payée"}, "0"),
        ({"Statut": "✅ Payé"}, "0"),
        ({"Statut": "Payée le 12/03/2026"}, "0"),
        ({"Statut": "Payée (partiellement)"}, "0"),
        ({"Statut": "Impayée"}, "100"),
        ({"Statut": "En retard de 12 jours"}, "100"),
        ({"Soldée": "oui"}, "0"),
        ({"Soldée": "non"}, "100"),
        ({"Date de paiement": "01/03/2026"}, "0"),
    ],
)
def test_what_is_still_due_follows_from_the_row(row: dict[str, str], due: str) -> None:
    invoice = one(read_rows(row))
    assert invoice["open_amount"] == euros(due)
    assert invoice["amount"] == euros("100")
    assert invoice["decision"] is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Statut": "Zorglub"}, "unknown_status"),
        ({"Statut": "Partiel"}, "unknown_remainder"),
        ({"Statut": "Payée", "Reste dû": "100,00"}, "paid_but_open"),
        ({"Réglé": "40,00", "Reste dû": "70,00"}, "amounts_contradict"),
        ({"Statut": "Envoyée", "Date de paiement": "01/03/2026"}, "payment_date_but_open"),
        ({"Date de paiement": "01/04/2026"}, "payment_date_but_open"),
    ],
)
def test_a_row_that_contradicts_itself_awaits_a_decision(row: dict[str, str], code: str) -> None:
    reading = read_rows(row, answers={"status:zorglub": "rows"})
    assert codes(reading) == [code]
    assert one(reading)["decision"] == reading.issues["message"][0]


def test_an_overpaid_invoice_is_settled_and_never_owed_in_the_negative() -> None:
    reading = read_rows({"Réglé": "103,01"}, {"N° facture": "F2", "Réglé": "0"})
    assert reading.invoices["open_amount"].to_list() == [euros("0"), euros("100")]
    assert codes(reading) == ["overpaid"]


@settings(max_examples=20, deadline=None)
@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_the_amount_due_is_never_negative(amount: Decimal, paid: Decimal) -> None:
    row = {"Montant TTC": str(amount).replace(".", ","), "Réglé": str(paid).replace(".", ",")}
    assert one(read_rows(row))["open_amount"] == euros(str(max(amount - paid, Decimal(0))))


@pytest.mark.parametrize(
    "row",
    [
        {"Montant TTC": "-40,00"},
        {"Montant TTC": "40,00", "Type": "Avoir"},
        {"Montant TTC": "-40,00", "Type": "Facture"},
        {"Montant TTC": "40,00", "Libellé": "Avoir sur F12"},
        {"Montant TTC": "-40,00", "Échéance": ""},
    ],
)
def test_a_credit_note_is_known_under_each_of_its_disguises(row: dict[str, str]) -> None:
    invoice = one(read_rows(row))
    assert (invoice["kind"], invoice["open_amount"]) == ("credit_note", euros("40"))


def test_a_credit_prefix_alone_proves_nothing() -> None:
    reading = read_rows({}, {"N° facture": "F2"}, {"N° facture": "AV-3"})
    assert codes(reading) == ["credit_note_or_invoice"]
    assert reading.invoices["kind"].to_list() == ["invoice"] * 3


def test_an_unallocated_payment_is_told_apart() -> None:
    reading = read_rows(
        {"Type": "Facture"}, {"N° facture": "", "Montant TTC": "-30,00", "Type": "Règlement"}
    )
    assert reading.invoices["kind"].to_list() == ["invoice", "payment"]
    assert reading.invoices["number"].to_list() == ["F1", "Règlement du 13/01/2026"]


@pytest.mark.parametrize(
    ("row", "contested", "reason"),
    [
        ({"Litige": "non"}, "0", None),
        ({"Litige": "oui"}, "100", None),
        ({"Litige": "Marchandise abîmée"}, "100", "Marchandise abîmée"),
        ({"Litige": "oui", "Motif du litige": "Prix"}, "100", "Prix"),
        ({"Montant en litige": "40,00", "Motif du litige": "Prix"}, "40", "Prix"),
        ({"Statut": "Litige - retard de livraison"}, "100", "retard de livraison"),
        ({"Statut": "Contestée"}, "100", None),
        ({"Litige": "oui", "Réglé": "100,00"}, "0", None),
    ],
)
def test_a_dispute_has_its_amount_and_its_reason(
    row: dict[str, str], contested: str, reason: str | None
) -> None:
    invoice = one(read_rows(row))
    assert invoice["disputed_amount"] == euros(contested)
    assert invoice["dispute_reason"] == reason


@pytest.mark.parametrize(("status", "code"), [("Brouillon", "draft"), ("Annulée", "cancelled")])
def test_drafts_and_cancelled_invoices_stay_out_and_are_counted(status: str, code: str) -> None:
    reading = read_rows({"Statut": status}, {"N° facture": "F2", "Statut": "Envoyée"})
    assert one(reading)["number"] == "F2"
    assert codes(reading) == [code]
    assert reading.left_out == {("Dupont", "F1")}
    assert reading.cancelled == ({("Dupont", "F1")} if code == "cancelled" else frozenset())


def test_an_invoice_written_twice_counts_once() -> None:
    reading = read_rows({}, {})
    assert one(reading)["row"] == 2
    assert codes(reading) == ["duplicate_row"]


def test_one_number_with_two_amounts_awaits_a_decision() -> None:
    reading = read_rows({}, {"Montant TTC": "999,00"}, answers={"shape": "invoices"})
    assert one(reading)["decision"] is not None
    assert codes(reading) == ["conflicting_duplicate"]


def test_ten_thousand_invoices_with_two_amounts_each_are_told_within_seconds() -> None:
    rows = [
        (f"F{at // 2}", "Dupont", "13/02/2026", "15/03/2026", f"{at + 1},00")
        for at in range(20_000)
    ]
    started = time.process_time()
    reading = read_text(*rows, answers={"shape": "invoices"})
    assert time.process_time() - started < 2
    assert codes(reading) == ["conflicting_duplicate"] * 10_000
    assert reading.issues["message"][0].endswith("(lignes 2, 3) : laquelle est juste ?")


def test_one_number_at_two_clients_is_two_invoices() -> None:
    reading = read_rows({}, {"Client": "Durand", "Montant TTC": "70,00"})
    assert reading.invoices.height == 2
    assert reading.issues.height == 0


def test_a_client_with_two_addresses_awaits_a_choice() -> None:
    reading = read_rows(
        {"E-mail": "a@b.test"}, {"N° facture": "F2", "E-mail": "c@d.test", "Client": "DUPONT"}
    )
    assert codes(reading, "decision") == ["several_addresses"] * 2


def test_names_that_differ_by_their_composition_alone_are_one_client() -> None:
    reading = read_rows({"Client": "Soci\u00e9t\u00e9"}, {"Client": "Socie\u0301te\u0301"})
    assert one(reading)["client_name"] == "Société"


@pytest.mark.parametrize(
    "name", ["", "-", "None", "nan", "NULL", "N/A", "\u200b", "x" * 201, "A\x01B"]
)
def test_a_name_that_names_nobody_leaves_its_row_out(name: str) -> None:
    reading = read_rows({"Client": name}, {"N° facture": "F2"})
    assert one(reading)["number"] == "F2"
    assert codes(reading, "left_out")[0] in (
        "missing_client",
        "name_too_long",
        "control_characters",
    )


@pytest.mark.parametrize(
    ("written", "kept"), [("00123", "00123"), ("123.0", "123"), (" F-1 ", "F-1"), ("1E5", "1E5")]
)
def test_a_number_stays_the_text_it_was(written: str, kept: str) -> None:
    assert one(read_rows({"N° facture": written}))["number"] == kept


def test_currencies_are_told_apart_and_a_blank_among_several_is_asked() -> None:
    rows = [
        {"Devise": "EUR"},
        {"N° facture": "F2", "Devise": "USD"},
        {"N° facture": "F3", "Devise": ""},
    ]
    reading = read_rows(*rows)
    assert asked(reading) == ["missing_currency"]
    answered = read_rows(*rows, answers={"missing_currency": "USD"})
    assert answered.invoices["currency"].to_list() == ["EUR", "USD", "USD"]


def test_a_sign_in_the_amount_is_its_currency() -> None:
    assert one(read_rows({"Montant TTC": "£100.00"}))["currency"] == "GBP"


def test_an_unknown_currency_leaves_its_row_out() -> None:
    reading = read_rows({"Devise": "XXX"}, {"N° facture": "F2", "Devise": "EUR"})
    assert codes(reading) == ["unknown_currency"]


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("30 jours", date(2026, 2, 12)),
        ("30", date(2026, 2, 12)),
        ("Net 30", date(2026, 2, 12)),
        ("45 jours fin de mois", date(2026, 2, 28)),
        ("fin de mois 45 jours", date(2026, 3, 17)),
        ("30 jours fin de mois le 10", date(2026, 3, 10)),
        ("30j FDM", date(2026, 2, 28)),
        ("À réception", date(2026, 1, 13)),
    ],
)
def test_a_due_date_follows_from_the_terms_and_says_that_it_was_calculated(
    terms: str, due: date
) -> None:
    headings = ("N° facture", "Client", "Date facture", "Conditions de règlement", "Montant TTC")
    invoice = one(read_text(("F1", "A", "13/01/2026", terms, "100,00"), headings=headings))
    assert (invoice["due_date"], invoice["due_calculated"]) == (due, True)


@pytest.mark.parametrize("text", ["30/60", "selon accord", "", "1000 jours"])
def test_unclear_terms_give_no_date(text: str) -> None:
    assert read_terms(text) is None


def test_a_file_without_due_dates_asks_for_the_terms() -> None:
    headings = [heading for heading in HEADINGS if heading != "Échéance"]
    row = ("F1", "A", "13/01/2026", "100,00")
    assert asked(read_text(row, headings=headings)) == ["missing_due_date"]
    answered = read_text(row, headings=headings, answers={"missing_due_date": "30_eom"})
    assert one(answered)["due_date"] == date(2026, 2, 28)
    assert one(read_text(row, headings=headings, terms_days=30))["due_date"] == date(2026, 2, 12)


def test_a_row_without_its_due_date_is_left_out() -> None:
    reading = read_rows({"Échéance": ""}, {"N° facture": "F2"})
    assert codes(reading) == ["missing_due_date"]


def test_the_details_of_the_client_are_tidied() -> None:
    invoice = one(
        read_rows(
            {
                "Client": "Dupont SARL",
                "SIREN": "73282932000074",
                "Mode de règlement": "Prélèvement SEPA",
                "Niveau de relance": "2e relance",
                "Date dernière relance": "20/02/2026",
                "N° commande": "BC-7",
                "Payeur": "Holding Dupont",
                "Langue": "Anglais",
            }
        )
    )
    assert invoice["siren"] == "732829320"
    assert invoice["debtor_type"] == "business"
    assert invoice["direct_debit"] is True
    assert (invoice["reminder_level"], invoice["last_reminder_date"]) == (2, date(2026, 2, 20))
    assert (invoice["order_ref"], invoice["payer_name"]) == ("BC-7", "Holding Dupont")
    assert invoice["language"] == "en"


@pytest.mark.parametrize(
    "name", ["Mairie de Lyon", "Association du Port SA", "SDC Les Lilas", "Paul Durand"]
)
def test_who_may_be_no_business_is_not_called_one(name: str) -> None:
    assert one(read_rows({"Client": name}))["debtor_type"] is None


def test_the_state_of_the_payment_wins_over_the_state_of_the_document() -> None:
    rows = [
        {"Statut": "Comptabilisé", "Statut du paiement": "Payé"},
        {"N° facture": "F2", "Statut": "Brouillon", "Statut du paiement": "Non payé"},
    ]
    reading = read_rows(*rows)
    assert one(reading)["open_amount"] == 0
    assert codes(reading) == ["draft"]


def test_a_control_character_in_a_number_is_not_dropped_in_silence() -> None:
    reading = read_rows({"N° facture": "F-10\x102"}, {"N° facture": "F-102"})
    assert one(reading)["number"] == "F-102"
    assert "number_unreadable" in codes(reading, "left_out")


def test_a_credit_deducts_no_more_than_it_was_written_for() -> None:
    credit = {"N° facture": "AV1", "Montant TTC": "-30,00", "Reste dû": "-70,00"}
    reading = read_rows({"Reste dû": "100,00"}, credit)
    assert dict(reading.invoices.select("number", "open_amount").iter_rows())["AV1"] == euros("30")


@pytest.mark.parametrize("number", ["2026-01-02 00:00:00", "2,026E+11"])
def test_a_number_that_the_spreadsheet_changed_is_asked_about(number: str) -> None:
    assert one(read_rows({"N° facture": number}))["decision"] is not None


@pytest.mark.parametrize("heading", ["Net à payer", "RAP", "Reliquat"])
def test_what_remains_beside_the_total_is_what_is_due(heading: str) -> None:
    assert one(read_rows({heading: "60,00"}))["open_amount"] == euros("60")


@pytest.mark.parametrize("heading", ["Email vendeur", "Email commercial", "Email responsable"])
def test_the_address_of_ones_own_people_is_no_clients(heading: str) -> None:
    assert one(read_rows({heading: "paul@nous.example"}))["email"] is None


@pytest.mark.parametrize("remark", ["payé", "soldée", "a réglé 60 € le 02/09", "chèque reçu le 12"])
def test_a_remark_that_says_paid_holds_the_invoice(remark: str) -> None:
    rows = [{"Commentaire": remark}, *({"N° facture": f"G{at}"} for at in range(4))]
    reading = read_rows(*rows)
    assert reading.invoices.filter(number="F1")["decision"].item() is not None


def test_a_credit_with_the_number_of_its_invoice_is_no_instalment_of_it() -> None:
    reading = read_rows({"Montant TTC": "500,00"}, {"Montant TTC": "-200,00"})
    assert reading.questions == ()
    assert sorted(reading.invoices["kind"].to_list()) == ["credit_note", "invoice"]
    assert reading.invoices["instalment"].null_count() == 2
