"""Finds the row of headings of a sheet, on one line or on two, however far down it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.intake.content import DATE, NUMBER
from relance_core.intake.headings import candidates, tokens
from relance_core.intake.instalment_headings import heads_instalments, under_its_instalment
from relance_core.intake.pivots import is_pivot

HEADER_DEPTH = 60  # rows that are all searched for the header
#: Rows searched when those hold none, if they look like headings at all.
FAR_DEPTH = 5_000
MIN_FIELDS = 3
PIVOT_CELLS = 2  # of the headings of a pivot table
#: What no list of invoices leaves blank: a heading over nothing but blank cells is misplaced.
NEEDED = frozenset({"client_name", "client_code", "number", "amount", "balance", "issue_date"})
#: Longer than any heading: a sentence.
LONG = 80

Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Header:
    """A row of headings; ``written`` has one per column of the sheet, None where there is none."""

    row: int  # 0-based; the lower one of two lines
    written: Cells
    lines: int  # 1 or 2


def find_header(cells: pl.DataFrame, minimum: int = MIN_FIELDS) -> Header | None:
    """The row with the most known headings, ``minimum`` at least; the first of equals."""
    head = cells.head(HEADER_DEPTH).rows()
    found = _best(list(enumerate(head)), head, minimum)
    if found is None and cells.height > HEADER_DEPTH:
        below = cells.slice(HEADER_DEPTH, FAR_DEPTH)
        filled = pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int32))
        figures = pl.sum_horizontal(pl.all().str.contains(r"\d").fill_null(False).cast(pl.Int32))
        counted = below.select((filled >= minimum) & (figures * 4 <= filled)).to_series()
        suspects = [HEADER_DEPTH + at for at in counted.arg_true()]
        rows = [(at, cells.row(at)) for at in suspects]
        found = _best(rows, {at - 1: cells.row(at - 1) for at in suspects}, minimum)
    return _moved(found, cells) if found else None


def _best(
    rows: Sequence[tuple[int, Cells]], above: Sequence[Cells] | dict[int, Cells], minimum: int
) -> Header | None:
    best: tuple[int, Header] | None = None
    for at, row in rows:
        wanted = PIVOT_CELLS if is_pivot(row) else minimum
        if not is_header_like(row, wanted):
            continue
        for lines, written in _with_line_above(row, above[at - 1] if at else None):
            # Instalments that two lines name are worth more than one line of their titles.
            score = len(fields_of(written)) + heads_instalments(_written(written))
            score += is_pivot(written)
            if score >= wanted and (best is None or score > best[0]):
                best = score, Header(at, written, lines)
    return best[1] if best else None


def _written(headings: Cells) -> list[str]:
    return [heading for heading in headings if heading]


def is_header_like(row: Sequence[str | None], minimum: int) -> bool:
    """Whether a row has enough cells, and hardly any that is a date or a number."""
    filled = [cell.strip() for cell in row if cell and cell.strip()]
    return len(filled) >= minimum and sum(map(_is_value, filled)) * 4 <= len(filled)


def _is_value(cell: str) -> bool:
    return bool(NUMBER.match(cell) or DATE.match(cell))


def _with_line_above(row: Cells, above: Cells | None) -> list[tuple[int, Cells]]:
    """The row alone, then completed by the line above, then joined with it word by word."""
    alone = tuple(cell.strip() if cell and cell.strip() else None for cell in row)
    if above is None or not any(above) or any(cell and _is_value(cell.strip()) for cell in above):
        return [(1, alone)]
    over = tuple(cell.strip() if cell and cell.strip() else None for cell in above)
    completed = tuple(
        cell or (other if other and candidates(other) else None)
        for cell, other in zip(alone, over, strict=True)
    )
    spread, last = [], None
    for cell, other in zip(alone, over, strict=True):
        # A heading merged over several columns is written in the first of them.
        last = other or (last if cell else None)
        spread.append(last)
    joined = tuple(
        f"{other} {cell}" if cell and other and not candidates(cell) else cell or other
        for cell, other in zip(completed, spread, strict=True)
    )
    below = [
        under_its_instalment(other, cell) if cell else None
        for cell, other in zip(alone, spread, strict=True)
    ]
    if sum(one is not None for one in below) > 2:
        completed = tuple(one or cell for one, cell in zip(below, completed, strict=True))
    return [(1, alone), (2, completed), (2, joined)]


def fields_of(headings: Sequence[str | None]) -> set[str]:
    """The fields that the headings may mean, each heading counted for one."""
    fields: set[str] = set()
    for heading in headings:
        if heading is None or len(heading) > LONG:
            continue
        free = [field for field, _ in candidates(heading) if field not in fields]
        if free:
            fields.add(free[0])
    return fields


def _moved(header: Header, cells: pl.DataFrame) -> Header:
    """The header, each heading over its own cells.

    One that is merged over two columns stands in the first, and its cells may all be in the second.
    """
    written = list(header.written)
    below = cells.slice(header.row + 1)
    for at, heading in enumerate(written[:-1]):
        claims = candidates(heading) if heading and written[at + 1] is None else ()
        if claims and claims[0][0] in NEEDED:
            empty = below.to_series(at).null_count() == below.height
            if empty and below.to_series(at + 1).null_count() < below.height:
                written[at], written[at + 1] = None, heading
    return Header(header.row, tuple(written), header.lines)


def unique_headings(written: Sequence[str | None]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Headings made unique ("Montant (2)", "Colonne 3"), and those of them that stood twice."""
    seen: dict[frozenset[str] | str, int] = {}
    taken: set[str] = set()
    headings: list[str] = []
    first: dict[frozenset[str] | str, str] = {}
    duplicated: set[str] = set()
    for position, heading in enumerate(written):
        text = " ".join(heading.split()) if heading else f"Colonne {position + 1}"
        key = (tokens(text) or text) if heading else text
        seen[key] = seen.get(key, 0) + 1
        unique = text if text not in taken else f"{text} ({seen[key]})"
        while unique in taken:
            unique += "'"
        if seen[key] > 1:
            duplicated |= {unique, first[key]}
        first.setdefault(key, unique)
        taken.add(unique)
        headings.append(unique)
    return tuple(headings), frozenset(duplicated)
