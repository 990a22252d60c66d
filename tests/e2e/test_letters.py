"""In the browser, formal notices are printed as a pile, posted, numbered, and proven."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Download, Page, expect

from relance_core.workflows.space import open_space
from tests.e2e.browser import by_key, drop, go, press, settled
from tests.e2e.conftest import TODAY, OpenPage, StartApp
from tests.workflows.office import Office
from tests.workflows.test_posting import registered

pytest.importorskip("typst", reason="no letters on this machine")
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def downloaded(page: Page, key: str) -> bytes:
    """What a download button gives."""
    with page.expect_download() as waited:
        press(page, key)
    given: Download = waited.value
    return Path(given.path()).read_bytes()


def test_a_pile_of_letters_is_printed_posted_numbered_and_proven(
    data_folder: Path, start_app: StartApp, open_page: OpenPage
) -> None:
    registered(Office(open_space({"RELANCE_DATA_DIR": str(data_folder)}), TODAY), "C1", "C3")
    page = open_page(start_app())
    go(page, "Revue et envoi")
    page.get_by_role("radio", name="Suites de l'envoi").click()
    settled(page)
    expect(page.get_by_role("heading", name="Courriers à poster · 2")).to_be_visible()

    pile = pypdf.PdfReader(io.BytesIO(downloaded(page, "sending_batch_print")))
    told = " ".join(" ".join(one.extract_text().split()) for one in pile.pages)
    assert told.index("Bordereau de dépôt") < told.index("69002 LYON") < told.index("BRUXELLES")

    press(page, "sending_batch_posted")
    expect(page.get_by_text("2 courriers notés comme postés")).to_be_visible()
    expect(page.get_by_role("heading", name="Courriers postés · 2")).to_be_visible()
    expect(page.get_by_role("heading", name="Courriers à poster")).to_have_count(0)
    settled(page)
    by_key(page, "sending-posted-*").first.click(position={"x": 15, "y": 52})
    number = page.get_by_role("textbox", name="N° de suivi")
    number.fill("1A 234 567 8901 2")
    page.get_by_role("button", name="Noter le numéro").click()
    expect(page.get_by_text("Numéro de suivi noté.")).to_be_visible()

    drop(page, "sending-posted-proof-", "avis de réception.pdf", b"%PDF-1.4 receipt")
    expect(
        page.get_by_text("« avis de réception.pdf » est gardé avec ce courrier.")
    ).to_be_visible()
    expect(page.get_by_text("avis de réception.pdf · 1 ko")).to_be_visible()
    press(page, "sending-posted-proof-open-1")
    assert downloaded(page, "paper-opened-take") == b"%PDF-1.4 receipt"
    page.keyboard.press("Escape")
    press(page, "sending-posted-proof-remove-1")
    expect(page.get_by_text("« avis de réception.pdf » est retiré.")).to_be_visible()
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.get_by_text("avis de réception.pdf · 1 ko")).to_be_visible()

    drop(page, "sending-posted-proof-", "programme.pdf", b"MZ")
    expect(page.get_by_text("n'est ni un PDF ni une image")).to_be_visible()
