"""What goes with an e-mail: the invoices' own PDFs, and the statement of what is open."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from relance_core.documents import DocumentKind
from relance_core.french import listed, plural, size
from relance_core.messages.checks import Problem
from relance_core.messages.mime import Attachment
from relance_core.messages.statement import account_lines, statement_pdf
from relance_core.messages.typeset import can_typeset
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Sending
from relance_core.store.documents import (
    clients_with,
    documents_of,
    has_documents,
)
from relance_core.vocabulary import FORMAL_STEPS, Channel
from relance_core.workflows.kept_files import file_of
from relance_core.workflows.today_plan import Day

PDF = "application/pdf"
#: Once written as text, files take a third more; many servers refuse beyond 10 MB, most beyond 25.
HEAVY, TOO_HEAVY = 7_000_000, 18_000_000
_QUOTED = 4


@dataclass(frozen=True)
class Attached:
    """A file that an e-mail will carry; ``size`` in bytes, 0 for one that is made as it leaves."""

    name: str
    size: int = 0
    document_id: int | None = None  # None: the statement of account
    sha256: str = ""


@dataclass(frozen=True)
class Attachable:
    """What the e-mails of a day carry, by addressee, and what is missing or doubtful."""

    files: Mapping[int, tuple[Attached, ...]] = field(default_factory=dict)
    problems: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)

    def of(self, client_id: int) -> tuple[tuple[Attached, ...], tuple[Problem, ...]]:
        """What goes with the e-mail to a client, and what is wrong with it."""
        return self.files.get(client_id, ()), self.problems.get(client_id, ())


def attachable(conn: Connection, day: Day, reminders: Sequence[Reminder]) -> Attachable:
    """What goes with each of ``reminders`` that is an e-mail; nothing is read of the files yet."""
    mails = [one for one in reminders if one.channel is Channel.EMAIL]
    sending = day.settings.sending
    wanted = {line.invoice_id for one in mails for line in one.lines}
    kept = proven_files(conn, wanted) if sending.attach_invoices else {}
    # A firm that never gives its invoices' PDFs is not told of each that is missing.
    collects = sending.attach_invoices and has_documents(conn, DocumentKind.INVOICE)
    shared = clients_with(conn, {row.sha256 for rows in kept.values() for row in rows})
    owners = dict(day.situation.ledger.select("invoice_id", "client_id").iter_rows())
    files: dict[int, tuple[Attached, ...]] = {}
    problems: dict[int, tuple[Problem, ...]] = {}
    for one in mails:
        client_id = one.addressee.client_id
        found = [row for line in one.lines for row in kept.get(line.invoice_id, ())]
        papers = tuple(attached_file(row) for row in found)
        if with_statement(one, sending):
            papers += (Attached(statement_name(one)),)
        files[client_id] = papers
        problems[client_id] = tuple(
            [
                *_of_others(found, shared, {owners.get(line.invoice_id) for line in one.lines}),
                *_doubts(found),
                *_missing(one, kept if collects else None),
                *_heavy(papers),
            ]
        )
    return Attachable(files, problems)


def with_statement(reminder: Reminder, sending: Sending) -> bool:
    """Whether an e-mail carries the statement of account, as the settings ask."""
    if not can_typeset():  # e-mails leave all the same
        return False
    match sending.attach_statement:
        case "always":
            return True
        case "several":
            return len(reminder.lines) + len(reminder.credits) > 1
        case _:
            return False


def statement_name(reminder: Reminder) -> str:
    """What the statement's file is called."""
    stem = "Statement" if reminder.addressee.language == "en" else "Releve de compte"
    return f"{stem} {reminder.for_date:%Y-%m-%d}.pdf"


def attachments_of(
    conn: Connection, day: Day, reminder: Reminder, files: Iterable[Attached]
) -> tuple[Attachment, ...]:
    """The files themselves: read from where they are kept, or made now."""
    return tuple(
        Attachment(one.name, PDF, _content(conn, day, reminder, one.document_id)) for one in files
    )


def proven_files(conn: Connection, invoice_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """By invoice, the PDFs kept of it that are proven, or that somebody took for the right ones."""
    found: dict[int, list[Row[Any]]] = {}
    for row in documents_of(conn, DocumentKind.INVOICE, "invoice", invoice_ids):
        if not row.doubt or row.seen_by:
            found.setdefault(row.invoice_id, []).append(row)
    return found


def attached_file(row: Row[Any]) -> Attached:
    """A kept file (``store.documents``) as an e-mail will carry it."""
    return Attached(row.name, row.size, row.id, row.sha256)


def mark_of(files: Iterable[Attached]) -> str:
    """What changes when other files would leave than those that were shown."""
    told = "\n".join(f"{one.name}\t{one.sha256}" for one in files)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8] if told else ""


def _content(conn: Connection, day: Day, reminder: Reminder, document_id: int | None) -> bytes:
    if document_id is None:
        addressee = reminder.addressee
        return statement_pdf(
            day.settings.firm,
            addressee,
            # A formal step is for the debtor, whoever pays for it.
            account_lines(
                day.situation, addressee.client_id, as_debtor=reminder.step in FORMAL_STEPS
            ),
            on=reminder.for_date,
            language=addressee.language if addressee.language == "en" else "fr",
        )
    return file_of(conn, document_id).content


def _doubts(found: Iterable[Row[Any]]) -> Iterable[Problem]:
    """What was not proven of a file that somebody took for the right one: worth a second look."""
    for row in found:
        if row.doubt:
            yield Problem(
                "attachment_doubt",
                "warn",
                f"La pièce « {row.name} » a été acceptée par {row.seen_by} : {row.doubt}.",
            )


def _of_others(
    found: Iterable[Row[Any]], shared: Mapping[str, Mapping[int, str]], ours: set[int | None]
) -> Iterable[Problem]:
    """The very file of an invoice of somebody else: one of the two is a mistake."""
    for row in found:
        others = [name for owner, name in shared.get(row.sha256, {}).items() if owner not in ours]
        if others:
            yield Problem(
                "attachment_of_another",
                "block",
                f"La pièce « {row.name} » est aussi celle d'une facture de « {others[0]} » : "
                "retirez-la de l'une des deux.",
            )


def _missing(reminder: Reminder, kept: Mapping[int, Any] | None) -> Iterable[Problem]:
    if kept is None:
        return
    numbers = [line.number for line in reminder.lines if line.invoice_id not in kept]
    if numbers:
        quoted = listed([f"« {number} »" for number in numbers[:_QUOTED]])
        rest = f" et {len(numbers) - _QUOTED} autres" if len(numbers) > _QUOTED else ""
        yield Problem(
            "invoice_not_attached",
            "warn",
            f"{plural(len(numbers), 'facture')} sans PDF : {quoted}{rest}. Le message partira "
            "sans.",
        )


def _heavy(papers: Iterable[Attached]) -> Iterable[Problem]:
    weight = sum(one.size for one in papers)
    if weight > TOO_HEAVY:
        yield Problem(
            "attachments_too_heavy",
            "block",
            f"Les pièces jointes pèsent {size(weight)} : ce message serait refusé. Retirez-en, "
            f"{size(TOO_HEAVY)} au plus.",
        )
    elif weight > HEAVY:
        yield Problem(
            "attachments_heavy",
            "warn",
            f"Les pièces jointes pèsent {size(weight)} : certaines messageries refusent au-delà "
            f"de {size(HEAVY)}.",
        )
