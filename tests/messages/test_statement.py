"""The statement of account: what it lists, what it adds up, and what kind of PDF it is."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pypdf
import pytest

from relance_core.messages.statement import AccountLine, statement_data, statement_pdf
from relance_core.settings import Firm
from relance_core.vocabulary import InvoiceKind
from tests.messages.samples import CLIENT, FIRM, TODAY

pytest.importorskip("typst", reason="no documents on this machine")


def line(number: str, due: date, amount: str, **changes: Any) -> AccountLine:
    values: dict[str, Any] = {
        "kind": InvoiceKind.INVOICE,
        "issue_date": due - timedelta(days=30),
        "currency": "EUR",
        "open_amount": Decimal(amount),
    }
    return AccountLine(number=number, due_date=due, amount=Decimal(amount), **(values | changes))


LATE = line("F-1", date(2026, 10, 1), "1000.00", open_amount=Decimal("600.00"))
UPCOMING = line("F-2", date(2026, 12, 1), "250.00")
CREDIT = line("AV-1", date(2026, 10, 5), "50.00", kind=InvoiceKind.CREDIT_NOTE)
PAYMENT = line("VIR 7", date(2026, 11, 2), "30.00", kind=InvoiceKind.PAYMENT)


def data(*lines: AccountLine, firm: Firm = FIRM, language: str = "fr") -> dict[str, Any]:
    return statement_data(firm, CLIENT, lines, on=TODAY, language=language)


def spaced(pairs: Any) -> list[tuple[str, str]]:
    def plainly(text: str) -> str:
        return text.replace("\u202f", " ").replace("\u00a0", " ")

    return [(plainly(label), plainly(value)) for label, value in pairs]


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_due_and_not_due_are_told_apart_and_credits_deducted_in_sight() -> None:
    [part] = data(LATE, UPCOMING, CREDIT, PAYMENT)["parts"]
    assert [row["cells"][0] for row in part["rows"]] == [
        "F-1",
        "F-2",
        "Avoir AV-1",
        "Règlement VIR 7",
    ]
    assert spaced(part["totals"]) == [
        ("Total échu", "600,00 €"),
        ("Total à échoir", "250,00 €"),
        ("Avoirs à déduire", "−50,00 €"),
        ("Règlements non affectés à déduire", "−30,00 €"),
        ("Solde dû", "770,00 €"),
    ]


def test_the_code_asks_for_what_is_late_without_what_is_discussed() -> None:
    disputed = replace(LATE, disputed=Decimal("100.00"))
    asked = data(disputed, UPCOMING, CREDIT)
    assert asked["qr"]
    # 600 − 100 discussed − 50 credited
    assert spaced([("", asked["payment"][-1])]) == [
        ("", "Le QR code porte ce qui est échu, déductions faites : 450,00 €.")
    ]
    assert "dont 100,00" in asked["parts"][0]["rows"][0]["cells"][0].replace("\u202f", " ")
    early = data(UPCOMING)["payment"][-1]
    assert spaced([("", early)]) == [("", "Le QR code porte le solde : 250,00 €.")]


def test_each_currency_has_its_own_part_euros_first_and_nothing_is_added_across() -> None:
    dollars = line("F-3", date(2026, 10, 9), "80.00", currency="USD")
    parts = data(dollars, LATE)["parts"]
    assert [part["title"] for part in parts] == ["Montants en EUR", "Montants en USD"]
    assert "680" not in str(parts)


def test_a_balance_in_the_client_s_favour_asks_for_nothing() -> None:
    told = data(UPCOMING, replace(CREDIT, open_amount=Decimal("300.00")))
    assert spaced(told["parts"][0]["totals"])[-1] == ("Solde en votre faveur", "50,00 €")
    assert (told["payment"], told["qr"]) == ([], "")


def test_with_nothing_open_it_says_so() -> None:
    content = statement_pdf(FIRM, CLIENT, [], on=TODAY)
    assert "Rien ne reste ouvert" in text_of(content)


def test_it_is_tagged_archival_in_its_language_with_the_same_bytes_each_time() -> None:
    content = statement_pdf(FIRM, CLIENT, [LATE, UPCOMING], on=TODAY, language="en")
    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert b"<pdfaid:part>2</pdfaid:part>" in root["/Metadata"].get_data()
    assert "Statement of account as at 20 November 2026" in text_of(content)
    assert statement_pdf(FIRM, CLIENT, [LATE, UPCOMING], on=TODAY, language="en") == content


def test_sixty_invoices_run_over_pages_with_their_headings_again() -> None:
    many = [line(f"F-{n:03}", date(2026, 9, 1) + timedelta(days=n), "12.00") for n in range(60)]
    reader = pypdf.PdfReader(io.BytesIO(statement_pdf(FIRM, CLIENT, many, on=TODAY)))
    assert len(reader.pages) == 2
    assert all("Échéance" in page.extract_text() for page in reader.pages)
    assert "2/2" in "".join(reader.pages[1].extract_text().split())
