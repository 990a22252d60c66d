"""Every document of the firm, opened by readers that are not ours: archival, tagged, readable."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from relance_core.legal_rates import shipped_rates
from relance_core.messages.document import running_head
from relance_core.messages.interest_pdf import interest_pdf
from relance_core.messages.letter import letter_pdf
from relance_core.messages.posting_list import Posting, posting_list_pdf
from relance_core.messages.render import compose
from relance_core.messages.statement import AccountLine, statement_pdf
from relance_core.messages.typeset import LetterFailed
from relance_core.receivables.late_charges import Entry, LateCharges
from relance_core.receivables.late_interest import Claim, interest_statement
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Firm, Logo
from relance_core.vocabulary import Channel, DebtorType, InvoiceKind, Step, Tone
from tests.messages.samples import CLIENT, FIRM, TODAY, client, line, reminder

try:
    from pyzbar import pyzbar
except ImportError:  # its system library, libzbar, is not everywhere
    pyzbar = None

pytest.importorskip("typst", reason="no documents on this machine")

SHARED = Path(__file__).resolve().parents[3] / "shared" / "badfiles" / "names_cases.json"


def entry(number: str = "F-1") -> Entry:
    claim = Claim(Decimal("12000.00"), "EUR", date(2026, 5, 31), DebtorType.BUSINESS)
    return Entry(number, claim, interest_statement(claim, on=TODAY, rates=shipped_rates()))


def notice(name: str = "Boulangerie Dupont SARL", number: str = "F-1") -> Reminder:
    lines = (line(number, date(2026, 5, 31), "12000.00", Step.FORMAL_NOTICE),)
    served = reminder(Step.FORMAL_NOTICE, Tone.FORMAL, lines, addressee=client(name=name))
    return replace(served, charges=LateCharges(TODAY, (entry(number),)))


def account(number: str = "F-1") -> list[AccountLine]:
    day, sum_ = date(2026, 10, 1), Decimal("1234.56")
    return [AccountLine(number, InvoiceKind.INVOICE, None, day, "EUR", sum_, sum_)]


def letter(firm: Firm = FIRM, name: str = CLIENT.name, number: str = "F-1") -> bytes:
    served = notice(name, number)
    return letter_pdf(compose(served, firm), served, firm, dated=TODAY)


def statement(firm: Firm = FIRM, name: str = CLIENT.name, number: str = "F-1") -> bytes:
    return statement_pdf(firm, client(name=name), account(number), on=TODAY)


def interest(firm: Firm = FIRM, name: str = CLIENT.name, number: str = "F-1") -> bytes:
    return interest_pdf(firm, [name], [entry(number)], on=TODAY, interest_first=False)


def posting(firm: Firm = FIRM, name: str = CLIENT.name, number: str = "F-1") -> bytes:
    item = Posting(
        *(1, Channel.REGISTERED_LETTER, name, (name, number), "38000", name, ""),
        totals={"EUR": Decimal("12000.00")},
        reference=number,
        pages=3,
    )
    return posting_list_pdf(firm, [item], on=TODAY)


DOCUMENTS = [letter, statement, interest, posting]
every_document = pytest.mark.parametrize(
    "made", DOCUMENTS, ids=[made.__name__ for made in DOCUMENTS]
)
Made = Callable[..., bytes]


def words(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def fonts(reader: Any) -> list[Any]:
    found = []
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            made = font.get_object()
            inner = made["/DescendantFonts"][0].get_object() if "/DescendantFonts" in made else made
            found.append(inner["/FontDescriptor"].get_object())
    return found


def roles(node: Any) -> set[str]:
    """What the tags of a document say its parts are."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if not isinstance(node, dict):
        return set()
    kids = node.get("/K", [])
    below = kids if isinstance(kids, list) else [kids]
    found: set[str] = set().union(*(roles(kid) for kid in below)) if below else set()
    return found | ({str(node["/S"])} if "/S" in node else set())


@every_document
def test_a_document_is_archival_tagged_in_french_with_its_fonts_inside(made: Made) -> None:
    reader: Any = pypdf.PdfReader(io.BytesIO(made()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "fr"
    metadata = root["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.metadata.title and reader.metadata.author == FIRM.name
    assert {"/H1", "/P", "/Table", "/TR", "/TH", "/TD"} <= roles(root["/StructTreeRoot"])
    assert fonts(reader)
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts(reader))
    assert all("/EmbeddedFile" not in str(font) for font in fonts(reader))


@every_document
def test_the_logo_stands_in_a_document_with_words_for_who_cannot_see_it(made: Made) -> None:
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (320, 80), (15, 92, 92)).save(drawn, "PNG")
    firm = replace(FIRM, logo=Logo("png", drawn.getvalue(), 320, 80), accent="#0f5c5c")
    page = pypdfium2.PdfDocument(made(firm))[0].render(scale=1).to_pil().convert("RGB")
    mm = 72 / 25.4
    assert page.getpixel((int(40 * mm), int(25 * mm))) == (15, 92, 92)
    assert {"/Figure"} <= roles(
        pypdf.PdfReader(io.BytesIO(made(firm))).trailer["/Root"]["/StructTreeRoot"]
    )


@pytest.mark.skipif(pyzbar is None, reason="the decoder's library is not there")
@pytest.mark.parametrize(
    ("made", "amount"),
    [(letter, "EUR12000.00"), (statement, "EUR1234.56")],
    ids=["letter", "statement"],
)
def test_the_payment_code_is_read_from_the_printed_page(made: Made, amount: str) -> None:
    page = pypdfium2.PdfDocument(made())[0].render(scale=200 / 72).to_pil()
    [found] = pyzbar.decode(page)
    told = found.data.decode("utf-8").split("\n")
    assert told[3:8] == ["SCT", "AGRIFRPP", "Ateliers Bellecour", FIRM.iban, amount]
    assert told[-1] == "F-1"


@every_document
@pytest.mark.parametrize(
    "name",
    [name for name in json.loads(SHARED.read_text("utf-8")) if name and name.strip()]
    if SHARED.exists()
    else ['#read("/etc/passwd")', "{{7*7}}"],
)
def test_a_hostile_name_is_set_as_text_in_every_document(made: Made, name: str) -> None:
    told = words(made(name=name, number=name[:60])).replace("\u200b", "")
    assert FIRM.name in told
    if name.isascii() and name.isprintable() and len(name) < 38 and "  " not in name:
        assert name.split()[0] in told


def test_a_payee_of_cheques_is_told_with_where_to_send_them() -> None:
    firm = replace(FIRM, cheques=True, cheque_order="Bellecour Encaissements")
    told = words(letter(firm))
    assert (
        "Ou par chèque à l'ordre de : Bellecour Encaissements, envoyé à : 12 rue des Archers"
        in (told.replace("’", "'"))
    )
    elsewhere = replace(firm, cheque_address="Centre de traitement\nTSA 1234\n59000 Lille")
    assert "envoyé à : Centre de traitement, TSA 1234, 59000 Lille" in words(letter(elsewhere))
    assert "chèque" not in words(letter())


def test_the_annex_stands_in_the_same_file_and_its_total_is_named_in_the_letter() -> None:
    told = words(letter())
    # 12 000,00 due 31/05/2026 at 20/11/2026: 119,84 + 582,97
    assert "702,81 €" in told.partition("Annexe")[0]
    annex = told.partition("Annexe : décompte des intérêts de retard au 20/11/2026")[2]
    for element in ("119,84 €", "582,97 €", "12,15 %", "12,40 %", "143", "40,00 €", "12 742,81 €"):
        assert element in annex


def test_a_reminder_by_letter_has_no_annex_whatever_it_tells_of_interest() -> None:
    served = replace(
        reminder(Step.REMINDER_3, Tone.FIRM, channel=Channel.LETTER),
        charges=LateCharges(TODAY, (entry(),)),
    )
    content = letter_pdf(compose(served, FIRM), served, FIRM, dated=TODAY)
    assert "Annexe" not in words(content) and "P. j." not in words(content)


def test_sixty_invoices_are_detailed_with_their_headings_on_each_page() -> None:
    entries = [entry(f"F-{at:03}") for at in range(60)]
    content = interest_pdf(FIRM, ["Client"], entries, on=TODAY, interest_first=False)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    detail = [page for page in pages if "Du 01/06/2026" in page]
    assert len(detail) > 2 and all("Taux annuel" in page for page in detail)
    assert len(pages) < 9


def test_a_list_to_post_numbers_its_letters_and_leaves_room_for_theirs() -> None:
    letters = [
        Posting(
            *(at, Channel.LETTER if at > 2 else Channel.REGISTERED_LETTER, f"Client {at}"),
            *((f"Client {at}", "38000 GRENOBLE"), "38000", "Grenoble", ""),
            totals={"EUR": Decimal(at)},
            reference=f"{at:06d}",
            pages=at + 1,
        )
        for at in range(1, 5)
    ]
    told = words(posting_list_pdf(FIRM, letters, on=TODAY + timedelta(days=3)))
    assert "Bordereau de dépôt du 23/11/2026" in told
    assert "2 lettres recommandées avec avis et 2 lettres simples, 14 feuilles en tout." in told
    assert "à peser avant d'affranchir : n° 3, 4." in told.replace("’", "'")
    both = words(posting_list_pdf(FIRM, letters, on=TODAY, duplex=True))
    assert "8 feuilles en tout" in both


@pytest.mark.parametrize("number", ["F-2026-000123456789", "ABC" * 30])
def test_a_number_is_cut_only_where_its_column_has_no_room(number: str) -> None:
    text = pypdf.PdfReader(io.BytesIO(statement(number=number))).pages[0].extract_text()
    assert number in text.replace("\u200b", "").replace("\n", "").replace(" ", "")
    if len(number) < 24:
        assert number in text


def test_an_e_mail_address_is_not_cut_in_the_text_of_a_letter() -> None:
    firm = replace(FIRM, email="comptabilite.clients@ateliers-bellecour.example")
    assert firm.email in pypdf.PdfReader(io.BytesIO(letter(firm))).pages[0].extract_text()


def test_a_machine_that_cannot_set_documents_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(LetterFailed, match="Windows sur ARM"):
        letter()


def test_two_people_look_at_letters_at_the_same_time() -> None:
    with ThreadPoolExecutor(4) as people:
        made = list(people.map(lambda at: letter(name=f"Client {at}"), range(12)))
    assert all(f"Client {at}" in words(content) for at, content in enumerate(made))


def test_a_letter_in_english_has_its_references_in_english() -> None:
    served = reminder(
        Step.REMINDER_2, Tone.COURTEOUS, addressee=client(language="en"), channel=Channel.LETTER
    )
    told = words(letter_pdf(compose(served, FIRM), served, FIRM, dated=TODAY))
    assert "Our reference: client C001" in told and "Objet" not in told


def test_a_running_line_holds_on_its_page_whatever_the_names() -> None:
    line = running_head("Société" + "anonyme" * 50, "", "Client " * 60, "20 novembre 2026")
    assert line.count(" – ") == 2
    assert len(line) <= 2 * 48 + len("20 novembre 2026") + 6
