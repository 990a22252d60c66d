"""The annotated workbook: theirs, with the doubtful cells coloured and commented, nothing lost."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from relance_core.intake.annotate import COLOURS, annotate, has_macros, own_workbook
from relance_core.intake.annotate_losses import losses
from relance_core.intake.places import Places, places_of
from relance_core.schemas import ISSUES
from relance_core.workflows.annotated_file import annotated, annotated_name
from relance_core.workflows.understanding import Dropped, Understanding, understand_file

TODAY = date(2026, 11, 20)
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "nasty"
HEAD = ["Client", "N° facture", "Date facture", "Échéance", "Montant TTC", "Reste à payer"]


def export() -> bytes:
    """A title, headings in C5, one unreadable date, one due before its issue, one text amount."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "L'export"
    sheet["C2"] = "Export du jour"
    sheet.merge_cells("C2:F2")
    sheet["C3"] = "=1+1"
    issued = date(2026, 9, 1)
    rows = [
        HEAD,
        ["Dupont", "F-1", issued, "bientôt", 1200, 1200],
        ["Dupont", "F-2", issued, date(2026, 8, 1), 300, 300],
        ["Lenoir", "F-3", issued, date(2026, 10, 1), "abc", 80],
        ["Lenoir", "F-4", issued, date(2026, 10, 1), 10, 10],
    ]
    for at, row in enumerate(rows, start=5):
        for place, value in enumerate(row, start=3):
            sheet.cell(row=at, column=place, value=value)
    sheet["F6"].font = Font(bold=True)
    sheet["F6"].comment = Comment("À rappeler", "Anne")
    sheet["G7"].number_format = '#,##0.00 "€"'
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture(scope="module")
def understood() -> Understanding:
    return understand_file(Dropped(export(), "mon export.xlsx"), today=TODAY)


@pytest.fixture(scope="module")
def sheets(understood: Understanding) -> openpyxl.Workbook:
    done = annotated(understood)
    assert (done.filename, done.own) == ("mon export-annoté.xlsx", True)
    return openpyxl.load_workbook(io.BytesIO(done.content))


def test_the_columns_are_those_of_the_sheet(understood: Understanding) -> None:
    places = places_of(understood.workbook, understood.reading)
    assert places.of("L'export") == {heading: at for at, heading in enumerate(HEAD, start=2)}


def test_each_doubtful_cell_is_coloured_by_its_gravity_and_says_why(
    sheets: openpyxl.Workbook,
) -> None:
    sheet = sheets["L'export"]
    marked = {
        cell.coordinate: cell.fill.fgColor.rgb[2:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert marked == {
        "F6": COLOURS["left_out"],
        "F7": COLOURS["decision"],
        "G8": COLOURS["left_out"],
    }
    assert "n'est pas une date lisible" in sheet["F6"].comment.text


def test_what_was_in_the_workbook_stays_in_it(sheets: openpyxl.Workbook) -> None:
    sheet = sheets["L'export"]
    assert sheet["F6"].comment.text.startswith("À rappeler\n")
    assert sheet["F6"].font.b
    assert sheet["C3"].value == "=1+1"
    assert sheet["G7"].number_format == '#,##0.00 "€"'
    assert [str(one) for one in sheet.merged_cells.ranges] == ["C2:F2"]


def test_a_last_sheet_lists_the_remarks_with_a_link_to_each_cell(
    sheets: openpyxl.Workbook,
) -> None:
    sheet = sheets["Remarques de Relance"]
    assert [row[0].value for row in sheet.iter_rows()] == ["Cellule", "F6", "F7", "G8"]
    assert sheet["A2"].hyperlink.location == "'L''export'!F6"


def test_the_annotated_workbook_reads_as_the_one_it_comes_from(
    understood: Understanding,
) -> None:
    again = understand_file(Dropped(annotated(understood).content, "annoté.xlsx"), today=TODAY)
    assert again.reading.questions == ()
    assert again.totals() == understood.totals()


def test_a_remark_is_never_a_formula(understood: Understanding) -> None:
    issue = ("L'export", 6, "Client", "=1+1", "x", "warning", "=cmd|' /C calc'!A0")
    issues = pl.DataFrame([issue], schema=ISSUES, orient="row")
    done = annotate(export(), issues, Places({"L'export": {"Client": 2}}))
    assert done is not None
    listed = openpyxl.load_workbook(io.BytesIO(done))["Remarques de Relance"]
    assert [cell.data_type for cell in listed[2]] == ["s"] * 4


def test_another_kind_of_file_gets_a_workbook_of_its_remarks() -> None:
    text = ";".join(HEAD) + "\nDupont;F-1;01/09/2026;bientôt;12,00;12,00\n"
    text += "Dupont;F-2;01/09/2026;15/10/2026;12,00;12,00\n"
    understood = understand_file(Dropped(text.encode(), "factures.csv"), today=TODAY)
    done = annotated(understood)
    assert (done.filename, done.own) == ("factures-remarques.xlsx", False)
    book = openpyxl.load_workbook(io.BytesIO(done.content))
    cells = [str(cell.value) for row in book["Remarques"].iter_rows() for cell in row]
    assert "bientôt" in cells


def test_a_workbook_inside_an_archive_is_annotated_too() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("export.xlsx", export())
    understood = understand_file(Dropped(archive.getvalue(), "export.zip"), today=TODAY)
    assert annotated_name(understood) == "export-annoté.xlsx"
    assert annotated(understood).own


def test_macros_are_kept() -> None:
    path = DATA / "calamine" / "vba.xlsm"
    if not path.exists():
        pytest.skip("the files of others are not here")
    own = own_workbook(path.read_bytes())
    assert own is not None
    assert has_macros(own)
    sheet = openpyxl.load_workbook(io.BytesIO(own)).sheetnames[0]
    issues = pl.DataFrame([(sheet, 1, None, None, "x", "warning", "m")], ISSUES, orient="row")
    done = annotate(own, issues, Places({}))
    assert done is not None
    with zipfile.ZipFile(io.BytesIO(done)) as before, zipfile.ZipFile(io.BytesIO(own)) as after:
        assert before.read("xl/vbaProject.bin") == after.read("xl/vbaProject.bin")


def test_a_workbook_that_cannot_be_opened_in_full_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, understood: Understanding
) -> None:
    monkeypatch.setattr("relance_core.intake.annotate.TIME_LIMIT", 0.01)
    done = annotated(understood)
    assert (done.filename, done.own) == ("mon export-annoté.xlsx", False)


def test_the_value_of_a_formula_stays_beside_it() -> None:
    # As Excel saves it: openpyxl alone would lose the values, and what is due would be blank.
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([*HEAD, "Note"])
    rows = [[1200, 700, "=E2-500", '="a"&"<b"'], [300, 300, "=E3", "=1=1"]]
    for at, (amount, _, formula, note) in enumerate(rows, start=2):
        due = date(2026, 10, 1) if at == 2 else "bientôt"
        sheet.append(["Dupont", f"F-{at}", date(2026, 9, 1), due, amount, formula, note])
    written = io.BytesIO()
    book.save(written)
    saved = io.BytesIO()
    values = {"F2": "<v>700</v>", "F3": "<v>300</v>", "G3": "<v>1</v>"}
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(saved, "w") as after:
        for part in before.infolist():
            text = before.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                xml = text.decode()
                for cell, value in values.items():
                    kind = ' t="b"' if cell == "G3" else ""
                    xml = re.sub(
                        rf'<c r="{cell}"([^>]*)>(<f>.*?</f>)<v ?(?:/>|></v>)',
                        rf'<c r="{cell}"\1{kind}>\2{value}',
                        xml,
                    )
                text = xml.encode()
            after.writestr(part, text)
    understood = understand_file(Dropped(saved.getvalue(), "f.xlsx"), today=TODAY)
    assert understood.totals()["open_amount"] == {"EUR": "700.00"}
    done = annotated(understood)
    assert done.own
    again = understand_file(Dropped(done.content, "f.xlsx"), today=TODAY)
    assert again.totals() == understood.totals()
    kept = openpyxl.load_workbook(io.BytesIO(done.content), data_only=True).worksheets[0]
    assert [kept["F2"].value, kept["F3"].value, kept["G3"].value] == [700, 300, True]
    assert openpyxl.load_workbook(io.BytesIO(done.content)).worksheets[0]["F2"].value == "=E2-500"


def test_what_the_copy_cannot_keep_is_said_in_it() -> None:
    shape = (
        b"<xdr:wsDr><xdr:twoCellAnchor><xdr:sp macro=''></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    )
    content = io.BytesIO(export())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/drawings/drawing9.xml", shape)
        archive.writestr("xl/slicers/slicer1.xml", b"<slicer/>")
    whole = content.getvalue()
    assert losses(export()) == ()
    assert losses(whole) == ("les segments", "les formes et zones de texte")
    done = annotated(understand_file(Dropped(whole, "x.xlsx"), today=TODAY))
    assert "les formes et zones de texte de votre classeur ; l'original est intact" in done.lost
    listed = openpyxl.load_workbook(io.BytesIO(done.content))["Remarques de Relance"]
    assert listed["C2"].value == done.lost
    assert listed.page_setup.orientation == "landscape"
