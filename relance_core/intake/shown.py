"""Writes into a cell what its number format shows beside the number: a currency, leading zeros."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

NUMBER = r"^-?\d+(\.\d+)?$"
WHOLE = r"^(\d+)(\.0+)?$"


def as_shown(cells: pl.DataFrame, runs: Iterable[Sequence[object]]) -> pl.DataFrame:
    """The cells as they are seen: "1200" under the format ``#,##0 "$"`` is "1200 $".

    ``runs`` are those of ``formats.Formats``: (column, code, first row, last row).
    """
    codes: dict[str, list[str | None]] = {}
    for column, code, first, last in runs:
        name = f"c{column}"
        if name not in cells.columns or not isinstance(first, int) or not isinstance(last, int):
            continue
        marks = codes.setdefault(name, [None] * cells.height)
        last = min(last, cells.height)
        marks[first - 1 : last] = [str(code)] * max(0, last - first + 1)
    if not codes:
        return cells
    return cells.with_columns(_column(cells[name], marks) for name, marks in codes.items())


def _column(cells: pl.Series, marks: Sequence[str | None]) -> pl.Series:
    frame = pl.DataFrame({"cell": cells, "code": pl.Series(marks, dtype=pl.String)})
    cell = pl.col("cell")
    shown = cell
    for code in frame["code"].drop_nulls().unique().to_list():
        ours = pl.col("code") == code
        kind, _, rest = code.partition(" ")
        if kind == "currency":
            # "1.234" beside a sign is doubtful in a text; here the point is a machine's.
            exact = cell.str.replace(r"(\.\d{3})$", "${1}0")
            told = pl.concat_str(exact, pl.lit(f" {rest}"))
            shown = pl.when(ours & cell.str.contains(NUMBER)).then(told).otherwise(shown)
        else:
            digits, _, before = rest.partition(" ")
            whole = cell.str.extract(WHOLE, 1).str.zfill(int(digits))
            told = pl.concat_str(pl.lit(before), whole)
            shown = pl.when(ours & cell.str.contains(WHOLE)).then(told).otherwise(shown)
    return frame.select(shown.alias(cells.name)).to_series()
