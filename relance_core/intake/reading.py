"""What an import understood of a file: invoices, issues and the questions that remain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from relance_core.intake.headings import ColumnReading

if TYPE_CHECKING:
    from relance_core.intake.payments_beside import PaymentsBeside


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
    free: str | None = None  # label of a field for another answer; None: the choices are all


class Shape(StrEnum):
    """What a row is."""

    INVOICES = "invoices"
    LINES = "lines"
    LINES_WITH_TOTAL = "lines_with_total"
    PAYMENTS = "payments"
    INSTALMENTS = "instalments"


SHAPE_LABELS: Mapping[Shape, str] = {
    Shape.INVOICES: "Une ligne par facture",
    Shape.LINES: "Une ligne par article, à additionner",
    Shape.LINES_WITH_TOTAL: "Une ligne par article, le total de la facture répété",
    Shape.PAYMENTS: "Une ligne par règlement",
    Shape.INSTALMENTS: "Une ligne par échéance",
}


@dataclass(frozen=True)
class ShapeReading:
    """The shape that was taken, why (a French sentence), and the invoices that show it."""

    shape: Shape = Shape.INVOICES
    reason: str = "Chaque facture tient sur une seule ligne."
    said: bool = False  # by the user
    can_change: bool = False  # some invoice stands on several rows


@dataclass(frozen=True)
class ColumnTotal:
    """A column of amounts added up as written, signs included, for one currency."""

    field: str  # "balance" or "amount"
    heading: str
    currency: str  # ISO code; "" where no row says
    read: Decimal  # of the rows that were imported
    left_out: Decimal  # of the others
    stated: Decimal | None  # what the file's own line of total says; None without one

    @property
    def total(self) -> Decimal:
        """The total of the file."""
        return self.read + self.left_out


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
    shape: ShapeReading  # what a row of the list was taken for
    layout_key: str  # hash of the normalised headings: the same for the next export of this shape
    left_out: frozenset[tuple[str | None, str]]
    cancelled: frozenset[tuple[str | None, str]]
    notes: tuple[str, ...]  # French sentences: what was guessed or skipped
    #: Who its rows are about, imported or not (columns of ``joining.CLIENTS``), once each.
    clients: pl.DataFrame = field(default_factory=pl.DataFrame)
    #: What the file adds up to, the column that tells what is due first.
    column_totals: tuple[ColumnTotal, ...] = ()
    #: What tells the table that was read from the others of the workbook, as an answer names it.
    table: str = ""
    #: What other sheets tell of payments, a sheet each.
    payments: tuple[PaymentsBeside, ...] = ()
    #: How many invoices and credits are not known before the questions are answered.
    waiting: int = 0

    @property
    def stated_total(self) -> Decimal | None:
        """What the file's own line of total says is due; None without such a line."""
        return self.column_totals[0].stated if self.column_totals else None
