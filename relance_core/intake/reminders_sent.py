"""What the file says of the reminders already sent: a level, or a column for each of them."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.intake.date_survey import survey_dates
from relance_core.intake.dates import DateOrder, read_dates
from relance_core.intake.days_told import days_told
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.layout import Layout
from relance_core.intake.no_date import says_no_date
from relance_core.intake.parties import each_word
from relance_core.intake.statuses import is_no, is_yes
from relance_core.vocabulary import Severity

#: A column for each reminder, in the order of the level that it proves.
STEPS = ("reminder_1", "reminder_2", "reminder_3", "formal_notice")
#: A reminder that is still to be sent, or never will be.
TO_COME = (
    r"(?i)pr[ée]v(?:u|oir)|\b[àa] (?:faire|envoyer|relancer|venir|programmer|r[ée]diger|valider)|"
    r"planifi|programm|prochain|en attente|\bavant le\b|annul|inutile|suspend|report[ée]|"
    r"\b(?:pas|non|not) (?:encore |yet )?(?:fait|envoy|effectu|relanc|sent|done)|"
    r"\bto (?:do|send)\b|todo|scheduled|planned|\bnext\b|aucune|ne pas"
)
#: A reminder that was sent; a means or a name ("mail", "L. Martin") is no proof.
SENT = (
    r"(?i)\b(?:fait|faite|faits|faites|effectu[ée]e?|envoy[ée]e?s?|transmise?|partie?|post[ée]e?|"
    r"r[ée]alis[ée]e?|[ée]mise?|relanc[ée]e?|relance faite|ok|sent|done|emailed|mailed|posted)\b"
)

#: A day within a cell; "2 - 05/11/2026" is a level, and its day after it.
_DAY = r"\d{1,4}(?:\s*[/.]\s*|-)\d{1,2}(?:(?:\s*[/.]\s*|-)\d{1,4})?"


def with_reminders(
    frame: pl.DataFrame, layout: Layout, today: date, issues: IssueList
) -> pl.DataFrame:
    """``reminder_level`` as a number (4 is a formal notice) and the last date of a reminder.

    A date still to come is a reminder planned, not sent.
    """
    tell(
        frame,
        pl.col("v_last_reminder_date") > today,
        "reminder_to_come",
        Severity.WARNING,
        "« {value} » est une date à venir : cette relance est prévue, elle n'a pas été envoyée.",
        issues,
        layout.heading("last_reminder_date"),
        "last_reminder_date",
    )
    level = each_word(frame["status"], _level_of_status)
    if frame["reminder_level"].null_count() < frame.height:
        levels = each_word(frame["reminder_level"], lambda cells: _levels(cells, today))
        level = levels.zip_with(levels.is_not_null(), level)
    told = pl.col("v_last_reminder_date")
    last = pl.when(told <= today).then(told)
    filled = [field for field in STEPS if frame[field].null_count() < frame.height]
    if not filled:
        return frame.with_columns(level.alias("reminder_level"), last.alias("v_last_reminder_date"))
    order = order_of(frame)
    sent, days = [], []
    for rank, field in enumerate(STEPS, start=1):
        if field not in filled:
            continue
        # "Oui" and a date are enough; "L. Martin" or "12" in such a column is no proof.
        done = each_word(frame[field], lambda cells: _sent(cells, today, order))
        day = each_word(frame[field], lambda cells: day_of(cells, today, order))
        sent.append(pl.when(done).then(pl.lit(rank)))
        past = done & (day <= today).fill_null(False)
        days.append(day.zip_with(past, pl.repeat(None, day.len(), dtype=pl.Date, eager=True)))
    return frame.with_columns(
        pl.max_horizontal(level, *sent).cast(pl.Int64).alias("reminder_level"),
        pl.max_horizontal(last, *days).alias("v_last_reminder_date"),
    )


def day_of(cells: pl.Series, today: date, order: DateOrder | None) -> pl.Series:
    """The day that a cell is, or that its words name."""
    whole = read_dates(cells, order).values
    worded = cells.str.contains(r"\pL{2}|^\s*\d{1,2}/\d{1,2}\s*$").fill_null(False)
    spoken = days_told(cells, today, order or DateOrder.DAY_FIRST)
    return whole.zip_with(whole.is_not_null() | ~worded, spoken)


def _sent(cells: pl.Series, today: date, order: DateOrder | None) -> pl.Series:
    """Whether each cell proves that its reminder was sent."""
    told = cells.drop_nulls().unique().to_list()
    flags = {cell: is_yes(cell) and not is_no(cell) for cell in told}
    yes = cells.replace_strict(flags, default=False, return_dtype=pl.Boolean).fill_null(False)
    day = day_of(cells, today, order)
    written = cells.str.contains(r"\d{1,4}\s*[/.\-]\s*\d").fill_null(False)
    written = written & day.is_null() & ~says_no_date(cells)
    said = cells.str.contains(SENT).fill_null(False) & day.is_null()
    to_come = cells.str.contains(TO_COME).fill_null(False)
    return (yes | said | written | (day <= today).fill_null(False)) & ~to_come


def _level_of_status(cells: pl.Series) -> pl.Series:
    """The reminder that a status names: "Relance 2", "2ème rappel", "Mise en demeure"."""
    plain = pl.col("plain")
    number = pl.coalesce(
        plain.str.extract(r"(?:relanc|rappel)\pL*\s*(?:n\s*°?\s*|x\s*)?([1-9])(?:x\b|\b)", 1),
        plain.str.extract(r"^\W*([1-9])\s*x?\s+(?:relanc|rappel)", 1),
        plain.str.extract(r"\b([1-9])\s*(?:[èe]re?|[èe]me|e|er|nd|nde)\s+(?:relance|rappel)", 1),
    )
    formal = plain.str.contains(r"mise en demeure|formal notice")
    level = pl.when(formal).then(4).otherwise(number.cast(pl.Int64))
    to_come = plain.str.contains(TO_COME)
    return (
        pl.DataFrame({"plain": cells.str.to_lowercase()})
        .select(pl.when(~to_come).then(level))
        .to_series()
    )


def order_of(frame: pl.DataFrame, *beside: str) -> DateOrder | None:
    """Which number of "03/04/2026" is the day, as the dates of the file prove it."""
    proven: set[DateOrder] = set()
    for field in ("issue_date", "due_date", *STEPS, *beside):
        proven |= survey_dates(frame[field]).orders
    return next(iter(proven)) if len(proven) == 1 else None


def _levels(cells: pl.Series, today: date) -> pl.Series:
    """How many reminders were sent: a number in the cell, or the words of a formal notice.

    "Faite" or a day that has come is one at least; what is planned is none.
    """
    cell = pl.col("cell")
    formal = cell.str.to_lowercase().str.contains(r"demeure|formal notice")
    number = cell.str.replace_all(_DAY, " ")
    number = number.str.extract(r"(?:^|\D)(\d{1,2})(?:\D|$)", 1).cast(pl.Int64)
    level = pl.when(formal).then(4).otherwise(pl.coalesce(number, pl.when("done").then(pl.lit(1))))
    # "1" is a level here rather than a yes.
    done = _sent(cells, today, DateOrder.DAY_FIRST)
    to_come = cell.str.contains(TO_COME).fill_null(False)
    return (
        pl.DataFrame({"cell": cells, "done": done})
        .select(pl.when(~to_come).then(level))
        .to_series()
    )
