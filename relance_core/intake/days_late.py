"""Reckons due dates from the days late, or left, that a list counts up to a day of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from relance_core.french import short_date
from relance_core.intake.date_words import read_one_date
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question

LATE, LEFT = "days_overdue", "days_left"
QUESTION, UNKNOWN_DAY = "counted_on", "unknown"
_DAY = r"\d{1,4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|\d{1,2}(?:er)?\s+[^\W\d_]{3,9}\.?,?\s+\d{4}"
#: The day that a report tells: the one it is made up to, else the one it was printed on.
_TOLD = (
    re.compile(rf"(?i)(\bau|\bas\s+(?:of|at)|\bà\s+la\s+date\s+du|\bper)\s*:?\s*({_DAY})"),
    re.compile(
        rf"(?i)((?:[ée]dit|imprim|export|extrai)\w*\s+(?:du|le)|[ée]dition\s+du|printed(?:\s+on)?)"
        rf"\s*:?\s*({_DAY})"
    ),
)


def due_by_days_late(frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]) -> pl.Series:
    """The due date of each row, its days late before the report's day; null where unknown.

    Nought says "not late yet" unless days to come are counted below it.
    """
    day, field = _day(layout, answers), _counting(layout)
    if day is None or field is None:
        return pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    days = _days(frame[field])
    # Of days left, nought is the day itself.
    counted = field == LEFT or bool((days < 0).any())
    late = days if counted else days.set(days == 0, None)
    late = -late if field == LEFT else late
    due = late.to_frame("days").select((pl.lit(day) - pl.duration(days="days")).alias("due"))["due"]
    apart = (due - frame["v_issue_date"]).dt.total_days().drop_nulls()
    if apart.len() and ((apart < 0).any() or (apart == 0).all()):
        return due.clear(due.len())  # the age of the invoice, rather than its lateness
    return due


def ask_counted_day(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], today: date
) -> list[Question]:
    """The day up to which a column counts days, where nothing else gives the due dates."""
    field = _counting(layout)
    if field is None or layout.has("terms") or _day(layout, answers) is not None:
        return []
    days = _days(frame[field])
    if field == LATE and not (days > 0).any():
        return []
    # Counted up to today, they must not come before the invoice.
    late = -days if field == LEFT else days
    due = late.to_frame("days").select(pl.lit(today) - pl.duration(days="days")).to_series()
    early = (due < frame["v_issue_date"]).fill_null(False).any()
    if not days.count() or early:
        return []
    shown = next((cell for cell in frame[field].drop_nulls().to_list() if cell.strip()), "")
    return [
        Question(
            QUESTION,
            f"Ce fichier n'a pas de date d'échéance, mais compte des jours (« "
            f"{layout.heading(field)} » : {shown.strip()[:20]}). À quelle date sont-ils comptés ? "
            "Les échéances en sont calculées, et restent à confirmer.",
            (
                Choice(today.isoformat(), f"Aujourd'hui, le {short_date(today)}"),
                Choice(UNKNOWN_DAY, "Je ne sais pas : demander le délai de paiement"),
            ),
            "La date de l'export, par exemple 27/11/2026",
        )
    ]


def days_late_note(frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]) -> list[str]:
    """How the due dates were reckoned, where they were."""
    day, field = _day(layout, answers), _counting(layout)
    if day is None or field is None or not due_by_days_late(frame, layout, answers).count():
        return []
    whose = "la date du rapport" if report_day(layout.table.above) else "comme vous l'avez dit"
    return [
        f"Les échéances sont calculées : « {layout.heading(field)} », comptés jusqu'au "
        f"{short_date(day)}, {whose}. Elles restent à confirmer."
    ]


def read_day(value: str) -> date | None:
    """The day of an answer, as a person writes it or as a choice does; None for another one."""
    return _read(value.strip(), "")


def _days(cells: pl.Series) -> pl.Series:
    days = cells.str.strip_chars().str.extract(r"^([-–−]?\d{1,4})(?:[.,]0+)?\s*\D*$")
    return days.str.replace("[–−]", "-").cast(pl.Int64, strict=False)


def _counting(layout: Layout) -> str | None:
    """The field of the column that counts days, where none has the due date."""
    if layout.has("due_date"):
        return None
    return next((field for field in (LEFT, LATE) if layout.has(field)), None)


def _day(layout: Layout, answers: Mapping[str, str]) -> date | None:
    """The day up to which days are counted: as the lines above the table tell, else as was said."""
    if _counting(layout) is None:
        return None
    return report_day(layout.table.above) or read_day(answers.get(QUESTION, ""))


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
