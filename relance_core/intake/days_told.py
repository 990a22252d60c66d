"""Finds the day that a few words name: "VIR du 03/08", "envoyée le 4 août", "CHQ 12 - 3/8/26"."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.date_words import CENTURY_PIVOT, MONTHS
from relance_core.intake.dates import DateOrder

_ISO = r"\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b"
#: Without a year, only a slash makes a date: "20.10" is an amount as well.
_FULL = r"(?:^|[^\d.,])(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*((?:19|20)?\d{2})(?:\D|$)"
_SHORT = r"(?:^|[^\d/])(\d{1,2})/(\d{1,2})(?:[^\d/]|$)"
_NAMED = r"\b(\d{1,2})(?:er)?\s+(\pL{3,9})\b(?:\s+((?:19|20)\d{2}|\d{2})\b)?"


def days_told(
    cells: pl.Series, today: date, order: DateOrder | None = DateOrder.DAY_FIRST
) -> pl.Series:
    """The day that each cell names, null where it names none.

    A day without a year is the one nearest to ``today``: a remark speaks of these weeks.
    """
    words = pl.DataFrame({"cell": cells.cast(pl.String)}, strict=False).with_columns(
        pl.col("cell").str.extract_groups(_ISO).alias("iso"),
        pl.col("cell").str.extract_groups(_FULL).alias("full"),
        pl.col("cell").str.extract_groups(_SHORT).alias("short"),
        pl.col("cell")
        .map_elements(plain_key, return_dtype=pl.String)
        .str.extract_groups(_NAMED)
        .alias("named"),
    )
    turned = order is DateOrder.MONTH_FIRST
    day, month = ("2", "1") if turned else ("1", "2")
    parts = words.select(
        pl.coalesce(
            pl.col("iso").struct["1"],
            pl.col("full").struct["3"],
            pl.col("named").struct["3"],
        )
        .cast(pl.Int32)
        .alias("year"),
        pl.coalesce(
            pl.col("iso").struct["2"],
            pl.col("full").struct[month],
            pl.col("short").struct[month],
            pl.col("named")
            .struct["2"]
            .replace_strict({name: str(at) for name, at in MONTHS.items()}, default=None),
        )
        .cast(pl.Int32)
        .alias("month"),
        pl.coalesce(
            pl.col("iso").struct["3"],
            pl.col("full").struct[day],
            pl.col("short").struct[day],
            pl.col("named").struct["1"],
        )
        .cast(pl.Int32)
        .alias("day"),
    )
    century = pl.when(pl.col("year") < CENTURY_PIVOT).then(2000).otherwise(1900)
    year = pl.when(pl.col("year") < 100).then(pl.col("year") + century).otherwise("year")
    parts = parts.with_columns(year.alias("year"))
    near = [_day(pl.lit(today.year + step)).alias(f"near {step}") for step in (-1, 0, 1)]
    found = parts.select(_day(pl.col("year")).alias("told"), *near)
    apart = [(pl.col(name) - pl.lit(today)).abs() for name in found.columns[1:]]
    least = pl.min_horizontal(apart)
    nearest = pl.coalesce(
        *(
            pl.when(gap == least).then(pl.col(name))
            for gap, name in zip(apart, found.columns[1:], strict=True)
        )
    )
    given = parts["year"].is_not_null()
    return found.select(pl.when(pl.lit(given)).then("told").otherwise(nearest).alias("day"))["day"]


def _day(year: pl.Expr) -> pl.Expr:
    """The date of a year, null where the calendar has no such day."""
    return pl.format("{}-{}-{}", year, pl.col("month"), pl.col("day")).str.to_date(
        "%Y-%m-%d", strict=False
    )
