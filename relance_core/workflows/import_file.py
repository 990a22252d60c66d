"""Imports what was understood: ledger, contacts, issues, held messages, all in one transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from relance_core.errors import QuestionsPending, UnreadableFile
from relance_core.french import listed, plural
from relance_core.store.changes import Changes
from relance_core.store.clients import ClientBook
from relance_core.store.imports import (
    add_import,
    latest_import,
    remember_layout,
    renew_data_date,
)
from relance_core.store.invoices import apply_invoices
from relance_core.store.journal import note
from relance_core.store.outbox.decisions import HeldMessages, hold_messages_of
from relance_core.store.settings import read_settings
from relance_core.store.undo import Before, keep_before, layout_before, parted_since
from relance_core.workflows.answers import MISSING_ANSWER, SETTLED, lasting
from relance_core.workflows.disputes import settle_disputes
from relance_core.workflows.import_contacts import Joined, join_contacts
from relance_core.workflows.space import Act, Space
from relance_core.workflows.understanding import Understanding


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    import_id: int
    changes: Changes
    same_bytes: bool
    contacts_matched: int
    contacts_unmatched: tuple[str, ...]
    stopped: HeldMessages  # messages that no longer tell the truth
    disputes_closed: tuple[str, ...] = ()  # the sentence of each that the file shows as over

    def to_json(self) -> dict[str, Any]:
        """What `import` prints beside what `check` does."""
        return {
            "import_id": self.import_id,
            "new": len(self.changes.new),
            "changed": len(self.changes.changed),
            "settled": len(self.changes.settled),
            "missing": len(self.changes.missing),
            "reappeared": len(self.changes.reappeared),
            "kept": {state: len(rows) for state, rows in self.changes.kept.items()},
            "same_file": self.same_bytes,
            "contacts_matched": self.contacts_matched,
            "contacts_unmatched": list(self.contacts_unmatched),
            "disputes_closed": list(self.disputes_closed),
            "messages_held": list(self.stopped.held),
            "messages_leaving": list(self.stopped.leaving),
            "files_to_delete": [path for _, path in self.stopped.deposited],
            "letters_not_to_post": [path for _, path in self.stopped.printed],
        }


def import_understood(space: Space, understood: Understanding, act: Act) -> Imported:
    """Write an understanding to the ledger, all or nothing.

    Raises ``QuestionsPending`` while a question about the whole file is open, ``UnreadableFile``
    when no invoice could be read; nothing is changed then.
    """
    reading = understood.reading
    if reading.questions:
        asked = plural(len(reading.questions), "question")
        raise QuestionsPending(
            f"Rien n'a été importé : {asked} sur le fichier attend une réponse.",
            tuple(reading.questions),
        )
    if reading.invoices.is_empty():
        raise UnreadableFile(
            "Aucune facture n'a pu être lue dans ce fichier. Les données déjà importées sont "
            "inchangées. Vérifiez que l'export contient bien la liste des factures."
        )
    digest = hashlib.sha256(understood.dropped.content).hexdigest()
    with space.engine.begin() as conn:
        latest = latest_import(conn)
        same = latest is not None and _is_same(latest, digest, understood)
        if latest is not None and same and not parted_since(conn, latest.id):
            return _renew(conn, latest.id, understood, act)
        return _apply(conn, understood, digest, act)


def _reading_json(understood: Understanding) -> dict[str, Any]:
    """How the file was read, as kept beside its bytes."""
    reading = understood.reading
    told: dict[str, Any] = json.loads(
        json.dumps(
            {
                "kind": reading.kind,
                "sheet": reading.sheet,
                "header_row": reading.header_row,
                "columns": {c.field: c.heading for c in reading.columns if c.field},
                "mapping": dict(understood.choices.mapping),
                "answers": dict(understood.choices.answers),
                "terms_days": understood.choices.terms_days,
            }
        )
    )
    return told


def _contacts_digest(understood: Understanding) -> str | None:
    dropped = understood.contacts_dropped
    return hashlib.sha256(dropped.content).hexdigest() if dropped else None


def _is_same(latest: Any, digest: str, understood: Understanding) -> bool:
    """The same bytes, read the same way, with no other contacts."""
    contacts = _contacts_digest(understood)
    return (
        latest.sha256 == digest
        and latest.reading == _reading_json(understood)
        and (contacts is None or contacts == latest.contacts_sha256)
    )


def _renew(conn: Connection, import_id: int, understood: Understanding, act: Act) -> Imported:
    """The same file again: only the date of the data moves on."""
    renew_data_date(conn, import_id, act.today)
    note(
        conn,
        "import",
        f"Même fichier importé à nouveau ({understood.dropped.filename}) : rien n'a changé, "
        f"données du {act.today:%d/%m/%Y}.",
        by=act.by,
        at=act.at,
    )
    nothing = Changes(unchanged=understood.reading.invoices.height)
    return Imported(import_id, nothing, True, 0, (), HeldMessages((), (), (), ()))


def _apply(conn: Connection, understood: Understanding, digest: str, act: Act) -> Imported:
    reading, contacts = understood.reading, understood.contacts
    dropped = understood.contacts_dropped
    import_id = add_import(
        conn,
        {
            "at": act.at,
            "by": act.by,
            "filename": understood.dropped.filename[:255],
            "sha256": digest,
            "content": understood.dropped.content,
            "contacts_filename": dropped.filename[:255] if dropped else None,
            "contacts_sha256": _contacts_digest(understood),
            "contacts_content": dropped.content if dropped else None,
            "data_date": act.today,
            "reading": _reading_json(understood),
            "layout_key": reading.layout_key,
            "totals": understood.totals(),
        },
        understood.issues,
    )
    book = ClientBook(conn, at=act.at)
    changes = apply_invoices(
        conn,
        reading.invoices,
        import_id=import_id,
        book=book,
        data_date=act.today,
        fields=frozenset(column.field for column in reading.columns if column.field),
        left_out=frozenset(number for _, number in reading.left_out),
        cancelled=reading.cancelled,
        missing_settles=understood.choices.answers.get(MISSING_ANSWER) == SETTLED,
    )
    meeting = understood.meeting.joining
    names = meeting.names if meeting else {}
    joined = join_contacts(book, contacts, names) if contacts else Joined(0, 0, ())
    stopped = hold_messages_of(
        conn,
        changes.touched,
        "Le dernier import a changé une facture de ce message.",
        moment=act.moment(read_settings(conn)),
        by=act.by,
    )
    layout = layout_before(conn, reading.layout_key)
    keep_before(
        conn,
        import_id,
        Before(changes.before, book.changed(), book.created, book.named, layout),
    )
    remember_layout(
        conn,
        reading.layout_key,
        dict(understood.choices.mapping),
        lasting(understood.choices.answers),
        by=act.by,
        at=act.at,
    )
    note(
        conn,
        "import",
        _sentence(understood, changes, len(stopped.held)),
        by=act.by,
        at=act.at,
        data={"import_id": import_id},
    )
    over = settle_disputes(conn, act, import_id)
    return Imported(import_id, changes, False, joined.matched, joined.unmatched, stopped, over)


def _sentence(understood: Understanding, changes: Changes, held: int) -> str:
    counted = (
        (changes.new, "pièce ouverte nouvelle", "pièces ouvertes nouvelles"),
        (changes.settled, "réglée", "réglées"),
        (changes.changed, "modifiée", "modifiées"),
        (changes.missing, "absente", "absentes"),
        (changes.reappeared, "réapparue", "réapparues"),
    )
    parts = [plural(len(rows), *words) for rows, *words in counted if rows]
    waiting = (
        f" {plural(held, 'message en attente retenu', 'messages en attente retenus')}."
        if held
        else ""
    )
    told = listed(parts) if parts else "aucun changement"
    return f"Import de {understood.dropped.filename}, avoirs compris : {told}.{waiting}"
