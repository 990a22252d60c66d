"""Columns of the life cycle of e-invoices: codes of the reform, alone or with words, and Chorus."""

from __future__ import annotations

from typing import Any

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, read_text

DATES = ("13/01/2026", "13/02/2026")


def read(heading: str, *cells: str, **given: Any) -> Reading:
    """One invoice of 100 euros per cell of one more column."""
    rows = [(f"F{at}", f"Client {at}", *DATES, "100,00", cell) for at, cell in enumerate(cells, 1)]
    return read_text(*rows, headings=(*HEADINGS, heading), **given)


def states(reading: Reading) -> list[str]:
    """What became of each invoice."""
    assert not reading.questions
    return [
        "asked"
        if row["decision"]
        else "disputed"
        if row["disputed_amount"]
        else "factored"
        if row["factored"]
        else "due"
        if row["open_amount"]
        else "paid"
        for row in reading.invoices.iter_rows(named=True)
    ]


@pytest.mark.parametrize(
    "heading",
    ["Statut PPF", "Statut e-facturation", "Cycle de vie", "Statut PDP", "Code statut", "Statut"],
)
def test_a_column_of_codes_is_read_as_the_reform_numbers_them(heading: str) -> None:
    reading = read(heading, "200", "205", "207", "212", "210", "213", "208", "206", "211")
    assert states(reading) == ["due", "due", "disputed", "paid", *["asked"] * 5]
    assert codes(reading) == ["einvoice_status"] * 5


@pytest.mark.parametrize("cell", ["207", "207 - En litige", "207 : litige", "fr:207", "207.0"])
def test_a_code_is_read_alone_or_before_its_words(cell: str) -> None:
    assert states(read("Statut PPF", cell, "200")) == ["disputed", "due"]


def test_what_is_asked_names_the_code_in_words() -> None:
    reading = read("Statut PPF", "210", "200")
    assert reading.invoices["decision"][0] == (
        "« 210 » (refusée) : le client ne l'accepte pas. Est-elle à corriger avant toute relance ?"
    )


def test_cancelled_and_factored_codes_leave_nothing_to_chase() -> None:
    reading = read("Statut PPF", "220", "225", "200")
    assert states(reading) == ["factored", "due"]
    assert codes(reading) == ["cancelled", "factored"]


def test_numbers_that_are_no_codes_stay_unknown() -> None:
    assert states(read("Statut", "205", "404", "17")) == ["asked"] * 3
    assert states(read("Agence", "200", "210", "205")) == ["due"] * 3


def test_the_same_codes_beside_a_status_of_the_payment_do_not_replace_it() -> None:
    rows = [
        ("F1", "A", *DATES, "100,00", "Payée", "207"),
        ("F2", "B", *DATES, "100,00", "Impayée", "212"),
        ("F3", "C", *DATES, "100,00", "Envoyée", "212"),
        ("F4", "D", *DATES, "100,00", "Envoyée", "207"),
    ]
    reading = read_text(*rows, headings=(*HEADINGS, "Statut", "Statut PPF"))
    assert states(reading) == ["paid", "asked", "paid", "disputed"]


def test_cashed_beside_a_part_still_due_is_asked() -> None:
    rows = [
        ("F1", "A", *DATES, "100,00", "40,00", "212"),
        ("F2", "B", *DATES, "100,00", "0,00", "212"),
    ]
    reading = read_text(*rows, headings=(*HEADINGS, "Reste dû", "Statut PPF"))
    assert states(reading) == ["asked", "paid"]


def test_the_words_alone_are_read_under_a_heading_that_says_whose_they_are() -> None:
    reading = read("Statut facture électronique", "Déposée", "Refusée", "Rejetée", "Approuvée")
    assert states(reading) == ["due", "asked", "asked", "due"]


def test_booked_at_chorus_is_about_to_be_paid() -> None:
    cells = ("Comptabilisée", "Mise en paiement", "Mise à disposition du comptable", "Service fait")
    assert states(read("Statut courant", *cells)) == ["asked", "asked", "asked", "due"]
    assert states(read("Statut Chorus", "Comptabilisée", "Déposée")) == ["asked", "due"]


def test_booked_elsewhere_is_merely_due() -> None:
    assert states(read("Statut", "Comptabilisée", "Brouillon", "Comptabilisée")) == ["due", "due"]


def test_a_word_that_no_life_cycle_knows_is_asked_about_as_any_status() -> None:
    assert asked(read("Statut PPF", "200", "Coincée", "Coincée")) == ["status:coincee"]


def test_a_credit_note_on_its_way_asks_nothing() -> None:
    rows = [
        ("F1", "A", *DATES, "100,00", "Mandatée"),
        ("AV1", "A", *DATES, "-40,00", "Mandatée"),
    ]
    reading = read_text(*rows, headings=(*HEADINGS, "Statut Chorus"))
    assert [bool(one) for one in reading.invoices["decision"]] == [True, False]


def test_the_states_in_english_say_the_same() -> None:
    cells = ("Approved", "In dispute", "Refused", "Payment sent", "Cashed")
    assert states(read("E-invoice status", *cells)) == ["due", "disputed", "asked", "asked", "paid"]
