"""What a file was understood to say, before anything is written: what `check` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from relance_core.errors import Refused
from relance_core.intake import Reading, Workbook, read_workbook, understand
from relance_core.intake.field_names import own_code, own_name, public_code, public_name
from relance_core.intake.known import Known
from relance_core.money import plain, totals_by_currency
from relance_core.vocabulary import InvoiceKind
from relance_core.workflows.answers import check_answers
from relance_core.workflows.beside import (
    Meeting,
    known_beside,
    meet,
    terms_note,
    with_terms,
)

# The database and the contacts are imported where they are used: `check` of a small file, which
# needs neither, would spend most of its time on loading them.
if TYPE_CHECKING:
    from sqlalchemy import Engine

    from relance_core.intake.contacts import ContactsReading


@dataclass(frozen=True)
class Choices:
    """What the user decided about a file: columns, answers, terms."""

    mapping: Mapping[str, str] = field(default_factory=dict)  # field -> heading
    answers: Mapping[str, str] = field(default_factory=dict)  # question code -> value
    terms_days: int | None = None


@dataclass(frozen=True)
class Dropped:
    """A file as it was dropped."""

    content: bytes
    filename: str


@dataclass(frozen=True)
class Understanding:
    """A file read but not imported, with the totals that the user can check against it."""

    dropped: Dropped
    contacts_dropped: Dropped | None
    workbook: Workbook
    reading: Reading
    meeting: Meeting  # the contacts, with the clients
    choices: Choices
    remembered: bool  # the layout was read before, and its choices were taken up
    today: date

    @property
    def contacts(self) -> ContactsReading | None:
        """The contacts, from a file of their own or from another sheet of the workbook."""
        return self.meeting.contacts

    @property
    def issues(self) -> pl.DataFrame:
        """Issues of the invoices and of the contacts (``schemas.ISSUES``)."""
        if self.contacts is None:
            return self.reading.issues
        return pl.concat([self.reading.issues, self.contacts.issues])

    def totals(self) -> dict[str, Any]:
        """Counts and amounts per currency: what the file says in all."""
        every = self.reading.invoices
        frame = every.select(
            "currency",
            "open_amount",
            (pl.col("kind") == InvoiceKind.INVOICE.value).alias("invoice"),
            (pl.col("due_date") < self.today).fill_null(False).alias("overdue"),
            (pl.col("disputed_amount") > 0).fill_null(False).alias("disputed"),
        )
        invoices, credits = frame.filter("invoice"), frame.filter(~pl.col("invoice"))
        overdue = invoices.filter("overdue")
        net = _sums(invoices)
        for currency, amount in _sums(credits).items():
            net[currency] = net.get(currency, Decimal(0)) - amount
        return {
            "invoices": invoices.height,
            "credit_notes": credits.height,
            "open_invoices": (invoices["open_amount"] > 0).sum(),
            "clients": every.select("client_code", "client_name").hash_rows().n_unique(),
            "open_amount": _plain({key: net[key] for key in sorted(net)}),
            "overdue_amount": _plain(_sums(overdue)),
            "disputed": invoices["disputed"].sum(),
        }

    def to_json(self) -> dict[str, Any]:
        """The terminal's JSON of `check` (decisions.md, Terminal)."""
        reading = self.reading
        return {
            "kind": reading.kind,
            "sheet": reading.sheet,
            "header_row": reading.header_row,
            "shape": {"code": reading.shape.shape.value, "reason": reading.shape.reason},
            "columns": [
                {
                    "heading": column.heading,
                    "field": public_name(column.field) if column.field else None,
                    "confidence": round(column.confidence, 2),
                }
                for column in reading.columns
            ],
            **self.totals(),
            "contacts": self.meeting.to_json(),
            "clients_without_address": list(self.meeting.without_address),
            "column_totals": [
                {
                    "heading": one.heading,
                    "currency": one.currency,
                    "total": str(one.total),
                    "imported": str(one.read),
                    "left_out": str(one.left_out),
                    "stated": None if one.stated is None else str(one.stated),
                }
                for one in reading.column_totals
            ],
            "issues": [
                {key: row[key] for key in ("sheet", "row", "column", "value", "code", "message")}
                | {"severity": row["severity"]}
                for row in self.issues.iter_rows(named=True)
            ],
            "questions": [
                {
                    "code": public_code(question.code),
                    "message": question.message,
                    "choices": [
                        {"value": choice.value, "label": choice.label}
                        for choice in question.choices
                    ],
                    "free": question.free,
                }
                for question in reading.questions
            ],
        }


def _sums(frame: pl.DataFrame) -> dict[str, Decimal]:
    """Open amounts per currency."""
    rows = frame.group_by("currency").agg(pl.col("open_amount").sum()).rows()
    return totals_by_currency([(currency, amount) for currency, amount in rows if currency])


def _plain(totals: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: plain(amount, currency) for currency, amount in totals.items()}


def understand_file(
    dropped: Dropped,
    *,
    contacts: Dropped | None = None,
    choices: Choices | None = None,
    engine: Engine | None = None,
    today: date,
    workbook: Workbook | None = None,
) -> Understanding:
    """Read a file without importing it; ``engine`` gives what was remembered of its layout.

    ``workbook`` spares opening the file again when only the choices changed. Raises
    ``UnreadableFile`` when it is no table of invoices at all, ``Refused`` for a choice that names
    an unknown field, column or question, or that answers none of a question's choices.
    """
    book = workbook or read_workbook(dropped.content, dropped.filename)
    wanted = _own(choices or Choices())
    beside = known_beside(engine)
    told = _contacts(contacts, beside.known.own)
    known = with_terms(beside.known, told)
    first = _read(book, wanted, known, today)
    _check_headings(first, wanted.mapping)
    check_answers(wanted.answers, first)
    mapping, answers = _remembered(engine, first.layout_key)
    before = {key: value for key, value in answers.items() if key not in wanted.answers}
    columns = {key: value for key, value in mapping.items() if key not in wanted.mapping}
    remembered = bool(before or columns)
    if remembered:
        wanted = Choices(
            mapping=columns | dict(wanted.mapping),
            answers=before | dict(wanted.answers),
            terms_days=wanted.terms_days,
        )
        first = _read(book, wanted, known, today)
    if told is None:
        told = _beside_sheet(book, first.sheet, beside.known.own)
        if told is not None:
            note = f"Les contacts sont pris dans la feuille « {told.sheet} »."
            first = replace(first, notes=(*first.notes, note))
    meeting = meet(first, told, beside, wanted.answers)
    fuller = with_terms(beside.known, meeting.contacts)
    if fuller.terms != known.terms:
        # Contacts of this workbook, or joined by an answer, tell terms not yet counted with.
        notes = first.notes
        first = replace(_read(book, wanted, fuller, today), notes=notes)
        meeting = meet(first, told, beside, wanted.answers)
    first = replace(first, notes=(*first.notes, *terms_note(first, fuller)))
    if meeting.joining is not None:
        first = replace(first, questions=(*first.questions, *meeting.joining.questions))
    return Understanding(
        dropped=dropped,
        contacts_dropped=contacts,
        workbook=book,
        reading=first,
        meeting=meeting,
        choices=wanted,
        remembered=remembered,
        today=today,
    )


def _read(book: Workbook, wanted: Choices, known: Known, today: date) -> Reading:
    return understand(
        book,
        today=today,
        mapping=wanted.mapping,
        answers=wanted.answers,
        terms_days=wanted.terms_days,
        known=known,
    )


def _own(choices: Choices) -> Choices:
    """The choices under our own names of the fields; raises ``Refused`` for an unknown field."""
    return Choices(
        mapping={own_name(field): heading for field, heading in choices.mapping.items()},
        answers={own_code(code): value for code, value in choices.answers.items()},
        terms_days=choices.terms_days,
    )


def _check_headings(reading: Reading, mapping: Mapping[str, str]) -> None:
    """A column that was named must exist. Raises ``Refused`` with those that do."""
    headings = {column.heading for column in reading.columns}
    for heading in mapping.values():
        if heading and heading not in headings:
            raise Refused(
                f"La colonne « {heading} » n'existe pas dans ce fichier : rien n'a été lu. "
                f"Ses colonnes sont : {', '.join(sorted(headings))}."
            )


def _contacts(dropped: Dropped | None, own: frozenset[str]) -> ContactsReading | None:
    if dropped is None:
        return None
    from relance_core.intake.contacts import read_contacts

    return read_contacts(dropped.content, dropped.filename, own=own)


def _beside_sheet(workbook: Workbook, sheet: str, own: frozenset[str]) -> ContactsReading | None:
    """The contacts that another sheet of the same workbook holds."""
    if len(workbook.sheets) < 2:
        return None
    from relance_core.intake.contacts import contacts_beside

    return contacts_beside(workbook, sheet, own=own)


def _remembered(engine: Engine | None, layout_key: str) -> tuple[dict[str, str], dict[str, str]]:
    if engine is None:
        return {}, {}
    from relance_core.store.database import reading
    from relance_core.store.imports import remembered_layout

    with reading(engine) as conn:
        return remembered_layout(conn, layout_key)
