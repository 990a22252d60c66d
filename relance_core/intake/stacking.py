"""Puts tables of the same headings one under the other, their rows told apart by their sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.intake.headings import candidates, tokens
from relance_core.intake.merged_rows import Shared
from relance_core.intake.outlines import Subtotal
from relance_core.intake.reading import Question
from relance_core.intake.tables import HOW_MUCH, WHO, Table
from relance_core.intake.workbook import CellError

#: Row 12 of the third sheet is row 2 × STEP + 12 while the file is read: one number, one row.
STEP = 10**12
#: Such a number inside a sentence.
FAR_ROW = re.compile(r"\b(\d{1,3})(0{4}\d{8})\b")


def agree(tables: Sequence[Table]) -> bool:
    """Whether tables can be read as one: what makes an invoice stands in columns that match."""
    first = tables[0]
    return all(_matched(first, table) is not None for table in tables[1:])


def stacked(tables: Sequence[Table]) -> Table:
    """The tables as one, which has every column of each; raises ``ValueError`` when none agree."""
    first = tables[0]
    sheets = tuple(dict.fromkeys(table.sheet for table in tables))
    headings = list(first.headings)
    added: dict[str, int] = {}
    frames: list[pl.DataFrame] = []
    asides: list[pl.DataFrame] = []
    errors: list[CellError] = []
    too_long: list[int] = []
    shared: list[Shared] = []
    others: dict[str, list[int]] = {}
    subtotals: list[Subtotal] = []
    apart: list[tuple[str, dict[int, int | None]]] = []
    for table in tables:
        matched = _matched(first, table)
        if matched is None:
            raise ValueError(table.name)
        for at, heading in enumerate(table.headings):
            if at in matched:
                continue
            # What the first table lacks may stand in several of the others.
            if (to := added.get(heading)) is None or to in matched.values():
                headings.append(heading if heading not in headings else f"{heading} ({table.name})")
                to = len(headings) - 1
                added.setdefault(heading, to)
            matched[at] = to
        far = sheets.index(table.sheet) * STEP
        places = {to: table.places[at] for at, to in matched.items() if at < len(table.places)}
        apart.append((table.sheet, places))
        names = {f"c{at}": f"c{to}" for at, to in matched.items()}
        for into, frame in ((frames, table.frame), (asides, table.aside)):
            if frame.width:
                into.append(frame.rename(names).with_columns(pl.col("row") + far))
        errors += [CellError(one.row + far, matched[one.column], one.text) for one in table.errors]
        too_long += [row + far for row in table.too_long]
        shared += [(top + far, last + far, matched[at]) for top, last, at in table.shared]
        subtotals += [
            replace(one, row=one.row + far, last=one.last + far) for one in table.subtotals
        ]
        for kind, rows in table.others.items():
            others.setdefault(kind, []).extend(row + far for row in rows)
    order = ["row", *(f"c{at}" for at in range(len(headings)))]
    return replace(
        first,
        sheet=", ".join(sheets),
        headings=tuple(headings),
        duplicated=frozenset().union(*(table.duplicated for table in tables)),
        frame=_whole(frames, order),
        aside=_whole(asides, order),
        errors=tuple(errors),
        others=others,
        places=(*first.places, *[None] * (len(headings) - len(first.headings))),
        notes=tuple(dict.fromkeys(note for table in tables for note in table.notes)),
        too_long=tuple(too_long),
        sheets=sheets,
        shared=tuple(shared),
        subtotals=tuple(subtotals),
        name=", ".join(table.name for table in tables),
        apart=tuple(
            (sheet, tuple(places.get(at) for at in range(len(headings)))) for sheet, places in apart
        ),
    )


def _whole(frames: Sequence[pl.DataFrame], order: Sequence[str]) -> pl.DataFrame:
    whole = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in order if name not in whole]
    return whole.with_columns(missing).select(order) if whole.width else whole


def _matched(first: Table, table: Table) -> dict[int, int] | None:
    """Column of a table -> column of the first one; None when they do not say the same things."""
    same = {heading: at for at, heading in enumerate(first.headings)}
    spelt = {tokens(heading): at for heading, at in same.items() if tokens(heading)}
    meant: dict[str, int] = {}
    for at, heading in enumerate(first.headings):
        for field, _ in candidates(heading)[:1]:
            meant.setdefault(field, at)
    matched: dict[int, int] = {}
    for at, heading in enumerate(table.headings):
        claims = candidates(heading)
        to = same.get(heading, spelt.get(tokens(heading)))
        if to is None and claims:
            to = meant.get(claims[0][0])
        if to is not None and to not in matched.values():
            matched[at] = to
    told = {field for to in matched.values() for field, _ in candidates(first.headings[to])[:1]}
    whole = told & WHO and told & HOW_MUCH and "number" in told
    whole = whole or (first.headless and table.headings == first.headings)
    return matched if whole else None


def at_their_sheets(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Rows of INVOICES or ISSUES at their own sheets and numbers, those of stacked tables."""
    if len(table.sheets) < 2:
        return frame
    number = pl.col("row")
    sheet = pl.lit(pl.Series(table.sheets, dtype=pl.String)).gather(
        (number // STEP).cast(pl.UInt32)
    )
    columns = [
        pl.when(number.is_not_null()).then(sheet).otherwise("sheet").alias("sheet"),
        (number % STEP).alias("row"),
    ]
    spoken = [name for name in ("message", "decision") if name in frame.columns]
    if spoken:
        columns += [
            pl.col(name).map_elements(
                lambda text: in_words(text, table), return_dtype=pl.String, skip_nulls=True
            )
            for name in spoken
        ]
    return frame.with_columns(columns)


def in_words(text: str, table: Table) -> str:
    """A sentence whose numbers of rows are those that the user sees."""
    if len(table.sheets) < 2:
        return text

    def true_row(match: re.Match[str]) -> str:
        return f"{int(match.group(2))} de « {table.sheets[int(match.group(1))]} »"

    return FAR_ROW.sub(true_row, text)


def asked_in_words(questions: Sequence[Question], table: Table) -> tuple[Question, ...]:
    """Questions whose numbers of rows are those that the user sees."""
    return tuple(replace(one, message=in_words(one.message, table)) for one in questions)
