"""What an import understood of a file: invoices, issues and the questions that remain."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from relance_core.intake.headings import ColumnReading


@dataclass(frozen=True)
class Choice:
    """One possible answer."""

    value: str
    label: str  # French


@dataclass(frozen=True)
class Question:
    """A doubt about the whole file: nothing is imported until somebody has answered."""

    code: str  # stable, e.g. "date_order", "choose_amount"
    message: str  # French
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Reading:
    """A file as it was understood, with the answers given so far.

    ``invoices`` (schemas.INVOICES) holds what is known even while ``questions`` remain; it may be
    imported only when there are none. ``left_out`` names the rows that were not imported but whose
    number was read, as (client code, else client name, else None; number): such an invoice is not
    missing from the file. ``cancelled`` are those among them that the file says are cancelled.
    """

    kind: str  # sniff.Kind
    sheet: str
    header_row: int  # 1-based
    columns: tuple[ColumnReading, ...]
    invoices: pl.DataFrame
    issues: pl.DataFrame
    questions: tuple[Question, ...]
    layout_key: str  # hash of the normalised headings: the same for the next export of this shape
    left_out: frozenset[tuple[str | None, str]]
    cancelled: frozenset[tuple[str | None, str]]
    notes: tuple[str, ...]  # French sentences: what was guessed or skipped
