"""Reckons due dates from the days of lateness that a report counts up to its own day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import polars as pl

from relance_core.french import short_date
from relance_core.intake.date_words import read_one_date
from relance_core.intake.layout import Layout

_DAY = r"\d{1,4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|\d{1,2}(?:er)?\s+[^\W\d_]{3,9}\.?,?\s+\d{4}"
#: The day that a report tells: the one it is made up to, else the one it was printed on.
_TOLD = (
    re.compile(rf"(?i)(\bau|\bas\s+(?:of|at)|\bà\s+la\s+date\s+du|\bper)\s*:?\s*({_DAY})"),
    re.compile(
        rf"(?i)((?:[ée]dit|imprim|export|extrai)\w*\s+(?:du|le)|[ée]dition\s+du|printed(?:\s+on)?)"
        rf"\s*:?\s*({_DAY})"
    ),
)


def due_by_days_late(frame: pl.DataFrame, layout: Layout) -> pl.Series:
    """The due date of each row, its days late before the report's day; null where unknown.

    Nought says "not late yet" unless days to come are counted below it.
    """
    day = _day(layout)
    if day is None:
        return pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    days = (
        frame["days_overdue"].str.strip_chars().str.extract(r"^([-–−]?\d{1,4})(?:[.,]0+)?\s*\D*$")
    )
    days = days.str.replace("[–−]", "-").cast(pl.Int64, strict=False)
    counted = days if (days < 0).any() else days.set(days == 0, None)
    late = counted.to_frame("days")
    due = late.select((pl.lit(day) - pl.duration(days="days")).alias("due"))["due"]
    apart = (due - frame["v_issue_date"]).dt.total_days().drop_nulls()
    if apart.len() and ((apart < 0).any() or (apart == 0).all()):
        return due.clear(due.len())  # the age of the invoice, rather than its lateness
    return due


def days_late_note(frame: pl.DataFrame, layout: Layout) -> list[str]:
    """How the due dates were reckoned, where they were."""
    day = _day(layout)
    if day is None or not due_by_days_late(frame, layout).count():
        return []
    return [
        f"Les échéances sont calculées : « {layout.heading('days_overdue')} », comptés jusqu'au "
        f"{short_date(day)}, la date du rapport. Elles restent à confirmer."
    ]


def _day(layout: Layout) -> date | None:
    """The day up to which lateness is counted, where a column counts it and none has the date."""
    if layout.has("due_date") or not layout.has("days_overdue"):
        return None
    return report_day(layout.table.above)


def report_day(above: Sequence[str]) -> date | None:
    """The day of a report, from the lines above its table; None where they tell several."""
    for pattern in _TOLD:
        found = {_read(text, label) for line in above for label, text in pattern.findall(line)} - {
            None
        }
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _read(text: str, label: str) -> date | None:
    """A day as it is written; an English label leaves the order of day and month unknown."""
    numbers = re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2,4})", text.strip())
    if numbers is None:
        return read_one_date(text.strip())
    first, second, year = (int(part) for part in numbers.groups())
    year += 2000 if year < 100 else 0
    english = re.match(r"(?i)as|print", label) is not None
    if english and first != second and max(first, second) <= 12:
        return None
    day, month = (second, first) if second > 12 else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None
