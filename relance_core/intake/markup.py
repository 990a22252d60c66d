"""Reads the tables of a web page or of an XML workbook of Excel 2003, both saved as .xls.

Runs in the child process that opens spreadsheets, with the standard library alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from xml.parsers import expat

MAX_CELLS = 40_000_000
MAX_SPAN = 200
MAX_ROWS = 1 << 20
#: Such a number is written out; one with a longer exponent is no amount, and stays as it is.
SCIENTIFIC = re.compile(r"^\s*[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}\s*$")
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet "
EXCEL = "urn:schemas-microsoft-com:office:excel "
#: What Excel writes in the cells of a page that it saved, and shows nothing of.
SILENT = frozenset({"script", "style", "title"})


class Forbidden(Exception):
    """The text declares a document type or entities."""


class TooLarge(Exception):
    """More cells than a child may hold; its text is "height width"."""


@dataclass
class MarkedSheet:
    """The cells of one table: rows of text, shorter or longer; errors as (row, column, text)."""

    name: str
    visible: bool = True
    rows: list[list[str | None]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    cells: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # as ``merges.Merge``

    def put(self, row: int, column: int, text: str | None) -> None:
        """Write a cell, 0-based, on the row that is being filled or on one below."""
        if row >= MAX_ROWS or column >= 1 << 14:
            raise TooLarge(f"{row + 1} {column + 1}")
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        self.cells += max(0, column + 1 - len(cells))
        if self.cells > MAX_CELLS:
            raise TooLarge(f"{row + 1} {column + 1}")
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = text


def html_sheets(content: bytes) -> list[MarkedSheet]:
    """Each table of a page, those inside another one apart from it.

    Headings that stay in place while one scrolls are a table of one row above that of the data.
    """
    page = _Page()
    page.feed(_decoded(content))
    page.close()
    page.finish()
    whole: list[MarkedSheet] = []
    for sheet in page.sheets:
        if not any(any(row) for row in sheet.rows):
            continue
        above = whole[-1].rows if whole else []
        if len(above) == 1 and max(map(len, sheet.rows)) == len(above[0]) > 2:
            above += sheet.rows
        else:
            whole.append(sheet)
    return whole


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    told = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", content[:4096], re.IGNORECASE)
    for encoding in ("utf-8-sig", told.group(1).decode() if told else "cp1252"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


@dataclass
class _OpenTable:
    sheet: MarkedSheet
    row: int = -1
    column: int = 0
    text: list[str] | None = None  # of the cell being read
    width: int = 1
    height: int = 1
    #: Column -> row below the last one that a cell from above takes up.
    taken: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        self.close_cell()
        self.row, self.column = self.row + 1, 0

    def open_cell(self, width: int, height: int) -> None:
        self.close_cell()
        self.row = max(self.row, 0)
        self.text, self.width, self.height = [], width, height

    def close_cell(self) -> None:
        if self.text is None:
            return
        text = " ".join("".join(self.text).split())
        self.text = None
        while self.taken.get(self.column, 0) > self.row:
            self.column += 1
        self.sheet.put(self.row, self.column, text or None)
        if self.height > 1:
            far = (self.row + self.height - 1, self.column + self.width - 1)
            self.sheet.merges.append((self.row, self.column, *far))
        for column in range(self.column, self.column + self.width):
            if self.height > 1:
                self.taken[column] = self.row + self.height
        self.column += self.width


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[MarkedSheet] = []
        self.open: list[_OpenTable] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what a table is made of."""
        if tag in SILENT:
            self.silent += 1
        elif tag == "table":
            sheet = MarkedSheet(f"Tableau {len(self.sheets) + 1}")
            self.sheets.append(sheet)
            self.open.append(_OpenTable(sheet))
        elif not self.open:
            return
        elif tag == "tr":
            self.open[-1].next_row()
        elif tag in ("td", "th"):
            said = dict(attrs)
            self.open[-1].open_cell(_span(said.get("colspan")), _span(said.get("rowspan")))
        elif tag in ("br", "p", "div", "li"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close what a table is made of, however much of it the page forgot to close."""
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "table" and self.open:
            self.open.pop().close_cell()
        elif tag in ("td", "th", "tr") and self.open:
            self.open[-1].close_cell()

    def handle_data(self, data: str) -> None:
        """Text, of the innermost cell that is open."""
        if self.open and not self.silent and self.open[-1].text is not None:
            self.open[-1].text.append(data)

    def finish(self) -> None:
        """The end of the page closes everything."""
        while self.open:
            self.open.pop().close_cell()


def _span(said: str | None) -> int:
    return min(max(int(said), 1), MAX_SPAN) if said and said.strip().isdigit() else 1


def xml_sheets(content: bytes) -> list[MarkedSheet]:
    """The sheets of an XML workbook of Excel 2003.

    Raises ``Forbidden`` for a document type, ``expat.ExpatError`` for a text that is no XML.
    """
    book = _Book()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.characters
    parser.Parse(content, True)
    return book.sheets


def _forbid(*_: object) -> None:
    raise Forbidden


class _Book:
    def __init__(self) -> None:
        self.sheets: list[MarkedSheet] = []
        self.row = self.column = -1
        self.across = 0
        self.kind = ""
        self.text: list[str] | None = None
        self.visible: list[str] | None = None
        self.in_comment = False

    def start(self, name: str, said: dict[str, str]) -> None:
        """Open an element; Excel skips rows and cells by giving the index of the next one."""
        if name == SPREADSHEET + "Worksheet":
            title = said.get(SPREADSHEET + "Name") or f"Feuille {len(self.sheets) + 1}"
            self.sheets.append(MarkedSheet(title))
            self.row = -1
        elif name == EXCEL + "Visible":
            self.visible = []
        elif not self.sheets:
            return
        elif name == SPREADSHEET + "Row":
            self.row = _index(said, self.row + 1)
            self.column, self.across = -1, 0
        elif name == SPREADSHEET + "Cell":
            self.column = _index(said, self.column + 1 + self.across)
            self.across = _whole(said.get(SPREADSHEET + "MergeAcross", "0"))
            if down := _whole(said.get(SPREADSHEET + "MergeDown", "0")):
                far = (self.row + down, self.column + self.across)
                self.sheets[-1].merges.append((self.row, self.column, *far))
        elif name == SPREADSHEET + "Comment":
            self.in_comment = True
        elif name == SPREADSHEET + "Data" and not self.in_comment:
            self.kind, self.text = said.get(SPREADSHEET + "Type", "String"), []

    def end(self, name: str) -> None:
        """Close an element."""
        if name == SPREADSHEET + "Comment":
            self.in_comment = False
        elif name == EXCEL + "Visible" and self.visible is not None and self.sheets:
            self.sheets[-1].visible = "Hidden" not in "".join(self.visible)
            self.visible = None
        elif name == SPREADSHEET + "Data" and self.text is not None:
            sheet, text = self.sheets[-1], "".join(self.text)
            self.text = None
            if self.kind == "Error":
                sheet.put(self.row, self.column, None)
                sheet.errors.append((self.row, self.column, text))
            else:
                sheet.put(self.row, self.column, _as_read_elsewhere(self.kind, text))

    def characters(self, data: str) -> None:
        """Text of the cell or of the setting that is open."""
        if self.text is not None:
            self.text.append(data)
        elif self.visible is not None:
            self.visible.append(data)


def _whole(said: str) -> int:
    return int(said) if said.isdigit() and len(said) < 8 else 0


def _index(said: dict[str, str], following: int) -> int:
    index = said.get(SPREADSHEET + "Index", "")
    return int(index) - 1 if index.isdigit() and int(index) else following


def _as_read_elsewhere(kind: str, text: str) -> str | None:
    """A cell as the reader of the other workbooks writes it."""
    if kind == "DateTime":
        return re.sub(r"\.0+$", "", text.replace("T", " "))
    if kind == "Boolean":
        return "true" if text.strip() == "1" else "false"
    if kind == "Number" and SCIENTIFIC.match(text):
        return f"{Decimal(text.strip()):f}"
    return text or None
