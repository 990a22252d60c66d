"""What a name holds besides, charges within a balance, and a number that the client never saw."""

from __future__ import annotations

import pytest

from tests.intake.spreadsheets import HEADINGS, asked, codes, one, read_text

DATES = ("13/01/2026", "13/02/2026")


@pytest.mark.parametrize(
    ("written", "name", "mail", "phone"),
    [
        ("SARL Truc <compta@truc.fr>", "SARL Truc", "compta@truc.fr", ""),
        ("Beta (02 96 00 00 00)", "Beta", None, "296000000"),
        ("ALPHA - Tél : 02 96 11 22 33", "ALPHA", None, "296112233"),
        ("Cap Ouest, compta@cap.fr, 0296112233", "Cap Ouest", "compta@cap.fr", "296112233"),
        ("Dupont & Fils", "Dupont & Fils", None, ""),
        ("compta@truc.fr", "compta@truc.fr", None, ""),
    ],
)
def test_an_address_or_a_telephone_in_a_name_is_set_apart(
    written: str, name: str, mail: str | None, phone: str
) -> None:
    found = one(read_text(("F1", written, *DATES, "100,00")))
    assert (found["client_name"], found["email"]) == (name, mail)
    assert "".join(filter(str.isdigit, found["phone"] or ""))[-9:] == phone


def test_the_address_of_its_own_column_wins() -> None:
    reading = read_text(
        ("F1", "Truc <a@truc.fr>", *DATES, "100,00", "b@truc.fr"), headings=(*HEADINGS, "E-mail")
    )
    assert one(reading)["email"] == "b@truc.fr"


CHARGES = (*HEADINGS, "Intérêts de retard", "Indemnité 40 €", "Total dû")


def test_interest_and_fees_that_the_balance_holds_are_taken_out_of_it() -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "1000,00", "14,20", "40,00", "1054,20"),
        ("F2", "Beta", *DATES, "90,00", "", "", "90,00"),
        headings=CHARGES,
    )
    assert reading.invoices["open_amount"].to_list() == [1000, 90]
    assert codes(reading) == []
    assert any("« Total dû » comprend" in note for note in reading.notes)


def test_charges_that_do_not_explain_the_balance_leave_the_doubt() -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "1000,00", "14,20", "40,00", "1200,00"), headings=CHARGES
    )
    assert codes(reading) == ["amounts_contradict"]


def test_a_printed_number_beside_an_internal_one_is_asked_about() -> None:
    headings = ("N° pièce", "Référence", *HEADINGS[1:])
    rows = (
        ("000123", "FA2601-01", "Alpha", *DATES, "100,00"),
        ("000124", "FA2601-02", "Beta", *DATES, "200,00"),
    )
    assert asked(read_text(*rows, headings=headings)) == ["choose_number"]
    told = read_text(*rows, headings=headings, answers={"choose_number": "Référence"})
    assert (asked(told), told.invoices["number"].to_list()) == ([], ["FA2601-01", "FA2601-02"])


def test_an_order_beside_the_number_is_no_second_number() -> None:
    rows = (
        ("123", "BC-77", "Alpha", *DATES, "100,00"),
        ("124", "BC-78", "Beta", *DATES, "200,00"),
    )
    assert asked(read_text(*rows, headings=("N° pièce", "Référence", *HEADINGS[1:]))) == []
