"""The steps by which rows are understood, in the order in which each relies on those before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from relance_core.intake.alike import told_apart
from relance_core.intake.amount_signs import with_signs
from relance_core.intake.billed_net import with_billed_net
from relance_core.intake.blank_balance import with_untold_balances
from relance_core.intake.charges_inside import with_charges_apart
from relance_core.intake.clients_above import with_clients_above
from relance_core.intake.days_late import days_late_note
from relance_core.intake.deductions import with_deductions
from relance_core.intake.details import with_details
from relance_core.intake.disputes import with_disputes
from relance_core.intake.document_words import by_rows, type_questions
from relance_core.intake.doubtful_credits import tell_credits_of_cancelled
from relance_core.intake.due_dates import with_due_dates
from relance_core.intake.fold import folded
from relance_core.intake.forecast_days import with_paid_days
from relance_core.intake.funders import with_funders
from relance_core.intake.identity import with_identity
from relance_core.intake.instalments_due import with_instalments_due
from relance_core.intake.issuers import FIELD as ISSUER
from relance_core.intake.issuers import of_one_firm
from relance_core.intake.issues import IssueList
from relance_core.intake.kinds import with_kinds
from relance_core.intake.known import Known, by_alias, under_kept_names
from relance_core.intake.layout import Layout
from relance_core.intake.meaning import with_open_amounts
from relance_core.intake.means_told import with_means
from relance_core.intake.merged_rows import tell_shared_amounts
from relance_core.intake.more_mail import with_more_mail
from relance_core.intake.named_by_hand import with_names_given
from relance_core.intake.names_apart import with_names_apart
from relance_core.intake.owed_by_client import with_client_balances
from relance_core.intake.own_mail import without_own
from relance_core.intake.parties import numbered
from relance_core.intake.payments_under import with_payments_under, with_their_rows
from relance_core.intake.phones import tell_bad_phones
from relance_core.intake.reading import Question, Shape, ShapeReading
from relance_core.intake.reckoned_tax import with_reckoned_tax
from relance_core.intake.reminders_planned import tell_planned
from relance_core.intake.reminders_sent import with_reminders
from relance_core.intake.repeated import keyed
from relance_core.intake.shapes import shape_of
from relance_core.intake.shared_mail import with_shared_mail
from relance_core.intake.sides import with_sides
from relance_core.intake.stacking import in_words
from relance_core.intake.status_words import with_statuses
from relance_core.intake.struck_rows import with_struck_rows
from relance_core.intake.told_payments import with_told_payments
from relance_core.intake.unknown_words import tell_unknown_words
from relance_core.intake.untaxed_parts import with_untaxed_parts
from relance_core.intake.workbook import Workbook


@dataclass(frozen=True)
class Given:
    """What every step may look at, and the list where it tells of single rows."""

    workbook: Workbook
    layout: Layout
    answers: Mapping[str, str]
    today: date
    terms_days: int | None  # said by the user
    known: Known
    issues: IssueList


class Heard:
    """What the steps ask and note of a whole file, in their order."""

    def __init__(self, questions: Iterable[Question], notes: Iterable[str]) -> None:
        self.questions = list(questions)
        self.notes = list(notes)

    def of(
        self, told: tuple[pl.DataFrame, *tuple[Sequence[Question] | Sequence[str], ...]]
    ) -> pl.DataFrame:
        """The frame that a step gives; its questions and its notes are kept."""
        frame, *lists = told
        for one in (one for some in lists for one in some):
            if isinstance(one, Question):
                self.questions.append(one)
            else:
                self.notes.append(one)
        return frame


def understood(
    frame: pl.DataFrame, given: Given, heard: Heard
) -> tuple[pl.DataFrame, ShapeReading]:
    """One row for each invoice, with all that the file tells of it, and what a row was taken for.

    ``frame``: the cells by field, as written, and the dates and amounts read from them (``v_``).
    """
    frame = _amounts(frame, given, heard)
    frame = _clients(frame, given, heard)
    frame, shape = _one_row_each(frame, given, heard)
    frame = _states(frame, given, heard)
    frame = _due_dates(frame, given, heard)
    return _addresses_and_details(frame, given, heard), shape


def _amounts(frame: pl.DataFrame, given: Given, heard: Heard) -> pl.DataFrame:
    layout, answers, issues = given.layout, given.answers, given.issues
    frame = heard.of(with_reckoned_tax(frame, layout, answers, issues))
    frame = heard.of(with_untaxed_parts(frame, layout, issues))
    frame = heard.of(with_instalments_due(frame, layout, answers, issues))
    frame = heard.of(with_deductions(frame, layout, answers, issues))
    frame = heard.of(with_sides(frame, layout, answers, issues))
    frame = heard.of(with_signs(frame, layout, answers))
    frame = heard.of(with_charges_apart(frame, layout))
    return heard.of(with_payments_under(frame, layout, answers))


def _clients(frame: pl.DataFrame, given: Given, heard: Heard) -> pl.DataFrame:
    """Of which invoice and of which client each row is."""
    layout, answers, issues = given.layout, given.answers, given.issues
    frame = heard.of(with_clients_above(frame, layout, answers))
    frame = heard.of(of_one_firm(frame, layout.heading(ISSUER), answers, issues))
    frame = with_names_given(frame, answers)
    frame = heard.of(with_funders(frame, layout, answers, issues))
    frame = heard.of(with_more_mail(frame, layout))
    frame = heard.of(with_names_apart(frame))
    frame = with_identity(frame, layout, answers, issues)
    tell_shared_amounts(frame, layout.table.shared, layout.columns, issues)
    return keyed(heard.of(told_apart(frame, answers, layout.headings, issues)))


def _one_row_each(
    frame: pl.DataFrame, given: Given, heard: Heard
) -> tuple[pl.DataFrame, ShapeReading]:
    layout = given.layout
    shape, asked = shape_of(frame, layout, given.answers, spreadsheet=given.workbook.typed)
    if asked:
        heard.questions.append(asked)
    frame = with_their_rows(folded(frame, shape.shape, layout, given.issues))
    if shape.shape is not Shape.INVOICES:
        frame = numbered(frame)  # an invoice has now of each of its rows what the first ones lack
    if given.known.merged:
        frame = keyed(under_kept_names(frame, given.known))
    return frame, replace(shape, reason=in_words(shape.reason, layout.table))


def _states(frame: pl.DataFrame, given: Given, heard: Heard) -> pl.DataFrame:
    """What kind of document each row is, what was paid of it, and what is due or contested."""
    layout, answers, issues = given.layout, given.answers, given.issues
    frame = heard.of(with_paid_days(frame, layout.headings, answers, given.today))
    frame = heard.of(with_told_payments(frame, layout, answers, given.today, issues))
    frame = heard.of(with_means(frame, layout, answers, issues))
    frame = heard.of(with_statuses(frame, layout, answers, issues))
    types = type_questions(frame, layout, answers)
    heard.questions += types
    frame = with_kinds(frame, layout, issues, asked=bool(types), by_rows=by_rows(answers))
    frame = heard.of(with_untold_balances(frame, layout, answers, issues))
    frame = heard.of(with_struck_rows(frame, given.workbook.struck, layout, answers, issues))
    frame = heard.of(with_client_balances(frame, layout, issues))
    frame = heard.of(with_billed_net(frame, layout))
    frame = with_open_amounts(frame, layout, given.today, issues)
    tell_credits_of_cancelled(frame, layout, issues)
    return with_disputes(frame, layout, issues)


def _due_dates(frame: pl.DataFrame, given: Given, heard: Heard) -> pl.DataFrame:
    layout, known = given.layout, given.known
    frame = frame.with_columns(by_alias(frame, known.terms).alias("known_terms"))
    frame = heard.of(
        with_due_dates(frame, layout, given.answers, given.terms_days, given.today, given.issues)
    )
    heard.notes += days_late_note(frame, layout, given.answers)
    return frame


def _addresses_and_details(frame: pl.DataFrame, given: Given, heard: Heard) -> pl.DataFrame:
    layout, issues, mail = given.layout, given.issues, given.layout.heading("email")
    tell_unknown_words(frame, layout.headings, issues)
    theirs = without_own(frame["row"], frame["email"], given.known.own, mail, issues)
    frame = frame.with_columns(theirs.alias("email"))
    frame = heard.of(with_shared_mail(frame, mail, given.answers, issues))
    frame = with_details(frame, layout.headings, issues)
    frame = with_reminders(frame, layout, given.today, issues)
    frame = heard.of(tell_planned(frame, layout, given.answers, given.today, issues))
    tell_bad_phones(frame, layout.heading("phone"), issues)
    return frame
