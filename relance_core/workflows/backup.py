"""A copy of the espace's database to keep elsewhere, taken while the program works."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from relance_core.errors import Refused
from relance_core.outbox.worker import worker_status
from relance_core.store.migrations import BACKUP_FOLDER
from relance_core.workflows.demo import open_demonstration
from relance_core.workflows.space import DEMONSTRATION, Act, Space, open_space


@dataclass(frozen=True)
class Kept:
    """A copy that the program made by itself, before it changed the tables."""

    path: Path
    at: datetime


def database_file(space: Space) -> Path | None:
    """The file of the espace's data; None when it lives on a database server."""
    url = space.engine.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database).resolve()  # RELANCE_DATABASE_URL may name it from the current folder


def copy_of_database(space: Space) -> bytes:
    """The whole database as one file, consistent even while somebody writes.

    Raises ``Refused`` for a database server, which has means of its own, or when the disk fails.
    """
    source = database_file(space)
    if source is None:
        raise Refused(
            "Les données sont sur un serveur de base de données : demandez une sauvegarde à la "
            "personne qui l'administre."
        )
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "copie.db"
            with (
                closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live,
                closing(sqlite3.connect(target)) as copy,
            ):
                live.backup(copy)
            return target.read_bytes()
    except (sqlite3.Error, OSError) as error:
        raise Refused(
            f"La copie n'a pas pu être faite ({error}). Les données sont intactes ; vérifiez le "
            "disque puis recommencez."
        ) from None


def latest_automatic_copy(space: Space) -> Kept | None:
    """The last copy made before a change of version, beside the database; None when none was."""
    source = database_file(space)
    if source is None:
        return None
    copies = list((source.parent / BACKUP_FOLDER).glob("*.db"))
    if not copies:
        return None
    latest = max(copies, key=lambda path: path.stat().st_mtime)
    return Kept(latest, datetime.fromtimestamp(latest.stat().st_mtime))


def reset_demonstration(environ: Mapping[str, str], act: Act) -> Space:
    """The demonstration as on its first day: its data is thrown away and made again.

    Raises ``Refused`` while its messages are being written, or when its files are held.
    """
    space = open_space(environ, DEMONSTRATION)
    if worker_status(space.engine).running:
        raise Refused("Un envoi est en cours dans la démonstration : attendez qu'il soit fini.")
    source = database_file(space)
    assert source is not None, "the demonstration always lives in a file of its own"
    space.engine.dispose()
    try:
        for path in (source, *source.parent.glob(f"{source.name}-*")):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(
            f"La démonstration est utilisée par un autre programme ({error.strerror}) : rien n'a "
            "été remis à zéro. Fermez-le puis recommencez."
        ) from None
    return open_demonstration(environ, act)
