"""Gives each row what it shares with others in cells merged downwards; an amount is not shared out.

A sheet shows the client of five invoices once, over five rows; its file says it on the first only.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.french import listed
from relance_core.intake.columns import AMOUNT_FIELDS
from relance_core.intake.content import NUMBER
from relance_core.intake.headers import HEADER_DEPTH
from relance_core.intake.headings import ColumnReading, candidates
from relance_core.intake.issues import IssueList
from relance_core.intake.workbook import Sheet
from relance_core.vocabulary import Severity

#: First row, last row (1-based) and column of an amount that stands over several rows.
Shared = tuple[int, int, int]
_MONEY = frozenset({*AMOUNT_FIELDS, "ageing_bucket"})
SHOWN = 4
HEADER_LINES = 3


def as_headed(sheet: Sheet) -> pl.DataFrame:
    """The cells of a sheet, each heading that is merged over two lines on both of them."""
    frame = sheet.cells
    for top, left, bottom, _ in sheet.merges:
        if top < bottom < HEADER_DEPTH and left < frame.width and bottom - top < HEADER_LINES:
            name = f"c{left}"
            heading = frame[name][top]
            if heading:
                below = pl.int_range(pl.len()).is_between(top + 1, bottom) & pl.col(name).is_null()
                frame = frame.with_columns(
                    pl.when(below).then(pl.lit(heading)).otherwise(name).alias(name)
                )
    return frame


def filled_down(
    frame: pl.DataFrame, sheet: Sheet, used: Sequence[int], headings: Sequence[str], header: int
) -> tuple[pl.DataFrame, tuple[Shared, ...]]:
    """``frame`` with the cells that its rows share, and the amounts that stand over several rows.

    ``frame`` has ``row`` and a column c0, c1, … for each of ``used``; ``header`` is the row of the
    headings, 0-based: what is merged above is theirs.
    """
    down = [merge for merge in sheet.merges if merge[0] > header and merge[2] > merge[0]]
    shared: list[Shared] = []
    for at, (position, heading) in enumerate(zip(used, headings, strict=True)):
        ours = sorted((top + 1, bottom + 1) for top, left, bottom, _ in down if left == position)
        if not ours:
            continue
        spans = pl.DataFrame(ours, schema={"top": pl.Int64, "bottom": pl.Int64}, orient="row")
        first = frame.select(pl.col("row").alias("top"), pl.col(f"c{at}").alias("value"))
        spans = spans.join(first, on="top").drop_nulls().sort("top")
        money = [_is_money(heading, value) for value in spans["value"]]
        one = spans.filter(pl.Series(money, dtype=pl.Boolean))
        shared += [(top, bottom, at) for top, bottom, _ in one.iter_rows()]
        spans = spans.filter(~pl.Series(money, dtype=pl.Boolean))
        given = frame.select("row").join_asof(spans, left_on="row", right_on="top")
        within = pl.when(pl.col("row") <= pl.col("bottom")).then("value")
        values = given.select(within.alias("value"))["value"]
        frame = frame.with_columns(pl.coalesce(f"c{at}", values).alias(f"c{at}"))
    return frame, tuple(shared)


def _is_money(heading: str, value: str) -> bool:
    claims = candidates(heading)
    return claims[0][0] in _MONEY if claims else bool(NUMBER.match(value.strip()))


def bands_note(sheet: Sheet, header: int) -> tuple[str, ...]:
    """What stands just above the headings, when it is titles that each cover several columns."""
    wide = [
        (left, top)
        for top, left, bottom, right in sheet.merges
        if top == bottom == header - 1 and right > left
    ]
    titles = [
        sheet.cells[f"c{left}"][top] for left, top in sorted(wide) if left < sheet.cells.width
    ]
    shown = [f"« {title.strip()[:30]} »" for title in titles if title and title.strip()]
    if len(shown) < 2:
        return ()
    return (
        f"La ligne {header}, au-dessus de l'en-tête, ne fait que grouper les colonnes "
        f"({listed(shown[:SHOWN])}).",
    )


def tell_shared_amounts(
    frame: pl.DataFrame,
    shared: Sequence[Shared],
    columns: Sequence[ColumnReading],
    issues: IssueList,
) -> None:
    """A decision on the rows of several invoices under one merged amount: whose is it?"""
    used = {column.position: column.heading for column in columns if column.field in _MONEY}
    for first, last, at in shared:
        rows = frame.filter(pl.col("row").is_between(first, last))
        numbers = rows["number"].drop_nulls().unique(maintain_order=True)
        if at not in used or numbers.len() < 2:
            continue
        names = listed([f"« {number[:30]} »" for number in numbers.head(SHOWN)])
        for row in rows["row"]:
            issues.add(
                "shared_amount",
                Severity.DECISION,
                f"Un même montant est fusionné sur les lignes de plusieurs factures ({names}) : "
                "quelle est la part de chacune ?",
                row=row,
                column=used[at],
            )
