"""To whom a file was handed over: an agency, a lawyer, a commissaire de justice, an insurer."""

from __future__ import annotations

from relance_core.errors import Refused
from relance_core.store.holds import running_of, write_contact
from relance_core.store.journal import note
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
        running = running_of(conn, invoice_id, Withheld.HANDED_OVER.value)
        if not running:
            raise Refused("Ce dossier n'est pas transmis : rien n'a été noté.")
        told = to.strip()[:255] or None
        write_contact(conn, running[-1].id, told)
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
    return running[-1].contact or ""
