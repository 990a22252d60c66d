"""Starts the reading of a dropped file: what it is, whether it may be opened, and the child.

Only the standard library is imported here: the child works while the rest of the program loads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from relance_core.intake.preflight import inspect_zip, read_inner
from relance_core.intake.sniff import Kind, refusal, sniff

CHILD = Path(__file__).with_name("sheet_process.py")
TIME_LIMIT = 30.0  # seconds


@dataclass(frozen=True)
class Opened:
    """A file that may be read: its kind, its bytes, and what a child will say of its sheets."""

    kind: Kind
    filename: str
    content: bytes
    sheets: Future[bytes] | None  # what the child writes; None for text, which needs no child


def open_file(content: bytes, filename: str) -> Opened:
    """Start to read the bytes of a dropped file; ``filename`` is only kept for display.

    Raises ``UnreadableFile`` for what is no table or is hostile. What the child has to say against
    the file comes with the future's result.
    """
    kind = sniff(content)
    if kind is Kind.ZIP:
        kind, inner = inspect_zip(content)
        if inner is not None:
            return _inside_archive(content, inner)
    return Opened(kind, filename, content, None if kind is Kind.TEXT else _started(content))


def _inside_archive(archive: bytes, name: str) -> Opened:
    content = read_inner(archive, name)
    if sniff(content) is Kind.ZIP and inspect_zip(content)[0] is Kind.ZIP:
        raise refusal(
            "nested_archive",
            "Cette archive en contient une autre.",
            "Déposez le fichier Excel ou CSV lui-même.",
        )
    return open_file(content, name)


def _started(content: bytes) -> Future[bytes]:
    waiting = ThreadPoolExecutor(1, thread_name_prefix="sheet-process")
    try:
        return waiting.submit(_run_child, content)
    finally:
        waiting.shutdown(wait=False)


def _run_child(content: bytes) -> bytes:
    """What the child wrote. A child that dies or hangs is a refusal; this process lives."""
    # -I -S: nothing of the user's environment runs; the libraries are those of this process.
    command = [sys.executable, "-I", "-S", str(CHILD), json.dumps(sys.path)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired as error:
        raise refusal(
            "too_slow",
            f"La lecture de ce fichier a pris plus de {TIME_LIMIT:.0f} secondes et a été arrêtée.",
            "Ouvrez-le dans Excel, enregistrez-le au format .xlsx, puis déposez-le de nouveau.",
        ) from error
    if done.returncode != 0:
        raise refusal(
            "reader_stopped",
            "Ce fichier a fait échouer la lecture : il est endommagé, ou une cellule se trouve "
            "très loin du tableau.",
            "Copiez le tableau dans un nouveau classeur, enregistrez-le, puis déposez-le.",
        )
    return done.stdout
