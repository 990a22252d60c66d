"""A newcomer hears a client promise: noted, withdrawn from the plan, confirmed, within a minute."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import by_key, expect_planned, go, import_file, press, settled
from tests.e2e.conftest import OpenPage, StartApp
from tests.workflows.office import invoice, workbook

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
CLIENT = "Client C1"
#: Seconds from the sheet to the confirmation that waits to be sent.
A_MINUTE = 60


def open_the_sheet(page: Page) -> None:
    go(page, "Clients")
    page.get_by_role("combobox", name="Fiche du client").fill(CLIENT)
    page.get_by_role("option", name=CLIENT).click()
    expect(page.get_by_role("heading", name=CLIENT)).to_be_visible()
    settled(page)


def note_the_promise(page: Page) -> None:
    page.get_by_text("Noter un appel", exact=True).click()
    page.get_by_role("radio", name="Promet de payer").or_(
        page.get_by_role("button", name="Promet de payer")
    ).first.click()
    settled(page)
    page.get_by_role("group", name="Date promise").get_by_role("spinbutton").first.click()
    page.keyboard.type("27112026", delay=40)
    page.keyboard.press("Tab")
    page.get_by_role("textbox", name="Interlocuteur").first.fill("Mme Roy")
    page.get_by_role("button", name="Noter l'appel").click()
    expect(page.get_by_text(f"Appel reçu noté ({CLIENT})")).to_be_visible()


def test_a_promise_heard_on_the_phone_is_noted_and_its_confirmation_ready_within_a_minute(
    start_app: StartApp, open_page: OpenPage
) -> None:
    page = open_page(start_app())
    rows = [invoice("F-1", client="C1", due=4), invoice("F-2", client="C2", due=10)]
    import_file(page, workbook(rows))
    expect_planned(page, 2)

    open_the_sheet(page)
    began = time.monotonic()
    note_the_promise(page)
    expect_planned(page, 1)
    message = page.get_by_role("textbox", name="Message", exact=True)
    expect(message).to_have_value(re.compile(r"^Bonjour Mme Roy,"))
    press(page, "companion-approve")
    expect(page.get_by_text("E-mail approuvé : il part avec le prochain envoi.")).to_be_visible()
    took = time.monotonic() - began

    assert took < A_MINUTE
    page.get_by_role("link", name="Envoyer, dans Revue et envoi").click()
    expect(page.get_by_role("button", name="Déposer 1 message dans le dossier")).to_be_visible()
    page.get_by_role("button", name="Déposer 1 message dans le dossier").click()
    expect(page.get_by_text("1 message à transmettre").first).to_be_visible()
    expect(by_key(page, "sending_confirm")).to_be_visible()
