"""Tells which cells of an .xls are merged, from the records of its stream.

Runs in the child process that opens spreadsheets, with the standard library alone. An .xls is a
small file system of sectors; the stream "Workbook" in it is a list of records.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import error as StructError
from struct import unpack_from

#: As ``merges.Merge``: top, left, bottom and right, 0-based, all included.
Merge = tuple[int, int, int, int]
SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_STREAM, MAX_MERGES, MAX_RECORDS = 64 << 20, 20_000, 3_000_000
#: Sector numbers from here on are marks: the end of a chain, a free sector.
MARKS = 0xFFFFFFFA
BOF, END, BOUND_SHEET, MERGED = 0x0809, 0x000A, 0x0085, 0x00E5
BIFF8, SHEET = 0x0600, 0


def xls_merges(content: bytes) -> dict[str, list[Merge]]:
    """Per sheet of an .xls, its merged cells; nothing where it is not written the usual way."""
    try:
        stream = _stream(content)
        names = dict(_sheets(stream))
        records = MAX_RECORDS // max(len(names), 1)
        found = {name: _merges(stream, at, records) for name, at in names.items()}
    except (StructError, ValueError, IndexError, UnicodeDecodeError):
        return {}
    return {name: merges for name, merges in found.items() if merges}


def _stream(content: bytes) -> bytes:
    """The stream that holds the workbook."""
    if not content.startswith(SIGNATURE):
        raise ValueError("no compound file")
    size = 1 << unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise ValueError("an unusual sector")
    sectors = [at for at in unpack_from("<109I", content, 76) if at < MARKS]
    (following,) = unpack_from("<I", content, 68)
    for _ in range(len(content) // size):
        if following >= MARKS:
            break
        listed = unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        sectors += [at for at in listed[:-1] if at < MARKS]
        following = listed[-1]
    table: list[int] = []
    for at in sectors:
        table += unpack_from(f"<{size // 4}I", content, (at + 1) * size)
    folder = _chain(content, table, unpack_from("<I", content, 48)[0], size)
    (small,) = unpack_from("<I", content, 56)
    for at in range(0, len(folder) - 127, 128):
        length = unpack_from("<H", folder, at + 64)[0]
        name = folder[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, bytes_ = unpack_from("<II", folder, at + 116)
        if name.casefold() == "workbook" and small <= bytes_ <= MAX_STREAM:
            return _chain(content, table, start, size)[:bytes_]
    raise ValueError("no workbook")


def _chain(content: bytes, table: list[int], at: int, size: int) -> bytes:
    """The sectors that follow one another from ``at``."""
    pieces: list[bytes] = []
    while at < MARKS:
        if len(pieces) > len(table):
            raise ValueError("an endless chain")
        pieces.append(content[(at + 1) * size : (at + 2) * size])
        at = table[at]
    return b"".join(pieces)


def _records(stream: bytes, at: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record from ``at`` to the end of its sheet."""
    for _ in range(most):
        kind, size = unpack_from("<HH", stream, at)
        yield kind, at + 4, size
        if kind == END:
            return
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Name and place of each sheet of cells."""
    if unpack_from("<HHH", stream, 0)[::2] != (BOF, BIFF8):
        raise ValueError("an older workbook")
    for kind, at, _ in _records(stream, 0, MAX_RECORDS):
        if kind == BOUND_SHEET:
            place, _, type_, letters, wide = unpack_from("<IBBBB", stream, at)
            if type_ == SHEET:
                written = stream[at + 8 : at + 8 + letters * (1 + (wide & 1))]
                yield written.decode("utf-16-le" if wide & 1 else "latin-1"), place


def _merges(stream: bytes, at: int, records: int) -> list[Merge]:
    merges: list[Merge] = []
    for kind, place, size in _records(stream, at, records):
        if kind == MERGED:
            (count,) = unpack_from("<H", stream, place)
            for one in range(min(count, (size - 2) // 8)):
                top, bottom, left, right = unpack_from("<4H", stream, place + 2 + 8 * one)
                merges.append((top, left, bottom, right))
            if len(merges) > MAX_MERGES:
                return []
    return merges
