"""Tells what an .xlsx shows but does not store: currency signs, leading zeros, struck-out rows.

Runs in the child process that opens spreadsheets, with the standard library alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

#: Bytes of a sheet searched at a time, and what may be cut between two pieces.
PIECE, SEAM = 1 << 22, 1 << 10
MAX_PART = 16 << 20
#: The dollars of a format, by the country that it names.
DOLLARS = {"409": "USD", "1009": "CAD", "C0C": "CAD", "C09": "AUD", "1409": "NZD", "C04": "HKD"}
SIGNS = {"€": "EUR", "£": "GBP", "$": "$", "¥": "JPY", "F CFA": "XOF", "FCFA": "XOF"}
#: Codes of three letters that are a currency's; others ("TTC") are words.
CODES = re.compile(
    "EUR|USD|GBP|CHF|CAD|JPY|MAD|TND|DZD|XOF|XAF|SEK|NOK|DKK|PLN|CZK|HUF|RON|AUD|NZD|CNY|INR|BRL|"
    "MXN|ZAR|TRY|SGD|HKD|AED|SAR|ILS"
)
#: An .xls begins with a record of this kind; those about the whole workbook come before its sheets.
BIFF8, DATE_MODE, BOUND_SHEET, XLS_RECORDS = b"\x09\x08\x10\x00\x00\x06\x05\x00", 0x22, 0x85, 200
LITERAL = r'(?:"([^"]*)"|\\(.))?'
PADDED = re.compile(rf"^{LITERAL}(0{{2,}}){LITERAL}$")
IN_BRACKETS = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]")
IN_QUOTES = re.compile(r'"([^"]*)"|\\(.)')


@dataclass(frozen=True)
class Formats:
    """What the formats of a workbook say of its cells.

    ``runs`` are, per sheet, (column, code, first row, last row), the column 0-based and the rows
    1-based; a code is ``currency USD`` or ``padded 6 F-`` (six digits behind "F-").
    """

    epoch_1904: bool = False
    runs: Mapping[str, list[tuple[int, str, int, int]]] = field(default_factory=dict)
    #: Per sheet, the rows (1-based) of which several cells are struck out.
    struck: Mapping[str, list[int]] = field(default_factory=dict)


def formats_of(content: bytes) -> Formats:
    """What the formats of an .xlsx say; nothing where it is not written the usual way."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _formats(archive)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, ElementTree.ParseError):
        return Formats()


def _formats(archive: zipfile.ZipFile) -> Formats:
    book = _tree(archive, "xl/workbook.xml")
    epoch = any(
        element.get("date1904", "0") in ("1", "true") for element in _all(book, "workbookPr")
    )
    styles = _tree(archive, "xl/styles.xml")
    told, crossed = _styles(styles), _struck_styles(styles)
    currencies = {code for code in told.values() if code.startswith("currency")}
    if currencies <= {"currency EUR"}:
        # Euros are what is understood anyway: no cell need be looked at.
        told = {style: code for style, code in told.items() if not code.startswith("currency")}
    if not told and not crossed:
        return Formats(epoch)
    parts = sheet_paths(archive)
    runs = {name: _runs(archive, path, told) for name, path in parts.items()} if told else {}
    struck = {name: _struck_rows(archive, path, crossed) for name, path in parts.items() if crossed}
    return Formats(epoch, runs, {name: rows for name, rows in struck.items() if rows})


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet of an .xlsx -> the part that holds its cells."""
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in _all(_tree(archive, "xl/_rels/workbook.xml.rels"), "Relationship")
    }
    paths = {}
    for sheet in _all(_tree(archive, "xl/workbook.xml"), "sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        path = targets.get(key, "")
        path = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
        if path in archive.namelist():
            paths[sheet.get("name", "")] = path
    return paths


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > MAX_PART:
        raise ValueError(name)
    return ElementTree.fromstring(archive.read(name))


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The elements of a name, whatever their namespace (strict workbooks have another one)."""
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _struck_styles(root: ElementTree.Element) -> list[int]:
    """The styles of cells whose font is struck out, which mark by hand what is done with."""
    fonts = [
        any(mark.get("val", "1") not in ("0", "false") for mark in _all(font, "strike"))
        for group in _all(root, "fonts")
        for font in _all(group, "font")
    ]
    if not any(fonts):
        return []
    return [
        style
        for group in _all(root, "cellXfs")
        for style, xf in enumerate(_all(group, "xf"))
        if int(xf.get("fontId", "0")) < len(fonts) and fonts[int(xf.get("fontId", "0"))]
    ]


def _struck_rows(archive: zipfile.ZipFile, path: str, styles: list[int]) -> list[int]:
    """The rows of a sheet of which at least two cells are struck out."""
    either = "|".join(map(str, styles)).encode()
    pattern = re.compile(rb'<(?:\w+:)?c r="[A-Z]{1,3}(\d+)"[^>]*? s="(?:' + either + rb')"')
    counts = Counter(int(digits) for (digits,) in _found(archive, path, pattern))
    return [row for row, cells in sorted(counts.items()) if cells > 1]


def _styles(root: ElementTree.Element) -> dict[int, str]:
    """The code of each style of cells that has one."""
    written = {one.get("numFmtId"): one.get("formatCode", "") for one in _all(root, "numFmt")}
    told = {}
    for group in _all(root, "cellXfs"):
        for style, xf in enumerate(_all(group, "xf")):
            code = code_of(written.get(xf.get("numFmtId"), ""))
            if code:
                told[style] = code
    return told


def code_of(written: str) -> str | None:
    """What a number format shows beside the number; None when that is nothing of its meaning."""
    padded = PADDED.match(written)
    if padded:
        before, escaped, zeros, after, escaped_after = padded.groups()
        if not (after or escaped_after):
            return f"padded {len(zeros)} {before or escaped or ''}".strip()
    shown = written.partition(";")[0]
    for sign, country in IN_BRACKETS.findall(shown):
        if sign.strip() == "$":
            return f"currency {DOLLARS.get(country.lstrip('0').upper(), '$')}"
        if code := _currency(sign):
            return f"currency {code}"
    for literal, escaped in IN_QUOTES.findall(shown):
        if code := _currency(literal or escaped):
            return f"currency {code}"
    bare = IN_QUOTES.sub("", IN_BRACKETS.sub("", shown))
    return next((f"currency {code}" for sign, code in SIGNS.items() if sign in bare), None)


def _currency(sign: str) -> str | None:
    plain = " ".join(sign.split()).upper()
    return SIGNS.get(plain) or (plain if CODES.fullmatch(plain) else None)


def _runs(
    archive: zipfile.ZipFile, path: str, told: Mapping[int, str]
) -> list[tuple[int, str, int, int]]:
    """Runs of cells of one column whose style has a code."""
    styles = "|".join(map(str, told)).encode()
    pattern = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d+)"[^>]*? s="(' + styles + rb')"')
    runs: dict[int, list[tuple[int, str, int, int]]] = {}
    for letters, digits, style in _found(archive, path, pattern):
        column, row, code = column_of(letters.decode()), int(digits), told[int(style)]
        ours = runs.setdefault(column, [])
        if ours and ours[-1][1] == code and ours[-1][3] == row - 1:
            ours[-1] = (column, code, ours[-1][2], row)
        else:
            ours.append((column, code, row, row))
    return [run for ours in runs.values() for run in ours]


def _found(
    archive: zipfile.ZipFile, path: str, pattern: re.Pattern[bytes]
) -> Iterator[tuple[bytes, ...]]:
    """The matches in a part, read piece by piece; one that is cut is found with the next piece."""
    with archive.open(path) as part:
        pending = b""
        while piece := part.read(PIECE):
            pending += piece
            end = 0
            for match in pattern.finditer(pending):
                end = match.end()
                yield match.groups()
            pending = pending[max(end, len(pending) - SEAM) :]


def column_of(letters: str) -> int:
    """0 for "A"."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def xls_epoch_1904(content: bytes) -> bool:
    """Whether an .xls counts its days from 1904: a record near the beginning of its stream."""
    at = content.find(BIFF8)
    for _ in range(XLS_RECORDS):
        if at < 0 or at + 4 > len(content):
            return False
        kind = int.from_bytes(content[at : at + 2], "little")
        size = int.from_bytes(content[at + 2 : at + 4], "little")
        if kind == DATE_MODE:
            return size == 2 and content[at + 4 : at + 6] == b"\x01\x00"
        if kind == BOUND_SHEET:
            return False
        at += 4 + size
    return False


def farthest_cells(content: bytes) -> list[tuple[str, str, int]]:
    """Per sheet: its part, the lowest or rightmost cell, and the cells of the box that it asks for.

    Tells why a sheet could not be held: one stray cell is enough.
    """
    pattern = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d+)"')
    told = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", path):
                continue
            low, right = (0, ""), (0, "")
            for letters, digits in _found(archive, path, pattern):
                name = (letters + digits).decode()
                low = max(low, (int(digits), name))
                right = max(right, (column_of(letters.decode()) + 1, name))
            names = " et ".join(dict.fromkeys((low[1], right[1])))
            told.append((path, names, low[0] * right[0]))
    return told
