"""From cells to invoices: puts the readings of the columns together, doubts included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from relance_core.intake.accounts import (
    column_totals,
    left_out_rows,
    named_rows,
    tell_lost_credits,
    tell_lost_rows,
)
from relance_core.intake.as_invoices import as_invoices, decided
from relance_core.intake.columns import DEDUCTED
from relance_core.intake.due_dates import with_terms_apart
from relance_core.intake.duplicates import collapse, tell_look_alikes
from relance_core.intake.formulas import refuse_without_results
from relance_core.intake.group_sums import tell_group_sums
from relance_core.intake.issues import IssueList
from relance_core.intake.joining import CLIENTS
from relance_core.intake.known import Known
from relance_core.intake.layout import Layout, read_layout
from relance_core.intake.lost_cells import tell_rows_too_long
from relance_core.intake.parties import kept_rows, people_of
from relance_core.intake.reading import Question, Reading, ShapeReading
from relance_core.intake.stacking import asked_in_words, at_their_sheets
from relance_core.intake.steps import Given, Heard, understood
from relance_core.intake.values import AMOUNT_COLUMNS, DATE_COLUMNS, Values, read_values
from relance_core.intake.wide_instalments import PART_AMOUNT, at_their_columns
from relance_core.intake.workbook import Workbook
from relance_core.intake.yearless_days import with_years
from relance_core.money import MONEY
from relance_core.schemas import INVOICES, conform

if TYPE_CHECKING:
    from relance_core.intake.payments_beside import PaymentsBeside


def understand(
    workbook: Workbook,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    terms_days: int | None = None,
    known: Known | None = None,
) -> Reading:
    """The invoices of a workbook, as far as its columns and the answers tell.

    ``mapping`` gives a field its heading ("" for none), ``answers`` a question's code its value,
    ``terms_days`` the days of payment of invoices without a due date (said by the user, never a
    default). Raises ``UnreadableFile`` when there is no invoice in the file.
    """
    answers = answers or {}
    layout = with_years(read_layout(workbook, mapping or {}, answers), answers, today)
    layout = with_terms_apart(layout, answers)
    issues = IssueList(layout.table.sheet)
    refuse_without_results(workbook, layout, issues)
    tell_rows_too_long(layout.table.too_long, issues)
    values = read_values(workbook, layout, answers, issues)
    sums = tell_group_sums(
        layout, values.amounts, values.currency, issues, spreadsheet=workbook.typed
    )
    frame = layout.rows.with_columns(
        values.currency.alias("currency"),
        *(
            _typed(values, field, pl.Date, layout.rows.height).alias(f"v_{field}")
            for field in DATE_COLUMNS
        ),
        *(
            _typed(values, field, MONEY, layout.rows.height).alias(f"v_{field}")
            for field in (*AMOUNT_COLUMNS, *DEDUCTED, *([PART_AMOUNT] if layout.parts else []))
        ),
    )
    given = Given(workbook, layout, answers, today, terms_days, known or Known(), issues)
    heard = Heard((*layout.questions, *values.questions), (*layout.notes, *sums, *values.notes))
    frame, shape = understood(frame, given, heard)
    return _with_paid_days_beside(_reading(given, values, frame, shape, heard), today)


def _typed(
    values: Values, field: str, kind: pl.DataType | type[pl.DataType], height: int
) -> pl.Series:
    found = values.dates.get(field)
    if found is None:
        found = values.amounts.get(field)
    if found is None:
        return pl.repeat(None, height, dtype=kind, eager=True)
    return found


def _reading(
    given: Given, values: Values, frame: pl.DataFrame, shape: ShapeReading, heard: Heard
) -> Reading:
    workbook, layout, issues = given.workbook, given.layout, given.issues
    headings = layout.headings
    bad = left_out_rows(frame, issues)
    known = frame.select(
        pl.col("timely") & pl.all_horizontal(pl.col("currency", "gross", "number").is_not_null())
    ).to_series()
    # While a question is open, what depends on its answer is not known yet.
    if not heard.questions:
        tell_lost_rows(layout, frame, ~bad & ~known, issues)
        bad = left_out_rows(frame, issues)
    kept = as_invoices(kept_rows(frame, ~bad & known), layout.table.sheet)
    keyed = collapse(kept, headings, issues)
    tell_lost_credits(keyed, frame.filter(bad), headings, issues)
    tell_look_alikes(keyed, headings, issues)
    payments, asked = _payments(workbook, layout, keyed, given.answers, issues)
    told = issues.frame()
    if layout.parts:  # what is told of the whole row is told once
        table = layout.table
        told = at_their_columns(told, table.frame, table.headings, layout.parts)
        told = told.unique(maintain_order=True)
    invoices = conform(decided(keyed, told, headings).select(list(INVOICES)), INVOICES, "INVOICES")
    cancelled = told.filter(pl.col("code") == "cancelled")["row"].to_list()
    totals = column_totals(
        layout, values.amounts, values.currency, keyed, shape.shape, spreadsheet=workbook.typed
    )
    return Reading(
        kind=workbook.kind.value,
        sheet=layout.table.sheet,
        table=layout.table.name,
        header_row=layout.table.header_row,
        columns=layout.columns,
        invoices=at_their_sheets(invoices, layout.table),
        issues=at_their_sheets(told, layout.table),
        questions=asked_in_words((*heard.questions, *asked), layout.table),
        layout_key=layout.key,
        shape=shape,
        left_out=named_rows(frame.filter(bad)),
        cancelled=named_rows(frame.filter(pl.col("row").is_in(cancelled))),
        notes=(*heard.notes, *(one.told(before=True) for one in payments)),
        payments=payments,
        column_totals=totals,
        clients=_clients(frame),
        waiting=int((~bad & ~known).sum()) if heard.questions else 0,
    )


def _clients(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of ``joining.CLIENTS``, once for each different client."""
    people = people_of(frame, "who", *CLIENTS)
    clients = people.select(CLIENTS.names())
    if people["who"].n_unique() == people.height:
        return clients
    return clients.unique(maintain_order=True)


def _with_paid_days_beside(found: Reading, today: date) -> Reading:
    """The days on which the other sheets say that what is settled was paid."""
    if not found.payments:
        return found
    from relance_core.intake.payments_beside import with_days_beside

    return with_days_beside(found, today)


def _payments(
    workbook: Workbook,
    layout: Layout,
    invoices: pl.DataFrame,
    answers: Mapping[str, str],
    issues: IssueList,
) -> tuple[tuple[PaymentsBeside, ...], tuple[Question, ...]]:
    """What the other sheets tell of payments; most files have none, and do not load the reader."""
    if len(workbook.sheets) < 2:
        return (), ()
    from relance_core.intake.payments_beside import payments_beside

    return payments_beside(workbook, layout, invoices, answers, issues)
