"""Starts the reading of a dropped file: what it is, whether it may be opened, and the child.

Only the standard library is imported here: the child works while the rest of the program loads.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from relance_core.errors import UnreadableFile
from relance_core.intake.preflight import inspect_zip, read_inner
from relance_core.intake.sniff import Kind, damaged, refusal, sniff

CHILD = Path(__file__).with_name("sheet_process.py")
TIME_LIMIT = 30.0  # seconds
#: Seconds between two looks at whether somebody has given the reading up.
LOOK = 0.1
#: What the child is asked to read.
ASKED = {
    Kind.XLSX: "xlsx",
    Kind.XLS: "xls",
    Kind.XLSB: "xlsb",
    Kind.ODS: "ods",
    Kind.HTML: "html",
    Kind.XML_2003: "xml_2003",
}

#: Says whether the reading has been given up; asked from another thread, several times a second.
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Opened:
    """A file that may be read: its kind, its bytes, and what a child will say of its sheets."""

    kind: Kind
    filename: str
    content: bytes
    sheets: Future[bytes] | None  # what the child writes; None for text, which needs no child


def open_file(content: bytes, filename: str, *, cancelled: Cancelled | None = None) -> Opened:
    """Start to read the bytes of a dropped file; ``filename`` is only kept for display.

    Raises ``UnreadableFile`` for what is no table or is hostile. What the child has to say against
    the file comes with the future's result, and so does the refusal, of code ``cancelled``, of a
    file whose child was ended because ``cancelled`` said so.
    """
    kind = sniff(content)
    if kind is Kind.ZIP:
        kind, inner = inspect_zip(content)
        if inner is not None:
            return _inside_archive(content, inner, cancelled)
    if kind is Kind.TEXT:
        return Opened(kind, filename, content, None)
    return Opened(kind, filename, content, _started(content, kind, cancelled))


def _inside_archive(archive: bytes, name: str, cancelled: Cancelled | None) -> Opened:
    content = read_inner(archive, name)
    if sniff(content) is Kind.ZIP and inspect_zip(content)[0] is Kind.ZIP:
        raise refusal(
            "nested_archive",
            "Cette archive en contient une autre.",
            "Déposez le fichier Excel ou CSV lui-même.",
        )
    return open_file(content, name, cancelled=cancelled)


def _started(content: bytes, kind: Kind, cancelled: Cancelled | None) -> Future[bytes]:
    waiting = ThreadPoolExecutor(1, thread_name_prefix="sheet-process")
    try:
        return waiting.submit(_told, content, kind, cancelled)
    finally:
        waiting.shutdown(wait=False)


def _told(content: bytes, kind: Kind, cancelled: Cancelled | None) -> bytes:
    """What the child wrote. A child that dies or hangs is a refusal; this process lives."""
    code, output = _run_child(content, ASKED.get(kind, "spreadsheet"), cancelled)
    if code == 0:
        return output
    raise _why_it_died(content, cancelled) if kind is Kind.XLSX else damaged()


def _run_child(content: bytes, what: str, cancelled: Cancelled | None) -> tuple[int, bytes]:
    """The exit code and the output of a child."""
    # -I -S: nothing of the user's environment runs; the libraries are those of this process.
    command = [sys.executable, "-I", "-S", str(CHILD), json.dumps(sys.path), what]
    pipe = subprocess.PIPE
    started = time.monotonic()
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:
        given: bytes | None = content
        while True:
            try:
                output, _ = child.communicate(given, timeout=LOOK if cancelled else TIME_LIMIT)
                return child.returncode, output
            except subprocess.TimeoutExpired:
                given = None  # what was given goes on being written
            except BaseException:
                child.kill()
                raise
            if cancelled is not None and cancelled():
                child.kill()
                raise refusal(
                    "cancelled",
                    "La lecture de ce fichier a été arrêtée à votre demande.",
                    "Déposez-le de nouveau quand vous le souhaitez.",
                )
            if time.monotonic() - started > TIME_LIMIT:
                child.kill()
                raise refusal(
                    "too_slow",
                    f"La lecture de ce fichier a pris plus de {TIME_LIMIT:.0f} secondes et a été "
                    "arrêtée.",
                    "Ouvrez-le dans Excel, enregistrez-le au format .xlsx, puis déposez-le de "
                    "nouveau.",
                )


def _why_it_died(content: bytes, cancelled: Cancelled | None) -> UnreadableFile:
    """The refusal of a workbook whose child died: the stray cell if there is one."""
    code, output = _run_child(content, "far", cancelled)
    told = json.loads(output.partition(b"\n")[0]) if code == 0 and output else {}
    if "far" not in told:
        return damaged()
    return refusal(
        "far_cell",
        f"Une cellule isolée se trouve très loin du tableau ({told['far']}) : ce fichier ne peut "
        "pas être lu.",
        "Supprimez cette cellule, ou copiez le tableau dans un nouveau classeur, puis déposez-le.",
    )
