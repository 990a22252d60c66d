"""Where the people of the firm who answer for disputes are written to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from relance_core.store.settings import hold_settings, write_section
from relance_core.store.tables import setting

_SECTION = "owners"


def owner_emails(conn: Connection) -> dict[str, str]:
    """Name -> address, of those whose address is known."""
    found = conn.scalar(select(setting.c.content).where(setting.c.section == _SECTION))
    return {str(name): str(email) for name, email in (found or {}).items()}


def write_owner_email(conn: Connection, owner: str, email: str, *, by: str, at: datetime) -> None:
    """Write one address; an empty one takes it away."""
    hold_settings(conn)
    known = owner_emails(conn)
    known.pop(owner, None)
    if email:
        known[owner] = email
    told = email or "effacée"
    sentence = f"Adresse de {owner}, qui répond de litiges : {told}."
    write_section(conn, _SECTION, known, by=by, at=at, sentence=sentence)
