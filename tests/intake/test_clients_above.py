"""Lists that write a client once, on the first of its rows, and leave the rows below it blank."""

from __future__ import annotations

from collections.abc import Sequence

from relance_core.intake import Reading
from tests.intake.spreadsheets import asked, codes, read_text

HEADINGS = ("Code", "Raison sociale", "Pièce", "Date", "Échéance", "Mt TTC", "Mt solde", "E-mail")
DATES = ("13/01/2026", "13/02/2026")
FIRST = ("0001", "DUPONT", "F1", *DATES, "1 200,00", "1 200,00", "a@dupont.example")
BELOW = ("", "", "F2", *DATES, "300,00", "100,00", "")
OTHER = ("0002", "MARTIN", "F3", *DATES, "600,00", "600,00", "")
BELOW_IT = ("", "", "F4", *DATES, "50,00", "50,00", "")


def read(*rows: Sequence[str], **given: object) -> Reading:
    return read_text(*rows, headings=HEADINGS, **given)


def owners(reading: Reading) -> list[tuple[str, str]]:
    return reading.invoices.select("number", "client_name").rows()


def total(name: str, amount: str, left: str) -> tuple[str, ...]:
    return (f"Total {name}", "", "", "", "", amount, left, "")


def test_the_total_of_a_client_proves_whose_the_rows_above_it_are() -> None:
    reading = read(
        FIRST,
        BELOW,
        total("0001 DUPONT", "1 500,00", "1 300,00"),
        OTHER,
        total("0002 MARTIN", "600,00", "600,00"),
    )
    assert asked(reading) == []
    assert owners(reading) == [("F1", "DUPONT"), ("F2", "DUPONT"), ("F3", "MARTIN")]
    assert reading.invoices["email"].to_list()[:2] == ["a@dupont.example"] * 2
    assert any("celui de la ligne au-dessus" in note for note in reading.notes)


def test_without_a_total_it_is_asked_once_for_the_whole_list() -> None:
    reading = read(FIRST, BELOW, OTHER, BELOW_IT)
    assert asked(reading) == ["client_above"]
    theirs = read(FIRST, BELOW, OTHER, BELOW_IT, answers={"client_above": "theirs"})
    assert owners(theirs)[1::2] == [("F2", "DUPONT"), ("F4", "MARTIN")]
    nobody = read(FIRST, BELOW, OTHER, BELOW_IT, answers={"client_above": "nobody"})
    assert owners(nobody) == [("F1", "DUPONT"), ("F3", "MARTIN")]
    assert codes(nobody) == ["missing_client", "missing_client"]


def test_a_total_that_does_not_add_up_proves_nothing() -> None:
    rows = (FIRST, BELOW, total("0001 DUPONT", "1 200,00", "1 200,00"), OTHER, BELOW_IT)
    assert asked(read(*rows)) == ["client_above"]


def test_a_row_below_a_total_is_not_of_the_client_above_it() -> None:
    rows = (FIRST, total("0001 DUPONT", "1 200,00", "1 200,00"), BELOW, BELOW_IT, OTHER)
    reading = read(*rows)
    assert asked(reading) == []
    assert owners(reading) == [("F1", "DUPONT"), ("F3", "MARTIN")]
    assert codes(reading) == ["missing_client", "missing_client"]


def test_one_blank_client_is_a_slip_and_so_is_one_in_a_list_that_names_them_again() -> None:
    slip = read(FIRST, OTHER, BELOW)
    assert asked(slip) == []
    assert codes(slip) == ["missing_client"]
    again = read(
        FIRST, ("0001", "DUPONT", *BELOW[2:]), BELOW_IT, OTHER, (*BELOW[:2], "F5", *BELOW[3:])
    )
    assert asked(again) == []
    assert codes(again) == ["missing_client", "missing_client"]


def test_rows_with_an_address_of_their_own_are_of_somebody_else() -> None:
    below = tuple((*row[:-1], f"{row[2]}@ailleurs.example") for row in (BELOW, BELOW_IT))
    reading = read(FIRST, OTHER, *below)
    assert asked(reading) == []
    assert codes(reading) == ["missing_client", "missing_client"]
