"""Reads dates however they are written; which number is the day is decided per column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from relance_core.intake.date_words import CENTURY_PIVOT, read_one_date
from relance_core.intake.no_date import says_no_date

REAL = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}"  # a date cell of a spreadsheet
ISO = r"^\d{4}-\d{2}-\d{2}(?:[ T].*)?$"
#: How a program in France writes the beginning of a day in universal time: the evening before.
PARIS_MIDNIGHT = r"^\d{4}-\d{2}-\d{2}[ T]2[23]:00(?::00(?:\.0+)?)?(?:Z|\+00(?::?00)?)$"
NUMERIC = r"^(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?[/.\-] ?(\d{4}|\d{2})(?:,?[ T]+\d.*)?$"
#: 13042026 and 130426, as Sage writes them; 20260413 is told from them by its year.
COMPACT = r"^(\d{2})(\d{2})(\d{4}|\d{2})$"
YEAR_MONTH_DAY = r"^(?:199\d|20\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"
YEAR_DAY_MONTH = r"^\d{4}[-/.](?:1[3-9]|2\d|3[01])[-/.](?:0?[1-9]|1[0-2])(?:\D|$)"
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
SAMPLES = 3


class DateOrder(StrEnum):
    """Which number of "03/04/2026" is the day; the year comes first in some of "260413"."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_FIRST = "year_first"


@dataclass(frozen=True)
class DateColumn:
    """Dates of one column, row by row."""

    values: pl.Series  # Date; null where blank or unreadable
    unreadable: pl.Series  # Boolean
    ambiguous: pl.Series  # Boolean: reads both ways, and nothing settles it


#: Written 130426, with the day first or the year.
SHORT = (pl.col("mark") == "") & (pl.col("year").str.len_chars() == 2)


def clean_dates(column: pl.Series) -> pl.Series:
    """Cells without the apostrophe that forces text; zeros that a number lost are put back."""
    # Not every cell needs it: real dates are the usual case.
    text = (
        column.str.normalize("NFKC")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" '")
        .replace("", None)
    )
    bare = text.str.contains(r"^\d{5,8}(?:\.0+)?$").fill_null(False)
    if not bare.any():
        return text
    text = text.zip_with(~bare, text.str.replace(r"\.0+$", ""))
    length = text.str.len_chars()
    # Five digits are a serial number, unless the column writes 130426.
    lost = (length == 7) | ((length == 5) & bool((bare & (length == 6)).any()))
    return text.zip_with(~(bare & lost), "0" + text)


def read_dates(
    column: pl.Series, order: DateOrder | None, *, epoch_1904: bool = False
) -> DateColumn:
    """Dates of a text column; ``order`` settles "03/04/2026".

    With ``order`` None, a cell that reads both ways is marked ambiguous and left null.
    ``epoch_1904`` counts the days of serial numbers from 1904.
    """
    distinct = column.unique()
    if distinct.len() * 2 <= column.len():  # a year has few days: each is read once
        read = _read(distinct, order, epoch_1904)
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
    return _read(column, order, epoch_1904)


def paris_days(column: pl.Series) -> pl.Series:
    """The days that begin in Paris at what cells write in universal time; null for other cells.

    "2026-09-14T22:00:00Z" is 15 September, as "2026-12-14T23:00:00Z" is 15 December.
    """
    text = pl.col("cell")
    begins = (
        pl.when(text.str.contains(PARIS_MIDNIGHT))
        .then(text.str.slice(0, 13).str.replace(" ", "T", literal=True) + ":00")
        .str.to_datetime("%Y-%m-%dT%H:%M", strict=False, time_unit="ms", time_zone="UTC")
        .dt.convert_time_zone("Europe/Paris")
    )
    day = pl.when(begins.dt.hour() == 0).then(begins.dt.date())
    return pl.DataFrame({"cell": column}).select(day.alias(column.name)).to_series()


def swap_days(cells: pl.Series, values: pl.Series) -> pl.Series:
    """The dates with day and month exchanged where the cell is a spreadsheet's real date."""
    value = pl.col("value")
    turned = (pl.col("cell").str.contains(REAL) & (value.dt.day() <= 12)).fill_null(False)
    month = pl.when(turned).then(value.dt.day()).otherwise(1)
    day = pl.when(turned).then(value.dt.month()).otherwise(1)
    frame = pl.DataFrame({"cell": cells, "value": values})
    return frame.select(
        pl.when(turned).then(pl.date(value.dt.year(), month, day)).otherwise(value)
    ).to_series()


def _read(column: pl.Series, order: DateOrder | None, epoch_1904: bool) -> DateColumn:
    iso = column.str.contains(ISO).fill_null(False)
    values = column.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    values = values.zip_with(iso, pl.repeat(None, column.len(), dtype=pl.Date, eager=True))
    if column.str.contains(PARIS_MIDNIGHT).any():
        begun = paris_days(column)
        values = begun.zip_with(begun.is_not_null(), values)
    never = pl.repeat(False, column.len(), dtype=pl.Boolean, eager=True)
    ambiguous = never
    blank = column.is_null()
    if not (iso | blank).all():
        text = clean_dates(column)
        blank = text.is_null()
        written, doubtful = _read_numeric(text, order)
        values = values.zip_with(iso | written.is_null(), written)
        ambiguous = doubtful.fill_null(False)
        rest = text.filter(values.is_null() & text.is_not_null() & ~ambiguous).unique()
        if rest.len():
            slow = {cell: read_one_date(cell, epoch_1904=epoch_1904) for cell in rest}
            named = text.replace_strict(slow, default=None, return_dtype=pl.Date)
            values = values.zip_with(values.is_not_null() | ambiguous, named)
    if column.str.contains(YEAR_DAY_MONTH).any():
        # One "2026-13-04" is enough: in its column, "2026-04-03" is no longer 3 April for sure.
        year_leads = column.str.contains(r"^\d{4}[-/.]") & ~column.str.contains(REAL)
        twofold = (values.dt.day() <= 12) & (values.dt.day() != values.dt.month())
        ambiguous = ambiguous | (year_leads & twofold).fill_null(False)
        values = values.zip_with(
            ~ambiguous, pl.repeat(None, len(column), dtype=pl.Date, eager=True)
        )
    nothing = says_no_date(column)
    plausible = values.is_between(EARLIEST, LATEST).fill_null(False) & ~nothing
    values = values.zip_with(plausible, pl.repeat(None, column.len(), dtype=pl.Date, eager=True))
    return DateColumn(values, values.is_null() & ~blank & ~nothing & ~ambiguous, ambiguous)


def numeric_parts(text: pl.Series) -> pl.DataFrame:
    """The three numbers of each cell: columns text, first, mark, second, year; null elsewhere."""
    marked = pl.col("text").str.extract_groups(NUMERIC)
    digits = pl.when(~pl.col("text").str.contains(YEAR_MONTH_DAY)).then("text")
    compact = digits.str.extract_groups(COMPACT)
    first = compact.struct.field("1")
    return pl.DataFrame({"text": text}).select(
        "text",
        pl.coalesce(marked.struct.field("1"), first).cast(pl.Int32).alias("first"),
        pl.coalesce(marked.struct.field("2"), pl.when(first.is_not_null()).then(pl.lit(""))).alias(
            "mark"
        ),
        pl.coalesce(marked.struct.field("3"), compact.struct.field("2"))
        .cast(pl.Int32)
        .alias("second"),
        pl.coalesce(marked.struct.field("4"), compact.struct.field("3")).alias("year"),
    )


def _read_numeric(text: pl.Series, order: DateOrder | None) -> tuple[pl.Series, pl.Series]:
    """Dates written with numbers, and the cells that read both ways."""
    first, second, last = pl.col("first"), pl.col("second"), pl.col("year").cast(pl.Int32)
    two_digits = pl.col("year").str.len_chars() == 2
    leads = two_digits & pl.lit(order is DateOrder.YEAR_FIRST)
    day_first = (
        (first > 12)
        | (pl.col("mark") == ".")
        | ((second <= 12) & pl.lit(order is DateOrder.DAY_FIRST))
    )
    sure = (first > 12) | (second > 12) | (first == second) | (pl.col("mark") == ".")
    day = pl.when(leads).then(last).when(day_first).then(first).otherwise(second)
    month = pl.when(day_first | leads).then(second).otherwise(first)
    year = pl.when(leads).then(first).otherwise(last)
    full_year = (
        pl.when(~two_digits)
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
    told = order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    settled = pl.lit(told) | leads | (sure & ~SHORT)
    read = numeric_parts(text).select(
        pl.when(settled & first.is_not_null()).then(written).alias("date"),
        (~settled & first.is_not_null()).alias("doubtful"),
    )
    return read["date"], read["doubtful"]
