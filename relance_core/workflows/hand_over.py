"""To whom a file was handed over: an agency, a lawyer, a commissaire de justice, an insurer."""

from __future__ import annotations

from sqlalchemy import select, update

from relance_core.errors import Refused
from relance_core.store.journal import note
from relance_core.store.tables import hold
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import invoice_row
from relance_core.workflows.space import Act, Space

RECIPIENTS = (
    "Agence de recouvrement",
    "Avocat",
    "Commissaire de justice",
    "Assureur-crédit",
    "Service contentieux",
)


def note_recipient(space: Space, act: Act, invoice_id: int, to: str) -> str:
    """Write down to whom an invoice was handed over; gives who was written there before.

    Raises ``Refused`` for an invoice that was not handed over.
    """
    with space.engine.begin() as conn:
        row = conn.execute(
            select(hold)
            .where(
                hold.c.invoice_id == invoice_id,
                hold.c.code == Withheld.HANDED_OVER.value,
                hold.c.released_at.is_(None),
            )
            .order_by(hold.c.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            raise Refused("Ce dossier n'est pas transmis : rien n'a été noté.")
        told = to.strip()[:255] or None
        conn.execute(update(hold).where(hold.c.id == row.id).values(contact=told))
        held = invoice_row(conn, invoice_id)
        note(
            conn,
            "hold",
            f"Facture {held.number} : dossier transmis ({told or 'à un tiers non précisé'}).",
            by=act.by,
            at=act.at,
            client_id=held.client_id,
            invoice_id=invoice_id,
        )
    return row.contact or ""
