"""A file kept beside an invoice is listed without its bytes, removed, and taken back."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine

from relance_core.documents import SIZE_LIMIT, DocumentKind, clean_name, document_of
from relance_core.errors import Refused
from relance_core.store.database import open_database
from relance_core.store.documents import (
    add_document,
    document_content,
    documents_of,
    remove_document,
    restore_document,
)
from relance_core.store.tables import client

AT = datetime(2026, 11, 20, 10, 0)
PDF = b"%PDF-1.7 a page"


@pytest.fixture
def engine(url: str) -> Engine:
    opened = open_database(url)
    with opened.begin() as conn:
        conn.execute(client.insert().values(id=1, name="Durand", code="C1", created_at=AT))
    return opened


def test_a_file_comes_back_as_it_was_given(engine: Engine) -> None:
    file = document_of("Facture n° 12.pdf", PDF)
    with engine.begin() as conn:
        kept = add_document(conn, DocumentKind.INVOICE, file, by="anne", at=AT, client=1)
        [row] = documents_of(conn, DocumentKind.INVOICE, "client", [1])
        assert (row.id, row.name, row.size, row.media_type) == (
            kept,
            "Facture n° 12.pdf",
            len(PDF),
            "application/pdf",
        )
        assert not hasattr(row, "content")
        assert document_content(conn, kept) == file
        assert documents_of(conn, DocumentKind.RECEIPT, "client", [1]) == []


def test_the_same_bytes_of_the_same_thing_are_kept_once(engine: Engine) -> None:
    file = document_of("a.pdf", PDF)
    with engine.begin() as conn:
        first = add_document(conn, DocumentKind.INVOICE, file, by="anne", at=AT, client=1)
        again = add_document(conn, DocumentKind.INVOICE, file, by="paul", at=AT, client=1)
        other = add_document(conn, DocumentKind.DISPUTE, file, by="paul", at=AT, client=1)
    assert first == again != other


def test_what_is_removed_is_not_listed_and_can_be_taken_back(engine: Engine) -> None:
    file = document_of("a.pdf", PDF)
    with engine.begin() as conn:
        kept = add_document(conn, DocumentKind.INVOICE, file, by="anne", at=AT, client=1)
        assert remove_document(conn, kept, by="anne", at=AT)
        assert not remove_document(conn, kept, by="anne", at=AT)
        assert documents_of(conn, DocumentKind.INVOICE, "client", [1]) == []
        assert restore_document(conn, kept)
        assert [row.id for row in documents_of(conn, DocumentKind.INVOICE, "client", [1])] == [kept]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_document"),
        (b"MZ\x90 a program", "bad_document"),
        (b"<html>%PD", "bad_document"),
        (b"MZ\x90 a program that holds %PDF-1.7", "bad_document"),
        (b"PK\x03\x04 %PDF-1.7", "bad_document"),
        (b"\n<script>%PDF-1.7", "bad_document"),
        (b"%PDF-" + bytes(SIZE_LIMIT), "large_document"),
    ],
)
def test_what_is_not_a_pdf_or_a_picture_of_some_size_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        document_of("facture.pdf", content)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Factures\\F-12.pdf", "F-12.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\r\nBcc: x@y.fr.pdf", "a Bcc x@y.fr.pdf"),
        ("F‮fdp.exe", "Ffdp.exe.pdf"),
        ("photo.pdf.png", "photo.pdf.png.pdf"),
        ("a;b.pdf", "ab.pdf"),
        ("", "document.pdf"),
    ],
)
def test_a_name_keeps_nothing_that_a_folder_or_a_header_stumbles_on(name: str, shown: str) -> None:
    assert document_of(name, PDF).name == shown


def test_an_overlong_name_keeps_its_extension() -> None:
    shown = clean_name("x" * 300 + ".pdf")
    assert len(shown) == 120
    assert shown.endswith("x.pdf")
