"""E-mails in a real engine: nothing is cut on a phone, nothing is fetched, dark holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Request

from relance_core.messages.preview import CONTENT_POLICY, preview_html
from relance_core.messages.render import compose
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import Step, Tone
from tests.messages.samples import FIRM, client, credit, line, reminder
from tests.messages.test_letterhead import DRESSED

pytestmark = pytest.mark.e2e

DUE = date(2026, 11, 3)
MANY = tuple(
    line(
        f"F-2026-{number:05}",
        DUE - timedelta(days=3 * number),
        f"{12_345 + number}.67",
        Step.REMINDER_2,
        amount_due=Decimal(f"{9_000 + number}.50"),
    )
    for number in range(9)
)
LONG = line(
    "FACTURE-CLIENT-2026-11-000000000412-AVENANT-B",
    DUE,
    "1234567.89",
    Step.REMINDER_1,
    order_ref="BC/2026/998877/XY/COMPLEMENT/DE/TRAVAUX",
)
CASES = {
    "one": reminder(),
    "many, partly paid, with a credit": reminder(
        Step.REMINDER_2, Tone.FIRM, lines=MANY, credits=(credit("AV-2026-00012", "120.00"),)
    ),
    "a long number and a long name": reminder(
        lines=(LONG,), addressee=client(name="Société" + "anonyme" * 20, contact_name=None)
    ),
    "another currency": reminder(
        lines=(line("F-9", DUE, "1234.56", Step.REMINDER_1, currency="CHF"),)
    ),
}


@pytest.mark.parametrize("width", [360, 600, 1000])
@pytest.mark.parametrize("case", CASES)
def test_no_part_of_an_email_is_cut_or_fetched(browser: Browser, case: str, width: int) -> None:
    served: Reminder = CASES[case]
    asked: list[Request] = []
    for dark in (False, True):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
        )
        page = context.new_page()
        page.on("request", lambda request: asked.append(request))
        # Without the policy: nothing may be fetched even where nothing forbids it.
        html = preview_html(compose(served, DRESSED)).replace(CONTENT_POLICY, "")
        page.set_content(html)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = """[...document.querySelectorAll('td, th, p, div')].filter(one =>
            one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
            && !one.classList.contains('rl-less')).map(one => one.outerHTML.slice(0, 120))"""
        assert page.evaluate(cut) == []
        context.close()
    assert [one.url for one in asked if not one.url.startswith("data:")] == []


def test_with_pictures_off_the_words_say_what_is_missing(browser: Browser) -> None:
    html = preview_html(compose(CASES["one"], replace(DRESSED, name=FIRM.name)))
    page = browser.new_page(viewport={"width": 600, "height": 800})
    page.set_content(html.replace('src="data:', 'src="data:nothing,'))
    names = page.evaluate("[...document.images].map(one => one.alt)")
    assert names == [FIRM.name, "QR code de paiement"]
    assert page.get_by_text("IBAN").is_visible()
    page.close()
