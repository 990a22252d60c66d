"""Chooses the table of a workbook and the meaning of its columns, or says what must be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by

import polars as pl

from relance_core.french import plural
from relance_core.intake.amount_words import settled_as_nil
from relance_core.intake.fields import by_field
from relance_core.intake.headings import UNTAXED, ColumnReading, dictionary, tokens
from relance_core.intake.layout_steps import STEPS, Draft, drafted
from relance_core.intake.reading import Question
from relance_core.intake.stacking import in_words
from relance_core.intake.table_choice import no_invoices
from relance_core.intake.tables import Table, drop_other_rows
from relance_core.intake.wide_instalments import PART_AMOUNT, Part, unfolded
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


def read_layout(
    workbook: Workbook, mapping: Mapping[str, str], answers: Mapping[str, str]
) -> Layout:
    """The table of invoices with its columns understood.

    ``mapping`` (field to heading, "" for none) and the answers to ``choose_<field>`` are what the
    user said. Raises ``UnreadableFile`` when there is no invoice at all.
    """
    draft = drafted(workbook, mapping, answers)
    for step in STEPS:
        step(draft)
    return _with_rows(draft)


def _with_rows(draft: Draft) -> Layout:
    """The layout, its rows told from the others of the table: what a row is, its columns tell."""
    table, columns, parts = draft.table, draft.columns, draft.parts
    rows, others = table.frame, dict(table.others)
    if not (table.headless and draft.missing):
        rows, others = drop_other_rows(
            table, lambda field: _column_of(columns, field), dictionary()["total_words"]
        )
    if not rows.height:
        raise no_invoices([table])
    notes = [*draft.workbook.notes, *table.notes, *draft.notes]
    notes += [*_tax_note(columns), *_told(others)]
    if not table.visible:
        notes.append(f"Les factures ont été trouvées dans la feuille masquée « {table.sheet} ».")
    notes = [in_words(note, table) for note in notes]
    totals = by_field(table.written(others.get("total", [])), columns)
    cells = by_field(rows, columns)
    cells = cells.with_columns(settled_as_nil(cells["balance"]).alias("balance"))
    if parts:
        cells = unfolded(cells, rows, parts, whole_amount=PART_AMOUNT in draft.extra)
        if PART_AMOUNT not in draft.extra:  # the total of the first instalments is not that of all
            totals = totals.with_columns(pl.lit(None, dtype=pl.String).alias("amount"))
    questions = tuple(draft.questions)
    return Layout(table, columns, cells, questions, tuple(notes), totals, parts, draft.extra)


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
