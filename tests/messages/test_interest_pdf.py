"""The PDF of a statement of interest: what it says, and what kind of PDF it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader

from relance_core.legal_rates import shipped_rates
from relance_core.messages.interest_pdf import interest_pdf, interest_pictures
from relance_core.receivables.late_charges import Entry
from relance_core.receivables.late_interest import Claim, Payment, interest_statement
from relance_core.settings import Firm
from relance_core.vocabulary import DebtorType

FIRM = Firm(name="Atelier du Bois", siren="732829320", rcs_city="Nantes", city="Nantes")
DAY = date(2026, 11, 21)
NAMES = ("Durand & Fils #set page(fill: red)", "8 avenue de la Gare", "49000 Angers")


def entry(number: str = "F-1", *, currency: str = "EUR", paid: str = "0") -> Entry:
    claim = Claim(
        Decimal("12000.00"),
        currency,
        date(2026, 5, 31),
        DebtorType.BUSINESS,
        (Payment(date(2026, 9, 15), Decimal(paid)),),
    )
    return Entry(number, claim, interest_statement(claim, on=DAY, rates=shipped_rates()))


def words(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def pdf(*entries: Entry, interest_first: bool = False) -> bytes:
    return interest_pdf(FIRM, NAMES, entries, on=DAY, interest_first=interest_first)


def test_the_statement_shows_each_line_its_article_the_fee_and_the_total() -> None:
    text = words(pdf(entry()))

    for told in (
        "Décompte des intérêts de retard au 21/11/2026",
        "Du 01/06/2026 au 30/06/2026",
        "C. com. art. L. 441-10 II",
        "119,84 €",
        "587,05 €",
        "706,89 €",
        "Indemnité forfaitaire de recouvrement (1 × 40 €)",
        "12 746,89 €",  # 12 000,00 + 706,89 + 40,00
    ):
        assert told in text


def test_names_are_shown_as_they_are_and_never_run() -> None:
    assert "#set page(fill: red)" in words(pdf(entry("F-1 #pagebreak()")))


def test_two_currencies_are_never_added_up() -> None:
    text = words(pdf(entry(), entry("F-2", currency="USD")))

    assert "Intérêts de retard (EUR)" in text
    assert "Intérêts de retard (USD)" in text
    assert "Total" not in text


def test_the_order_in_which_payments_count_is_said() -> None:
    assert "1343-1" in words(pdf(entry(paid="5000.00"), interest_first=True))
    assert "déduits du principal" in words(pdf(entry(paid="5000.00")))


def test_the_fee_rests_on_the_article_of_its_debtor() -> None:
    told = words(pdf(entry()))
    assert "D. 441-5 du Code de commerce" in told and "commande publique" not in told


def test_it_is_a_tagged_archival_pdf_with_a_title_and_the_same_bytes_each_time() -> None:
    content = pdf(entry())
    reader = PdfReader(BytesIO(content))

    assert reader.metadata is not None
    assert reader.metadata.title == "Décompte des intérêts de retard au 21/11/2026"
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert content == pdf(entry())


def test_many_invoices_run_over_pages_as_pictures_too() -> None:
    pages = interest_pictures(
        FIRM,
        NAMES,
        [entry(f"F-{number}") for number in range(40)],
        on=DAY,
        interest_first=False,
    )

    assert len(pages) > 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_statement_of_one_invoice_names_it() -> None:
    one = words(pdf(entry("F-2026-0147")))
    assert "porte sur la facture F-2026-0147, réglée après son échéance ou encore due." in one
    assert "porte sur 2 factures réglées" in words(pdf(entry(), entry("F-2")))
