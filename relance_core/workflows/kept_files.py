"""A file kept with a dispute, a letter or an invoice: added, read, taken away and given back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from relance_core.documents import Document, DocumentKind, document_of
from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.documents import (
    add_document,
    document_content,
    document_name,
    documents_of,
    remove_document,
    restore_document,
)
from relance_core.workflows.space import Act, Space

#: Gets what was done, ``document « bon.pdf » gardé``, to write it where it belongs.
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Shelf:
    """Where files are kept together: a dispute, a letter."""

    kind: DocumentKind
    beside: str  # as ``store.documents`` names it
    beside_id: int
    most: int
    of: str  # "Ce litige"
    thing: str  # what one of its files is called

    def keep(self, conn: Connection, act: Act, name: str, content: bytes, tell: Tell) -> int:
        """Keep a file; its id. The same bytes are kept once.

        Raises ``Refused`` for what is no PDF, PNG or JPEG of 10 MB at most, and for one file more
        than the shelf takes.
        """
        file = document_of(name, content)
        kept = documents_of(conn, self.kind, self.beside, [self.beside_id])
        if len(kept) >= self.most:
            raise Refused(
                f"{self.of} a déjà {self.most} {self.thing}s : rien n'a été gardé. Retirez-en un "
                "d'abord."
            )
        found = add_document(
            conn, self.kind, file, by=act.by, at=act.at, doubt="", **{self.beside: self.beside_id}
        )
        if found not in {one.id for one in kept}:
            tell(f"{self.thing} « {file.name} » gardé")
        return found

    def take_away(self, conn: Connection, act: Act, document_id: int, tell: Tell) -> None:
        """Take a file away; ``give_back`` undoes it. Raises ``Refused`` when it was already."""
        if not remove_document(conn, document_id, by=act.by, at=act.at):
            raise Refused(f"Ce {self.thing} a déjà été retiré.")
        tell(f"{self.thing} « {document_name(conn, document_id)} » retiré")

    def give_back(self, conn: Connection, document_id: int, tell: Tell) -> None:
        """Give again a file that was taken away."""
        if restore_document(conn, document_id):
            tell(f"{self.thing} « {document_name(conn, document_id)} » remis")


def file_bytes(space: Space, document_id: int) -> bytes:
    """The file as it was given. Raises ``Refused`` when it is gone or altered."""
    with reading(space.engine) as conn:
        return file_of(conn, document_id).content


def file_of(conn: Connection, document_id: int) -> Document:
    """``file_bytes`` within a connection, with its name and type."""
    file = document_content(conn, document_id)
    if file is None:
        name = document_name(conn, document_id)
        raise Refused(
            f"Le fichier{f' « {name} »' if name else ''} n'est plus tel qu'il a été gardé : il ne "
            "peut être ni ouvert ni envoyé. Retirez-le, puis ajoutez-le de nouveau.",
            code="file_altered",
        )
    return file
