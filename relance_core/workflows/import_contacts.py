"""Brings contacts alone to the clients already known: addresses, phones, SIREN, terms."""

from __future__ import annotations

from dataclasses import dataclass

from relance_core.errors import UnreadableFile
from relance_core.french import plural
from relance_core.intake.contacts import ContactsReading, read_contacts
from relance_core.store.clients import ClientBook
from relance_core.store.journal import note
from relance_core.workflows.space import Act, Space
from relance_core.workflows.understanding import Dropped


@dataclass(frozen=True)
class Joined:
    """What a contacts file brought."""

    matched: int
    changed: int
    unmatched: tuple[str, ...]  # names or codes that no client bears


def join_contacts(book: ClientBook, contacts: ContactsReading) -> Joined:
    """Fill the clients of ``book`` by code, else by name; what matched nobody is told."""
    matched, changed, unmatched = 0, 0, []
    for row in contacts.contacts.iter_rows(named=True):
        client_id = book.find(row["client_code"], row["client_name"])
        if client_id is None:
            unmatched.append(row["client_name"] or row["client_code"] or f"ligne {row['row']}")
            continue
        matched += 1
        changed += book.fill(client_id, row)
    return Joined(matched, changed, tuple(unmatched))


def import_contacts(space: Space, dropped: Dropped, act: Act) -> Joined:
    """Write a contacts file to the clients; the invoices and the date of the data do not move.

    Raises ``UnreadableFile``, changing nothing, when nobody in it is a client of the espace.
    """
    contacts = read_contacts(dropped.content, dropped.filename)
    with space.engine.begin() as conn:
        joined = join_contacts(ClientBook(conn, at=act.at), contacts)
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
