"""Tells which cells of an .xlsb are merged, from the records of its sheets.

Runs in the child process that opens spreadsheets, with the standard library alone. Every part of
an .xlsb is a list of records; a sheet's merges follow its cells, so that these are not walked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from struct import error as StructError
from struct import unpack_from

#: As ``merges.Merge``: top, left, bottom and right, 0-based, all included.
Merge = tuple[int, int, int, int]
MAX_PART, MAX_MERGES, MAX_RECORDS = 256 << 20, 20_000, 100_000
SHEET, MERGED, END_OF_SHEET = 156, 176, 130
#: How the record that ends the cells is written, and how many such bytes are tried from the end.
AFTER_CELLS, TRIES = b"\x92\x01\x00", 50
_PART = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ID, _TARGET = re.compile(rb'\bId="([^"]*)"'), re.compile(rb'\bTarget="([^"]*)"')


def xlsb_merges(content: bytes) -> dict[str, list[Merge]]:
    """Per sheet of an .xlsb, its merged cells; nothing where it is not written the usual way."""
    found: dict[str, list[Merge]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts(_read(archive, "xl/_rels/workbook.bin.rels"))
            for name, key in _sheets(_read(archive, "xl/workbook.bin")):
                merges = _merges(_read(archive, parts[key])) if key in parts else []
                if merges:
                    found[name] = merges
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, StructError, IndexError):
        return {}
    return found


def _read(archive: zipfile.ZipFile, path: str) -> bytes:
    if archive.getinfo(path).file_size > MAX_PART:
        raise ValueError("a part too large")
    return archive.read(path)


def _parts(relations: bytes) -> dict[str, str]:
    """Key of a part of the workbook -> its path."""
    parts = {}
    for told in _PART.findall(relations):
        key, target = _ID.search(told), _TARGET.search(told)
        if key and target:
            path = target[1].decode()
            parts[key[1].decode()] = (
                path.lstrip("/") if path.startswith("/") else normpath(join("xl", path))
            )
    return parts


def _records(part: bytes, at: int = 0) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record; kind and size are written seven bits a byte."""
    for _ in range(MAX_RECORDS):
        if at >= len(part):
            return
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + size > len(part):
            raise ValueError("a record beyond its part")
        yield kind, at, size
        at += size


def _sheets(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Name and key of each sheet."""
    for kind, at, _ in _records(workbook):
        if kind == SHEET:
            key, after = _text(workbook, at + 8)
            name, _ = _text(workbook, after)
            yield name, key


def _text(part: bytes, at: int) -> tuple[str, int]:
    (letters,) = unpack_from("<I", part, at)
    end = at + 4 + 2 * letters
    if end > len(part):
        raise ValueError("a text beyond its part")
    return part[at + 4 : end].decode("utf-16-le"), end


def _merges(sheet: bytes) -> list[Merge]:
    """The merges told after the cells of a sheet."""
    at = len(sheet)
    for _ in range(TRIES):
        at = sheet.rfind(AFTER_CELLS, 0, at)
        if at < 0:
            return []
        found = _after(sheet, at)
        if found is not None:
            return found if len(found) <= MAX_MERGES else []
    return []


def _after(sheet: bytes, at: int) -> list[Merge] | None:
    """The merges among the records from ``at`` on; None when no records begin there."""
    merges, last = [], None
    try:
        for kind, place, size in _records(sheet, at):
            last = kind
            if kind == MERGED and size >= 16:
                top, bottom, left, right = unpack_from("<4I", sheet, place)
                merges.append((top, left, bottom, right))
    except (ValueError, IndexError, StructError):
        return None
    return merges if last == END_OF_SHEET else None
