"""The file in the data folder where the details of unforeseen errors are kept."""

from __future__ import annotations

import traceback
from pathlib import Path

#: Where the details of an unforeseen error are kept, in the data folder.
INCIDENTS = "incidents.log"


def keep_details(error: BaseException, folder: Path) -> str:
    """Add the details of ``error`` to the file; the French sentence that says where they are."""
    where = folder / INCIDENTS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with where.open("a", encoding="utf-8") as incidents:
            incidents.writelines(traceback.format_exception(error))
    except OSError:
        return "Le détail n'a pas pu être écrit dans le dossier de données."
    return f"Le détail est dans {where}."
