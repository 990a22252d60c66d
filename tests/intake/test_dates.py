"""Dates come out as they were meant, or as an issue or a question: never as another day."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from relance_core.intake import read_file
from relance_core.intake.date_survey import survey_dates
from relance_core.intake.dates import DateOrder, read_dates
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, one, read_text, workbook

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
FOURTH = date(2026, 2, 4)


def read(cell: str, order: DateOrder | None = None) -> date | None:
    day: date | None = read_dates(pl.Series([cell]), order).values[0]
    return day


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-04",
        "2026-02-04 00:00:00",
        "2026-02-04T00:00:00+01:00",
        "4 février 2026",
        "mercredi 4 février 2026",
        "04-févr.-26",
        "04.02.2026",
        "Feb 4, 2026",
        "4th February 2026",
        "20260204",
        "2026/02/04",
        "46057",
    ],
)
def test_a_date_that_reads_one_way_needs_no_order(cell: str) -> None:
    assert read(cell) == FOURTH


@pytest.mark.parametrize(
    "cell", ["04/02/2026", "4/2/26", "'04/02/2026", "04-02-2026", "04/02/2026 10:30"]
)
def test_a_date_that_reads_two_ways_follows_the_order(cell: str) -> None:
    assert read(cell) is None
    assert read(cell, DateOrder.DAY_FIRST) == FOURTH
    assert read(cell, DateOrder.MONTH_FIRST) == date(2026, 4, 2)


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "13/13/2026", "à définir", "14:00", "12/2026", "bientôt", "20261341"]
)
def test_what_is_no_date_is_unreadable(cell: str) -> None:
    column = read_dates(pl.Series([cell]), DateOrder.DAY_FIRST)
    assert (column.values[0], column.unreadable[0]) == (None, True)


@pytest.mark.parametrize("cell", ["0001-01-01 00:00:00", "", None])
def test_an_empty_date_is_blank_rather_than_an_error(cell: str | None) -> None:
    column = read_dates(pl.Series([cell], dtype=pl.String), None)
    assert (column.values[0], column.unreadable[0]) == (None, False)


SPELLINGS = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day:%y}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: format_date(day, "long", locale="fr_FR"),
    lambda day: format_date(day, "d MMM yyyy", locale="fr_FR"),
    lambda day: format_date(day, "long", locale="en_US"),
)


@given(days, st.sampled_from(SPELLINGS))
def test_a_date_written_any_way_comes_back_or_is_an_issue(day: date, spell: object) -> None:
    column = pl.Series([spell(day)])  # type: ignore[operator]
    assert read_dates(column, DateOrder.DAY_FIRST).values[0] == day
    alone = read_dates(column, None)
    assert alone.values[0] == day or alone.ambiguous[0]


@given(st.lists(days, min_size=1, max_size=30))
def test_a_column_is_never_read_in_an_order_that_one_of_its_cells_denies(
    written: list[date],
) -> None:
    survey = survey_dates(pl.Series([f"{day:%m/%d/%Y}" for day in written]))
    assert DateOrder.DAY_FIRST not in survey.orders


def test_one_day_above_twelve_settles_its_whole_column() -> None:
    reading = read_text(
        ("F1", "A", "13/01/2026", "03/04/2026", "10,00"),
        ("F2", "A", "13/01/2026", "30/04/2026", "10,00"),
    )
    assert reading.invoices["due_date"].to_list() == [date(2026, 4, 3), date(2026, 4, 30)]


def test_dates_that_nothing_settles_are_asked_once_and_the_answer_is_kept() -> None:
    rows = [HEADINGS, ("F1", "A", "01/02/2026", "03/04/2026", 10)]
    content = workbook(rows)
    assert asked(read_file(content, "x.xlsx", today=TODAY)) == ["date_order"]
    answered = read_file(content, "x.xlsx", today=TODAY, answers={"date_order": "day_first"})
    assert one(answered)["due_date"] == date(2026, 4, 3)


def test_dates_half_converted_by_a_spreadsheet_are_asked_and_can_be_put_right() -> None:
    rows = [
        HEADINGS,
        ("F1", "A", datetime(2026, 1, 15), datetime(2026, 3, 4), 10),
        ("F2", "A", datetime(2026, 1, 15), "31/03/2026", 10),
    ]
    content = workbook(rows)
    assert asked(read_file(content, "x.xlsx", today=TODAY)) == ["swapped_dates"]
    swapped = read_file(content, "x.xlsx", today=TODAY, answers={"swapped_dates": "swap"})
    assert swapped.invoices["due_date"].to_list() == [date(2026, 4, 3), date(2026, 3, 31)]
    kept = read_file(content, "x.xlsx", today=TODAY, answers={"swapped_dates": "keep"})
    assert kept.invoices["due_date"].to_list() == [date(2026, 3, 4), date(2026, 3, 31)]


def test_the_question_about_swapped_dates_shows_a_date_that_the_answer_changes() -> None:
    reading = read_file(
        workbook(
            [
                HEADINGS,
                ("F1", "A", datetime(2026, 1, 15), datetime(2026, 3, 3), 10),
                ("F2", "A", datetime(2026, 1, 15), datetime(2026, 3, 4), 10),
                ("F3", "A", datetime(2026, 1, 15), "31/03/2026", 10),
            ]
        ),
        "x.xlsx",
        today=TODAY,
    )
    (question,) = reading.questions
    labels = [choice.label for choice in question.choices]
    assert labels == [
        "Rétablir « Échéance » : 04/03/2026 devient 03/04/2026",
        "Les garder : 04/03/2026 est juste",
    ]


def test_a_column_that_contradicts_itself_loses_its_doubtful_cells_until_told() -> None:
    rows = (
        ("F1", "A", "13/01/2026", "31/03/2026", "10,00"),
        ("F2", "A", "13/01/2026", "03/31/2026", "10,00"),
        ("F3", "A", "13/01/2026", "03/04/2026", "10,00"),
    )
    reading = read_text(*rows)
    assert reading.invoices["number"].to_list() == ["F1", "F2"]
    assert codes(reading) == ["ambiguous_date"]
    decided = read_text(*rows, answers={"date_order": "month_first"})
    assert decided.invoices["due_date"].to_list()[2] == date(2026, 3, 4)


def test_a_due_date_before_the_invoice_is_kept_for_a_decision() -> None:
    reading = read_text(("F1", "A", "13/03/2026", "13/02/2026", "10,00"))
    assert one(reading)["decision"] is not None
    assert codes(reading) == ["due_before_issue"]


def test_a_year_before_the_day_makes_the_other_dates_of_its_column_doubtful() -> None:
    rows = [
        (f"F{at}", "A", "13/01/2026", cell, "10,00")
        for at, cell in enumerate(("2026-13-04", "2026-03-04", "2026-05-05", "2026-06-28"))
    ]
    reading = read_text(*rows)
    assert reading.invoices["number"].to_list() == ["F2", "F3"]
    assert codes(reading) == ["unreadable_date", "ambiguous_date"]


def test_a_day_that_begins_in_france_is_that_day_though_written_in_universal_time() -> None:
    reading = read_text(
        ("F1", "A", "2026-09-14T22:00:00.000Z", "2026-12-14T23:00:00Z", "10,00"),
        ("F2", "A", "2026-03-27T23:00:00+00:00", "2026-03-30T22:00Z", "10,00"),
        ("F3", "A", "2026-09-14T23:00:00Z", "2026-09-30T09:30:00Z", "10,00"),
    )
    dates = reading.invoices.select("issue_date", "due_date").rows()
    assert dates == [
        (date(2026, 9, 15), date(2026, 12, 15)),
        (date(2026, 3, 28), date(2026, 3, 31)),
        (date(2026, 9, 14), date(2026, 9, 30)),  # no hour at which a day begins
    ]
    assert any("le 15 septembre 2026 à minuit en France" in note for note in reading.notes)
    assert codes(reading) == []
