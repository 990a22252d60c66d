"""Whom some steps are addressed to at a client, beside the usual contact; set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from relance_core.store.tables import client_contact
from relance_core.vocabulary import ContactRole


@dataclass(frozen=True)
class RoleContact:
    """Who has a role at a client; ``emails`` as typed, several separated by semicolons."""

    name: str = ""
    emails: str = ""


def role_contacts(conn: Connection, client_id: int) -> dict[ContactRole, RoleContact]:
    """The contacts of a client by role, without the usual one."""
    rows = conn.execute(
        select(client_contact.c.role, client_contact.c.name, client_contact.c.emails).where(
            client_contact.c.client_id == client_id
        )
    )
    return {ContactRole(role): RoleContact(name or "", emails) for role, name, emails in rows}


def write_role_contact(
    conn: Connection,
    client_id: int,
    role: ContactRole,
    contact: RoleContact,
    *,
    by: str,
    at: datetime,
) -> None:
    """Keep who has ``role`` at a client; without an address, nobody has it."""
    mine = (client_contact.c.client_id == client_id) & (client_contact.c.role == role.value)
    conn.execute(delete(client_contact).where(mine))
    if contact.emails:
        conn.execute(
            insert(client_contact).values(
                client_id=client_id,
                role=role.value,
                name=contact.name or None,
                emails=contact.emails,
                changed_at=at,
                changed_by=by,
            )
        )
