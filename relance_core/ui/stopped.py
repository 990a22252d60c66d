"""What became of the messages not yet gone, after what they tell has changed: in words."""

from __future__ import annotations

from relance_core.french import plural
from relance_core.store.outbox.decisions import HeldMessages


def stopped_words(stopped: HeldMessages) -> tuple[str, ...]:
    """One sentence for each thing that somebody must know or do; none when nothing waited."""
    told = []
    if stopped.held:
        count = len(stopped.held)
        held = plural(count, "message approuvé retenu", "messages approuvés retenus")
        told.append(f"{held} : à relire dans Revue et envoi, rien ne part d'ici là.")
    if stopped.leaving:
        leaving = plural(len(stopped.leaving), "message partait", "messages partaient")
        told.append(f"{leaving} à cet instant, trop tard pour rien retenir : voyez le Journal.")
    if stopped.deposited:
        told.append(
            "À supprimer du dossier, sauf si déjà transmis : "
            + ", ".join(path for _, path in stopped.deposited)
        )
    if stopped.printed:
        told.append(
            "Courrier imprimé à ne pas poster : " + ", ".join(path for _, path in stopped.printed)
        )
    return tuple(told)
