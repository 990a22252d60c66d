"""Tells which cells of a workbook are merged: the reader gives their value to the first row alone.

Runs in the child process that opens spreadsheets, with the standard library alone. Merges stand at
the end of a sheet: they are looked for while another thread reads its cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from xml.etree import ElementTree
from xml.parsers import expat

from relance_core.intake.formats import PIECE, column_of, sheet_paths

#: Top, left, bottom and right of a merge, 0-based, all included.
Merge = tuple[int, int, int, int]
#: Beyond, no merges are told: rows that need them are then told as rows without a client.
MAX_PART, MAX_MERGES = 256 << 20, 20_000
SEAM = 1 << 8
MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
SPANNED = re.compile(rb'number-(?:rows|columns)-spanned="(?:[2-9]|\d{2,})"')


def xlsx_merges(
    content: bytes, look: Callable[[str, bytes], None] | None = None
) -> dict[str, list[Merge]]:
    """Per sheet of an .xlsx, its merged cells; nothing where it is not written the usual way.

    ``look`` is given the name of each sheet with each piece of its text, which is read but once.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {
                name: _merges(archive, path, partial(look, name) if look else None)
                for name, path in sheet_paths(archive).items()
            }
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, ElementTree.ParseError):
        return {}
    return {name: merges for name, merges in found.items() if merges}


def _merges(
    archive: zipfile.ZipFile, path: str, look: Callable[[bytes], None] | None = None
) -> list[Merge]:
    if archive.getinfo(path).file_size > MAX_PART:
        return []
    merges: list[Merge] = []
    with archive.open(path) as part:
        pending = b""
        while piece := part.read(PIECE):
            pending += piece
            end = 0
            if look is not None:
                look(pending)
            if b"mergeCell " in pending:
                for match in MERGE.finditer(pending):
                    end = match.end()
                    left, top, right, bottom = (group.decode() for group in match.groups())
                    corner = (int(top) - 1, column_of(left))
                    merges.append((*corner, int(bottom) - 1, column_of(right)))
            if len(merges) > MAX_MERGES:
                return []
            pending = pending[max(end, len(pending) - SEAM) :]
    return merges


def ods_merges(content: bytes) -> dict[str, list[Merge]]:
    """Per sheet of an .ods, its merged cells; nothing where it is not written the usual way."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("content.xml").file_size > MAX_PART:
                return {}
            written = archive.read("content.xml")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return {}
    if not SPANNED.search(written):
        return {}
    grid = _Grid()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = grid.start
    parser.EntityDeclHandler = _forbid
    try:
        parser.Parse(written, True)
    except (expat.ExpatError, ValueError):
        return {}
    counted = sum(map(len, grid.merges.values()))
    return grid.merges if counted <= MAX_MERGES else {}


def _forbid(*_: object) -> None:
    raise ValueError("a text that declares entities")


class _Grid:
    """Where the cells of the sheets stand: rows and cells may each be repeated."""

    def __init__(self) -> None:
        self.merges: dict[str, list[Merge]] = {}
        self.name = ""
        self.row = self.next_row = self.column = 0

    def start(self, name: str, said: Mapping[str, str]) -> None:
        """Count a row or a cell, and keep it if it spans others."""
        if name == TABLE + "table":
            self.name, self.row, self.next_row = said.get(TABLE + "name", ""), 0, 0
        elif name == TABLE + "table-row":
            self.row, self.column = self.next_row, 0
            self.next_row += _count(said, "number-rows-repeated")
        elif name in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            height, width = (
                _count(said, "number-rows-spanned"),
                _count(said, "number-columns-spanned"),
            )
            if height > 1 or width > 1:
                corner = (self.row, self.column)
                far = (self.row + height - 1, self.column + width - 1)
                self.merges.setdefault(self.name, []).append((*corner, *far))
            self.column += _count(said, "number-columns-repeated")


def _count(said: Mapping[str, str], what: str) -> int:
    written = said.get(TABLE + what, "1")
    return int(written) if written.isdigit() and len(written) < 8 else 1
