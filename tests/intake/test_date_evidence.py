"""Date columns are judged together: what looks swapped is asked, what is honest is not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.intake import Reading, read_file
from relance_core.intake.date_evidence import judge
from relance_core.intake.date_survey import survey_dates
from relance_core.intake.dates import DateOrder, read_dates, swap_days
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, one, read_text, workbook


def real(day: date) -> str:
    """A date cell as the reader of spreadsheets gives it."""
    return f"{day:%Y-%m-%d} 00:00:00"


def half_converted(day: date) -> str:
    """A date of an American text that a spreadsheet set to French opened."""
    if day.day <= 12:
        return real(day.replace(day=day.month, month=day.day))
    return f"{day.month}/{day.day}/{day.year}"


def swapped(issued: list[str], due: list[str]) -> list[str] | None:
    """The corrections that two columns of cells make the import propose; None without any."""
    rows = pl.DataFrame({"issue_date": issued, "due_date": due})
    found = judge(rows, ("issue_date", "due_date"), None).swap
    return None if found is None else [option.value for option in found.options]


YEAR = [date(2026, 1, 1) + timedelta(days=9 * step) for step in range(40)]
BEFORE = [real(day - timedelta(days=30)) for day in YEAR]


def test_a_half_converted_column_is_asked_though_a_date_was_typed_by_hand_since() -> None:
    cells = [half_converted(day) for day in YEAR]
    assert swapped(BEFORE, cells) == ["swap"]
    assert swapped([*BEFORE, real(date(2026, 5, 1))], [*cells, real(date(2026, 5, 28))]) == ["swap"]


def test_days_put_right_are_those_of_the_text() -> None:
    cells = pl.Series([half_converted(day) for day in YEAR])
    read = read_dates(cells, DateOrder.MONTH_FIRST).values
    assert swap_days(cells, read).to_list() == YEAR


def test_real_dates_beside_some_text_are_honest_when_their_days_are_those_of_a_month() -> None:
    cells = [real(day) for day in YEAR]
    cells[3], cells[20] = "28/01/2026", "30/06/2026"
    assert swapped(BEFORE, cells) is None


def test_dates_always_on_the_tenth_are_honest_when_they_follow_their_invoices() -> None:
    tenths = [date(2026, month, 10) for month in range(1, 12)]
    issued = [real(day - timedelta(days=35)) for day in tenths]
    assert swapped([*issued, issued[-1]], [*map(real, tenths), "31/12/2026"]) is None


def test_a_column_swapped_throughout_is_seen_by_the_dates_that_it_contradicts() -> None:
    issued = [date(2026, 1 + step % 6, 1 + step % 12) for step in range(30)]
    due = [real(day + timedelta(days=30)) for day in issued]
    turned = [real(day.replace(day=day.month, month=day.day)) for day in issued]
    assert swapped(turned, due) == ["swap_issue_date"]


def test_a_column_of_due_dates_under_the_heading_of_invoice_dates_is_asked() -> None:
    assert swapped([real(day) for day in YEAR], BEFORE) == ["exchange"]


@given(
    st.lists(
        st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.sampled_from([0, 30, 45, 60])),
        min_size=1,
        max_size=60,
    )
)
def test_an_honest_table_of_real_dates_is_never_doubted(rows: list[tuple[date, int]]) -> None:
    issued = [real(day) for day, _ in rows]
    assert swapped(issued, [real(day + timedelta(days=term)) for day, term in rows]) is None


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1, max_size=40))
def test_an_honest_table_of_french_text_is_never_doubted_once_its_order_is_proven(
    days: list[date],
) -> None:
    issued = [f"{day:%d/%m/%Y}" for day in days]
    due = [f"{day + timedelta(days=30):%d/%m/%Y}" for day in days]
    rows = pl.DataFrame({"issue_date": issued, "due_date": due})
    found = judge(rows, ("issue_date", "due_date"), None)
    assert found.swap is None
    proven = any(int(cell[:2]) > 12 for cell in (*issued, *due))
    same = all(cell[:2] == cell[3:5] for cell in (*issued, *due))
    assert bool(found.doubted) == (not proven and not same)


def answered(answer: str | None) -> Reading:
    issued = [date(2026, 1 + step % 6, 1 + step % 12) for step in range(12)]
    rows = [
        (f"F{at}", "A", day.replace(day=day.month, month=day.day), day + timedelta(days=30), 10)
        for at, day in enumerate(issued)
    ]
    at_midnight = [
        tuple(datetime.combine(cell, time()) if isinstance(cell, date) else cell for cell in row)
        for row in rows
    ]
    answers = {} if answer is None else {"swapped_dates": answer}
    book = workbook([HEADINGS, *at_midnight])
    return read_file(book, "x.xlsx", today=TODAY, answers=answers)


def test_the_question_says_how_many_rows_contradict_and_its_answer_puts_them_right() -> None:
    (question,) = answered(None).questions
    assert question.message.startswith("Sur 6 lignes, l'échéance précède la date de facture.")
    assert question.choices[0].value == "swap_issue_date"
    assert "due_before_issue" not in codes(answered("swap_issue_date"))
    kept = answered("keep")
    assert asked(kept) == []
    assert codes(kept).count("due_before_issue") == 6


def test_a_french_file_whose_dates_prove_nothing_is_asked_with_samples() -> None:
    reading = read_text(("F1", "A", "01/02/2026", "03/04/2026", "10,00"))
    (question,) = reading.questions
    assert question.code == "date_order"
    assert [choice.label for choice in question.choices] == [
        "Jour puis mois : « 01/02/2026 » est le 1er février 2026, "
        "« 03/04/2026 » est le 3 avril 2026",
        "Mois puis jour : « 01/02/2026 » est le 2 janvier 2026, « 03/04/2026 » est le 4 mars 2026",
    ]
    assert "écrit à la française" in question.message


def test_dates_beside_french_thousands_are_read_the_day_first_and_it_is_told() -> None:
    row = ("F1", "A", "01/02/2026", "03/04/2026", "1 234,50")
    reading = read_text(row)
    assert one(reading)["due_date"] == date(2026, 4, 3)
    assert any("« 01/02/2026 » est le 1er février 2026" in note for note in reading.notes)
    said = read_text(row, answers={"date_order": "month_first"})
    assert one(said)["due_date"] == date(2026, 3, 4)
    contradicted = ("F1", "A", "05/04/2026", "06/03/2026", "1 234,50")
    assert asked(read_text(contradicted)) == ["date_order"]


def test_an_order_borrowed_from_another_column_is_asked_when_it_contradicts_many_rows() -> None:
    due = ("04/02/2026", "05/02/2026", "06/03/2026")
    rows = [(f"F{at}", "A", "20/03/2026", cell, "1,00") for at, cell in enumerate(due)]
    (question,) = read_text(*rows).questions
    assert question.choices[0].label.endswith("(3 échéances avant la facture)")
    told = read_text(*rows, answers={"date_order": "month_first"})
    assert told.invoices["due_date"].to_list()[0] == date(2026, 4, 2)
    assert codes(told) == []


# --- dates without separators ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["130426", "140526", "010126"], {DateOrder.DAY_FIRST}),
        (["260413", "260514", "260101"], {DateOrder.YEAR_FIRST}),
        (["041326", "051426"], {DateOrder.MONTH_FIRST}),
        (["130426"], set()),
    ],
)
def test_six_digits_say_their_order_by_the_years_that_they_would_give(
    cells: list[str], orders: set[DateOrder]
) -> None:
    assert survey_dates(pl.Series(cells)).orders == orders


def test_the_years_of_another_column_tell_which_digits_are_the_year() -> None:
    assert survey_dates(pl.Series(["130426"]), (2026, 2026)).orders == {DateOrder.DAY_FIRST}
    reading = read_text(("F1", "A", "13/03/2026", "130426", "10,00"))
    assert one(reading)["due_date"] == date(2026, 4, 13)


def test_six_digits_alone_are_asked_with_each_way_of_reading_them() -> None:
    (question,) = read_text(("F1", "A", "130426", "130426", "10,00")).questions
    assert [choice.value for choice in question.choices] == ["day_first", "year_first"]
    chosen = read_text(("F1", "A", "130426", "130426", "1,0"), answers={"date_order": "year_first"})
    assert one(chosen)["due_date"] == date(2013, 4, 26)


def test_the_zero_that_a_number_lost_is_put_back() -> None:
    column = pl.Series(["130426", "40526", "10126"])
    assert read_dates(column, DateOrder.DAY_FIRST).values.to_list() == [
        date(2026, 4, 13),
        date(2026, 5, 4),
        date(2026, 1, 1),
    ]
    assert read_dates(pl.Series(["46057"]), DateOrder.DAY_FIRST).values[0] == date(2026, 2, 4)


def test_eight_digits_are_told_from_the_year_that_they_hold() -> None:
    column = pl.Series(["13042026", "20260413", "4042026", "20102026"])
    assert read_dates(column, DateOrder.DAY_FIRST).values.to_list() == [
        date(2026, 4, 13),
        date(2026, 4, 13),
        date(2026, 4, 4),
        date(2026, 10, 20),
    ]


def test_years_that_look_like_days_are_asked() -> None:
    survey = survey_dates(pl.Series(["26/04/13", "26/05/28", "25/12/01"]))
    assert (survey.orders, survey.ambiguous) == (frozenset(), 3)
    assert DateOrder.YEAR_FIRST in survey.possible


@pytest.mark.parametrize(
    "cell",
    ["lundi 13 avril 2026", "Le lundi 13 avril 2026", "lun. 13 avr. 2026", "Mon 13 Apr 2026"],
)
def test_a_weekday_before_the_date_changes_nothing(cell: str) -> None:
    assert read_dates(pl.Series([cell]), None).values[0] == date(2026, 4, 13)
    reading = read_text(("F1", "A", "13/03/2026", cell, "10,00"))
    assert one(reading)["due_date"] == date(2026, 4, 13)


def test_serial_numbers_count_from_1904_where_the_workbook_says_so() -> None:
    column = pl.Series(["44664"])
    assert read_dates(column, None, epoch_1904=True).values[0] == date(2026, 4, 14)
    assert read_dates(column, None).values[0] == date(2022, 4, 13)
