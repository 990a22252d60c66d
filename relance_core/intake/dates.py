"""Reads dates however they are written; which number is the day is decided per column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import polars as pl

from relance_core.french import plain_key

REAL = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}"  # a date cell of a spreadsheet
ISO = r"^\d{4}-\d{2}-\d{2}(?:[ T].*)?$"
NUMERIC = r"^(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?[/.\-] ?(\d{4}|\d{2})(?:,?[ T]+\d.*)?$"
#: What programs write for "no date" (Business Central, Excel's day zero).
NO_DATE = ("0001-01-01", "1899-12-30", "1899-12-31", "1900-01-00", "00/00/0000", "0000-00-00", "-")
SERIAL_ORIGIN = date(1899, 12, 30)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
CENTURY_PIVOT = 70  # "69" is 2069, "70" is 1970

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janvier janv jan january januar",
            "fevrier fevr fev february feb februar",
            "mars mar march marz",
            "avril avr april apr",
            "mai may",
            "juin jun june juni",
            "juillet juil july jul juli",
            "aout aou august aug",
            "septembre sept sep september",
            "octobre oct october okt oktober",
            "novembre nov november",
            "decembre dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
FRENCH_ONLY = frozenset(
    [
        "janvier",
        "janv",
        "fevrier",
        "fevr",
        "fev",
        "avril",
        "avr",
        "mai",
        "juin",
        "juillet",
        "juil",
        "aout",
        "aou",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ]
)


class DateOrder(StrEnum):
    """Which number of "03/04/2026" is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class DateSurvey:
    """What the cells of a column prove about the order of day and month."""

    orders: frozenset[DateOrder]  # proven by at least one cell
    ambiguous: int  # cells that read both ways
    example: str | None  # one of them
    half_converted: bool  # real dates beside text that a spreadsheet could not convert
    swap_example: str | None


@dataclass(frozen=True)
class DateColumn:
    """Dates of one column, row by row."""

    values: pl.Series  # Date; null where blank or unreadable
    unreadable: pl.Series  # Boolean
    ambiguous: pl.Series  # Boolean: reads both ways, and nothing settles it


def _clean(column: pl.Series) -> pl.Series:
    """Cells without the apostrophe that forces text, weekday names left for the slow path."""
    # Not every cell needs it: real dates are the usual case.
    return (
        column.str.normalize("NFKC")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" '")
        .replace("", None)
    )


def survey_dates(column: pl.Series) -> DateSurvey:
    """What a text column of dates proves, before any date is read."""
    filled = column.drop_nulls().unique(maintain_order=True)
    real = filled.filter(filled.str.contains(REAL))
    others = _clean(filled.filter(~filled.str.contains(ISO))).drop_nulls()
    numbers = _numeric_parts(others).drop_nulls("first")
    first, second = pl.col("first"), pl.col("second")
    orders: set[DateOrder] = set()
    if numbers.filter((first > 12) & (second <= 12)).height:
        orders.add(DateOrder.DAY_FIRST)
    if numbers.filter((second > 12) & (first <= 12)).height:
        orders.add(DateOrder.MONTH_FIRST)
    # Nobody writes the month first with dots, nor beside French month names.
    dotted = numbers.filter(pl.col("mark") == ".").height > 0
    if DateOrder.MONTH_FIRST not in orders and (dotted or _has_french_month(others)):
        orders.add(DateOrder.DAY_FIRST)
    doubtful = numbers.filter((first <= 12) & (second <= 12) & (first != second))
    sure = numbers.filter((first > 12) | (second > 12)).height
    # A spreadsheet that opens "03/04/2026" in the other order turns it into a real date whose day
    # was a month, and leaves "31/03/2026" as text: then no real date has a day above 12.
    days = real.str.slice(8, 2).cast(pl.Int64, strict=False)
    half = bool(sure and not doubtful.height and real.len() and (days <= 12).all())
    telling = real.filter(days != real.str.slice(5, 2).cast(pl.Int64, strict=False))
    half = half and bool(telling.len())
    return DateSurvey(
        orders=frozenset(orders),
        ambiguous=doubtful.height,
        example=doubtful["text"][0] if doubtful.height else None,
        half_converted=half,
        swap_example=telling[0][:10] if half else None,
    )


def read_dates(column: pl.Series, order: DateOrder | None, *, swap: bool = False) -> DateColumn:
    """Dates of a text column; ``order`` settles "03/04/2026", ``swap`` undoes a wrong conversion.

    With ``order`` None, a cell that reads both ways is marked ambiguous and left null.
    """
    distinct = column.unique()
    if distinct.len() * 2 <= column.len():  # a year has few days: each is read once
        read = _read(distinct, order, swap=swap)
        table = pl.DataFrame(
            {
                "cell": distinct,
                "value": read.values,
                "unreadable": read.unreadable,
                "ambiguous": read.ambiguous,
            }
        )
        rows = pl.DataFrame({"cell": column}).join(
            table, on="cell", how="left", nulls_equal=True, maintain_order="left"
        )
        return DateColumn(rows["value"], rows["unreadable"], rows["ambiguous"])
    return _read(column, order, swap=swap)


def _read(column: pl.Series, order: DateOrder | None, *, swap: bool) -> DateColumn:
    iso = column.str.contains(ISO).fill_null(False)
    values = column.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    if swap:
        turned = column.str.slice(0, 10).str.to_date("%Y-%d-%m", strict=False)
        real = column.str.contains(REAL).fill_null(False)
        values = turned.zip_with(real & turned.is_not_null(), values)
    values = values.zip_with(iso, pl.repeat(None, column.len(), dtype=pl.Date, eager=True))
    never = pl.repeat(False, column.len(), dtype=pl.Boolean, eager=True)
    ambiguous = never
    blank = column.is_null()
    if not (iso | blank).all():
        text = _clean(column)
        blank = text.is_null()
        written, doubtful = _read_numeric(text, order)
        values = values.zip_with(iso | written.is_null(), written)
        ambiguous = doubtful.fill_null(False)
        rest = text.filter(values.is_null() & text.is_not_null() & ~ambiguous).unique()
        if rest.len():
            slow = {cell: read_one_date(cell) for cell in rest.to_list()}
            named = text.replace_strict(slow, default=None, return_dtype=pl.Date)
            values = values.zip_with(values.is_not_null() | ambiguous, named)
    nothing = column.str.slice(0, 10).is_in(NO_DATE).fill_null(False)
    plausible = values.is_between(EARLIEST, LATEST).fill_null(False) & ~nothing
    values = values.zip_with(plausible, pl.repeat(None, column.len(), dtype=pl.Date, eager=True))
    return DateColumn(values, values.is_null() & ~blank & ~nothing & ~ambiguous, ambiguous)


def _numeric_parts(text: pl.Series) -> pl.DataFrame:
    groups = pl.col("text").str.extract_groups(NUMERIC)
    return pl.DataFrame({"text": text}).select(
        "text",
        groups.struct.field("1").cast(pl.Int32).alias("first"),
        groups.struct.field("2").alias("mark"),
        groups.struct.field("3").cast(pl.Int32).alias("second"),
        groups.struct.field("4").alias("year"),
    )


def _read_numeric(text: pl.Series, order: DateOrder | None) -> tuple[pl.Series, pl.Series]:
    """Dates written with numbers, and the cells that read both ways."""
    first, second, year = pl.col("first"), pl.col("second"), pl.col("year").cast(pl.Int32)
    day_first = (
        (first > 12)
        | (pl.col("mark") == ".")
        | ((second <= 12) & pl.lit(order is DateOrder.DAY_FIRST))
    )
    sure = (first > 12) | (second > 12) | (first == second) | (pl.col("mark") == ".")
    day = pl.when(day_first).then(first).otherwise(second)
    month = pl.when(day_first).then(second).otherwise(first)
    full_year = (
        pl.when(pl.col("year").str.len_chars() == 4)
        .then(year)
        .when(year < CENTURY_PIVOT)
        .then(year + 2000)
        .otherwise(year + 1900)
    )
    written = pl.format(
        "{}-{}-{}",
        full_year.cast(pl.String).str.zfill(4),
        month.cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
    ).str.to_date("%Y-%m-%d", strict=False)
    settled = sure if order is None else pl.lit(True)
    read = _numeric_parts(text).select(
        pl.when(settled & first.is_not_null()).then(written).alias("date"),
        (~settled & first.is_not_null()).alias("doubtful"),
    )
    return read["date"], read["doubtful"]


def _has_french_month(text: pl.Series) -> bool:
    lettered = text.filter(text.str.contains(r"\pL{3}")).unique().head(500).to_list()
    return any(FRENCH_ONLY & set(plain_key(cell).split()) for cell in lettered)


def read_one_date(cell: str) -> date | None:
    """A date written any other way: month names, 20260204, 2026/02/04, a spreadsheet's serial."""
    try:
        if re.fullmatch(r"\d{8}", cell):
            return date(int(cell[:4]), int(cell[4:6]), int(cell[6:]))
        if re.fullmatch(r"\d{5}(\.\d+)?", cell):
            return SERIAL_ORIGIN + timedelta(days=int(cell[:5]))
        if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]|$)", cell):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        return _with_month_name(plain_key(cell).split())
    except ValueError:
        return None


def _with_month_name(words: list[str]) -> date | None:
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [
        int(found.group(1))
        for word in words
        if (found := re.fullmatch(r"(\d{1,4})(er|st|nd|rd|th)?", word))
    ]
    others = [word for word in words if word not in MONTHS and not word[0].isdigit()]
    if len(months) != 1 or len(numbers) != 2 or len(others) > 1:
        return None
    day, year = numbers
    if year < 100:
        year += 2000 if year < CENTURY_PIVOT else 1900
    return date(year, months[0], day)
