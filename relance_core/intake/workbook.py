"""Opens any file that holds tables and gives its cells as text, spreadsheets in a child process."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from relance_core.intake.delimited import read_delimited
from relance_core.intake.opening import Cancelled, Opened, open_file
from relance_core.intake.shown import as_shown
from relance_core.intake.sniff import (
    Kind,
    damaged,
    forbidden_doctype,
    password_protected,
    refusal,
)

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
    #: Of a text: how many cells its first rows have, blank ones at the end included.
    lengths: tuple[int, ...] = ()
    separator: str = ""  # of a text
    #: Top, left, bottom and right of the merged cells, 0-based, all included.
    merges: tuple[tuple[int, int, int, int], ...] = ()


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
    #: Whether day 0 is 1 January 1904, for numbers that stand for dates (cells that are dates are
    #: read right already).
    epoch_1904: bool = False
    #: Per sheet, the rows (1-based) that are struck out.
    struck: Mapping[str, Sequence[int]] = field(default_factory=dict)
    #: Per sheet, some of the cells ("F2") whose formula has no result in the file.
    uncomputed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def typed(self) -> bool:
        """Whether a number is written as the machine does, with a point, whatever was shown."""
        return self.kind not in (Kind.TEXT, Kind.HTML)


def read_workbook(content: bytes, filename: str, *, cancelled: Cancelled | None = None) -> Workbook:
    """The workbook behind the bytes of a dropped file; ``filename`` is only kept for display.

    ``cancelled``, asked several times a second, ends the reading when it answers yes. Raises
    ``UnreadableFile`` with the sentence to show when nothing can be read, or nothing was any more.
    """
    return workbook_of(open_file(content, filename, cancelled=cancelled))


def workbook_of(opened: Opened) -> Workbook:
    """The workbook of a file whose reading has started; waits for its child.

    Raises ``UnreadableFile`` with the sentence to show when nothing can be read.
    """
    if opened.sheets is None:
        table = read_delimited(opened.content)
        sheet = Sheet("", True, table.cells, (), table.lengths, table.separator)
        return Workbook(opened.kind, opened.filename, (sheet,), table.notes, table.european)
    return _spreadsheet(opened.sheets.result(), opened.kind, opened.filename)


def _spreadsheet(output: bytes, kind: Kind, filename: str) -> Workbook:
    sheets: list[Sheet] = []
    unreadable: list[str] = []
    failure = ""
    epoch_1904 = False
    merged: dict[str, list[list[int]]] = {}
    struck: dict[str, list[int]] = {}
    uncomputed: dict[str, list[str]] = {}
    for header, payload in _frames(output):
        if "error" in header:
            failure = str(header["error"])
        elif "too_large" in header:
            height, width = header["too_large"]
            unreadable.append(str(header["sheet"]))
            failure = failure or f"too large {height} {width}"
        elif "unreadable" in header:
            unreadable.append(str(header["sheet"]))
            failure = failure or str(header["unreadable"])
        elif "epoch_1904" in header:
            epoch_1904 = bool(header["epoch_1904"])
            struck = header.get("struck", {})
        elif "merged" in header:
            merged = header["merged"]
            uncomputed = header.get("uncomputed", {})
        elif "sheet" in header:
            sheet = _sheet(header, payload)
            if sheet.cells.width > MAX_COLUMNS:
                unreadable.append(sheet.name)
                failure = failure or f"too large {sheet.cells.height} {sheet.cells.width}"
            else:
                sheets.append(sheet)
    if failure and not any(sheet.cells.height for sheet in sheets):
        _refuse(failure)
    sheets = [_with_merges(sheet, merged.get(sheet.name, ())) for sheet in sheets]
    notes = tuple(f"La feuille « {name} » n'a pas pu être lue." for name in unreadable)
    return Workbook(
        kind,
        filename,
        tuple(sheets),
        notes,
        unreadable=tuple(unreadable),
        epoch_1904=epoch_1904,
        struck=struck,
        uncomputed=uncomputed,
    )


def _refuse(failure: str) -> None:
    lowered = failure.lower()
    if "password" in lowered or "encrypt" in lowered:
        raise password_protected()
    if lowered == "doctype":
        raise forbidden_doctype()
    if lowered.startswith("too large"):
        _, _, height, width = lowered.split()
        raise refusal(
            "too_large",
            f"La feuille est trop grande ({height} lignes, {width} colonnes ; "
            f"{MAX_COLUMNS} colonnes au plus).",
            "Supprimez les colonnes et les lignes inutiles, puis déposez le fichier de nouveau.",
        )
    raise damaged()


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
    name, visible, left = str(header["sheet"]), bool(header["visible"]), header.get("left", 0)
    errors = tuple(
        CellError(row + 1, column + left, _error_text(detail))
        for row, column, detail in header["errors"]
    )
    if not len(payload):
        return Sheet(name, visible, pl.DataFrame())
    merges = header.get("merges", ())
    cells = pl.read_ipc_stream(io.BytesIO(payload))
    cells.columns = [f"c{left + index}" for index in range(cells.width)]
    cells = as_shown(cells, header.get("formats", ()))
    if left:
        empty = (pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(left))
        cells = cells.select(*empty, pl.all())
    return _with_merges(Sheet(name, visible, cells, errors), merges)


def _with_merges(sheet: Sheet, merges: Sequence[Sequence[int]]) -> Sheet:
    found = tuple((top, left, bottom, right) for top, left, bottom, right in merges)
    return replace(sheet, merges=found) if found else sheet


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
    if detail.startswith("#"):
        return detail
    code = detail.rpartition("Error(")[2].partition(")")[0]
    return names.get(code, "#ERREUR!")
