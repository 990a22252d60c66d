"""A file is named by its bytes, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import read_file, read_workbook
from relance_core.intake.preflight import MAX_ENTRIES
from relance_core.intake.sniff import Kind, sniff
from tests.intake.spreadsheets import HEADINGS, TODAY, cell_far_away, text, workbook

ROW = ("F1", "Dupont", "13/01/2026", "13/02/2026", "10,00")


def refusal_of(content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, "factures.xlsx")
    return caught.value


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\x00", "empty_file"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"<html><p>Client</p></html>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>", "html"),
        (b'<?xml version="1.0"?><Invoice xmlns="urn:oasis:x:ubl:schema:xsd:Invoice-2"/>',
         "einvoice_not_read_yet"),
        (b"\x04Jane" + b" " * 49 + b"\x04\x00" + "Jane".encode("utf-16-le") + b" \x00" * 40,
         "lock_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "password_protected"),
        (bytes(range(256)) * 20, "unknown_kind"),
        (b'Client;Facture;Montant\r\n"A;F1;10\r\nB;F2;20\r\n', "unbalanced_quote"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named_for_what_it_is(content: bytes, code: str) -> None:
    assert refusal_of(content).code == code


def test_an_unclosed_quote_is_told_with_its_line() -> None:
    content = b'Client;Facture;Montant\r\nA;F1;10\r\n"B;F2;20\r\nC;F3;30\r\n'
    assert "Ligne 3" in refusal_of(content).message


def test_a_workbook_named_csv_is_read_as_a_workbook() -> None:
    assert read_workbook(workbook([HEADINGS, ROW]), "factures.csv").kind is Kind.XLSX


def test_a_text_named_xls_is_read_as_text() -> None:
    assert sniff(text([HEADINGS, ROW])) is Kind.TEXT


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"]
)
def test_accents_survive_every_usual_encoding(encoding: str) -> None:
    content = "N° facture;Société;Échéance\r\nF1;Hôtel Pâquerette à Nîmes;13/02/2026\r\n"
    cells = read_workbook(content.encode(encoding), "x.csv").sheets[0].cells
    assert cells["c1"].to_list() == ["Société", "Hôtel Pâquerette à Nîmes"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_in_the_content(separator: str) -> None:
    cells = (
        read_workbook(text([("a", "b", "c"), ("1", "2", "3")], separator), "x.txt").sheets[0].cells
    )
    assert cells.rows() == [("a", "b", "c"), ("1", "2", "3")]


def test_a_zip_that_holds_one_table_gives_that_table() -> None:
    archive = zipped({"notes.pdf": b"%PDF", "export/factures.csv": text([HEADINGS, ROW])})
    assert read_workbook(archive, "export.zip").sheets[0].cells.height == 2


def test_a_zip_with_two_tables_is_refused_naming_them() -> None:
    archive = zipped({"a.csv": b"x", "b.csv": b"y"})
    assert "a.csv, b.csv" in refusal_of(archive).message


def test_a_zip_in_a_zip_is_refused() -> None:
    inner = zipped({"a.csv": text([HEADINGS, ROW])})
    assert refusal_of(zipped({"a.xlsx": inner})).code == "nested_archive"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({f"p{i}": b"" for i in range(MAX_ENTRIES + 1)}, "too_many_parts"),
        ({"mimetype": b"x", "styles.xml": b"<a/>"}, "damaged"),
        ({"xl/workbook.xml": b"<a/>"}, "damaged"),
        ({"[Content_Types].xml": b"<a/>", "../evil": b"x"}, "path_traversal"),
        ({"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY y "z">]><a/>'}, "doctype"),
        ({"[Content_Types].xml": b"<a/>", "xl/big.xml": b" " * (40 << 20)}, "zip_bomb"),
    ],
)
def test_a_hostile_zip_is_refused_before_it_is_parsed(parts: dict[str, bytes], code: str) -> None:
    assert refusal_of(zipped(parts)).code == code


def test_a_text_named_as_a_workbook_is_called_a_text() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_file(b"Fri 18 Mar 2022", "factures.ods", today=TODAY)
    assert caught.value.code == "not_a_workbook"


def test_a_part_that_hides_its_size_is_refused() -> None:
    honest = zipped({"[Content_Types].xml": b"<a/>", "xl/big.xml": b"<a>" + b" " * (40 << 20)})
    size = (3 + (40 << 20)).to_bytes(4, "little")
    assert refusal_of(honest.replace(size, (5000).to_bytes(4, "little"))).code in (
        "zip_bomb",
        "damaged",
    )


def test_a_file_that_kills_its_reader_is_refused_and_the_next_one_is_read() -> None:
    refused = refusal_of(cell_far_away())
    assert (refused.code, "XFD1048576" in refused.message) == ("far_cell", True)
    assert read_workbook(workbook([HEADINGS, ROW]), "x.xlsx").sheets[0].cells.height == 2


def test_a_truncated_workbook_is_called_damaged() -> None:
    content = workbook([HEADINGS, ROW])
    assert refusal_of(content[: len(content) * 6 // 10]).code == "damaged"
