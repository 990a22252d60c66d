"""The merged cells of an .xlsb are found in its records: a client written once has all its rows."""

from __future__ import annotations

import io
import zipfile
from struct import pack

import pytest

from relance_core.intake import read_file
from relance_core.intake.xlsb_merges import xlsb_merges
from tests.intake.spreadsheets import TODAY, euros

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
Merge = tuple[int, int, int, int]


def record(kind: int, body: bytes = b"") -> bytes:
    """One record: its kind and size, seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, sized = len(body), b""
    while True:
        sized += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + sized + body


def wide(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")


def cells(rows: list[tuple[object, ...]]) -> bytes:
    """The records of the cells of a sheet, blank ones left out."""
    written = record(145)
    for at, row in enumerate(rows):
        written += record(0, pack("<IIHBBBI", at, 0, 300, 0, 0, 0, 0))
        for column, value in enumerate(row):
            place = pack("<II", column, 0)
            if isinstance(value, (int, float)):
                written += record(5, place + pack("<d", value))
            elif value is not None:
                written += record(6, place + wide(str(value)))
    return written + record(146)


def xlsb(rows: list[tuple[object, ...]], merges: list[Merge], name: str = "Été") -> bytes:
    """A workbook of one sheet; merges are top, left, bottom, right."""
    size = record(148, pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1))
    told = b"".join(
        record(176, pack("<4I", top, bottom, left, right)) for top, left, bottom, right in merges
    )
    told = record(177, pack("<I", len(merges))) + told + record(178)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}relationships">'
        f'<Relationship Id="rId7" Type="{RELATIONS}/worksheet" Target="worksheets/one.bin"/>'
        "</Relationships>",
        "xl/workbook.bin": record(131)
        + record(143)
        + record(156, pack("<II", 0, 1) + wide("rId7") + wide(name))
        + record(144)
        + record(132),
        "xl/worksheets/one.bin": record(129) + size + cells(rows) + told + record(130),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, part in parts.items():
            archive.writestr(path, part)
    return out.getvalue()


ROWS: list[tuple[object, ...]] = [
    ("Client", "N° facture", "Date facture", "Échéance", "Montant TTC"),
    ("Dupont", "F1", "13/01/2026", "13/02/2026", 100),
    (None, "F2", "14/01/2026", "14/02/2026", 200),
    ("Durand", "F3", "15/01/2026", "15/02/2026", 300),
]


def test_a_client_merged_over_several_rows_has_each_of_them() -> None:
    reading = read_file(xlsb(ROWS, [(1, 0, 2, 0)]), "x.xlsb", today=TODAY)
    assert reading.invoices["client_name"].to_list() == ["Dupont", "Dupont", "Durand"]
    assert reading.invoices["open_amount"].sum() == euros("600")


def test_an_amount_merged_over_several_rows_is_not_counted_for_each() -> None:
    rows = [*ROWS[:2], ("Dupont", "F2", "14/01/2026", "14/02/2026", None), ROWS[3]]
    reading = read_file(xlsb(rows, [(1, 4, 2, 4)]), "x.xlsb", today=TODAY)
    assert {"F2"} == {number for _, number in reading.left_out} or reading.questions
    assert reading.issues.height


def test_the_merges_are_those_that_follow_the_cells() -> None:
    misleading = [*ROWS, ("\u0192\u0001\u0000",)]  # as the end of the cells is written
    merges = [(1, 0, 2, 0), (5, 2, 9, 300)]
    assert xlsb_merges(xlsb(misleading, merges)) == {"Été": merges}
    assert xlsb_merges(xlsb(ROWS, [])) == {}


@pytest.mark.parametrize("content", [b"", b"PK\3\4", bytes.fromhex("d0cf11e0a1b11ae1")])
def test_what_is_no_binary_workbook_has_no_merges(content: bytes) -> None:
    assert xlsb_merges(content) == {}


def test_a_part_cut_anywhere_has_no_merges_or_its_own() -> None:
    whole = xlsb(ROWS, [(1, 0, 2, 0)])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    for path in ("xl/workbook.bin", "xl/worksheets/one.bin"):
        for end in range(0, len(parts[path]), 7):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as archive:
                for one, part in parts.items():
                    archive.writestr(one, part[:end] if one == path else part)
            assert xlsb_merges(out.getvalue()) in ({}, {"Été": [(1, 0, 2, 0)]})
