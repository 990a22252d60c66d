"""Sets who at a client receives the steps that do not go to the usual contact."""

from __future__ import annotations

from relance_core.errors import Refused
from relance_core.intake.addresses import split_addresses
from relance_core.store.clients import client_name
from relance_core.store.contacts import RoleContact, role_contacts, write_role_contact
from relance_core.store.database import reading
from relance_core.store.journal import note
from relance_core.vocabulary import ROLE_LABELS, ContactRole
from relance_core.workflows.space import Act, Space


def contacts_of(space: Space, client_id: int) -> dict[ContactRole, RoleContact]:
    """The contacts of a client by role, without the usual one."""
    with reading(space.engine) as conn:
        return role_contacts(conn, client_id)


def save_contact(
    space: Space, act: Act, client_id: int, role: ContactRole, name: str, emails: str
) -> bool:
    """Keep who has ``role`` at a client (no address: nobody); whether anything changed.

    Raises ``Refused`` for the usual contact, kept with the client, and for an unusable address.
    """
    if role is ContactRole.USUAL:
        raise Refused("Le contact habituel se modifie dans la fiche. Rien n'a changé.")
    _, bad = split_addresses(emails)
    if bad:
        raise Refused(f"Adresse inutilisable : {', '.join(bad)}. Rien n'a changé. Corrigez-la.")
    contact = RoleContact(" ".join(name.split()), emails.strip())
    if contact.name and not contact.emails:
        raise Refused(f"{contact.name} n'a pas d'adresse e-mail. Rien n'a changé. Ajoutez-la.")
    with space.engine.begin() as conn:
        if role_contacts(conn, client_id).get(role, RoleContact()) == contact:
            return False
        write_role_contact(conn, client_id, role, contact, by=act.by, at=act.at)
        told = f"{contact.name} {contact.emails}".strip() or "personne"
        note(
            conn,
            "edit",
            f"{client_name(conn, client_id)} : {ROLE_LABELS[role].lower()} → {told}.",
            by=act.by,
            at=act.at,
            client_id=client_id,
        )
    return True
