"""What the file says of the reminders already sent: a level, or a column for each of them."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.intake.date_survey import survey_dates
from relance_core.intake.dates import DateOrder, read_dates
from relance_core.intake.no_date import says_no_date
from relance_core.intake.parties import each_word
from relance_core.intake.statuses import is_no, is_yes

#: A column for each reminder, in the order of the level that it proves.
STEPS = ("reminder_1", "reminder_2", "reminder_3", "formal_notice")


def with_reminders(frame: pl.DataFrame, today: date) -> pl.DataFrame:
    """``reminder_level`` as a number (4 is a formal notice) and the last date of a reminder.

    A date still to come is a reminder planned, not sent.
    """
    levels = each_word(frame["reminder_level"], _levels)
    level = pl.coalesce(levels, each_word(frame["status"], _level_of_status))
    last = pl.col("v_last_reminder_date")
    filled = [field for field in STEPS if frame[field].null_count() < frame.height]
    if not filled:
        return frame.with_columns(level.alias("reminder_level"))
    order = _order(frame)
    sent, days = [], []
    for rank, field in enumerate(STEPS, start=1):
        if field not in filled:
            continue
        told = frame[field].drop_nulls().unique().to_list()
        # "Oui" and a date are enough; "L. Martin" or "12" in such a column is no proof.
        flags = {cell: is_yes(cell) and not is_no(cell) for cell in told}
        yes = frame[field].replace_strict(flags, default=False, return_dtype=pl.Boolean)
        day = read_dates(frame[field], order).values
        written = frame[field].str.contains(r"\d{1,4}\s*[/.\-]\s*\d").fill_null(False)
        written = written & day.is_null() & ~says_no_date(frame[field])
        past = (day <= today).fill_null(False)
        sent.append(pl.when(yes.fill_null(False) | past | written).then(pl.lit(rank)))
        days.append(day.zip_with(past, pl.repeat(None, day.len(), dtype=pl.Date, eager=True)))
    return frame.with_columns(
        pl.max_horizontal(level, *sent).cast(pl.Int64).alias("reminder_level"),
        pl.max_horizontal(last, *days).alias("v_last_reminder_date"),
    )


def _level_of_status(cells: pl.Series) -> pl.Series:
    """The reminder that a status names: "Relance 2", "2ème rappel", "Mise en demeure"."""
    plain = pl.col("plain")
    number = pl.coalesce(
        plain.str.extract(r"(?:relanc|rappel)\pL*\s*(?:n\s*°?\s*)?([1-9])\b", 1),
        plain.str.extract(r"\b([1-9])\s*(?:[èe]re?|[èe]me|e|er|nd|nde)\s+(?:relance|rappel)", 1),
    )
    formal = plain.str.contains(r"mise en demeure|formal notice")
    level = pl.when(formal).then(4).otherwise(number.cast(pl.Int64))
    return pl.DataFrame({"plain": cells.str.to_lowercase()}).select(level).to_series()


def _order(frame: pl.DataFrame) -> DateOrder | None:
    """Which number of "03/04/2026" is the day, as the dates of the file prove it."""
    proven: set[DateOrder] = set()
    for field in ("issue_date", "due_date", *STEPS):
        proven |= survey_dates(frame[field]).orders
    return next(iter(proven)) if len(proven) == 1 else None


def _levels(cells: pl.Series) -> pl.Series:
    """How many reminders were sent: a number in the cell, or the words of a formal notice."""
    cell = pl.col("cell")
    formal = cell.str.to_lowercase().str.contains(r"demeure|formal notice")
    level = pl.when(formal).then(4).otherwise(cell.str.extract(r"(\d{1,2})", 1).cast(pl.Int64))
    return pl.DataFrame({"cell": cells}).select(level).to_series()
