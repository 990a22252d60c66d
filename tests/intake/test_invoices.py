"""Which invoice a row is and whose: numbers, names, addresses, duplicates, details."""

from __future__ import annotations

import time
from datetime import date

import pytest

from tests.intake.spreadsheets import codes, one, read_rows, read_text


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


@pytest.mark.parametrize("code", ["N/A", "-", "nan"])
def test_a_code_that_stands_for_none_is_no_name_either(code: str) -> None:
    reading = read_rows({"Code client": code, "Client": ""}, {"Code client": "C2"})
    assert one(reading)["client_code"] == "C2"
    assert "missing_client" in codes(reading, "left_out")


@pytest.mark.parametrize(
    ("written", "kept"), [("00123", "00123"), ("123.0", "123"), (" F-1 ", "F-1"), ("1E5", "1E5")]
)
def test_a_number_stays_the_text_it_was(written: str, kept: str) -> None:
    assert one(read_rows({"N° facture": written}))["number"] == kept


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


def test_several_details_written_untidily_are_each_tidied() -> None:
    tidy = {"Contact": "Jane Roy", "Ville": "Le Mans", "Téléphone": "01 02 03 04 05"}
    tidy |= {"Code postal": "72000", "N° commande": "BC 7"}
    invoice = one(read_rows({what: f" {cell.replace(' ', '  ')}" for what, cell in tidy.items()}))
    fields = ("contact_name", "city", "phone", "postcode", "order_ref")
    assert [invoice[field] for field in fields] == list(tidy.values())


@pytest.mark.parametrize(
    "name", ["Mairie de Lyon", "Association du Port SA", "SDC Les Lilas", "Paul Durand"]
)
def test_who_may_be_no_business_is_not_called_one(name: str) -> None:
    assert one(read_rows({"Client": name}))["debtor_type"] is None


def test_a_control_character_in_a_number_is_not_dropped_in_silence() -> None:
    reading = read_rows({"N° facture": "F-10\x102"}, {"N° facture": "F-102"})
    assert one(reading)["number"] == "F-102"
    assert "number_unreadable" in codes(reading, "left_out")


@pytest.mark.parametrize("number", ["2026-01-02 00:00:00", "2,026E+11"])
def test_a_number_that_the_spreadsheet_changed_is_asked_about(number: str) -> None:
    assert one(read_rows({"N° facture": number}))["decision"] is not None


@pytest.mark.parametrize("heading", ["Email vendeur", "Email commercial", "Email responsable"])
def test_the_address_of_ones_own_people_is_no_clients(heading: str) -> None:
    assert one(read_rows({heading: "paul@nous.example"}))["email"] is None
