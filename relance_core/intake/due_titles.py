"""Reads the due date that the title of a group gives to the invoices below it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.intake.content import NUMBER
from relance_core.intake.groups import AGE
from relance_core.intake.headings import candidates
from relance_core.intake.row_kinds import RowKind, total_pattern

HEADING = "Date d'échéance (titre du groupe)"
_DAY = (
    r"(\d{1,4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}(?:[ T]00:00:00)?|"
    r"\d{1,2}(?:er)?\s+\pL{3,9}\.?\s+\d{4})\W*$"
)
#: "Échues au 30/11" tells the day of the report, and no due date.
_TITLE = (
    r"(?i)^\W*(?:(?:factures?\s+)?(?:[àa]\s+l['’])?(?:[ée]ch[ée]ance|exigible|payable)s?\s*"
    r"(?:du|le|:|-|–)|[ée]ch[ée]ance\s+au|[ée]ch[ée]ance|due\s*(?:date)?\s*(?:on|by|:)|"
    rf"f[äa]llig\s+am)\s*[:\-–]?\s*{_DAY}"
)


def with_due_titles(
    frame: pl.DataFrame, kinds: pl.Series, headings: Sequence[str]
) -> tuple[pl.Series | None, pl.Series]:
    """The due date of each row by the title above it, and the kinds without these titles.

    None where the table has a column of due dates, or some row stands under no such title.
    """
    claims = [claim[0][0] if (claim := candidates(one)) else "" for one in headings]
    if "due_date" in claims or not any(field == "issue_date" for field in claims):
        return None, kinds
    cells = [f"c{at}" for at in range(len(headings))]
    told = frame.select(
        pl.coalesce(pl.col(name).str.extract(_TITLE) for name in cells).alias("day"),
        pl.any_horizontal(pl.col(name).str.contains(total_pattern()) for name in cells)
        .fill_null(False)
        .alias("total"),
    )
    days = told["day"].zip_with(~told["total"], pl.Series([None], dtype=pl.String))
    found = days.is_not_null()
    if not found.any():
        return None, kinds
    for row in frame.filter(found).select(cells).iter_rows():
        others = [cell.strip() for cell in row if cell and cell.strip()]
        if sum(not NUMBER.match(cell) for cell in others) != 1:
            return None, kinds  # a row that speaks of a day among other things
    titles = frame.filter((kinds == RowKind.TITLE.value) & ~found).select(cells)
    if any(AGE.search(cell) for row in titles.iter_rows() for cell in row if cell):
        return None, kinds  # an age follows: its invoices are not due on the day above it
    spread = days.fill_null(strategy="forward")
    stamps = pl.repeat(RowKind.STAMP.value, kinds.len(), dtype=pl.String, eager=True)
    kinds = stamps.zip_with(found, kinds)
    if (spread.is_null() & (kinds == RowKind.DATA.value)).any():
        return None, kinds
    return spread, kinds
