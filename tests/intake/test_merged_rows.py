"""Cells merged downwards: each row has what it shares with others, and one amount stays one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

from relance_core.intake import Reading, read_file, read_workbook
from relance_core.intake.markup import html_sheets, xml_sheets
from relance_core.intake.merges import ods_merges, xlsx_merges
from relance_core.intake.open_document import on_one_line
from relance_core.intake.places import places_of
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, euros

DAYS = (date(2026, 1, 13), date(2026, 2, 13))
ODS = "urn:oasis:names:tc:opendocument:xmlns"


def merged(rows: Sequence[Sequence[Any]], *ranges: str) -> bytes:
    """The bytes of an .xlsx with these rows and these merged cells."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    for one in ranges:
        book.active.merge_cells(one)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(rows: Sequence[Sequence[Any]], *ranges: str, **given: Any) -> Reading:
    """The reading of those rows."""
    return read_file(merged(rows, *ranges), "f.xlsx", today=TODAY, **given)


def test_a_client_merged_over_his_invoices_is_that_of_each() -> None:
    rows = [
        HEADINGS,
        ("F-1", "Alpha", *DAYS, 100),
        ("F-2", None, *DAYS, 200),
        ("F-3", "Bêta", *DAYS, 300),
    ]
    reading = read(rows, "B2:B3")
    assert reading.invoices.select("number", "client_name").rows() == [
        ("F-1", "Alpha"),
        ("F-2", "Alpha"),
        ("F-3", "Bêta"),
    ]
    assert not asked(reading)


def test_the_lines_of_an_invoice_share_its_merged_cells_and_are_added_up() -> None:
    rows = [
        (*HEADINGS, "Article"),
        ("F-1", "Alpha", *DAYS, 100, "Vis"),
        (None, None, None, None, 200, "Clous"),
        ("F-2", "Bêta", *DAYS, 300, "Vis"),
    ]
    reading = read(rows, "A2:A3", "B2:B3", "C2:C3", "D2:D3")
    assert reading.invoices["open_amount"].to_list() == [euros("300"), euros("300")]


def test_an_amount_merged_over_the_lines_of_an_invoice_counts_once() -> None:
    rows = [
        (*HEADINGS, "Article"),
        ("F-1", "Alpha", *DAYS, 100, "Vis"),
        (None, None, None, None, None, "Clous"),
        ("F-2", "Bêta", *DAYS, 300, "Vis"),
        (None, None, None, None, None, "Clous"),
    ]
    ranges = [f"{letter}{top}:{letter}{top + 1}" for letter in "ABCDE" for top in (2, 4)]
    reading = read(rows, *ranges)
    assert reading.invoices["open_amount"].to_list() == [euros("100"), euros("300")]
    assert not asked(reading)


def test_an_amount_merged_over_lines_that_name_no_item_is_in_no_doubt() -> None:
    rows: list[Sequence[Any]] = [(*HEADINGS, "Suivi")]
    for at in range(1, 4):
        rows += [(f"F-{at}", "Alpha", *DAYS, 100 * at, "vu"), (None, None, None, None, None, "dit")]
    ranges = [f"{letter}{top}:{letter}{top + 1}" for letter in "ABCDE" for top in (2, 4, 6)]
    reading = read(rows, *ranges)
    assert reading.invoices["open_amount"].to_list() == [euros("100"), euros("200"), euros("300")]
    assert not asked(reading)


def test_an_amount_merged_over_two_invoices_is_a_decision_on_both() -> None:
    rows = [HEADINGS, ("F-1", "Alpha", *DAYS, 100), ("F-2", "Alpha", *DAYS, None)]
    reading = read([*rows, ("F-3", "Bêta", *DAYS, 300)], "E2:E3")
    held = reading.invoices.filter(reading.invoices["decision"].is_not_null())
    assert held["number"].to_list() == ["F-1"]
    assert codes(reading, "left_out") == ["missing_amount"]


def test_headings_merged_over_two_lines_head_the_columns_of_both() -> None:
    rows: list[Sequence[Any]] = [
        ("N° facture", "Client", "Dates", None, "Montant TTC"),
        (None, None, "Facture", "Échéance", None),
        ("F-1", "Alpha", *DAYS, 100),
    ]
    ranges = ("A1:A2", "B1:B2", "C1:D1", "E1:E2")
    reading = read(rows, *ranges)
    assert reading.invoices.select("issue_date", "due_date").rows() == [DAYS]
    assert not asked(reading)
    places = places_of(read_workbook(merged(rows, *ranges), "f.xlsx"), reading)
    cells = [places.cell(reading.sheet, heading, 3) for heading in ("N° facture", "Échéance")]
    assert cells == ["A3", "D3"]


def test_titles_that_only_group_the_columns_are_told() -> None:
    rows: list[Sequence[Any]] = [
        ("Pièce", None, "Dates", None, "Somme"),
        HEADINGS,
        ("F-1", "Alpha", *DAYS, 100),
    ]
    told = [note for note in read(rows, "A1:B1", "C1:D1").notes if "en-tête" in note]
    assert len(told) == 1
    assert "« Pièce »" in told[0]


def test_the_merges_of_a_workbook_are_found_whatever_stands_before_them() -> None:
    rows = [("x" * 50, at) for at in range(400)]
    found = xlsx_merges(merged(rows, "A2:A3", "B10:C12"))
    assert sorted(found["Sheet"]) == [(1, 0, 2, 0), (9, 1, 11, 2)]
    assert xlsx_merges(b"PK nothing of the kind") == {}


def open_document(cells: str, *, lines: str = "") -> bytes:
    """The bytes of an .ods of one sheet; ``lines`` stands between its elements."""
    names = f'xmlns:office="{ODS}:office:1.0" xmlns:table="{ODS}:table:1.0" '
    content = (
        f'<office:document-content {names} xmlns:text="{ODS}:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="F">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content.replace("><", f">{lines}<"))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return target.getvalue()


def cell(text: str, said: str = "") -> str:
    """A cell of text of an .ods."""
    opened = f'<table:table-cell office:value-type="string"{said}>'
    return f"{opened}<text:p>{text}</text:p></table:table-cell>"


def row(*cells: str) -> str:
    """A row of an .ods."""
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ledger_of_two(lines: str = "") -> bytes:
    """Two invoices of one client, who is merged over both, as an .ods."""
    first, second = ((f"F-{at}", "13/01/2026", "13/02/2026", f"{at}00,00") for at in (1, 2))
    return open_document(
        row(*map(cell, ("Client", "N° facture", "Date facture", "Échéance", "Montant TTC")))
        + row(cell("Alpha", ' table:number-rows-spanned="2"'), *map(cell, first))
        + row("<table:covered-table-cell/>", *map(cell, second)),
        lines=lines,
    )


def test_merges_of_an_open_document_are_filled_too() -> None:
    assert ods_merges(ledger_of_two()) == {"F": [(1, 0, 2, 0)]}
    reading = read_file(ledger_of_two(), "f.ods", today=TODAY)
    assert reading.invoices["client_name"].to_list() == ["Alpha", "Alpha"]


def test_an_open_document_whose_elements_stand_on_lines_of_their_own_is_read() -> None:
    assert on_one_line(ledger_of_two()) is None
    reading = read_file(ledger_of_two("\n    "), "f.ods", today=TODAY)
    assert reading.invoices["number"].to_list() == ["F-1", "F-2"]


def test_the_spaces_of_a_paragraph_are_no_white_space_between_elements() -> None:
    spans = "<text:span>Alpha</text:span> <text:span>SARL</text:span>"
    joined = on_one_line(open_document(row(cell(spans)), lines="\n"))
    assert joined is not None
    with zipfile.ZipFile(io.BytesIO(joined)) as archive:
        assert b"</text:span> <text:span>SARL" in archive.read("content.xml")


def test_an_open_document_that_declares_entities_tells_no_merges() -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "b">]>'
    with zipfile.ZipFile(io.BytesIO(ledger_of_two())) as archive:
        content = archive.read("content.xml").decode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", declared + content)
    assert ods_merges(target.getvalue()) == {}


def test_merges_of_pages_and_of_old_xml_workbooks_are_known() -> None:
    page = b"<table><tr><td rowspan=2>Alpha</td><td>1</td></tr><tr><td>2</td></tr></table>"
    assert html_sheets(page)[0].merges == [(0, 0, 1, 0)]
    book = (
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        b'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="F"><Table>'
        b'<Row><Cell ss:MergeDown="1"><Data ss:Type="String">A</Data></Cell></Row>'
        b"</Table></Worksheet></Workbook>"
    )
    assert xml_sheets(book)[0].merges == [(0, 0, 1, 0)]
