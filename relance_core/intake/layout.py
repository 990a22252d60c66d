"""Chooses the table of a workbook and the meaning of its columns, or says what must be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by

import polars as pl

from relance_core.french import plural
from relance_core.intake.ageing import age_columns, refuse_balances
from relance_core.intake.amount_words import settled_as_nil
from relance_core.intake.bucket_amounts import with_spread_amount
from relance_core.intake.column_questions import (
    BY_DAY,
    clash_questions,
    missing_questions,
    no_column,
)
from relance_core.intake.columns import ALL_COUNT, MORE_PAID_OF, added_up, recognise
from relance_core.intake.content import describe
from relance_core.intake.currency_columns import with_one_amount
from relance_core.intake.einvoice_codes import with_einvoice_column
from relance_core.intake.field_names import SAID
from relance_core.intake.fields import by_field
from relance_core.intake.first_names import with_first_names, with_persons
from relance_core.intake.forecast_days import ask_forecasts
from relance_core.intake.headings import UNTAXED, ColumnReading, dictionary, flag_words, tokens
from relance_core.intake.issuers import with_issuers
from relance_core.intake.money_movements import refuse_movements
from relance_core.intake.numbered_pairs import parts_of
from relance_core.intake.other_lists import fec_refusal, is_fec, refuse_other_lists
from relance_core.intake.own_currency import with_own_currency
from relance_core.intake.paid_columns import proven_payments
from relance_core.intake.paid_rates import ask_rates
from relance_core.intake.printed_numbers import ask_printed_number
from relance_core.intake.reading import Question
from relance_core.intake.stacking import in_words
from relance_core.intake.table_choice import chosen_of, no_invoices
from relance_core.intake.tables import Table, drop_other_rows, find_tables
from relance_core.intake.title_block import ask_one_client
from relance_core.intake.unnamed_columns import with_unnamed
from relance_core.intake.unread_amounts import ask_unread_amounts
from relance_core.intake.wide_instalments import (
    PART_AMOUNT,
    Part,
    unfolded,
    with_parts,
    without_parts,
)
from relance_core.intake.workbook import Workbook


@dataclass(frozen=True)
class Layout:
    """A table whose columns have a meaning, cut down to the rows that are its rows."""

    table: Table
    columns: tuple[ColumnReading, ...]
    rows: pl.DataFrame  # row, then one text column per field, blank cells null
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    totals: pl.DataFrame  # the file's own lines of total, with the columns of ``rows``
    #: Instalments side by side, each of which has a row in ``rows``, and what they head.
    parts: tuple[Part, ...] = ()
    extra: Mapping[str, str] = made_by(default_factory=dict)  # field -> heading

    def heading(self, field: str) -> str | None:
        """The heading of a field's column; None when the table has none."""
        own = next((column.heading for column in self.columns if column.field == field), None)
        return own or self.extra.get(field)

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each field that the table has."""
        own = {column.field: column.heading for column in self.columns if column.field}
        return {**self.extra, **own}

    def has(self, field: str) -> bool:
        """Whether a column has this meaning."""
        return self.heading(field) is not None

    @property
    def key(self) -> str:
        """Hash of the normalised headings: the same for the next export of this shape."""
        return layout_key(self.table.headings)


def layout_key(headings: tuple[str, ...]) -> str:
    """Hash of headings, insensitive to case, accents, spaces and their punctuation."""
    normalised = "\n".join(" ".join(sorted(tokens(heading))) for heading in headings)
    return hashlib.sha256(normalised.encode()).hexdigest()


def choose_table(workbook: Workbook, answers: Mapping[str, str]) -> tuple[Table, list[Question]]:
    """The table of the invoices, and the question to ask when several sheets hold one.

    Raises ``UnreadableFile`` when no sheet does.
    """
    found = find_tables(workbook)
    tables = [table for table in found if not is_fec(table)]
    if len(tables) < len(found) and not any(table.is_invoices for table in tables):
        raise fec_refusal()
    return chosen_of(tables, workbook, answers)


def read_layout(
    workbook: Workbook, mapping: Mapping[str, str], answers: Mapping[str, str]
) -> Layout:
    """The table of invoices with its columns understood.

    ``mapping`` (field to heading, "" for none) and the answers to ``choose_<field>`` are what the
    user said. Raises ``UnreadableFile`` when there is no invoice at all.
    """
    table, questions = choose_table(workbook, answers)
    table = with_one_amount(table)
    if not questions:  # of a sheet that is chosen
        questions += ask_one_client(table.headings, table.frame, answers)
    contents = [
        describe(table.frame[f"c{position}"], flag_words())
        for position in range(len(table.headings))
    ]
    known = ("", *table.headings)
    said = {field: heading for field, heading in mapping.items() if heading in known}
    for code, value in answers.items():
        field = code.removeprefix("choose_")
        if code.startswith("choose_") and value in table.headings:
            said[field] = value
        field, _, heading = value.partition("=")
        if field in SAID.get(code, ()) and heading in table.headings:
            said[field] = heading
    parts, payments, asked = parts_of(table.headings, contents, answers)
    said, questions = payments | said, [*questions, *asked]
    if said.get("due_date", first_due := _first_due(table, parts)) != first_due:
        parts = ()  # one due date was chosen by hand
    names = without_parts(table.headings, parts)
    columns, clashes = recognise(names, contents, said, lambda at: table.frame[f"c{at}"])
    if answers.get(f"choose_{MORE_PAID_OF}") == ALL_COUNT:
        several = added_up(clashes)
    else:
        several = {} if MORE_PAID_OF in said else proven_payments(table, columns, clashes)
    if several:
        columns, clashes = recognise(names, contents, said | several)
    table, columns, joined = with_first_names(table, columns)
    table, alone = with_persons(table, columns)
    columns = with_issuers(table, with_einvoice_column(table, columns))
    columns, unread = with_unnamed(table, columns, answers)
    columns, shares = ask_rates(table, columns, answers)
    columns, foreseen = ask_forecasts(columns, answers)
    questions = [*questions, *shares, *foreseen, *unread]
    questions += ask_unread_amounts(table, columns, answers)
    extra: dict[str, str] = {}
    if parts:
        columns, extra = with_parts(columns, table.headings, parts)
    refuse_movements(table, columns)
    questions += refuse_other_lists(workbook, table, columns, answers)
    questions += clash_questions((*clashes, *ask_printed_number(table, columns)), table)
    ages = age_columns(table.headings, contents)
    refuse_balances(columns, contents, ages)
    table, columns = with_spread_amount(table, columns, ages)
    table, columns = with_own_currency(table, columns, ages)
    for column in columns[len(contents) :]:
        contents.append(describe(table.frame[f"c{column.position}"], flag_words()))
    missing = [
        one
        for one in missing_questions(columns, contents)
        if (one.code, answers.get(one.code)) != ("choose_number", BY_DAY)
    ]
    without = [one.code for one in missing if not one.choices]
    if without or (len(missing) > 1 and not table.headless):
        raise no_column(table, without) if table.headless and without else no_invoices([], workbook)
    questions += missing
    rows, others = table.frame, dict(table.others)
    if not (table.headless and missing):  # what a row is, its columns tell
        rows, others = drop_other_rows(
            table, lambda field: _column_of(columns, field), dictionary()["total_words"]
        )
    if not rows.height:
        raise no_invoices([table])
    notes = [*workbook.notes, *table.notes, *joined, *alone, *_tax_note(columns), *_told(others)]
    if not table.visible:
        notes.append(f"Les factures ont été trouvées dans la feuille masquée « {table.sheet} ».")
    notes = [in_words(note, table) for note in notes]
    totals = by_field(table.written(others.get("total", [])), columns)
    cells = by_field(rows, columns)
    cells = cells.with_columns(settled_as_nil(cells["balance"]).alias("balance"))
    if parts:
        cells = unfolded(cells, rows, parts, whole_amount=PART_AMOUNT in extra)
        if PART_AMOUNT not in extra:  # the total of the first instalments is not that of all
            totals = totals.with_columns(pl.lit(None, dtype=pl.String).alias("amount"))
    return Layout(table, columns, cells, tuple(questions), tuple(notes), totals, parts, extra)


def _first_due(table: Table, parts: Sequence[Part]) -> str | None:
    return table.headings[parts[0].due] if parts else None


def _column_of(columns: tuple[ColumnReading, ...], field: str) -> str | None:
    return next((f"c{column.position}" for column in columns if column.field == field), None)


def _tax_note(columns: tuple[ColumnReading, ...]) -> list[str]:
    """Say so when a lone "Montant" is taken for the amount with tax."""
    amount = next((column for column in columns if column.field == "amount"), None)
    if amount and tokens(amount.heading) & UNTAXED:  # said by hand: nothing else gave an amount
        return [f"« {amount.heading} » est hors taxes : la TVA n'est pas dans ce qui sera réclamé."]
    if amount is None or amount.confidence >= 0.7:
        return []
    if any(column.field in ("amount_excl_tax", "tax") for column in columns):
        return []  # tax_side says more of it
    return [f"« {amount.heading} » est compris comme le montant TTC."]


def _told(others: Mapping[str, list[int]]) -> list[str]:
    words = {
        "total": ("ligne de total", "lignes de total"),
        "header": ("en-tête répété", "en-têtes répétés"),
        "group": ("ligne de titre de groupe", "lignes de titre de groupe"),
        "stamp": ("ligne sans facture", "lignes sans facture"),
    }
    notes = []
    for kind, rows in others.items():
        shown = ", ".join(str(row) for row in rows[:5]) + ("…" if len(rows) > 5 else "")
        verb = "laissée de côté" if len(rows) == 1 else "laissées de côté"
        if kind == "header":
            verb = verb.replace("ée", "é")
        where = "ligne" if len(rows) == 1 else "lignes"
        notes.append(f"{plural(len(rows), *words[kind])} {verb} ({where} {shown}).")
    return notes
