"""Opens any file that holds tables and gives its cells as text, spreadsheets in a child process."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from relance_core.intake.delimited import read_delimited
from relance_core.intake.preflight import inspect_zip, read_inner
from relance_core.intake.sniff import Kind, damaged, password_protected, refusal, sniff

CHILD = Path(__file__).with_name("sheet_process.py")
TIME_LIMIT = 30.0  # seconds
MAX_COLUMNS = 200


@dataclass(frozen=True)
class CellError:
    """A cell that holds an error such as ``#N/A`` instead of a value."""

    row: int  # 1-based, as Excel shows it
    column: int  # 0-based
    text: str  # "#N/A"


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet: every column is text, row 1 of Excel is row 0 of the frame."""

    name: str
    visible: bool
    cells: pl.DataFrame  # columns "c0", "c1", …
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """A file as it was read: what it is, its sheets, and what had to be guessed."""

    kind: Kind
    filename: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()  # French sentences
    #: Whether text is written the European way, as far as the file itself says (";" separator).
    european: bool = False
    unreadable: tuple[str, ...] = field(default=())  # names of sheets that could not be read


def read_workbook(content: bytes, filename: str) -> Workbook:
    """The workbook behind the bytes of a dropped file; ``filename`` is only kept for display.

    Raises ``UnreadableFile`` with the sentence to show when nothing can be read.
    """
    kind = sniff(content)
    if kind is Kind.ZIP:
        kind, inner = inspect_zip(content)
        if inner is not None:
            return _inside_archive(content, inner)
    if kind is Kind.TEXT:
        table = read_delimited(content)
        sheet = Sheet("", True, table.cells)
        return Workbook(kind, filename, (sheet,), table.notes, table.european)
    return _spreadsheet(content, kind, filename)


def _inside_archive(archive: bytes, name: str) -> Workbook:
    content = read_inner(archive, name)
    if sniff(content) is Kind.ZIP and inspect_zip(content)[0] is Kind.ZIP:
        raise refusal(
            "nested_archive",
            "Cette archive en contient une autre.",
            "Déposez le fichier Excel ou CSV lui-même.",
        )
    return read_workbook(content, name)


def _spreadsheet(content: bytes, kind: Kind, filename: str) -> Workbook:
    sheets: list[Sheet] = []
    unreadable: list[str] = []
    failure = ""
    for header, payload in _frames(_run_child(content)):
        if "error" in header:
            failure = str(header["error"])
        elif "too_large" in header:
            height, width = header["too_large"]
            unreadable.append(str(header["sheet"]))
            failure = failure or f"too large {height} {width}"
        elif "unreadable" in header:
            unreadable.append(str(header["sheet"]))
            failure = failure or str(header["unreadable"])
        elif "sheet" in header:
            sheet = _sheet(header, payload)
            if sheet.cells.width > MAX_COLUMNS:
                unreadable.append(sheet.name)
                failure = failure or f"too large {sheet.cells.height} {sheet.cells.width}"
            else:
                sheets.append(sheet)
    if failure and not any(sheet.cells.height for sheet in sheets):
        _refuse(failure)
    notes = tuple(f"La feuille « {name} » n'a pas pu être lue." for name in unreadable)
    return Workbook(kind, filename, tuple(sheets), notes, unreadable=tuple(unreadable))


def _refuse(failure: str) -> None:
    lowered = failure.lower()
    if "password" in lowered or "encrypt" in lowered:
        raise password_protected()
    if lowered.startswith("too large"):
        _, _, height, width = lowered.split()
        raise refusal(
            "too_large",
            f"La feuille est trop grande ({height} lignes, {width} colonnes ; "
            f"{MAX_COLUMNS} colonnes au plus).",
            "Supprimez les colonnes et les lignes inutiles, puis déposez le fichier de nouveau.",
        )
    raise damaged()


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


def _frames(output: bytes) -> list[tuple[dict[str, Any], memoryview]]:
    """The sheets of the child's output: header and Arrow bytes."""
    frames: list[tuple[dict[str, Any], memoryview]] = []
    view, at = memoryview(output), 0
    while at < len(output):
        end = output.index(b"\n", at)
        header = json.loads(output[at:end])
        size = header["size"]
        frames.append((header, view[end + 1 : end + 1 + size]))
        at = end + 1 + size
    return frames


def _sheet(header: dict[str, Any], payload: memoryview) -> Sheet:
    errors = tuple(
        CellError(row + 1, column, _error_text(detail)) for row, column, detail in header["errors"]
    )
    if not len(payload):
        return Sheet(str(header["sheet"]), bool(header["visible"]), pl.DataFrame())
    cells = pl.read_ipc_stream(io.BytesIO(payload))
    cells.columns = [f"c{index}" for index in range(cells.width)]
    return Sheet(str(header["sheet"]), bool(header["visible"]), cells, errors)


def _error_text(detail: str) -> str:
    """``#N/A`` from the reader's ``Expected string but got 'Error(NA)'``."""
    names = {
        "Div0": "#DIV/0!",
        "Ref": "#REF!",
        "NA": "#N/A",
        "Value": "#VALUE!",
        "Name": "#NAME?",
        "Null": "#NULL!",
        "Num": "#NUM!",
    }
    code = detail.rpartition("Error(")[2].partition(")")[0]
    return names.get(code, "#ERREUR!")
