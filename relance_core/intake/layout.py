"""Chooses the table of a workbook and the meaning of its columns, or says what must be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made_by

import polars as pl

from relance_core.french import plural
from relance_core.intake.ageing import age_columns, refuse_balances, spread_amount
from relance_core.intake.columns import (
    ALL_COUNT,
    AMOUNT_FIELDS,
    ASKED_FIELDS,
    MORE_PAID_OF,
    Clash,
    added_up,
    fits,
    recognise,
)
from relance_core.intake.content import Content, describe
from relance_core.intake.field_names import SAID
from relance_core.intake.fields import by_field
from relance_core.intake.headings import ColumnReading, dictionary, flag_words, tokens
from relance_core.intake.numbered_pairs import parts_of
from relance_core.intake.other_lists import fec_refusal, is_fec, refuse_other_lists
from relance_core.intake.paid_rates import ask_rates
from relance_core.intake.reading import Choice, Question
from relance_core.intake.stacking import in_words
from relance_core.intake.table_choice import chosen_of, no_invoices
from relance_core.intake.tables import STANDS_FOR_CLIENT, Table, drop_other_rows, find_tables
from relance_core.intake.unread_amounts import ask_unread_amounts
from relance_core.intake.wide_instalments import (
    PART_AMOUNT,
    Part,
    unfolded,
    with_parts,
    without_parts,
)
from relance_core.intake.workbook import Workbook

FIELD_NAMES = {
    "number": "le numéro de facture",
    "client_name": "le client",
    "client_code": "le code du client",
    "issue_date": "la date de facture",
    "due_date": "la date d'échéance",
    "amount": "le montant TTC",
    "balance": "le reste dû",
    "paid_amount": "le montant réglé",
    "email": "l'adresse e-mail",
    "status": "le statut",
    "currency": "la devise",
}
#: Columns of another meaning that may be what is missing.
STANDS_FOR = {"amount": AMOUNT_FIELDS, "client_name": STANDS_FOR_CLIENT}


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
    if answers.get(f"choose_{MORE_PAID_OF}") == ALL_COUNT and (several := added_up(clashes)):
        columns, clashes = recognise(names, contents, said | several)
    columns, shares = ask_rates(table, columns, answers)
    questions = [*questions, *shares, *ask_unread_amounts(table, columns, answers)]
    extra: dict[str, str] = {}
    if parts:
        columns, extra = with_parts(columns, table.headings, parts)
    questions += refuse_other_lists(workbook, table, columns, answers)
    questions += [
        _which_column(clash, table)
        for clash in clashes
        if _asked(clash, table) and not _same_values(clash, table)
    ]
    ages = age_columns(table.headings, contents)
    refuse_balances(columns, contents, ages)
    if len(ages) > 1 and not {"amount", "balance", "amount_excl_tax"} & {c.field for c in columns}:
        table, columns = _with_spread_amount(table, columns, ages)
        contents.append(describe(table.frame[f"c{columns[-1].position}"], flag_words()))
    missing = _missing(columns, contents)
    if (len(missing) > 1 and not table.headless) or any(not one.choices for one in missing):
        raise no_invoices([], workbook)
    questions += missing
    rows, others = drop_other_rows(
        table, lambda field: _column_of(columns, field), dictionary()["total_words"]
    )
    if not rows.height:
        raise no_invoices([table])
    notes = [*workbook.notes, *table.notes, *_tax_note(columns), *_told(others)]
    if not table.visible:
        notes.append(f"Les factures ont été trouvées dans la feuille masquée « {table.sheet} ».")
    notes = [in_words(note, table) for note in notes]
    totals = by_field(table.written(others.get("total", [])), columns)
    cells = by_field(rows, columns)
    if parts:
        cells = unfolded(cells, rows, parts, whole_amount=PART_AMOUNT in extra)
        if PART_AMOUNT not in extra:  # the total of the first instalments is not that of all
            totals = totals.with_columns(pl.lit(None, dtype=pl.String).alias("amount"))
    return Layout(table, columns, cells, tuple(questions), tuple(notes), totals, parts, extra)


def _first_due(table: Table, parts: Sequence[Part]) -> str | None:
    return table.headings[parts[0].due] if parts else None


def _with_spread_amount(
    table: Table, columns: tuple[ColumnReading, ...], ages: list[int]
) -> tuple[Table, tuple[ColumnReading, ...]]:
    """The table with what each invoice owes in one column, where columns of age share it out."""
    at, heading = len(table.headings), "Montant, à son âge"
    frame = table.frame.with_columns(spread_amount(table.frame, ages).alias(f"c{at}"))
    column = ColumnReading(heading, "balance", 0.9, tuple(frame[f"c{at}"].drop_nulls().head(3)), at)
    wider = replace(table, frame=frame, headings=(*table.headings, heading))
    return wider, (*columns, column)


def _asked(clash: Clash, table: Table) -> bool:
    return clash.field in ASKED_FIELDS or set(clash.headings) <= table.duplicated


def _column_of(columns: tuple[ColumnReading, ...], field: str) -> str | None:
    return next((f"c{column.position}" for column in columns if column.field == field), None)


def _same_values(clash: Clash, table: Table) -> bool:
    names = [f"c{table.headings.index(heading)}" for heading in clash.headings]
    first = table.frame[names[0]]
    return all(first.equals(table.frame[name], check_names=False) for name in names[1:])


def _which_column(clash: Clash, table: Table) -> Question:
    what = FIELD_NAMES.get(clash.field, clash.field)
    choices = []
    for heading in clash.headings:
        values = table.frame[f"c{table.headings.index(heading)}"].drop_nulls().head(3).to_list()
        shown = ", ".join(value[:20] for value in values)
        choices.append(Choice(heading, f"{heading} ({shown})" if shown else heading))
    if clash.field == MORE_PAID_OF:
        choices.append(Choice(ALL_COUNT, "Les additionner : chacune porte une part du réglé"))
    return Question(
        f"choose_{clash.field}",
        f"Plusieurs colonnes peuvent être {what}. Laquelle ?",
        tuple(choices),
    )


def _tax_note(columns: tuple[ColumnReading, ...]) -> list[str]:
    """Say so when a lone "Montant" is taken for the amount with tax."""
    amount = next((column for column in columns if column.field == "amount"), None)
    if amount is None or amount.confidence >= 0.7:
        return []
    if any(column.field in ("amount_excl_tax", "tax") for column in columns):
        return []  # tax_side says more of it
    return [f"« {amount.heading} » est compris comme le montant TTC."]


def _with_samples(column: ColumnReading) -> str:
    shown = ", ".join(sample[:20] for sample in column.samples)
    return f"{column.heading} ({shown})" if shown else column.heading


def _missing(columns: tuple[ColumnReading, ...], contents: list[Content]) -> list[Question]:
    """A question for each thing an import cannot do without."""
    fields = {column.field for column in columns}
    needs = []
    if not fields & {"client_name", "client_code"}:
        needs.append("client_name")
    if "number" not in fields:
        needs.append("number")
    taxed = "amount_excl_tax" in fields and fields & {"tax", "tax_rate"}
    if not fields & {"amount", "balance"} and not taxed:
        needs.append("amount")
    questions = []
    for field in needs:
        free = [
            column
            for column, content in zip(columns, contents, strict=True)
            if (column.field is None or column.field in STANDS_FOR.get(field, ()))
            and content.filled
            and fits(field, content)
        ]
        questions.append(
            Question(
                f"choose_{field}",
                f"Aucune colonne n'a été reconnue pour {FIELD_NAMES[field]}. Laquelle est-ce ?",
                tuple(Choice(column.heading, _with_samples(column)) for column in free),
            )
        )
    return questions


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
