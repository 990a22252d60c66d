"""What the cells of a column of dates prove about day, month and year, before any is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import log

import polars as pl

from relance_core.intake.date_words import has_french_month
from relance_core.intake.dates import (
    ISO,
    REAL,
    SAMPLES,
    SHORT,
    DateOrder,
    clean_dates,
    numeric_parts,
)
from relance_core.intake.no_date import says_no_date

#: Years that the dates of one list span, at most, where days would span more.
FEW_YEARS = 5
#: What a cell weighs for the belief that a spreadsheet swapped day and month while opening a text:
#: such cells have no day above 12 and leave no text that reads both ways, but for what was typed
#: by hand since; of honest days, 19 in 31 are above 12.
WEIGHTS = {
    "low": log(0.9 / 0.4),
    "high": log(0.1 / 0.6),
    "sure": log(0.95 / 0.61),
    "doubtful": log(0.05 / 0.39),
}


@dataclass(frozen=True)
class DateSurvey:
    """What the cells of a column prove about the order of day and month."""

    orders: frozenset[DateOrder]  # proven by at least one cell
    possible: tuple[DateOrder, ...]  # what the cells that read several ways may mean
    ambiguous: int  # how many they are
    samples: tuple[str, ...]  # some of them
    half_converted: bool  # real dates beside text that a spreadsheet could not convert
    swap_samples: tuple[date, ...]  # real dates that read both ways


def survey_dates(column: pl.Series, years: tuple[int, int] | None = None) -> DateSurvey:
    """What a text column of dates proves, before any date is read.

    ``years`` are those that other columns of the table span: "130426" is no day of 2013 there.
    """
    filled = column.drop_nulls().unique(maintain_order=True)
    filled = filled.filter(~says_no_date(filled))
    real = filled.filter(filled.str.contains(REAL))
    others = clean_dates(filled.filter(~filled.str.contains(ISO))).drop_nulls()
    numbers = numeric_parts(others).drop_nulls("first")
    first, second = pl.col("first"), pl.col("second")
    short = numbers.filter(SHORT)
    year_first = _year_first(short, years) if short.height else _years_look_like_days(numbers)
    orders: set[DateOrder] = set()
    plain = numbers.filter(~SHORT) if year_first or year_first is None else numbers
    if plain.filter((first > 12) & (second <= 12)).height:
        orders.add(DateOrder.DAY_FIRST)
    if numbers.filter((second > 12) & (first <= 12)).height:
        orders.add(DateOrder.MONTH_FIRST)
    if year_first:
        orders.add(DateOrder.YEAR_FIRST)
    # Nobody writes the month first with dots, nor beside French month names.
    dotted = plain.filter(pl.col("mark") == ".").height > 0
    if not orders and (dotted or has_french_month(others)):
        orders.add(DateOrder.DAY_FIRST)
    both = (first <= 12) & (second <= 12) & (first != second)
    doubtful = plain.filter(both)
    possible = [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]
    if year_first is None:
        doubtful = numbers
        possible = [order for order in possible if _all_read(numbers, order)]
        possible.append(DateOrder.YEAR_FIRST)
        orders -= {DateOrder.DAY_FIRST}
    days = real.str.slice(8, 2).cast(pl.Int64, strict=False)
    telling = real.filter((days <= 12) & (days != real.str.slice(5, 2).cast(pl.Int64)))
    return DateSurvey(
        orders=frozenset(orders),
        possible=tuple(possible),
        ambiguous=doubtful.height,
        samples=tuple(doubtful["text"].head(SAMPLES).to_list()),
        half_converted=bool(telling.len())
        and _half_converted(days, numbers.height - doubtful.height, doubtful.height),
        swap_samples=tuple(date.fromisoformat(cell[:10]) for cell in telling.head(SAMPLES)),
    )


def _half_converted(days: pl.Series, sure: int, doubtful: int) -> bool:
    """Whether real dates beside text were probably made of the same text, in the other order.

    A spreadsheet that opens "03/04/2026" in the other order turns it into a real date whose day
    was a month, and leaves "31/03/2026" as text.
    """
    low, high = int((days <= 12).sum()), int((days > 12).sum())
    counts = {"low": low, "high": high, "sure": sure, "doubtful": doubtful}
    return bool(sure and sum(WEIGHTS[kind] * count for kind, count in counts.items()) > 0)


def _year_first(short: pl.DataFrame, years: tuple[int, int] | None) -> bool | None:
    """Whether 260413 is 13 April 2026 (rather than 26 April 2013); None when it may be either."""
    if not _all_read(short, DateOrder.YEAR_FIRST):
        return False
    begins, ends = short["first"], short["year"].cast(pl.Int32)
    if years is not None:
        low, high = years[0] % 100 - 2, years[1] % 100 + 2
        here = bool(begins.is_between(low, high).all()), bool(ends.is_between(low, high).all())
        if here[0] != here[1]:
            return here[0]
    first, last = _span(begins), _span(ends)
    if (first <= FEW_YEARS) == (last <= FEW_YEARS):
        return None
    return first <= FEW_YEARS


def _years_look_like_days(numbers: pl.DataFrame) -> bool | None:
    """None when "26/04/13" may begin with the year; False otherwise."""
    two = numbers.filter(pl.col("year").str.len_chars() == 2)
    if two.height < 3 or not _all_read(two, DateOrder.YEAR_FIRST) or two["first"].min() <= 12:  # type: ignore[operator]
        return False
    scattered = _span(two["year"].cast(pl.Int32)) > 2 * FEW_YEARS
    return None if scattered and _span(two["first"]) <= 2 else False


def _span(numbers: pl.Series) -> int:
    lowest, highest = numbers.cast(pl.Int64).min(), numbers.cast(pl.Int64).max()
    return highest - lowest  # type: ignore[operator, return-value]


def _all_read(numbers: pl.DataFrame, order: DateOrder) -> bool:
    first, second, third = numbers["first"], numbers["second"], numbers["year"].cast(pl.Int32)
    day, month = {
        DateOrder.DAY_FIRST: (first, second),
        DateOrder.MONTH_FIRST: (second, first),
        DateOrder.YEAR_FIRST: (third, second),
    }[order]
    return bool((day.is_between(1, 31) & month.is_between(1, 12)).all())
