"""Gathers what could not be read, or was read with a doubt, as rows of the ISSUES frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from relance_core.schemas import ISSUES, conform, empty
from relance_core.vocabulary import Severity

#: A date of a spreadsheet, as its cell is kept.
_REAL_DATE = re.compile(r"^(\d{4})-(\d\d)-(\d\d)[ T]00:00:00$")
SHOWN = 200  # characters of a value kept for display
#: Conditions on a row by itself, the rarest first: each is looked at where those before it hold.
Conditions = tuple[pl.Expr, ...]
#: Rows to point out: which, code, severity, message, and the field whose cell is told.
Check = tuple[Conditions, str, Severity, str, str]


class IssueList:
    """Issues in the order of the sheet; built while a file is read, then frozen as a frame."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self._rows: list[tuple[str, int | None, str | None, str | None, str, str, str]] = []

    def add(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        sheet: str | None = None,
    ) -> None:
        """One issue; ``message`` is a French sentence, ``row`` is 1-based."""
        shown = value if value is None or len(value) <= SHOWN else value[: SHOWN - 1] + "…"
        where = self.sheet if sheet is None else sheet
        self._rows.append((where, row, column, shown, code, severity.value, message))

    def add_each(
        self,
        rows: Iterable[tuple[int, str | None]],
        code: str,
        severity: Severity,
        message: str,
        column: str | None,
    ) -> None:
        """The same issue for several (row, value); ``{value}`` in the message is the value."""
        for row, value in rows:
            shown = _REAL_DATE.sub(r"\3/\2/\1", (value or "")[:60])
            self.add(
                code,
                severity,
                message.replace("{value}", shown),
                row=row,
                column=column,
                value=value,
            )

    def soften(self, code: str, rows: Iterable[int], column: str | None, message: str) -> None:
        """Make a mere warning of what left these rows out: they can do without this cell."""
        spared = set(rows)
        for at, (sheet, row, heading, value, told, _, _) in enumerate(self._rows):
            if told == code and row in spared and heading == column:
                said = message.replace("{value}", (value or "")[:60])
                warning = Severity.WARNING.value
                self._rows[at] = (sheet, row, heading, value, told, warning, said)

    def rows_to_decide(self, column: str | None) -> list[int]:
        """The rows about which a decision is already asked because of a column."""
        decision = Severity.DECISION.value
        return [row[1] for row in self._rows if row[2] == column and row[5] == decision and row[1]]

    def left_out(self) -> list[int]:
        """The rows that some issue leaves out."""
        return sorted(
            {row[1] for row in self._rows if row[5] == Severity.LEFT_OUT.value and row[1]}
        )

    def frame(self) -> pl.DataFrame:
        """The ISSUES frame, sorted by row; issues about the whole file first."""
        if not self._rows:
            return empty(ISSUES)
        frame = pl.DataFrame(self._rows, schema=ISSUES, orient="row")
        return conform(frame.sort("row", nulls_last=False, maintain_order=True), ISSUES, "ISSUES")


def cells_of(rows: pl.DataFrame, field: str, where: pl.Series) -> Sequence[tuple[int, str | None]]:
    """(row, value) of the cells of a field that a Boolean mask points at."""
    if not where.any():
        return ()
    return rows.select("row", field).filter(where).rows()


def tell(
    frame: pl.DataFrame,
    where: pl.Expr | Conditions,
    code: str,
    severity: Severity,
    message: str,
    issues: IssueList,
    column: str | None = None,
    field: str | None = None,
) -> None:
    """One issue per row where conditions hold; ``{value}`` is the cell of ``field``."""
    value = pl.col(field) if field else pl.lit(None, dtype=pl.String)
    conditions = where if isinstance(where, tuple) else (where,)
    needed = {"row", *([field] if field else ())}.union(
        *(one.meta.root_names() for one in conditions)
    )
    rows = frame.select(needed)
    # Most checks point at nothing, and are over with the first of their conditions.
    for condition in conditions:
        marked = rows.select(condition.fill_null(False)).to_series()
        if not marked.any():
            return
        rows = rows if marked.all() else rows.filter(marked)
    found = rows.select("row", value.alias("cell")).rows()
    issues.add_each(found, code, severity, message, column)
