"""A day on which a payment is expected settles nothing, and is no due date before it is said."""

from __future__ import annotations

import pytest

from tests.intake.spreadsheets import HEADINGS, asked, codes, read_text

ISSUE = "13/01/2026"
PAID = ("N° facture", "Client", "Date facture", "Date règlement", "Montant TTC")
#: Today is the 16 of March.
FORECAST = (
    ("F1", "A", ISSUE, "13/02/2026", "100,00"),
    ("F2", "B", ISSUE, "14/04/2026", "100,00"),
    ("F3", "C", ISSUE, "30/04/2026", "100,00"),
)


def test_days_of_payment_to_come_are_asked_about_before_past_ones_settle() -> None:
    reading = read_text(*FORECAST, headings=PAID)
    assert "paid_days" in asked(reading)
    terms = {"missing_due_date": "30"}
    paid = read_text(*FORECAST, headings=PAID, answers={**terms, "paid_days": "paid"})
    assert paid.invoices["open_amount"].to_list() == [0, 100, 100]
    assert codes(paid) == ["payment_date_but_open"] * 2
    expected = read_text(*FORECAST, headings=PAID, answers={**terms, "paid_days": "expected"})
    assert expected.invoices["open_amount"].to_list() == [100] * 3
    assert (codes(expected), asked(expected)) == ([], [])


def test_such_a_column_may_be_said_to_hold_the_due_dates() -> None:
    answers = {"paid_days": "due_date=Date règlement"}
    reading = read_text(*FORECAST, headings=PAID, answers=answers)
    assert asked(reading) == []
    assert [f"{day:%d/%m}" for day in reading.invoices["due_date"]] == ["13/02", "14/04", "30/04"]
    assert not reading.invoices["due_calculated"].any()


def test_one_day_to_come_among_many_past_ones_is_a_slip() -> None:
    rows = [(f"F{at}", "A", ISSUE, "13/02/2026", "20/02/2026", "100,00") for at in range(5)]
    rows.append(("F9", "A", ISSUE, "13/02/2026", "20/04/2026", "100,00"))
    headings = (*HEADINGS[:4], "Payée le", "Montant TTC")
    reading = read_text(*rows, headings=headings)
    assert (asked(reading), codes(reading)) == ([], ["payment_date_but_open"])


@pytest.mark.parametrize(
    "heading", ["Date encaissement prévue", "Règlement prévu le", "Expected payment date"]
)
def test_a_foreseen_payment_is_not_taken_for_the_due_date_unasked(heading: str) -> None:
    headings = ("N° facture", "Client", "Date facture", heading, "Montant TTC")
    assert asked(read_text(*FORECAST, headings=headings)) == ["forecast"]
    due = read_text(*FORECAST, headings=headings, answers={"forecast": "due"})
    assert (asked(due), due.invoices["due_calculated"].to_list()) == ([], [False] * 3)
    answers = {"forecast": "expected", "missing_due_date": "30"}
    expected = read_text(*FORECAST, headings=headings, answers=answers)
    assert expected.invoices["due_calculated"].to_list() == [True] * 3


def test_a_due_date_more_than_ten_years_after_the_invoice_awaits_a_decision() -> None:
    rows = (
        ("F0", "A", ISSUE, "13/02/2031", "100,00"),
        ("F1", "A", ISSUE, "13/02/2062", "100,00"),
        ("F2", "B", "13/01/2006", "13/02/2026", "100,00"),
        ("F3", "C", ISSUE, "13/02/2026", "100,00"),
    )
    reading = read_text(*rows)
    assert codes(reading, "decision") == ["far_due_date"] * 2
    assert codes(reading, "warning") == ["far_due_date"]
    assert reading.invoices["decision"].null_count() == 2
