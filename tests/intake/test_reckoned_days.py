"""Due dates that no cell holds: in the title of a group, in days late, in the name of a month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from relance_core.intake.month_words import month_day
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, read_text, text, workbook

ISSUED = "13/10/2025"


def read(*rows: tuple[Any, ...], **answers: str) -> Reading:
    return read_file(workbook(rows), "x.xlsx", today=TODAY, answers=answers)


def due(reading: Reading) -> list[tuple[Any, ...]]:
    return reading.invoices.select("number", "due_date", "due_calculated").rows()


@pytest.mark.parametrize("sums", [(), (300,)])
def test_the_title_of_a_group_gives_the_due_date_of_its_invoices(sums: tuple[int, ...]) -> None:
    reading = read(
        ("Tiers", "Nom", "Pièce", "Date pièce", "Montant"),
        ("Échéance du 30/11/2025", None, None, None, *sums),
        ("C1", "Alpha", "F1", ISSUED, 100),
        ("C2", "Bêta", "F2", "14/10/2025", 200),
        (None, None, None, "Total au 30/11/2025", 300),
        ("Échéance du 31/12/2025",),
        ("C1", "Alpha", "F3", "15/10/2025", 50),
    )
    assert due(reading) == [
        ("F1", date(2025, 11, 30), False),
        ("F2", date(2025, 11, 30), False),
        ("F3", date(2025, 12, 31), False),
    ]
    assert (asked(reading), codes(reading)) == ([], [])


def test_a_title_of_due_dates_in_english_is_read_as_well() -> None:
    reading = read(
        ("Customer", "Invoice No", "Invoice Date", "Amount"),
        ("Due on 30 November 2025",),
        ("Alpha", "F1", ISSUED, 100),
    )
    assert due(reading) == [("F1", date(2025, 11, 30), False)]


def test_what_was_overdue_on_a_day_was_not_due_on_it() -> None:
    reading = read(
        ("Tiers", "Nom", "Pièce", "Date pièce", "Montant"),
        ("Échues au 30/11/2025",),
        ("C1", "Alpha", "F1", ISSUED, 100),
        ("À échoir",),
        ("C1", "Alpha", "F2", "13/11/2025", 100),
    )
    assert asked(reading) == ["missing_due_date"]


def test_an_age_below_a_due_date_ends_what_it_says() -> None:
    reading = read(
        ("Tiers", "Nom", "Pièce", "Date pièce", "Montant"),
        ("Échéance du 30/11/2025",),
        ("C1", "Alpha", "F1", ISSUED, 100),
        ("À échoir",),
        ("C1", "Alpha", "F2", "13/11/2025", 100),
    )
    assert asked(reading) == ["missing_due_date"]


def test_days_late_are_counted_back_from_the_day_of_the_report() -> None:
    reading = read(
        ("Retards au 27/11/2025",),
        ("Client", "Pièce", "Date pièce", "Jours de retard", "Reste dû"),
        ("Alpha", "F1", ISSUED, 14, 1200),
        ("Bêta", "F2", "24/11/2025", -27, 50),
    )
    assert due(reading) == [("F1", date(2025, 11, 13), True), ("F2", date(2025, 12, 24), True)]
    assert "la date du rapport" in " ".join(reading.notes)


def test_no_day_late_says_nothing_of_the_due_date_where_none_is_to_come() -> None:
    reading = read(
        ("As of 27 November 2025",),
        ("Customer", "Invoice No", "Invoice Date", "Days overdue", "Balance due"),
        ("Alpha", "F1", ISSUED, 14, 1200),
        ("Beta", "F2", "24/11/2025", 0, 50),
        ("Beta", "F3", "25/11/2025", 0, 60),
    )
    assert due(reading)[0] == ("F1", date(2025, 11, 13), True)
    assert asked(reading) == ["missing_due_date"]


def test_the_day_of_days_late_is_asked_for_where_the_report_does_not_tell_it() -> None:
    reading = read(
        ("Client", "Pièce", "Date pièce", "Jours de retard", "Reste dû"),
        ("Alpha", "F1", ISSUED, 14, 1200),
    )
    assert asked(reading) == ["counted_on"]


def test_the_age_of_an_invoice_is_not_its_lateness() -> None:
    reading = read(
        ("As of 27 November 2025",),
        ("Customer", "Invoice No", "Invoice Date", "Age", "Balance due"),
        ("Alpha", "F1", ISSUED, 45, 1200),
        ("Beta", "F2", "24/11/2025", 3, 50),
    )
    assert asked(reading) == ["missing_due_date"]
    assert "la date du rapport" not in " ".join(reading.notes)


HEAD = ["N° facture", "Client", "Date", "Échéance", "Montant TTC"]


def months(*cells: str, **answers: str) -> Reading:
    rows = [[f"F{at}", "Alpha", "13/05/2025", cell, "100,00"] for at, cell in enumerate(cells)]
    plain = ["F9", "Alpha", "13/05/2025", "15/06/2025", "10,00"]
    return read_file(text([HEAD, *rows, plain]), "x.csv", today=TODAY, answers=answers)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("fin juin", date(2025, 6, 30)),
        ("Fin juin 2025", date(2025, 6, 30)),
        ("avant fin d'octobre", date(2025, 10, 31)),
        ("mi-juillet", date(2025, 7, 15)),
        ("mi juillet 2025", date(2025, 7, 15)),
        ("fin janvier", date(2026, 1, 31)),
        ("end of June", date(2025, 6, 30)),
        ("5 oct.", date(2025, 10, 5)),
        ("31/10", date(2025, 10, 31)),
        ("le 15/06", date(2025, 6, 15)),
        ("fin de mois", date(2025, 5, 31)),
    ],
)
def test_a_day_named_by_its_month_is_the_next_one_after_the_invoice(cell: str, day: date) -> None:
    reading = months(cell)
    assert due(reading)[0] == ("F0", day, True)
    assert (asked(reading), codes(reading)) == ([], [])


@pytest.mark.parametrize("cell", ["courant août", "début août", "août", "vers août 2025"])
def test_a_month_without_a_day_is_asked_about_once(cell: str) -> None:
    assert asked(months(cell, "fin juin", cell)) == ["vague_due_dates"]
    assert due(months(cell, vague_due_dates="last_day"))[0][1] == date(2025, 8, 31)
    assert due(months(cell, vague_due_dates="first_day"))[0][1] == date(2025, 8, 1)
    left = months(cell, vague_due_dates="leave_out")
    assert (asked(left), codes(left, "left_out")) == ([], ["unreadable_date"])


def test_a_month_that_comes_back_in_a_year_is_to_be_decided() -> None:
    assert codes(months("fin avril"), "decision") == ["far_due_date"]


def test_a_day_and_a_month_that_may_be_either_are_not_read() -> None:
    assert month_day("05/06") is None
    assert codes(months("05/06"), "left_out") == ["unreadable_date"]


def test_terms_in_days_name_no_month() -> None:
    assert month_day("30 jours fin mars") is None
    assert month_day("mardi 12") is None


COUNTED = [
    ("F1", "Alpha", "13/01/2026", "100,00", "-32"),
    ("F2", "Beta", "14/02/2026", "100,00", "0"),
    ("F3", "Gamma", "14/03/2026", "100,00", "28"),
]
OF_DAYS = ("N° facture", "Client", "Date facture", "Montant TTC")


@pytest.mark.parametrize("heading", ["Jours restants", "Jours avant échéance", "Days left"])
def test_days_left_give_the_due_date_once_their_day_is_known(heading: str) -> None:
    headings = (*OF_DAYS, heading)
    assert asked(read_text(*COUNTED, headings=headings)) == ["counted_on"]
    reading = read_text(*COUNTED, headings=headings, answers={"counted_on": "16/03/2026"})
    assert [str(day) for day in reading.invoices["due_date"]] == [
        "2026-02-12",
        "2026-03-16",
        "2026-04-13",
    ]
    assert reading.invoices["due_calculated"].all()


def test_whoever_does_not_know_their_day_is_asked_the_terms() -> None:
    reading = read_text(
        *COUNTED, headings=(*OF_DAYS, "Jours restants"), answers={"counted_on": "unknown"}
    )
    assert asked(reading) == ["missing_due_date"]


def test_days_left_beside_a_due_date_say_nothing_more() -> None:
    rows = [("F1", "Alpha", "13/01/2026", "13/02/2026", "100,00", "-31")]
    reading = read_text(*rows, headings=(*HEADINGS, "Jours restants"))
    assert not reading.questions
    assert str(reading.invoices["due_date"][0]) == "2026-02-13"
