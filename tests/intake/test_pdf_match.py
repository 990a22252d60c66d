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


OURS = "Menuiserie Roche SAS\n12 rue des Archers\nSIREN 732 829 320"


def match(name: str, text: str | None, invoices: tuple[Billed, ...] = INVOICES) -> Match:
    """The match of one paper of the firm Menuiserie Roche."""
    [found] = match_papers([Paper(name, text)], invoices, OURS)
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


ON_EVERY_PAPER = (
    "Menuiserie Roche SAS, SIREN 732 829 320\nFacture FA-1042\nCarrelage Martin\nTotal 120"
)


@pytest.mark.parametrize(
    ("client", "code", "siren"),
    [
        ("Total SA", "", ""),
        ("Services", "", ""),
        ("120", "", ""),
        ("Roche", "", ""),
        ("Filiale Archers", "ROCHE", ""),
        ("Filiale Archers", "TOTAL", ""),
        ("Filiale Archers", "", "732829320"),
    ],
)
def test_what_every_paper_of_ours_says_names_no_client(client: str, code: str, siren: str) -> None:
    found = match("FA-1042.pdf", ON_EVERY_PAPER, (Billed(9, "FA-1042", 90, client, code, siren),))
    assert found.finding is Finding.TO_SEE


@pytest.mark.parametrize("name", ["F-2026-0401.pdf", "F-2026-0401 et la suite.pdf"])
def test_the_invoices_of_several_clients_printed_in_one_go_are_not_one_s(name: str) -> None:
    pages = "Facture F-2026-0401 Boulangerie Dupont\fFacture F-2026-0402 Menuiserie Lefèvre et Fils"
    assert match(name, pages).finding is Finding.TO_SEE
    # The others are settled already: their numbers are open no more.
    for kept in (name, "Octobre.pdf"):
        found = match(kept, pages, (DUPONT,))
        assert (found.finding, found.invoice) == (Finding.TO_SEE, DUPONT)
        assert "« F-2026-0402 »" in found.reason


def test_numbers_of_figures_alone_are_those_that_the_pages_call_an_invoice_s() -> None:
    bill = Billed(9, "20260401", 10, "Boulangerie Dupont")
    pages = "Facture n° 20260401\nBoulangerie Dupont\nDossier 20260402"
    assert match("scan.pdf", pages, (bill,)).finding is Finding.PROVEN
    both = pages + "\fFacture n° 20260402\nGarage du Pont"
    assert match("20260401.pdf", both, (bill,)).finding is Finding.TO_SEE


def test_a_number_of_ours_on_the_next_page_or_of_an_earlier_part_raises_no_doubt() -> None:
    pages = "Facture F-2026-0401\nBoulangerie Dupont\nacompte F-2026-0377\fF-2026-0401, page 2"
    assert match("F-2026-0401.pdf", pages).finding is Finding.PROVEN


def test_a_paper_that_names_another_client_too_is_to_be_seen() -> None:
    quiet = Billed(0, "", 40, "Mairie de Vaulx")  # no open invoice
    found = match(
        "F-2026-0401.pdf",
        "Facture F-2026-0401\nMairie de Vaulx\nlivré à : Boulangerie Dupont",
        (DUPONT, quiet),
    )
    assert found.finding is Finding.TO_SEE
    assert found.reason == "ce PDF nomme aussi « Mairie de Vaulx »"
    assert match("x.pdf", "Mairie de Vaulx", (DUPONT, quiet)).finding is Finding.NOBODY


def test_a_name_within_the_longer_one_of_another_client_is_to_be_seen() -> None:
    short, long = Billed(7, "F-81", 70, "Dupont"), Billed(8, "F-90", 80, "Dupont Frères Lyon")
    assert match("F-81.pdf", "Facture F-81\nDupont Frères Lyon", (short, long)).reason == (
        "ce PDF nomme aussi « Dupont Frères Lyon »"
    )
    assert match("F-90.pdf", "Facture F-90\nDupont Frères Lyon", (short, long)).finding is (
        Finding.PROVEN
    )


def test_a_name_of_one_word_counts_too_unless_many_papers_hold_it() -> None:
    bill, other = Billed(9, "FA584", 90, "Beta Martin"), Billed(0, "", 91, "Durand")
    text = "Facture FA584\nClient : Durand\nlivré chez Beta Martin"
    assert match("FA584.pdf", text, (bill, other)).reason == "ce PDF nomme aussi « Durand »"
    bills = tuple(Billed(n, f"FA{600 + n}", 100 + n, f"Société Numéro{n}x") for n in range(1, 9))
    papers = [
        Paper(f"{one.number}.pdf", f"Facture {one.number}\n{one.client}\nvotre contact : Durand")
        for one in bills
    ]
    found = match_papers(papers, (*bills, other), OURS)
    assert {one.finding for one in found} == {Finding.PROVEN}


def test_two_clients_of_one_name_are_told_apart_by_their_siren() -> None:
    one, two = Billed(1, "F-81", 10, "Alpha SA", "", "552100554"), Billed(0, "", 20, "Alpha SARL")
    found = match("F-81.pdf", "Facture F-81\nAlpha", (one, two))
    assert found.reason == "deux clients portent ce nom, « Alpha SA » et « Alpha SARL »"
    sure = match("F-81.pdf", "Facture F-81\nAlpha, SIREN 552 100 554", (one, two))
    assert sure.finding is Finding.PROVEN


def test_a_number_of_two_clients_is_nobody_s_when_one_is_called_by_a_common_word() -> None:
    both = (Billed(1, "F-81", 10, "Total"), Billed(2, "F-81", 20, "Bois Durand"))
    found = match("F-81.pdf", "Facture F-81\nClient : Total\nlivré chez Bois Durand", both)
    assert found.finding is Finding.TO_SEE
    assert "a une facture de ce numéro" in found.reason


def test_a_town_s_postcode_is_no_other_number() -> None:
    bill = Billed(9, "F-2412", 10, "Boulangerie Dupont")
    text = "Facture F-2412\nBoulangerie Dupont\nF-69002 Lyon"
    assert match("scan.pdf", text, (bill,)).finding is Finding.PROVEN
    assert match("scan.pdf", text + "\nF-2399", (bill,)).finding is Finding.TO_SEE


def test_a_book_of_many_pages_is_not_taken_for_one_invoice() -> None:
    found = match("F-2026-0401.pdf", "Facture F-2026-0401 Boulangerie Dupont" + "\f" * 299)
    assert found.reason == "ce PDF a 300 pages : est-ce bien une seule facture ?"


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
    # Files made to kill their reader do not keep anybody waiting for long.
    many = texts_of([*[written("fatal")] * 9, written("ten")])
    assert many == [None] * 10
