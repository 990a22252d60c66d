"""A newcomer changes the second reminder's wording and sees it on a real client within a minute."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import by_key, go, import_file, press, search, settled, until
from tests.e2e.conftest import OpenPage, StartApp
from tests.workflows.office import invoice, workbook

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
CLIENT = "Client C1"
ADDED = "Un mot de votre part suffirait."
#: Seconds from the dashboard to the words read in the message of a real client.
A_MINUTE = 60


def start_with_a_second_reminder(page: Page) -> None:
    """One client already reminded once, by what its file says; another at the first reminder."""
    rows = [
        invoice("F-1", client="C1", due=20) | {"1re relance": date(2026, 11, 6)},
        invoice("F-2", client="C2", due=10) | {"1re relance": None},
    ]
    import_file(page, workbook(rows))
    plan = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Plan du jour")
    expect(plan).to_contain_text("· 2")


def open_the_texts(page: Page) -> None:
    go(page, "Réglages")
    page.get_by_text("Textes", exact=True).click()
    step = page.get_by_role("combobox", name="Étape", exact=True)

    def choose() -> None:
        step.click()
        page.get_by_role("option", name="2e relance").click()

    until(choose, lambda: expect(step).to_have_value("2e relance", timeout=10_000))
    settled(page)


def body(page: Page) -> Locator:
    return by_key(page, "settings_*").get_by_role("textbox", name="Texte", exact=True)


def message(page: Page) -> Locator:
    """The message as its reader gets it, inside its two frames."""
    return page.frame_locator("iframe").frame_locator("iframe").locator("body")


def type_at_the_end(page: Page, words: str) -> None:
    body(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words, delay=10)


def test_a_reminders_words_are_changed_and_read_on_a_real_client_within_a_minute(
    start_app: StartApp, open_page: OpenPage
) -> None:
    address = start_app()
    page = open_page(address)
    start_with_a_second_reminder(page)

    began = time.monotonic()
    open_the_texts(page)
    chosen = by_key(page, "settings_preview_client_*").get_by_role("combobox")
    expect(chosen).to_have_value(CLIENT)
    type_at_the_end(page, f"\n\n{ADDED}")
    # Read beside the text, on the real client, before anything is saved or left.
    expect(message(page)).to_contain_text(ADDED)
    expect(message(page)).to_contain_text("F-1")
    expect(body(page)).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Texte enregistré : il sert dès le prochain message.")).to_be_visible()
    go(page, "Revue et envoi")
    search(page, "review_search", CLIENT)
    expect(message(page)).to_contain_text(ADDED)
    assert time.monotonic() - began < A_MINUTE


def test_what_is_typed_is_found_again_after_the_browser_was_closed(
    start_app: StartApp, open_page: OpenPage
) -> None:
    address = start_app()
    page = open_page(address)
    open_the_texts(page)
    type_at_the_end(page, f"\n\n{ADDED}")
    expect(message(page)).to_contain_text(ADDED)
    page.get_by_label("Chercher une balise").fill("iban")
    page.get_by_role("button", name=re.compile("Votre IBAN")).click()
    expect(body(page)).to_have_value(re.compile(re.escape(ADDED + "{{ iban }}") + "$"))
    expect(page.get_by_text("Modifié, pas encore enregistré.")).to_be_visible()
    page.context.close()

    again = open_page(address)
    open_the_texts(again)
    expect(body(again)).to_have_value(re.compile(re.escape(ADDED + "{{ iban }}") + "$"))
    press(again, "settings_drop_wording")
    expect(body(again)).not_to_have_value(re.compile(re.escape(ADDED)))


def test_a_misspelt_placeholder_is_refused_with_the_nearest_and_stays_typed(
    start_app: StartApp, open_page: OpenPage
) -> None:
    page = open_page(start_app())
    open_the_texts(page)
    type_at_the_end(page, "{{ signatur }}")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("vouliez-vous dire « signature »").first).to_be_visible()
    expect(body(page)).to_have_value(re.compile(r"\{\{ signatur \}\}$"))
