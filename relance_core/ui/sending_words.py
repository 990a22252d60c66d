"""What is approved and has not left, and what the button will do of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from pathlib import Path

from relance_core.french import plural
from relance_core.settings import Settings
from relance_core.ui.review_list import Entry, Standing
from relance_core.vocabulary import Channel


@dataclass(frozen=True)
class Waiting:
    """What is approved and has not left."""

    emails: int
    letters: int

    @classmethod
    def of(cls, entries: tuple[Entry, ...]) -> Waiting:
        """Counted from the list of the review; a step without a message sends nothing."""
        approved = [
            one
            for one in entries
            if one.standing is Standing.APPROVED and one.channel is not Channel.NONE
        ]
        letters = sum(one.letter for one in approved)
        return cls(len(approved) - letters, letters)

    @property
    def total(self) -> int:
        """E-mails and letters together."""
        return self.emails + self.letters


def button_label(waiting: Waiting, settings: Settings) -> str:
    """What the button will do, and to how much: « Envoyer 37 e-mails »."""
    sending = settings.sending
    letters = plural(waiting.letters, "courrier")
    to_folder = settings.demonstration or sending.transport != "smtp"
    if sending.redirect_to and not settings.demonstration and waiting.emails:
        verb = "Déposer" if to_folder else "Envoyer"
        label = f"{verb} {plural(waiting.emails, 'message')} à {sending.redirect_to} (redirection)"
        return label + (f" et préparer {letters}" if waiting.letters else "")
    if not waiting.emails and waiting.letters:
        return f"Préparer {letters} à imprimer"
    if to_folder:
        label = f"Déposer {plural(waiting.emails, 'message')} dans le dossier"
    else:
        label = f"Envoyer {plural(waiting.emails, 'e-mail')}"
    return label + (f" et préparer {letters}" if waiting.letters else "")


def what_will_happen(waiting: Waiting, settings: Settings, folder: Path) -> str:
    """One sentence beside the button."""
    sending = settings.sending
    approved = plural(waiting.total, "message approuvé", "messages approuvés")
    if settings.demonstration:
        return f"{approved}. Démonstration : rien ne part, tout est écrit dans un dossier."
    if sending.redirect_to:
        return f"{approved}. Les clients ne reçoivent rien : tout va à {sending.redirect_to}."
    if sending.transport != "smtp":
        then = "vous les imprimez et les postez" if not waiting.emails else "vous les transmettez"
        return f"{approved}, à écrire dans {folder} ; {then} ensuite."
    minutes = ceil(waiting.emails / max(1, sending.per_minute))
    pace = f", en {plural(minutes, 'minute')} environ" if waiting.emails else ""
    return f"{approved}. Envoi par {sending.user or sending.host}{pace}."
