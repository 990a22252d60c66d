"""« Télécharger mon fichier annoté » : their workbook with its doubts shown, or a list of them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from relance_core.exports import to_workbook
from relance_core.intake.annotate import WORDS, annotate, has_macros, own_workbook
from relance_core.intake.annotate_losses import losses, losses_sentence
from relance_core.intake.places import places_of
from relance_core.workflows.understanding import Understanding

#: Headings of the workbook of the issues.
HEADINGS = {
    "severity": "Gravité",
    "sheet": "Feuille",
    "row": "Ligne",
    "column": "Colonne",
    "value": "Valeur",
    "message": "Explication",
}
_PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_WITH_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@dataclass(frozen=True)
class AnnotatedFile:
    """The file to give; ``own``: it is the user's workbook, not a list of the remarks."""

    content: bytes
    filename: str
    own: bool
    lost: str = ""  # what the copy lacks of the user's workbook (French sentence)


def annotated_name(understood: Understanding) -> str:
    """``factures-annoté.xlsx``, or .xlsm where the user's workbook has macros."""
    stem = PurePath(understood.workbook.filename or "factures").stem
    stem = re.sub(r"[^\w .-]", "_", stem) or "factures"
    workbook = own_workbook(understood.dropped.content)
    if workbook is None:
        return f"{stem}-remarques.xlsx"
    return f"{stem}-annoté.{'xlsm' if has_macros(workbook) else 'xlsx'}"


def can_be_annotated(understood: Understanding) -> bool:
    """Whether the file is one whose own cells can be coloured."""
    return own_workbook(understood.dropped.content) is not None


def annotated(understood: Understanding) -> AnnotatedFile:
    """The user's file with its doubts shown in it, or a workbook of the doubts.

    The second when the kind of file cannot be written, or the workbook not opened in full.
    """
    name = annotated_name(understood)
    workbook = own_workbook(understood.dropped.content)
    if workbook is not None:
        places = places_of(understood.workbook, understood.reading)
        done = annotate(workbook, understood.reading.issues, places)
        if done is not None:
            lost = losses_sentence(losses(workbook))
            return AnnotatedFile(done, name, own=True, lost=lost)
    listed = to_workbook(
        {
            "Remarques": understood.issues.replace_column(
                understood.issues.get_column_index("severity"),
                understood.issues["severity"].replace_strict(WORDS).alias("severity"),
            )
        },
        title=f"Remarques sur {understood.workbook.filename}",
        generated_on=understood.today,
        headings=HEADINGS,
    )
    # Excel refuses a plain workbook under the name of one with macros.
    return AnnotatedFile(
        _as_macro_book(listed) if name.endswith(".xlsm") else listed, name, own=False
    )


def _as_macro_book(content: bytes) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            bytes_ = before.read(part)
            if part.filename == "[Content_Types].xml":
                bytes_ = bytes_.replace(_PLAIN, _WITH_MACROS)
            after.writestr(part, bytes_)
    return written.getvalue()
