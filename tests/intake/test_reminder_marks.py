"""Whom the file says not to remind, or not before a day, is not written to against its word."""

from __future__ import annotations

from datetime import date

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import asked

TODAY = date(2026, 11, 20)
HEADINGS = "Facture;Client;Date;Échéance;Montant TTC;Reste dû"
ROWS = (
    "F1;Alma;22/09/2026;22/10/2026;120,00;120,00",
    "F2;Brice;25/09/2026;25/10/2026;250,00;250,00",
    "F3;Coline;12/11/2026;12/12/2026;900,00;900,00",
)


def read(heading: str, *cells: str, **answers: str) -> Reading:
    lines = [
        f"{HEADINGS};{heading}",
        *(f"{row};{cell}" for row, cell in zip(ROWS, cells, strict=True)),
    ]
    return read_file("\n".join(lines).encode(), "x.csv", today=TODAY, answers=answers)


def held(reading: Reading) -> list[bool]:
    return reading.invoices["decision"].is_not_null().to_list()


def levels(reading: Reading) -> list[int | None]:
    return [level or None for level in reading.invoices["reminder_level"].to_list()]


YES_AND_NO = [("Oui", "Non"), ("O", "N"), ("1", "0"), ("Vrai", "Faux"), ("TRUE", "FALSE")]


@pytest.mark.parametrize(("yes", "no"), YES_AND_NO)
@pytest.mark.parametrize("heading", ["Relance", "Rappel", "Relance (O/N)", "Reminder", "Dunning"])
def test_yes_and_no_under_the_bare_word_are_asked_about_once(
    heading: str, yes: str, no: str
) -> None:
    assert asked(read(heading, yes, no, yes)) == ["reminder_marks"]
    said = read(heading, yes, no, yes, reminder_marks=f"to_remind={heading}")
    assert (held(said), levels(said)) == ([False, True, False], [None, None, None])
    said = read(heading, yes, no, yes, reminder_marks=f"reminder_level={heading}")
    assert (held(said), levels(said)) == ([False] * 3, [1, None, 1])
    said = read(heading, yes, no, yes, reminder_marks="neither")
    assert (held(said), levels(said)) == ([False] * 3, [None] * 3)


@pytest.mark.parametrize(
    "heading", ["No reminder", "Relances désactivées", "Sans relance", "Ne pas contacter", "Exclu"]
)
def test_a_yes_under_what_refuses_reminders_holds_the_invoice(heading: str) -> None:
    assert held(read(heading, "Oui", "Non", "Non")) == [True, False, False]


@pytest.mark.parametrize("heading", ["Relances automatiques", "Send reminders", "Relancer"])
def test_a_no_under_what_allows_reminders_holds_the_invoice(heading: str) -> None:
    assert held(read(heading, "Oui", "Non", "Oui")) == [False, True, False]


@pytest.mark.parametrize("heading", ["Relancée", "Relance faite", "Relancé ?", "Reminder sent"])
def test_a_yes_under_what_was_done_is_a_reminder_sent(heading: str) -> None:
    reading = read(heading, "Oui", "Non", "")
    assert (asked(reading), levels(reading)) == ([], [1, None, None])
    assert held(reading) == [False] * 3


def test_a_count_of_reminders_is_no_yes_and_no() -> None:
    reading = read("Relances", "1", "0", "1")
    assert (asked(reading), levels(reading)) == ([], [1, None, 1])


def test_unmarked_rows_beside_those_to_be_reminded_are_asked_about_once() -> None:
    assert asked(read("À relancer", "X", "", "X")) == ["reminder_unmarked"]
    assert held(read("À relancer", "X", "", "X", reminder_unmarked="hold")) == [False, True, False]
    assert held(read("À relancer", "X", "", "X", reminder_unmarked="remind")) == [False] * 3


def test_unmarked_rows_were_spoken_of_with_the_column_itself() -> None:
    said = read("Relance", "X", "", "X", reminder_marks="to_remind=Relance")
    assert asked(said) == []
    assert held(said) == [False, True, False]


PLANNED = ["À relancer le", "Prochaine relance", "Date de prochaine relance", "Rappeler le"]


@pytest.mark.parametrize(
    "heading", [*PLANNED, "Relance prévue le", "Prochaine action", "Follow-up date"]
)
def test_a_day_to_come_on_a_late_invoice_is_asked_about_once(heading: str) -> None:
    cells = ("02/12/2026", "10/11/2026", "20/12/2026")
    reading = read(heading, *cells)
    assert asked(reading) == ["reminder_day"]
    assert levels(reading) == [None] * 3
    assert reading.invoices["last_reminder_date"].null_count() == 3
    assert any("aucune n'est comptée comme envoyée" in note for note in reading.notes)
    assert held(read(heading, *cells, reminder_day="hold")) == [True, False, True]
    assert held(read(heading, *cells, reminder_day="remind")) == [False] * 3


@pytest.mark.parametrize("heading", PLANNED)
def test_days_past_or_of_invoices_not_yet_due_ask_nothing(heading: str) -> None:
    reading = read(heading, "", "10/11/2026", "20/12/2026")
    assert asked(reading) == []
    assert held(reading) == [False] * 3
    assert levels(reading) == [None] * 3


def test_marks_beside_days_to_come_are_asked_about_too() -> None:
    reading = read("Relance;À relancer le", "Oui;02/12/2026", "Non;", "Oui;")
    assert asked(reading) == ["reminder_marks", "reminder_day"]
    said = {"reminder_marks": "to_remind=Relance", "reminder_day": "hold"}
    assert held(read("Relance;À relancer le", "Oui;02/12/2026", "Non;", "Oui;", **said)) == [
        True,
        True,
        False,
    ]


def test_what_another_column_tells_is_not_offered() -> None:
    reading = read("Nb relances;Relance", "2;Oui", "0;Non", "1;Oui")
    assert asked(reading) == ["reminder_marks"]
    assert [choice.value for choice in reading.questions[0].choices] == [
        "to_remind=Relance",
        "neither",
    ]
