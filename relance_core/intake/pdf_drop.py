"""The PDFs of a drop: loose files, or those inside a zip, each told when it cannot be taken."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from relance_core.documents import SIZE_LIMIT, Document, document_of
from relance_core.errors import Refused, UnreadableFile
from relance_core.french import plural, size
from relance_core.intake.preflight import check_directory

#: All the files of one drop together, once taken out of their archives.
TOTAL_LIMIT = 300_000_000


@dataclass(frozen=True)
class Drop:
    """What a drop holds: its PDFs, and a French sentence for each file that is none of them."""

    files: tuple[Document, ...]
    refused: tuple[str, ...]


def pdfs_of(dropped: Iterable[tuple[str, bytes]]) -> Drop:
    """The PDFs among files given as name and bytes, archives opened (not those inside archives).

    A file that is not a PDF is refused by its own sentence and the others are taken; beyond
    ``TOTAL_LIMIT`` bytes the rest of the drop is refused.
    """
    files: list[Document] = []
    refused: list[str] = []
    room = TOTAL_LIMIT
    for name, content in dropped:
        if content.startswith(b"PK"):
            found, sentences = _unpacked(name, content, room)
            refused += sentences
        else:
            found = [(name, content)]
        for inner, octets in found:
            try:
                file = document_of(inner, octets)
            except Refused as refusal:
                refused.append(refusal.message)
                continue
            if file.media_type != "application/pdf":
                refused.append(
                    f"« {file.name} » n'est pas un PDF : il n'a pas été gardé. "
                    "Une facture se joint en PDF."
                )
                continue
            files.append(file)
            room -= len(octets)
    return Drop(tuple(files), tuple(refused))


def _unpacked(name: str, content: bytes, room: int) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The files of an archive, and what could not be taken out of it."""
    found: list[tuple[str, bytes]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if _is_a_file(one)]
            check_directory(entries)
            for at, entry in enumerate(entries):
                if room <= 0:
                    left = plural(len(entries) - at, "fichier")
                    return found, [
                        f"« {name} » : {left} de trop, au-delà de {size(TOTAL_LIMIT)} en tout. "
                        "Déposez-les en plusieurs fois."
                    ]
                with archive.open(entry) as part:
                    octets = part.read(SIZE_LIMIT + 1)
                found.append((entry.filename, octets))
                room -= len(octets)
    except UnreadableFile as refusal:
        return [], [f"« {name} » : {refusal.message}"]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        # RuntimeError: behind a password; NotImplementedError is one of them.
        return found, [
            f"« {name} » est une archive abîmée ou protégée : ce qui n'a pas pu en être sorti n'a "
            "pas été gardé. Refaites l'archive, ou déposez les PDF eux-mêmes."
        ]
    return found, []


def _is_a_file(entry: zipfile.ZipInfo) -> bool:
    last = entry.filename.replace("\\", "/").rpartition("/")[2]
    return not (entry.is_dir() or entry.filename.startswith("__MACOSX/") or last.startswith("."))
