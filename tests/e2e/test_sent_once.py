"""However impatiently one presses, and whatever is closed meanwhile, each message arrives once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import by_key, press
from tests.e2e.conftest import OpenPage, StartApp, StartMail
from tests.e2e.mailbox import Mailbox
from tests.workflows.office import invoice, office

#: A busy machine takes its time to draw pages.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
CLIENTS = 12


@pytest.fixture
def review(start_app: StartApp, start_mail: StartMail, data_folder: Path) -> tuple[Mailbox, str]:
    """Where ``CLIENTS`` messages will arrive one at a time, and the address of their review."""
    mailbox, account = start_mail(delay=0.4)
    office(data_folder).drop([invoice(f"F{one}", client=f"C{one}") for one in range(CLIENTS)])
    return mailbox, start_app(**account) + "/revue_envoi"


def approve_all(page: Page) -> None:
    press(page, "review_approve_shown")
    expect(by_key(page, "sending_start")).to_contain_text(f"Envoyer {CLIENTS} e-mails")


def all_sent(page: Page) -> None:
    expect(page.get_by_role("heading", name=f"Envoyés · {CLIENTS}")).to_be_visible()


def each_arrived_once(mailbox: Mailbox) -> bool:
    return Counter(mailbox.ids).total() == CLIENTS == len(set(mailbox.ids))


def test_a_double_click_and_a_second_person_pressing_too_send_each_message_once(
    review: tuple[Mailbox, str], open_page: OpenPage
) -> None:
    mailbox, address = review
    anna = open_page(address)
    approve_all(anna)
    benoit = open_page(address)
    expect(by_key(benoit, "sending_start")).to_be_visible()
    by_key(anna, "sending_start").get_by_role("button").dblclick()
    press(benoit, "sending_start")
    all_sent(anna)
    all_sent(benoit)
    assert each_arrived_once(mailbox)


def test_a_tab_closed_in_mid_batch_stops_nothing_and_a_new_browser_shows_the_progress(
    review: tuple[Mailbox, str], open_page: OpenPage
) -> None:
    mailbox, address = review
    page = open_page(address)
    approve_all(page)
    press(page, "sending_start")
    expect(by_key(page, "sending_bar")).to_contain_text(f"sur {CLIENTS}")
    page.context.close()
    assert len(mailbox.taken) < CLIENTS
    other = open_page(address)
    expect(by_key(other, "sending_bar")).to_contain_text(f"sur {CLIENTS}")
    expect(by_key(other, "sending_bar")).not_to_contain_text("sur")
    other.get_by_role("radio", name="Suites").click()
    all_sent(other)
    assert each_arrived_once(mailbox)
