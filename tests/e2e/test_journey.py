"""The morning of a manager, in the browser: from the export to the messages that have left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sample_data.generate import build_contacts, build_invoices
from tests.e2e.browser import (
    by_key,
    cell,
    choose_in_grid,
    drop,
    go,
    import_file,
    press,
    said,
    search,
    settled,
    until,
)
from tests.e2e.conftest import TODAY, OpenPage, StartApp, StartMail
from tests.e2e.mailbox import Mailbox
from tests.workflows.office import invoice, workbook

#: A busy machine takes its time to draw pages.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
SUBJECT = "Belrive : objet corrigé à la main"


def import_sample(page: Page) -> None:
    go(page, "Importer")
    drop(page, "import-contacts", "contacts.xlsx", build_contacts(TODAY))
    expect(page.get_by_text("contacts.xlsx lu")).to_be_visible()
    drop(page, "import-invoices", "factures.xlsx", build_invoices(TODAY))
    press(page, "import-write")
    expect(page.get_by_role("heading", name="3. Enregistré")).to_be_visible()


def click_the_oldest_bucket(page: Page) -> None:
    go(page, "Tableau de bord")
    page.locator("[aria-roledescription=bar][aria-label*='Tranche: Plus de 90 jours']").click()
    expect(page.get_by_text("en retard de plus de 90 jours").first).to_be_visible()


def soften_belrive(page: Page) -> None:
    go(page, "Clients")
    search(page, "clients-search", "Belrive")
    message = cell(page, "clients-grid*", 0, "Prochain message")
    expect(message).to_have_text("Aujourd'hui · 2e relance, ton ferme · E-mail")
    softer = "Aujourd'hui · 2e relance, ton courtois · E-mail"
    until(
        lambda: choose_in_grid(page, "clients-grid*", "Ton", "Un cran plus doux"),
        lambda: expect(message).to_have_text(softer, timeout=20_000),
    )


def see_the_new_tone_in_the_plan(page: Page) -> None:
    go(page, "Plan du jour")
    search(page, "plan-search", "Belrive")
    expect(cell(page, "plan-carried*", 0, "Client")).to_have_text("Hôtel Belrive")
    expect(cell(page, "plan-carried*", 0, "Ton")).to_have_text("Courtois")


def edit_and_approve_belrive(page: Page) -> str:
    """Gives the first long paragraph of the message as it was shown."""
    go(page, "Revue et envoi")
    search(page, "review_search", "Belrive")
    expect(page.locator("p", has_text="2e relance, courtois")).to_be_visible()
    paragraph = (
        page.frame_locator("iframe")
        .frame_locator("iframe")
        .locator("p", has_text="27")
        .first.inner_text()
    )
    page.get_by_role("tab", name="Modifier").click()
    page.get_by_role("textbox", name="Objet").fill(SUBJECT)
    page.get_by_role("button", name="Enregistrer le texte").click()
    expect(page.get_by_text("Texte enregistré")).to_be_visible()
    press(page, "review_approve")
    expect(page.get_by_text("1 message approuvé").first).to_be_visible()
    return paragraph


def approve_what_matches(page: Page, words: str) -> int:
    """Gives how many messages were approved."""
    search(page, "review_search", words)
    expect(page.get_by_text("Hôtel Belrive").first).to_be_hidden()
    settled(page)
    button = by_key(page, "review_approve_shown").get_by_role("button")
    expect(button).to_have_text(re.compile(r"Approuver les \d+ messages"))
    [count] = re.findall(r"\d+", button.inner_text())
    button.click()
    expect(page.get_by_text(f"{count} messages approuvés").first).to_be_visible()
    return int(count)


def send_and_wait(page: Page, count: int) -> None:
    settled(page)
    expect(by_key(page, "sending_start")).to_contain_text(f"Envoyer {count} e-mails")
    press(page, "sending_start")
    expect(by_key(page, "sending_bar")).to_contain_text(f"sur {count}")
    expect(page.get_by_role("heading", name=f"Envoyés · {count}")).to_be_visible()


def body_of(mailbox: Mailbox, subject: str) -> str:
    [message] = [one for one in mailbox.messages if said(str(one["Subject"])) == subject]
    text = message.get_body(("plain",))
    assert text is not None
    return said(text.get_content())


def test_an_export_becomes_reminders_that_arrive_as_they_were_read_and_corrected(
    start_app: StartApp, start_mail: StartMail, open_page: OpenPage
) -> None:
    mailbox, account = start_mail(delay=2.5)
    page = open_page(start_app(**account))
    import_sample(page)
    click_the_oldest_bucket(page)
    soften_belrive(page)
    see_the_new_tone_in_the_plan(page)
    paragraph = edit_and_approve_belrive(page)
    count = 1 + approve_what_matches(page, "mme")
    send_and_wait(page, count)

    assert len(mailbox.messages) == count
    assert said(paragraph) in body_of(mailbox, SUBJECT)
    go(page, "Journal")
    expect(page.get_by_text(re.compile("^.{0,40}E-mail « .* » envoyé à "))).to_have_count(count)
    expect(
        page.get_by_text("envoyé à Hôtel Belrive (compta@hotel-belrive.example)")
    ).to_be_visible()


def test_sample_data_lead_from_the_first_screen_to_a_batch_that_reaches_nobody(
    start_app: StartApp, start_mail: StartMail, open_page: OpenPage, data_folder: Path
) -> None:
    mailbox, account = start_mail()
    page = open_page(start_app(**account))
    press(page, "dashboard-demonstration")
    expect(page.get_by_text("Démonstration : données fictives, rien ne part")).to_be_visible()
    expect(page.get_by_text("Balance âgée", exact=True)).to_be_visible()
    go(page, "Revue et envoi")
    press(page, "review_approve_shown")
    start = by_key(page, "sending_start").get_by_role("button")
    expect(start).to_have_text(re.compile(r"Déposer \d+ messages dans le dossier"))
    [count] = re.findall(r"\d+", start.inner_text())
    start.click()
    expect(page.get_by_role("heading", name=f"Envoyés · {count}")).to_be_visible()
    written = list((data_folder / "espaces" / "demonstration").rglob("*.eml"))
    assert (len(written), mailbox.taken) == (int(count), [])


def test_a_deep_link_on_a_server_just_started_goes_through_the_app_to_its_page(
    start_app: StartApp, open_page: OpenPage
) -> None:
    root = start_app()
    page = open_page(root + "/reglages?section=Banque")
    menu = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(menu.get_by_role("paragraph")).to_have_text(
        [
            "Tableau de bord",
            "Plan du jour",
            "Revue et envoi",
            "Importer",
            "Clients",
            "Litiges et promesses",
            "Journal",
            "Réglages",
        ]
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Réglages")
    expect(page.get_by_label("IBAN")).to_be_visible()
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(root + "/tableau_de_bord")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tableau de bord")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_file_that_is_no_export_is_refused_in_one_sentence_and_changes_nothing(
    start_app: StartApp, open_page: OpenPage
) -> None:
    page = open_page(start_app())
    import_file(page, workbook([invoice("F-1")]))
    press(page, "import-again")
    expect(page.get_by_role("heading", name="1. Déposer")).to_be_visible()
    settled(page)
    drop(page, "import-invoices", "plaquette.xlsx", b"%PDF-1.7\n1 0 obj\n")
    expect(page.get_by_role("alert")).to_have_count(1)
    assert "PDF" in page.get_by_role("alert").inner_text()
    expect(page.get_by_text("Ce qui était déjà importé est inchangé.")).to_be_visible()
    expect(by_key(page, "import-write")).to_have_count(0)
    go(page, "Plan du jour")
    expect(page.get_by_text("1 facture ouverte = ")).to_be_visible()
