"""The steps by which a table's columns get their meaning, and its rows are told from others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by

import polars as pl

from relance_core.intake.ageing import age_columns, refuse_balances
from relance_core.intake.bare_names import with_bare_names
from relance_core.intake.bucket_amounts import with_spread_amount
from relance_core.intake.client_balances import of_clients
from relance_core.intake.client_company import ask_whose_company
from relance_core.intake.column_questions import (
    BY_DAY,
    clash_questions,
    missing_questions,
    no_column,
)
from relance_core.intake.columns import ALL_COUNT, MORE_PAID_OF, Clash, added_up, recognise
from relance_core.intake.content import Content, describe
from relance_core.intake.currency_columns import with_one_amount
from relance_core.intake.debtor_types import of_debtors
from relance_core.intake.einvoice_codes import with_einvoice_column
from relance_core.intake.field_names import SAID
from relance_core.intake.first_names import with_first_names, with_persons
from relance_core.intake.forecast_days import ask_forecasts
from relance_core.intake.headings import ColumnReading, flag_words
from relance_core.intake.issuers import with_issuers
from relance_core.intake.money_movements import ask_payments, refuse_movements
from relance_core.intake.numbered_pairs import parts_of
from relance_core.intake.other_lists import fec_refusal, is_fec, refuse_other_lists
from relance_core.intake.own_currency import of_documents, with_own_currency
from relance_core.intake.paid_columns import proven_balance, proven_payments
from relance_core.intake.paid_rates import ask_rates
from relance_core.intake.printed_numbers import ask_printed_number
from relance_core.intake.reading import Question
from relance_core.intake.reminder_marks import with_reminder_marks
from relance_core.intake.table_choice import chosen_of, no_invoices
from relance_core.intake.tables import Table, find_tables
from relance_core.intake.title_block import ask_one_client
from relance_core.intake.unnamed_columns import with_unnamed
from relance_core.intake.unread_amounts import ask_unread_amounts
from relance_core.intake.wide_instalments import Part, with_parts, without_parts
from relance_core.intake.workbook import Workbook


@dataclass
class Draft:
    """What is known so far of a table, of its columns and of what is to be asked about them."""

    workbook: Workbook
    answers: Mapping[str, str]
    table: Table
    said: dict[str, str]  # field -> heading, by the user or by what proves it
    questions: list[Question]
    notes: list[str] = made_by(default_factory=list)
    contents: list[Content] = made_by(default_factory=list)
    columns: tuple[ColumnReading, ...] = ()
    clashes: tuple[Clash, ...] = ()
    #: Instalments side by side, each of which has a row of its own, and what they head.
    parts: tuple[Part, ...] = ()
    extra: dict[str, str] = made_by(default_factory=dict)
    missing: list[Question] = made_by(default_factory=list)

    def cells(self, position: int) -> pl.Series:
        """The whole column at a position."""
        return self.table.frame[f"c{position}"]


def drafted(workbook: Workbook, mapping: Mapping[str, str], answers: Mapping[str, str]) -> Draft:
    """The table of the invoices, none of its columns understood, and what the user said of them.

    Raises ``UnreadableFile`` when no sheet holds invoices.
    """
    table, questions = choose_table(workbook, answers)
    table = with_one_amount(table)
    if not questions:  # of a sheet that is chosen
        questions += ask_one_client(table.headings, table.frame, answers)
    known = ("", *table.headings)
    said = {field: heading for field, heading in mapping.items() if heading in known}
    for code, value in answers.items():
        field = code.removeprefix("choose_")
        if code.startswith("choose_") and value in table.headings:
            said[field] = value
        field, _, heading = value.partition("=")
        if field in SAID.get(code, ()) and heading in table.headings:
            said[field] = heading
    draft = Draft(workbook, answers, table, said, questions)
    draft.contents = [_described(draft, at) for at in range(len(table.headings))]
    return draft


def choose_table(workbook: Workbook, answers: Mapping[str, str]) -> tuple[Table, list[Question]]:
    """The table of the invoices, and the question to ask when several sheets hold one.

    Raises ``UnreadableFile`` when no sheet does.
    """
    found = find_tables(workbook)
    tables = [table for table in found if not is_fec(table)]
    if len(tables) < len(found) and not any(table.is_invoices for table in tables):
        raise fec_refusal()
    return chosen_of(tables, workbook, answers)


def tell_instalments(draft: Draft) -> None:
    """The instalments and the payments that stand side by side, under numbered headings."""
    draft.parts, payments, asked = parts_of(draft.table.headings, draft.contents, draft.answers)
    draft.said = payments | draft.said
    draft.questions += asked
    first = draft.table.headings[draft.parts[0].due] if draft.parts else None
    if draft.said.get("due_date", first) != first:
        draft.parts = ()  # one due date was chosen by hand


def recognise_columns(draft: Draft) -> None:
    """A meaning for each column; payments that add up to what is left are counted together."""
    names = without_parts(draft.table.headings, draft.parts)
    draft.columns, draft.clashes = recognise(names, draft.contents, draft.said, draft.cells)
    if draft.answers.get(f"choose_{MORE_PAID_OF}") == ALL_COUNT:
        several = added_up(draft.clashes)
    elif MORE_PAID_OF in draft.said:
        several = {}
    else:
        several = proven_payments(draft.table, draft.columns, draft.clashes)
    if not {"amount", "balance"} & draft.said.keys():
        several |= proven_balance(draft.table, draft.columns, draft.clashes)
    if several:
        draft.columns, draft.clashes = recognise(names, draft.contents, draft.said | several)
    draft.columns, draft.clashes = of_clients(
        draft.table, draft.columns, draft.contents, draft.clashes, draft.said
    )
    draft.columns = of_documents(draft.columns)


def join_names(draft: Draft) -> None:
    """First names beside names, and persons where no company is written."""
    draft.table, bare, told = with_bare_names(draft.table, draft.columns)
    draft.columns = tuple(bare)
    draft.notes += told
    draft.table, draft.columns, joined = with_first_names(draft.table, draft.columns)
    draft.table, alone = with_persons(draft.table, draft.columns)
    draft.notes += [*joined, *alone]


def ask_about_columns(draft: Draft) -> None:
    """What headings leave unsaid: states, firms, shares, forecasts, reminders, sums."""
    table, answers = draft.table, draft.answers
    columns = with_issuers(table, with_einvoice_column(table, draft.columns))
    columns, unread = with_unnamed(table, columns, answers)
    columns, shares = ask_rates(table, columns, answers)
    columns, foreseen = ask_forecasts(columns, answers)
    columns, marked = with_reminder_marks(columns, draft.contents, answers)
    columns = of_debtors(table, columns)
    asked = [*shares, *foreseen, *marked, *unread]
    draft.questions += [*asked, *ask_unread_amounts(table, columns, answers)]
    draft.columns = columns
    if draft.parts:
        draft.columns, draft.extra = with_parts(columns, table.headings, draft.parts)


def refuse_what_is_no_list(draft: Draft) -> None:
    """Raise ``UnreadableFile`` for movements of money, for suppliers' lists; ask what is unsure."""
    refuse_movements(draft.table, draft.columns)
    filename = draft.workbook.filename
    draft.questions += ask_payments(draft.table, draft.columns, filename, draft.answers)
    draft.questions += refuse_other_lists(draft.workbook, draft.table, draft.columns, draft.answers)
    clashes = (*draft.clashes, *ask_printed_number(draft.table, draft.columns))
    if not any(clash.field == "client_name" for clash in clashes):
        clashes = (*clashes, *ask_whose_company(draft.table, draft.columns))
    draft.questions += clash_questions(clashes, draft.table, draft.columns)


def take_amounts_from_ages(draft: Draft) -> None:
    """The amount of each row of a report that spreads it over columns of ages.

    Raises ``UnreadableFile`` for balances of clients alone.
    """
    ages = age_columns(draft.table.headings, draft.contents)
    refuse_balances(draft.columns, draft.contents, ages)
    draft.table, draft.columns = with_spread_amount(draft.table, draft.columns, ages)
    draft.table, draft.columns = with_own_currency(draft.table, draft.columns, ages)
    for column in draft.columns[len(draft.contents) :]:
        draft.contents.append(_described(draft, column.position))


def ask_what_is_missing(draft: Draft) -> None:
    """Ask for what an import needs; raise ``UnreadableFile`` where no column can be it."""
    missing = [
        one
        for one in missing_questions(draft.columns, draft.contents)
        if (one.code, draft.answers.get(one.code)) != ("choose_number", BY_DAY)
    ]
    without = [one.code for one in missing if not one.choices]
    headless = draft.table.headless
    if without and headless:
        raise no_column(draft.table, without)
    if without or (len(missing) > 1 and not headless):
        raise no_invoices([], draft.workbook)
    draft.questions += missing
    draft.missing = missing


#: In the order in which each relies on those before it.
STEPS = (
    tell_instalments,
    recognise_columns,
    join_names,
    ask_about_columns,
    refuse_what_is_no_list,
    take_amounts_from_ages,
    ask_what_is_missing,
)


def _described(draft: Draft, position: int) -> Content:
    return describe(draft.cells(position), flag_words())
