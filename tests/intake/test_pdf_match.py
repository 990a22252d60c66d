"""A PDF goes to the invoice that its pages prove; what is not proven is told, never attached."""

from __future__ import annotations

import io
import zipfile

import pytest

from relance_core.documents import SIZE_LIMIT
from relance_core.intake.pdf_drop import pdfs_of
from relance_core.intake.pdf_match import Billed, Finding, Match, Paper, match_papers
from relance_core.intake.pdf_text import texts_of
from tests.pdf_pages import written

DUPONT = Billed(1, "F-2026-0401", 10, "Boulangerie Dupont SARL", "C0010", "552100554")
LEFEVRE = Billed(2, "F-2026-0402", 20, "Menuiserie Lefèvre & Fils", "C0020")
SAME_NUMBER = Billed(3, "F-2026-0401", 30, "Garage du Pont")
SHORT = Billed(4, "12", 20, "Menuiserie Lefèvre & Fils")
INVOICES = (DUPONT, LEFEVRE, SHORT)


def match(name: str, text: str | None, invoices: tuple[Billed, ...] = INVOICES) -> Match:
    """The match of one paper."""
    [found] = match_papers([Paper(name, text)], invoices)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "F-2026-0401.pdf",
        "Facture_F20260401_Dupont.pdf",
        "f 2026 0401.PDF",
        "2026-10-04 FACTURE F-2026-0401 v2.pdf",
    ],
)
@pytest.mark.parametrize(
    "client",
    ["BOULANGERIE DUPONT", "S.A.R.L. Boulangerie  Dupont", "SIREN 552 100 554", "FR 12 552100554",
     "SIRET 552 100 554 00013", "Client : C0010"],
)  # fmt: skip
def test_a_number_in_the_name_and_the_pages_with_the_client_proves_it(
    name: str, client: str
) -> None:
    found = match(name, f"FACTURE n° F-2026-0401 du 04/10/2026\n{client}\nTotal 1 234,56 €")
    assert (found.finding, found.invoice) == (Finding.PROVEN, DUPONT)


def test_the_pages_alone_prove_an_invoice_whose_file_is_named_otherwise() -> None:
    found = match("scan0007.pdf", "Facture F-2026-0402\nMenuiserie Lefevre et Fils")
    assert (found.finding, found.invoice) == (Finding.PROVEN, LEFEVRE)


def test_the_same_number_of_two_clients_is_told_apart_by_the_pages() -> None:
    both = (DUPONT, SAME_NUMBER)
    found = match("F-2026-0401.pdf", "Facture F-2026-0401\nGarage du Pont", both)
    assert (found.finding, found.invoice) == (Finding.PROVEN, SAME_NUMBER)
    neither = match("F-2026-0401.pdf", "Facture F-2026-0401\nMairie de Lyon", both)
    assert (neither.finding, neither.invoice) == (Finding.TO_SEE, None)


def test_the_invoice_of_another_client_is_never_taken_for_the_first_one_s() -> None:
    found = match("F-2026-0401.pdf", "Facture F-2026-0401\nMenuiserie Lefèvre & Fils")
    assert found.finding is Finding.TO_SEE
    assert "nomme « Menuiserie Lefèvre & Fils »" in found.reason


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("F-2026-0401.pdf", "", "image"),
        ("F-2026-0401.pdf", None, "protégé ou abîmé"),
        ("F-2026-0401.pdf", "Facture F-2026-0401 pour quelqu'un", "ne se lit pas"),
        ("F-2026-0401.pdf", "Boulangerie Dupont, facture 77", "ne se lit pas dans ses pages"),
        ("scan.pdf", "Relevé Boulangerie Dupont F-2026-0401 F-2026-0402", "relevé"),
        ("A-9.pdf", "AVOIR A-9 sur facture F-2026-0401 Boulangerie Dupont", "avoir"),
        ("scan.pdf", "Facture 77, Menuiserie Lefèvre & Fils, 12 pièces", "ne porte pas le numéro"),
    ],
)
def test_what_is_not_proven_is_to_be_seen_by_somebody(
    name: str, text: str | None, why: str
) -> None:
    found = match(name, text)
    assert found.finding is Finding.TO_SEE
    assert why in found.reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("F-2026-04012.pdf", "Facture F-2026-04012 Boulangerie Dupont"),
        ("F-2026-999.pdf", "Facture F-2026-999 Boulangerie Dupont"),
        ("12.pdf", ""),
        ("conditions.pdf", "Conditions générales de vente"),
    ],
)
def test_a_paper_of_no_open_invoice_goes_to_nobody(name: str, text: str) -> None:
    assert match(name, text).finding is Finding.NOBODY


def test_the_files_of_an_archive_are_taken_and_the_others_told() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2026/F-1.pdf", b"%PDF-1.4 one")
        archive.writestr("2026/lisez-moi.txt", b"hello")
        archive.writestr("__MACOSX/2026/._F-1.pdf", b"\x00")
        archive.writestr("2026/gros.pdf", b"%PDF-" + bytes(SIZE_LIMIT))
    drop = pdfs_of(
        [("factures.zip", packed.getvalue()), ("F-2.pdf", b"%PDF-1.7 two"),
         ("photo.png", b"\x89PNG\r\n\x1a\n"), ("casse.zip", b"PK\x03\x04 broken")]
    )  # fmt: skip
    assert [file.name for file in drop.files] == ["F-1.pdf", "F-2.pdf"]
    assert len(drop.refused) == 4
    told = " ".join(drop.refused)
    assert all(name in told for name in ("lisez-moi.txt", "gros.pdf", "photo.png", "casse.zip"))


def test_an_archive_whose_names_leave_their_folder_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../F-1.pdf", b"%PDF-1.4 one")
    drop = pdfs_of([("factures.zip", packed.getvalue())])
    assert drop.files == ()
    assert "par sécurité" in drop.refused[0]


def test_the_text_of_each_pdf_is_read_and_a_broken_one_spoils_no_other() -> None:
    texts = texts_of([written("Facture F-2026-0401"), b"%PDF-1.7 broken", written("Dupont")])
    assert texts[0] is not None
    assert texts[0].strip() == "Facture F-2026-0401"
    assert texts[1] is None
    assert texts[2] is not None
    assert texts[2].strip() == "Dupont"


def test_a_reader_that_dies_costs_the_file_it_died_of(monkeypatch: pytest.MonkeyPatch) -> None:
    import relance_core.intake.pdf_text as reader

    read = reader._read

    def dies_of_the_second(contents: list[bytes]) -> list[str | None]:
        fatal = [at for at, content in enumerate(contents) if b"fatal" in content]
        return read(contents[: fatal[0]] if fatal else contents)

    monkeypatch.setattr(reader, "_read", dies_of_the_second)
    texts = texts_of([written("one"), written("fatal"), written("three")])
    assert texts[1] is None
    assert [text and text.strip() for text in texts] == ["one", None, "three"]
