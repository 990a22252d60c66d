"""From cells to invoices: puts the readings of the columns together, doubts included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
from relance_core.intake.alike import told_apart
from relance_core.intake.amount_signs import with_signs
from relance_core.intake.as_invoices import as_invoices, decided
from relance_core.intake.blank_balance import with_untold_balances
from relance_core.intake.charges_inside import with_charges_apart
from relance_core.intake.clients_above import with_clients_above
from relance_core.intake.columns import DEDUCTED
from relance_core.intake.days_late import days_late_note
from relance_core.intake.deductions import with_deductions
from relance_core.intake.details import with_details
from relance_core.intake.disputes import with_disputes
from relance_core.intake.document_words import by_rows, type_questions
from relance_core.intake.due_dates import with_due_dates, with_terms_apart
from relance_core.intake.duplicates import collapse, tell_look_alikes
from relance_core.intake.fold import folded
from relance_core.intake.forecast_days import with_paid_days
from relance_core.intake.formulas import refuse_without_results
from relance_core.intake.group_sums import tell_group_sums
from relance_core.intake.identity import with_identity
from relance_core.intake.instalments_due import with_instalments_due
from relance_core.intake.issues import IssueList
from relance_core.intake.joining import CLIENTS
from relance_core.intake.kinds import with_kinds
from relance_core.intake.known import Known, by_alias, under_kept_names
from relance_core.intake.layout import Layout, read_layout
from relance_core.intake.lost_cells import tell_rows_too_long
from relance_core.intake.meaning import with_open_amounts
from relance_core.intake.means_told import with_means
from relance_core.intake.merged_rows import tell_shared_amounts
from relance_core.intake.more_mail import with_more_mail
from relance_core.intake.names_apart import with_names_apart
from relance_core.intake.own_mail import without_own
from relance_core.intake.parties import kept_rows, numbered, people_of
from relance_core.intake.payments_under import with_payments_under, with_their_rows
from relance_core.intake.phones import tell_bad_phones
from relance_core.intake.reading import Question, Reading, Shape, ShapeReading
from relance_core.intake.reckoned_tax import with_reckoned_tax
from relance_core.intake.reminders_sent import with_reminders
from relance_core.intake.repeated import keyed
from relance_core.intake.shapes import shape_of
from relance_core.intake.shared_mail import with_shared_mail
from relance_core.intake.sides import with_sides
from relance_core.intake.stacking import asked_in_words, at_their_sheets, in_words
from relance_core.intake.status_words import with_statuses
from relance_core.intake.struck_rows import with_struck_rows
from relance_core.intake.told_payments import with_told_payments
from relance_core.intake.unknown_words import tell_unknown_words
from relance_core.intake.values import AMOUNT_COLUMNS, DATE_COLUMNS, Values, read_values
from relance_core.intake.wide_instalments import PART_AMOUNT, at_their_columns
from relance_core.intake.workbook import Workbook
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
    layout = with_terms_apart(read_layout(workbook, mapping or {}, answers), answers)
    refuse_without_results(workbook, layout)
    issues = IssueList(layout.table.sheet)
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
    frame, taxed, reckoned = with_reckoned_tax(frame, layout, answers, issues)
    frame, unpaid = with_instalments_due(frame, layout, answers, issues)
    frame, deducted, off = with_deductions(frame, layout, answers, issues)
    frame, sided, side_notes = with_sides(frame, layout, answers, issues)
    frame, signed, sign_notes = with_signs(frame, layout, answers)
    frame, charged = with_charges_apart(frame, layout)
    frame, under, under_notes = with_payments_under(frame, layout, answers)
    frame, above, above_notes = with_clients_above(frame, layout, answers)
    known = known or Known()
    frame, mail_notes = with_more_mail(frame, layout)
    frame, cut = with_names_apart(frame)
    frame = with_identity(frame, layout, answers, issues)
    tell_shared_amounts(frame, layout.table.shared, layout.columns, issues)
    frame, coded = told_apart(frame, answers, layout.headings, issues)
    frame = keyed(frame)
    shape, which = shape_of(frame, layout, answers, spreadsheet=workbook.typed)
    shape = replace(shape, reason=in_words(shape.reason, layout.table))
    frame = with_their_rows(folded(frame, shape.shape, layout, issues))
    if shape.shape is not Shape.INVOICES:
        frame = numbered(frame)  # an invoice has now of each of its rows what the first ones lack
    if known.merged:
        frame = keyed(under_kept_names(frame, known))
    frame, dated = with_paid_days(frame, layout.headings, answers, today)
    frame, paid, paid_notes = with_told_payments(frame, layout, answers, today, issues)
    frame, means = with_means(frame, layout, answers, issues)
    frame, words = with_statuses(frame, layout, answers, issues)
    typed = type_questions(frame, layout, answers)
    frame = with_kinds(frame, layout, issues, asked=bool(typed), by_rows=by_rows(answers))
    frame, untold = with_untold_balances(frame, layout, answers, issues)
    frame, crossed = with_struck_rows(frame, workbook.struck, layout, answers, issues)
    frame = with_open_amounts(frame, layout, today, issues)
    frame = with_disputes(frame, layout, issues)
    frame = frame.with_columns(by_alias(frame, known.terms).alias("known_terms"))
    frame, asked = with_due_dates(frame, layout, answers, terms_days, issues)
    tell_unknown_words(frame, layout.headings, issues)
    mail = without_own(frame["row"], frame["email"], known.own, layout.heading("email"), issues)
    frame = frame.with_columns(mail.alias("email"))
    frame, shared = with_shared_mail(frame, layout.heading("email"), answers, issues)
    frame = with_details(frame, layout.headings, issues)
    frame = with_reminders(frame, layout, today, issues)
    tell_bad_phones(frame, layout.heading("phone"), issues)
    questions = (*layout.questions, *values.questions, *([which] if which else []), *dated, *asked)
    questions = (*questions, *shared, *sided, *signed, *under, *above, *taxed, *unpaid)
    questions = (*questions, *deducted, *paid, *means)
    questions = asked_in_words(
        (*questions, *words, *typed, *untold, *crossed, *coded), layout.table
    )
    notes = (*layout.notes, *sums, *days_late_note(frame, layout), *values.notes)
    notes = (*notes, *reckoned, *off, *side_notes, *sign_notes)
    notes = (*notes, *charged, *under_notes, *above_notes, *paid_notes, *mail_notes, *cut)
    found = _reading(workbook, layout, values, frame, shape, questions, notes, issues, answers)
    return _with_paid_days_beside(found, today)


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
    workbook: Workbook,
    layout: Layout,
    values: Values,
    frame: pl.DataFrame,
    shape: ShapeReading,
    questions: tuple[Question, ...],
    notes: tuple[str, ...],
    issues: IssueList,
    answers: Mapping[str, str],
) -> Reading:
    headings = layout.headings
    bad = left_out_rows(frame, issues)
    known = frame.select(
        pl.col("timely") & pl.all_horizontal(pl.col("currency", "gross", "number").is_not_null())
    ).to_series()
    # While a question is open, what depends on its answer is not known yet.
    if not questions:
        tell_lost_rows(layout, frame, ~bad & ~known, issues)
        bad = left_out_rows(frame, issues)
    kept = as_invoices(kept_rows(frame, ~bad & known), layout.table.sheet)
    keyed = collapse(kept, headings, issues)
    tell_lost_credits(keyed, frame.filter(bad), headings, issues)
    tell_look_alikes(keyed, headings, issues)
    payments, asked = _payments(workbook, layout, keyed, answers, issues)
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
        questions=(*questions, *asked_in_words(asked, layout.table)),
        layout_key=layout.key,
        shape=shape,
        left_out=named_rows(frame.filter(bad)),
        cancelled=named_rows(frame.filter(pl.col("row").is_in(cancelled))),
        notes=(*notes, *(one.told(before=True) for one in payments)),
        payments=payments,
        column_totals=totals,
        clients=people_of(frame, *CLIENTS).drop("party").unique(maintain_order=True),
    )


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
