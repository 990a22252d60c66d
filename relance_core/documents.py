"""What a file kept beside an invoice, a dispute or a letter may be, judged by its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relance_core.errors import Refused
from relance_core.french import size

#: Of one file: a scanned contract fits, and a message with some of them still leaves.
SIZE_LIMIT = 10_000_000
_NAME_LIMIT = 120
_EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
#: Of folders, and the ";" that some mail programs cut a name at.
_FORBIDDEN = frozenset('<>:"/\\|?*;')
#: What begins a program, an archive or a page, whatever they hold further on.
_NO_PAPER = (b"MZ", b"\x7fELF", b"PK", b"#!", b"<")


class DocumentKind(StrEnum):
    """What a kept file shows."""

    INVOICE = "invoice"  # the invoice itself, attached to what asks for it
    DISPUTE = "dispute"  # a paper of a dispute
    RECEIPT = "receipt"  # the proof that a letter was posted or received


@dataclass(frozen=True)
class Document:
    """A file that may be kept: its bytes are what its type says, its name can be shown."""

    name: str
    media_type: str
    content: bytes


def document_of(name: str, content: bytes) -> Document:
    """The file as it may be kept; PDF, PNG or JPEG by its first bytes, whatever its name says.

    The name loses its folders and what no system or header can carry, and gets the extension of
    what the file is. Raises ``Refused`` for an empty, too large or other file.
    """
    shown = clean_name(name)
    media_type = _media_type(content)
    if not content:
        raise Refused(
            f"« {shown} » est vide : rien n'a été gardé. Choisissez le bon fichier.",
            code="empty_document",
        )
    if media_type is None:
        raise Refused(
            f"« {shown} » n'est ni un PDF ni une image PNG ou JPEG : rien n'a été gardé. "
            "Enregistrez-le en PDF, puis ajoutez-le.",
            code="bad_document",
        )
    if len(content) > SIZE_LIMIT:
        raise Refused(
            f"« {shown} » pèse {size(len(content))} : {size(SIZE_LIMIT)} au "
            "plus. Rien n'a été gardé. Enregistrez-le en plus petit.",
            code="large_document",
        )
    extensions = _EXTENSIONS[media_type]
    if not shown.lower().endswith(extensions):
        shown += extensions[0]
    return Document(shown, media_type, content)


def clean_name(name: str) -> str:
    """A file's own name, on one line, without what a folder or a header would stumble on."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        " " if character.isspace() else character
        for character in last
        if (character.isprintable() or character.isspace()) and character not in _FORBIDDEN
    )
    shown = " ".join(kept.split()).strip(" .")
    if len(shown) > _NAME_LIMIT:
        stem, dot, extension = shown.rpartition(".")
        room = _NAME_LIMIT - len(extension) - 1
        shown = f"{stem[:room].rstrip()}{dot}{extension}" if dot else shown[:_NAME_LIMIT]
    return shown or "document"


def _media_type(content: bytes) -> str | None:
    # As readers do: some programs write a line before it.
    if b"%PDF-" in content[:1024] and not content[:1024].lstrip().startswith(_NO_PAPER):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return None
