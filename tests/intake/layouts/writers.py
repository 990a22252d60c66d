"""Writes the rows of a layout as each kind of file that exports come in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.intake.layouts.case import Cells

Money = Callable[[Decimal], str]


def headings(line: str, separator: str) -> list[str]:
    """The headings of a description that gives them on one line."""
    return line.split(separator)


def french(amount: Decimal) -> str:
    """1 234,56"""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def english(amount: Decimal) -> str:
    """1,234.56"""
    return f"{amount:,.2f}"


def german(amount: Decimal) -> str:
    """1.234,56"""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def comma(amount: Decimal) -> str:
    """1234,56"""
    return f"{amount:.2f}".replace(".", ",")


def point(amount: Decimal) -> str:
    """1234.56"""
    return f"{amount:.2f}"


def trailing_minus(amount: Decimal) -> str:
    """1 234,56- as SAP writes what is below zero"""
    return french(abs(amount)) + ("-" if amount < 0 else "")


def written(cells: Cells, day: str = "%d/%m/%Y", money: Money = french) -> list[list[str]]:
    """Rows as text: dates and amounts spelled, nothing for None."""

    def text(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, date):
            return value.strftime(day)
        return money(value) if isinstance(value, Decimal) else str(value)

    return [[text(value) for value in line] for line in cells]


def delimited(
    lines: Sequence[Sequence[str]],
    separator: str = ";",
    encoding: str = "utf-8",
    ends: str = "\r\n",
    *,
    quoted: bool = False,
) -> bytes:
    """The bytes of a delimited text; cells are quoted where they must be, or all of them."""
    target = io.StringIO(newline="")
    writer = csv.writer(
        target,
        delimiter=separator,
        lineterminator=ends,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows(lines)
    return target.getvalue().encode(encoding)


def formatted(
    sheets: Mapping[str, Cells],
    *,
    hidden: Sequence[str] = (),
    merges: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
    from_1904: bool = False,
    at: tuple[int, int] = (1, 1),
) -> bytes:
    """An .xlsx whose table begins at a cell, with merged ranges and number formats by column."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row, line in enumerate(cells, at[0]):
            for column, value in enumerate(line, at[1]):
                sheet.cell(row, column, value)
        for letter, number_format in (formats or {}).items():
            for cell in sheet[letter]:
                cell.number_format = number_format
        for merged in merges:
            sheet.merge_cells(merged)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def web_page(cells: Cells) -> bytes:
    """An HTML table, as many programs save under the name of .xls."""
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>\n"
        for line in written(cells)
    )
    head = '<html><head><meta charset="utf-8"></head>'
    return f"{head}<body><table border=1>\n{lines}</table></body></html>".encode()


def spreadsheet_2003(cells: Cells, sheet: str = "Factures") -> bytes:
    """The XML that Excel 2003 saved, under the name of .xls."""

    def cell(value: Any) -> str:
        if value is None:
            return "<Cell/>"
        if isinstance(value, date):
            return f'<Cell><Data ss:Type="DateTime">{value}T00:00:00.000</Data></Cell>'
        kind = "Number" if isinstance(value, int | Decimal) else "String"
        return f'<Cell><Data ss:Type="{kind}">{escape(str(value))}</Data></Cell>'

    lines = "".join(f"<Row>{''.join(cell(value) for value in line)}</Row>" for line in cells)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="{sheet}">'
        f"<Table>{lines}</Table></Worksheet></Workbook>"
    ).encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()


OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = " ".join(
    f'xmlns:{name}="{OPEN_DOCUMENT}{name}:1.0"' for name in ("office", "table", "text", "style")
)


def open_document(sheets: Mapping[str, Cells], hidden: Sequence[str] = ()) -> bytes:
    """An .ods with these sheets, some of them hidden."""

    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, date):
            told = f'office:value-type="date" office:date-value="{value}"'
            return f"<table:table-cell {told}><text:p>{value}</text:p></table:table-cell>"
        if isinstance(value, int | Decimal):
            told = f'office:value-type="float" office:value="{value}"'
            return f"<table:table-cell {told}><text:p>{value}</text:p></table:table-cell>"
        inside = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'

    def table(name: str, cells: Cells) -> str:
        lines = "".join(
            f"<table:table-row>{''.join(cell(value) for value in line)}</table:table-row>"
            for line in cells
            if line
        )
        style = ' table:style-name="hidden"' if name in hidden else ""
        return f'<table:table table:name="{name}"{style}>{lines}</table:table>'

    tables = "".join(table(name, cells) for name, cells in sheets.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} '
        'office:version="1.2"><office:automatic-styles>'
        '<style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return archive(
        {
            "mimetype": kind.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )
