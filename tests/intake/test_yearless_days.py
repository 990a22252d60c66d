"""Days written without a year: that of the report, else asked; never guessed."""

from __future__ import annotations

from typing import Any

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked

ROWS = (
    "Client;Facture;Date;Échéance;Reste dû\n"
    "Alpha;F1;15/11;15/12;100\n"
    "Beta;F2;20/12;19/01;200\n"
    "Gamma;F3;10/01;09/02;50\n"
)


def read(text: str, **given: Any) -> Reading:
    return read_file(text.encode(), "x.csv", today=TODAY, **given)


def days(reading: Reading) -> list[tuple[str, str]]:
    assert not reading.questions, reading.questions
    return [
        (str(issued), str(due))
        for issued, due in reading.invoices.select("issue_date", "due_date").iter_rows()
    ]


def test_the_year_is_asked_once_where_nothing_tells_it() -> None:
    assert asked(read(ROWS)) == ["year_of_days"]
    assert days(read(ROWS, answers={"year_of_days": "2025"})) == [
        ("2025-11-15", "2025-12-15"),
        ("2025-12-20", "2026-01-19"),
        ("2025-01-10", "2025-02-09"),
    ]


def test_the_day_of_the_report_tells_it() -> None:
    assert days(read(f"Balance au 15/01/2026\n{ROWS}")) == [
        ("2025-11-15", "2025-12-15"),
        ("2025-12-20", "2026-01-19"),
        ("2026-01-10", "2026-02-09"),
    ]


def test_a_due_date_alone_is_the_first_such_day_after_its_invoice() -> None:
    text = (
        ROWS.replace("15/11;", "15/11/2025;")
        .replace("20/12;", "20/12/2025;")
        .replace("10/01;", "10/01/2026;")
    )
    assert days(read(text)) == [
        ("2025-11-15", "2025-12-15"),
        ("2025-12-20", "2026-01-19"),
        ("2026-01-10", "2026-02-09"),
    ]


def test_days_that_may_be_months_follow_the_others_of_their_column() -> None:
    text = "Client;Facture;Échéance;Reste dû\nA;F1;12/15;100\nB;F2;01/02;200\n"
    reading = read(text, answers={"year_of_days": "2025"})
    assert [str(day) for day in reading.invoices["due_date"]] == ["2025-12-15", "2025-01-02"]
