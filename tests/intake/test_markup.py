"""A web page or an XML workbook saved as .xls is read like any other workbook."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import read_file, read_workbook
from relance_core.intake.markup import html_sheets
from relance_core.intake.sniff import Kind
from tests.intake.spreadsheets import HEADINGS, TODAY, euros, one

ROW = ("F1", "Dupont &amp; Fils", "13/01/2026", "13/02/2026", "1&nbsp;234,50")
XML = """<?xml version="1.0"?>{doctype}
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="Factures"><Table>{rows}</Table></Worksheet>
 <Worksheet ss:Name="Notes"><Table/>
  <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
</Workbook>"""


def page(*rows: tuple[str, ...], around: str = "<html><body>{}</body></html>") -> bytes:
    """A page whose table has these rows, in the tags that many programs forget to close."""
    lines = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    return around.format(f"<table>{lines}</table>").encode()


def book(*rows: str, doctype: str = "") -> bytes:
    """An XML workbook with these rows, already written."""
    return XML.format(rows="".join(rows), doctype=doctype).encode()


def row_of(*cells: tuple[str, str]) -> str:
    """A row of an XML workbook from (type, text) pairs."""
    written = "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in cells)
    return f"<Row>{written}</Row>"


HEAD = row_of(*(("String", heading) for heading in HEADINGS))


def test_a_page_named_xls_is_read_even_inside_an_archive() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("export.xls", page(HEADINGS, ROW))
    for content in (page(HEADINGS, ROW), archive.getvalue()):
        reading = read_file(content, "export.xls", today=TODAY)
        invoice = one(reading)
        assert reading.kind == Kind.HTML.value
        assert (invoice["client_name"], invoice["amount"]) == ("Dupont & Fils", euros("1234.50"))


def test_the_numbers_of_a_page_are_text_and_its_point_may_be_one_of_thousands() -> None:
    rows = [(f"F{at}", "A", "13/01/2026", "13/02/2026", "1.234") for at in range(3)]
    reading = read_file(page(HEADINGS, *rows), "export.xls", today=TODAY)
    assert [question.code for question in reading.questions] == ["decimal_sign"]


def test_cells_that_span_several_columns_or_rows_do_not_move_their_neighbours() -> None:
    written = (
        "<table><tr><th rowspan=2>N°<th colspan=2>Client<th>Montant"
        "<tr><td>Code<td>Nom<td>TTC<tr><td>F1<td>C1<td>Anne<td>10</table>"
    )
    [sheet] = html_sheets(written.encode())
    assert sheet.rows == [
        ["N°", "Client", None, "Montant"],
        [None, "Code", "Nom", "TTC"],
        ["F1", "C1", "Anne", "10"],
    ]


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    written = "<table><tr><td>Menu<table><tr><td>Client</table>fin<td>x</table>"
    outer, inner = html_sheets(written.encode())
    assert (outer.rows, inner.rows) == ([["Menufin", "x"]], [["Client"]])


def test_headings_in_a_table_of_their_own_stand_above_their_cells() -> None:
    written = (page(HEADINGS) + page(ROW)).decode()
    assert one(read_file(written.encode(), "x.xls", today=TODAY))["client_name"] == "Dupont & Fils"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_accents_of_a_page_survive_its_encoding(encoding: str) -> None:
    written = f'<html><meta charset="{encoding}"><style>td</style><table><tr><td>Échéance</table>'
    assert html_sheets(written.encode(encoding))[0].rows == [["Échéance"]]


def test_an_xml_workbook_is_read_with_its_types() -> None:
    row = row_of(
        ("String", "F1"),
        ("String", "Dupont &amp; Fils"),
        ("DateTime", "2026-01-13T00:00:00.000"),
        ("DateTime", "2026-02-13T00:00:00.000"),
        ("Number", "1.2345E3"),
    )
    reading = read_file(book(HEAD, row), "export.xls", today=TODAY)
    invoice = one(reading)
    assert reading.kind == Kind.XML_2003.value
    assert (invoice["client_name"], invoice["due_date"]) == ("Dupont & Fils", date(2026, 2, 13))
    assert invoice["amount"] == euros("1234.50")


def test_rows_and_cells_that_an_xml_workbook_skips_keep_their_place() -> None:
    skipped = '<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">x</Data></Cell></Row>'
    merged = (
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">y</Data></Cell>'
        '<Cell><Comment><Data ss:Type="String">note</Data></Comment>'
        '<Data ss:Type="Error">#N/A</Data></Cell></Row>'
    )
    factures = read_workbook(book(skipped, merged), "x.xls").sheets[0]
    assert factures.cells.rows() == [
        (None, None, None),
        (None, None, None),
        (None, "x", None),
        ("y", None, None),
    ]
    [error] = factures.errors
    assert (error.row, error.column, error.text) == (4, 2, "#N/A")


def test_a_hidden_sheet_of_an_xml_workbook_is_known_for_hidden() -> None:
    sheets = read_workbook(book(HEAD), "x.xls").sheets
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [
        ("Factures", True),
        ("Notes", False),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book(HEAD, doctype='<!DOCTYPE x [<!ENTITY a "b">]>'), "doctype"),
        (book(HEAD)[:-20], "damaged"),
        (book('<Row ss:Index="99999999"><Cell><Data>x</Data></Cell></Row>'), "too_large"),
    ],
)
def test_a_hostile_or_broken_xml_workbook_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, "x.xls")
    assert caught.value.code == code
