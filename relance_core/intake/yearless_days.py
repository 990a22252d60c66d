"""Gives its year to a column of days written without one: as the report's day tells, else asked.

A list kept by hand says "15/07"; read with the wrong year, an invoice would be a year late, or not
late at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from relance_core.french import short_date
from relance_core.intake.columns import DATE_FIELDS
from relance_core.intake.days_late import report_day
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question

QUESTION = "year_of_days"
_DAY = r"^\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]?\s*$"
_EUROPEAN = r"^\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\b"
_ISO = r"^\s*(\d{4})-(\d{2})-(\d{2})"
#: Share of the cells that must be so, and how many of them there are at least.
_MOST, _LEAST = 0.8, 2
_FIRST = "issue_date"


def with_years(layout: Layout, answers: Mapping[str, str], today: date) -> Layout:
    """The layout with the year of each day that lacks it; the question where nothing tells it.

    Any other day is the first such one from that of its invoice on.
    """
    fields = [field for field in DATE_FIELDS if layout.has(field) and _is_yearless(layout, field)]
    if not fields:
        return layout
    rows, note = layout.rows, ""
    leading = _FIRST if _FIRST in fields or not layout.has(_FIRST) else None
    if leading is not None:
        leading = _FIRST if _FIRST in fields else fields[0]
        year, report = _year_said(answers), report_day(layout.table.above)
        if year is None and report is None:
            question = _question(layout, leading, today)
            return replace(layout, questions=(*layout.questions, question))
        month, day = _month_and_day(rows[leading])
        if year is None and report is not None:
            later = (month * 100 + day > report.month * 100 + report.day).cast(pl.Int32)
            years = later * -1 + report.year
            told = f"la dernière avant le {short_date(report)}, la date du rapport"
        else:
            years = month * 0 + (year or today.year)
            told = f"en {year}"
        rows = rows.with_columns(_written(rows[leading], years))
        note = f"Dates sans année (« {layout.heading(leading)} ») : comprises {told}."
    for field in fields:
        if field != leading:
            rows = rows.with_columns(_after(rows, field, leading or _FIRST))
    return replace(layout, rows=rows, notes=(*layout.notes, *([note] if note else [])))


def is_year(value: str) -> bool:
    """Whether an answer is a year."""
    return value.isdigit() and 1990 <= int(value) <= 2100


def _year_said(answers: Mapping[str, str]) -> int | None:
    said = answers.get(QUESTION, "")
    return int(said) if is_year(said) else None


def _is_yearless(layout: Layout, field: str) -> bool:
    cells = layout.rows[field].drop_nulls()
    if cells.len() < _LEAST or not cells.head(50).str.contains(_DAY).any():
        return False
    share = cells.str.contains(_DAY).mean()
    return isinstance(share, float) and share >= _MOST


def _month_and_day(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The month and the day of each cell without a year; null for the others."""
    found = cells.str.extract_groups(_DAY).struct
    first, second = (found.field(name).cast(pl.Int32, strict=False) for name in ("1", "2"))
    # Where some second figure is no month, the month stands first.
    return (first, second) if (second > 12).any() else (second, first)


def _written(cells: pl.Series, years: pl.Series) -> pl.Series:
    """The cells with the year written after each day that has none."""
    table = pl.DataFrame({"cell": cells, "year": years})
    plain = pl.col("cell").str.strip_chars(" ./-").str.replace_all(r"\s*[.\-/]\s*", "/")
    bare = pl.col("cell").str.contains(_DAY).fill_null(False) & pl.col("year").is_not_null()
    dated = pl.when(bare).then(pl.format("{}/{}", plain, "year")).otherwise("cell")
    return table.select(dated.alias(cells.name))[cells.name]


def _after(rows: pl.DataFrame, field: str, leading: str) -> pl.Series:
    """The cells of a field, each the first such day from that of ``leading`` on."""
    european = rows[leading].str.extract_groups(_EUROPEAN).struct
    iso = rows[leading].str.extract_groups(_ISO).struct
    one, two, year = (european.field(name).cast(pl.Int32, strict=False) for name in ("1", "2", "3"))
    its_month, its_day = (one, two) if (two > 12).any() else (two, one)
    known = pl.DataFrame(
        {
            "year": year,
            "place": its_month * 100 + its_day,
            "iso_year": iso.field("1").cast(pl.Int32, strict=False),
            "iso_place": (iso.field("2") + iso.field("3")).cast(pl.Int32, strict=False),
        }
    ).select(pl.coalesce("year", "iso_year"), pl.coalesce("place", "iso_place"))
    month, day = _month_and_day(rows[field])
    over = (month * 100 + day < known["place"]).cast(pl.Int32)
    return _written(rows[field], known["year"] + over)


def _question(layout: Layout, field: str, today: date) -> Question:
    cells = layout.rows[field].drop_nulls()
    sample = next(iter(cells.filter(cells.str.contains(_DAY)).to_list()), "").strip()
    also = " L'échéance est celle qui suit la facture." if field == _FIRST else ""
    return Question(
        QUESTION,
        f"La colonne « {layout.heading(field)} » donne des dates sans année (« {sample} »). De "
        f"quelle année sont-elles ?{also}",
        tuple(Choice(str(year), str(year)) for year in (today.year, today.year - 1)),
        "Une autre année, par exemple 2024",
    )
