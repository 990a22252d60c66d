"""Brings contacts alone to the clients already known: addresses, phones, SIREN, terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relance_core.errors import QuestionsPending, UnreadableFile
from relance_core.french import plural
from relance_core.intake.contacts import ContactsReading, read_contacts
from relance_core.store.clients import ClientBook
from relance_core.store.journal import note
from relance_core.workflows.beside import Meeting, known_beside, meet_alone
from relance_core.workflows.space import Act, Space
from relance_core.workflows.understanding import Dropped


@dataclass(frozen=True)
class Joined:
    """What a contacts file brought."""

    matched: int
    changed: int
    unmatched: tuple[str, ...]  # names or codes that no client bears


def join_contacts(
    book: ClientBook, contacts: ContactsReading, names: Mapping[int, str] | None = None
) -> Joined:
    """Fill the clients of ``book`` by code, else by name; what matched nobody is told.

    ``names``: row -> how the contacts that somebody joined to a client are written.
    """
    matched, changed, unmatched = 0, 0, []
    for row in contacts.contacts.iter_rows(named=True):
        client_id = book.find(row["client_code"], row["client_name"])
        if client_id is None:
            unmatched.append(row["client_name"] or row["client_code"] or f"ligne {row['row']}")
            continue
        matched += 1
        if names and row["row"] in names:
            book.call(client_id, names[row["row"]])
        changed += book.fill(client_id, row)
    return Joined(matched, changed, tuple(unmatched))


def check_contacts(space: Space, dropped: Dropped, answers: Mapping[str, str]) -> Meeting:
    """How a contacts file meets the clients already known, as far as the answers go.

    Raises ``UnreadableFile`` when it tells of no client.
    """
    beside = known_beside(space.engine)
    contacts = read_contacts(dropped.content, dropped.filename, own=beside.known.own)
    return meet_alone(contacts, beside, answers)


def import_contacts(
    space: Space, dropped: Dropped, act: Act, answers: Mapping[str, str] | None = None
) -> Joined:
    """Write a contacts file to the clients; the invoices and the date of the data do not move.

    Raises ``UnreadableFile``, changing nothing, when nobody in it is a client of the espace, and
    ``QuestionsPending`` while it is asked whether names that are nearly a client's are his.
    """
    meeting = check_contacts(space, dropped, answers or {})
    contacts, joining = meeting.contacts, meeting.joining
    assert contacts is not None and joining is not None
    if joining.questions:
        raise QuestionsPending(
            f"Rien n'a changé : {joining.questions[0].message}", joining.questions
        )
    with space.engine.begin() as conn:
        joined = join_contacts(ClientBook(conn, at=act.at), contacts, joining.names)
        if not joined.matched:
            raise UnreadableFile(
                "Aucun de ces contacts n'est un client connu : rien n'a changé. Importez d'abord "
                "les factures, ou vérifiez les codes et les noms."
            )
        note(
            conn,
            "import",
            f"Contacts de {dropped.filename} : {plural(joined.matched, 'client reconnu')}, "
            f"{plural(joined.changed, 'modifié')}, "
            f"{plural(len(joined.unmatched), 'sans correspondance', 'sans correspondance')}.",
            by=act.by,
            at=act.at,
        )
    return joined
