"""The transport of those who send with their own program: drafts and letters in a folder."""

from __future__ import annotations

import os
from pathlib import Path

from relance_core.errors import Refused
from relance_core.french import plain_key
from relance_core.outbox.outgoing import Outgoing
from relance_core.outbox.wire import draft
from relance_core.vocabulary import LETTER_CHANNELS, MESSAGE_LABELS


class FolderTransport:
    """Writes drafts (.eml) and letters (.pdf), each whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, item: Outgoing) -> Path:
        """The file of ``item``; writing it again gives the same file.

        Raises ``Refused`` when the folder cannot be written.
        """
        letter = item.channel in LETTER_CHANNELS
        content = item.raw if letter else draft(item.raw, item.bcc)
        path = self.folder / (file_stem(item) + (".pdf" if letter else ".eml"))
        # Hidden until it is whole: somebody may be looking at the folder.
        part = path.with_name(f".{path.name}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except OSError as error:
            raise Refused(
                f"Impossible d'écrire dans le dossier d'envoi « {self.folder} » "
                f"({error.strerror}). Les messages restent approuvés : vérifiez le disque et les "
                "droits, ou choisissez un autre dossier dans les réglages.",
                code="folder_unwritable",
            ) from None
        return path

    def remove(self, path: Path) -> None:
        """Take a file back: its message is no longer wanted."""
        path.unlink(missing_ok=True)


def file_stem(item: Outgoing) -> str:
    """``2026-11-20_dupont-sarl_1re-relance_000123``: safe on every system, sorted by day."""
    client = plain_key(item.addressee).encode("ascii", "ignore").decode().split()
    step = plain_key(MESSAGE_LABELS[item.step]).split()
    name = "-".join(client)[:60].strip("-") or "client"
    return f"{item.for_date:%Y-%m-%d}_{name}_{'-'.join(step)}_{item.id:06d}"
