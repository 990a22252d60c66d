"""Lists whose invoices bear no number: each is named by its day, once somebody has said so."""

from __future__ import annotations

from relance_core.intake import Reading
from tests.intake.spreadsheets import asked, read_text

ROWS = (
    ("Alpha", "13/01/2026", "13/02/2026", "100,00"),
    ("Beta", "13/01/2026", "13/02/2026", "200,00"),
    ("Alpha", "14/01/2026", "14/02/2026", "300,00"),
    ("Alpha", "14/01/2026", "14/02/2026", "30,00"),
)
HEADINGS = ("Client", "Date facture", "Échéance", "Montant TTC")
BY_DAY = {"choose_number": "by_day"}


def numbers(reading: Reading) -> list[str]:
    return reading.invoices["number"].to_list()


def test_a_list_without_numbers_is_asked_about_with_an_answer_that_holds() -> None:
    reading = read_text(*ROWS, headings=HEADINGS)
    assert asked(reading) == ["choose_number"]
    assert [choice.value for choice in reading.questions[0].choices] == ["by_day"]


def test_invoices_are_named_by_their_day_and_those_of_one_day_stay_apart() -> None:
    reading = read_text(*ROWS, headings=HEADINGS, answers=BY_DAY)
    assert numbers(reading) == [
        "Facture du 13/01/2026",
        "Facture du 13/01/2026",
        "Facture du 14/01/2026",
        "Facture du 14/01/2026 (2)",
    ]
    assert reading.invoices["open_amount"].to_list() == [100, 200, 300, 30]


def test_without_a_day_of_theirs_the_due_date_names_them() -> None:
    rows = [(row[0], row[2], row[3]) for row in ROWS[:2]]
    reading = read_text(*rows, headings=("Client", "Échéance", "Montant TTC"), answers=BY_DAY)
    assert numbers(reading) == ["Facture à échéance du 13/02/2026"] * 2
    assert reading.invoices["client_name"].to_list() == ["Alpha", "Beta"]


def test_a_column_that_may_hold_the_numbers_is_offered_first() -> None:
    rows = [(*row, f"Chantier {at}") for at, row in enumerate(ROWS)]
    reading = read_text(*rows, headings=(*HEADINGS, "Chantier"))
    assert [choice.value for choice in reading.questions[0].choices] == ["Chantier", "by_day"]
