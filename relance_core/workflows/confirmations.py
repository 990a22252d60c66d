"""Keeps, word for word, that the confirmation of a call has left from somebody's own mail."""

from __future__ import annotations

from relance_core.messages.commitment import Commitment
from relance_core.store.journal import note
from relance_core.workflows.space import Act, Space


def note_confirmation(space: Space, act: Act, client_id: int, sent: Commitment) -> None:
    """Write down what was sent, to whom, by whom."""
    with space.engine.begin() as conn:
        to = ", ".join(sent.to) or "sans adresse"
        note(
            conn,
            "call",
            f"Confirmation écrite envoyée depuis la messagerie ({to}) : {sent.subject}.",
            by=act.by,
            at=act.at,
            client_id=client_id,
            data={"to": list(sent.to), "subject": sent.subject, "body": sent.body},
        )
